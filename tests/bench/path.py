"""The synchronous way of a call, from its bytes to those of its answer: what each step takes, and what batches save.

Calls of 60 turns, made of real dialogues, none of them twice; the embedded database as it is shipped, durable. The
steps are taken in this process, whose processor time they are told in: PostgreSQL's is in the part `cost`. "Without
storing" is the same time without what follows the last analysis until the answer is made: transaction, webhooks, audit.
Batches are posted to a running service by clients that keep its processes busy.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from time import perf_counter
from typing import Any

import orjson

from tests.bench.figures import Figure, Scale, at_least, at_most, interleaved, quotients
from tests.bench.path_steps import PATH, STEPS, Way, in_process
from tests.blackbox.conftest import Service, new_id, serving
from tests.blackbox.dialogues import calls_of

PART = "path"
TURNS = 60
TURNS_SHORT = 15
CLIENTS = 4
SETTINGS = {"RATE_LIMIT_TENANT": "0", "RATE_LIMIT_KEY": "0", "CELERY_BROKER_URL": "none", "LOG_LEVEL": "WARNING"}
# Requests whose steps are taken in one round, by the size of their batch.
TAKEN = {1: 30, 100: 1}
TAKEN_SHORT = {1: 3, 100: 1}
# Calls that are posted in one round, by the size of their batches.
POSTED = {1: 60, 10: 160, 100: 400, 500: 1000}
POSTED_SHORT = {1: 4, 10: 20, 100: 100}

Calls = Iterator[dict[str, Any]]


def measure(scale: Scale) -> Iterator[Figure]:
    """Measure the steps of single calls and of calls in a batch of 100, then batches of all sizes."""
    calls = calls_of(TURNS_SHORT if scale.short else TURNS, new_id())
    taken, posted = (TAKEN_SHORT, POSTED_SHORT) if scale.short else (TAKEN, POSTED)
    with serving(**SETTINGS) as service:
        with in_process(service) as app:
            for size, requests in taken.items():
                ways = [Way(app, service) for _ in range(scale.rounds + 1)]
                for way in ways:
                    for _ in range(requests):
                        way.step_by_step(_body(calls, size))
                        way.whole(_body(calls, size))
                yield from _figures(ways[1:], size, size * requests)
        posting = {size: _posting(service, calls, size, number) for size, number in posted.items()}
        rates = interleaved(posting, scale.rounds)
    for size, rate in rates.items():
        yield Figure(PART, f"posted, batches of {size}", "calls/s", rate, more_is_better=True)
    yield Figure(PART, "batches of 100 against batches of 1", "×", quotients(rates[100], rates[1]), at_least(1.6))


def _figures(ways: Sequence[Way], size: int, calls: int) -> Iterator[Figure]:
    """Yield what the steps of calls in batches of a size took, a way each round; those of the analysis but once."""
    spent = [way.watch.processor_s for way in ways]
    of = f"batch of {size}: "
    for step in STEPS if size > 1 else (*STEPS, *(each for each in spent[0] if ":" in each)):
        yield Figure(PART, of + step, "ms", tuple(1000 * each[step] / calls for each in spent))
    yield Figure(PART, f"{of}the whole request", "ms", tuple(1000 * each["whole"] / calls for each in spent))
    if size == 1:
        # Of a batch it is less than what one call's analysis differs from another's.
        rest = tuple(1000 * (each["whole"] - sum(each[step] for step in STEPS)) / calls for each in spent)
        yield Figure(PART, f"{of}the rest of the request", "ms", rest)
        shares = tuple(100 * each["validation"] / each["whole"] for each in spent)
        yield Figure(PART, "validation's share of the whole request", "%", shares, at_most(5))
    else:
        elapsed = [sum(way.watch.elapsed_s[step] for step in STEPS) for way in ways]
        kept = tuple(1 - way.watch.elapsed_s["storing"] / whole for way, whole in zip(ways, elapsed, strict=True))
        yield Figure(PART, f"batches of {size}, all on, against without storing", "×", kept, at_least(0.7))


def _posting(service: Service, calls: Calls, size: int, number: int) -> Callable[[], float]:
    """Return what posts so many calls in batches of a size and gives calls a second."""

    def post() -> float:
        bodies = [_body(calls, size) for _ in range(number // size)]
        begun_s = perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            answers = list(pool.map(lambda body: service.ask("POST", PATH, body, timeout_s=600), bodies))
        elapsed_s = perf_counter() - begun_s
        for answer in answers:
            assert answer.status == 200, answer.body
            results = answer.json()["results"]
            assert [each["status"] for each in results] == ["completed"] * size
        return number / elapsed_s

    return post


def _body(calls: Calls, size: int) -> bytes:
    return orjson.dumps({"transcription": list(islice(calls, size))})
