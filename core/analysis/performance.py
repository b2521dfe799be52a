"""How well the bot did: the measures of bot_performance_score."""

from typing import Final

from core.analysis.acts import prompt_of
from core.analysis.measured import Measured
from core.analysis.phrases import normal_words, words_only
from core.analysis.reading import Reading, TurnReading
from core.wording import count, percent, seconds

_DEFERRED_VALUE: Final = 0.5  # a request that was put off is half met
_LONGEST_GOOD_MONOLOGUE_S: Final = 30.0
_LONGEST_MONOLOGUE_S: Final = 90.0
_FAIR_BOT_SHARE: Final = 0.75  # up to here a bot that presents an offer leaves room
_FEWEST_WORDS_REPEATED: Final = 4  # shorter turns may well come twice
_COURTESIES: Final = frozenset({"greeting", "thanks", "closing"})  # may well come twice
_COMPLAINT_COST: Final = 0.4  # of the part, each


def bot_measures(reading: Reading) -> list[Measured | None]:
    """Return the measures of the bot's performance; None where a question had no opportunity to arise."""
    turns = [turn for turn in reading.turns if turn.utterance.speaker == "bot" and turn.utterance.text]
    if not turns:
        return [Measured("presence", 10.0, 0.0, "the bot says nothing")]
    return [
        _resolution(reading),
        _understanding(turns),
        _complaints(reading),
        _room(reading),
        _courtesy(turns),
        _script(reading, turns),
    ]


def requests_named(number: int) -> str:
    """Render how many questions and requests there are.

    >>> requests_named(1), requests_named(3)
    ('1 question or request', '3 questions and requests')
    """
    return "1 question or request" if number == 1 else f"{number} questions and requests"


def repeated_turns(turns: list[TurnReading]) -> tuple[TurnReading, ...]:
    """Return the bot's turns that say word for word what an earlier one said (four words at least).

    "Is there anything else I can do for you?" may come as often as it is needed.
    """
    said: set[tuple[str, ...]] = set()
    found: list[TurnReading] = []
    for turn in turns:
        words = words_only(normal_words(turn.utterance.text))
        if len(words) < _FEWEST_WORDS_REPEATED or _COURTESIES.intersection(turn.acts):
            continue
        if words in said and not prompt_of(words).asks_for_more:
            found.append(turn)
        said.add(words)
    return tuple(found)


def _resolution(reading: Reading) -> Measured | None:
    requests = reading.requests
    if not requests:
        return None
    resolved = sum(request.outcome == "resolved" for request in requests)
    deferred = [request for request in requests if request.outcome == "deferred"]
    unresolved = [request for request in requests if request.outcome == "unresolved"]
    reason = f"{resolved} of {requests_named(len(requests))} resolved"
    if deferred:
        reason += f", {len(deferred)} put off"
    if unresolved:
        reason += f", {len(unresolved)} left open"
    value = (resolved + _DEFERRED_VALUE * len(deferred)) / len(requests)
    return Measured("resolution", 3.0, value, reason, tuple(request.turn for request in requests))


def _understanding(turns: list[TurnReading]) -> Measured:
    lost = [turn for turn in turns if "out_of_scope" in turn.acts]
    again = [turn for turn in repeated_turns(turns) if turn not in lost]
    value = 1.0 - min(1.0, 2.0 * (len(lost) + 0.5 * len(again)) / len(turns))
    reason = (
        f"of {count(len(turns), 'bot turn')}, {len(lost)} could not help or did not understand"
        f" and {len(again)} repeated an earlier one word for word"
    )
    return Measured("understanding", 2.0, value, reason, tuple(turn.utterance.index for turn in (*lost, *again)))


def _complaints(reading: Reading) -> Measured | None:
    customer = [turn for turn in reading.turns if turn.utterance.speaker == "customer" and turn.utterance.text]
    if not customer:
        return None
    complaining = [turn for turn in customer if "complaint" in turn.acts]
    value = 1.0 - min(1.0, _COMPLAINT_COST * len(complaining))
    reason = f"the customer complains in {len(complaining)} of {count(len(customer), 'turn')}"
    return Measured("no complaints", 1.5, value, reason, tuple(turn.utterance.index for turn in complaining))


def _room(reading: Reading) -> Measured | None:
    talk = reading.talk_time
    if not talk.customer_s:
        return None
    share = 1.0 if talk.bot_share <= _FAIR_BOT_SHARE else (1.0 - talk.bot_share) / (1.0 - _FAIR_BOT_SHARE)
    longest = talk.longest_monologue_s if talk.longest_monologue_speaker == "bot" else 0.0
    over = (longest - _LONGEST_GOOD_MONOLOGUE_S) / (_LONGEST_MONOLOGUE_S - _LONGEST_GOOD_MONOLOGUE_S)
    brevity = 1.0 - min(1.0, max(0.0, over))
    reason = f"the bot has {percent(talk.bot_share)} of the talk"
    if longest:
        reason += f", its longest stretch lasts {seconds(longest)}"
    turns = (talk.longest_monologue_turn,) if longest else ()
    return Measured("room for the customer", 1.5, (share + brevity) / 2, reason, turns)


def _courtesy(turns: list[TurnReading]) -> Measured:
    shown = {
        "a greeting": next((turn for turn in turns if "greeting" in turn.acts), None),
        "thanks": next((turn for turn in turns if "thanks" in turn.acts), None),
        "a farewell": next((turn for turn in reversed(turns) if "closing" in turn.acts), None),
    }
    present = [name for name, turn in shown.items() if turn is not None]
    absent = [name for name, turn in shown.items() if turn is None]
    reason = f"the bot gives {', '.join(present)}" if present else "the bot neither greets, thanks nor says farewell"
    if present and absent:
        reason += f"; no {', no '.join(name.removeprefix('a ') for name in absent)}"
    indices = sorted({turn.utterance.index for turn in shown.values() if turn is not None})
    return Measured("courtesy", 1.0, len(present) / len(shown), reason, tuple(indices))


def _script(reading: Reading, turns: list[TurnReading]) -> Measured | None:
    script = reading.campaign.brief.script
    if not script.required and not script.forbidden:
        return None
    said = [(turn.utterance.index, f" {' '.join(words_only(normal_words(turn.utterance.text)))} ") for turn in turns]
    places = {phrase: _first_saying(said, phrase) for phrase in (*script.required, *script.forbidden)}
    kept = sum(places[phrase] is not None for phrase in script.required)
    broken = sum(places[phrase] is not None for phrase in script.forbidden)
    value = (kept + len(script.forbidden) - broken) / (len(script.required) + len(script.forbidden))
    reason = (
        f"{kept} of {count(len(script.required), 'required phrase')} said,"
        f" {broken} of {count(len(script.forbidden), 'forbidden phrase')} used"
    )
    return Measured("script", 1.0, value, reason, tuple(sorted({at for at in places.values() if at is not None})))


def _first_saying(said: list[tuple[int, str]], phrase: str) -> int | None:
    wanted = f" {' '.join(words_only(normal_words(phrase)))} "
    return next((index for index, words in said if wanted in words), None)
