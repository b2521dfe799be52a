"""Which answers a person may give, and what is wrong with others."""

from collections.abc import Sequence

import pytest

from core.analysis.pipeline import analyse
from core.analysis.questions import QUESTIONS
from core.errors import InvalidRequest
from core.reports import Metric
from core.reviews import GivenAnswer, ReviewedAnswer, beside
from tests.builders import a_call, a_campaign
from tests.db.facts import varied_calls


def metrics(**answers: str) -> list[Metric]:
    return [Metric(question_id, "", answer, "categorical", 1.0) for question_id, answer in answers.items()]


def faults(machine: Sequence[Metric], *given: tuple[str, str]) -> dict[str, list[str]]:
    with pytest.raises(InvalidRequest) as refused:
        beside(machine, [GivenAnswer(*each) for each in given])
    return {path: list(said) for path, said in refused.value.faults.items()}


def test_a_persons_answer_stands_beside_the_machines() -> None:
    machine = metrics(Q001="Yes", Q002="Neutral")
    assert beside(machine, [GivenAnswer("Q002", "Mixed")]) == (ReviewedAnswer("Q002", "Mixed", "Neutral"),)


def test_whatever_the_analysis_answers_a_person_may_answer_too() -> None:
    campaign = a_campaign()
    for call in [*varied_calls(), a_call()]:
        machine = analyse(call, campaign).metrics
        said = beside(machine, [GivenAnswer(metric.question_id, metric.answer) for metric in machine])
        assert all(each.answer == each.machine_answer for each in said)
        assert {each.question_id for each in said} == set(QUESTIONS)


def test_all_faults_are_told_by_their_paths() -> None:
    machine = metrics(Q001="Yes", Q004="7%", Q005="Undecided", Q011="3s")
    found = faults(machine, ("Q001", "No"), ("Q099", "Yes"), ("Q001", "Yes"), ("Q005", "undecided"), ("Q011", "3"))
    assert found == {
        "answers[1].question_id": ["is no question of this call's report"],
        "answers[2].question_id": ["is answered twice"],
        "answers[3].answer": ["must be Interested or Not interested or Undecided"],
        "answers[4].answer": ["must be Not applicable or of the form of 1m 5s"],
    }


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Q001", "Not applicable"),
        ("Q002", "positive"),
        ("Q004", "101%"),
        ("Q004", "007%"),
        ("Q004", "7 %"),
        ("Q004", "٧%"),
        ("Q004", "7%\n"),
        ("Q004", "Not applicable"),
        ("Q006", "Maybe"),
        ("Q011", "1h 5s"),
        ("Q011", "9" * 150 + "s"),
        ("Q012", "-1%"),
    ],
)
def test_words_that_are_none_of_the_reports_are_faults(question: str, answer: str) -> None:
    machine = metrics(**dict.fromkeys(QUESTIONS, "Yes"))
    assert list(faults(machine, (question, answer))) == ["answers[0].answer"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Q004", "0%"),
        ("Q004", "100%"),
        ("Q011", "0s"),
        ("Q011", "1h 2m 5s"),
        ("Q011", "12m 5s"),
        ("Q012", "Not applicable"),
    ],
)
def test_numbers_of_the_form_of_the_reports_are_answers(question: str, answer: str) -> None:
    assert beside(metrics(**{question: "x"}), [GivenAnswer(question, answer)])[0].answer == answer
