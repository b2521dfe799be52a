"""What a turn of the bot asks of the customer: what the next "yes" or "no" belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.analysis import prompt_phrases as phrases
from core.analysis.act_phrases import REQUESTING
from core.analysis.forms import is_question, is_request, sentences_of


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the other side said just before.

    Whether it asked, proposed, asked for an amount or for further wishes, or checked that it had understood.
    """

    asks: bool = False
    proposes: bool = False
    asks_amount: bool = False
    asks_for_more: bool = False
    confirms: bool = False


NO_PROMPT = Prompt()


def prompt_of(words: tuple[str, ...]) -> Prompt:
    """Return what a turn's normal words ask of the other side."""
    sentences = sentences_of(words)
    return prompt_in(words, sentences, [is_question(sentence) for sentence in sentences])


def prompt_in(words: tuple[str, ...], sentences: Sequence[tuple[str, ...]], questions: Sequence[bool]) -> Prompt:
    """Return what a turn asks, given its sentences and which of them are questions."""
    asks = any(questions) or REQUESTING.any_in(words)
    offering = any(
        phrases.PROPOSING.any_in(sentence)
        and (question or is_request(sentence) or "please" in sentence)  # what is only told needs no answer
        and not phrases.LEAVE_ASKED.any_in(sentence)
        for sentence, question in zip(sentences, questions, strict=True)
    )
    return Prompt(
        asks=asks,
        proposes=offering or words[:2] == ("want", "to"),
        asks_amount=asks and phrases.AMOUNT_ASKED.any_in(words),
        confirms=phrases.CONFIRMING.any_in(words) or (words[:1] == ("you",) and asks),
        asks_for_more=phrases.NOTHING_MORE_ASKED.any_in(words),
    )
