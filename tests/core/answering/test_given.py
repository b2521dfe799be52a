"""Values that a question asks for: which of those that were stated is meant."""

import pytest

from tests.builders import bot, customer
from tests.core.answering.asking import ask


def head(question, *turns):
    """Return an answer without its grounds."""
    return ask(question, turns).text.split(" - ")[0]


def test_a_number_in_reply_to_how_many_counts_what_was_asked_for_in_other_words():
    turns = (bot("Sure, how many guests?"), customer("29"), bot("The hall is yours at 7 pm."))
    assert head("How many people are coming to the wedding?", *turns) == "29"


def test_a_number_counts_only_what_stands_behind_it():
    turns = (customer("I need 2 tents, 4 chairs and 1 lamp."), bot("They will be with you on Friday."))
    assert head("How many chairs did the customer need?", *turns) == "4"


def test_a_bare_number_is_an_amount_behind_a_word_for_money():
    turns = (bot("Your PIN please."), customer("4471"), bot("Your current balance is 912 in credit."))
    assert head("How much money was in his account?", *turns) == "912"


def test_what_is_promised_is_an_amount_though_the_promise_is_not_named():
    turns = (bot("Would you like to give something?"), customer("Ok. I'll donate $0.75."), bot("Thank you!"))
    assert head("How much did the customer promise to donate?", *turns) == "$0.75"


@pytest.mark.parametrize(("which", "amount"), [("first", "$40"), ("second", "$35"), ("final", "$30")])
def test_of_several_prices_the_one_that_the_question_names_is_told(which, amount):
    turns = (
        bot("The price is $40."),
        customer("Too much."),
        bot("Then the price is $35."),
        customer("Still too much."),
        bot("The price is $30, no less."),
    )
    assert head(f"What was the {which} price?", *turns) == amount


@pytest.mark.parametrize(("side", "seats"), [("customer", "3"), ("bot", "2")])
def test_of_what_is_shared_out_each_side_has_its_own(side, seats):
    turns = (customer("How about 2 seats for you and 3 seats for me?"), bot("Yes, that sounds fair."))
    assert head(f"How many seats did the {side} get?", *turns) == seats


def test_what_one_gives_away_is_not_its_own():
    turns = (bot("I will give you 2 of the seats."), customer("Good."))
    assert ask("How many seats did the bot get?", turns).text.startswith("Not stated")


def test_the_only_time_of_a_call_that_speaks_of_the_thing_is_told():
    turns = (
        customer("Is there a play tonight?"),
        bot("Yes, Hamlet at the Globe."),
        customer("Who plays the prince?"),
        bot("Ann Lee."),
        customer("Is the theatre far?"),
        bot("Two streets from here."),
        customer("Can I pay by card?"),
        bot("Yes."),
        bot("Doors open at 7:30 pm."),
    )
    assert head("What time is the play?", *turns) == "7:30 pm"
    assert ask("What time is the concert?", turns).text.startswith("Not stated")


def test_an_address_is_told_where_it_was_asked_for():
    turns = (bot("What is the delivery address?"), customer("It is 12 Mill Road, Springfield."), bot("Thank you."))
    assert head("What address did the customer give?", *turns) == "12 Mill Road, Springfield"


def test_an_age_is_told_with_its_unit():
    turns = (customer("My daughter is 8 months old."), bot("How lovely."))
    assert head("How old is the daughter?", *turns) == "8 months"


def test_a_value_that_replies_to_an_unheard_question_is_told_if_it_is_the_only_one():
    turns = (customer("I want to order."), customer("22 hill street"), customer("thanks"))
    assert head("What is the customer's address?", *turns) == "22 hill street"


def test_a_numbered_paper_may_be_asked_for_by_no_alone():
    turns = (customer("policy number is qd 4410 invoice number bz 775"), bot("Thank you."))
    assert head("Invoice no.?", *turns) == "bz 775"
    assert head("What is the policy number?", *turns) == "qd 4410"


def test_a_day_is_told_with_its_hour_though_other_turns_have_it():
    turns = (
        customer("I need a plumber."),
        bot("On which day shall the plumber come?"),
        customer("Tuesday."),
        bot("At what hour shall the plumber come?"),
        customer("At 9 am."),
        bot("Done."),
    )
    assert head("When does the plumber come?", *turns) == "Tuesday, 9 am"
    assert head("What day and time will the plumber come?", *turns) == "Tuesday, 9 am"
    assert head("What time will the plumber come?", *turns) == "9 am"


def test_a_time_that_is_offered_answers_when_somebody_can_see_one():
    turns = (customer("My tooth hurts."), bot("I see."), bot("The dentist is free at 4 pm."), customer("Fine."))
    assert head("What time can the dentist see the patient?", *turns) == "4 pm"
    assert ask("What time can the lawyer see the customer?", turns).text.startswith("Not stated")


def test_goods_go_to_the_address_that_the_customer_gave():
    turns = (customer("Two soups please."), bot("Our kitchen is at 5 Mill Road."), customer("44 Harbour Street"))
    assert head("Where should the soups be delivered?", *turns) == "44 Harbour Street"
    assert "Mill Road" not in ask("Where is the parcel going?", turns[:2]).text.partition(" (")[0]


def test_what_was_lost_is_what_somebody_took():
    turns = (customer("A stranger took $320 from my card."), bot("I will report it."))
    assert head("How much did the customer lose?", *turns) == "$320"
    assert ask("How much did the phone cost?", turns).text.startswith("Not stated")


def test_a_time_agreed_on_is_told_and_not_how_the_call_ended():
    turns = (customer("Is 3 pm free for the tasting?"), bot("Sadly it is not."), customer("5 pm?"), bot("Booked."))
    told = ask("What time did they finally agree on for the tasting?", turns).text
    assert told.startswith("5 pm - ")


def test_a_quantity_is_told_with_its_unit():
    turns = (customer("How much data do I get?"), bot("The plan has 20 gb of data a month."))
    assert head("How much data does the plan have?", *turns) == "20 gb"


def test_what_an_order_came_to_is_an_amount():
    turns = (customer("A pie and a coffee."), bot("Your total is $11.50."))
    assert head("Tell me what the order came to in dollars.", *turns) == "$11.50"
    assert ask("Tell me what the order came to in dollars.", turns[:1]).text.startswith("Not stated")


def test_a_rate_is_no_duration():
    turns = (customer("How is the repair going?"), bot("The repair plan costs $12 a month."))
    assert ask("How long will the repair take?", turns).text.startswith("Not stated")


def test_a_table_for_two_is_for_so_many_people():
    turns = (customer("I want a table at Luna at 6pm for 2."), bot("Booked."))
    assert head("How many people is the table for?", *turns) == "2"
    assert ask("How many chairs is the table for?", turns).text.startswith("Not stated")
    nights = (customer("I want a room for 3 nights."), bot("Booked."))
    assert ask("How many people is the room for?", nights).text.startswith("Not stated")


def test_the_time_that_somebody_mentioned_is_a_time_of_day():
    turns = (customer("I could come after 22:15."), bot("Noted."))
    assert head("What time did the customer mention?", *turns) == "22:15"
    assert head("What time did the customer mention?", customer("At 10 past 9 then."), bot("Noted.")) == "10 past 9"
    moment = ask("What time did the customer mention the sauna?", (customer("Is there a sauna?", at=4), bot("Yes.")))
    assert moment.text.startswith("At 0:04")


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ("please transfer 450 to account 1122", "450"),
        ("300 has been charged on june 2", "300"),
        ("the amount charged was only 65", "65"),
        ("a 800 transfer to my brother", "800"),
    ],
)
def test_a_bare_number_is_an_amount_beside_what_was_done_with_it(told, amount):
    turns = (customer("hello i am here about my account"), customer("5214"), customer(told), customer("thanks"))
    assert head("What amount was it?", *turns) == amount


def test_what_is_sent_from_an_account_is_not_what_is_in_it():
    turns = (customer("what is the balance of my account"), customer("please transfer 450 to account 1122"))
    assert head("How much money does the customer have in the account?", *turns).startswith("Not stated")


@pytest.mark.parametrize(
    ("told", "guests"),
    [
        ("A table for 5 people at 2 00 in the afternoon.", "5"),
        ("Our family of 7 would come.", "7"),
        ("We are three.", "three"),
    ],
)
def test_people_are_counted_however_they_are_named(told, guests):
    assert head("How big is the party?", customer(told), bot("Of course.")) == guests


def test_a_number_may_follow_what_it_counts():
    assert head("How many burgers did they want?", customer("i want cheese burger 3"), bot("Sure.")) == "3"


def test_the_year_of_something_is_told():
    turns = (customer("my car is a white 2016 estate"), customer("the zip is 27565"))
    assert head("What year is the customer's car from?", *turns) == "2016"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did the flights cost?", "100"),
        ("How much did he want to send to the other account?", "200"),
        ("How much does the warranty cost?", "Not stated"),
        ("How long will the dentist take?", "Not stated"),
    ],
)
def test_what_no_word_names_is_told_by_the_nearest_passage_with_such_a_value(question, told):
    turns = (
        customer("i need to transfer 200 to another account"),
        customer("flights 100 hotels 80 food 50"),
        bot("It takes 2 days."),
    )
    assert head(question, *turns).startswith(told)


def test_one_of_several_payments_is_not_what_they_add_up_to():
    turns = (customer("There were frequent transfers of $10 from my account."), bot("I am sorry."))
    assert head("How much did the customer lose altogether?", *turns).startswith("Not stated")


def test_degrees_answer_how_warm_it_will_be():
    turns = (customer("55 people will come."), bot("It will be cloudy all day with around 2 degrees celsius."))
    assert head("How warm will it be on the day?", *turns).startswith("2")


def test_a_side_has_the_name_by_which_the_other_addresses_it():
    turns = (customer("this is samson"), customer("thank you spencer"), customer("good work spencer"))
    assert head("What is the name of the agent?", *turns) == "spencer"


def test_what_goes_by_numbers_is_named_by_its_number():
    turns = (customer("I took the wrong bus."), bot("Take the 67 and get off at the park."))
    assert head("Which bus was he told to take?", *turns) == "67"


def test_a_measure_is_no_number_of_a_thing():
    turns = (customer("A flight please."), bot("Delta flies for 277 credits and takes 5 hours."), customer("Book it."))
    assert head("Which flight number was it?", *turns).startswith("Not stated")


def test_times_a_day_are_no_price():
    turns = (customer("About my medicine?"), bot("Take the medicine 2 times a day before meals."))
    assert head("What does the medicine cost?", *turns).startswith("Not stated")


def test_a_number_to_be_reached_at_is_a_telephone_number():
    turns = (customer("my policy is 4417 and my phone number is 5188731361"), bot("Thank you."))
    assert head("What number can the customer be reached at?", *turns) == "5188731361"


def test_the_day_that_somebody_named_is_the_one_that_was_told():
    turns = (customer("my card stopped working last week"), bot("I see."))
    assert head("What day did the caller name?", *turns) == "last week"
