"""Q009: whether the bot kept to the campaign's script, phrase by phrase.

A required phrase is met where the bot says it word for word, in a sentence with nearly all of its content words, or in
one that means much the same by its embedding; either has the same sign ("this call is being recorded" for "the call is
recorded", not "is not recorded"). A forbidden phrase is broken where the bot says it word for word without denying it.
What comes near is quoted, and counts for nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from core.analysis.embedding import embed
from core.analysis.evidence import quote
from core.analysis.not_applicable import not_applicable
from core.analysis.phrases import normal_words, words_only
from core.analysis.reading import Reading, Sentence, TurnReading
from core.reports import Detail, Metric
from core.text import content_stems

QUESTION_ID: Final = "Q009"
QUESTION: Final = "Did the bot keep to the script?"
REQUIRED: Final = "required_phrase"
FORBIDDEN: Final = "forbidden_phrase"

_SAID: Final = 0.8  # share of a phrase's content stems from which a sentence says it in other words
_NEAR: Final = 0.5  # and from which it comes near
# Cosines of static embeddings: paraphrases of script lines have .6 and more, other lines of the same call .3 at most.
_MEANT: Final = 0.6
_NEARLY_MEANT: Final = 0.45
_FEWEST_STEMS: Final = 2  # of a phrase that may be said in other words
_DENIAL: Final = 4  # words before a phrase within which a "not" denies it
_DENYING: Final = frozenset({"not", "no", "never", "nothing", "without", "neither"})
_QUOTES: Final = 3
_WORD_FOR_WORD, _OTHER_WORDS, _UNSURE = 0.95, 0.75, 0.7


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the bot, or (None) a turn as a whole: its words without marks, its content stems."""

    turn: TurnReading
    sentence: Sentence | None
    words: tuple[str, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """How a phrase was found, and where."""

    how: Literal["word for word", "in other words", "nearly"]
    place: Said


@dataclass(frozen=True, slots=True)
class _Likeness:
    """The bot's sentence that is nearest to a phrase: the share of its content stems, and the cosine, each the best."""

    by_words: Said
    share: float
    by_meaning: Said
    cosine: float


def script_adherence(reading: Reading) -> Metric:
    """Answer Q009 with one detail for each phrase of the script; Not applicable where there is none, or no bot."""
    script = reading.campaign.brief.script
    said = tuple(_by_the_bot(reading)) if script.required or script.forbidden else ()
    if not said:
        return not_applicable(QUESTION_ID, QUESTION, ())
    nearest = _nearest((*script.required, *script.forbidden), said)
    required = [(phrase, _required(phrase, said, nearest[phrase])) for phrase in script.required]
    forbidden = [(phrase, _forbidden(phrase, said, nearest[phrase])) for phrase in script.forbidden]
    details = (
        *(_required_detail(phrase, match) for phrase, match in required),
        *(_forbidden_detail(phrase, match) for phrase, match in forbidden),
    )
    kept = all(detail.status == "met" for detail in details)
    shown = [detail.evidence for detail in details if detail.evidence is not None]
    return Metric(
        question_id=QUESTION_ID,
        question=QUESTION,
        answer="Yes" if kept else "No",
        answer_type="boolean_with_details",
        confidence=min(_confidence(match) for _, match in (*required, *forbidden)),
        evidence=tuple(shown[:_QUOTES]),
        status="met" if kept else "missed",
        details=details,
    )


def _by_the_bot(reading: Reading) -> Iterator[Said]:
    for turn in reading.turns:
        if turn.utterance.speaker == "bot":
            for sentence in turn.sentences:
                yield Said(turn, sentence, words_only(sentence.words), frozenset(sentence.stems))
            if len(turn.sentences) > 1:  # a phrase may go over the end of a sentence
                yield Said(turn, None, words_only(turn.words), frozenset())


def _nearest(phrases: Sequence[str], said: Sequence[Said]) -> dict[str, _Likeness]:
    """Return for each phrase the sentences nearest to it; the first of equals."""
    alone = [place for place in said if place.sentence is not None] or list(said)
    texts = [place.turn.utterance.raw if place.sentence is None else place.sentence.text for place in alone]
    cosines = embed(phrases) @ embed(texts).T
    found: dict[str, _Likeness] = {}
    for phrase, row in zip(phrases, cosines, strict=True):
        stems = frozenset(content_stems(phrase))
        shares = [len(stems & place.stems) / max(len(stems), 1) for place in alone]
        by_words, by_meaning = shares.index(max(shares)), int(row.argmax())
        share = shares[by_words] if len(stems) >= _FEWEST_STEMS else 0.0
        found[phrase] = _Likeness(alone[by_words], share, alone[by_meaning], float(row[by_meaning]))
    return found


def _required(phrase: str, said: Sequence[Said], nearest: _Likeness) -> Match | None:
    words = words_only(normal_words(phrase))
    exact = next((place for place in said if _found_at(words, place.words) is not None), None)
    if exact is not None:
        return Match("word for word", exact)
    denies = _denies(words)
    if nearest.share >= _SAID and _denies(nearest.by_words.words) == denies:
        return Match("in other words", nearest.by_words)
    if nearest.cosine >= _MEANT and _denies(nearest.by_meaning.words) == denies:
        return Match("in other words", nearest.by_meaning)
    if nearest.share >= _NEAR:
        return Match("nearly", nearest.by_words)
    return Match("nearly", nearest.by_meaning) if nearest.cosine >= _NEARLY_MEANT else None


def _forbidden(phrase: str, said: Sequence[Said], nearest: _Likeness) -> Match | None:
    words = words_only(normal_words(phrase))
    denied: Said | None = None
    for place in said:
        at = _found_at(words, place.words)
        if at is not None:
            if _denies(words) or not _denies(place.words[max(0, at - _DENIAL) : at]):
                return Match("word for word", place)
            denied = denied or place
    if denied is not None:
        return Match("nearly", denied)
    if nearest.share >= _SAID:
        return Match("nearly", nearest.by_words)
    return Match("nearly", nearest.by_meaning) if nearest.cosine >= _MEANT else None


def _found_at(words: tuple[str, ...], within: tuple[str, ...]) -> int | None:
    """Return where a sequence of words begins within others; None where it does not occur or is empty."""
    if not words:
        return None
    size = len(words)
    return next((at for at in range(len(within) - size + 1) if within[at : at + size] == words), None)


def _denies(words: Sequence[str]) -> bool:
    return not _DENYING.isdisjoint(words)


def _required_detail(phrase: str, match: Match | None) -> Detail:
    if match is None:
        return Detail(REQUIRED, f"The bot never said “{phrase}”.", "missed")
    index = match.place.turn.utterance.index
    evidence = quote(match.place.turn, match.place.sentence)
    if match.how == "nearly":
        return Detail(REQUIRED, f"The bot never said “{phrase}”; turn {index} comes nearest.", "missed", evidence)
    return Detail(REQUIRED, f"The bot said “{phrase}” {match.how} in turn {index}.", "met", evidence)


def _forbidden_detail(phrase: str, match: Match | None) -> Detail:
    if match is None:
        return Detail(FORBIDDEN, f"The bot never said “{phrase}”.", "met")
    index = match.place.turn.utterance.index
    evidence = quote(match.place.turn, match.place.sentence)
    if match.how == "nearly":
        return Detail(FORBIDDEN, f"The bot did not say “{phrase}”; turn {index} comes near it.", "met", evidence)
    return Detail(FORBIDDEN, f"The bot said “{phrase}” in turn {index}.", "missed", evidence)


def _confidence(match: Match | None) -> float:
    if match is None or match.how == "word for word":
        return _WORD_FOR_WORD
    return _OTHER_WORDS if match.how == "in other words" else _UNSURE
