"""Where the customer stands on the offer, turn by turn: the signals that Q005 counts.

A signal is something that the customer did about what the bot offers: promised, agreed, asked, objected, refused; or
that the bot did for the customer: it says that the thing is done. An answer to another question ("Do you have an
account?" – "No.") is no signal, nor is leave to talk on ("Do you have a minute?" – "Sure.").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from core.analysis.act_phrases import AGREEING, STATING_INTEREST
from core.analysis.acts import shows
from core.analysis.forms import is_request
from core.analysis.phrases import phrase_set
from core.analysis.prompts import NO_PROMPT, Prompt
from core.analysis.reading import Sentence, TurnReading
from core.analysis.relevance import ON_TOPIC
from core.analysis.reply_phrases import SUCCEEDING
from core.analysis.requests import Request
from core.reports import Act

Kind = Literal[
    "commitment",
    "acceptance",
    "completion",
    "request",
    "refusal",
    "objection",
    "postponement",
    "question",
    "praise",
    "blame",
]

# Weight of a signal on the scale of log-odds; the last word on the matter counts most, see `level`.
WEIGHTS: Final[dict[Kind, float]] = {
    "commitment": 2.2,
    "acceptance": 1.3,
    "completion": 1.2,
    "request": 0.9,
    "question": 0.25,
    "praise": 0.35,
    "blame": -0.35,
    "objection": -0.6,
    "postponement": -1.2,
    "refusal": -2.2,
}
DECISIVE: Final = frozenset({"commitment", "acceptance", "completion", "postponement", "refusal"})
_ACTS: Final[dict[Kind, Act]] = {
    "commitment": "commitment",
    "refusal": "refusal",
    "objection": "objection",
    "postponement": "objection",
}
_HINTS: Final = frozenset({"question", "praise", "blame"})
_MOST_HINTED: Final = 0.45  # log-odds to which questions, praise and blame can add up: they decide nothing
_KEPT_BY_DECISION: Final = 0.4  # of what was said before a decisive word
_SHORT_ANSWER: Final = 12  # words within which an objection to a proposal puts it off
_CLEAR_REACTION: Final = 0.3  # of 1: surer of one side than of the other
_SURE_REACTION: Final = 0.7  # of 1, from which what is asked is declined whatever the words
_DENIALS: Final = frozenset({"no", "not", "never"})
_INDIFFERENCE: Final = frozenset({"matter", "care", "mind", "preference"})  # "it does not matter" leaves it open
_ASIDE: Final = 0.35  # of a signal's weight off the topic once the main thing is settled: a side offer
_OPENING: Final = 3  # words
# "Would you like to continue?" – "No": what was wanted may have been reached all the same.
GOING_ON: Final = phrase_set("continue", "keep", "another", "again", "more", "something|anything else", "else")
_COUNTER_OFFER: Final = phrase_set("what|how about", "could|can we say", "make it", "let us say")
_COUNTERED: Final = 5  # words within which a counter-offer has to come
_MOST: Final = 4.0  # log-odds; nothing that is said makes certain


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign of interest: its kind and the turn that gives it."""

    kind: Kind
    turn: TurnReading


def signals(turns: Sequence[TurnReading], requests: Sequence[Request]) -> tuple[Signal, ...]:
    """Return the signals of a call's turns and of the customer's requests among them, in the order of time."""
    found: list[Signal] = []
    prompt, goes_on = NO_PROMPT, False
    wishes = {request.turn for request in requests if request.on_topic and not request.asks}
    for turn in turns:
        if turn.utterance.speaker == "bot":
            prompt, goes_on = turn.prompt, GOING_ON.any_in(turn.words)
            if not prompt.proposes and any(_done(sentence.words) for sentence in turn.sentences):
                found.append(Signal("completion", turn))
            continue
        if any(part.turn.index in wishes for part in turn.utterance.turns):
            found.append(Signal("request", turn))
        found.extend(Signal(kind, turn) for kind in _kinds(turn, prompt, goes_on=goes_on))
        prompt = NO_PROMPT
    return tuple(found)


def _kinds(turn: TurnReading, prompt: Prompt, *, goes_on: bool) -> list[Kind]:
    """Return the signals of a customer's turn; `goes_on`: what was proposed is to go on with something."""
    acts = frozenset(turn.acts)
    kinds: list[Kind] = []
    ends = goes_on and "closing" in acts and len(turn.words) <= _SHORT_ANSWER  # "no, I am done for today"
    if "refusal" in acts and not ends:
        kinds.append("refusal")
    if "commitment" in acts and "refusal" not in acts:
        kinds.append("commitment")
    elif _accepts(turn, prompt, acts):
        kinds.append("acceptance")
    if "objection" in acts and "refusal" not in acts:
        put_off = prompt.proposes and "agreement" not in acts and len(turn.words) <= _SHORT_ANSWER
        kinds.append("postponement" if put_off else "objection")
    if "question" in acts and turn.relevance >= ON_TOPIC:
        kinds.append("question")
    if prompt.proposes and _denies(turn) and not prompt.asks_for_more and not DECISIVE.intersection(kinds):
        if "objection" in kinds:
            kinds.remove("objection")
        kinds.append("postponement")
    if turn.relevance >= ON_TOPIC and abs(turn.reaction) >= _CLEAR_REACTION and not kinds:
        kinds.append("praise" if turn.reaction > 0 else "blame")
    return kinds


def _accepts(turn: TurnReading, prompt: Prompt, acts: frozenset[Act]) -> bool:
    """Tell whether a turn agrees to what is proposed or confirmed, or answers it with an amount of its own."""
    if prompt.proposes and _COUNTER_OFFER.any_in(turn.words[:_COUNTERED]) and _names_number(turn.words):
        return True
    if "agreement" not in acts or prompt.asks_for_more:
        return False
    asked = prompt.proposes or (prompt.confirms and turn.relevance >= ON_TOPIC)
    return (asked and "objection" not in acts) or STATING_INTEREST.any_in(turn.words)


def _names_number(words: Sequence[str]) -> bool:
    return any(word[:1].isdigit() for word in words)


def _done(words: tuple[str, ...]) -> bool:
    """Tell whether a sentence of the bot says that a thing is done, and not what others have done."""
    return SUCCEEDING.any_in(words) and "they" not in words


def _denies(turn: TurnReading) -> bool:
    """Tell whether a turn, by its reaction and its words, turns down what was proposed though no rule knows how."""
    words = turn.words
    return turn.reaction <= -_SURE_REACTION and not _DENIALS.isdisjoint(words) and _INDIFFERENCE.isdisjoint(words)


def sentence_of(signal: Signal) -> Sentence | None:
    """Return the sentence that gives a signal; None where the turn gives it as a whole."""
    return next((sentence for sentence in signal.turn.sentences if _gives(sentence.words, signal.kind)), None)


def _gives(words: tuple[str, ...], kind: Kind) -> bool:
    act = _ACTS.get(kind)
    if act is not None:
        return shows(words, act)
    if kind == "completion":
        return _done(words)
    if kind == "request":
        return is_request(words)
    if kind == "acceptance":
        return shows(words, "agreement") or STATING_INTEREST.any_in(words) or AGREEING.any_in(words[:_OPENING])
    return False


def level(found: Sequence[Signal]) -> float:
    """Return the log-odds of interest, −4..4: signals add up, and a decisive one outweighs what came before it."""
    total = 0.0
    settled = False
    hints = 0.0
    for signal in found:
        on_topic = signal.turn.relevance >= ON_TOPIC
        if signal.kind in DECISIVE and (on_topic or not settled):
            total = _KEPT_BY_DECISION * total
        if signal.kind in _HINTS:
            hints += WEIGHTS[signal.kind]
            if abs(hints) > _MOST_HINTED:
                continue
        weight = WEIGHTS[signal.kind] * (_ASIDE if settled and not on_topic else 1.0)
        total = max(-_MOST, min(_MOST, total + weight))
        settled = settled or signal.kind in {"commitment", "completion"}
    return total
