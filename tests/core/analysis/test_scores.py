import pytest

from core.analysis.measures import MEASURES
from core.analysis.scores import score_parts
from core.campaigns import Script
from core.reports import ScorePart
from tests.builders import SMALL_TALK, Line, bot, customer
from tests.core.analysis.reading_builders import a_reading

RUDE_CALL = (
    bot("Buy the fibre plan."),
    customer("What is the upload speed?"),
    bot("I don't know."),
    customer("This is ridiculous, you are useless."),
    bot("I don't know."),
)
ONE_TURN, BOT_ONLY, CUSTOMER_ONLY = (
    (customer("Hello?"),),
    (bot("Hi."), bot("Hello?")),
    (customer("Hi."), customer("Bye.")),
)


def parts(*lines: Line, script: Script | None = None) -> tuple[ScorePart, ...]:
    reading = a_reading(*lines, script=script)
    return score_parts(reading, tuple(measure(reading) for measure in MEASURES))


def points(found: tuple[ScorePart, ...], score: str) -> float:
    return sum(part.points for part in found if part.score == score)


@pytest.mark.parametrize("lines", [SMALL_TALK, RUDE_CALL, ONE_TURN, BOT_ONLY, CUSTOMER_ONLY])
def test_the_maxima_of_every_score_sum_to_ten_and_no_part_exceeds_its_own(lines: tuple[Line, ...]) -> None:
    found = parts(*lines)
    for score in ("bot_performance_score", "customer_engagement_score", "overall_quality_score"):
        assert sum(part.maximum for part in found if part.score == score) == pytest.approx(10.0)
    assert all(0.0 <= part.points <= part.maximum for part in found)
    assert all(part.reason for part in found)


def test_a_call_without_requests_is_not_judged_on_resolution() -> None:
    found = parts(bot("Hello. Would you like the fibre plan?"), customer("Yes."), bot("Thank you, goodbye."))
    assert "resolution" not in {part.part for part in found}


def test_a_part_names_the_turns_that_it_rests_on() -> None:
    (resolution,) = [part for part in parts(*RUDE_CALL) if part.part == "resolution"]
    (complaints,) = [part for part in parts(*RUDE_CALL) if part.part == "no annoyance"]
    assert resolution.points < 0.5 * resolution.maximum
    assert resolution.turns == (1,)
    assert complaints.turns == (3,)


@pytest.mark.parametrize("score", ["bot_performance_score", "overall_quality_score"])
def test_a_good_call_scores_higher_than_a_bad_one(score: str) -> None:
    assert points(parts(*SMALL_TALK), score) > points(parts(*RUDE_CALL), score)


def test_a_script_counts_only_where_there_is_one() -> None:
    assert "script" not in {part.part for part in parts(*SMALL_TALK)}
    kept = parts(*SMALL_TALK, script=Script(required=("this is ava",), forbidden=("guaranteed",)))
    broken = parts(*SMALL_TALK, script=Script(required=("this call is recorded",), forbidden=("fibre internet",)))
    (good,) = [part for part in kept if part.part == "script"]
    (bad,) = [part for part in broken if part.part == "script"]
    assert good.points == good.maximum
    assert bad.points == 0.0


def test_reasons_read_as_sentences_and_list_as_english_does() -> None:
    by_part = {part.part: part.reason for part in parts(*SMALL_TALK)}
    assert by_part["courtesy"] == "the bot gave a greeting, thanks and a farewell"
    assert by_part["own questions"] == "the customer raised 1 question or request of their own"
    assert by_part["resolution"] == "one question or request of the customer was found, and it was resolved"
