"""The sentences of a turn, and whether a sentence says a thing or denies it."""

from collections.abc import Iterable, Sequence
from typing import Final

from core.analysis.phrases import CLAUSE_MARKS
from core.answering.kinship import kinds_of
from core.answering.retrieve import coverage
from core.answering.transcript import Line, Part, Transcript
from core.answering.vocabulary import related, word_set
from core.text import stem

_NEGATIONS: Final = word_set("not no never none nothing neither nor without hardly nobody 0 zero")
_FREE: Final = word_set("of from")  # "free of charge" denies the charge
_ADDING: Final = word_set("only just merely simply")  # "not only safe" denies nothing
_MOST_ASKED_BACK: Final = 3  # questions with which a question is met before its answer
# "I would not mind a tea", "I can not wait to see it" deny nothing.
_SPEAKING: Final = word_set("i we you he she it they that this please thanks thank")
_WELCOMING: Final = word_set("mind wait agree")
_REACH: Final = 5  # words after a negation that it denies
_BEHIND: Final = 3  # words before a negation that it denies: "refunds are not possible"
_ABLE: Final = word_set("would can could")
_LINKING: Final = word_set("is are was were be been will would can could do does did has have had may might should")


def parts_of(line: Line) -> tuple[Part, ...]:
    """Return the sentences of a turn in order; the whole turn where it has none."""
    return line.parts


def nearest_part(
    transcript: Transcript, line: Line, topic: Sequence[str], *, asking: bool
) -> tuple[Part, float] | None:
    """Return the sentence of a turn that covers most of a topic, with its coverage; `asking` chooses which count.

    None where the turn has no such sentence. A turn of speech without marks is one sentence that does not ask.
    """
    found = [(part, coverage(transcript, topic, part.stems)) for part in parts_of(line) if part.asks == asking]
    return max(found, key=lambda item: item[1], default=None)


def next_statement(transcript: Transcript, line: Line) -> Line | None:
    """Return the turn after, or where that only asks back, the next one of its side that tells something."""
    after = transcript.after(line)
    for _ in range(_MOST_ASKED_BACK):
        if after is None or after.speaker == line.speaker or any(not part.asks for part in parts_of(after)):
            break
        reply = transcript.after(after)
        later = transcript.after(reply) if reply is not None else None
        if later is None or later.speaker != after.speaker:
            break
        after = later
    return after


def denies(words: Sequence[str], topic: Sequence[str]) -> bool:
    """Tell whether words deny a topic.

    They do where a negation stands up to five words before one of its words in the same clause ("no penalty"), where
    "is not" and the like follow it ("refunds are not possible"), or where they are free of it.
    """
    wanted = frozenset(topic).union(*(related(item) for item in topic))
    since_negation = since_topic = since_free = 99
    before = ""
    for word, following in zip(words, (*words[1:], ""), strict=False):
        if word == "no" and following in _SPEAKING:
            before = word  # "no I want the other one" turns down what was asked, and not what is said next
        elif word == "not" and (following in _ADDING or (following in _WELCOMING and before in _ABLE)):
            before = word
        elif word in CLAUSE_MARKS:
            since_negation = since_topic = since_free = 99
        elif word in _NEGATIONS:
            if word == "not" and before in _LINKING and since_topic <= _BEHIND:
                return True
            since_negation = 0
        elif word in _FREE and before == "free":
            since_free = 0
        else:
            since_negation, since_topic, since_free = since_negation + 1, since_topic + 1, since_free + 1
            if stem(word) in wanted:
                if since_negation <= _REACH or since_free <= _REACH:
                    return True
                since_topic = 0
        before = word
    return False


def with_classes(stems: Iterable[str], topic: Sequence[str]) -> frozenset[str]:
    """Return stems with those of a topic that are classes of what they name: where "coke" is said, a drink is."""
    said = frozenset(stems)
    return said.union(item for item in topic if not kinds_of(item).isdisjoint(said))
