import pytest

from core.analysis.interest import interest
from core.analysis.next_steps import NOTHING_AGREED
from tests.builders import bot, customer
from tests.core.analysis.reading_builders import a_reading

OFFER = bot("We have a new fibre internet plan for 30 dollars a month. Would you like it?")


@pytest.mark.parametrize("text", ["Yes, sign me up.", "sure, i will take it", "Yes, please."])
def test_who_takes_the_offer_is_interested(text: str) -> None:
    metric = interest(a_reading(OFFER, customer(text), bot("Thank you.")))
    assert metric.answer == "Interested"
    assert metric.next_steps is not None
    assert f"“{text.rstrip('.')}”" in metric.next_steps or "The customer agreed" in metric.next_steps


@pytest.mark.parametrize("text", ["No, thank you.", "i am not interested", "No."])
def test_who_declines_is_not_interested_and_nothing_was_agreed(text: str) -> None:
    metric = interest(a_reading(OFFER, customer(text), bot("Goodbye.")))
    assert (metric.answer, metric.next_steps) == ("Not interested", NOTHING_AGREED)
    assert [item.quote for item in metric.evidence] == [text]


def test_who_says_nothing_of_the_offer_is_undecided() -> None:
    metric = interest(a_reading(OFFER, customer("My name is Smith."), bot("I see.")))
    assert (metric.answer, metric.next_steps) == ("Undecided", NOTHING_AGREED)


def test_the_last_word_on_the_matter_counts() -> None:
    no, yes = customer("No, thank you."), customer("Okay, sign me up.")
    again = bot("The router is free. Would you like the fibre plan after all?")
    assert interest(a_reading(OFFER, no, again, yes)).answer == "Interested"
    assert interest(a_reading(OFFER, yes, again, no)).answer == "Not interested"


def test_a_yes_to_another_question_is_no_interest() -> None:
    assert interest(a_reading(bot("Is your name Smith?"), customer("Yes."), bot("I see."))).answer == "Undecided"


def test_a_caller_whose_booking_is_made_was_interested_in_proceeding() -> None:
    metric = interest(
        a_reading(
            customer("I want to book a technician for my fibre internet."),
            bot("For which day?"),
            customer("Friday."),
            bot("Your technician is booked for Friday."),
        )
    )
    assert metric.answer == "Interested"
    assert metric.next_steps == "The bot said “Your technician is booked for Friday” (turn 3)."


def test_level_and_probability_rise_from_refusal_to_promise() -> None:
    metrics = [
        interest(a_reading(OFFER, customer(text), bot("I see.")))
        for text in ("No, I'm not interested.", "My name is Smith.", "Yes, sign me up.")
    ]
    levels = [metric.interest_level or 0.0 for metric in metrics]
    chances = [metric.conversion_probability or 0.0 for metric in metrics]
    assert levels == sorted(set(levels))
    assert chances == sorted(set(chances))
    assert all(0.0 < value < 1.0 for value in levels + chances)


def test_leave_to_talk_on_is_no_interest_and_no_evidence() -> None:
    ask = bot("Do you have a few minutes to talk about our fibre plan?")
    metric = interest(a_reading(ask, customer("Okay, sure, but I only have about seven minutes."), bot("Thank you.")))
    assert (metric.answer, metric.evidence, metric.next_steps) == ("Undecided", (), NOTHING_AGREED)


def test_farewells_and_questions_are_no_evidence_of_interest() -> None:
    metric = interest(
        a_reading(
            OFFER,
            customer("What is the upload speed?"),
            bot("50 megabits."),
            customer("Yes, please sign me up."),
            bot("Is there anything else?"),
            customer("No, that is all. Thank you very much, you have been very helpful."),
        )
    )
    assert [item.quote for item in metric.evidence] == ["Yes, please sign me up."]


def test_an_accepted_deed_is_told_in_plain_words() -> None:
    metric = interest(
        a_reading(bot("Shall I send you the fibre contract by e-mail?"), customer("Yes, please."), bot("Thank you."))
    )
    told = "The bot is to send the customer the fibre contract by e-mail, as the customer agreed (turn 1)."
    assert metric.next_steps == told


def test_what_was_undone_again_is_no_next_step() -> None:
    undone = (customer("Oh no."), bot("I will cancel it for you."))
    metric = interest(a_reading(OFFER, customer("Yes, sign me up."), bot("Done."), *undone))
    assert metric.next_steps == NOTHING_AGREED


def test_an_opinion_asked_for_is_no_proposal() -> None:
    metric = interest(a_reading(bot("What do you think about fibre internet?"), customer("I agree."), bot("I see.")))
    assert (metric.answer, metric.next_steps) == ("Undecided", NOTHING_AGREED)


def test_who_declines_in_words_of_their_own_is_not_interested() -> None:
    assert (
        interest(a_reading(OFFER, customer("I just cannot see doing that."), bot("I see."))).answer == "Not interested"
    )


def test_indifference_to_the_details_declines_nothing() -> None:
    metric = interest(a_reading(bot("Would you like the red or the blue one?"), customer("It does not matter.")))
    assert metric.answer != "Not interested"


def test_what_others_have_done_completes_nothing() -> None:
    told = bot("Our doctors trained nurses, and they have successfully treated many patients.")
    assert "successfully" not in str(interest(a_reading(customer("Who are you?"), told)).next_steps)
