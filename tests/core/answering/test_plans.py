"""Questions of all kinds, and the plan that each is read into, in short."""

import pytest

from core.answering.plan import Plan
from core.answering.understand import understand

PLANS = (
    ("How many questions did the customer ask?", "numeric count customer"),
    ("How did the bot react when the card was declined?", "textual around bot"),
    ("Tell me what the customer needed the balance for.", "textual passage customer"),
    ("Could the venue take the party at the hour the client asked for?", "boolean proposition customer"),
    ("did the customer's mood get better towards the end?", "boolean compare:mood customer last"),
    ("Was the customer told his balance even though he had no account number?", "boolean mention bot"),
    ("Did the customer agree after the fee was explained?", "boolean stance:agree customer after"),
    ("Did the customer ask about the fee before the bot named it?", "boolean ask customer before"),
    ("What did the customer say before hanging up?", "textual around customer before"),
    ("What was the first thing the customer asked for?", "textual passage customer first"),
    ("What was the last offer of the bot?", "textual passage bot last"),
    ("Who spoke first?", "categorical who first"),
    ("Which side talked more?", "categorical who:more"),
    ("How interested was the customer?", "categorical interest customer"),
    ("Rate the bot's politeness.", "categorical score bot"),
    ("How likely is the customer to sign?", "numeric interest:probability customer"),
    ("What share of the call was silence?", "numeric share"),
    ("How long did the bot speak?", "numeric duration bot"),
    ("When did the customer first mention the fee?", "textual when:first customer first"),
    ("Where does the customer live?", "textual passage customer"),
    ("What is the customer's address?", "textual stated:address customer"),
    ("Why did the customer refuse?", "textual reason customer"),
    ("What were the customer's objections?", "textual list customer"),
    ("Did the customer refuse to pay?", "boolean stance:refuse customer"),
    ("Was the call resolved?", "boolean outcome:settled"),
    ("What was agreed?", "textual outcome"),
    ("Give me the gist.", "textual summary"),
    ("How did the mood change over the call?", "categorical compare:mood"),
    ("Was the customer more annoyed at the start or the end?", "categorical compare:mood customer first"),
    ("How much is the fee?", "numeric stated:amount"),
    ("How old is the customer?", "numeric stated:age customer"),
    ("How many children does the customer have?", "numeric stated:number customer"),
    ("How often did the bot apologise?", "numeric count bot"),
    ("Did the bot apologise?", "boolean act:apology bot"),
    ("Did the customer not agree?", "boolean stance:agree customer negated"),
    ("Is the customer satisfied?", "boolean state:happy customer"),
    ("How satisfied was the customer?", "categorical sentiment customer"),
    ("To what extent was the customer interested?", "categorical interest customer"),
    ("What mood was the customer in at the end?", "categorical sentiment customer last"),
    ("Which products did the bot offer?", "textual list bot"),
    ("How long must the customer wait?", "numeric duration customer"),
    ("Were all questions answered?", "boolean requests:resolved"),
    ("How many of her questions did the bot leave unanswered?", "numeric requests:count bot negated"),
    ("What was the customer's reaction to the price?", "textual around customer"),
    ("How did the customer respond to the offer?", "textual around customer"),
    ("On a scale of 1 to 10, how annoyed was the customer?", "numeric sentiment:score customer"),
    ("Score the call out of 100.", "numeric score"),
    ("By how much did the price rise?", "numeric stated:amount"),
    ("Did the bot or the customer end the call?", "categorical who"),
    ("What made the customer cancel?", "textual reason customer"),
    ("How come the customer was upset?", "textual reason customer"),
    ("What are the next steps?", "textual outcome:next"),
    ("What happened after the customer refused?", "textual around customer after"),
    ("Did the bot forget to say goodbye?", "boolean act:closing bot negated"),
    ("The customer was happy, wasn't he?", "boolean state:happy customer"),
    ("Is there any mention of a refund?", "boolean mention"),
    ("Any complaints?", "boolean act:complaint"),
    ("Customer mood?", "categorical sentiment customer"),
    ("Can you tell me whether the customer accepted?", "boolean stance:agree customer"),
    ("If the customer refused, what reason did she give?", "textual reason customer"),
    ("How many minutes did the call last?", "numeric duration"),
    ("What date was proposed?", "textual stated:date"),
    ("How early did the price come up?", "textual when:first"),
    ("What is the refund for?", "textual reason"),
    ("Did the agent say how much it costs?", "boolean mention bot"),
    ("How well did the bot explain the fee?", "categorical score bot"),
    ("How many times did the customer say no before he agreed?", "numeric count customer before"),
)


@pytest.mark.parametrize(("question", "plan"), PLANS)
def test_a_question_is_read_into_its_plan(question: str, plan: str) -> None:
    assert understand(question).in_short() == plan


def test_many_plans_are_tried() -> None:
    assert len({question for question, _ in PLANS}) >= 60


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("Did the customer agree after the fee was explained?", ("fee", "explain")),
        ("After the fee was explained, did the customer agree?", ("fee", "explain")),
        ("What did the bot say before the customer hung up?", ("hung",)),
        ("What was the customer after?", ()),
        ("How long after two minutes did he speak?", ()),
    ],
)
def test_the_event_before_or_after_which_a_question_looks_is_read(question: str, anchor: tuple[str, ...]) -> None:
    assert understand(question).anchor == anchor


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("Did the bot not mention the fee?", True),
        ("Did the bot forget to mention the fee?", True),
        ("Did the customer forget the password?", False),
        ("The bot mentioned the fee, didn't it?", False),
        ("The bot didn't mention the fee, did it?", True),
        ("Did the customer agree or not?", False),
    ],
)
def test_a_question_in_the_negative_is_told_from_a_tag(question: str, negated: bool) -> None:
    assert understand(question).negated is negated


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("Was the customer told about the fee?", "bot"),
        ("Was the offer turned down by the client?", "customer"),
        ("If the bot named the fee, did the customer agree?", "customer"),
        ("Was it the bot or the customer who hung up?", None),
        ("Give me the agent's name.", "bot"),
        ("How many of her questions did the rep leave unanswered?", "bot"),
    ],
)
def test_the_side_is_who_does_a_thing(question: str, speaker: str | None) -> None:
    assert understand(question).speaker == speaker


def test_a_plan_in_short_holds_no_words_of_the_question() -> None:
    plan = understand("Which security questions about Mrs Miller's mortgage did the bot ask?")
    assert plan.in_short() == f"textual {plan.operator} bot"
    assert Plan("textual", "none").in_short() == "textual none"
