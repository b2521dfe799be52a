"""What each turn of a call does: asks, requests, objects, agrees, thanks, … by rules over words and neighbours.

The rules read words rather than marks, since speech recognition often gives neither punctuation nor capitals. An
answer ("yes", "no", "two dollars") is read together with what the other side said just before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, get_args

from core.analysis import act_phrases as phrases
from core.analysis import prompt_phrases
from core.analysis.phrases import CLAUSE_MARKS, SENTENCE_MARKS, PhraseBook, normal_words
from core.calls import Speaker
from core.dialogues import Dialogue
from core.reports import Act

_ORDER: Final = {act: place for place, act in enumerate(get_args(Act))}
_LONGEST_ANSWER_OPENING: Final = 4  # words within which a yes or no has to come
_LONGEST_GREETING_OPENING: Final = 8  # words within which a greeting has to come
_LONGEST_CLAUSE: Final = 30  # words to each side of a promise that can deny it
_CLAUSE_ENDS: Final = frozenset({",", ";", "but", "because"})
_DOUBTS: Final = frozenset({"maybe", "perhaps", "might"})
_NO: Final = frozenset({"no", "not"})


_QUOTED_ACTS: Final[dict[Act, PhraseBook[bool]]] = {
    "objection": phrases.OBJECTING,
    "complaint": phrases.COMPLAINING,
    "refusal": phrases.REFUSING,
    "agreement": phrases.AGREEING_ANYWHERE,
    "handoff_request": phrases.HANDOFF,
    "out_of_scope": phrases.OUT_OF_SCOPE,
}


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


def turn_acts(dialogue: Dialogue) -> tuple[tuple[Act, ...], ...]:
    """Return the acts of each utterance of a dialogue, in the order of its utterances; each in the order of `Act`."""
    found: list[tuple[Act, ...]] = []
    before: dict[Speaker, Prompt] = {"bot": Prompt(), "customer": Prompt()}
    for utterance in dialogue.utterances:
        words = normal_words(utterance.text)
        speaker = utterance.speaker
        other: Speaker = "bot" if speaker == "customer" else "customer"
        found.append(acts_of(words, speaker, before[other]))
        before[speaker] = prompt_of(words) if speaker == "bot" else Prompt()  # only the bot is answered
        before[other] = Prompt()  # an answer has been given; the next "yes" belongs to the next question
    return tuple(found)


@lru_cache(maxsize=256)
def prompt_of(words: tuple[str, ...]) -> Prompt:
    """Return what a turn's words ask of the other side."""
    asks = any(is_question(sentence) or phrases.REQUESTING.any_in(sentence) for sentence in _sentences(words))
    return Prompt(
        asks=asks,
        proposes=prompt_phrases.PROPOSING.any_in(words) or words[:2] == ("want", "to"),
        asks_amount=asks and prompt_phrases.AMOUNT_ASKED.any_in(words),
        confirms=prompt_phrases.CONFIRMING.any_in(words) or (words[:1] == ("you",) and asks),
        asks_for_more=prompt_phrases.NOTHING_MORE_ASKED.any_in(words),
    )


def acts_of(words: tuple[str, ...], speaker: Speaker, prompt: Prompt) -> tuple[Act, ...]:
    """Return the acts of one turn, given its normal words and what the other side said just before."""
    acts: set[Act] = set()
    sentences = _sentences(words)
    for sentence in sentences:
        acts.update(_sentence_acts(sentence, speaker))
    if _opens_with_greeting(words):
        acts.add("greeting")
    if speaker == "customer":
        acts.update(_answer_acts(words, sentences, prompt))
    elif phrases.OUT_OF_SCOPE.any_in(words):
        acts.add("out_of_scope")
    return tuple(sorted(acts, key=_ORDER.__getitem__))


@lru_cache(maxsize=512)
def is_question(sentence: tuple[str, ...]) -> bool:
    """Tell whether the words of one sentence ask something, with or without a question mark."""
    if not sentence:
        return False
    if sentence[-1] == "?":
        return True
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


@lru_cache(maxsize=512)
def is_request(sentence: tuple[str, ...]) -> bool:
    """Tell whether the words of one sentence ask for something to be done."""
    start = _after_lead_ins(sentence)
    rest = sentence[start:]
    if not rest:
        return False
    if rest[0] in phrases.IMPERATIVES and len(rest) > 1 and rest[1] not in {"is", "was", "would", "not", ",", ".", "?"}:
        return True
    return phrases.REQUESTING.any_in(rest)


def shows(sentence: tuple[str, ...], act: Act) -> bool:
    """Tell whether a customer's or bot's sentence, by its own words, does what an act says.

    For the acts that a report quotes (objection, complaint, refusal, hand-over, commitment, agreement, out of scope).
    """
    if act == "commitment":
        return _commits(sentence)
    book = _QUOTED_ACTS.get(act)
    return book is not None and book.any_in(sentence)


def _sentences(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    start = 0
    for at, word in enumerate(words):
        if word in SENTENCE_MARKS:
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


def _sentence_acts(sentence: tuple[str, ...], speaker: Speaker) -> Iterable[Act]:
    if is_question(sentence):
        yield "question"
    if is_request(sentence):
        yield "request"
    if phrases.CLOSING.any_in(sentence):
        yield "closing"
    thanks = phrases.THANKING.first_in(sentence)
    if thanks is not None:
        yield "thanks"
    if speaker == "customer":
        if _shows(phrases.COMPLAINING, sentence):
            yield "complaint"
        if phrases.HANDOFF.any_in(sentence):
            yield "handoff_request"
        if not is_question(sentence) and _commits(sentence):
            yield "commitment"
        if _shows(phrases.OBJECTING, sentence):
            yield "objection"


def _shows(book: PhraseBook[bool], sentence: tuple[str, ...]) -> bool:
    """Tell whether a phrase of the book stands in a sentence without being denied just before."""
    return any(_NO.isdisjoint(sentence[max(0, start - 2) : start]) for start, _, _ in book.find(sentence))


def _commits(sentence: tuple[str, ...]) -> bool:
    """Tell whether a sentence promises something, in a clause that neither denies, puts off nor makes it depend."""
    for start, end, _ in phrases.COMMITTING.find(sentence):
        before = range(max(0, start - _LONGEST_CLAUSE), start)
        first = max((at + 1 for at in before if sentence[at] in _CLAUSE_ENDS), default=before.start)
        after = range(end, min(len(sentence), end + _LONGEST_CLAUSE))
        last = next((at for at in after if sentence[at] in _CLAUSE_ENDS), after.stop)
        if not phrases.UNCOMMITTING.any_in(sentence[first:last]):
            return True
    return False


def _opens_with_greeting(words: tuple[str, ...]) -> bool:
    return phrases.GREETING.any_in(words[:_LONGEST_GREETING_OPENING])


def _answer_acts(words: tuple[str, ...], sentences: Sequence[tuple[str, ...]], prompt: Prompt) -> Iterable[Act]:
    """Yield what a customer's turn says to the bot's last words: agreement, refusal, commitment."""
    opening = words[:_LONGEST_ANSWER_OPENING]
    refuses = _refuses(words, opening, sentences, prompt)
    if refuses:
        yield "refusal"
    elif _agrees(words, opening, sentences, prompt):
        yield "agreement"
    doubts = phrases.OBJECTING.any_in(words) or not _DOUBTS.isdisjoint(words)
    if prompt.asks_amount and prompt.proposes and not refuses and not doubts and _names_amount(words):
        yield "commitment"


def _refuses(
    words: tuple[str, ...], opening: tuple[str, ...], sentences: Sequence[tuple[str, ...]], prompt: Prompt
) -> bool:
    if prompt.asks_for_more and "no" in opening:
        return False  # "anything else?" – "no, thanks" turns nothing down
    # After a plain yes only the same sentence can take it back: "Yes. I don't want to go there, but please book."
    heard = sentences[:1] if words and words[0] in phrases.PLAIN_YES else sentences
    if any(phrases.REFUSING.any_in(sentence) and not is_question(sentence) for sentence in heard):
        return True
    if not prompt.proposes or not opening:
        return False
    says_no = opening[0] in _NO or tuple(opening[:2]) == ("sorry", "no")
    corrects = prompt.confirms and is_request(words[1:])  # "no, make it two" declines nothing
    return says_no and not corrects


def _agrees(
    words: tuple[str, ...], opening: tuple[str, ...], sentences: Sequence[tuple[str, ...]], prompt: Prompt
) -> bool:
    if words and words[0] in phrases.PLAIN_YES and not (_NO & set(opening)):
        return True
    if any(phrases.AGREEING_ANYWHERE.any_in(sentence) and not is_question(sentence) for sentence in sentences):
        return True
    if not (prompt.asks or prompt.proposes) or not sentences:
        return False
    echo = phrases.ECHOING.first_in(opening)
    if echo is not None and _NO.isdisjoint(opening) and (echo[1] == len(words) or words[echo[1]] in CLAUSE_MARKS):
        return True
    hit = phrases.AGREEING.first_in(opening)
    if hit is None or hit[0] > 1 or not _NO.isdisjoint(opening):
        return False
    return hit[0] == 0 or not is_question(sentences[0])


def _names_amount(words: tuple[str, ...]) -> bool:
    amounts = [
        float(word.replace(",", "").replace(":", "."))
        for word in words
        if word.replace(",", "").replace(".", "", 1).isdigit()
    ]
    if amounts:
        return max(amounts) > 0
    return any(word in {"dollar", "dollars", "cents", "half", "all"} for word in words) and not (_NO & set(words))
