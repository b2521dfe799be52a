import pytest

from core.analysis.acts import hear
from core.preprocessing import DEFAULT_FILLERS, prepare
from core.reports import Act
from tests.builders import Line, a_call, bot, customer


def acts(*lines: Line) -> tuple[tuple[Act, ...], ...]:
    return tuple(turn.acts for turn in hear(prepare(a_call(lines), DEFAULT_FILLERS)))


OFFER = bot("Would you like to sign up for the plan?")


@pytest.mark.parametrize(
    "text",
    [
        "How much is it?",
        "how much is it",
        "okay so what does it cost",
        "do you have a cheaper one",
        "I was wondering if it comes with a router",
        "does the plan include a router",
        "aren't they expensive",
    ],
)
def test_a_question_is_known_with_and_without_its_mark(text: str) -> None:
    assert "question" in acts(bot("We have a plan."), customer(text))[1]


@pytest.mark.parametrize("text", ["I know what it costs.", "that is what I want", "do that please", "have a nice day"])
def test_a_statement_with_question_words_is_no_question(text: str) -> None:
    assert "question" not in acts(bot("We have a plan."), customer(text))[1]


@pytest.mark.parametrize("text", ["yes", "Sure.", "okay", "that would be great", "of course, please do"])
def test_a_yes_to_a_proposal_is_agreement(text: str) -> None:
    assert "agreement" in acts(OFFER, customer(text))[1]


@pytest.mark.parametrize("text", ["no", "No, thanks.", "I'm not interested", "not today", "i don't think so"])
def test_a_no_to_a_proposal_is_refusal(text: str) -> None:
    found = acts(OFFER, customer(text))[1]
    assert "refusal" in found
    assert "agreement" not in found


def test_a_no_to_anything_else_refuses_nothing() -> None:
    assert "refusal" not in acts(bot("Is there anything else I can do for you?"), customer("No, thank you."))[1]


def test_a_no_to_a_question_of_fact_refuses_nothing() -> None:
    assert "refusal" not in acts(bot("Have you heard of our charity?"), customer("No."))[1]


def test_a_no_that_corrects_refuses_nothing() -> None:
    found = acts(bot("Please confirm: a table for four on Friday?"), customer("No, make it two please."))
    assert "refusal" not in found[1]


@pytest.mark.parametrize("text", ["I'll donate $2", "sign me up", "ok i will take it", "please book it"])
def test_a_promise_is_a_commitment(text: str) -> None:
    assert "commitment" in acts(OFFER, customer(text))[1]


@pytest.mark.parametrize(
    "text", ["I might donate later", "I will not buy it", "I'll donate if I can", "I will think about it"]
)
def test_what_is_denied_put_off_or_made_to_depend_is_no_commitment(text: str) -> None:
    assert "commitment" not in acts(OFFER, customer(text))[1]


def test_an_amount_answers_the_question_for_one_and_zero_declines() -> None:
    ask = bot("How much would you like to donate?")
    assert "commitment" in acts(ask, customer("50 cents"))[1]
    assert "commitment" not in acts(ask, customer("$0"))[1]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("that is too expensive for me", "objection"),
        ("This is ridiculous, it does not work", "complaint"),
        ("let me speak to a human", "handoff_request"),
        ("thank you very much", "thanks"),
        ("hello there", "greeting"),
        ("bye", "closing"),
        ("I need a new card", "request"),
    ],
)
def test_acts_of_the_customer(text: str, act: Act) -> None:
    assert act in acts(bot("We have a plan."), customer(text))[1]


def test_a_bot_that_cannot_help_is_out_of_scope_and_one_that_has_nothing_left_is_not() -> None:
    found = acts(
        bot("I'm sorry, I don't quite understand what you mean."), bot("That flight is not available any more.")
    )
    assert "out_of_scope" in found[0]
    assert "out_of_scope" not in found[1]


def test_acts_come_one_tuple_a_turn_in_the_order_of_time() -> None:
    found = acts(bot("Goodbye!", at=9.0), customer("hello", at=1.0))
    assert "greeting" in found[0]
    assert "closing" in found[1]


ASKED = customer("Can you change my address?")


@pytest.mark.parametrize(
    "text",
    [
        "I am sorry, I cannot change your address on this call.",
        "I'm not able to do that, please use the app for that.",
        "We are unable to change it.",
        "I don't have access to that information.",
        "That's not something I can do.",
        "I can only help with flights.",
    ],
)
def test_a_bot_that_is_asked_and_cannot_is_out_of_scope(text: str) -> None:
    assert "out_of_scope" in acts(ASKED, bot(text))[1]


@pytest.mark.parametrize(
    "text",
    [
        "I cannot thank you enough.",
        "We can't help everyone, but we can focus on one cause at a time.",
        "We can't wait to see you.",
        "There are no hidden fees.",
        "I am not sure!",
        "What if I was unable to help her?",
    ],
)
def test_a_bot_that_can_is_not_out_of_scope(text: str) -> None:
    assert "out_of_scope" not in acts(ASKED, bot(text))[1]


def test_a_bot_that_was_asked_nothing_fails_at_nothing() -> None:
    assert "out_of_scope" not in acts(customer("I see."), bot("I cannot choose for you."))[1]


@pytest.mark.parametrize("text", ["I am very happy", "I am in Phoenix", "no need for exact figures"])
def test_what_sounds_like_an_act_and_is_none(text: str) -> None:
    assert not {"complaint", "commitment", "refusal"} & set(acts(bot("We have a plan."), customer(text))[1])


@pytest.mark.parametrize("text", ["no need", "not today"])
def test_a_weak_no_declines_a_proposal_only(text: str) -> None:
    assert "refusal" in acts(OFFER, customer(text))[1]
    assert "refusal" not in acts(bot("The plan has a router."), customer(text))[1]


def test_what_is_done_instead_is_no_commitment() -> None:
    assert "commitment" not in acts(OFFER, customer("I'm going to take the bus instead"))[1]


def test_who_would_love_to_but_cannot_commits_to_nothing() -> None:
    assert "commitment" not in acts(OFFER, customer("I would love to buy it, but my finances don't allow it"))[1]


def test_i_will_gladly_accepts() -> None:
    assert "agreement" in acts(OFFER, customer("I will gladly ."))[1]


def test_a_no_to_more_of_the_same_turns_nothing_down() -> None:
    ask = bot("Would you like to search for any more plans?")
    assert "refusal" not in acts(ask, customer("No, I think that is a match."))[1]


@pytest.mark.parametrize(
    "text",
    [
        "when the coach was young he never played",
        "Why people do that is beyond me!",
        "he can always do that when he retires",
    ],
)
def test_a_statement_of_time_asks_nothing(text: str) -> None:
    assert "question" not in acts(bot("We have a plan."), customer(text))[1]


def test_a_hope_for_the_past_weekend_is_no_farewell() -> None:
    assert "closing" not in acts(bot("Good morning! I hope you had a nice weekend."))[0]


@pytest.mark.parametrize("text", ["Nevermind.", "Never mind, I'm taking a scooter, thanks anyway!", "Sorry, no."])
def test_what_is_taken_back_is_a_refusal(text: str) -> None:
    dialogue = prepare(a_call([bot("May I have your name for the ride, please?"), customer(text)]))
    assert "refusal" in hear(dialogue)[1].acts


def test_a_promise_for_another_world_is_no_commitment() -> None:
    text = "Believe me, if it were any other charity you could have me donate all of it."
    dialogue = prepare(a_call([bot("Would you like to donate?"), customer(text)]))
    assert "commitment" not in hear(dialogue)[1].acts


@pytest.mark.parametrize(
    "text",
    ["I think everyone forgot that those affected still need help", "I appreciate you trying to get me to though."],
)
def test_what_others_need_is_no_request(text: str) -> None:
    assert "request" not in acts(bot("It was a hard year."), customer(text))[1]


def test_saying_when_agrees_to_nothing() -> None:
    assert "agreement" not in acts(bot("At what time shall we bring it?"), customer("right now 12pm"))[1]


def test_wanting_to_see_ones_own_account_is_no_objection() -> None:
    assert "objection" not in acts(bot("How can I help?"), customer("I'd like to check my bank balance."))[1]


def test_who_takes_back_one_wish_for_another_refuses_nothing() -> None:
    confirming = bot("You want a table for two at 11:15. Is that correct?")
    assert "refusal" not in acts(confirming, customer("Never mind, make it for 12:30."))[1]
    assert "refusal" in acts(confirming, customer("Never mind, thanks."))[1]
