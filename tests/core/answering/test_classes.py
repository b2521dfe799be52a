"""Kinds of questions that a quality manager asks, each on a few lines made for it."""

import pytest

from core.analysis.pipeline import read
from core.preprocessing import prepare
from tests.builders import a_call, a_campaign, bot, customer
from tests.core.answering.asking import ask, ask_with_analysis

LOAN = (
    bot("Hello, this is Ava from Brightline. You are pre-approved for a loan of up to 10,000 dollars."),
    customer("What would the monthly payment be?"),
    bot("Over 48 months the monthly payment would be 239 dollars. Over 60 months it would be 198 dollars."),
    customer("Can I repay the loan early without a penalty?"),
    bot("Yes, you can repay it at any time. There is no penalty for early repayment."),
    customer("My address has changed. Can you update my address?"),
    bot("I am sorry, I cannot change your address on this call."),
    customer("That is a bit annoying. Can I pay by card?"),
    bot("Yes, you can pay by card. Would you like me to send you the application?"),
    customer("Yes, please send me the application by e-mail."),
    bot("Gladly. I have noted a call on Monday at ten in the morning."),
    customer("Thank you, goodbye."),
)


def test_values_under_different_conditions_are_told_with_their_conditions():
    text = ask("What was the monthly payment?", LOAN).text
    assert "48 months" in text
    assert "239 dollars" in text
    assert "60 months" in text
    assert "198 dollars" in text


def test_values_of_different_things_in_one_sentence_are_kept_apart():
    turns = (bot("The activation fee is 25 dollars, and the plan is 30 dollars a month."), customer("I see."))
    assert ask("How much is the activation fee?", turns).text.startswith("25 dollars - ")
    assert ask("What does the plan cost?", turns).text.startswith("30 dollars - ")


@pytest.mark.parametrize(
    "question", ["Did the customer agree to receive the application?", "Did the customer agree to get the application?"]
)
def test_agreement_is_matched_against_the_proposal_and_the_yes_together(question):
    answer = ask(question, LOAN)
    assert answer.text.startswith("Yes (")
    assert answer.evidence[0].turn == 9


def test_no_clear_reply_to_a_proposal_is_neither_a_yes_nor_a_no():
    turns = (bot("Would you like to donate to the shelter?"), customer("I might. What does the shelter do?"))
    answer = ask("Did the customer agree to donate?", turns)
    assert answer.text.startswith("Not stated")
    assert answer.confidence <= 0.3


def test_a_yes_to_a_question_on_the_past_agrees_to_nothing():
    turns = (bot("Have you ever donated to a shelter?"), customer("I have, many times."))
    assert not ask("Did the customer agree to donate?", turns).text.startswith("Yes")
    assert ask("Has the customer donated before?", turns).text.startswith("Yes (")


@pytest.mark.parametrize(
    ("statement", "question", "verdict"),
    [
        ("There is no penalty for early repayment.", "Is there a penalty for early repayment?", "No ("),
        ("There is a penalty for early repayment.", "Is there a penalty for early repayment?", "Yes ("),
        ("Early repayment is free of any penalty.", "Is there a penalty for early repayment?", "No ("),
        ("Refunds are not possible.", "Are refunds possible?", "No ("),
        ("The bus has 0 transfers.", "Are there any transfers?", "No ("),
        ("The plan includes a router.", "Is there a router in the plan?", "Yes ("),
        ("The plan comes without a router.", "Is there a router in the plan?", "No ("),
        ("I am not sure if there is a router in the plan.", "Is there a router in the plan?", "Not stated"),
    ],
)
def test_the_polarity_of_a_statement_decides(statement, question, verdict):
    assert ask(question, (customer("Tell me more."), bot(statement), customer("I see."))).text.startswith(verdict)


def test_a_question_for_an_absence_turns_its_yes_around():
    turns = (customer("Can I cancel without a penalty?"), bot("Yes."), customer("Good."))
    assert ask("Is there a penalty when the customer cancels?", turns).text.startswith("No (")


def test_sorry_for_something_else_is_no_answer():
    turns = (customer("Is the apartment furnished?"), bot("I'm sorry, but they have no viewings that day."))
    assert ask("Is the apartment furnished?", turns).text.startswith("Not stated")


@pytest.mark.parametrize(
    "question",
    [
        "Was the request about the address resolved?",
        "Was the address request resolved?",
        "Did the bot resolve the customer's address request?",
        "Was the customer's question about the address answered?",
    ],
)
def test_a_request_has_the_outcome_that_the_analysis_read(question):
    answer = ask(question, LOAN)
    (request,) = (
        item for item in read(prepare(a_call(LOAN)), a_campaign()).requests if "update my address" in item.quote
    )
    assert answer.text.startswith("Yes (" if request.outcome == "resolved" else "No (")
    assert answer.evidence[0].quote == "Can you update my address?"


@pytest.mark.parametrize(
    "question", ["Were all the customer's questions answered?", "Which requests were not resolved?"]
)
def test_the_number_of_open_requests_and_their_list_agree(question):
    requests = read(prepare(a_call(LOAN)), a_campaign()).requests
    still_open = [item for item in requests if item.outcome != "resolved"]
    text = ask(question, LOAN).text
    for item in requests if still_open else ():
        assert (item.quote in text) == (item in still_open)
    assert (f"{len(still_open)} of {len(requests)}" in text) == bool(still_open)


def test_a_request_that_was_not_raised_is_not_judged():
    answer = ask("Was the request about the insurance resolved?", LOAN)
    assert answer.text.startswith("Not stated")
    assert answer.confidence <= 0.3


def test_the_main_concern_is_a_sentence_of_its_own():
    text = ask("What is the customer's main concern?", LOAN).text
    assert text.startswith("That is a bit annoying - ")
    assert "pay by card" not in text


def test_without_a_concern_it_is_said_that_there_is_none():
    turns = (
        customer("What does the router cost?"),
        bot("The router costs 20 dollars."),
        customer("Is the router fast?"),
        bot("Yes, the router is fast."),
        customer("Great, thank you."),
    )
    answer = ask("What is the customer's main concern?", turns)
    assert answer.text.startswith("No concern was raised - ")
    assert '"router"' in answer.text


def test_a_feeling_has_the_reason_that_it_reacts_to():
    answer = ask("Why was the customer annoyed?", LOAN)
    assert answer.text.startswith("I am sorry, I cannot change your address on this call - ")
    assert {item.turn for item in answer.evidence} == {6, 7}


def test_a_feeling_that_nobody_shows_has_no_reason():
    answer = ask("Why was the customer annoyed?", (bot("Hello."), customer("Hi, nice to hear you.")))
    assert answer.text.startswith("Not stated")


def test_a_reason_is_the_reply_to_the_question_for_it():
    turns = (
        bot("Would you like to donate?"),
        customer("No, I will not donate today."),
        bot("May I ask what is the reason for your decision?"),
        customer("I give to another charity twice a year already."),
    )
    assert ask("Why did the customer decline to donate?", turns).text.startswith("I give to another charity twice")


def test_a_refusal_without_a_reason_is_told_so():
    turns = (bot("Would you like to donate?"), customer("No thanks, I will not donate today."))
    assert ask("Why did the customer decline to donate?", turns).text.startswith("Not stated")


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("How much can the customer borrow?", "up to 10,000 dollars - "),
        ("When will the bot call back?", "on Monday at ten in the morning - "),
    ],
)
def test_words_of_the_same_deal_bridge_question_and_call(question, beginning):
    assert ask(question, LOAN).text.startswith(beginning)


def test_the_reply_to_the_same_question_is_the_answer():
    turns = (
        customer("Which countries do you support?"),
        bot("Mostly Nepal and Kenya."),
        customer("When does the concert begin?"),
        bot("The doors open at 8:30 pm."),
    )
    assert ask("Which countries does the charity support?", turns).text.startswith("Nepal; Kenya - named by the bot")
    assert ask("When does the concert begin?", turns).text.startswith("8:30 pm - ")


def test_a_value_that_is_not_to_be_had_yields_to_the_one_that_is():
    turns = (
        customer("I need an appointment."),
        bot("The appointment is not available at 5 pm, sorry."),
        customer("Then later."),
        bot("The appointment is at 6 pm."),
        customer("Good."),
        bot("Remember that no appointment is available at 5 pm."),
    )
    assert ask("At what time is the appointment?", turns).text.startswith("6 pm - ")


def test_what_the_other_side_lets_choose_from_is_not_what_one_gave():
    turns = (bot("How much would you like to donate? Any amount from $0 on."), customer("All of my payment."))
    assert "$0 -" not in ask("How much will the customer donate?", turns).text


def test_success_at_something_else_is_no_success():
    turns = (
        customer("Please book a flight."),
        bot("Sorry, the flight is not available."),
        customer("Then send me a pizza to my room."),
        bot("Your pizza order for the room has been submitted successfully."),
        customer("Thanks."),
    )
    assert ask("Was the flight booked?", turns).text.startswith("No (")


@pytest.mark.parametrize(
    ("question", "grounds"),
    [
        ("Was a penalty mentioned?", 'Yes ("penalty" was mentioned 2 times, first by the customer at '),
        ("Did the customer complain?", "Yes (the customer complained once at "),
        ("How many questions did the customer ask?", "4 questions - in 4 turns by the customer, first at "),
        ("How often did the bot mention a penalty?", '1 time - "penalty" was mentioned by the bot at '),
    ],
)
def test_answers_are_good_english(question, grounds):
    assert ask(question, LOAN).text.startswith(grounds)


@pytest.mark.parametrize(
    ("question", "question_id", "form"),
    [
        ("Was the call focused on the campaign topic?", "Q001", "{} ("),
        ("What is the overall sentiment of the customer?", "Q002", "{} - "),
        ("Did the customer raise new requests or queries?", "Q003", "{} ("),
        ("What percentage of call time was spent on the main offer?", "Q004", "{} - "),
    ],
)
def test_the_standard_questions_get_the_answer_of_the_report(question, question_id, form):
    answer, analysis = ask_with_analysis(question, LOAN)
    assert answer.text.startswith(form.format(analysis.metric(question_id).answer))


def test_interest_is_told_in_the_words_of_the_report():
    answer, analysis = ask_with_analysis("Was the customer interested in proceeding?", LOAN)
    assert answer.text.startswith(("Yes (", "No ("))
    assert analysis.metric("Q005").answer.lower() in answer.text


@pytest.mark.parametrize("question", ["Did n't the customer ask about a penalty?", "Was there n't a penalty?", "n't"])
def test_words_that_are_nothing_but_an_ending_do_no_harm(question):
    turns = (customer("I do n't know. Is there a penalty?"), bot("There is n't one. n't"))
    assert ask(question, turns).text


def test_a_time_that_is_taken_back_gives_way_to_the_next():
    turns = (
        customer("I'd like to schedule a viewing for Thursday."),
        bot("Sure."),
        customer("Wait, I can't do it on Thursday."),
        bot("When would you like the viewing to start?"),
        customer("How about Wednesday at 4pm?"),
        bot("The viewing is scheduled now."),
    )
    assert ask("When is the viewing?", turns).text.startswith("Wednesday at 4pm - ")


def test_what_can_be_done_with_a_thing_is_not_a_deed():
    turns = (
        customer("Is that refundable?"),
        bot("No, it isn't a refundable ticket."),
        customer("Please book it."),
        bot("Your ticket is confirmed."),
    )
    assert ask("Is the ticket refundable?", turns).text.startswith("No (")


def test_a_wish_is_no_reason_for_itself():
    turns = (
        customer("I would like an appointment for Thursday, please."),
        bot("For Thursday, certainly. At what time?"),
        customer("At noon."),
    )
    assert ask("Why does the customer want an appointment for Thursday?", turns).text.startswith("Not stated")
