"""How well the bot did: the measures of bot_performance_score."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from core.analysis.measured import Measured
from core.analysis.phrases import normal_words, words_only
from core.analysis.reading import Reading, TurnReading
from core.analysis.reply_phrases import SUCCEEDING
from core.analysis.requests import Request
from core.wording import count, listing, percent

# A request that was put off is half met; one whose outcome is unclear counts for more than half, for most are met.
_VALUES: Final = {"resolved": 1.0, "deferred": 0.5, "unresolved": 0.0, "unclear": 0.7}
_FATES: Final = {
    "resolved": "was resolved",
    "deferred": "was put off or referred elsewhere",
    "unresolved": "was left open",
    "unclear": "was of unclear outcome",
}
_NEAR: Final = 3  # bot turns within which the same words are a repetition
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


def repeated_turns(turns: Sequence[TurnReading]) -> tuple[TurnReading, ...]:
    """Return the bot's turns that say word for word what one of its last three said (four words at least).

    Courtesies and "anything else?" may come as often as they are needed, and so may the news that something is done.
    """
    found: list[TurnReading] = []
    last: list[tuple[str, ...]] = []
    for turn in turns:
        words = words_only(turn.words)
        may_recur = turn.prompt.asks_for_more or not _COURTESIES.isdisjoint(turn.acts) or SUCCEEDING.any_in(words)
        if words in last and len(words) >= _FEWEST_WORDS_REPEATED and not may_recur:
            found.append(turn)
        last = [*last[1 - _NEAR :], words]
    return tuple(found)


def _resolution(reading: Reading) -> Measured | None:
    requests = reading.requests
    if not requests:
        return None
    if len(requests) == 1:
        reason = f"one question or request of the customer was found, and it {_FATES[_fate(requests[0])]}"
    else:
        fates = Counter(map(_fate, requests))
        told = [
            f"{fates[fate]} {'was' if fates[fate] == 1 else 'were'} {what.removeprefix('was ')}"
            for fate, what in _FATES.items()
            if fates[fate]
        ]
        reason = f"of the customer's {requests_named(len(requests))}, {listing(told)}"
    met = sum(_VALUES[_fate(request)] for request in requests)
    return Measured(
        "resolution", 3.0, met / len(requests), reason, tuple(sorted({request.turn for request in requests}))
    )


def _fate(request: Request) -> str:
    return request.outcome if request.sure else "unclear"


def _understanding(turns: list[TurnReading]) -> Measured:
    lost = [turn for turn in turns if "out_of_scope" in turn.acts]
    again = [turn for turn in repeated_turns(turns) if turn not in lost]
    value = 1.0 - min(1.0, 2.0 * (len(lost) + 0.5 * len(again)) / len(turns))
    helped = (
        f"in {len(lost)} of its {count(len(turns), 'turn')} the bot could not help or did not understand"
        if lost
        else f"in none of its {count(len(turns), 'turn')} did the bot say that it could not help or did not understand"
    )
    repeated = f"repeated itself word for word in {count(len(again), 'turn')}" if again else "did not repeat itself"
    reason = f"{helped}, and it {repeated}"
    return Measured("understanding", 2.0, value, reason, tuple(turn.utterance.index for turn in (*lost, *again)))


def _complaints(reading: Reading) -> Measured | None:
    customer = [turn for turn in reading.turns if turn.utterance.speaker == "customer" and turn.utterance.text]
    if not customer:
        return None
    complaining = [turn for turn in customer if "complaint" in turn.acts]
    value = 1.0 - min(1.0, _COMPLAINT_COST * len(complaining))
    reason = (
        f"the customer complained or showed annoyance in {len(complaining)} of {count(len(customer), 'turn')}"
        if complaining
        else "no complaint of the customer was found"
    )
    return Measured("no complaints", 1.5, value, reason, tuple(turn.utterance.index for turn in complaining))


def _room(reading: Reading) -> Measured | None:
    talk = reading.talk_time
    if not talk.customer_s:
        return None
    share = 1.0 if talk.bot_share <= _FAIR_BOT_SHARE else (1.0 - talk.bot_share) / (1.0 - _FAIR_BOT_SHARE)
    longest = talk.longest_monologue_s if talk.longest_monologue_speaker == "bot" else 0.0
    over = (longest - _LONGEST_GOOD_MONOLOGUE_S) / (_LONGEST_MONOLOGUE_S - _LONGEST_GOOD_MONOLOGUE_S)
    brevity = 1.0 - min(1.0, max(0.0, over))
    reason = f"the bot had {percent(talk.bot_share)} of the talk"
    if longest > _LONGEST_GOOD_MONOLOGUE_S:
        reason += f", and once spoke for about {round(longest)} s without a word of the customer"
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
    reason = f"the bot gave {listing(present)}" if present else "the bot gave no greeting, no thanks and no farewell"
    if present and absent:
        reason += f", but {listing(['no ' + name.removeprefix('a ') for name in absent])}"
    indices = sorted({turn.utterance.index for turn in shown.values() if turn is not None})
    return Measured("courtesy", 1.0, len(present) / len(shown), reason, tuple(indices))


def _script(reading: Reading, turns: list[TurnReading]) -> Measured | None:
    script = reading.campaign.brief.script
    if not script.required and not script.forbidden:
        return None
    said = [(turn.utterance.index, f" {' '.join(words_only(turn.words))} ") for turn in turns]
    places = {phrase: _first_saying(said, phrase) for phrase in (*script.required, *script.forbidden)}
    kept = sum(places[phrase] is not None for phrase in script.required)
    broken = sum(places[phrase] is not None for phrase in script.forbidden)
    value = (kept + len(script.forbidden) - broken) / (len(script.required) + len(script.forbidden))
    told = []
    if script.required:
        told.append(f"said {kept} of {count(len(script.required), 'required phrase')}")
    if script.forbidden:
        told.append(f"used {broken} of {count(len(script.forbidden), 'forbidden phrase')}")
    reason = f"the bot {listing(told)}"
    return Measured("script", 1.0, value, reason, tuple(sorted({at for at in places.values() if at is not None})))


def _first_saying(said: list[tuple[int, str]], phrase: str) -> int | None:
    wanted = f" {' '.join(words_only(normal_words(phrase)))} "
    return next((index for index, words in said if wanted in words), None)
