"""A running service as its operators see it: by metrics over all its processes, and by its logs.

Under load, and with a process that is killed: metrics_under_load.py.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.partner import a_transcription
from tests.api.scrapes import Samples, increase, increases, samples
from tests.blackbox.conftest import CAMPAIGN, Reply, Service, at_once, new_id, wait_until

pytestmark = pytest.mark.slow


def scrape(service: Service) -> Samples:
    answer = service.ask("GET", "/metrics")
    assert answer.status == 200
    return samples(answer.body.decode())


def post_async(service: Service, *call_ids: str) -> Reply:
    calls = {"transcription": [a_transcription(call_id, CAMPAIGN) for call_id in call_ids]}
    return service.post("/conversations/process?async=true", calls)


def test_metrics_of_all_processes_are_told_by_any_of_them(service: Service) -> None:
    before = scrape(service)
    for _ in range(3):
        at_once(*[lambda: service.get("/campaigns")] * 8, lambda: service.get("/campaigns/NONE"))
    assert service.process(new_id(), new_id()).status == 200
    job_id = post_async(service, new_id(), new_id(), new_id()).json()["job_id"]
    wait_until(lambda: service.get(f"/jobs/{job_id}/status").json()["state"] == "completed")
    after = scrape(service)
    grown = increases(before, after, "http_requests_total")
    assert grown["listCampaigns", "200"] == 24
    assert grown["getCampaign", "404"] == 3
    assert grown["processConversations", "200"] == grown["processConversations", "202"] == 1
    assert increases(before, after, "calls_analysed_total") == {("sync", "completed"): 2, ("async", "completed"): 3}
    processes = {dict(labels)["pid"] for name, labels in after if name == "database_connections_in_use"}
    assert {"web-1", "web-2"} <= processes
    assert any(process.startswith("worker-") for process in processes)
    wait_until(lambda: increase(before, scrape(service), "worker_tasks_total", task="analyse", outcome="done") == 1)


def test_what_a_worker_logs_names_the_request_that_submitted_the_job(service: Service) -> None:
    answer = post_async(service, new_id(), new_id())
    job_id, request_id = answer.json()["job_id"], answer.headers["X-Request-Id"]
    wait_until(lambda: any(event.get("job_id") == job_id for event in events(service.data_dir / "worker.log")))
    (done,) = [event for event in events(service.data_dir / "worker.log") if event.get("job_id") == job_id]
    assert done["event"] == "chunk.analysed"
    assert (done["request_id"], done["tenant_id"], done["chunk"]) == (request_id, "demo", "0-1")
    (served,) = [event for event in events(service.data_dir / "server.log") if event.get("request_id") == request_id]
    assert served["operation"] == "processConversations"
    assert served["tenant_id"] == "demo"


def events(log: Path) -> list[Any]:
    """Return what the service has logged; lines of uWSGI itself are no JSON."""
    lines = log.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
