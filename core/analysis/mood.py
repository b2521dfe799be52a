"""Q002: the customer's overall feeling, its course over the phases, and its trend.

One rule makes a mood of any set of turns: add up the charged feeling of each side, weighted by words. Feeling on both
sides is mixed, on hardly any side neutral. The answer, the score and the trend rest on the same sums, so that they
cannot contradict each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from core.analysis.evidence import quote
from core.analysis.forms import is_question
from core.analysis.phrases import phrase_set, word_set, words_only
from core.analysis.reading import Reading, Sentence, TurnReading
from core.analysis.sentiment import NEUTRAL_BAND, turn_sentiments
from core.reports import SEGMENTS, Metric, Mood, SegmentSentiment, SentimentTrend

QUESTION: Final = "What is the overall sentiment of the customer?"

# Mere courtesy ("Thank you, bye") and sympathy with others ("That is so sad") show little of how the call goes.
_COURTESIES: Final = frozenset({"greeting", "thanks", "closing"})
_PRAISING: Final = word_set(
    "awesome great amazing wonderful excellent perfect fantastic brilliant helpful love loved lovely kind nice best "
    "appreciate appreciated pleased glad happy superb"
)
_SYMPATHY: Final = phrase_set(
    "sorry to hear", "sorry for your|their|her|his", "so|very|really|is sad", "heartbreaking", "heart breaking",
    "poor children|kids|people", "breaks my heart",
)  # fmt: skip
# A turn of nothing but these answers a question ("No.", "I don't care"); it is no displeasure.
_ANSWERING: Final = word_set(
    "no nope not never i do does did it is that care mind matter need want really at all yes any more else anything "
    "nothing one none either neither"
)
_COURTESY: Final = 0.1  # of a feeling that only courtesy or sympathy shows
_FEWEST_WORDS, _MOST_WORDS = 3, 25  # a turn's weight in words: "Great!" counts a little, a long story not all
# Charged feeling per word below which a mood is neutral: of 160 calls of STAR without annoyance 9 are negative then.
_NOTICEABLE: Final = 0.12
_BOTH_SIDES: Final = 0.5  # weaker side over stronger from which a mood is mixed
_STRONG_TURN: Final = 0.3  # each side needs one turn that feels so strongly, or a mood is not mixed
_QUOTES: Final = 3
_QUOTED: Final = 0.5  # feeling from which a sentence is quoted for it: fainter ones are often read wrongly
_FEWEST_TREND_TURNS: Final = 3
# Change of the fitted line from the customer's first turn to the last that counts as a change. Chosen so that one
# polite or terse ending does not turn a level call into a trend.
TREND_DEAD_BAND: Final = 0.5


@dataclass(frozen=True, slots=True)
class Feelings:
    """Sums over turns: positive and negative feeling (both ≥ 0) and weight, in words; the strongest of each side."""

    positive: float
    negative: float
    weight: float
    best: float
    worst: float

    @property
    def score(self) -> float:
        """Return the mean feeling by words, −1..1."""
        return (self.positive - self.negative) / self.weight if self.weight else 0.0

    @property
    def mood(self) -> Mood:
        """Return the mood that the sums show."""
        stronger, weaker = max(self.positive, self.negative), min(self.positive, self.negative)
        if stronger <= _NOTICEABLE * self.weight:
            return "neutral"
        if weaker >= _BOTH_SIDES * stronger and min(self.best, -self.worst) >= _STRONG_TURN:
            return "mixed"
        if abs(self.score) <= _NOTICEABLE:
            return "neutral"
        return "positive" if self.score > 0 else "negative"


def feelings(turns: Sequence[TurnReading], feeling_of: Callable[[TurnReading], float] | None = None) -> Feelings:
    """Add up the feeling of the customer's turns among these, each by `feeling_of` (by default call_feeling)."""
    feeling_of = feeling_of or call_feeling
    positive = negative = weight = best = worst = 0.0
    for turn in turns:
        if turn.utterance.speaker != "customer" or not turn.utterance.text:
            continue
        words = float(min(max(len(turn.utterance.text.split()), _FEWEST_WORDS), _MOST_WORDS))
        weight += words
        feeling = feeling_of(turn)
        if feeling > 0:
            positive += words * feeling
        else:
            negative -= words * feeling
        best, worst = max(best, feeling), min(worst, feeling)
    return Feelings(positive, negative, weight, best, worst)


def call_feeling(turn: TurnReading) -> float:
    """Return what a turn shows of the feeling about the call, −1..1: none in the neutral band, little by courtesy."""
    if abs(turn.sentiment) < NEUTRAL_BAND:
        return 0.0
    if turn.sentiment > 0:
        only_courtesy = bool(turn.acts) and _COURTESIES.issuperset(turn.acts) and _PRAISING.isdisjoint(turn.words)
        return turn.sentiment * (_COURTESY if only_courtesy else 1.0)
    if _ANSWERING.issuperset(words_only(turn.words)):
        return 0.0
    return turn.sentiment * (_COURTESY if _SYMPATHY.any_in(turn.words) else 1.0)


def phase_feeling(turn: TurnReading) -> float:
    """Return what a turn shows by itself, −1..1: also by courtesy."""
    return call_feeling(turn) if turn.sentiment < NEUTRAL_BAND else turn.sentiment


def customer_sentiment(reading: Reading) -> Metric:
    """Answer Q002: Positive, Neutral, Negative or Mixed; score −1..1; the phases in which the customer speaks."""
    found = feelings(reading.turns)
    return Metric(
        question_id="Q002",
        question=QUESTION,
        answer=found.mood.capitalize(),
        answer_type="categorical",
        confidence=_confidence(found),
        evidence=tuple(quote(turn, sentence) for turn, sentence in telling_sentences(reading, found.mood)),
        sentiment_score=round(found.score, 3),
        sentiment_trajectory=_trajectory(reading),
    )


def sentiment_trend(reading: Reading) -> SentimentTrend:
    """Return how the customer's feeling moves: a least-squares line over the customer's turns, weighted by words.

    The first half of the answer is the overall mood, the second the direction of the line ("increasing": feeling
    improves, also within a negative call), level within TREND_DEAD_BAND or with fewer than three turns. A neutral call
    without a change is "neutral", one with both feelings "mixed".
    """
    mood = feelings(reading.turns).mood
    if mood == "neutral":
        return "neutral"
    if mood == "mixed":
        return "mixed"
    change = fitted_change(reading)
    if mood == "positive":
        if abs(change) < TREND_DEAD_BAND:
            return "positive_stable"
        return "positive_increasing" if change > 0 else "positive_decreasing"
    if abs(change) < TREND_DEAD_BAND:
        return "negative_stable"
    return "negative_increasing" if change > 0 else "negative_decreasing"


def fitted_change(reading: Reading) -> float:
    """Return the change of the fitted line of feeling from the customer's first turn to the last; 0 if too few."""
    turns = [turn for turn in reading.turns if turn.utterance.speaker == "customer" and turn.utterance.text]
    if len(turns) < _FEWEST_TREND_TURNS:
        return 0.0
    weights = [float(min(max(len(turn.utterance.text.split()), _FEWEST_WORDS), _MOST_WORDS)) for turn in turns]
    total = sum(weights)
    places = [place / (len(turns) - 1) for place in range(len(turns))]
    middle = sum(weight * place for weight, place in zip(weights, places, strict=True)) / total
    mean = sum(weight * call_feeling(turn) for weight, turn in zip(weights, turns, strict=True)) / total
    spread = sum(weight * (place - middle) ** 2 for weight, place in zip(weights, places, strict=True))
    slope = sum(
        weight * (place - middle) * (call_feeling(turn) - mean)
        for weight, place, turn in zip(weights, places, turns, strict=True)
    )
    return slope / spread


def telling_sentences(reading: Reading, mood: Mood) -> tuple[tuple[TurnReading, Sentence], ...]:
    """Return up to three customer sentences that show the mood best, in the order of time; none for a neutral one."""
    if mood == "neutral":
        return ()
    told = [
        (place, turn, sentence)
        for place, turn in enumerate(reading.turns)
        if turn.utterance.speaker == "customer" and abs(call_feeling(turn)) >= NEUTRAL_BAND
        for sentence in turn.sentences
        if not is_question(sentence.words)  # "is it any good?" asks for a feeling, it shows none
    ]
    feelings_told = turn_sentiments(
        [sentence.words for _, _, sentence in told], [sentence.text for _, _, sentence in told], reading.lookups
    )
    charged = [
        (feeling, place, turn, sentence)
        for feeling, (place, turn, sentence) in zip(feelings_told, told, strict=True)
        if abs(feeling) >= _QUOTED and feeling * turn.sentiment > 0
    ]
    charged.sort(key=lambda entry: (-abs(entry[0]), entry[1]))
    if mood == "mixed":
        liked = [entry for entry in charged if entry[0] > 0]
        disliked = [entry for entry in charged if entry[0] < 0]
        chosen = (liked[:1] + disliked[:1] + liked[1:])[:_QUOTES]
    else:
        chosen = [entry for entry in charged if (entry[0] > 0) == (mood == "positive")][:_QUOTES]
    return tuple((turn, sentence) for _, _, turn, sentence in sorted(chosen, key=lambda entry: entry[1]))


def _trajectory(reading: Reading) -> tuple[SegmentSentiment, ...]:
    found: list[SegmentSentiment] = []
    for segment in SEGMENTS:
        # Within its phase a courtesy is heard as what it is: a closing of thanks is a positive one.
        inside = feelings([turn for turn in reading.turns if turn.segment == segment], phase_feeling)
        if inside.weight:
            found.append(SegmentSentiment(segment, inside.mood))
    return tuple(found)


def _confidence(found: Feelings) -> float:
    """Return how sure the mood is, 0..0.95: with the words there are, and with the distance to the next mood."""
    if not found.weight:
        return 0.0
    stronger = max(found.positive, found.negative) / found.weight
    if found.mood == "neutral":
        margin = 1.0 - stronger / (2 * _NOTICEABLE)
    elif found.mood == "mixed":
        margin = min(found.positive, found.negative) / max(found.positive, found.negative)
    else:
        margin = min(1.0, abs(found.score) / (4 * _NOTICEABLE))
    said = found.weight / (found.weight + 20.0)
    return round(min(0.95, (0.5 + 0.45 * max(0.0, margin)) * (0.6 + 0.4 * said)), 3)
