"""Posting calls to be analysed later, and looking after what became of each."""

import contextlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from tests.blackbox.conftest import BASE, Reply, Service, wait_until

ENDED = ("completed", "failed", "cancelled")
PATIENCE_S = 60


def post_async(service: Service, calls: Sequence[dict[str, Any]]) -> str:
    """Post a batch until it is accepted; return its job. The key makes sure that it is taken once."""
    body = json.dumps({"transcription": calls}).encode()
    accepted: list[Reply] = []

    def is_accepted() -> bool:
        path = f"{BASE}/conversations/process?async=true"
        answer = service.ask("POST", path, body, idempotency_key=f"batch-{calls[0]['call_id']}")
        assert answer.status in (202, 409, 503, None), answer.body  # 409: the first try still runs
        accepted.extend([answer] if answer.status == 202 else [])
        return bool(accepted)

    wait_until(is_accepted, PATIENCE_S)
    return str(accepted[0].json()["job_id"])


def status_of(service: Service, job_id: str) -> dict[str, Any]:
    """Return the first page of a job's status, asking again while the database is away."""
    answers: list[Reply] = []

    def is_told() -> bool:
        answers.append(service.get(f"/jobs/{job_id}/status"))
        return answers[-1].status == 200

    wait_until(is_told, PATIENCE_S)
    return dict(answers[-1].json())


def has_ended(service: Service, job_id: str) -> bool:
    return status_of(service, job_id)["state"] in ENDED


@dataclass
class Stored:
    """What the database holds, over all tenants: calls by status, reports, and work that is open."""

    calls: Counter[str] = field(default_factory=Counter)
    reports: int = 0
    reported_calls: int = 0
    chunks: int = 0
    failures: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        counts = f"{dict(self.calls)}, {self.reports} reports of {self.reported_calls} calls, {self.chunks} chunks open"
        return counts + (f", failures {dict(self.failures)}" if self.failures else "")


def open_chunks(service: Service) -> int:
    """Return how many chunks are not done, over all jobs; it costs the service nothing."""
    with all_seeing(service) as cursor:
        cursor.execute("select count(*) from job_chunks")
        return int(cursor.fetchone()[0])


def under_analysis(service: Service) -> list[tuple[int, int]]:
    """Return the positions of calls that are being analysed, each with how often its chunk was claimed."""
    with all_seeing(service) as cursor:
        cursor.execute("select current_position, attempts from job_chunks where current_position is not null")
        return list(cursor.fetchall())


@contextlib.contextmanager
def all_seeing(service: Service) -> Iterator[Any]:
    """Look into the database itself, as whom nothing is hidden from."""
    socket = (service.data_dir / "postgres" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[4]
    connection = psycopg2.connect(host=socket, user="postgres", dbname="call_quality")
    with contextlib.closing(connection), connection.cursor() as cursor:
        yield cursor


def stored(service: Service) -> Stored:
    """Count what there is in the database."""
    with all_seeing(service) as cursor:
        found = Stored()
        cursor.execute("select status, failure_code, count(*) from conversations group by 1, 2")
        for status, code, number in cursor.fetchall():
            found.calls[status] += number
            if code is not None:
                found.failures[code] += number
        cursor.execute("select count(*), count(distinct conversation_id) from reports")
        found.reports, found.reported_calls = cursor.fetchone()
        cursor.execute("select count(*) from job_chunks")
        (found.chunks,) = cursor.fetchone()
    return found
