"""Requests grouped by meaning."""

import pytest

from core.topics import MOST_KEYS, Wording, grouped, topic_key


def wordings(*quotes: str, count: int = 1) -> list[Wording]:
    return [Wording(topic_key(quote), quote, count, count, 0) for quote in quotes]


def groups(*quotes: str) -> list[list[str]]:
    return [[each.quote for each in group] for group in grouped(wordings(*quotes))]


@pytest.mark.parametrize(
    "wordings",
    [
        ("What is the phone number?", "can you tell me the phone number please", "I need that phone number"),
        ("How about Friday?", "Could you try Monday?"),
        ("Is 4 pm okay?", "Can we do 4pm please?", "What about 10:30 am?"),
        ("Is it there on March 3rd?", "is it there on the 11th of April"),
        ("How much is it?", "and how much would that be"),
    ],
)
def test_what_is_asked_for_alike_has_one_key_however_politely(wordings: tuple[str, ...]) -> None:
    (key,) = {topic_key(each) for each in wordings}
    assert key


def test_a_key_does_not_hang_on_the_order_of_words() -> None:
    assert topic_key("the number of your phone?") == topic_key("your phone number?") == "number phone"


@pytest.mark.parametrize("quote", ["Can you do that?", "What about that one?", "I want this.", "?!", "", "no. 5?"])
def test_what_does_not_say_what_is_wanted_has_no_key(quote: str) -> None:
    assert topic_key(quote) == ""


@pytest.mark.parametrize("quote", ["9pm???", "At 2 pm?", "7am or 8 am", "Tuesday, 4 pm?", "March 3rd?"])
def test_a_mere_time_is_no_request(quote: str) -> None:
    assert topic_key(quote) == ""


def test_a_request_that_is_a_story_has_a_key_of_bounded_length() -> None:
    story = " ".join(f"refund{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(500))
    assert len(topic_key(story).split()) == 12


def test_other_words_for_the_same_are_one_topic_and_other_matters_are_not() -> None:
    assert groups("what is the price", "how much does it cost", "what is the postcode", "is there parking?") == [
        ["what is the price", "how much does it cost"],
        ["what is the postcode"],
        ["is there parking?"],
    ]


def test_a_word_that_all_have_makes_no_topic() -> None:
    found = groups(
        "Where does the donation go?",
        "Is the donation deducted from taxes?",
        "Can the donation be made monthly?",
        "Does the donation need a receipt?",
    )
    assert len(found) == 4


def test_the_same_day_makes_no_topic_of_different_matters() -> None:
    assert (
        len(groups("Will the weather be fine on Friday?", "How about Friday?", "Is the doctor there on Friday?")) == 3
    )


def test_every_wording_is_in_one_topic_and_the_first_lead() -> None:
    given = wordings(*(f"What about the {thing}?" for thing in ("visa", "garden", "visas", "battery", "gardens")))
    found = grouped(given)
    assert sorted(each.quote for group in found for each in group) == sorted(each.quote for each in given)
    assert [group[0].quote for group in found] == [given[0].quote, given[1].quote, given[3].quote]


def test_nothing_has_no_topics() -> None:
    assert grouped([]) == []


def test_words_that_no_table_knows_do_no_harm() -> None:
    assert len(grouped(wordings("ქართული?", "日本語?"))) in (1, 2)
    assert (
        sum(map(len, grouped(wordings(*(f"What about {chr(0x4E00 + at)}?" for at in range(MOST_KEYS)))))) == MOST_KEYS
    )
