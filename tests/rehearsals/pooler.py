"""pgbouncer in transaction mode against direct connections: many idle clients, and the whole service behind it.

It needs pgbouncer; the part with many clients needs pgbench, which comes with the system's PostgreSQL.
"""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.cost import resident_mb, seconds
from tests.bench.figures import interleaved
from tests.blackbox.brokers import commands_below
from tests.blackbox.conftest import BASE, Service, new_id
from tests.blackbox.dialogues import real_calls
from tests.databases.conftest import POOLER, SETTINGS_OF_THE_ROLE, Cluster, connects, free_port, program
from tests.rehearsals.cluster import a_cluster, asked, log_in, serving

ADDRESS = "127.95.0.1"  # of loopback, where nobody else listens on PostgreSQL's port
SERVER_CONNECTIONS = 20
CLIENTS, RUN_S = 180, 8
POSTERS, CALLS = 8, 200
ROUNDS = 3
# What each request begins with: it names its tenant, and reads something under row-level security.
TRANSACTION = """
begin;
select set_config('app.tenant_id', 'demo', true);
select campaign_id from campaigns where tenant_id = 'demo' and code = 'FIBRE';
commit;
"""


@dataclass
class Way:
    """One way to the server, and what was seen on it."""

    host: str
    port: int
    service: Service | None = None
    seen: list[dict[str, float]] = field(default_factory=list)

    def tell(self, what: str) -> None:
        middle = {name: median(each[name] for each in self.seen[1:]) for name in self.seen[0]}
        print(f"{what:<26} {'   '.join(f'{name} {value:,.3g}' for name, value in middle.items())}", flush=True)
        self.seen.clear()


def spent() -> dict[str, float]:
    """Return the processor time of what we have started, by what it is."""
    found: dict[str, float] = {}
    for name, pids in running().items():
        found[name] = sum(map(seconds, pids))
    return found


def running() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"web": [], "PostgreSQL": [], "pgbouncer": []}
    names = {r"\S*uwsgi|\S+ \S*uwsgi": "web", r"\S*/postgres |postgres: ": "PostgreSQL", r"\S*/pgbouncer ": "pgbouncer"}
    for pid, command in commands_below(os.getpid()):
        for pattern, name in names.items():
            if re.match(pattern, command):
                found[name].append(pid)
    return found


@contextmanager
def pooled(cluster: Cluster) -> Iterator[int]:
    """Run pgbouncer before the cluster as docs/pages/deploy/database.md says; yield its port."""
    found = shutil.which("pgbouncer", path=os.environ["PATH"] + ":/usr/sbin")
    assert found
    port = free_port()
    users, settings = cluster.folder / "users.txt", cluster.folder / "pgbouncer.ini"
    users.write_text('"call_quality_app" ""\n', encoding="ascii")
    text = POOLER.format(socket=cluster.socket, port=port, users=users, size=SERVER_CONNECTIONS)
    settings.write_text(text, encoding="ascii")
    for statement in SETTINGS_OF_THE_ROLE:
        asked(cluster, statement)
    at: dict[str, Any] = {"host": "127.0.0.1", "port": port, "user": "call_quality_app", "dbname": "call_quality"}
    with program([found, settings], cluster.account, cluster.folder / "pgbouncer.log", lambda: connects(**at)):
        yield port


def measure_clients(ways: dict[str, Way], folder: Path) -> None:
    """Have many clients at once do small transactions, and look how much memory the server takes for them."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    if not programs:
        print("Not rehearsed: many clients, for there is no pgbench here.")
        return
    script = folder / "transaction.sql"
    script.write_text(TRANSACTION, encoding="ascii")

    def run(way: Way) -> float:
        command = [programs[-1], "-n", "-M", "simple", "-c", str(CLIENTS), "-j", "2", "-T", str(RUN_S), "-f", script]
        at = ["-h", way.host, "-p", str(way.port), "-U", "call_quality_app", "call_quality"]
        before = spent()
        process = subprocess.Popen([*command, *at], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(RUN_S / 2)
        servers = running()["PostgreSQL"]
        memory = sum(map(resident_mb, servers))
        told, complaint = process.communicate()
        assert process.returncode == 0, complaint
        done = int(re.search(r"actually processed: (\d+)", told)[1])  # type: ignore[index]
        after = spent()
        way.seen.append(
            {"transactions/s": done / RUN_S, "server processes": len(servers), "their memory, MB": memory}
            | {f"{name}, ms": 1000 * (after[name] - before[name]) / done for name in ("PostgreSQL", "pgbouncer")}
        )
        return done / RUN_S

    print(f"\n{CLIENTS} clients with small transactions; medians of {ROUNDS} rounds in turn")
    interleaved({name: lambda way=way: run(way) for name, way in ways.items()}, ROUNDS)
    for name, way in ways.items():
        way.tell(name)


def measure_service(ways: dict[str, Way]) -> None:
    """Post calls one by one to the service on either way."""
    calls = iter(real_calls(2 * (ROUNDS + 1) * CALLS, new_id()))

    def run(way: Way) -> float:
        bodies = [json.dumps({"transcription": [next(calls)]}).encode() for _ in range(CALLS)]
        service = way.service
        assert service
        before, began_s = spent(), time.monotonic()
        with ThreadPoolExecutor(POSTERS) as pool:
            answers = list(pool.map(lambda body: service.ask("POST", f"{BASE}/conversations/process", body), bodies))
        took_s, after = time.monotonic() - began_s, spent()
        assert {answer.status for answer in answers} == {200}
        way.seen.append(
            {"calls/s": CALLS / took_s}
            | {f"{name}, ms a call": 1000 * (after[name] - before[name]) / CALLS for name in after}
        )
        return CALLS / took_s

    print(f"\nthe service, {POSTERS} clients that post calls one by one; medians of {ROUNDS} rounds in turn")
    interleaved({name: lambda way=way: run(way) for name, way in ways.items()}, ROUNDS)
    for name, way in ways.items():
        way.tell(name)


def main() -> None:
    if not shutil.which("pgbouncer", path=os.environ["PATH"] + ":/usr/sbin"):
        print("Not rehearsed: there is no pgbouncer here (apt-get install pgbouncer).")
        return
    with a_cluster([ADDRESS]) as cluster, pooled(cluster) as port, ExitStack() as services:
        ways = {"direct": Way(ADDRESS, 5432), f"pool of {SERVER_CONNECTIONS}": Way("127.0.0.1", port)}
        for number, way in enumerate(ways.values()):
            url = f"postgresql://call_quality_app@{way.host}:{way.port}/call_quality"
            way.service = services.enter_context(serving(cluster, f"web-{number}", DATABASE_URL=url))
        first, *others = (way.service for way in ways.values() if way.service)
        log_in(first)
        for other in others:
            other.token = first.token
        measure_clients(ways, cluster.folder)
        measure_service(ways)


if __name__ == "__main__":
    main()
