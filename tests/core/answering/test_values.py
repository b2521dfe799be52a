"""Values stated in a call, verbatim and with their turn."""

import pytest

from core.analysis.pipeline import analyse
from core.answering.transcript import Transcript, read_transcript
from core.answering.values import stated, values_in
from tests.builders import Line, a_call, a_campaign, bot, customer


def transcript(*turns: Line) -> Transcript:
    call, campaign = a_call(turns), a_campaign()
    return read_transcript(call, campaign, analyse(call, campaign))


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("It is $1,200.50 or 30 dollars a month.", "amount", ["$1,200.50", "30 dollars"]),
        ("I could give fifty cents, or a dollar.", "amount", ["fifty cents", "a dollar"]),
        ("Take 20% off, or ten percent.", "percentage", ["20%", "ten percent"]),
        ("At 4:30 pm, or at noon.", "time", ["4:30 pm", "noon"]),
        ("On May 3rd, or next Friday.", "date", ["May 3rd", "next Friday"]),
        ("It lasts 13 minutes.", "duration", ["13 minutes"]),
        ("Call +1 (555) 123-4567 now.", "phone", ["+1 (555) 123-4567"]),
        (
            "Mail me at jo.doe@example.co.uk, or jo at example dot com.",
            "email",
            ["jo.doe@example.co.uk", "jo at example dot com"],
        ),
        ("My name is Ann Lee and I'm happy.", "name", ["Ann Lee"]),
        ("The code is AB-1234.", "code", ["AB-1234"]),
        ("claim number is jif 332 and the name of it", "code", ["jif 332"]),
        ("It starts at 5 pm. Be there by 4 p.m.", "time", ["5 pm", "4 p.m."]),
        ("We will be twenty five people, or 30.", "number", ["twenty five", "30"]),
        ("Nothing is stated here.", "amount", []),
        ("I'm going to call this afternoon.", "name", []),
        ("The year 2024.", "phone", []),
        ("write to ann 42 gmailcom please", "email", ["ann 42 gmailcom"]),
        ("it was at 1145 am", "time", ["1145 am"]),
        ("9:45 in the evening or half past 6 p.m.", "time", ["9:45 in the evening", "half past 6 p.m."]),
        (
            "at 4 50 in the morning, 7:30 night, 8:15, 5 pm.",
            "time",
            ["4 50 in the morning", "7:30 night", "8:15", "5 pm"],
        ),
        ("between september 4 th and the 7 th", "date", ["september 4 th", "the 7 th"]),
        ("set it up at 10 to 21, it opens at 7!", "time", ["10 to 21", "7"]),
        ("we come at 10 to 8 in the evening", "time", ["10 to 8 in the evening"]),
        ("it was on 61818, not 03152018", "date", ["61818", "03152018"]),
        ("in 5 days, since February, or 4 months ago", "date", ["in 5 days", "February", "4 months ago"]),
        ("May I ask?", "date", []),
        ("policy no dfs 434555667 and booking number f 8 en 27", "code", ["dfs 434555667", "f 8 en 27"]),
        ("the number is 12 to be sure", "code", ["12"]),
        ("a white 2016 estate for 2010 dollars", "year", ["2016"]),
        ("Bring it to 14 Elm Street, Apt 3, Leeds please.", "address", ["14 Elm Street, Apt 3, Leeds"]),
        ("I walk 2 miles on my way to work.", "address", []),
    ],
)
def test_values_are_found_as_they_were_said(text, kind, values):
    line = transcript(customer(text)).lines[0]
    found = values_in(line, kind)
    assert [value.text for value in found] == values
    assert all(line.turn.text[value.start : value.end] == value.text for value in found)


def test_a_bare_reply_to_a_question_for_a_name_is_a_name():
    names = stated(transcript(bot("May I have your name, please?"), customer("Brian White.")), "name")
    assert [value.text for value in names] == ["Brian White"]


def test_a_name_may_be_followed_by_more():
    names = stated(transcript(bot("Your name?"), customer("Nora. I need a doctor.")), "name")
    assert [value.text for value in names] == ["Nora"]


@pytest.mark.parametrize("bait", ["1 " * 10_000, "a@" * 10_000, "(1" * 10_000, "twenty " * 3_000, "9" * 20_000])
def test_a_turn_of_nothing_but_values_is_cut_short(bait):
    line = transcript(customer(bait[:20_000])).lines[0]
    assert all(len(values_in(line, kind)) <= 50 for kind in ("number", "phone", "email", "amount", "code", "date"))
