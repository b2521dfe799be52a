"""Of which side of the call a question asks, and whether it asks for the opposite."""

import re
from typing import Final, Literal

from core.answering.asked.phrasing import AUXILIARIES
from core.answering.vocabulary import side, speaker_asked_about, word_set
from core.calls import Speaker

# Those who ask are of the bot's side, and "they" may be both: neither says whose words are meant.
_WEAK: Final = word_set("i me my we us our you your they them their he she him her his hers")
_ASKERS: Final = word_set("i me my we us our you your they them their")
_OUR_SIDE: Final = re.compile(r"\b(?:our (?:side|part|end|lad|girl|guy|man|colleague|people|team|staff)|on our part)\b")
_EITHER: Final = re.compile(r"\b(?:the two|both|each other|one another|the pair|between them|the two of them)\b")
_DOER: Final = re.compile(r"\bby (?:the |our |his |her |their |this |an? )?(?:[\w'-]+ ){0,2}?(?P<who>[\w']+)$")
# "Was the customer upset by the bot?" is about whoever is upset.
_MOVED_BY: Final = re.compile(
    r"\b(?:upset|annoyed|angered|irritated|bothered|offended|insulted|frustrated|disappointed|confused|puzzled|pleased"
    r"|impressed|convinced|persuaded|moved|touched|reassured|put off|surprised|shocked|scared|worried|amused) by\b"
)
# Whom the bot tells: "Was the customer told about the fee?" asks for the bot's words.
_ADDRESSED: Final = re.compile(
    r"\b(?:was|were|is|are|been|being) (?:(?:the|our|this) )?(?:[\w'-]+ ){1,3}?(?:ever |never |not |also )?"
    r"(?:told|informed|asked|offered|advised|promised|warned|reminded|thanked|greeted|given|shown|notified|transferred"
    r"|put through|put on hold|interrupted|pressured|pushed|misled)\b"
)
_TAG: Final = re.compile(rf" (?:{AUXILIARIES}) (?:not )?(?:he|she|they|it|you|there|we|i)(?: not)?$")
_NEGATED: Final = re.compile(
    r"\b(?:not|never|without|neither|nobody|nothing|nor|un(?:resolved|answered|interested|happy|willing|finished)"
    r"|fail(?:ed|s)? to|forg[eo]t(?:s|ten)? to|neglect(?:ed|s)? to|omit\w*|leave[s]? out|left out|skip(?:s|ped)?"
    r"|refrain\w* from)\b"
    r"|^(?:why|how come|(?:was|were|is|are) there) no\b"
)
_NO_NEGATION: Final = re.compile(
    r"\bor (?:\w+ )?not\b|\bnot (?:only|just)\b|\bnot (?:\w+ )?or\b|\bnot at all$|\bwithout being asked\b"
)


def side_asked_about(words: str, main: str, bot_name: str) -> Speaker | None:
    """Return the side whose words or deeds a question is about; None for both, or where it names neither.

    The clause that asks counts first; who did a thing before whom it was done to; a noun before a pronoun.
    """
    for clause in (main.replace(" , ", " "), words):
        found = _side_of(_TAG.sub("", clause), bot_name)
        if found is not None:
            return None if found == "both" else found
    return None


def _side_of(clause: str, bot_name: str) -> Speaker | Literal["both"] | None:
    said = clause.split()
    doer = _DOER.search(clause)
    if (
        doer
        and not _MOVED_BY.search(clause)
        and (named := side(doer.group("who"))) is not None
        and doer.group("who") not in _WEAK
    ):
        return named
    strong = " ".join(word for word in said if word not in _WEAK)
    first = speaker_asked_about(strong, bot_name)
    if _OUR_SIDE.search(clause) and first is None:
        return "bot"
    if first is not None:
        if _chooses(said):
            return "both"
        told = _ADDRESSED.search(clause)
        return "bot" if told and first == "customer" and speaker_asked_about(told.group(), "") == first else first
    if _EITHER.search(clause):
        return "both"
    return speaker_asked_about(" ".join(word for word in said if word not in _ASKERS), bot_name)


def _chooses(said: list[str]) -> bool:
    """Tell whether the sides are what is chosen between: "the bot or the customer"."""
    if "or" not in said:
        return False
    at = said.index("or")
    left = {side(word) for word in said[max(0, at - 3) : at]} - {None}
    right = {side(word) for word in said[at + 1 : at + 4]} - {None}
    return bool(left and right and left != right)


def asks_for_the_opposite(words: str) -> bool:
    """Tell whether a question is put in the negative; a tag and "or not" put none so."""
    bare = _TAG.sub("", words)
    return _NEGATED.search(_NO_NEGATION.sub("", bare)) is not None
