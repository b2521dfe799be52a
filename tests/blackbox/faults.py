"""What a bad day brings, under load; run by `make test-faults`, not by `make test`.

While something is broken, requests are answered with 503 and a time to come again, or not at all where the process
that had them died; after it is whole again, all goes well within ten seconds, without anybody's doing. Each fault
prints a line of the table: what clients were told, how soon all was well, and what became of the calls.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.blackbox.conftest import CAMPAIGN, Service, children_of, serving, wait_until
from tests.blackbox.test_durability import workers_of
from tests.blackbox.traffic import Traffic, audit

UNLIMITED = {"RATE_LIMIT_TENANT": "0", "RATE_LIMIT_KEY": "0"}
WELL_AGAIN_S = 10
RELOAD_S = 30  # for all workers to load the application at the same time, on a machine that is busy


@pytest.fixture
def busy() -> Iterator[tuple[Service, Traffic]]:
    """A service of its own, under load."""
    with serving(**UNLIMITED) as service, Traffic(service) as traffic:
        yield service, traffic


def conclude(
    fault: str, service: Service, traffic: Traffic, *, silent: bool = False, within_s: float = WELL_AGAIN_S
) -> None:
    """Wait until all is well, look after all calls, and print the line of the table."""
    recovered_s = traffic.wait_until_well(within_s + 20)
    traffic.__exit__()
    found = audit(service, traffic.ledger)
    counted = traffic.counted()
    outage_s = traffic.outage_s()
    print(f"\n{fault:30} failing for {outage_s:4.1f} s, well {recovered_s:.1f} s after; {dict(counted)}; {found}")
    assert recovered_s <= within_s
    assert (found.lost, found.half, found.doubled) == ([], [], 0)
    allowed = {200, 503, 400, None} if silent else {200, 503}
    assert set(counted) <= allowed
    assert traffic.ledger.hasty == []


@pytest.mark.parametrize(
    "signum", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL], ids=lambda s: s.name
)
def test_postgresql_is_restarted(busy: tuple[Service, Traffic], signum: signal.Signals) -> None:
    service, traffic = busy
    before = service.postmaster
    os.kill(before, signum)
    if signum == signal.SIGTERM:  # "smart": it waits for the pools to hang up, and takes no new connections
        time.sleep(2)
        os.kill(before, signal.SIGINT)
    wait_until(lambda: _is_gone(before), 20)
    wait_until(service.is_ready, 20)
    conclude(f"PostgreSQL ended by {signum.name}", service, traffic, silent=True)


def test_postgresql_is_black_holed(busy: tuple[Service, Traffic]) -> None:
    service, traffic = busy
    processes = [service.postmaster, *children_of(service.postmaster)]
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(3)
        for _ in range(3):
            assert service.ask("GET", "/healthz", timeout_s=5).status == 200
            assert service.ask("GET", "/readyz", timeout_s=10).status == 503
        wait_until(lambda: 503 in traffic.counted(), 40)
    finally:
        for pid in reversed(processes):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    conclude("PostgreSQL black-holed", service, traffic, silent=True)


def test_a_web_worker_is_killed(busy: tuple[Service, Traffic]) -> None:
    service, traffic = busy
    os.kill(workers_of(service)[0], signal.SIGKILL)
    conclude("a web worker killed", service, traffic, silent=True)


def test_all_web_workers_are_killed(busy: tuple[Service, Traffic]) -> None:
    service, traffic = busy
    for pid in workers_of(service):
        os.kill(pid, signal.SIGKILL)
    conclude("all web workers killed", service, traffic, silent=True, within_s=RELOAD_S)


def test_a_process_of_postgresql_is_killed(busy: tuple[Service, Traffic]) -> None:
    service, traffic = busy
    os.kill(children_of(service.postmaster)[-1], signal.SIGKILL)
    conclude("a process of PostgreSQL killed", service, traffic, silent=True)


def test_the_disk_is_full() -> None:
    with _small_disk() as folder:
        service = Service(folder, **UNLIMITED)
        service.start()
        try:
            service.log_in()
            assert service.post("/campaigns", {"name": "Fibre", "code": CAMPAIGN}).status == 201
            with Traffic(service) as traffic:
                filler = folder / "filler"
                with filler.open("wb") as file, contextlib.suppress(OSError):
                    while file.write(b"\0" * 65536):
                        file.flush()
                wait_until(lambda: 503 in traffic.counted(), 60)
                assert service.ask("GET", "/healthz").status == 200
                filler.unlink()
                conclude("the disk full", service, traffic, silent=True)
        finally:
            service.stop()


def test_two_migrations_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(**UNLIMITED) as service, Traffic(service) as traffic:
        environment = os.environ | {"DATA_DIR": str(service.data_dir)}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        both = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(2)]
        assert [process.wait(60) for process in both] == [0, 0]
        conclude("two migrations at once", service, traffic)


@contextlib.contextmanager
def _small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="blackbox-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        folder.rmdir()
        pytest.skip("a disk of its own can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def _is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()
