"""What the analysis of a call costs: against VADER alone over the same turns, step by step, and by the call's length.

Calls made of real dialogues; each round has others, so that no call is ever analysed twice. What a bot says recurs from
call to call, as in service, and the product remembers that; what a call costs where nothing is remembered is told too.
All times are of the processor, one core.
"""

import gc
import json
import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in wsgi.py; idle threads of a product would count as work

from api.parsing import call as call_of
from core.analysis import acts, said
from core.analysis.pipeline import analyse
from core.calls import Call
from tests.bench.figures import Figure, Scale, at_most, interleaved, quotients
from tests.blackbox.conftest import PROJECT
from tests.blackbox.dialogues import calls_of
from tests.builders import a_campaign

PART: Final = "analysis"
TURNS: Final = 60
PEER: Final = PROJECT / ".venv-peers" / "bin" / "python"
CAMPAIGN: Final = a_campaign(
    "Bookings and support", description="Book hotels, rides, tables and appointments, and help with accounts."
)
# How many calls of each length a round has; together no more turns than the longest.
LENGTHS: Final = {20: 50, 100: 10, 1000: 2, 10_000: 1}
LENGTHS_SHORT: Final = {20: 5, 100: 1}
CALLS, CALLS_SHORT = 50, 5
RATIO_GOAL: Final = 1.5
GROWTH_GOAL: Final = 1.3

Rounds = Sequence[Sequence[Call]]


def measure(scale: Scale) -> Iterator[Figure]:
    """Measure calls of 60 turns with VADER beside them, then calls of each length."""
    yield from _sixty(scale)
    yield from _lengths(scale)


def _sixty(scale: Scale) -> Iterator[Figure]:
    number = CALLS_SHORT if scale.short else CALLS
    calls = _rounds(TURNS, number, scale, lots=2)
    warm, cold = calls[::2], calls[1::2]
    _look(warm[0][0])
    gc.freeze()  # as in wsgi.py and api/worker.py: neither the models nor these calls are garbage
    laps: list[dict[str, float]] = []
    with subprocess.Popen(
        [PEER, Path(__file__).with_name("analysis_peer.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as peer:
        found = interleaved(
            {
                "whole": _each(warm, lambda those: _analysed(those, laps.append)),
                "vader": _each(warm, lambda those: _scored(those, peer)),
                "cold": _each(cold, _analysed_afresh),
            },
            scale.rounds,
        )
        assert peer.stdin is not None
        peer.stdin.close()
    of = f"{TURNS} turns: "
    yield Figure(PART, of + "analysis", "ms", found["whole"])
    yield Figure(PART, of + "analysis, nothing remembered of bots", "ms", found["cold"])
    yield Figure(PART, of + "VADER", "ms", found["vader"])
    yield Figure(
        PART, of + "analysis against VADER", "×", quotients(found["whole"], found["vader"]), at_most(RATIO_GOAL)
    )
    shares = [{step: 100.0 * took / sum(lap.values()) for step, took in lap.items()} for lap in laps[1:]]
    for step in sorted(shares[0], key=lambda step: -shares[0][step]):
        yield Figure(PART, f"{of}{step}", "%", tuple(share[step] for share in shares))


def _lengths(scale: Scale) -> Iterator[Figure]:
    lengths = LENGTHS_SHORT if scale.short else LENGTHS
    longest = max(lengths)
    # The shorter calls are spread over the turns of the longest, so that all are of the same talk.
    calls = {
        turns: _rounds(turns, number, scale, one_of=longest // (turns * number)) for turns, number in lengths.items()
    }
    gc.freeze()
    found = interleaved({str(turns): _each(those, _analysed) for turns, those in calls.items()}, scale.rounds)
    each_turn = {turns: tuple(ms / turns for ms in found[str(turns)]) for turns in lengths}
    for turns, values in each_turn.items():
        yield Figure(PART, f"{turns:,} turns: a turn", "ms", values)
    if longest > 100:
        growth = quotients(each_turn[longest], each_turn[100])
        yield Figure(PART, f"a turn of {longest:,} against a turn of 100", "×", growth, at_most(GROWTH_GOAL))


def _rounds(turns: int, number: int, scale: Scale, *, lots: int = 1, one_of: int = 1) -> Rounds:
    """Return the calls of each round, and of the one before that is thrown away; so many `lots` of them a round.

    Of `one_of` calls that could be made of the dialogues one is taken.
    """
    calls = map(call_of, islice(calls_of(turns, f"analysed-{turns}"), 0, None, one_of))
    return [list(islice(calls, number)) for _ in range(lots * (scale.rounds + 1))]


def _each(rounds: Rounds, way: Callable[[Sequence[Call]], float]) -> Callable[[], float]:
    """Return a way that takes the calls of the next round each time; it returns the milliseconds of one call."""
    left = iter(rounds)

    def next_round() -> float:
        calls = next(left)
        return 1000.0 * way(calls) / len(calls)

    return next_round


def _analysed(calls: Sequence[Call], hear: Callable[[dict[str, float]], None] | None = None) -> float:
    """Analyse calls and tell the seconds it took; `hear` gets those of each step."""
    laps: dict[str, float] = defaultdict(float)
    begun = last = time.process_time()

    def lap(step: str) -> None:
        nonlocal last
        now = time.process_time()
        laps[step] += now - last
        last = now

    for call in calls:
        last = time.process_time()
        analyse(call, CAMPAIGN, lap=lap)
    took = time.process_time() - begun
    if hear is not None:
        hear(laps)
    return took


def _analysed_afresh(calls: Sequence[Call]) -> float:
    took = 0.0
    for call in calls:
        for kept in (said.RECURRING, acts.RECURRING):
            kept.forget()
        begun = time.process_time()
        analyse(call, CAMPAIGN)
        took += time.process_time() - begun
    return took


def _scored(calls: Sequence[Call], peer: "subprocess.Popen[str]") -> float:
    assert peer.stdin is not None
    assert peer.stdout is not None
    peer.stdin.write(json.dumps([turn.text for call in calls for turn in call.turns]) + "\n")
    peer.stdin.flush()
    return float(peer.stdout.readline())


def _look(call: Call) -> None:
    """Raise RuntimeError where a call has another analysis when it comes again, or one that leaves turns out."""
    analysis = analyse(call, CAMPAIGN)
    if analysis != analyse(call, CAMPAIGN):
        raise RuntimeError("the same call has two analyses")
    if len(analysis.turns) != len(call.turns) or not analysis.metrics:
        raise RuntimeError("the analysis of a call leaves turns or questions out")
