"""What is asked of every call, by the ids of the questions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from core.analysis import (
    balance,
    bot_faults,
    compliance,
    focus,
    frustration,
    goal,
    interest,
    mood,
    new_requests,
    script_adherence,
    silences,
    time_on_offer,
)

QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Q001": focus.QUESTION,
        "Q002": mood.QUESTION,
        "Q003": new_requests.QUESTION,
        "Q004": time_on_offer.QUESTION,
        "Q005": interest.QUESTION,
        "Q006": goal.QUESTION,
        "Q007": frustration.QUESTION,
        "Q008": bot_faults.QUESTION,
        "Q009": script_adherence.QUESTION,
        "Q010": compliance.QUESTION,
        "Q011": silences.QUESTION,
        "Q012": balance.QUESTION,
    }
)
