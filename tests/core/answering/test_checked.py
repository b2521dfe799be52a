"""Questions on the report's checks are answered as the report answers them."""

import pytest

from core.analysis.pipeline import analyse
from core.answering.answer import answer_question
from core.answering.understand import understand
from core.answers import Answer
from core.campaigns import Script
from core.reports import Analysis
from tests.builders import Line, a_call, a_campaign, bot, customer

SALE = (
    bot("Hello, this is Ava from Brightline. Would you like our fibre plan for 30 dollars a month?"),
    customer("Does it come with a router?"),
    bot("Sorry, I did not understand that. Could you say it again?"),
    customer("I asked whether it comes with a router. This is so annoying!"),
    bot("Yes, a router is included."),
    customer("Fine, sign me up."),
    bot("Your plan is booked. Goodbye!"),
)
SCRIPT = Script(required=("a router is included", "this call is recorded"), forbidden=("guaranteed savings",))


def ask(question: str, turns: tuple[Line, ...] = SALE, script: Script = SCRIPT) -> tuple[Answer, Analysis]:
    call, campaign = a_call(turns), a_campaign(script=script)
    analysis = analyse(call, campaign)
    return answer_question(question, call, campaign, analysis), analysis


@pytest.mark.parametrize(
    ("question", "check"),
    [
        ("Was the goal of the call reached?", "Q006"),
        ("Did the bot achieve its goal?", "Q006"),
        ("Was the customer frustrated?", "Q007"),
        ("Did the caller become annoyed or angry?", "Q007"),
        ("Did the bot make any mistakes?", "Q008"),
        ("How many faults did the bot make?", "Q008"),
        ("Did the agent repeat itself?", "Q008:repetition loop"),
        ("Did the bot ignore the customer's questions?", "Q008:no_answer"),
        ("Did the bot keep to the script?", "Q009"),
        ("Did the bot say the required phrases?", "Q009:required_phrase"),
        ("Was a forbidden phrase used?", "Q009:forbidden_phrase"),
        ("Was the call compliant?", "Q010"),
        ("Was the opt-out request honoured?", "Q010:opt_out"),
    ],
)
def test_the_check_is_read_from_the_question(question, check):
    plan = understand(question)
    assert (plan.operator, plan.aspect) == ("check", check)


@pytest.mark.parametrize(
    "question",
    [
        "Why was the customer annoyed?",
        "Was the customer annoyed about the price?",
        "Did the customer make a mistake in the order?",
        "Did the customer ask for a movie script?",
        "Did the bot mention a goal?",
    ],
)
def test_other_questions_are_not_taken_for_checks(question):
    assert understand(question).operator != "check"


@pytest.mark.parametrize(
    ("question", "question_id"),
    [
        ("Was the goal of the call reached?", "Q006"),
        ("Was the customer annoyed?", "Q007"),
        ("Did the bot make any faults?", "Q008"),
        ("Did the bot keep to the script?", "Q009"),
        ("Was the call compliant?", "Q010"),
    ],
)
def test_the_answer_is_the_reports(question, question_id):
    answer, analysis = ask(question)
    metric = analysis.metric(question_id)
    assert answer.text.startswith(f"{metric.answer} (")
    assert answer.confidence == pytest.approx(metric.confidence, abs=1e-3)
    told = {item.turn for item in answer.evidence}
    assert told <= {item.turn for item in metric.evidence} | {
        each.evidence.turn for each in metric.details or () if each.evidence
    }


def test_a_question_asked_the_other_way_round_is_answered_the_other_way_round():
    yes, _ = ask("Did the bot make any faults?")
    no, _ = ask("Did the bot not make any faults?")
    assert yes.text.startswith("Yes (")
    assert no.text.startswith("No (")


def test_some_details_are_judged_by_themselves():
    said, _ = ask("Did the bot say the required phrases?")
    assert said.text.startswith("No (the bot never said")
    assert "recorded" in said.text
    never, _ = ask("Did the bot use a forbidden phrase?")
    assert never.text.startswith("No (")
    used, _ = ask("Did the bot use a forbidden phrase?", (*SALE, bot("These are guaranteed savings.")))
    assert used.text.startswith("Yes (")


def test_faults_are_counted():
    answer, analysis = ask("How many faults did the bot make?")
    assert answer.text.startswith(f"{len(analysis.metric('Q008').details)} fault")


def test_what_could_not_arise_is_not_a_no():
    answer, _ = ask("Did the bot keep to the script?", script=Script())
    assert answer.text == "Not applicable (the campaign has no script)"
    answer, _ = ask("Was the opt-out request honoured?")
    assert answer.text.startswith("Not applicable (the customer did not ask")


def test_the_longest_silence_is_the_reports():
    turns = tuple(Line(line.speaker, line.text, 10.0 * place) for place, line in enumerate(SALE))
    answer, analysis = ask("How long was the longest silence?", turns)
    assert answer.text.startswith(f"{analysis.metric('Q011').answer} - about")
