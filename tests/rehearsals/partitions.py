"""Ten million calls of 200 tenants in one table, and in months: what lists, look-ups, inserts and forgetting cost.

The database stays in build/rehearsal-partitions, and takes 7 GB. Skeletons of rows: keys, times, a status.
"""

import argparse
import functools
import itertools
import json
import os
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from statistics import median

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor
from sqlalchemy import make_url

from db.embedded import running
from tests.bench.figures import interleaved
from tests.rehearsals.partition_tables import (
    CALL,
    FACT,
    LARGEST,
    MONTHS,
    SMALL,
    TENANTS,
    made_up,
    month,
    of_month,
    steps,
)

BUILD = Path(__file__).resolve().parents[2] / "build"
ROUNDS, TIMES = 5, 20
COMMITS, ROWS = 100, 100
FORGOTTEN = 250_000  # calls of the month that is forgotten
TICKS = os.sysconf("SC_CLK_TCK")
WAYS = ("flat", "by_id", "by_time")
PAGE = "select * from {way}_calls where tenant_id = '{tenant}'{after} order by {order} limit 21"
BY_TIME, BY_KEY = "started_at desc, conversation_id desc", "conversation_id desc"


def fill(database: Connection, calls: int) -> None:
    """Make the calls unless they are there."""
    with database.cursor() as cursor:
        cursor.execute("select to_regclass('is_filled')")
        if cursor.fetchone() != (None,):
            return
        cursor.execute("drop schema public cascade")
        cursor.execute("create schema public; set synchronous_commit = off")
        cursor.execute("set maintenance_work_mem = '512MB'")
        before = ""
        for name, statement in steps(calls):
            if name != before:
                print(f"{time.strftime('%X')} {name}", flush=True)
                before = name
            cursor.execute(statement)
        cursor.execute("create table is_filled (); reset synchronous_commit")


def clear(cursor: Cursor) -> None:
    """Forget what earlier runs have stored after the last month."""
    for table in (*(f"{way}_calls" for way in WAYS), "call_ids"):
        cursor.execute(f"delete from {table} where conversation_id >= id_bound(%s)", (month(MONTHS),))
        cursor.execute(f"vacuum {table}")


def sizes(cursor: Cursor) -> None:
    for way in (*(f"{way}_calls" for way in WAYS), "call_ids"):
        cursor.execute(
            "select count(*), sum(pg_table_size(oid)) / 1e9, sum(pg_indexes_size(oid)) / 1e9 from pg_class "
            "left join pg_inherits on inhrelid = oid "
            "where relkind = 'r' and %s::regclass in (oid, inhparent)",
            (way,),
        )
        ((parts, rows, indexes),) = cursor.fetchall()
        print(f"{way:<16} {parts:3} tables, {rows:.2f} GB of rows, {indexes:.2f} GB of indexes")


def queries(cursor: Cursor) -> Iterator[tuple[str, dict[str, str]]]:
    """Return what is asked, with the statement of each way that can answer it."""
    middle = month(MONTHS // 2)
    cursor.execute("select * from flat_calls where tenant_id = %s and received_at > %s limit 1", (LARGEST, middle))
    tenant_id, key, call_id, started_at, *_ = cursor.fetchone() or ()
    of_key = f"tenant_id = '{tenant_id}' and conversation_id = '{key}'"
    by_key = {way: f"select * from {way}_calls where {of_key}" for way in WAYS}
    yield "look-up by key", by_key
    yield "look-up by key, its time known", {"by_time": f"{by_key['by_time']} and started_at = '{started_at}'"}
    apart = "select c.* from call_ids i join {way}_calls c using (tenant_id, conversation_id)"
    of_call = f"tenant_id = '{tenant_id}' and call_id = '{call_id}'"
    by_call = {way: f"{apart.format(way=way)} where i.{of_call.replace('and ', 'and i.')}" for way in WAYS[1:]}
    yield "look-up by call_id", {"flat": f"select * from flat_calls where {of_call}", **by_call}
    for tenant in (LARGEST, SMALL):
        yield (
            f"first page, {tenant}",
            {way: PAGE.format(way=way, tenant=tenant, after="", order=BY_TIME) for way in WAYS},
        )
    after = f" and (started_at, conversation_id) < ('{middle}', '{key}')"
    deep = {way: PAGE.format(way=way, tenant=LARGEST, after=after, order=BY_TIME) for way in WAYS}
    yield "page at half the depth", deep
    bound = f" and started_at <= '{middle}'"
    yield (
        "the same, time bound said twice",
        {way: PAGE.format(way=way, tenant=LARGEST, after=after + bound, order=BY_TIME) for way in WAYS},
    )
    until = f" and conversation_id < '{key}'"
    yield (
        "page at half the depth, by key",
        {way: PAGE.format(way=way, tenant=LARGEST, after=until, order=BY_KEY) for way in WAYS[:2]},
    )
    between = f"started_at >= '{middle}' and started_at < '{month(MONTHS // 2 + 1)}'"
    sums = "select count(*), max(started_at) from {way}_calls where tenant_id = '{tenant}' and {between}"
    yield "sums of a month", {way: sums.format(way=way, tenant=LARGEST, between=between) for way in WAYS}


def explained(cursor: Cursor, statement: str) -> tuple[float, float]:
    """Return the milliseconds of planning and of executing, each the median of many."""
    found = []
    for _ in range(TIMES):
        cursor.execute(f"explain (analyze, timing off, format json) {statement}")
        ((plans,),) = cursor.fetchall()
        (plan,) = plans if isinstance(plans, list) else json.loads(plans)
        found.append((plan["Planning Time"], plan["Execution Time"]))
    return median(each[0] for each in found), median(each[1] for each in found)


def measure_reads(cursor: Cursor) -> None:
    print("\nmilliseconds of planning + executing on the server; all ways in turn, medians of five rounds")
    for name, ways in queries(cursor):
        answers = set()
        for statement in ways.values():
            cursor.execute(statement)
            answers.add(tuple(cursor.fetchall()))
        assert len(answers) == 1, f"{name}: the ways do not agree"
        rounds: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way, statement in ways.items():
                rounds[way].append(explained(cursor, statement))
        told = [
            f"{way} {median(one for one, _ in found):.3f} + {median(other for _, other in found):.3f}"
            for way, found in rounds.items()
        ]
        print(f"{name:<32} {'   '.join(told)}", flush=True)


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:13]) / TICKS


def wal_position(cursor: Cursor) -> int:
    cursor.execute("select pg_current_wal_insert_lsn() - '0/0'")
    return int((cursor.fetchone() or (0,))[0])


def measure_inserts(database: Connection) -> None:
    """Store calls in the newest month, durably, so many a commit, without and with a row that refers to each."""
    print(f"\n{COMMITS} commits of {ROWS} calls, right after a checkpoint; medians of five rounds")
    stamp, batches = time.strftime("%m%d%H%M%S"), itertools.count()
    found: dict[str, list[tuple[float, float, float]]] = {}

    def insert(way: str, facts: bool) -> float:
        with database.cursor() as cursor:
            cursor.execute("checkpoint")
            began_s, began_cpu_s, began_at = time.monotonic(), cpu_s(database.info.backend_pid), wal_position(cursor)
            for _ in range(COMMITS):
                cursor.execute(stored(way, f"{stamp}-{next(batches)}-", 1, ROWS, month(MONTHS), facts=facts))
            calls = COMMITS * ROWS
            figures = (
                calls / (time.monotonic() - began_s),
                1000 * (cpu_s(database.info.backend_pid) - began_cpu_s) / calls,
                (wal_position(cursor) - began_at) / calls,
            )
        found.setdefault(f"{way}, with facts" if facts else way, []).append(figures)
        return figures[0]

    wanted = [(way, False) for way in WAYS] + [(way, True) for way in WAYS[:2]]
    interleaved({str(each): functools.partial(insert, *each) for each in wanted}, ROUNDS)
    for way, rounds in found.items():
        rate, cpu_ms, wal = (median(each[at] for each in rounds[1:]) for at in range(3))
        print(
            f"{way:<20} {rate:8,.0f} calls/s   {cpu_ms:.3f} ms of its process a call   {wal:,.0f} bytes of log a call"
        )


def stored(way: str, prefix: str, first: int, last: int, begin: datetime, *, facts: bool, pace_s: float = 0.01) -> str:
    """Return the statement that stores such calls; in months, call ids stand apart to be unique."""
    rows = made_up(first, last, prefix=prefix, begin=begin, pace_s=pace_s)
    steps = [f"rows ({CALL}) as materialized ({rows})", f"calls as (insert into {way}_calls select {CALL} from rows)"]
    if way != "flat":
        steps.append("ids as (insert into call_ids select tenant_id, call_id, conversation_id from rows)")
    if facts:
        steps.append(f"facts as (insert into {way}_facts select {FACT} from rows)")
    return f"with {', '.join(steps)} select count(*) from rows"


def measure_forgetting(database: Connection) -> None:
    """Add a month before all others, and forget it: by deleting its rows, and by dropping its tables."""
    stamp, pace_s = time.strftime("%m%d%H%M%S"), 31 * 86400 / (FORGOTTEN + 1)
    old = f"{month(-1):%Y_%m}"

    def took(name: str, *statements: str) -> None:
        began_s, began_at = time.monotonic(), wal_position(cursor)
        for statement in statements:
            cursor.execute(statement)
        size = (wal_position(cursor) - began_at) / 1e6
        print(f"{name:<44} {time.monotonic() - began_s:7.2f} s {size:8.1f} MB of log", flush=True)

    with database.cursor() as cursor:
        for table in (f"by_id_facts_{old}", f"by_id_calls_{old}"):  # of a run that was interrupted
            cursor.execute(f"drop table if exists {table}")
        for table in ("by_id_calls", "by_id_facts"):
            cursor.execute(of_month(table, -1, "id_bound('{}')"))
        print(f"\na month of {FORGOTTEN:,} calls, with a row of facts each")
        for way in WAYS[:2]:
            cursor.execute(stored(way, f"{stamp}-{way}-", 1, FORGOTTEN, month(-1), facts=True, pace_s=pace_s))
        cursor.execute("vacuum analyze")
        cursor.execute("checkpoint")
        bound = f"id_bound('{month(0).isoformat()}')"
        took(
            "one piece: delete, tenant by tenant",
            *(
                f"delete from flat_calls where tenant_id = 't{number:03}' and conversation_id < {bound}"
                for number in range(TENANTS)
            ),
        )
        took("one piece: vacuum afterwards", "vacuum flat_calls", "vacuum flat_facts")
        # What has been detached still refers to calls: it has to go before they do.
        took("months: detach facts", f"alter table by_id_facts detach partition by_id_facts_{old}")
        took("months: drop facts", f"drop table by_id_facts_{old}")
        took("months: detach calls", f"alter table by_id_calls detach partition by_id_calls_{old}")
        same = "i.tenant_id = c.tenant_id and i.call_id = c.call_id"
        took("months: delete their call ids", f"delete from call_ids i using by_id_calls_{old} c where {same}")
        took("months: vacuum of the call ids", "vacuum call_ids")
        took("months: drop calls", f"drop table by_id_calls_{old}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000_000)
    calls: int = parser.parse_args().calls
    with running(BUILD / f"rehearsal-partitions-{calls}") as urls:
        socket = str(make_url(urls.owner).query["host"])
        with closing(psycopg2.connect(host=socket, user="postgres", dbname="call_quality")) as database:
            database.autocommit = True
            fill(database, calls)
            with database.cursor() as cursor:
                clear(cursor)
                sizes(cursor)
                measure_reads(cursor)
            measure_inserts(database)
            measure_forgetting(database)


if __name__ == "__main__":
    main()
