"""Comparisons and what came right before or after: each holds the other way round where the call is."""

import pytest

from tests.builders import bot, customer
from tests.core.answering.asking import ask

CROSS = (
    customer("This is terrible, I am very upset and angry."),
    bot("I am sorry. The fee is 30 dollars."),
    customer("That is horrible."),
    bot("I can waive the fee for you."),
    customer("Oh wonderful, thank you so much, that is great!"),
    bot("You are welcome."),
    customer("You were very kind, I am happy."),
)
STAY = (
    customer("What does the Garden Inn cost?"),
    bot("The Garden Inn is 80 dollars."),
    customer("And the Station Hotel?"),
    bot("The Station Hotel is 95 dollars."),
    customer("Do you have parking?"),
    bot("Yes, free of charge."),
    customer("No thanks, I can only give 70 dollars."),
    bot("I am sorry, we can't do that."),
)


def test_a_mood_that_rose_improved():
    assert ask("Did the customer's mood improve towards the end?", CROSS).text.startswith("Yes (improved: ")
    assert ask("Did the customer's mood get worse towards the end?", CROSS).text.startswith("No (improved: ")


def test_a_mood_is_compared_before_and_after_an_event():
    answer = ask("Did the mood improve after the bot waived the fee?", CROSS)
    assert answer.text.startswith("Yes (improved: ")
    assert "before" in answer.text


def test_the_end_of_a_call_at_which_a_side_was_friendlier_is_told():
    assert ask("Was the customer friendlier at the start or at the end?", CROSS).text.startswith("In the second half")
    turns = tuple(reversed(CROSS))
    assert ask("Was the customer friendlier at the start or at the end?", turns).text.startswith("In the first half")


def test_the_side_that_asked_more_questions_is_named_with_both_numbers():
    answer = ask("Who asked more questions, the bot or the customer?", STAY)
    assert answer.text == "The customer - the bot 0 questions, the customer 3 questions"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which is cheaper, the Garden Inn or the Station Hotel?", "Garden inn - "),
        ("Which is more expensive, the Garden Inn or the Station Hotel?", "Station hotel - "),
    ],
)
def test_the_dearer_of_two_things_is_told(question, told):
    assert ask(question, STAY).text.startswith(told)


def test_which_of_two_came_first():
    assert ask("Which came first, the parking or the Station Hotel?", STAY).text.startswith(
        "Station Hotel".capitalize()
    )
    assert ask("Was the Garden Inn named before or after the parking?", STAY).text.startswith("Before - ")


def test_an_offer_is_compared_with_what_was_asked_for():
    assert ask("Did the customer come in above or below what the bot asked for?", STAY).text.startswith("Below - ")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did the bot say right after the customer refused?", "I am sorry, we can't do that - the bot"),
        ("What did the customer ask just before naming a sum?", "Do you have parking? - the customer"),
        ("How did the bot react when the customer asked about parking?", "Yes, free of charge - the bot"),
    ],
)
def test_what_was_said_next_to_an_event_is_told(question, told):
    assert ask(question, STAY).text.startswith(told)


@pytest.mark.parametrize(
    ("question", "turn"),
    [
        ("What did the bot say first?", 1),
        ("What were the customer's last words?", 6),
        ("How did the customer open the call?", 0),
        ("What was the last thing that the bot said?", 7),
        ("What did the bot say right after the customer first mentioned the Station Hotel?", 3),
        ("Which words of the bot came right before the customer's first mention of parking?", 3),
    ],
)
def test_first_and_last_words_and_those_around_a_mention_are_told_whole(question, turn):
    answer = ask(question, STAY)
    assert answer.evidence[0].turn == turn
    assert answer.text.startswith(STAY[turn].text.rstrip("."))


def test_what_stands_next_to_an_event_that_never_was_is_not_stated():
    answer = ask("What did the bot say right after the customer mentioned his dog?", STAY)
    assert answer.text.startswith("Not stated")


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("Who came up with waiving the fee, the agent or the caller?", "The bot"),
        ("Who was it that said something about thirty dollars?", "The bot"),
        ("Which of the two brought up being upset?", "The customer"),
    ],
)
def test_the_side_that_raised_something_is_named(question, side):
    assert ask(question, CROSS).text.startswith(f"{side} - ")


def test_the_first_and_the_last_value_are_told_together():
    booking = (
        customer("I want a table for Sunday at 5 pm."),
        bot("There is no table at that time."),
        customer("Then what about 7 pm?"),
        bot("Your table at 7 pm is confirmed."),
    )
    told = ask("What time did they want originally and what time did they end up with?", booking).text
    assert told.startswith("5 pm at first, 7 pm in the end (later) - ")
    appeal = (bot("Would you give $2?"), customer("No."), bot("Only 50 cents then?"), customer("Okay, 50 cents."))
    told = ask("How did our ask change between the first sum and the final one?", appeal).text
    assert told.startswith("$2 at first, 50 cents in the end (less) - ")
    told = ask("Who came up with the fifty cents?", appeal).text
    assert told.startswith("The bot - ")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Did the table end up earlier or later than originally requested?", "Later - 5 pm at first, 7 pm in the end"),
        ("Compare the time she first asked for with the one she finally got.", "5 pm at first, 7 pm in the end (later"),
        ("Was the final time earlier than the one first asked for?", "No (later: 5 pm at first, 7 pm in the end"),
        (
            "How did the wait differ between the first and the second check?",
            "2 minutes at first, an hour in the end (",
        ),
        ("Did the wait stay the same between the first check and the last?", "No (longer: "),
    ],
)
def test_which_way_a_value_went_is_told_from_its_first_and_its_last_statement(question, told):
    turns = (
        bot("Your flight lands at 9 am."),
        customer("I want a table at 5 pm. How long is the wait?"),
        bot("The wait is 2 minutes."),
        customer("And now, how long is the wait?"),
        bot("The wait is an hour, but 7 pm is free."),
        customer("Then 7 pm."),
        bot("Your table at 7 pm is confirmed."),
    )
    assert ask(question, turns).text.startswith(told)


def test_a_value_told_again_unchanged_is_the_same():
    turns = (customer("I'll give $20."), bot("Could you give more?"), customer("I'll still give $20."))
    assert ask("Did the customer's final sum differ from the first one?", turns).text.startswith("No ($20 both at ")
    assert ask("How does the final sum compare with the first one?", turns).text.startswith("The same: $20 both at ")


CAMP = (
    bot("Food is most important to me, I don't need any extra water."),
    customer("I really need water, it is more important than food for me. I could take the firewood too."),
    bot("Then you get 3 water and 1 food, and I take 2 food."),
    customer("Good. You get 2 firewood and I get 1 firewood."),
    bot("Deal."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which mattered more to the bot, food or water?", "Food - "),
        ("Which mattered more to the customer, food or water?", "Water - "),
        ("What is each side's top priority?", "The customer: water; the bot: food - "),
        ("Did both sides have the same top priority?", "No (the customer: water, the bot: food"),
        ("Who gets more food in the end?", "The bot - the customer gets 1 food; the bot gets 2 food"),
        ("Who ended up with less firewood?", "The customer - "),
        ("Did the customer get more food than the bot?", "No ("),
        ("Who got more blankets in the end?", "Not stated"),
        ("How do the final shares of food compare?", "The customer gets 1 food; the bot gets 2 food"),
    ],
)
def test_what_each_side_cares_for_and_gets_is_compared(question, told):
    assert ask(question, CAMP).text.startswith(told)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Was the Garden Inn cheaper than the Station Hotel?", "Yes ("),
        ("Was the Station Hotel cheaper than the Garden Inn?", "No ("),
        ("Does he pay more for the Garden Inn or for the Station Hotel?", "Station hotel - "),
        ("Was the Garden Inn more expensive than the Lake Lodge?", "Not stated"),
    ],
)
def test_a_thing_is_compared_with_another_by_its_figure(question, told):
    assert ask(question, STAY).text.startswith(told)


def test_the_side_that_gives_more_is_told_from_the_last_sum_of_each():
    turns = (bot("I donate 5 dollars each month."), customer("I'll give 50 cents. No, I'd give $2 then."))
    assert ask("Who gives more, the bot or the customer?", turns).text.startswith("The bot - ")
    turns = (*turns, customer("You know what, I will go for 10 dollars."))
    assert ask("Who gives more, the bot or the customer?", turns).text.startswith("The customer - ")


def test_the_highest_of_two_is_found_by_its_figure():
    turns = (
        customer("What is the weather on Friday?"),
        bot("On Friday it will be -2 degrees in Chicago."),
        customer("And further east?"),
        bot("On Friday it will be 29 degrees in Boston."),
    )
    assert ask("Which of the two cities will be warmer on Friday?", turns).text.startswith("Boston - ")
    assert ask("Which of the two cities will be colder on Friday?", turns).text.startswith("Chicago - ")


def test_a_difference_is_told_where_both_figures_are():
    appeal = (bot("Would you give $2?"), customer("I'd give 50 cents."), customer("No, make it $3."))
    told = ask("What was the difference between the customer's first offer and the final one?", appeal).text
    assert told.startswith("2.5 more - 50 cents at first, $3 in the end")


def test_a_number_that_names_something_is_neither_more_nor_less_than_another():
    turns = (bot("What is your flight ID?"), customer("355"), bot("Is that right?"), customer("Actually its 252."))
    told = ask("Which flight ID did he give first and which one was finally booked?", turns).text
    assert told.startswith("355 at first, 252 in the end - ")
