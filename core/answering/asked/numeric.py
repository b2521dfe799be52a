"""What a question for a number asks for."""

import re

from core.answering.asked import forms
from core.answering.asked.value_kinds import asks_for_purpose, counted_kind, value_kind
from core.answering.plan import Operator

# "How long did it take until …", "How much time passed between the offer and the refusal?"
_BETWEEN = re.compile(
    r"\b(?:how long|how much time|how many (?:seconds|minutes))\b.*\b(?:did it take|took|passed?|went by|lay|was it|was"
    r" there|elapsed|pass)\b.*\b(?:until|till|before|between|from|for|to (?:get|reach|hear|see))\b"
)
_WHOLE = re.compile(r"\bfrom (?:the )?(?:start|beginning) to (?:the )?(?:finish|end)\b")
# "What average rating does the hotel have?" is after no mark of the bot's.
_RATED = re.compile(r"\brating (?:of|for|does|did|do|has|had|was|is)\b")
_HOW_OFTEN = re.compile(r"\bhow (?:often|many times)\b|\bmentions of\b")
_RATED_CALL = re.compile(r"\b(?:call|conversation|bot|agent|assistant|rep|customer|advis[eo]r)(?:'s)?\b")
# "After how many miles should he turn?" counts the miles, not the turns.
_OTHER_COUNTED = re.compile(
    r"\b(?P<what>how many (?:\w+ ){0,2}?\w+) (?:did|does|do|should|can|could|will|would|is|are|was|were|has|have|had)\b"
)
_TURNS = re.compile(
    r"\bhow many of (?:[\w']+ ){1,3}(?:turns|messages|lines|replies|responses|utterances|answers|sentences)\b"
)
_NUMBER_OF = re.compile(
    r"\b(?:number|count|total) of (?:[\w']+ ){0,3}?"
    r"(?:questions?|turns?|messages|objections?|requests?|complaints?|words?|utterances|sentences|replies)\b"
)
# "For how long did the bot speak altogether?"
_SPOKE = re.compile(
    r"\b(?:how long|how much time|how many (?:seconds|minutes)) (?:did|does|do|has|have|had|was|were|is)"
    r" (?:[\w']+ ){1,3}?(?:speak|spoken|speaking|talk|talked|talking|be heard)"
    r"(?: (?:for|altogether|overall|alone|himself|herself|in total|in all|(?:in|during|on|of) (?:the|this)"
    r" (?:call|phone|conversation)))*$"
)
_SILENT = re.compile(
    r"\b(?:nobody|no one|neither(?: \w+)?) (?:spoke|speaks?|speaking|says?|said|talk\w*|was talking)\b"
)
_ON_THE_LINE = re.compile(r"\bhow long\b.*\bon the (?:line|phone|call|telephone)$")


def of_numeric(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    """Return the operator and the aspect of a question for a number."""
    if _BETWEEN.search(words):
        if _WHOLE.search(words):
            return "duration", ""
        return "duration", "between"
    if (
        re.search(
            r"\bsentiment (?:score|value)\b|\b(?:score|rate|number).*\b(?:sentiment|mood)\b|\b(?:satisf\w+"
            r"|happy|sentiment)\b",
            words,
        )
        and not set(topic) - forms.MOOD_WORDS
    ):
        return "sentiment", "score"
    if (
        re.search(r"\b(?:probability|likelihood|likely|chances?|conversion|interest level|probable)\b", words)
        and not set(topic) - forms.PROCEEDING - forms.CHANCE_WORDS
    ):
        return "interest", "probability"
    if forms.RESOLVED.search(words) and re.search(
        r"\b(?:unresolved|unanswered|open|resolved|answered|pending)\b", words
    ):
        return "requests", "count"
    if re.search(r"\bnew (?:requests?|quer(?:y|ies))\b", words):
        return "requests", "count"
    if _RATED.search(words) and not _RATED_CALL.search(words):
        return "stated", "number"
    if (
        forms.SCORE.search(words)
        and not _HOW_OFTEN.search(words)
        and re.search(r"\b(?:scores?|rate|rating|points|scale|perform\w*|quality|engage\w*)\b", words)
    ):
        return "score", ""
    if _SPOKE.search(words) or (_SILENT.search(words) and forms.LENGTH.search(words)):
        return "duration", ""
    if counted := counted_kind(words):
        return "count", counted
    if _TURNS.search(words) or _NUMBER_OF.search(words):
        return "count", ""
    other = _OTHER_COUNTED.search(words)
    if forms.COUNTED.search(words) and not (other and not forms.COUNTED.search(other.group("what"))):
        return "count", ""
    if forms.SHARE.search(words) and forms.SHARE_OF_TIME.search(words):
        return "share", ""
    if _ON_THE_LINE.search(words):
        return "duration", ""
    if forms.LENGTH.search(words) and not set(topic) - forms.LENGTH_WORDS:
        return "duration", ""
    if forms.WHEN.search(words) and not re.match(r"how (?:many|much|long)", words):
        return "when", "last" if "last" in words.split() else "first"
    if asks_for_purpose(words):
        return "reason", ""
    return "stated", value_kind(words) or "number"
