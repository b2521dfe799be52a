"""People's answers to what the analysis answered, beside it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from core.analysis.not_applicable import ANSWER as NOT_APPLICABLE
from core.errors import InvalidRequest
from core.paging import Position
from core.reports import Metric

_YES_NO = ("Yes", "No")
_PERCENT = re.compile(r"(?:100|[1-9]?[0-9])%", re.ASCII)
_SPAN = re.compile(r"(?:(?:[0-9]{1,3}h )?[0-9]{1,2}m )?[0-9]{1,2}s", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Form:
    """What an answer to a question may look like: some words, or a number of the form of the example."""

    words: tuple[str, ...] = ()
    number: re.Pattern[str] | None = None
    example: str = ""

    def fault(self, answer: str) -> str | None:
        """Return what is wrong with an answer, None where nothing is."""
        if answer in self.words or (self.number is not None and self.number.fullmatch(answer)):
            return None
        number = [f"of the form of {self.example}"] if self.number is not None else []
        return "must be " + " or ".join([*self.words, *number])


_MAY_BE = _Form((*_YES_NO, NOT_APPLICABLE))
# By question, as the metrics of core.analysis answer them.
_FORMS: Mapping[str, _Form] = MappingProxyType(
    {
        "Q001": _Form(_YES_NO),
        "Q002": _Form(("Positive", "Neutral", "Negative", "Mixed")),
        "Q003": _Form(_YES_NO),
        "Q004": _Form((), _PERCENT, "72%"),
        "Q005": _Form(("Interested", "Not interested", "Undecided")),
        **dict.fromkeys(("Q006", "Q007", "Q008", "Q009", "Q010"), _MAY_BE),
        "Q011": _Form((NOT_APPLICABLE,), _SPAN, "1m 5s"),
        "Q012": _Form((NOT_APPLICABLE,), _PERCENT, "64%"),
    }
)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a person answers to a question."""

    question_id: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReviewedAnswer:
    """What a person answered, beside what the analysis had answered when the review was made."""

    question_id: str
    answer: str
    machine_answer: str


@dataclass(frozen=True, slots=True)
class Review:
    """One person's answers to a call. Reviews are never changed; who thinks better of it adds another.

    `reviewer` is the username or the API key's name, `reviewer_id` tells those of one name apart. `report_id` is the
    report that the machine's answers are of.
    """

    review_id: UUID
    call_id: str
    reviewer: str
    reviewer_id: str
    reviewed_at: datetime
    report_id: UUID
    answers: tuple[ReviewedAnswer, ...]
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One page of a call's reviews, newest first, and where the next one begins (None: there is none)."""

    reviews: tuple[Review, ...]
    next: Position | None


@dataclass(frozen=True, slots=True)
class ReviewedCall:
    """What one reviewer answered of a call in one review."""

    conversation_id: UUID
    reviewer: str
    reviewer_id: str
    reviewed_at: datetime
    answers: tuple[ReviewedAnswer, ...]


def beside(metrics: Sequence[Metric], given: Sequence[GivenAnswer]) -> tuple[ReviewedAnswer, ...]:
    """Put answers beside those of a report; raise InvalidRequest with all faults, by path.

    Faults are a question that the report does not answer, one that is answered twice, and words that are none of its.
    """
    machine = {metric.question_id: metric.answer for metric in metrics}
    faults: dict[str, list[str]] = {}
    seen: set[str] = set()
    for place, each in enumerate(given):
        if each.question_id not in machine:
            faults[f"answers[{place}].question_id"] = ["is no question of this call's report"]
        elif each.question_id in seen:
            faults[f"answers[{place}].question_id"] = ["is answered twice"]
        elif (fault := _FORMS[each.question_id].fault(each.answer)) is not None:
            faults[f"answers[{place}].answer"] = [fault]
        seen.add(each.question_id)
    if faults:
        raise InvalidRequest(faults)
    return tuple(ReviewedAnswer(each.question_id, each.answer, machine[each.question_id]) for each in given)
