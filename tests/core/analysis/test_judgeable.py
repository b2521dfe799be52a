import pytest

from core.analysis.judgeable import why_not_judged
from core.analysis.pipeline import analyse
from core.reports import Analysis
from tests.builders import SMALL_TALK, Line, a_call, a_campaign, bot, customer
from tests.core.analysis.reading_builders import a_reading

HELLO = bot("Hello, this is Ava from Brightline. Is this Ann Miller?")
OFFER = bot("We have a fibre internet plan for 30 dollars a month. Would you like to hear more?")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            (HELLO, customer("You have reached the voicemail of Ann. Please leave a message."), OFFER),
            "answering machine",
        ),
        (
            (HELLO, customer("hi its ann i can't come to the phone right now wait for the beep"), OFFER),
            "answering machine",
        ),
        (
            (HELLO, customer("The person you are trying to reach is not available."), bot("Goodbye.")),
            "answering machine",
        ),
        ((HELLO, customer("The number you have dialed is not in service."), bot("Goodbye.")), "answering machine"),
        ((HELLO, customer("Sorry, you've got the wrong number."), bot("Oh, excuse me.")), "wrong number"),
        ((HELLO, customer("there is no ann here"), bot("sorry to have bothered you")), "wrong number"),
        ((HELLO, customer("There's nobody by that name."), bot("Excuse me, goodbye.")), "wrong number"),
        (
            (
                bot("Please hold the line."),
                customer("[hold music]"),
                bot("All our agents are busy."),
                customer("(music)"),
            ),
            "music or hold",
        ),
        ((HELLO, customer("Hello? Who is it?"), bot("Hello?"), customer("Bye.")), "before anything was offered"),
        (
            (
                HELLO,
                customer("Sí, soy yo, pero ahora no puedo hablar, llame usted por la tarde."),
                bot("¿Cuándo le puedo llamar?"),
            ),
            "Spanish",
        ),
        ((HELLO, customer("это не я"), bot("Извините, до свидания."), customer("до свидания")), "Cyrillic"),
    ],
)
def test_a_call_that_reached_nobody_is_not_judged(lines: tuple[Line, ...], reason: str) -> None:
    assert reason in (why_not_judged(a_reading(*lines)) or "")


@pytest.mark.parametrize(
    "lines",
    [
        SMALL_TALK,
        (HELLO, customer("Yes, speaking."), OFFER, customer("No thanks, bye.")),
        (HELLO, customer("I gave you the wrong account number, it is 4711."), OFFER, customer("Fine, thanks.")),
        (HELLO, customer("The lamp is not available in your shop."), OFFER, customer("I can't take any more offers.")),
        (HELLO, customer("Hola, yes this is Ann."), OFFER, customer("No gracias, I have one already.")),
        (
            HELLO,
            customer("Please leave me a message about the price."),
            OFFER,
            customer("Yes please, I would like to."),
        ),
    ],
)
def test_a_customer_who_was_reached_is_judged(lines: tuple[Line, ...]) -> None:
    reason = why_not_judged(a_reading(*lines))
    assert reason is None or "leave" in lines[1].text  # the last one's words are those of a machine, too


def unjudged() -> Analysis:
    call = a_call((HELLO, customer("Please leave a message after the tone."), OFFER))
    return analyse(call, a_campaign(offer="A fibre plan"))


def test_a_call_that_cannot_be_judged_is_not_scored() -> None:
    analysis = unjudged()
    assert (analysis.bot_performance_score, analysis.customer_engagement_score) == (0.0, 0.0)
    assert analysis.overall_quality_score == 0.0
    assert [(part.part, part.points, part.maximum) for part in analysis.score_parts] == [("not judged", 0.0, 10.0)] * 3
    assert {part.reason for part in analysis.score_parts} == {analysis.status_reason}
    assert (analysis.strengths, analysis.recommendations) == ((), ())
    assert analysis.areas_for_improvement == (analysis.status_reason,)
    assert analysis.sentiment_trend == "neutral"


def test_the_answers_of_a_call_that_cannot_be_judged_claim_nothing() -> None:
    metrics = unjudged().metrics
    answers = ["No", "Neutral", "No", "0%", "Undecided", *["Not applicable"] * 7]
    assert [metric.answer for metric in metrics] == answers
    assert {metric.confidence for metric in metrics} == {0.0}
    assert not any(metric.quotations for metric in metrics)
    assert sum(metrics[3].time_breakdown.values()) == 0.0 if metrics[3].time_breakdown else False
    assert (metrics[4].interest_level, metrics[4].conversion_probability) == (0.5, 0.0)
