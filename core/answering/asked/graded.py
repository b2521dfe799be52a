"""Questions for a grade or a moment, whose words name neither plainly: "How pushy was the rep?", "In which part …?"."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.plan import Operator, Order
from core.answering.vocabulary import sides, word_set
from core.answers import QuestionType
from core.calls import Speaker
from core.text import is_stop_word

MOMENT: Final = re.compile(
    r"how far (?:in|into|through|along)\b|how (?:early|late) (?:in|on|into|during|was|is|did|does|do)\b"
    r"|(?:in|during|from|at) (?:which|what) (?:part|section|phase|segment|stage|passage|minute|second|stretch"
    r"|portion|bit"
    r"|point|moment)\b"
    r"|which (?:part|section|passage|stretch|portion|bit) of the (?:recording|call|conversation|chat|transcript)\b"
    r"|where(?:abouts)? in the (?:recording|call|conversation|chat|transcript)\b"
)
_INTEREST: Final = re.compile(
    r"\b(?:interest\w*|keen\w*|eager\w*|likely|likelihood|probab\w+|odds|chances?|appetite|lead|serious about"
    r"|open to|inclined"
    r"|willing\w*|tempted|receptive|buy|sign|signs|signing|renew\w*|convert\w*)\b"
)
MOOD: Final = re.compile(
    r"\b(?:mood|temper|frame of mind|spirits?|tone|vibes?|atmosphere|climate|emotion\w*|warm\w*|cool\w*|angr\w*"
    r"|anger|sad\w*|upset"
    r"|annoy\w*|satisf\w*|dissatisf\w*|reliev\w*|stress\w*|happ\w+|unhapp\w+|calm\w*|irritat\w*|attitude|sentiment"
    r"|feel\w*|felt"
    r"|relaxed|soft\w*|harsh\w*|grumpi\w+|hostile|friendl\w*|heated|tense|thaw\w*|worried|worr\w+|frustrat\w*"
    r"|pleased|cheer\w*"
    r"|bothered|nervous|excited|enthusias\w*|disappoint\w*|grateful|cross|furious|icy|trust|positiv\w*|negativ\w*"
    r"|neutral\w*|content|tension|enjoy\w*|cooperat\w*|behaviou?r|demeanou?r|disposed|well or badly|badly or well"
    r"|good or bad|bad or good|humou?r|welcom\w*|shock\w*|surpris\w*)\b"
    r"|^how (?:did|does|was|were|has|have) (?:[\w']+ ){1,6}?(?:take|taken|react|reacted|respond|responded|received"
    r"|sound)\b"
)
_QUALITY: Final = re.compile(
    r"\b(?:call|conversation|handover|connection|line|success\w*|quality|negotiation|rating|marks?|score)\b"
)

# "How did her husband feel about it?" is after neither side's mood.
_FELT_BY: Final = re.compile(
    r"how (?:did|does|do|was|is|were|are) (?P<who>(?:[\w']+ ){1,4}?)(?:feel|felt|feeling|react)\b"
)
_NOBODY: Final = word_set("call calls conversation they both everybody everyone all mood tone overall")


def of_moment(words: str, kind: QuestionType, order: Order) -> tuple[Operator, str] | None:
    """Return the operator of a question for a moment of the call; None for any other."""
    if kind != "textual" or not MOMENT.match(words):
        return None
    return "when", "last" if order == "last" else "first"


def _is_third(who: Sequence[str]) -> bool:
    """Tell whether the last of some words names somebody who is neither side of the call: "her husband", "Anna"."""
    return sides(who)[-1] is None and who[-1] not in _NOBODY and not is_stop_word(who[-1])


def of_grade(words: str, speaker: Speaker | None, found: tuple[Operator, str], on_scale: bool) -> tuple[Operator, str]:
    """Return by which measure a question for a grade is answered, where `found` by its words alone is none.

    Interest in an offer before mood; the bot is graded by its score, as is the call where nobody's feelings are meant.
    """
    third = _FELT_BY.match(words)
    if third is not None and _is_third(third["who"].split()):
        return "passage", ""
    if found[0] not in ("passage", "stated", "check", "sentiment") or (found[0] == "sentiment" and on_scale):
        return found
    if _INTEREST.search(words) and speaker != "bot":
        return ("interest", "probability") if on_scale else ("interest", "")
    if found[0] == "sentiment":
        return found
    if speaker == "bot":
        return "score", ""
    if MOOD.search(words):
        return ("sentiment", "score") if on_scale else ("sentiment", "")
    return ("score", "") if _QUALITY.search(words) or on_scale else found
