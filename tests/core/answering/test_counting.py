"""Counts, moments and spans of time in a call."""

import pytest

from tests.builders import bot, customer
from tests.core.answering.asking import ask

QUIZ = (
    customer("Give me a quiz please."),
    bot("The capital of France is ____"),
    customer("Paris"),
    bot("Your answer was correct! Another one?"),
    customer("Yes."),
    bot("A frozen desert at the South Pole"),
    customer("Greenland"),
    bot("Unfortunately your answer was wrong. Do you want to stop?"),
)


def test_questions_of_a_quiz_are_those_whose_answers_were_judged():
    assert ask("How many quiz questions did the bot put to the customer?", QUIZ).text.startswith("2 quiz questions ")


def test_how_many_things_should_be_done_is_no_count_of_turns():
    turns = (bot("After 5 miles, turn right on Castro Street."), customer("Ok."))
    assert ask("After how many miles should he turn right?", turns).text.startswith("5 ")


def test_stated_values_of_a_kind_are_counted_once_each():
    turns = (
        bot("See www.example.org for more."),
        customer("Thanks."),
        bot("That is www.example.org, or write to help@example.org. Also www.example.com."),
    )
    assert ask("How many links did the bot share?", turns).text.startswith("2 links ")
    assert ask("How many links did the customer share?", turns).text.startswith("0 links ")


def test_what_is_said_again_and_again_is_counted_by_its_own_word():
    turns = (
        customer("I will cancel it if this goes on."),
        bot("Please wait."),
        customer("I really will cancel."),
        bot("Your report has been submitted."),
    )
    assert ask("How many times did the customer threaten to cancel?", turns).text.startswith("2 times ")
    assert ask("How often did the bot say the report had gone in?", turns).text.startswith("1 time ")


@pytest.mark.parametrize("question", ["How long did it take until the bot answered the fee question?",
                                      "How much time passed between the fee question and the price?"])  # fmt: skip
def test_the_time_between_two_events_is_told(question):
    turns = (
        bot("Hello, this is Ava.", at=0),
        customer("What is the fee?", at=10),
        bot("The price is $3.", at=35),
        customer("Thanks.", at=40),
    )
    assert ask(question, turns).text.startswith("25s - ")


def test_the_turn_of_a_mood_is_its_first_turn_after():
    turns = (
        customer("This is lovely, thank you so much!", at=0),
        bot("There is a fee of $90.", at=10),
        customer("That is terrible. I hate hidden fees.", at=20),
        bot("I see.", at=30),
        customer("This is awful, really awful.", at=40),
    )
    assert ask("When did the customer's mood turn?", turns).text.startswith("At 0:20")
    assert ask("When did the customer become happier?", turns).text.startswith("Not stated")


def test_the_moment_of_giving_is_that_of_the_reply():
    turns = (
        bot("What is your date of birth?", at=5),
        customer("06/08/1985", at=15),
        bot("Your date of birth is on file.", at=20),
    )
    assert ask("When did the customer give the date of birth?", turns).text.startswith("At 0:15")


def test_a_time_that_somebody_tried_for_is_a_time_of_day():
    turns = (
        customer("I would like to come at 3 pm.", at=0),
        bot("Unfortunately 3 pm is not available.", at=10),
        customer("Then at 6 pm.", at=20),
        bot("You are booked for 6 pm.", at=30),
    )
    assert ask("What time did the customer want at first?", turns).text.startswith("3 pm - ")
    assert ask("For what time was it finally booked?", turns).text.startswith("6 pm - ")


def test_times_of_leaving_and_arriving_are_kept_apart():
    turns = (customer("When is the flight?"), bot("The flight departs at 8 am. The flight arrives at 11 am."))
    assert ask("What time does the flight leave?", turns).text.startswith("8 am - ")
    assert ask("What time does the flight arrive?", turns).text.startswith("11 am - ")


def test_what_was_asked_for_without_a_question_counts_too():
    turns = (
        bot("Turn right."),
        customer("more detail please"),
        bot("Turn right at the park."),
        customer("I need more details."),
    )
    assert ask("How often did the customer ask for more detail?", turns).text.startswith("2 times")


def test_how_often_a_deed_was_done_is_left_open_where_no_word_names_it():
    turns = (customer("Damn, that is a rip-off."), bot("I am sorry."))
    assert ask("How many times did the customer swear?", turns).text.startswith("Not stated")
    assert ask("How often was the mortgage mentioned?", turns).text.startswith("0 times")


def test_turns_may_be_counted_by_what_they_mention():
    turns = (
        bot("We have three lamps."),
        customer("I want a lamp and a lamp shade."),
        bot("Blue?"),
        customer("Red."),
        customer("Is the lamp heavy?"),
    )
    assert ask("In how many of her messages did the customer bring up the lamp?", turns).text.startswith("2 turns of 3")
    assert ask("How many of the bot's messages mention a lamp?", turns).text.startswith("1 turn of 2")
    assert ask("How many messages did the customer send?", turns).text.startswith("3 turns - all by the customer")


def test_how_often_a_name_was_used_is_told_only_where_the_name_is_known():
    turns = (bot("Who is calling?"), customer("My name is Nora."), bot("Welcome Nora."), bot("Goodbye Nora."))
    assert ask("How often did the bot use the customer's name?", turns).text.startswith("2 times")
    assert ask("How many times was the customer called by name?", turns).text.startswith("2 times")
    unnamed = (bot("Who is calling?"), customer("Never mind."))
    assert ask("How often did the bot use the customer's name?", unnamed).text.startswith("Not stated")


def test_a_wish_is_found_without_the_word_for_wishing():
    turns = (customer("Hello."), bot("What can I do?"), customer("Could we play chess?", at=30), bot("Sure."))
    told = ask("At what point did the customer first mention wanting to play chess?", turns).text
    assert told.startswith("At 0:30")


def test_a_quiz_question_counts_though_its_answer_is_only_told():
    turns = (
        bot("The capital of Peru is ____"),
        customer("Quito"),
        bot("The answer to this would have been Lima."),
        bot("A baby goat is a ____"),
        customer("kid"),
        bot("Your answer is correct!"),
    )
    assert ask("How many quiz questions did the bot put?", turns).text.startswith("2 quiz questions")


def test_a_word_that_only_frames_other_questions_may_be_what_was_mentioned():
    turns = (
        bot("Which amount do you mean?", at=0),
        customer("The usual amount.", at=5),
        bot("Fine.", at=9),
        customer("Well.", at=12),
    )
    assert ask("How often was the amount mentioned?", turns).text.startswith("2 times")
    last = ask("At what point did the customer bring up the amount for the last time?", turns).text
    assert last.startswith("At 0:05")
    assert ask("How far into the call did the bot mention the amount for the first time?", turns).text[:7] == "At 0:00"


def test_questions_are_counted_however_one_puts_it():
    turns = (bot("Who are you?"), customer("Nora. Is it late?"), bot("No. Are you well?"), customer("Yes."))
    assert ask("What is the number of the bot's questions?", turns).text.startswith("2 questions")
    assert ask("How often did the customer ask something?", turns).text.startswith("1 question ")


def test_how_long_a_side_spoke_or_nobody_did_is_a_time():
    turns = (bot("Hello, how can I help you today?", at=0), customer("I need a table for two people.", at=20))
    spoke = ask("For how long did the bot speak altogether?", turns, duration_s=60.0).text
    assert "the bot spoke" in spoke
    assert "%" not in spoke.partition(" - ")[0]
    longest = ask("For how long at most did nobody speak?", turns, duration_s=60.0).text
    assert "after the turn at 0:20" in longest
    assert "silence in all" in ask("How long did nobody speak?", turns, duration_s=60.0).text


def test_the_last_time_that_something_was_mentioned_is_a_moment():
    turns = (customer("Is the sauna open?", at=0), bot("The sauna opens at 5 pm.", at=4), customer("Good.", at=8))
    told = ask("What was the last time that anybody mentioned the sauna?", turns).text
    assert told.startswith("At 0:04")


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many times did the bot ask whether it could do anything else?", "2 times"),
        ("How often did the bot repeat that it can only help with reports?", "2 times"),
        ("Tell me how often the customer said they weren't sure.", "2 times"),
    ],
)
def test_what_was_said_again_in_much_the_same_words_is_counted(question, number):
    turns = (
        bot("How can I help?"),
        customer("I am not sure yet."),
        bot("I am sorry. I am only able to help you with reports."),
        customer("Do you like fish?"),
        bot("I am only able to help you with reports. Is there anything else that I can do for you?"),
        customer("I'm really not sure."),
        bot("Is there anything else that I can do for you?"),
    )
    assert ask(question, turns).text.startswith(number)


def test_brief_turns_that_name_a_refusal_count_as_refusals():
    turns = (bot("Would you take two?"), customer("Offer declined."), bot("And three?"), customer("Declined."))
    assert ask("How many times was an offer turned down?", turns).text.startswith("2 refusals")


def test_offers_are_counted_by_the_turns_that_make_them():
    turns = (customer("Offer submitted"), bot("Offer declined"), bot("Offer submitted"), customer("Fine."))
    assert ask("How many offers were submitted in total?", turns).text.startswith("2, ")
