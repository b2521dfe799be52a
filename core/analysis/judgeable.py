"""Whether a call can be judged. One that cannot still has a report, which says why; averages leave it out.

Each reason rests on words of the call. Where they leave a doubt the call is judged: a customer who answers at length
was reached, whatever else is said.
"""

import re
from collections.abc import Sequence
from typing import Final

from core.analysis.language import other_language, other_script
from core.analysis.reading import Reading, TurnReading
from core.text import tokens
from core.wording import count

FEWEST_TURNS: Final = 3
FEWEST_WORDS: Final = 3  # of the customer
_MOST_MACHINE_TURNS: Final = 3  # an answering machine does not converse
_MOST_LEAVING_TURNS: Final = 2  # of a customer who hangs up before the offer
_MOST_LEAVING_WORDS: Final = 12
_OWN_LANGUAGE_WORDS: Final = 12  # of a customer alone; names and greetings are not enough

# What a machine says in the customer's stead.
_MACHINE: Final = re.compile(
    r"\b(?:voice ?mail(?:box)?|voice messag\w+|answering (?:machine|service)|mailbox"
    r"|(?:after|at|following|before) the (?:tone|beep|signal)|wait for the (?:tone|beep)"
    r"|leave (?:me |us )?(?:a|your) (?:brief |short |detailed )*(?:message|name)|record (?:a|your) message"
    r"|(?:person|party|customer|subscriber|number|user|extension) (?:you (?:are|have|were) \w+(?: to \w+)? )?"
    r"(?:is|are) (?:currently |presently )?(?:not available|unavailable|switched off|not in service|out of)"
    r"|(?:cannot|can ?not|can't|cant|unable to|not able to) (?:take|answer|come to) (?:your call|the (?:phone|call))"
    r"|no longer in service|has been disconnected|your call has been forwarded)\b",
    re.IGNORECASE,
)
_WRONG_NUMBER: Final = re.compile(
    r"\b(?:(?:you have|you've|you|got|have|dialed|dialled|is|'s|called) (?:got )?(?:the |a )?wrong (?:number|person)"
    r"|^\W*wrong number|(?:no ?one|nobody|no one|no person) (?:here )?(?:by|with|of) that name"
    r"|there(?:'s| is) (?:no|nobody|no one) \w*\s?(?:here|at this number|living here)\b"
    r"|(?:does not|doesn't|no longer) live here)",
    re.IGNORECASE,
)
_WAITING: Final = re.compile(
    r"^\W*(?:[\[(*<]\s*(?:\w+ ){0,2}(?:music|silence|noise|beep\w*|ringing|ring tone|dial tone|inaudible|static)"
    r"\b[^\])*>]*[\])*>]\W*)+$"
    r"|\b(?:please (?:hold|stay on|wait)|hold the line|your call is (?:very )?important|all (?:of )?our (?:\w+ )?"
    r"(?:agents|operators|representatives|lines) are|next available|your (?:place|position) in (?:the )?(?:queue|line)"
    r"|thank you for (?:holding|waiting|your patience)|(?:press|dial) (?:\d|one|two|three|zero)|will be with you)",
    re.IGNORECASE,
)


def why_not_judged(reading: Reading) -> str | None:
    """Say in a sentence why a call cannot be judged; None where it can. Linear in the turns."""
    spoken = [turn for turn in reading.turns if turn.utterance.text]
    customer = [turn.utterance.text for turn in spoken if turn.utterance.speaker == "customer"]
    return (
        _nothing_said(spoken, customer)
        or _nobody_reached(customer)
        or _not_english(spoken, customer)
        or (_too_short(spoken, customer))
    )


def _nothing_said(spoken: Sequence[TurnReading], customer: Sequence[str]) -> str | None:
    if not spoken:
        return "Nothing but fillers was said, so there is nothing to judge."
    if all(_WAITING.search(turn.utterance.text) for turn in spoken):
        return "Nothing but music or hold announcements was heard, so there is nothing to judge."
    if not customer:
        return "The customer says nothing, so the call cannot be judged."
    if len(customer) == len(spoken):
        return "The bot says nothing, so the call cannot be judged."
    return None


def _nobody_reached(customer: Sequence[str]) -> str | None:
    if len(customer) > _MOST_MACHINE_TURNS:
        return None
    if any(_MACHINE.search(text) for text in customer):
        return "An answering machine seems to have taken the call, so there is no customer to judge."
    if any(_WRONG_NUMBER.search(text) for text in customer):
        return "The bot reached a wrong number, so there is no customer to judge."
    return None


def _not_english(spoken: Sequence[TurnReading], customer: Sequence[str]) -> str | None:
    language = other_language(turn.utterance.text for turn in spoken)
    if language is not None:
        return f"The talk seems to be in {language}; only English can be judged."
    enough = sum(len(text.split()) for text in customer) >= _OWN_LANGUAGE_WORDS
    language = other_language(customer) if enough else other_script(customer)
    return None if language is None else f"The customer seems to speak {language}; only English can be judged."


def _too_short(spoken: Sequence[TurnReading], customer: Sequence[str]) -> str | None:
    if len(spoken) < FEWEST_TURNS:
        return f"The call has only {count(len(spoken), 'turn')} with words, too few to judge."
    said = 0  # as far as it matters
    for text in customer:
        said += len(tokens(text))
        if said > _MOST_LEAVING_WORDS:
            return None
    if said < FEWEST_WORDS:
        return f"The customer says only {count(said, 'word')}, too few to judge."
    courtesies = all(turn.segment in ("Opening", "Closing") for turn in spoken)
    if courtesies and len(customer) <= _MOST_LEAVING_TURNS:
        return "The call ends before anything was offered or asked for, so there is nothing to judge."
    return None
