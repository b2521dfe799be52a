"""How far people and the analysis agree, and people with each other.

The analysis is taken by what it had answered when each review was made. Answers that are numbers agree where they are
in one range. A call that several have reviewed counts once for all of them together, by the newest answer to the
question.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final
from uuid import UUID

from core.analytics import told_as
from core.reviews import ReviewedAnswer, ReviewedCall
from core.statistics.intervals import share_interval
from core.statistics.kappa import cohens_kappa

# Reviewers who are compared with each other: their pairs grow by the square of them.
MOST_COMPARED: Final = 20
# How often one side gave the first answer and the other the second.
Pairs = Counter[tuple[str, str]]
# What was answered, by call and question.
Answers = dict[tuple[UUID, str], ReviewedAnswer]


@dataclass(frozen=True, slots=True)
class Agreement:
    """On how many of `n` calls two sides agree in a question, with the 95 % interval of the share.

    `kappa` is None where both gave one and the same answer throughout, its interval also where they always agree.
    """

    question_id: str
    n: int
    agreed_count: int
    agreement: float
    low: float
    high: float
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None


@dataclass(frozen=True, slots=True)
class ReviewerAgreement:
    """One reviewer against the machine."""

    reviewer: str
    questions: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two reviewers against each other, on the calls that both have reviewed."""

    reviewers: tuple[str, str]
    questions: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class CampaignAgreement:
    """The agreement on a campaign's calls, of which `reviewed_count` have a review."""

    campaign_id: UUID
    reviewed_count: int
    machine: tuple[Agreement, ...]
    reviewers: tuple[ReviewerAgreement, ...]
    pairs: tuple[PairAgreement, ...]


def agreement_of(campaign_id: UUID, reviewed: Sequence[ReviewedCall]) -> CampaignAgreement:
    """Return the agreement by the newest answer of each reviewer to each question of a call; reviews in their order."""
    by_reviewer: dict[tuple[str, str], list[ReviewedCall]] = {}
    for each in reviewed:
        by_reviewer.setdefault((each.reviewer, each.reviewer_id), []).append(each)
    newest = {reviewer: _newest(reviews) for reviewer, reviews in by_reviewer.items()}
    reviewers = sorted(by_reviewer)
    pairs = [
        PairAgreement((one[0], other[0]), questions)
        for one, other in combinations(_busiest(newest), 2)
        if (questions := _between(newest[one], newest[other]))
    ]
    return CampaignAgreement(
        campaign_id,
        len({each.conversation_id for each in reviewed}),
        _with_machine(_newest(reviewed)),
        tuple(ReviewerAgreement(reviewer[0], _with_machine(newest[reviewer])) for reviewer in reviewers),
        tuple(pairs),
    )


def _busiest(newest: Mapping[tuple[str, str], Answers]) -> list[tuple[str, str]]:
    """Return who has given the most answers, by name: each is compared with every other one."""
    by_answers = sorted(newest, key=lambda reviewer: (-len(newest[reviewer]), reviewer))
    return sorted(by_answers[:MOST_COMPARED])


def _newest(reviewed: Sequence[ReviewedCall]) -> Answers:
    newest: Answers = {}
    for each in sorted(reviewed, key=lambda each: each.reviewed_at):
        for answer in each.answers:
            newest[each.conversation_id, answer.question_id] = answer
    return newest


def _with_machine(answers: Answers) -> tuple[Agreement, ...]:
    return _by_question((each.question_id, each.answer, each.machine_answer) for each in answers.values())


def _between(ones: Answers, others: Answers) -> tuple[Agreement, ...]:
    return _by_question(
        (answer.question_id, answer.answer, others[place].answer) for place, answer in ones.items() if place in others
    )


def _by_question(answers: Iterable[tuple[str, str, str]]) -> tuple[Agreement, ...]:
    found: dict[str, Pairs] = {}
    for (question_id, one, other), count in Counter(answers).items():
        pair = (told_as(question_id, one), told_as(question_id, other))
        found.setdefault(question_id, Counter())[pair] += count
    return tuple(_agreement(question_id, found[question_id]) for question_id in sorted(found))


def _agreement(question_id: str, pairs: Pairs) -> Agreement:
    n = pairs.total()
    agreed = sum(count for (one, other), count in pairs.items() if one == other)
    low, high = share_interval(agreed, n) or (0.0, 1.0)
    kappa, its_interval = cohens_kappa(pairs) or (None, None)
    return Agreement(
        question_id,
        n,
        agreed,
        agreed / n,
        low,
        high,
        kappa,
        its_interval.low if its_interval else None,
        its_interval.high if its_interval else None,
    )
