"""Lists: what was ordered, named, asked or arranged, each thing once with the turn that names it."""

import pytest

from core.answering.itemised import nearest_items
from core.answering.items import chunks, distinct, enumerated, is_clean, wished
from core.answering.transcript import Line, read_transcript
from core.answering.understand import understand
from tests.builders import a_call, a_campaign, bot, customer
from tests.core.answering.asking import ask, ask_with_analysis

ORDER = (
    bot("What would you like?"),
    customer("I'd like a veggie pizza and two lemonades please."),
    bot("Anything else?"),
    customer("can I get a sea salt cookie"),
    bot("Your order has been placed."),
    customer("Thanks, that's all."),
)
VISIT = (
    customer("I need to see Dr. Bell."),
    bot("Could you describe your symptoms, please?"),
    customer("I have a sore throat and a horrible cough since Monday"),
    bot("Dr. Bell or Dr. Ames can see you. Is eleven fine?"),
    customer("Yes. Do you serve Thai food and Greek food there, but no Italian food?"),
    bot("Great, your appointment with Dr. Bell is confirmed."),
    customer("Thank you."),
)


def read(text: str) -> Line:
    turns = (customer(text), bot("Fine."))
    _, analysis = ask_with_analysis("Summary?", turns)
    return read_transcript(a_call(turns), a_campaign(), analysis).lines[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We give water, clothes and books.", ["water", "clothes", "books"]),
        ("I have a sore throat and a horrible cough for two days", ["sore throat", "horrible cough"]),
        ("Please request Thai food and Greek food, but no Italian food there.", ["Thai food", "Greek food"]),
        (
            "There are many ways like a gift, a legacy, and sponsorship of a child.",
            ["gift", "legacy", "sponsorship of a child"],
        ),
        ("I would like to come on Monday.", []),
    ],
)
def test_the_members_of_an_enumeration_are_told_without_their_frame(text, told):
    assert [item.text for item in enumerated(read(text))] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I'd like a large pizza, please", ["large pizza"]),
        ("in addition 1 medium tea please", ["1 medium tea"]),
        ("yes add one more so i like to 1 juice sir", ["1 juice"]),
        ("that is all i want", []),
    ],
)
def test_what_is_wished_for_is_told_in_its_own_words(text, told):
    assert [item.text for item in wished(read(text))] == told


def test_a_thing_that_is_named_more_fully_later_is_listed_once():
    found = [*wished(read("I want a pizza")), *wished(read("I want a veggie pizza"))]
    assert [item.text for item in distinct(found)] == ["veggie pizza"]
    assert chunks("a sore throat for two days") == ["sore throat", "two days"]


@pytest.mark.parametrize(
    "question", ["items in the order please", "Which items were ordered?", "whole order, item by item"]
)
def test_an_order_is_listed_item_by_item(question):
    answer = ask(question, ORDER)
    assert answer.text == "veggie pizza; two lemonades; sea salt cookie - named by the customer"
    assert [evidence.turn for evidence in answer.evidence] == [1, 3]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What symptoms did the customer mention?", "sore throat; horrible cough - named by the customer"),
        ("Which cuisines did the customer ask about?", "Thai food; Greek food - named by the customer"),
        ("Which doctors were mentioned?", "Dr. Bell; Dr. Ames - named by both sides"),
        ("List everything that was arranged.", "Great, your appointment with Dr. Bell is confirmed - named by the bot"),
    ],
)
def test_things_of_a_class_are_listed_though_the_class_is_not_named(question, told):
    assert ask(question, VISIT).text == told


def test_questions_that_a_side_was_asked_are_those_of_the_other_side():
    answer = ask("Which questions was he asked?", VISIT)
    assert "describe your symptoms" in answer.text
    assert "Do you serve" not in answer.text


def test_a_list_of_what_the_call_does_not_tell_is_not_stated():
    assert ask("Which insurers did the customer name?", ORDER).text.startswith("Not stated")


def test_each_wish_of_a_call_is_told_without_the_words_that_ask():
    call = (
        customer("hello i would like to find out my account balance"),
        customer("just a couple more things please"),
        customer("i need to pay a bill and need to find out what the opening hours of the branch are"),
        customer("i have a lot to look forward to"),
        customer("send me the contract"),
    )
    told = ask("Please list all the things the caller wanted.", call).text
    assert told == (
        "account balance; pay a bill; what the opening hours of the branch are; send me the contract"
        " - named by the customer"
    )
    assert ask("Which requests did the caller make?", call).text == told


def test_what_the_bot_asked_for_is_listed_without_its_offers_of_help():
    call = (
        bot("Hello, how can I help you?"),
        customer("I lost my card."),
        bot("Could I get your full name, please?"),
        customer("Ann Lee."),
        bot("What was the name of your first school?"),
        customer("Oak Hill."),
        bot("Is there anything else?"),
    )
    told = ask("List everything the bot asked for.", call).text
    assert told == "full name; What was the name of your first school - named by the bot"


def test_what_is_offered_as_either_or_is_enumerated():
    assert [item.text for item in enumerated(read("either indian or chinese. but please no thai food"))] == [
        "indian",
        "chinese",
    ]
    assert enumerated(read("I would come with the train on Monday or so if that is fine with you")) == ()


def test_a_count_may_stand_behind_what_is_ordered_but_no_account_does():
    assert [item.text for item in wished(read("fries large 2"))] == ["fries large 2"]
    assert wished(read("john 9856")) == ()
    assert wished(read("310 san juan drive greer")) == ()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a brown church", True),
        ("give children access to education", True),
        ("it's harder", False),
        ("am sorry", False),
        ("but please no fish", False),
    ],
)
def test_the_torn_off_end_of_a_clause_is_no_item(text, clean):
    assert is_clean(text) is clean


def test_what_was_ordered_is_listed_and_extra_wishes_follow_the_first():
    assert ask("What was ordered?", ORDER).text.startswith("veggie pizza; two lemonades; sea salt cookie - ")
    guest = (
        customer("I want to come to the party."),
        bot("Fine, when?"),
        customer("At 7 pm. I'll drive, so I need parking."),
        bot("Anything else?"),
        customer("Please note that I only eat kosher."),
    )
    told = ask("Which extra wishes did the guest have?", guest).text
    assert told.startswith("I'll drive, so I need parking; Please note that I only eat kosher - ")


def test_where_no_thing_is_named_the_nearest_sentence_is_told_with_little_confidence():
    turns = (bot("Hello."), customer("My hip hurts when I climb stairs."), bot("I see. Let us find a doctor."))
    _, analysis = ask_with_analysis("Summary?", turns)
    transcript = read_transcript(a_call(turns), a_campaign(), analysis)
    answer = nearest_items(understand("Which troubles with stairs did the customer have?"), transcript, "customer")
    assert answer.text == "My hip hurts when I climb stairs - named by the customer"
    assert answer.confidence <= 0.3
    absent = nearest_items(understand("Which insurance policies did the customer have?"), transcript, "customer")
    assert absent.text.startswith("Not stated")
