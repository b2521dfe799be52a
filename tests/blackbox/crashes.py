"""Eight writers, and processes that die under them; run by `make test-faults`, not by `make test`.

Afterwards every acknowledged call is there, whole, once. The same run on a database that acknowledges before it has
written has to report losses: that shows that the harness can see them.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable

import psycopg2

from tests.blackbox.conftest import Service, children_of, serving, wait_until
from tests.blackbox.test_durability import workers_of
from tests.blackbox.traffic import Traffic, audit

KILLS = 20
BETWEEN_S = 1.5
SEED = 5


def kill_a_worker(service: Service) -> None:
    os.kill(random.choice(workers_of(service)), signal.SIGKILL)


def kill_all_workers(service: Service) -> None:
    for pid in workers_of(service):
        os.kill(pid, signal.SIGKILL)


def kill_a_database_process(service: Service) -> None:
    """Kill one of PostgreSQL's own, at which it ends all others and recovers."""
    os.kill(random.choice(children_of(service.postmaster)), signal.SIGKILL)


def kill_the_database(service: Service) -> None:
    os.kill(service.postmaster, signal.SIGKILL)


def kill_everything(service: Service) -> None:
    service.stop(signal.SIGKILL)
    service.start()


BLOWS: list[Callable[[Service], None]] = [
    kill_a_worker,
    kill_all_workers,
    kill_a_database_process,
    kill_the_database,
    kill_everything,
]


def test_of_what_was_acknowledged_nothing_is_lost_half_or_doubled_whatever_is_killed() -> None:
    random.seed(SEED)
    with serving(RATE_LIMIT_TENANT="0", RATE_LIMIT_KEY="0") as service:
        kills: Counter[str] = Counter()
        with Traffic(service) as traffic:
            for number in range(KILLS):
                blow = BLOWS[number % len(BLOWS)]
                blow(service)
                kills[blow.__name__] += 1
                time.sleep(BETWEEN_S)
                wait_until(service.is_ready, 30)
            traffic.wait_until_well(30)
        found = audit(service, traffic.ledger)
        print(f"\ncrashes: {found}; {kills.total()} kills {dict(kills)}; answers {dict(traffic.counted())}")
    assert (found.lost, found.half, found.doubled) == ([], [], 0)
    assert found.acknowledged > 100
    assert set(traffic.counted()) - {None, 200, 503} <= {400}  # 400: posted again, though it had been stored


def test_the_harness_sees_the_losses_of_a_database_that_acknowledges_too_early() -> None:
    with serving(RATE_LIMIT_TENANT="0", RATE_LIMIT_KEY="0") as service:
        acknowledge_early(service)
        service.stop()
        service.start()
        with Traffic(service) as traffic:
            for _ in range(3):
                kill_the_database(service)
                time.sleep(BETWEEN_S)
                wait_until(service.is_ready, 30)
                traffic.wait_until_well(30)
        found = audit(service, traffic.ledger)
        print(f"\nthe same with synchronous_commit off: {found}")
    assert found.lost


def acknowledge_early(service: Service) -> None:
    """Let PostgreSQL acknowledge what it has in memory only, and write it late."""
    socket = (service.data_dir / "postgres" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[4]
    connection = psycopg2.connect(host=socket, user="postgres", dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("alter database call_quality set synchronous_commit = off")
        cursor.execute("alter system set wal_writer_delay = '10s'")
    connection.close()
