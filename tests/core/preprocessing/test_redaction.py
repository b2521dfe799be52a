"""What is replaced in a call before anything else is done with it, and what is left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.preprocessing.redaction import LABELS, redact, redact_call
from tests.builders import a_call, bot, customer

CARDS = (
    "4111111111111111",
    "4111 1111 1111 1111",
    "5500-0000-0000-0004",
    "3782 822463 10005",
    "6011 0009 9013 9424",
    "four one one one, one one one one, one one one one, one one one one",
    "it is four triple one 1111 um 1111 1111",
    "fifty five hundred double zero, double zero double zero double zero zero zero zero four",
)
PHONES = (
    "415-555-0123",
    "(415) 555-0123",
    "965 154 8547",
    "+1 415 555 0123",
    "1.415.555.0123",
    "4155550123",
    "+44 20 7946 0958",
    "07700 900123",
    "06 12 34 56 78",
    "555-0123",
    "four one five, five five five, oh one two three",
    "one eight hundred five five five twelve twelve",
    "four one five um five five five uh zero one two three",
    "double five five, one two three four",
    "four fifteen, five five five, oh one twenty three",
)
EMAILS = (
    "ann.smith+x@mail.example.co.uk",
    "jörg@example.de",
    "ann at example dot com",
    "ann dot smith at mail dot example dot org",
    "a n n at example dot com",
)
IDS = (
    "078-05-1120",
    "219 09 9999",
    "AB123456C",
    "AB 12 34 56 C",
    "12345678Z",
    "X1234567L",
    "529.982.247-25",
)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        *((each, "card_number") for each in CARDS),
        *((each, "phone_number") for each in PHONES),
        *((each, "email_address") for each in EMAILS),
        *((each, "national_id") for each in IDS),
    ],
)
def test_what_identifies_or_pays_is_replaced_whole(said: str, kind: str) -> None:
    redacted = redact(f"Well, {said}, okay? Thanks.")
    assert dict(redacted.counts) == {kind: 1}
    assert redacted.text.replace("it is ", "") == f"Well, {LABELS[kind]}, okay? Thanks."  # type: ignore[index]


@pytest.mark.parametrize(
    "said",
    [
        "That is $1,234,567.89, or 30 dollars a month.",
        "Your order number is 4155550123.",
        "Your order number is four one five five five five oh one two three.",
        "Order 1234567890123456 was sent on 2024-01-15 at 10:30.",  # sixteen digits that fail Luhn's check
        "4111111111111112 is no card.",
        "On 15.01.2024 we had 1,000,000 calls, 99.9% good, since 1984.",
        "The id is 01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40.",
        "One of the two or three of them has twenty five routers, one hundred channels and four hundred megabits.",
        "Look at the plan at 30 dot 5.",
        "Version 1.2.3, 192.168.1.10, extension 42, flat 7, AB12 3CD.",
        "nineteen eighty four",
        "Let us count: one, two, three, four, five, six, seven, eight, nine.",
        "Makes three point one one one one one one one.",
        "one two three four five six",
        "12345678A has the wrong letter, 000-12-3456 no area, 529.982.247-26 the wrong check.",
        "ann@localhost, @ann, ann@",
    ],
)
def test_what_only_looks_like_it_is_left_alone(said: str) -> None:
    assert redact(said).text == said


@pytest.mark.parametrize(
    ("asked", "said", "left"),
    [
        ("What is your phone number?", "It's 5550123 I think.", "It's [phone number] I think."),
        ("What is your order number?", "It's 5550123 I think.", "It's 5550123 I think."),
        ("And your social security number?", "078051120.", "[national id]."),
        ("And your social security number?", "oh seven eight, oh five, one one two oh.", "[national id]."),
        ("Your passport, please.", "C01234567, sir.", "[national id], sir."),
        ("", "Their number is 1 40 62 05 00, ring them.", "Their number is [phone number], ring them."),
        ("", "My account's phone number is 1234567.", "My account's phone number is [phone number]."),
    ],
)
def test_what_was_asked_for_tells_what_a_number_is(asked: str, said: str, left: str) -> None:
    assert redact(said, asked).text == left


def test_a_text_may_hold_several_of_each_kind() -> None:
    said = (
        "Use 4111 1111 1111 1111 or 5500000000000004, then call +44 20 7946 0958, +1 415 555 0123 or ann@example.com."
    )
    assert redact(said).counts == {"card_number": 2, "phone_number": 2, "email_address": 1}
    assert redact(said).text == (
        "Use [card number] or [card number], then call [phone number], [phone number] or [e-mail address]."
    )


def test_a_call_is_redacted_in_its_turns_and_its_metadata() -> None:
    call = a_call(
        [bot("What is your phone number?", at=0), customer("1234567.", at=3), customer("Or ann@example.com.", at=5)],
        metadata={
            "customer_id": 4155550123,
            "phone": 4155550123,
            "notes": ["Card 4111111111111111.", {"ok": True, "n": 1.5, "nothing": None}],
            "a@example.com": 1,
            "b@example.com": 2,
        },
    )
    redacted = redact_call(call)
    assert [turn.text for turn in redacted.turns] == [
        "What is your phone number?",
        "[phone number].",
        "Or [e-mail address].",
    ]
    assert redacted.metadata == {
        "customer_id": 4155550123,
        "phone": "[phone number]",
        "notes": ["Card [card number].", {"ok": True, "n": 1.5, "nothing": None}],
        "[e-mail address]": 1,
        "[e-mail address] 2": 2,
    }
    assert redacted.redactions == {"card_number": 1, "email_address": 3, "phone_number": 2}
    assert call.turns[1].text == "1234567."
    assert (redacted.call_id, redacted.started_at, redacted.duration_s) == (
        call.call_id,
        call.started_at,
        call.duration_s,
    )


def test_a_call_without_anything_to_redact_says_so() -> None:
    assert redact_call(a_call()).redactions == {}
    assert redact_call(a_call()).turns == a_call().turns


@given(st.text(alphabet="ab 0145-+.,()@", max_size=60))
def test_all_but_the_passages_stays_as_it_is(said: str) -> None:
    left = redact(said)
    assert sum(left.counts.values()) == sum(left.text.count(label) for label in LABELS.values())
    at = 0
    for piece in left.text.replace("[", "]").split("]")[::2]:
        at = said.index(piece, at) + len(piece)


@pytest.mark.parametrize(
    "bait",
    [
        "a" * 20_000,
        "a@" * 10_000,
        "a.b-" * 5_000,
        "a dot " * 3_300,
        "a at a dot " * 1_800,
        "a " * 10_000,
        "1 " * 10_000,
        "1" * 20_000,
        "one " * 5_000,
        "twenty five um " * 1_300,
        "4111 " * 4_000,
        "1-1-2024 " * 2_000,
        "+(" * 10_000 + "1",
        " um" * 6_600,
    ],
)
def test_the_time_is_linear_in_the_length(bait: str) -> None:
    began_s = time.process_time()
    redact(bait)
    assert time.process_time() - began_s < 1
