"""The timeline of a call: what it shows, for any call."""

from dataclasses import replace
from functools import partial
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from api.drawing.course import Asked, Course, course_of
from api.drawing.svg import as_file
from api.drawing.timeline import NARROW, WIDE, described, timeline
from core.analysis.pipeline import analyse
from core.calls import Call
from core.reports import Analysis
from core.wording import moment
from tests.builders import a_call, a_campaign, bot, customer
from tests.counting import calls_made

SPOKEN = {"bot": "Bot, turn", "customer": "Customer, turn"}
ODD = "</title><script>alert(1)</script> \u202eevil & \"'\x08"
CALLS: dict[str, Call] = {
    "usual": a_call(),
    "one turn": a_call([bot("Hello, this is Ava about the fibre plan.")]),
    "customer only": a_call([customer("Hello? I want to know what the fibre plan costs.")]),
    "no time at all": a_call([bot("Hi.", at=0.0), customer("Hi. What is it?", at=0.0)], duration_s=0.0),
    "out of order": a_call([customer("Does it have a router?", at=9.0), bot("Hello, a fibre plan?", at=1.0)]),
    "odd words": a_call([bot("Hello, a fibre plan?"), customer(f"{ODD} Does the plan have it?"), bot("Yes, it does.")]),
    "long word": a_call([bot("x" * 20_000), customer("y" * 20_000 + " is terrible, I hate it! What is that?")]),
    "a week": a_call([bot("Hello, a fibre plan?", at=0.0), customer("No!", at=604_000.0)], duration_s=604_800.0),
}


def found_in(call: Call) -> tuple[Course, Analysis]:
    analysis = analyse(call, a_campaign())
    return course_of(call, analysis), analysis


def drawn(course: Course, width: int = WIDE, heading: str | None = None) -> Element:
    return ElementTree.fromstring(as_file(timeline(course, width=width, heading=heading)))


def tooltips(picture: Element) -> list[str]:
    return [each.text or "" for each in picture.iter() if each.tag.endswith("}title")]


def over_and_over(times: int) -> Course:
    """The course of a call that says the same again and again."""
    once, _ = found_in(CALLS["usual"])
    shifts = [number * once.length_s for number in range(times)]
    return Course(
        length_s=times * once.length_s,
        talk=tuple(replace(each, start_s=each.start_s + s, end_s=each.end_s + s) for s in shifts for each in once.talk),
        phases=tuple(
            replace(each, start_s=each.start_s + s, end_s=each.end_s + s) for s in shifts for each in once.phases
        ),
        feelings=tuple(replace(each, at_s=each.at_s + s) for s in shifts for each in once.feelings),
        requests=tuple(
            Asked(each.raised, each.at_s + s, None if each.reply_s is None else each.reply_s + s)
            for s in shifts
            for each in once.requests
        ),
        marks=once.marks,
    )


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", CALLS)
def test_any_call_has_a_timeline_that_stays_within_its_frame(name: str, width: int) -> None:
    course, _ = found_in(CALLS[name])
    picture = drawn(course, width, heading=f"Call {ODD}")
    *start, wide, height = map(float, picture.attrib["viewBox"].split())
    assert (start, wide) == ([0, 0], width)
    for each in picture.iter():
        kind = each.tag.rpartition("}")[2]
        assert kind in {"svg", "title", "desc", "defs", "pattern", "g", "rect", "circle", "line", "path", "text"}
        assert not {name for name in each.attrib if name.startswith("on") or name in ("href", "style")}
        if kind == "rect":
            assert float(each.attrib.get("x", 0)) >= -1
            assert float(each.attrib.get("x", 0)) + float(each.attrib["width"]) <= width + 1
            assert float(each.attrib.get("y", 0)) + float(each.attrib["height"]) <= height


def test_a_picture_that_stands_alone_fills_its_window_and_one_in_a_page_has_a_size() -> None:
    course, _ = found_in(CALLS["usual"])
    alone, within = drawn(course, heading="Call 1"), drawn(course)
    assert (alone.attrib["width"], alone.attrib.get("height")) == ("100%", None)
    assert within.attrib["viewBox"] == f"0 0 {within.attrib['width']} {within.attrib['height']}"
    assert within.attrib["width"] == str(WIDE)


@pytest.mark.parametrize("name", CALLS)
def test_each_turn_is_shown_once_when_it_was_spoken(name: str) -> None:
    call = CALLS[name]
    course, _ = found_in(call)
    said = [each for each in tooltips(drawn(course)) if each.startswith(tuple(SPOKEN.values()))]
    assert sorted(said) == sorted(
        f"{SPOKEN[each.speaker]} {each.turn}, at {moment(each.start_s)}" for each in course.talk
    )
    assert len(said) == len(call.turns)


def test_evidence_and_requests_are_quoted_verbatim_in_tooltips() -> None:
    call = CALLS["usual"]
    course, analysis = found_in(call)
    shown = "\n".join(tooltips(drawn(course)))
    quotes = {each.quote for metric in analysis.metrics for each in metric.evidence}
    raised = analysis.metric("Q003").requests or ()
    assert len(quotes) > 3
    assert raised
    for quote in quotes - {each.request.quote for each in raised}:
        assert f"“{quote}”" in shown
    for each in raised:
        assert f"{each.outcome}\n“{each.request.quote}”" in shown
        assert each.reply is None or f"“{each.reply.quote}”" in shown


def test_a_mark_names_the_questions_that_rest_on_its_turn() -> None:
    course, analysis = found_in(CALLS["usual"])
    resting = {
        turn: {metric.question_id for metric in analysis.metrics if turn in {each.turn for each in metric.evidence}}
        for turn in {mark.turn for mark in course.marks}
    }
    for mark in course.marks:
        assert set(mark.questions) == resting[mark.turn] - {"Q003"}


def test_phases_fill_the_call_from_its_first_turn_to_its_end() -> None:
    for call in CALLS.values():
        course, analysis = found_in(call)
        if analysis.status_reason is not None:
            continue
        assert course.phases[0].start_s == course.talk[0].start_s
        assert course.phases[-1].end_s == max(course.length_s, course.talk[-1].start_s)
        for before, after in pairwise(course.phases):
            assert before.end_s == after.start_s
            assert before.segment != after.segment


def test_what_became_of_a_request_is_told_by_a_sign_not_by_colour_alone() -> None:
    course, _ = found_in(CALLS["usual"])
    (asked,) = course.requests
    pictures = set()
    for outcome in ("resolved", "deferred", "unresolved", "unclear"):
        changed = replace(course, requests=(replace(asked, raised=replace(asked.raised, outcome=outcome)),))
        shapes = [
            (each.tag, each.attrib.get("d"), each.text)
            for each in drawn(changed).iter()
            if each.tag.endswith(("}path", "}text"))
        ]
        pictures.add(str(shapes))
        assert f"1 {outcome}" in described(changed)
    assert len(pictures) == 4


def test_the_description_tells_what_is_seen() -> None:
    course, _ = found_in(CALLS["usual"])
    words = described(course)
    assert words.startswith("The call lasts ")
    for each in ("The bot speaks in 4 turns, the customer in 4.", "Phases: Opening from 0:00", "raised 1 request"):
        assert each in words
    assert next(iter(drawn(course))).text == "Timeline of the call"


def test_the_lowest_mood_that_is_told_is_that_of_a_sign_and_the_line_is_called_smoothed() -> None:
    course, _ = found_in(CALLS["usual"])
    shown = drawn(course)
    low = min(course.feelings, key=lambda each: each.value)
    assert low.value != low.smooth
    assert f"lowest at {moment(low.at_s)} ({low.value:+.2f})" in described(course)
    assert f"{moment(low.at_s)}, mood {low.value:+.2f}" in tooltips(shown)
    assert "weighted mean of up to three turns" in [each.text for each in shown.iter()]
    assert "positive turn" not in [each.text for each in drawn(over_and_over(500)).iter()]


@pytest.mark.parametrize("name", ["one turn", "Spanish"])
def test_of_a_call_that_cannot_be_judged_is_shown_who_spoke_when_and_nothing_else(name: str) -> None:
    spanish = [
        bot("Hola, buenos días, le llamo de parte del banco por un préstamo."),
        customer("No quiero nada, estoy muy enfadado con ustedes, es horrible."),
        bot("Perdone, ¿podría decirme por qué está enfadado con nosotros?"),
        customer("Porque me llaman todos los días y no me interesa nada de eso."),
    ]
    course, analysis = found_in(a_call(spanish) if name == "Spanish" else CALLS[name])
    assert analysis.status_reason is not None
    assert course.talk
    assert (course.phases, course.feelings, course.requests, course.marks) == ((), (), (), ())
    labels = {each.text for each in drawn(course).iter() if each.tag.endswith("}text")}
    assert {"Bot speaks", "Customer speaks"} <= labels
    assert labels.isdisjoint({"Phase", "Customer's mood", "Requests", "Evidence for"})


def test_the_timeline_of_a_long_call_is_no_larger_than_that_of_a_shorter_one() -> None:
    sizes = {times: len(timeline(over_and_over(times))) for times in (125, 1_250)}
    assert sizes[1_250] < 1.2 * sizes[125]
    assert sizes[1_250] < 100_000


def test_the_work_for_a_timeline_grows_with_the_call_and_no_faster() -> None:
    work = {times: calls_made(partial(timeline, over_and_over(times))) for times in (250, 1_000)}
    assert work[1_000] < 4.4 * work[250]


def test_of_a_long_call_each_request_is_counted() -> None:
    shown = [each for each in tooltips(drawn(over_and_over(300))) if each.startswith("From ")]
    told = [int(each.partition(": ")[2].partition(" ")[0]) for each in shown]
    assert len(told) > 50
    assert sum(told) == 300


def test_of_a_long_call_the_columns_of_talk_are_as_high_as_much_is_said() -> None:
    course = over_and_over(500)
    paths = {
        each[0].text: each.attrib["d"] for each in drawn(course).iter() if each.tag.endswith("}path") and len(each)
    }
    for speaker in ("bot", "customer"):
        columns = paths[f"How much of the time the {speaker} speaks"].split("M")[1:]
        heights = [float(each.partition("v-")[2].partition("h")[0]) for each in columns]
        spoken = sum(each.end_s - each.start_s for each in course.talk if each.speaker == speaker)
        assert sum(heights) / len(heights) == pytest.approx(22 * spoken / course.length_s, rel=0.02)
