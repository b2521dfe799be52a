"""Who the people in a call are by name: "Ted" in a question is the customer where the customer said so."""

import re
from collections.abc import Mapping
from typing import Final

from core.answering.transcript import Transcript
from core.answering.values import Value, each_stated
from core.answering.vocabulary import word_set
from core.calls import Speaker
from core.text import is_stop_word

_SIDES: Final = 2
_SHORTEST: Final = 3  # characters of a part of a name that stands for it
# Names that are words besides, and are names only with a capital within the sentence.
_ORDINARY: Final = word_set(
    """
    mark bill will may grace rose hope joy faith art chase drew rob sue pat frank jack guy grant dean ray drew sunny
    summer april june august christian miles price banks bond penny amber ruby crystal angel dawn eve gene harmony
    """
)
_OWN: Final = re.compile(
    r"\b(?:my ?name(?: is|'s)|i'?m|i am|this is|call me)\s*(?:(?:mr|mrs|ms|dr)\.?\s+)?$", re.IGNORECASE
)
_YOURS: Final = re.compile(
    r"\byour (?:(?:full|first|last|good) )*name\b|\bwho am i (?:speaking|talking)\b", re.IGNORECASE
)
_OF_NAMES: Final = re.compile(r"\b(?:names?|named|called|spell\w*|who)\b", re.IGNORECASE)


def known_names(transcript: Transcript) -> Mapping[str, Speaker]:
    """Return the parts of the name by which each side introduces itself first, in lower case, with the side.

    A name that both sides give is left out.
    """
    found: dict[str, set[Speaker]] = {}
    introduced: set[Speaker] = set()
    for value in each_stated(transcript, "name"):
        if len(introduced) == _SIDES:
            break
        if value.line.speaker in introduced or not _is_own(transcript, value):
            continue
        introduced.add(value.line.speaker)
        for part in value.text.lower().split():
            if len(part) >= _SHORTEST and not is_stop_word(part):
                found.setdefault(part, set()).add(value.line.speaker)
    return {name: next(iter(sides)) for name, sides in found.items() if len(sides) == 1}


def _is_own(transcript: Transcript, value: Value) -> bool:
    """Tell whether a name is the speaker's: "my name is Ann", or "Ann" in reply to "Your name, please?"."""
    if _OWN.search(value.line.turn.text[: value.start]):
        return True
    before = transcript.before(value.line)
    return before is not None and before.speaker != value.line.speaker and _YOURS.search(before.turn.text) is not None


def by_side(question: str, names: Mapping[str, Speaker]) -> str:
    """Put "the customer" or "the bot" for the names in a question, unless it asks of names.

    >>> by_side("Did Ted's mood improve?", {"ted": "customer"})
    "Did the customer's mood improve?"
    """
    if not names or _OF_NAMES.search(question):
        return question
    known = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    pattern = re.compile(rf"(?:\b(?:mr|mrs|ms|miss|the)\.? )?\b(?P<name>{known})\b(?: (?:{known})\b)*", re.IGNORECASE)

    def side(found: re.Match[str]) -> str:
        name = found["name"]
        if name.lower() in _ORDINARY and (found.start("name") == 0 or not name[0].isupper()):
            return found.group()
        return f"the {names[name.lower()]}"

    return pattern.sub(side, question)
