"""Which turns a question is about: by their words and those of their neighbours, and by what they mean.

Words count by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009). A turn
that follows a turn is read together with it, since "Yes" means nothing alone; a question and the other side's reply
to it are one unit, of which the reply takes on most. Meaning is the cosine of the question's embedding and the turn's
(core.analysis.embedding). Both are signs of core.answering.relevance, by which turns are ranked.

All weights were chosen on QMSum's meetings and on STAR's dialogues (training/passage_questions.py), none on FriendsQA.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.answering.kinship import forms_of, kinds_of, synonyms_of
from core.answering.relevance import Scores, Signs, Sought, having_expected, relevances, signs_of
from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import related
from core.calls import Speaker

_SATURATION: Final = 1.2  # BM25's k1
_LENGTH: Final = 0.3  # BM25's b
_BEFORE: Final = 0.2  # how much of the score of the turn before a turn takes on
_REPLY: Final = 0.8  # the same of a turn that replies to a question of the other side
_AFTER: Final = 0.15  # and of the turn after
_RELATED: Final = 0.7  # what a word that means nearly the same is worth in coverage
_FORM_COUNT: Final = 0.4  # and in BM25 another form of the word, and what means the same in calls
_SYNONYM_COUNT: Final = 0.1  # a synonym
_KIND_COUNT: Final = 0.4  # what names a kind of it
_PREFERRED: Final = 1.3  # factor for a turn of the side that was asked about
_EXPECTED: Final = 1.6  # factor for a turn that has what the question word asks for
_FRAME: Final = 0.3  # what a word counts that only frames the question ("discussed")
_MEANING: Final = 1.4  # weight of the cosine beside the score of the words, which is 1 for the best turn
_NEAR: Final = 0.2  # cosine that something said comes to a question of which nobody says a word
_APART: Final = 0.01  # of a call's turns that the best turns lie apart, so that a long call is quoted from all over
_MOST_APART: Final = 5  # turns that are so spread out

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Match:
    """A turn with the share (0..1) of a topic's weight that its words cover."""

    line: Line
    coverage: float


def rank(
    transcript: Transcript,
    terms: Sequence[str],
    speaker: Speaker | None = None,
    words: str = "",
    topic: Sequence[str] = (),
) -> tuple[tuple[Line, float], ...]:
    """Return the turns, likeliest to answer first, each with its probability to be the one; none if none comes near.

    Terms that are not of the topic (where one is given) count for less. A side that was asked about is preferred, not
    required, and so is what the question's own word expects: a place for "where", a number for "how many". Ties are in
    temporal order; in a call of more than 99 turns the five best lie apart.
    """
    sought = tuple(terms), speaker, words or " ".join(topic or terms), tuple(topic)
    if sought not in transcript.rankings:
        transcript.rankings[sought] = _ranked(transcript, *sought)
    return transcript.rankings[sought]


def _ranked(
    transcript: Transcript, terms: Sequence[str], speaker: Speaker | None, words: str, topic: Sequence[str]
) -> tuple[tuple[Line, float], ...]:
    found = signs(transcript, terms, speaker, words, topic)
    relevance = relevances(found)
    order = np.argsort(-relevance, kind="stable").tolist()
    if not found["words"].any() and max(found["like"].max(), found["meaning"].max()) < _NEAR:
        return ()
    ranked = [(position, float(relevance[position])) for position in order]
    lines = transcript.lines
    return tuple((lines[position], score) for position, score in _apart(ranked, int(len(lines) * _APART)))


def signs(
    transcript: Transcript, terms: Sequence[str], speaker: Speaker | None, words: str, topic: Sequence[str]
) -> Signs:
    """Return what speaks for each turn being one that answers, by name, as core.answering.relevance reads it."""
    found = _by_words(transcript, terms, frozenset(topic or terms))
    number = len(transcript.lines)
    by_words = np.zeros(number)
    by_words[list(found)] = list(found.values())
    by_words /= max(found.values(), default=1.0)
    covered = np.array([coverage(transcript, topic or terms, frozenset(line.stems)) for line in transcript.lines])
    sought = Sought(terms, speaker, words)
    meaning = np.array(transcript.cosines_in_place(sought.meant))
    expected = having_expected(transcript, words)
    # The words with the meaning, the side asked about, and what is expected.
    fused = by_words + _MEANING * np.where(meaning > (0.0 if by_words.any() else _NEAR), meaning, 0.0)
    fused[[speaker == line.speaker for line in transcript.lines]] *= _PREFERRED
    if expected is not None:
        fused[expected] *= _EXPECTED
    return signs_of(transcript, sought, Scores(by_words, fused / (fused.max() or 1.0), covered, meaning, expected))


def kin_of(stem: str) -> frozenset[str]:
    """Return the stems that may stand for another: forms, words that mean nearly the same, and kinds of it."""
    return related(stem) | kinds_of(stem)


def _by_words(transcript: Transcript, terms: Sequence[str], topic: frozenset[str]) -> dict[int, float]:
    """Return the BM25 score of each turn that has terms or is next to one that has."""
    lines = transcript.lines
    mean = sum(len(line.stems) for line in lines) / len(lines) or 1.0
    weighed = tuple(
        (stem, _worths(stem), transcript.weight(stem) * (1.0 if stem in topic else _FRAME))
        for stem in dict.fromkeys(terms)
    )
    own: dict[int, float] = {}
    for line in lines:
        score, found = 0.0, 0
        length = _SATURATION * (1 - _LENGTH + _LENGTH * len(line.stems) / mean)
        for stem, kin, weight in weighed:
            count = float(line.stems.count(stem)) or max((kin.get(other, 0.0) for other in line.stems), default=0.0)
            if count:
                found += 1
                score += weight * count * (_SATURATION + 1) / (count + length)
        if score:
            own[line.position] = score * (1 + found / len(weighed))
    spread = dict(own)
    for position, score in own.items():
        if position:
            spread[position - 1] = spread.get(position - 1, 0.0) + _AFTER * score
        if position + 1 < len(lines):
            share = _REPLY if transcript.replies(lines[position + 1]) else _BEFORE
            spread[position + 1] = spread.get(position + 1, 0.0) + share * score
    return spread


@lru_cache(maxsize=1 << 12)
def _worths(stem: str) -> Mapping[str, float]:
    """Return what each kin word of a stem counts for in its place."""
    synonyms = synonyms_of(stem) - forms_of(stem)
    worths = dict.fromkeys(kinds_of(stem), _KIND_COUNT) | dict.fromkeys(synonyms, _SYNONYM_COUNT)
    return worths | dict.fromkeys(related(stem) - synonyms, _FORM_COUNT)


def _apart(ranked: list[tuple[int, float]], reach: int) -> list[tuple[int, float]]:
    """Put first the best positions that are more than `reach` from each other; the others follow in their order."""
    if not reach:
        return ranked
    first: list[tuple[int, float]] = []
    rest: list[tuple[int, float]] = []
    for position, score in ranked:
        far = all(abs(position - other) > reach for other, _ in first)
        (first if far and len(first) < _MOST_APART else rest).append((position, score))
    return first + rest


def coverage(transcript: Transcript, topic: Sequence[str], stems: Iterable[str]) -> float:
    """Return the share of a topic's weight that the given stems cover, 0..1; kin words count for less."""
    said = stems if isinstance(stems, (set, frozenset)) else frozenset(stems)
    total = found = 0.0
    for stem in topic:
        weight = transcript.weight(stem)
        total += weight
        if stem in said:
            found += weight
        elif not related(stem).isdisjoint(said):
            found += weight * _RELATED
    return found / total if total else 0.0


def matches(
    transcript: Transcript, topic: Sequence[str], speaker: Speaker | None = None, *, least: float = 0.6
) -> tuple[Match, ...]:
    """Return the turns of one side (None: of both) that cover at least this share of a topic, in temporal order."""
    found: list[Match] = []
    wanted = frozenset(topic).union(*(related(stem) for stem in topic))
    for line in transcript.lines:
        if speaker in (None, line.speaker) and not wanted.isdisjoint(line.stems):
            covered = coverage(transcript, topic, frozenset(line.stems))
            if covered >= least:
                found.append(Match(line, covered))
    return tuple(found)


def mentions(
    transcript: Transcript, topic: Sequence[str], speaker: Speaker | None = None, *, least: float = 0.6
) -> tuple[Match, ...]:
    """Return the turns that name a topic: by its own words where there are any, else by words of the same meaning."""
    literal = matches(transcript, topic, speaker, least=max(least, _RELATED + 0.05))
    return literal or matches(transcript, topic, speaker, least=least)


def replies_to(
    transcript: Transcript, topic: Sequence[str], speaker: Speaker, *, least: float = 0.6
) -> tuple[tuple[Line, Line], ...]:
    """Return each question of the other side on a topic with this side's reply to it, in temporal order."""
    other: Speaker = "bot" if speaker == "customer" else "customer"
    pairs: list[tuple[Line, Line]] = []
    for match in matches(transcript, topic, other, least=least):
        reply = transcript.after(match.line)
        if match.line.asks and reply is not None and reply.speaker == speaker:
            pairs.append((match.line, reply))
    return tuple(pairs)
