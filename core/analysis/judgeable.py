"""Whether a call can be judged. One that cannot still has a report, which says why; averages leave it out."""

import re
from typing import Final

from core.dialogues import Dialogue
from core.text import tokens
from core.wording import count

FEWEST_TURNS: Final = 3
FEWEST_WORDS: Final = 3  # of the customer
_MOST_MACHINE_TURNS: Final = 3  # an answering machine does not converse

_MACHINE: Final = re.compile(
    r"\b(?:voice ?mail|answering machine|(?:after|at) the (?:tone|beep)|leave (?:me |us )?(?:a|your) message"
    r"|is not available|cannot (?:take|come to)|mailbox)\b",
    re.IGNORECASE,
)
_WRONG_NUMBER: Final = re.compile(r"\b(?:wrong number|no ?one here by that name)\b", re.IGNORECASE)


def why_not_judged(dialogue: Dialogue) -> str | None:
    """Say in a sentence why a call cannot be judged; None where it can."""
    spoken = [utterance for utterance in dialogue.utterances if utterance.text]
    if not spoken:
        return "Nothing but fillers was said, so there is nothing to judge."
    customer = [utterance.text for utterance in spoken if utterance.speaker == "customer"]
    if not customer:
        return "The customer says nothing, so the call cannot be judged."
    if len(customer) == len(spoken):
        return "The bot says nothing, so the call cannot be judged."
    if len(spoken) < FEWEST_TURNS:
        return f"The call has only {count(len(spoken), 'turn')} with words, too few to judge."
    if len(customer) <= _MOST_MACHINE_TURNS and any(_MACHINE.search(text) for text in customer):
        return "An answering machine seems to have taken the call, so there is no customer to judge."
    if len(customer) <= _MOST_MACHINE_TURNS and any(_WRONG_NUMBER.search(text) for text in customer):
        return "The bot reached a wrong number, so there is no customer to judge."
    said = sum(len(tokens(text)) for text in customer)
    if said < FEWEST_WORDS:
        return f"The customer says only {count(said, 'word')}, too few to judge."
    return None
