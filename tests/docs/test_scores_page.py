"""The page on scores says what the analysis does: its parts, maxima, weights and thresholds are those of the code."""

import re
from typing import get_args

import pytest

from core.analysis import conversion, interest, mood, relevance, sentiment, stance
from core.analysis.judgeable import FEWEST_TURNS, FEWEST_WORDS
from core.analysis.outcomes import LATER_TURNS
from core.analysis.pipeline import analyse
from core.analysis.questions import QUESTIONS
from core.campaigns import Script
from core.preprocessing.dialogue import SECONDS_PER_TURN, SECONDS_PER_WORD
from core.reports import Act, ScoreName
from tests.builders import a_call, a_campaign
from tests.docs.blocks import PAGES

PAGE = (PAGES / "scores.md").read_text(encoding="utf-8")
WORDS = " ".join(PAGE.split())


@pytest.mark.parametrize("score", get_args(ScoreName))
def test_the_parts_of_a_score_and_their_maxima_are_those_of_a_call_in_which_all_could_arise(score: str) -> None:
    campaign = a_campaign(script=Script(required=("a router is included",)))
    parts = analyse(a_call(), campaign).score_parts
    section = PAGE.partition(f"### {score}\n")[2].partition("###")[0]
    rows = re.findall(r"^\| ([a-z ]+?) \| ([\d.]+) \|", section, re.MULTILINE)
    told = {name: float(maximum) for name, maximum in rows}
    assert told == {part.part: part.maximum for part in parts if part.score == score}


def test_the_weights_of_what_the_customer_does_about_the_offer_are_those_that_are_added() -> None:
    line = WORDS.partition("adds up on the scale of log-odds: ")[2].partition(". A decisive one")[0]
    told = dict(re.findall(r"(\w+) (−?[\d.]+)", line.replace("a completed deed", "completion")))
    assert {kind: float(weight.replace("−", "-")) for kind, weight in told.items()} == stance.WEIGHTS


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("From {} on a turn is on the topic", relevance.ON_TOPIC),
        ("below {} it counts as none", sentiment.NEUTRAL_BAND),
        ("it counts as level within ± {} from first turn to last", mood.TREND_DEAD_BAND),
        ("{} s + 0.26 s a word", SECONDS_PER_TURN),
        ("1.0 s + {} s a word", SECONDS_PER_WORD),
        ("a deed that the bot reports as done has at least {}", conversion.LEAST_WHEN_DONE),
        ("the bot's next turns (up to {},", LATER_TURNS),
        ("fewer than {} turns, or", FEWEST_TURNS),
        ("or {} words of the customer", FEWEST_WORDS),
    ],
)
def test_a_threshold_is_told_as_it_is(said: str, value: float) -> None:
    numbers = {3: "three", 8: "eight"}
    assert said.format(numbers.get(value, value)) in WORDS


def test_the_answers_to_interest_change_where_the_page_says() -> None:
    assert "From 0.62 Interested, up to 0.38 Not interested" in WORDS
    answers = [interest.answer_of(level) for level in (0.62, 0.619, 0.381, 0.38)]
    assert answers == ["Interested", "Undecided", "Undecided", "Not interested"]


def test_every_question_is_explained_and_every_act_is_named() -> None:
    for question in QUESTIONS:
        assert question in WORDS
    concepts = (PAGES / "concepts.md").read_text(encoding="utf-8")
    listed = concepts.partition("There are twelve")[2].partition("**Segment**")[0]
    assert len(get_args(Act)) == 12
    for act in get_args(Act):
        assert act in listed
