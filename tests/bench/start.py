"""How soon the service answers: `make run` with no data and with some, and the first calls after that."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure, Scale, at_most
from tests.blackbox.conftest import CAMPAIGN, PROJECT, Service
from tests.blackbox.dialogues import real_calls

PART = "start"
CALLS = 10


def measure(scale: Scale) -> Iterator[Figure]:
    """Start the service in turn on an empty data directory and on that which this left."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as `make run` does
    _loading_s()  # not counted: it compiles
    rounds = 1 if scale.short else scale.rounds
    loading, first, second, one, more = zip(*(_round(number) for number in range(rounds)), strict=True)
    yield Figure(PART, "the application alone loads (processor time)", "s", loading)
    yield Figure(PART, "first start until /readyz answers", "s", first)
    yield Figure(PART, "second start until /readyz answers", "s", second, at_most(5))
    yield Figure(PART, "first call analysed after a start", "ms", one)
    yield Figure(PART, f"each of the {CALLS - 1} after it", "ms", more)


def _round(number: int) -> tuple[float, float, float, float, float]:
    with _data_dir() as folder:
        service = Service(folder)
        first_s = _started_s(service)
        service.log_in()
        assert service.post("/campaigns", {"name": "Fibre", "code": CAMPAIGN}).status == 201
        service.stop(signal.SIGTERM)
        again = Service(folder)
        second_s = _started_s(again)
        try:
            again.log_in()
            taken_ms = [_analysed_ms(again, call) for call in real_calls(CALLS, first=number * CALLS)]
        finally:
            again.stop(signal.SIGTERM)
    return _loading_s(), first_s, second_s, taken_ms[0], sum(taken_ms[1:]) / (CALLS - 1)


def _started_s(service: Service) -> float:
    begun_s = time.monotonic()
    service.start()
    return time.monotonic() - begun_s


def _analysed_ms(service: Service, call: dict[str, object]) -> float:
    begun_s = time.monotonic()
    answer = service.post("/conversations/process", {"transcription": [call]})
    taken_ms = (time.monotonic() - begun_s) * 1000
    assert answer.status == 200, answer.body
    return taken_ms


def _loading_s() -> float:
    """Return the processor time that `import api.app` takes, apart from Python's own start."""
    program = "import time; import api.app; print(time.process_time())"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    return float(done.stdout)


@contextmanager
def _data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bench-start-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
