"""What a call costs: bytes stored, write-ahead log, processor time and memory; run by `make measure-sizes`.

Real dialogues, posted one by one by two clients to a service with its own database: the figures of
docs/pages/deploy/sizing.md. Times are processor time, so that others at work on the machine change little.
"""

import argparse
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.blackbox.brokers import commands_below
from tests.blackbox.conftest import BASE, Service, new_id, serving
from tests.blackbox.dialogues import real_calls
from tests.blackbox.posting import all_seeing

CLIENTS = 2
TICKS = os.sysconf("SC_CLK_TCK")
BYTES = """
    select relname, pg_table_size(oid), pg_indexes_size(oid) from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace order by pg_total_relation_size(oid) desc
"""


def asked(service: Service, query: str) -> list[tuple[Any, ...]]:
    with all_seeing(service) as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def seconds(pid: int) -> float:
    """Return the processor time of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / TICKS


def resident_mb(pid: int) -> float:
    """Return the memory of a process, each page that it shares divided by those that share it (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def kind(command: str) -> str | None:
    names = {"postgres": "PostgreSQL", "uwsgi": "web", "celery": "worker", "valkey": "broker"}
    return next((name for word, name in names.items() if word in command), None)


def processes(service: Service) -> dict[str, list[int]]:
    """Return the processes of the service by what they are."""
    found: dict[str, list[int]] = {}
    for pid, command in commands_below(service.launcher.pid):
        if name := kind(command):
            found.setdefault(name, []).append(pid)
    return found


def spent(service: Service) -> dict[str, float]:
    return {name: sum(map(seconds, pids)) for name, pids in processes(service).items()}


def sizes(service: Service) -> dict[str, tuple[int, int]]:
    return {table: (rows, indexes) for table, rows, indexes in asked(service, BYTES)}


def log_position(service: Service) -> int:
    return int(asked(service, "select pg_current_wal_lsn() - '0/0'::pg_lsn")[0][0])


def post(service: Service, number: int) -> int:
    """Post calls one by one; return how many bytes they had."""
    bodies = [json.dumps({"transcription": [call]}).encode() for call in real_calls(number, new_id())]
    with ThreadPoolExecutor(CLIENTS) as pool:
        path = f"{BASE}/conversations/process"
        answers = list(pool.map(lambda body: service.ask("POST", path, body), bodies))
    assert {answer.status for answer in answers} == {200}
    return sum(map(len, bodies))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=2000)
    calls = parser.parse_args().calls
    with serving(RATE_LIMIT_TENANT="0", RATE_LIMIT_KEY="0", CELERY_CONCURRENCY="1") as service:
        post(service, 200)  # what is loaded once is not counted
        before = sizes(service), log_position(service), spent(service)
        sent = post(service, calls)
        after = sizes(service), log_position(service), spent(service)
        print(f"{calls} calls of {sent / calls:,.0f} bytes of JSON each")
        total = [0.0, 0.0]
        for table, grown in after[0].items():
            of_table = [(now - then) / calls for now, then in zip(grown, before[0][table], strict=True)]
            total = [sum(each) for each in zip(total, of_table, strict=True)]
            if sum(of_table) > 50:
                print(f"  {table:<16} {of_table[0]:>7,.0f} bytes of rows, {of_table[1]:>6,.0f} of indexes a call")
        print(f"  {'all':<16} {total[0]:>7,.0f} bytes of rows, {total[1]:>6,.0f} of indexes a call")
        print(f"  write-ahead log  {(after[1] - before[1]) / calls:,.0f} bytes a call")
        for name, then in before[2].items():
            print(f"  {name:<16} {1000 * (after[2][name] - then) / calls:.1f} ms of processor time a call")
        for name, pids in processes(service).items():
            each = sorted((round(resident_mb(pid)) for pid in pids), reverse=True)
            print(f"  {name:<16} {sum(each)} MiB in {len(each)} processes, {each[:4]} MiB the largest")


if __name__ == "__main__":
    main()
