"""The processes of a service's web server, and how much memory they take."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.blackbox.conftest import Service, children_of


def serving_processes(service: Service) -> list[int]:
    """Return the processes of the web server that answer requests, and those in front of them."""
    found, waiting = [], [service.launcher.pid]
    while waiting:
        children = children_of(waiting.pop())
        waiting += children
        found += [child for child in children if b"uwsgi" in Path(f"/proc/{child}/cmdline").read_bytes()]
    return found


def answering_processes(service: Service) -> list[int]:
    """Return those that have the application loaded."""
    return [process for process in serving_processes(service) if memory(process, "VmRSS") > 100]


def memory(process: int, what: str) -> float:
    """Return VmRSS (now) or VmHWM (the most so far) in MiB."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    return int(found[1]) / 1024 if found else 0


@dataclass
class Growth:
    """By how much the memory of one process grew at most, in MiB; known when what is measured is over."""

    mebibytes: float = 0.0


@contextmanager
def growing(service: Service) -> Iterator[Growth]:
    """Measure how much more memory a process of the web server takes meanwhile than before."""
    growth, processes = Growth(), serving_processes(service)
    for process in processes:
        Path(f"/proc/{process}/clear_refs").write_text("5", encoding="utf-8")  # forgets the most so far
    before = {process: memory(process, "VmRSS") for process in processes}
    yield growth
    growth.mebibytes = max(memory(process, "VmHWM") - before[process] for process in processes)
