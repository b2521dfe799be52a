"""What a call costs the whole service: processor time by process, bytes stored by table, write-ahead log, memory.

Real dialogues, none of them twice, posted to a service with its own database: one call a request, a hundred a request,
and a hundred a request that workers analyse. docs/pages/deploy/scaling.md is made of these figures. Processor time is
the processes' own, so that others at work on the machine change little.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, Scale, interleaved
from tests.blackbox.brokers import commands_below
from tests.blackbox.conftest import BASE, Service, new_id, serving, wait_until
from tests.blackbox.dialogues import real_calls
from tests.blackbox.posting import all_seeing, open_chunks, post_async

PART = "cost"
CLIENTS = 2
BATCH = 100
SETTINGS = {"RATE_LIMIT_TENANT": "0", "RATE_LIMIT_KEY": "0", "CELERY_CONCURRENCY": "1"}
TICKS = os.sysconf("SC_CLK_TCK")
PROCESSES = {"postgres": "PostgreSQL", "uwsgi": "web", "celery": "workers", "valkey": "broker"}
BYTES = """
    select relname, pg_table_size(oid), pg_indexes_size(oid) from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace
"""
# What every call adds to; the others stay as they are, or grow by the request.
TABLES = ("reports", "conversations", "call_words", "call_facts", "call_requests", "audit_events", "jobs")
TOLD = {
    "processor": ("web", "workers", "PostgreSQL", "all processes"),
    "stored": (*TABLES, "all tables", "all indexes"),
    "written": ("write-ahead log",),
    "used up": ("transaction ids",),
}
UNITS = {"processor": "ms", "used up": ""}
WITHOUT_TABLES = "async "


@dataclass(frozen=True, slots=True)
class Meter:
    """What had been used up to a moment: seconds by process, bytes of rows and of indexes by table, bytes of log."""

    seconds: dict[str, float]
    tables: dict[str, tuple[int, int]]
    log: int
    transactions: int

    def since(self, earlier: "Meter", calls: int) -> dict[str, float]:
        """Return what each call used: milliseconds of processes, bytes of tables and of the log, transaction ids."""
        used = {name: 1000 * (now - earlier.seconds[name]) / calls for name, now in self.seconds.items()}
        used["all processes"] = sum(used.values())
        grown = {
            name: [(one - other) / calls for one, other in zip(now, earlier.tables[name], strict=True)]
            for name, now in self.tables.items()
        }
        used |= {name: rows + indexes for name, (rows, indexes) in grown.items()}
        used["all tables"] = sum(sum(each) for each in grown.values())
        used["all indexes"] = sum(indexes for _, indexes in grown.values())
        used["write-ahead log"] = (self.log - earlier.log) / calls
        used["transaction ids"] = (self.transactions - earlier.transactions) / calls
        return used


def measure(scale: Scale) -> Iterator[Figure]:
    """Post calls in turn one by one, in batches, and in batches for workers."""
    single, batched = (10, BATCH) if scale.short else (200, 5 * BATCH)
    ways: dict[str, tuple[int, Callable[[Service, list[dict[str, Any]]], None]]] = {
        "one by one": (single, lambda service, calls: post(service, calls, 1)),
        f"batches of {BATCH}": (batched, lambda service, calls: post(service, calls, BATCH)),
        f"async batches of {BATCH}": (batched, have_analysed),
    }
    of_a_round = sum(number for number, _ in ways.values())
    calls = iter(real_calls((scale.rounds + 1) * of_a_round, new_id()))
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    with serving(**SETTINGS) as service:

        def use(name: str) -> float:
            number, way = ways[name]
            mine = [next(calls) for _ in range(number)]
            before = meter(service)
            way(service, mine)
            found[name].append(meter(service).since(before, number))
            return found[name][-1]["all processes"]

        interleaved({name: lambda name=name: use(name) for name in ways}, scale.rounds)
        memory = {name: max(map(resident_mb, pids)) for name, pids in processes(service).items()}
        reports = asked(service, "select count(*) from reports")
    assert reports == [((scale.rounds + 1) * of_a_round,)], "not every call has a report"
    for name, rounds in found.items():
        yield from figures(name, rounds[1:])
    for name, mb in memory.items():
        yield Figure(PART, f"{name}, memory of the largest process", "MB", (mb,))


def figures(way: str, rounds: list[dict[str, float]]) -> Iterator[Figure]:
    for what, names in TOLD.items():
        for name in names:
            if name in TABLES and way.startswith(WITHOUT_TABLES):
                continue  # they are as in other batches, but for the calls that wait
            unit = UNITS.get(what, "bytes")
            yield Figure(PART, f"{way}: {name}, {what} a call", unit, tuple(each[name] for each in rounds))


def post(service: Service, calls: list[dict[str, Any]], batch: int) -> None:
    """Post calls, so many a request, by two clients at once."""
    bodies = [
        json.dumps({"transcription": calls[first : first + batch]}).encode() for first in range(0, len(calls), batch)
    ]
    with ThreadPoolExecutor(CLIENTS) as pool:
        path = f"{BASE}/conversations/process"
        answers = list(pool.map(lambda body: service.ask("POST", path, body, timeout_s=120), bodies))
    assert [answer.status for answer in answers] == [200] * len(bodies)


def have_analysed(service: Service, calls: list[dict[str, Any]]) -> None:
    """Post batches for workers, and wait until they are done."""
    for first in range(0, len(calls), BATCH):
        post_async(service, calls[first : first + BATCH])
    wait_until(lambda: not open_chunks(service))


def meter(service: Service) -> Meter:
    counts = "select pg_current_wal_lsn() - '0/0'::pg_lsn, pg_snapshot_xmax(pg_current_snapshot())::text"
    ((position, transaction),) = asked(service, counts)
    return Meter(
        {name: sum(map(seconds, pids)) for name, pids in processes(service).items()},
        {table: (rows, indexes) for table, rows, indexes in asked(service, BYTES)},
        int(position),
        int(transaction),
    )


def processes(service: Service) -> dict[str, list[int]]:
    """Return the processes of the service by what they are."""
    found: dict[str, list[int]] = {}
    for pid, command in commands_below(service.launcher.pid):
        if name := next((name for word, name in PROCESSES.items() if word in command), None):
            found.setdefault(name, []).append(pid)
    return found


def seconds(pid: int) -> float:
    """Return the processor time of a process and of its children that have ended; nothing if it has, just now."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:  # its parent has its time
        return 0.0
    return sum(int(each) for each in fields[11:15]) / TICKS


def resident_mb(pid: int) -> float:
    """Return the memory of a process, each page that it shares divided by those that share it (PSS)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:  # it has ended just now
        return 0.0
    found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def asked(service: Service, query: str) -> list[tuple[Any, ...]]:
    with all_seeing(service) as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
