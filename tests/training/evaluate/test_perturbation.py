"""Changes that should not matter are made as they are described."""

from tests.builders import a_call, bot, customer
from training.evaluate.perturbation import as_recognised, at_middle, at_pause, divided, farewell

CALL = a_call(
    (
        bot("Hello, this is Ava. It's $2.50 a month, isn't it great?"),
        customer('Well... "maybe". I\'ll think - OK?'),
        bot("Fine."),
    )
)


def test_speech_recognition_writes_no_capitals_and_no_marks_but_within_words() -> None:
    texts = [turn.text.split() for turn in as_recognised(CALL).turns]
    assert texts[0] == ["hello", "this", "is", "ava", "it's", "$2.50", "a", "month", "isn't", "it", "great"]
    assert texts[1] == ["well", "maybe", "i'll", "think", "ok"]


def test_a_turn_is_divided_after_the_mark_nearest_its_middle() -> None:
    assert at_pause("Hello, this is Ava. Can we talk?") == ("Hello, this is Ava.", "Can we talk?")
    assert at_pause("no marks here") is None


def test_a_turn_of_four_words_is_divided_in_the_middle() -> None:
    assert at_middle("I am not sure") == ("I am", "not sure")
    assert at_middle("not so sure") is None


def test_both_halves_are_the_speakers_in_order_and_within_the_call() -> None:
    halves = divided(CALL, at_pause)
    assert [turn.speaker for turn in halves.turns] == ["bot", "bot", "customer", "customer", "bot"]
    assert [turn.index for turn in halves.turns] == list(range(5))
    times = [turn.timestamp_s for turn in halves.turns]
    assert times == sorted(times)
    assert times[1] < CALL.turns[1].timestamp_s
    words = " ".join(turn.text for turn in CALL.turns).split()
    assert " ".join(turn.text for turn in halves.turns).split() == words


def test_the_customer_says_goodbye_last() -> None:
    longer = farewell(CALL)
    assert longer.turns[:-1] == CALL.turns
    assert (longer.turns[-1].speaker, longer.turns[-1].text) == ("customer", "thank you, bye")
    assert longer.turns[-1].timestamp_s < longer.duration_s
