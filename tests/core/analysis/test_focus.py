from core.analysis.focus import departures, focus
from tests.builders import SMALL_TALK, Line, bot, customer
from tests.core.analysis.reading_builders import a_reading

DENTIST = {
    "name": "Dental insurance",
    "description": "Tell patients of the new dental plan with check-ups twice a year.",
    "keywords": ("dentist", "teeth"),
    "offer": None,
    "code": "DENTAL",
}


def test_a_call_on_its_campaign_is_focused_and_quotes_why() -> None:
    metric = focus(a_reading(*SMALL_TALK))
    assert metric.answer == "Yes"
    assert metric.confidence > 0.8
    assert any("fibre internet plan" in item.quote for item in metric.evidence)


def test_the_same_call_is_not_focused_on_another_campaign() -> None:
    metric = focus(a_reading(*SMALL_TALK, **DENTIST))
    assert metric.answer == "No"
    assert metric.evidence


AWAY: tuple[Line, ...] = (
    bot("We have a fibre internet plan with a router."),
    customer("Sounds fine."),
    customer("Listen, my cat Whiskers swallowed a needle yesterday evening."),
    bot("Poor Whiskers! Did the veterinarian operate on the cat?"),
    customer("The veterinarian removed the needle, Whiskers scratched the nurse terribly."),
    bot("Cats scratch whenever anaesthesia wears off, the nurse surely forgives Whiskers."),
    customer("She wore leather gloves afterwards, and Whiskers hissed at every bandage."),
    bot("Leather gloves are wise with angry cats and bandages."),
)


def test_a_long_departure_is_found_and_quoted() -> None:
    reading = a_reading(*AWAY)
    (departure,) = departures(reading)
    assert (departure.first, departure.last) == (1, 6)  # turns 1 and 2 are one stretch of talk
    metric = focus(reading)
    assert metric.answer == "No"
    assert all(item.turn >= 2 for item in metric.evidence)


def test_greetings_and_farewells_are_neither_on_the_topic_nor_off_it() -> None:
    plain = focus(a_reading(*SMALL_TALK[2:6]))
    polite = focus(
        a_reading(bot("Good morning!"), customer("Hello!"), *SMALL_TALK[2:6], bot("Goodbye!"), customer("Bye!"))
    )
    assert polite.answer == plain.answer == "Yes"
    assert abs(polite.confidence - plain.confidence) < 0.1


def test_without_a_stated_topic_little_is_certain() -> None:
    metric = focus(a_reading(*SMALL_TALK, name="Q1", description=None, keywords=(), offer=None, code=None))
    assert metric.confidence <= 0.7
