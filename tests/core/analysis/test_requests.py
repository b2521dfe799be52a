import pytest

from tests.builders import bot, customer
from tests.core.analysis.reading_builders import a_reading

OFFER = bot("We have a new fibre internet plan for 30 dollars a month.")


def test_a_question_that_the_bot_answers_is_resolved_and_says_by_which_words() -> None:
    (request,) = a_reading(OFFER, customer("Does it come with a router?"), bot("Yes, a router is included.")).requests
    assert (request.turn, request.quote) == (1, "Does it come with a router?")
    assert (request.outcome, request.reply_turn, request.reply_quote) == ("resolved", 2, "Yes, a router is included.")


def test_a_question_to_which_the_bot_has_no_answer_is_unresolved() -> None:
    (request,) = a_reading(OFFER, customer("What is the upload speed?"), bot("Sorry, I don't know.")).requests
    assert request.outcome == "unresolved"


def test_a_question_that_is_put_off_is_deferred() -> None:
    reading = a_reading(OFFER, customer("What is the upload speed?"), bot("Let me check and get back to you."))
    assert [request.outcome for request in reading.requests] == ["deferred"]


def test_a_question_at_the_very_end_is_unresolved_and_has_no_reply() -> None:
    (request,) = a_reading(OFFER, customer("What is the upload speed?")).requests
    assert (request.outcome, request.reply_turn, request.reply_quote) == ("unresolved", None, None)


def test_a_request_is_resolved_when_the_bot_has_done_it_after_asking_back() -> None:
    (request,) = a_reading(
        customer("I need to book a technician."),
        bot("For which day?"),
        customer("Friday"),
        bot("Your technician is booked for Friday."),
    ).requests
    assert (request.asks, request.outcome, request.reply_turn) == (False, "resolved", 3)


def test_a_request_that_fails_is_unresolved() -> None:
    reading = a_reading(customer("Please cancel my contract."), bot("I'm sorry, the cancellation was unsuccessful."))
    assert [request.outcome for request in reading.requests] == ["unresolved"]


def test_small_talk_is_no_request() -> None:
    assert a_reading(bot("Hi!"), customer("Hi, how are you?"), bot("Fine, thanks.")).requests == ()


def test_a_wish_that_answers_the_bot_is_no_request() -> None:
    assert a_reading(bot("Which plan would you like?"), customer("I'd like the small one.")).requests == ()


def test_a_repeated_question_is_one_request_with_the_last_outcome() -> None:
    (request,) = a_reading(
        OFFER,
        customer("What is the upload speed?"),
        bot("I don't know."),
        customer("So what is the upload speed?"),
        bot("The upload speed is 50 megabits."),
    ).requests
    assert (request.turn, request.outcome, request.reply_turn) == (1, "resolved", 4)


def test_asking_for_a_person_is_met_by_a_transfer_only() -> None:
    ask = customer("Can I speak to a human please?")
    assert a_reading(OFFER, ask, bot("The plan has fibre speed.")).requests[0].outcome == "unresolved"
    assert a_reading(OFFER, ask, bot("I am connecting you now.")).requests[0].outcome == "resolved"


def test_a_farewell_does_not_answer_what_the_bot_could_not() -> None:
    (request,) = a_reading(
        OFFER,
        customer("Thanks, do you know if it is available in Leeds?"),
        bot("I am sorry, I really don't know. Is there anything else?"),
        customer("No."),
        bot("Thank you and goodbye."),
    ).requests
    assert (request.outcome, request.reply_turn) == ("unresolved", 2)


@pytest.mark.parametrize(
    "text",
    [
        "aw, really ?",
        "Yea?",
        "huh?",
        "I'm sorry to hear about your nephew?",
        "Let's settle for the small plan.",
        "How are you?",
        "how nice.",
        "30 dollars a month?",
    ],
)
def test_who_listens_echoes_feels_with_or_chooses_requests_nothing(text: str) -> None:
    assert a_reading(OFFER, customer(text), bot("I see.")).requests == ()


@pytest.mark.parametrize(
    "reply",
    [
        "I am sorry, I cannot change your address on this call. Please use the app for that.",
        "I'm not able to do that.",
        "You will need to go to a branch for that.",
    ],
)
def test_who_is_sent_elsewhere_is_not_served(reply: str) -> None:
    (request,) = a_reading(
        OFFER,
        customer("Can you update my address?"),
        bot(reply),
        customer("Fine."),
        bot("I am sending you the details of the plan now."),
    ).requests
    assert request.outcome in ("unresolved", "deferred")
    assert request.sure


def test_what_failed_at_first_and_was_done_later_is_resolved() -> None:
    (request,) = a_reading(
        customer("Please book a technician."),
        bot("Sorry, the booking failed. Shall I try Monday?"),
        customer("Okay."),
        bot("Your technician is booked for Monday."),
    ).requests
    assert request.outcome == "resolved"


def test_a_reply_that_shares_nothing_with_the_question_settles_nothing_surely() -> None:
    (request,) = a_reading(OFFER, customer("What is the upload speed?"), bot("Many people like this plan.")).requests
    assert not request.sure


def test_what_could_not_be_done_is_surely_unresolved() -> None:
    (request,) = a_reading(
        OFFER,
        customer("I need a technician."),
        bot("I am sorry to inform you that your request could not be processed."),
    ).requests
    assert (request.outcome, request.sure) == ("unresolved", True)


def test_two_requests_that_share_one_word_stay_two() -> None:
    found = a_reading(
        OFFER, customer("What are you trying to do?"), bot("I see."), customer("Can you try again?"), bot("Done.")
    ).requests
    assert [request.turn for request in found] == [1, 3]


def test_who_asks_the_way_is_answered_by_being_sent_there() -> None:
    ask = customer("How do I reach the technicians?")
    (request,) = a_reading(OFFER, ask, bot("You can contact the technicians on our website.")).requests
    assert request.outcome == "resolved"


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("And how windy will it be?", "The average wind speed is twelve miles an hour."),
        ("How much is that?", "The film has been rented. You can watch it for three days. The price is $6."),
    ],
)
def test_a_statement_of_like_meaning_or_with_the_fact_asked_for_answers_a_question(question: str, reply: str) -> None:
    (request,) = a_reading(bot("Shall I go on?"), customer(question), bot(reply)).requests
    assert (request.outcome, request.sure) == ("resolved", True)


@pytest.mark.parametrize("reply", ["im not really sure", "I have no clue."])
def test_a_bot_that_is_not_sure_answers_nothing(reply: str) -> None:
    (request,) = a_reading(bot("Shall I go on?"), customer("What does it cost?"), bot(reply)).requests
    assert (request.outcome, request.sure) == ("unresolved", True)


def test_a_statement_of_something_else_leaves_the_outcome_unclear() -> None:
    (request,) = a_reading(
        bot("Shall I go on?"), customer("How did you get involved with them?"), bot("You can start by helping today.")
    ).requests
    assert not request.sure


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("I'm looking for a cheap Italian restaurant.", "The Bakers is a great Italian restaurant in the centre."),
        ("Can you give me their phone number?", "You can reach them at 602 426 2638."),
    ],
)
def test_a_request_is_met_by_a_statement_of_its_matter_or_with_its_fact(request_: str, reply: str) -> None:
    (request,) = a_reading(bot("Hello."), customer(request_), bot(reply)).requests
    assert (request.outcome, request.sure) == ("resolved", True)


def test_a_request_after_an_apology_is_one() -> None:
    found = a_reading(
        bot("Your table is booked. Anything else?"),
        customer("I am sorry, I need to change the day to Friday."),
        bot("Your table is booked on Friday."),
    ).requests
    assert [request.quote for request in found] == ["I am sorry, I need to change the day to Friday."]
