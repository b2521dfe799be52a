"""The forms of sentences: what asks, and what asks for something to be done. By words, with or without marks."""

from functools import lru_cache

from core.analysis import act_phrases as phrases
from core.analysis.phrases import CLAUSE_MARKS, SENTENCE_MARKS

_ASKING_BEFORE_AUXILIARIES = frozenset({"when", "where", "why"})
_MOST_BARE_MARKS = 3
_KEPT = 4096  # sentences
_SHORTEST_HOW = 3  # words, marks included
_HOW_QUESTIONS = frozenset({"much", "many", "long", "far", "often", "come", "so", "old"})


def is_question(sentence: tuple[str, ...]) -> bool:
    """Tell whether the words of one sentence ask something, with or without a question mark."""
    if not sentence:
        return False
    return sentence[-1] == "?" or asks_by_its_words(sentence)


@lru_cache(maxsize=_KEPT)  # rules, heads and requests ask for the same sentences
def asks_by_its_words(sentence: tuple[str, ...]) -> bool:
    """Tell whether the words of one sentence have the form of a question, whatever its mark."""
    start = _after_lead_ins(sentence)
    if _question_form(sentence[start:]) or phrases.ASKING.any_in(sentence):
        return True
    ended = sentence[-1] in SENTENCE_MARKS  # then the speaker's clauses are marked too
    for at, _, _ in phrases.QUESTION_RUNS.find(sentence):
        if at <= start or at + 2 >= len(sentence) or sentence[at - 1] in phrases.SUBORDINATING:
            continue
        if sentence[at - 1] in CLAUSE_MARKS or (not ended and _starts_clause(sentence, at)):
            return True
    return False


@lru_cache(maxsize=_KEPT)
def is_request(sentence: tuple[str, ...]) -> bool:
    """Tell whether the words of one sentence ask for something to be done."""
    start = _after_lead_ins(sentence)
    rest = sentence[start:]
    if not rest:
        return False
    if rest[0] in phrases.IMPERATIVES and len(rest) > 1 and rest[1] not in {"is", "was", "would", "not", ",", ".", "?"}:
        return True
    return phrases.REQUESTING.any_in(rest)


def sentences_of(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Divide the normal words of a turn after its full stops, question and exclamation marks.

    Of marks that follow each other without a word three are kept: "!?!?!?" of a thousand says no more than of ten.
    """
    found: list[tuple[str, ...]] = []
    start = bare = 0
    for at, word in enumerate(words):
        if word in SENTENCE_MARKS:
            bare = bare + 1 if start == at else 0
            if bare <= _MOST_BARE_MARKS:
                found.append(words[start : at + 1])
            start = at + 1
    if start < len(words):
        found.append(words[start:])
    return found


def _after_lead_ins(sentence: tuple[str, ...]) -> int:
    start = 0
    while start < len(sentence) and (
        sentence[start] in phrases.LEAD_INS
        or sentence[start] in CLAUSE_MARKS
        or (sentence[start] == "you" and start and sentence[start - 1] == "thank")
        or sentence[start] == "thank"
    ):
        start += 1
    return start


def _question_form(rest: tuple[str, ...]) -> bool:
    """Tell whether words open as a question does: a question word, or an auxiliary before its subject."""
    if not rest or (len(rest) == 1 and rest[0] not in phrases.QUESTION_WORDS):
        return False
    if len(rest) == 1 or rest[1] in CLAUSE_MARKS:
        return rest[0] in phrases.QUESTION_WORDS
    first, second = rest[0], rest[1]
    if first in _ASKING_BEFORE_AUXILIARIES and second not in phrases.AUXILIARIES:
        return False  # "when I retire", "where people live", "why people marry" are about what is told
    if first == "how" and len(rest) <= _SHORTEST_HOW and second not in _HOW_QUESTIONS:
        return False  # "how nice." wonders at something
    if first in {"does", "did"}:
        return second != "not" or (len(rest) > 2 and rest[2] in phrases.SUBJECTS)
    if first in phrases.QUESTION_WORDS:
        return second not in phrases.NOT_AFTER_QUESTION_WORD
    if first not in phrases.AUXILIARIES:
        return False
    if second == "not":
        second = rest[2] if len(rest) > 2 else ""
    if first in {"do", "have", "had"}:  # "do that", "have a nice day"
        return second in {"you", "we", "they", "i", "people"} or (first == "do" and second in {"the", "your", "any"})
    return second in phrases.SUBJECTS


def _starts_clause(sentence: tuple[str, ...], at: int) -> bool:
    """Tell whether a question may begin in the middle of a run: after an aside, not after a subject of its own."""
    before = sentence[at - 1]
    return before not in phrases.SUBJECTS and before not in phrases.AUXILIARIES and before not in {"what", "not"}
