"""Two hosts of workers that reach database and broker by a network of their own, one of which is cut off amid the work.

Namespaces of the kernel stand for hosts: each has its own addresses and one link, and nothing else. It takes root and
`ip` (iproute2). Both share the processors of this machine, so each is given a part of one alone (a cgroup) where a
second one shall be seen to help.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from redis import Redis

from api.launcher_broker import find_program
from db.embedded_process import die_with_parent
from db.repositories.chunks import LEASE_S
from tests.bench.figures import interleaved
from tests.blackbox.brokers import commands_below
from tests.blackbox.conftest import PROJECT, SETTINGS, Service, new_id, wait_until
from tests.blackbox.dialogues import real_calls
from tests.blackbox.posting import post_async
from tests.databases.conftest import Cluster, program
from tests.rehearsals.cluster import PASSWORD, a_cluster, asked, log_in, serving

NETWORK = "10.95.0.0/16"
PORT = 5219  # of the broker
CGROUPS = Path("/sys/fs/cgroup")
SHARE_US = 25_000  # of processor time, in each 100,000 µs
BATCH, CALLS, CUT_CALLS, ROUNDS = 100, 200, 1000, 3
REPORTS = "select count(*), count(distinct conversation_id) from reports"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@dataclass
class Host:
    """A namespace with a link to us, and the roles that run in it."""

    name: str
    subnet: str
    folder: Path
    roles: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def near(self) -> str:
        return f"{self.subnet}.1"

    @property
    def far(self) -> str:
        return f"{self.subnet}.2"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def connect(self) -> None:
        """Make the namespace and its link."""
        ip("netns", "add", self.name)
        ip("link", "add", self.name, "type", "veth", "peer", "name", "uplink", "netns", self.name)
        ip("addr", "add", f"{self.near}/24", "dev", self.name)
        ip("link", "set", self.name, "up")
        for words in (("addr", "add", f"{self.far}/24", "dev", "uplink"), ("link", "set", "uplink", "up")):
            ip("-n", self.name, *words)

    def start(self) -> None:
        """Run a worker and a courier as a container or a unit does, and wait until the worker listens."""
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        environment |= {
            "DATABASE_URL": f"postgresql://call_quality_app:{PASSWORD}@{self.near}/call_quality",
            "CELERY_BROKER_URL": f"redis://{self.near}:{PORT}/0",
            "DATA_DIR": str(self.folder / self.name),
            "RUNTIME_DIRECTORY": str(self.folder / self.name),
            "CELERY_CONCURRENCY": "1",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        for role in ("worker", "courier"):
            with self.log.open("ab") as log:
                command = ["ip", "netns", "exec", self.name, PROJECT / "docker" / "entrypoint", role]
                self.roles.append(
                    subprocess.Popen(
                        command, env=environment, stdout=log, stderr=log, preexec_fn=die_with_parent(signal.SIGKILL)
                    )
                )
        with Redis(host=self.near, port=PORT, decode_responses=True) as broker:
            wait_until(lambda: sum(each["addr"].startswith(f"{self.far}:") for each in broker.client_list()) >= 2)

    def confine(self) -> bool:
        """Give it a part of one processor for all that it runs; tell whether this machine can."""
        old, new = CGROUPS / "cpu" / self.name, CGROUPS / self.name
        group, limit = (old, "cpu.cfs_quota_us") if old.parent.exists() else (new, "cpu.max")  # cgroups of version 1, 2
        try:
            group.mkdir(exist_ok=True)
            (group / limit).write_text(str(SHARE_US), encoding="ascii")
            for pid in [
                pid for role in self.roles for pid in (role.pid, *(pid for pid, _ in commands_below(role.pid)))
            ]:
                (group / "cgroup.procs").write_text(str(pid), encoding="ascii")
        except OSError:
            return False
        return True

    def free(self) -> None:
        """Give it all processors again."""
        for procs in CGROUPS.glob(f"**/{self.name}/cgroup.procs"):
            for pid in procs.read_text(encoding="ascii").split():
                (procs.parents[1] / "cgroup.procs").write_text(pid, encoding="ascii")
            procs.parent.rmdir()

    def stop(self) -> None:
        self.free()
        for role in self.roles:
            role.send_signal(signal.SIGTERM)
        for role in self.roles:
            role.wait(60)
        self.roles.clear()

    def remove(self) -> None:
        for role in self.roles:
            role.kill()
            role.wait(10)
        self.free()
        subprocess.run(["ip", "netns", "del", self.name], capture_output=True)
        subprocess.run(["ip", "link", "del", self.name], capture_output=True)

    def analysed(self) -> int:
        """Count the chunks that it says it has done."""
        return self.log.read_text(encoding="utf-8").count("chunk.analysed")

    def cut(self) -> None:
        ip("link", "set", self.name, "down")

    def mend(self) -> None:
        ip("link", "set", self.name, "up")


@contextlib.contextmanager
def connected(hosts: list[Host]) -> Iterator[None]:
    try:
        for host in hosts:
            host.remove()  # left by a run that was killed
            host.connect()
        yield
    finally:
        for host in hosts:
            host.remove()


@contextlib.contextmanager
def central(cluster: Cluster, hosts: list[Host]) -> Iterator[Service]:
    """Run the broker and the web service beside the database, without any worker."""
    valkey = find_program()
    assert valkey, "no server of the Redis kind"
    command: list[str | Path] = [valkey, "--port", str(PORT), "--bind", *(host.near for host in hosts)]
    command += ["--save", "", "--protected-mode", "no"]

    def answers() -> bool:
        with contextlib.suppress(Exception), Redis(host=hosts[0].near, port=PORT) as client:
            return bool(client.ping())
        return False

    url = f"redis://{hosts[0].near}:{PORT}/0"
    with (
        program(command, cluster.account, cluster.folder / "broker.log", answers),
        serving(cluster, "web", CELERY_BROKER_URL=url) as service,
    ):
        log_in(service)
        yield service


def post(service: Service, number: int) -> None:
    calls = real_calls(number, new_id())
    for first in range(0, number, BATCH):
        post_async(service, calls[first : first + BATCH])


def chunks(cluster: Cluster, which: str = "true") -> int:
    """Count the chunks that are not done."""
    return int(asked(cluster, f"select count(*) from job_chunks where {which}")[0][0])


def rate(cluster: Cluster, service: Service) -> float:
    """Return calls a second from when the last batch is accepted, so that the web does not count."""
    post(service, CALLS)
    left, began_at = open_calls(cluster), time.monotonic()
    wait_until(lambda: not chunks(cluster), 300)
    return left / (time.monotonic() - began_at)


def open_calls(cluster: Cluster) -> int:
    return int(asked(cluster, "select count(*) from conversations where status = 'pending'")[0][0])


def measure_rates(cluster: Cluster, service: Service, hosts: list[Host]) -> None:
    """Have one host work, and two, in turn."""
    one, other = hosts
    one.start()

    def with_both() -> float:
        other.start()
        other.confine()
        figure = rate(cluster, service)
        other.stop()
        return figure

    confined = one.confine()
    rates = interleaved({"one": lambda: rate(cluster, service), "two": with_both}, ROUNDS)
    one.free()
    share = f"{SHARE_US / 1e5:g} of a core" if confined else "as much of the cores as it gets"
    for name, rounds in rates.items():
        print(f"{name} host(s), each {share}: {median(rounds):.0f} calls/s of {[round(each) for each in rounds]}")


def cut_one_off(cluster: Cluster, service: Service, hosts: list[Host]) -> None:
    """Cut the second host off amid the work, and mend its link when all is done."""
    other = hosts[1]
    other.start()
    before = [host.analysed() for host in hosts]
    post(service, CUT_CALLS)
    wait_until(lambda: other.analysed() > before[1] + 3, 300)
    wait_until(lambda: chunks(cluster, "lease_until is not null") == len(hosts), 300)  # each has one in hand
    other.cut()
    cut_s, left = time.monotonic(), chunks(cluster)
    done = [host.analysed() - start for host, start in zip(hosts, before, strict=True)]
    print(f"link of {other.name} cut with a chunk in hand; chunks done by each host until then {done}, {left} open")
    wait_until(lambda: not chunks(cluster), 300)
    ended_s = time.monotonic() - cut_s
    done = [host.analysed() - start for host, start in zip(hosts, before, strict=True)]
    print(f"all done {ended_s:.1f} s after the cut (a lease is {LEASE_S} s); chunks done by each host {done}")
    print(f"calls by status {dict(asked(cluster, 'select status, count(*) from conversations group by 1'))}")
    print(f"reports, and calls with a report: {asked(cluster, REPORTS)[0]}")
    other.mend()
    mended_s, so_far = time.monotonic(), other.analysed()

    def works_again() -> bool:
        post(service, BATCH)
        wait_until(lambda: not chunks(cluster), 300)
        return other.analysed() > so_far

    wait_until(works_again)
    print(f"{other.name} works again {time.monotonic() - mended_s:.1f} s after its link was mended")
    statuses = dict(asked(cluster, "select status, count(*) from conversations group by 1"))
    reports, reported = asked(cluster, REPORTS)[0]
    assert statuses.keys() == {"completed"}, statuses
    assert reports == reported == statuses["completed"], (reports, reported, statuses)
    print(f"at last {statuses}, each with one report: nothing lost, nothing done twice")


def main() -> None:
    if os.geteuid() != 0 or shutil.which("ip") is None:
        print("Not rehearsed: namespaces need root, and `ip` (apt-get install iproute2).")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that namespaces go, too
    print(f"{len(os.sched_getaffinity(0))} cores, which all share")
    hosts = [Host(f"cq-{name}", f"10.95.{number}", Path()) for number, name in enumerate("ab", 1)]
    with connected(hosts), a_cluster([host.near for host in hosts], NETWORK) as cluster:
        for host in hosts:
            host.folder = cluster.folder / host.name
            host.folder.mkdir()
        with central(cluster, hosts) as service:
            measure_rates(cluster, service, hosts)
            cut_one_off(cluster, service, hosts)
            for host in hosts:
                host.stop()


if __name__ == "__main__":
    main()
