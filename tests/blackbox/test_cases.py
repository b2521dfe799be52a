"""Every case gets its answer from a running server, and leaves nothing behind."""

import contextlib
import http.client
import re
from collections.abc import Iterator

import pytest

from tests.blackbox.cases import JSON, Case, cases
from tests.blackbox.cases_in_background import background_cases
from tests.blackbox.cases_of_browsing import browsing_cases
from tests.blackbox.conftest import CAMPAIGN, Reply, Service

pytestmark = pytest.mark.slow

CASES = [*cases(), *background_cases(), *browsing_cases()]
GIVEAWAYS = re.compile(r"Traceback|\.py\b|sqlalchemy|psycopg|werkzeug|flask|orjson|SELECT |INSERT |site-packages", re.I)
ECHO = 200  # characters of the input that an answer may hold at most


def send(service: Service, case: Case) -> Reply:
    """Send a case as it stands, whatever a well-behaved client would think of it."""
    headers = {"Content-Type": JSON} if case.body is not None else {}
    headers |= {"Authorization": f"Bearer {service.token}"}
    headers |= {name: value for name, value in case.headers.items() if value is not None}
    for name in (name for name, value in case.headers.items() if value is None):
        del headers[name]
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
    with contextlib.closing(connection):
        connection.putrequest(case.method, case.path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value.encode("latin-1"))
        if case.body is not None:
            connection.putheader("Content-Length", str(len(case.body)))
        connection.endheaders(case.body)
        answer = connection.getresponse()
        return Reply(answer.status, {name.title(): value for name, value in answer.headers.items()}, answer.read())


@pytest.fixture(scope="module")
def watched(running_service: Service) -> Iterator[Service]:
    """The service, of which no case may have changed anything."""

    def state() -> tuple[int, int, int | None, bytes, bytes]:
        campaign, campaigns = running_service.get(f"/campaigns/{CAMPAIGN}"), running_service.get("/campaigns")
        stored = running_service.get("/conversations/hostile").status
        lists = [running_service.get(path).body for path in ("/jobs?limit=1", "/webhooks")]
        return campaign.json()["conversation_count"], campaigns.json()["total"], stored, lists[0], lists[1]

    before = state()
    yield running_service
    assert state() == before
    assert before[2] == 404


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hostile_request_gets_its_answer_and_changes_nothing(watched: Service, case: Case) -> None:
    answer = send(watched, case)
    assert answer.status in case.statuses, answer.body[:500]
    said = answer.json()
    assert set(said) <= {"error", "message", "details", "request_id"}
    assert said["error"]
    assert said["message"]
    assert said["request_id"] == answer.headers["X-Request-Id"]
    assert not GIVEAWAYS.search(answer.body.decode())
    if case.paths is not None:
        assert tuple(said["details"]) == case.paths
    if answer.status == 401:
        assert "Www-Authenticate" in answer.headers
    if answer.status == 405:
        assert "Allow" in answer.headers
    sent = (case.body or b"").decode(errors="replace") + case.path
    text = answer.body.decode()
    assert not any(sent[at : at + ECHO] in text for at in range(0, len(sent) - ECHO, 97)), "it echoes what was sent"
