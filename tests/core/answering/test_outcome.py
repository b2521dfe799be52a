"""How calls end: what was agreed on which terms, what comes next, what mattered, and the call in three sentences."""

import pytest

from tests.builders import bot, customer
from tests.core.answering.asking import ask

TRADE = (
    customer("Hi. I need the tents most, they matter more than anything to me."),
    bot("I really need the lamps, they are my priority."),
    customer("How about 3 tents and 1 lamp for me, and 2 lamps and 1 stove for you?"),
    bot("I would still like 1 tent."),
    customer("No, that does not work. Take 2 stoves instead?"),
    bot("Okay, 3 tents and 1 lamp for you, 2 lamps and 2 stoves for me. It's a deal!"),
    customer("Thanks!"),
)
BOOKING = (
    customer("I want a table at the Harbour Grill for Sunday at 5 pm."),
    bot("I am sorry, there is no table at that time."),
    customer("Then what about Saturday at 8 pm?"),
    bot("Shall I book it?"),
    customer("Yes please."),
    bot("The table has been confirmed. Is there anything else I can help you with?"),
    customer("No, that's all, thanks."),
)


def test_a_deal_is_told_with_its_last_terms():
    answer = ask("What was the final split?", TRADE)
    assert answer.text.startswith("Agreed - ")
    assert "2 stoves for me" in answer.text


def test_talks_that_were_broken_off_ended_without_agreement():
    turns = (*TRADE[:5], bot("No, then I walk away."))
    assert ask("What was the final split?", turns).text.startswith("No agreement - ")
    assert ask("was it settled in the end?", turns).text.startswith("No (no agreement: ")
    assert ask("Who pulled the plug?", turns).text.startswith("The bot - ")


def test_the_result_of_a_matter_is_told_with_what_was_asked_last():
    answer = ask("What did the table reservation end up being for?", BOOKING)
    assert answer.text.startswith("Done - ")
    assert "Saturday at 8 pm" in answer.text
    assert "Sunday" not in answer.text


def test_an_amount_that_the_other_side_welcomes_is_what_was_agreed():
    turns = (
        bot("Would you like to give something to the library?"),
        customer("Perhaps."),
        bot("How about 50 cents?"),
        customer("Hmm, what about 20 cents."),
        bot("That would be wonderful, thank you so much!"),
    )
    assert '"Hmm, what about 20 cents."' in ask("What was agreed in the end?", turns).text


def test_a_call_without_a_word_on_the_matter_is_not_called_settled():
    turns = (customer("my printer is broken"), customer("4652"), customer("okay"), customer("no thank you"))
    assert ask("was it settled?", turns).text.startswith("Not stated")


def test_a_promise_is_a_next_step():
    turns = (
        customer("Somebody took money from my account."),
        bot("Your report has been submitted. We will look into it and contact you."),
        customer("Thank you."),
    )
    assert "contact you" in ask("What happens next?", turns).text


def test_what_mattered_to_each_side_is_told_in_its_own_words():
    answer = ask("What mattered most to each of the two?", TRADE)
    assert [evidence.turn for evidence in answer.evidence] == [0, 1]


@pytest.mark.parametrize(
    "question", ["Summary please", "In a nutshell, what was this call about?", "sum it up for me", "TL;DR?"]
)
def test_a_short_call_without_marks_is_summed_up(question):
    turns = (customer("hi"), customer("i need my boarding pass"), customer("carlos"), customer("ok bye"))
    answer = ask(question, turns)
    assert answer.text.startswith('Summary - The customer said "i need my boarding pass".')
    assert answer.text.count(". ") <= 2


def test_a_summary_tells_the_result():
    text = ask("Short summary of the conversation please, with the result.", BOOKING).text
    assert "Harbour Grill" in text
    assert "In the end" in text
    assert "confirmed" in text


@pytest.mark.parametrize("question", ["What was the purpose of the call?", "What did he want to book?"])
def test_the_purpose_is_the_first_wish(question):
    assert ask(question, BOOKING).text.startswith("I want a table at the Harbour Grill")


def test_who_gets_what_is_read_from_the_last_words_on_each_thing():
    split = (
        customer("Can you spare me 1 lamp? I can offer you 1 tent for it."),
        bot("You can have all the lamps if I get 3 tents."),
        customer("Fine. What about the stoves, you get 1 and I get 1?"),
        bot("I don't need 2 stoves. It's a deal."),
    )
    told = ask("How were the goods divided?", split).text
    assert told.startswith("Agreed - the customer gets ")
    assert "the bot gets 1 stove, 3 tents" in told
    assert "the customer gets 1 stove, all lamps" in told
    assert ask("Who got what?", split).text == told


def test_agreeing_with_a_remark_is_no_deal():
    appeal = (
        bot("A library makes 100 children happy."),
        customer("Yes, agreed, they need books."),
        bot("Would you give 2 dollars to ours?"),
        customer("Sorry, I am not interested right now."),
    )
    assert ask("how did it end, what was the result?", appeal).text.startswith("Declined - ")


def test_what_was_called_for_is_the_concern_of_who_objects_to_nothing():
    call = (customer("hi i wants to know about my parcel"), bot("It will come on Monday."), customer("ok thank you"))
    told = ask("What was the main concern of this customer?", call).text
    assert told.startswith("hi i wants to know about my parcel - what the customer called for")


def test_an_idea_belongs_to_who_proposed_it_in_whatever_words():
    call = (
        customer("I would like to keep the bread."),
        bot("We should divide the bread, I think."),
        customer("Can we play trivia meanwhile?"),
        bot("Playing is fine."),
    )
    assert ask("Who proposed that the bread be shared rather than kept?", call).text.startswith("The bot - at 0:02")
    assert ask("Whose idea was it to play a game on the way?", call).text.startswith("The customer - ")
    assert ask("Whose idea was it to share the cheese?", call).text.startswith("Not stated")


def test_a_pledge_is_the_result_whatever_is_chatted_about_afterwards():
    appeal = (
        bot("Would you give something to the library?"),
        customer("I will give .20 to it."),
        bot("I don't have statistics on how much was collected so far."),
    )
    assert ask("What was the outcome of the call?", appeal).text.startswith("Agreed - ")
    refused = (*appeal, customer("Then I am not interested."))
    assert not ask("What was the outcome of the call?", refused).text.startswith("Agreed")


@pytest.mark.parametrize("question", ["What was the sticking point?", "What did the two of them argue about?"])
def test_what_was_contested_is_what_the_turns_against_something_share(question):
    turns = (
        customer("I would like both lanterns."),
        bot("No, I cannot part with the lanterns."),
        customer("But my old lanterns broke."),
        bot("Then one of the lanterns is yours."),
        customer("Thank you."),
    )
    assert ask(question, turns).text.startswith("Lanterns - the bot at ")


def test_the_main_concern_is_a_doubt_rather_than_a_sad_word():
    turns = (
        bot("Many villages have no school."),
        customer("That is so sad and terrible."),
        bot("Would you give something to build one?"),
        customer("I am worried about where the money goes."),
    )
    assert ask("What was the customer's main reservation?", turns).text.startswith("I am worried about where the money")
    assert ask("Which doubts did the customer voice?", turns).text.startswith("I am worried about where the money")


def test_what_a_bot_is_after_is_what_it_asks_for_on_the_campaign():
    turns = (
        bot("Hello there, how was your weekend? I want to hear all of it."),
        customer("Fine, thanks."),
        bot("Would you like to hear about our fibre internet offer?"),
        customer("No."),
    )
    assert ask("What was the bot after?", turns).text.startswith("Would you like to hear about our fibre internet")


def test_of_a_thing_that_was_divided_the_shares_are_told():
    turns = (
        bot("I could do with lamps and tents."),
        customer("How about 3 tents and 1 lamp for me, and 2 lamps for you?"),
        bot("It's a deal!"),
    )
    assert "the customer gets 1 lamp; the bot gets 2 lamp" in ask("How did they split the lamps?", turns).text
    assert ask("What did each of them get?", turns).text.startswith("Agreed - the customer gets 3 tents, 1 lamp")


def test_who_got_a_thing_and_who_put_in_the_deal_are_told_by_its_terms():
    turns = (
        customer("I came for the lamps and the tents."),
        bot("You get 3 tents and 1 lamp, I get 2 lamps."),
        customer("I accept the deal."),
    )
    assert ask("Who got the tents?", turns).text.startswith("Agreed - the customer gets 3 tents")
    assert ask("Who put in the deal that went through?", turns).text.startswith("The bot - ")


def test_the_result_of_a_game_is_its_score():
    turns = (
        customer("Can we play a quiz?"),
        bot("What is the tallest tree?"),
        customer("The oak."),
        bot("Unfortunately that was wrong. You had 2 right and 1 wrong."),
    )
    assert "2 right and 1 wrong" in ask("How did the quiz turn out?", turns).text
    assert ask("What did the customer call for?", turns).text.startswith("Can we play a quiz? - the customer")


def test_what_was_done_for_others_is_no_result_of_the_call():
    turns = (
        customer("Is it a good charity?"),
        bot("Yes, they have been able to help many children."),
        customer("I am not interested, thanks."),
    )
    assert ask("How did it end?", turns).text.startswith("Declined - ")


def test_the_end_of_a_negotiation_is_no_report_on_a_matter_of_that_name():
    turns = (*TRADE[:4], bot("I am sorry, this negotiation is not good for me."), customer("Then I walk away."))
    assert ask("How did the negotiation end?", turns).text.startswith("No agreement - ")


def test_more_of_the_talking_is_the_share_of_the_time():
    assert ask("Who did more of the talking?", TRADE).text.startswith("The customer - ")
