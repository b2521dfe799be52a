"""How much of a turn answers a question."""

import pytest

from core.answering.asked.phrasing import phrase
from core.answering.spans import Asked, answer_span, names_place, nearest_sentence, person_in
from core.answering.transcript import named_speaker
from core.text import content_stems


def asked(question: str) -> Asked:
    words = phrase(question).words
    return Asked(words, content_stems(words), lambda _: 1.0)


@pytest.mark.parametrize(
    ("question", "turn", "told"),
    [
        ("What is Dana building?", "Well, Dana is building a wooden shed, Tom is asleep.", "a wooden shed"),
        ("What blocked the drain?", "Old leaves had blocked the drain, so it rained in.", "Old leaves"),
        ("What did he say about the boiler?", "He said the boiler is old.", "He said the boiler is old"),
        ("Who painted the fence?", "I think Maria Lopez painted the fence last May.", "Maria Lopez"),
        ("Who did Maria call?", "In the end Maria called Doctor Stone, Tom.", "Doctor Stone"),
        ("Who ordered the sofa?", "Ann Bell: I ordered the sofa in March.", "Ann Bell"),
        ("Who lost the keys?", "Ann Bell: My brother Joe lost the keys.", "Joe"),
        ("Where did she leave the parcel?", "She left the parcel behind the green door.", "behind the green door"),
        ("When does the lease end?", "Oh sure. The lease ends tomorrow morning, sir.", "tomorrow morning"),
        ("When did the alarm ring?", "The alarm rang just as we closed the shop.", "just as we closed the shop"),
        ("Why did they move the desk?", "We moved the desk to let the light in.", "to let the light in"),
        ("How was the food?", "Hello again. The food was cold and late. Bye.", "The food was cold and late"),
    ],
)  # fmt: skip
def test_the_stretch_that_the_question_word_asks_for_is_told(question, turn, told):
    assert answer_span(asked(question), turn) == told


@pytest.mark.parametrize("turn", ["?!", "Ann:  x", "(", "\n", "é" * 3000, "a, " * 500, "Ann Bell: Bob: hi"])
@pytest.mark.parametrize("question", ["Who?", "What is it?", "Where is it?", "When is it?", "Why?", "How?", "The fee?"])
def test_any_turn_gets_a_stretch_of_its_own(question, turn):
    told = answer_span(asked(question), turn)
    assert " ".join(turn.split()).find(told) >= 0


def test_the_sentence_that_repeats_and_adds_most_is_nearest():
    turn = "The warranty. The warranty covers the pump for two years. Fine."
    assert (
        nearest_sentence(asked("What does the warranty cover?"), turn) == "The warranty covers the pump for two years"
    )


def test_a_name_that_only_calls_to_somebody_is_nobody_who_is_asked_for():
    assert person_in(asked("Who fixed the roof?"), "Lena, the roof was fixed by Omar Reed.") == "Omar Reed"
    assert person_in(asked("Who fixed the roof?"), "The roof is fixed, Lena.") == ""


def test_the_speaker_is_no_name_of_a_person():
    assert person_in(asked("Who came along?"), "Even I'm bringing the family along.") == ""


def test_a_capital_at_the_head_of_a_sentence_makes_no_name():
    assert person_in(asked("Who fixed the roof?"), "Unfortunately the roof is fixed.") == ""
    assert person_in(asked("Who fixed the roof?"), "Omar fixed the roof.") == "Omar"


def test_the_sentence_on_the_matter_is_preferred_to_a_longer_one():
    turn = "I really need fresh water most because of the remote location. We can always gather wood."
    assert answer_span(asked("What can they gather?"), turn).endswith("gather wood")


def test_a_speaker_is_named_before_a_colon_only():
    assert named_speaker("Dr. Stone: Come in.") == ("Dr. Stone", "Come in.")
    assert named_speaker("At 5: we leave.") == ("", "At 5: we leave.")
    assert named_speaker("I said: no.") == ("", "I said: no.")


def test_a_list_is_told_with_what_announces_it():
    turn = "I found these three films for you:\n1. Green Hills\n2. Long Way Home"
    assert answer_span(asked("Which films were found?"), turn).endswith("2. Long Way Home")


def test_words_with_which_one_begins_to_speak_are_left_out():
    assert answer_span(asked("How was the food?"), "Well, you know, the food was cold.") == "the food was cold"
    assert answer_span(asked("How far is it?"), "So far it is two miles.") == "So far it is two miles"


def test_what_somebody_wants_to_do_is_no_place():
    assert answer_span(asked("Where does she fly?"), "I need to book a flight to Denver.") == "to Denver"
    assert not names_place("I need to book a flight")
    assert not names_place("it would cost $0, sorry")
    assert names_place("we drove to bath")
    assert names_place("12 Mill Lane")
    assert names_place("Denver")


def test_a_word_that_says_little_answers_nothing_alone():
    turn = "The room service is still room service."
    assert answer_span(asked("What did the room service do?"), turn) != "still"
