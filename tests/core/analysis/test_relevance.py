import pytest

from core.analysis.relevance import ON_TOPIC, campaign_topic
from tests.builders import a_brief, bot, customer
from tests.core.analysis.reading_builders import a_reading

BOILER = {
    "name": "Boiler service plan",
    "description": "Sell a yearly boiler service plan to home owners.",
    "keywords": ("boiler", "heating"),
    "offer": "A boiler service for 9 pounds a month.",
    "code": None,
}


def relevances(*lines, **about):
    return [turn.relevance for turn in a_reading(*lines, **about).turns]


def test_words_of_the_campaign_are_on_the_topic_in_any_form() -> None:
    said = relevances(bot("Our plan covers servicing of heated rooms and boilers."), customer("I see."), **BOILER)
    assert said[0] > 0.8


def test_another_business_is_off_the_topic() -> None:
    said = relevances(
        bot("Your flight to Lisbon leaves at nine."),
        customer("Which terminal does the airline use?"),
        bot("Terminal two, the check-in desk opens at seven."),
        **BOILER,
    )
    assert max(said) < 0.2


def test_a_short_reply_takes_after_what_it_answers() -> None:
    said = relevances(
        bot("Would you like the boiler service plan for your heating?"),
        customer("Yes please."),
        bot("Great, the boiler plan starts on Monday."),
        **BOILER,
    )
    assert said[1] > ON_TOPIC


def test_words_that_keep_company_with_the_topic_count_in_this_call() -> None:
    lines = (
        bot("The boiler plan includes a carbon monoxide alarm."),
        customer("Is the carbon monoxide alarm loud?"),
        bot("The boiler plan has a loud alarm, yes."),
    )
    assert relevances(*lines, **BOILER)[1] > ON_TOPIC


def test_talk_that_leaves_the_topic_for_several_turns_is_noticed() -> None:
    reading = a_reading(
        bot("We have a boiler service plan for your heating."),
        customer("My boiler is old, tell me about the plan."),
        bot("The boiler plan covers repairs of the heating."),
        customer("By the way, did you watch the football match with Barcelona?"),
        bot("Barcelona played a wonderful match, the goalkeeper was brilliant."),
        customer("The referee gave Madrid a penalty, unbelievable."),
        bot("Back to the boiler plan: shall I send you the heating contract?"),
        customer("Yes, send the boiler contract."),
        **BOILER,
    )
    on = [turn.relevance >= ON_TOPIC for turn in reading.turns]
    assert on == [True, True, True, False, False, False, True, True]


def test_names_are_read_through_capitals_and_underscores() -> None:
    topic = campaign_topic(a_brief("FindMovies", code="MOVIE_TICKETS", description=None, keywords=(), offer=None))
    assert {"movi", "ticket"} <= set(topic.weights)


def test_a_campaign_without_a_specific_word_states_no_topic() -> None:
    vague = a_brief("Q1 campaign", description="New offer", keywords=(), offer=None, code=None)
    assert not campaign_topic(vague).is_stated
    assert campaign_topic(a_brief()).is_stated


def test_a_call_of_a_campaign_without_a_topic_is_about_itself() -> None:
    said = relevances(
        bot("Hello!"),
        bot("We have a mortgage with a fixed interest rate."),
        customer("What is the interest of the mortgage?"),
        bot("The mortgage has an interest of four percent."),
        name="Q1 campaign",
        description=None,
        keywords=(),
        offer=None,
        code=None,
    )
    assert min(said[1:]) > ON_TOPIC


@pytest.mark.parametrize("text", ["👍 🙂", "...", "12345", "x" * 20_000, "ما هو السعر"])
def test_relevance_stays_in_range(text: str) -> None:
    assert all(0 <= value <= 1 for value in relevances(bot("Buy the boiler plan"), customer(text), **BOILER))


def test_a_turn_is_on_the_topic_that_shares_no_word_with_the_campaign() -> None:
    said = relevances(
        bot("How can I help you?"),
        customer("The radiators stay cold and nobody in the house is warm."),
        bot("When did the radiators last work?"),
        customer("Two days ago, before the frost."),
        **BOILER,
    )
    assert said[1] > ON_TOPIC


def test_case_and_punctuation_move_no_relevance() -> None:
    written = ("Would you like the boiler service plan, for your heating?", "Yes, please!", "What does it cost?")
    bare = ("would you like the boiler service plan for your heating", "yes please", "what does it cost")
    before, after = (
        relevances(bot(offer), customer(reply), customer(question), **BOILER)
        for offer, reply, question in (written, bare)
    )
    assert after == pytest.approx(before, abs=0.05)
