"""Questions that offer the words of their answer, and feelings that were put in words."""

import pytest

from core.answering.offered import options_of
from tests.builders import bot, customer
from tests.core.answering.asking import ask

GYM = (
    bot("Would you like to join for ten dollars a month?"),
    customer("I am not ready to join yet. I would like to read the reviews before deciding."),
    bot("Fine, thank you."),
    customer("I am really happy with how this went. Goodbye."),
)
INSULT = (
    bot("Hello."),
    customer("Hello. Can you tell me the time?"),
    bot("You are an idiot. It is noon."),
    customer("That is rude. I am angry."),
)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("was the bot polite neutral or rude", {"polite": 1, "neutral": 0, "rude": -1}),
        ("did it behave courteously or rather dismissive", {"courteously": 1, "dismissive": -1}),
        ("was it professional or unprofessional", {"professional": 1, "unprofessional": -1}),
        ("was the customer annoyed or angry", {}),
        ("was it by train or by bus", {}),
        ("was it friendly", {}),
    ],
)
def test_words_of_praise_and_blame_around_the_or_are_the_options(words, offered):
    assert {option.word: option.polarity for option in options_of(words)} == offered


@pytest.mark.parametrize(
    ("question", "turns", "told"),
    [
        ("Was the bot courteous or curt?", GYM, "Courteous - "),
        ("How did the bot behave: politely or rudely?", GYM, "Politely - "),
        ("Was the bot polite or rude?", INSULT, "Rude - "),
        ("Was the atmosphere friendly, neutral or hostile?", INSULT, "Hostile - "),
        ("Did the bot handle it well or badly?", GYM, "Well - "),
    ],
)
def test_the_answer_is_one_of_the_options(question, turns, told):
    assert ask(question, turns).text.startswith(told)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I am really happy with how this went.", "Yes ("),
        ("I am not happy with how this went.", "No ("),
        ("I am disappointed by how this went.", "No ("),
    ],
)
def test_a_feeling_put_in_words_goes_before_the_average(said, told):
    answer = ask("Was the customer satisfied with the service?", (*GYM[:3], customer(said)))
    assert answer.text.startswith(told)
    assert said in [evidence.quote for evidence in answer.evidence]
