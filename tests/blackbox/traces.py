"""One asynchronous request, followed by its trace through web, worker and database: `make test-traces`.

TRACES names a Python that has the service with its extra `traces`.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.api.partner import a_transcription
from tests.blackbox.conftest import CAMPAIGN, PROJECT, Service, new_id, wait_until

SERVER, CLIENT, CONSUMER = 2, 3, 5  # kinds of spans
TRACE = "0af7651916cd43dd8448eb211c80319c"
SECRET = "flamingo"  # said in the call


def test_one_asynchronous_request_is_one_trace_of_web_worker_and_database(tmp_path: Path) -> None:
    python = str(PROJECT / os.environ["TRACES"])
    told = tmp_path / "spans"
    with collecting(python, told) as port, serving(python, f"http://127.0.0.1:{port}") as service:
        call = a_transcription(new_id(), CAMPAIGN)
        call["conversation"][1]["text"] += f" And a {SECRET}, please."
        answer = service.ask(
            "POST",
            "/api/v1/conversations/process?async=true",
            json.dumps({"transcription": [call]}).encode(),
            traceparent=f"00-{TRACE}-b7ad6b7169203331-01",
        )
        assert answer.status == 202
        assert service.get(f"/search?q={SECRET}").status == 200
        wait_until(lambda: any(span["name"] == "searchConversations" for span in spans(told)))
        wait_until(lambda: any(span["kind"] == CONSUMER for span in of_trace(told)))
        wait_until(lambda: is_whole(of_trace(told)))
    found = of_trace(told)
    (web,) = [span for span in found if span["kind"] == SERVER]
    assert web["parent"] == "b7ad6b7169203331"
    assert web["name"] == "processConversations"
    assert web["attributes"]["http.response.status_code"] == 202
    assert web["attributes"]["call_quality.request_id"] == answer.headers["X-Request-Id"]
    worked = [span for span in found if span["kind"] == CONSUMER and span["parent"] == web["span"]]
    assert {span["name"] for span in worked} == {"analyse"}
    for who in (web, worked[0]):
        statements = [span for span in found if span["kind"] == CLIENT and span["parent"] == who["span"]]
        assert statements
        assert all(span["attributes"]["db.query.text"] for span in statements)
    assert any("job_chunks" in span["attributes"].get("db.query.text", "") for span in found)
    assert {span["service"] for span in found} == {"call-quality-api"}
    assert SECRET not in told.read_text(encoding="utf-8")
    assert not any(span["events"] for span in spans(told))
    show(found, web["parent"], 0)


def is_whole(found: list[Any]) -> bool:
    """Tell whether every span has come but the one outside that began the trace."""
    return len({span["parent"] for span in found} - {span["span"] for span in found}) == 1


def show(found: list[Any], parent: str, depth: int) -> None:
    for span in found:
        if span["parent"] == parent:
            text = span["attributes"].get("db.query.text", "")
            print("  " * depth + f"{span['name']}  {text[:80]}")
            show(found, span["span"], depth + 1)


def spans(told: Path) -> list[Any]:
    return [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines()[1:]]


def of_trace(told: Path) -> list[Any]:
    return [span for span in spans(told) if span["trace"] == TRACE]


@contextmanager
def collecting(python: str, told: Path) -> Iterator[int]:
    with told.open("wb") as out:
        collector = subprocess.Popen([python, "-m", "tests.blackbox.trace_collector"], cwd=PROJECT, stdout=out)
    try:
        wait_until(lambda: told.read_text(encoding="utf-8").endswith("\n"))
        yield int(told.read_text(encoding="utf-8").split()[0])
    finally:
        collector.terminate()
        collector.wait()


@contextmanager
def serving(python: str, endpoint: str) -> Iterator[Service]:
    folder = Path(tempfile.mkdtemp(prefix="traces-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_BSP_SCHEDULE_DELAY": "200", "CELERY_CONCURRENCY": "1"}
    service = Service(folder, **settings)
    service.python = python
    try:
        service.start()
        service.log_in()
        assert service.post("/campaigns", {"name": "Fibre", "code": CAMPAIGN}).status == 201
        yield service
    finally:
        service.stop()
        shutil.rmtree(folder)


def test_without_an_endpoint_nothing_that_makes_or_sends_spans_is_loaded() -> None:
    # The client of Redis loads a part of OpenTelemetry wherever it is installed.
    spans = "('api.tracing_spans', 'opentelemetry.sdk.trace', 'opentelemetry.exporter')"
    program = f"import sys, api.app; print(any(name.startswith({spans}) for name in sys.modules))"
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    done = subprocess.run(
        [PROJECT / os.environ["TRACES"], "-c", program], cwd=PROJECT, env=bare, capture_output=True, text=True
    )
    assert done.stdout == "False\n", done.stderr
