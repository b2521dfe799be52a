"""What every measure has to pass, whatever it measures."""

from functools import cache

import pytest

from core.analysis.measures import MEASURES, Measure
from core.analysis.pipeline import analyse, read
from core.analysis.reading import Reading
from core.preprocessing import prepare
from core.reports import Analysis, Metric
from tests.builders import SMALL_TALK, Line, a_call, a_campaign, bot, customer
from tests.counting import calls_made

ODD_CALLS: dict[str, list[Line]] = {
    "one bot turn": [bot("We have a fibre internet plan.")],
    "one customer turn": [customer("What does the fibre plan cost?")],
    "bot only": [bot("Hello"), bot("We have a fibre plan."), bot("Would you like it?"), bot("Goodbye")],
    "customer only": [customer("Hello?"), customer("Is anybody there?"), customer("This is ridiculous, bye.")],
    "fillers only": [bot("um"), customer("uh, you know"), bot("hmm...")],
    "emoji": [bot("🙂👍"), customer("👎🏽😡"), bot("👩‍👩‍👧 ok?"), customer("🎉")],
    "other scripts": [
        bot("مرحبا، كيف حالك؟"),
        customer("שלום"),
        bot("你好，请问您需要什么？"),
        customer("e\u0301\u0301"),
    ],
    "long words": [bot("x" * 20_000), customer("?" * 20_000), bot("no " * 6_000)],
    "equal times": [bot("Hello", at=0), customer("Hi, how much is it?", at=0), bot("30 dollars", at=0)],
    "usual": list(SMALL_TALK),
}


def reading_of(lines: list[Line], **about: float) -> Reading:
    return read(prepare(a_call(lines, **about)), a_campaign())  # type: ignore[arg-type]


def quoted_from(metric: Metric, reading: Reading) -> bool:
    raw = {part.turn.index: part.turn for utterance in reading.dialogue.utterances for part in utterance.turns}
    return all(
        item.quote
        and item.quote in raw[item.turn].raw
        and item.speaker == raw[item.turn].speaker
        and item.timestamp_s == raw[item.turn].start_s
        for item in metric.evidence
    ) and all(any(said in utterance.raw for utterance in raw.values()) for said in metric.new_requests or ())


def is_bounded(metric: Metric) -> bool:
    in_unit = (metric.confidence, metric.interest_level, metric.conversion_probability)
    parts = dict(metric.time_breakdown or {})
    total = parts.pop("total", 0.0)
    return (
        all(value is None or 0 <= value <= 1 for value in in_unit)
        and (metric.sentiment_score is None or -1 <= metric.sentiment_score <= 1)
        and (metric.unresolved_count is None or metric.unresolved_count >= 0)
        and all(seconds >= 0 for seconds in parts.values())
        and sum(parts.values()) == pytest.approx(total)
    )


@cache
def two_readings(name: str) -> tuple[Reading, Reading]:
    """Read an odd call twice, once for all measures."""
    return reading_of(ODD_CALLS[name]), reading_of(ODD_CALLS[name])


@cache
def long_reading(turns: int) -> Reading:
    return reading_of(long_call(turns))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)
@pytest.mark.parametrize("name", ODD_CALLS)
def test_a_measure_is_deterministic_bounded_and_verbatim(measure: Measure, name: str) -> None:
    reading, again = two_readings(name)
    metric = measure(reading)
    assert metric == measure(again)
    assert is_bounded(metric)
    assert quoted_from(metric, reading)
    assert metric.answer
    assert metric.question.endswith("?")


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)
@pytest.mark.parametrize("duration_s", [0.0, 1.0, 604_800.0])
def test_a_measure_survives_any_duration(measure: Measure, duration_s: float) -> None:
    assert is_bounded(measure(reading_of(list(SMALL_TALK), duration_s=duration_s)))


@pytest.mark.parametrize("lines", ODD_CALLS.values(), ids=ODD_CALLS)
def test_an_odd_call_has_a_report_with_scores_in_range(lines: list[Line]) -> None:
    analysis: Analysis = analyse(a_call(lines), a_campaign())
    scores = (analysis.bot_performance_score, analysis.customer_engagement_score, analysis.overall_quality_score)
    assert all(0 <= score <= 10 for score in scores)
    assert all(-1 <= turn.sentiment <= 1 and 0 <= turn.topic_relevance <= 1 for turn in analysis.turns)
    assert len(analysis.turns) == len(lines)


# Talk that does not repeat itself, so that nothing is saved by having been read before.
def long_call(turns: int) -> list[Line]:
    return [(bot if at % 2 else customer)(f"Is fibre number {at} in street {at * 7} good?") for at in range(turns)]


@pytest.mark.slow
@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)
def test_the_work_of_a_measure_grows_with_the_turns_and_no_faster(measure: Measure) -> None:
    few, many = long_reading(200), long_reading(2_000)
    assert calls_made(lambda: measure(many)) <= 13 * calls_made(lambda: measure(few)) + 1_000


@pytest.mark.slow
def test_the_work_of_reading_grows_with_the_turns_and_no_faster() -> None:
    few, many = (calls_made(lambda turns=turns: reading_of(long_call(turns))) for turns in (200, 2_000))
    assert many <= 13 * few


@pytest.mark.slow
def test_ten_thousand_turns_are_analysed() -> None:
    analysis = analyse(a_call(list(SMALL_TALK) * 1_250), a_campaign())
    assert len(analysis.turns) == 10_000
