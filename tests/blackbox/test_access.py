"""What is taken away holds on the next request of every process."""

import contextlib
import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.partner import BASE
from tests.blackbox.conftest import Reply, Service, at_once, new_id

AT_ONCE = 24
PASSWORD = "wander-crisp-lantern-42"


@dataclass
class Access:
    """A way in, and how it is closed."""

    headers: dict[str, str]
    close: Callable[[], Reply]


def ask(service: Service, method: str, path: str, headers: dict[str, str], body: Any = None) -> Reply:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    with contextlib.closing(connection):
        content = None if body is None else json.dumps(body)
        connection.request(method, BASE + path, content, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        return Reply(answer.status, dict(answer.headers), answer.read())


def a_key(service: Service) -> Access:
    key = service.post("/api-keys", {"name": "Dialler", "scopes": ["campaigns:read"]}).json()
    return Access({"X-API-Key": key["key"]}, lambda: service.ask("DELETE", f"{BASE}/api-keys/{key['key_id']}"))


def a_person(service: Service) -> tuple[str, dict[str, str]]:
    """Add a person; return their id and the header that their login gives."""
    username = new_id("person")
    user = service.post("/users", {"username": username, "role": "viewer", "password": PASSWORD}).json()
    login = {"tenant_id": "demo", "username": username, "password": PASSWORD}
    token = ask(service, "POST", "/auth/login", {}, login).json()["access_token"]
    return user["user_id"], {"Authorization": f"Bearer {token}"}


def a_person_made_inactive(service: Service) -> Access:
    user_id, headers = a_person(service)
    return Access(headers, lambda: service.patch(f"/users/{user_id}", {"active": False}))


def a_person_given_another_password(service: Service) -> Access:
    user_id, headers = a_person(service)
    return Access(headers, lambda: service.patch(f"/users/{user_id}", {"password": PASSWORD + "-new"}))


def a_person_who_logs_out(service: Service) -> Access:
    _, headers = a_person(service)
    return Access(headers, lambda: ask(service, "POST", "/auth/logout", headers))


@pytest.mark.parametrize(
    "given", [a_key, a_person_made_inactive, a_person_given_another_password, a_person_who_logs_out]
)
def test_access_that_is_taken_away_ends_at_once_in_every_process(
    service: Service, given: Callable[[Service], Access]
) -> None:
    access = given(service)

    def statuses() -> set[int | None]:
        asks = [lambda: ask(service, "GET", "/campaigns", access.headers)] * AT_ONCE
        return {reply.status for reply in at_once(*asks)}

    assert statuses() == {200}
    assert access.close().status == 200
    assert statuses() <= {401, 403}
