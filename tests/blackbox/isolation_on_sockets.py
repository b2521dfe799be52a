"""The matrix of `tests/isolation` on a running server: what is another tenant's, wherever an object is named."""

import contextlib
import http.client
import json
from urllib.parse import urlencode

import pytest

from tests.blackbox.conftest import Service, wait_until
from tests.isolation.matrix import leaks, prepared, rows
from tests.isolation.slots import Treatment
from tests.isolation.world import Answer, Request, World, password_of

pytestmark = pytest.mark.slow

# The others name what is the sender's own, and would change it: they are tried where everything is rolled back.
ROWS = [row for row in rows() if row.slot.treatment is not Treatment.OWN]


def send(service: Service, request: Request) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    with contextlib.closing(connection):
        body = None if request.body is None else json.dumps(request.body)
        headers = request.headers | ({"Content-Type": "application/json"} if body else {})
        connection.request(request.method, f"{request.path}?{urlencode(request.query)}", body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        is_json = answer.getheader("Content-Type", "").startswith("application/json")
        return Answer(answer.status, dict(answer.headers), json.loads(text) if is_json else text)


def a_world(service: Service, tenant_id: str) -> World:
    service.command("tenants", "add", tenant_id, "--name", tenant_id)
    options = ["--tenant", tenant_id, "--username", "ann", "--role", "admin", "--password-stdin"]
    service.command("users", "add", *options, given=password_of(tenant_id))
    return World(lambda request: send(service, request), wait_for, tenant_id)


def wait_for(world: World, job_id: str) -> None:
    wait_until(lambda: world.get(f"/jobs/{job_id}/status").body["status"] != "processing")


def test_no_row_of_the_matrix_leaks_on_a_running_server(service: Service) -> None:
    mine, theirs = a_world(service, "mine-corp"), a_world(service, "theirs-corp")
    found = {}
    for row in ROWS:
        asked = prepared(row, mine, theirs)
        found[str(row)] = leaks(row, asked, lambda request: send(service, request), theirs)
    assert {row: leaks for row, leaks in found.items() if leaks} == {}
    assert len(found) > 50
