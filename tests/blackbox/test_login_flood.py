"""Logins under attack, over real sockets: equal answers, and a flood that keeps nobody out who is known."""

import contextlib
import http.client
import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from itertools import count
from typing import Any

import pytest

from tests.api.partner import BASE
from tests.blackbox.conftest import Reply, Service, new_id, serving

pytestmark = pytest.mark.slow

PASSWORD = "correct-horse-battery-staple"
FLOODERS = 24

_sources = count(int(IPv4Address("10.0.0.1")))


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """A service behind a proxy, which names the address of each client."""
    with serving(TRUSTED_PROXIES="1", CELERY_BROKER_URL="none") as service:
        yield service


@dataclass
class Guesser:
    """Somebody who tries to log in on one kept connection."""

    service: Service
    address: str = "127.0.0.1"
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", self.service.port, timeout=30, source_address=(self.address, 0)
        )

    def try_login(self, source: str | None = "", **credentials: str) -> Reply:
        """Try to log in; the proxy names `source`, unless given an address of its own, or no address for None."""
        headers = {"Content-Type": "application/json"}
        if source is not None:
            headers["X-Forwarded-For"] = source or str(IPv4Address(next(_sources)))
        body = json.dumps({"tenant_id": "demo", "username": "demo", "password": PASSWORD, **credentials})
        self.connection.request("POST", f"{BASE}/auth/login", body, headers)
        answer = self.connection.getresponse()
        return Reply(answer.status, dict(answer.headers), answer.read())


def told(reply: Reply) -> tuple[Any, ...]:
    """Return all of an answer that may tell one failure from another."""
    body = {name: value for name, value in reply.json().items() if name != "request_id"}
    return reply.status, sorted(reply.headers), body, reply.headers["Content-Length"]


def wrongs(person: str) -> dict[str, dict[str, str]]:
    """Return what is wrong about a login in three ways, one of which names a person that there is."""
    return {
        "tenant": {"tenant_id": "nope", "username": person},
        "user": {"username": person.replace("person", "nobody")},
        "password": {"username": person},
    }


def test_an_unknown_tenant_an_unknown_user_and_a_wrong_password_look_the_same(service: Service) -> None:
    made = service.post("/users", {"username": "person", "role": "viewer", "password": PASSWORD})
    assert made.status == 201, made.body
    guesser = Guesser(service)
    tries = [wrong for _ in range(3) for wrong in wrongs("person").values()]
    answers = [told(guesser.try_login(password="wrong-password-entirely", **wrong)) for wrong in tries]
    assert {status for status, *_ in answers} == {401}
    assert all(answer == answers[0] for answer in answers)


class Flood:
    """Guesses from many connections at once, as fast as they are answered."""

    def __init__(self, service: Service) -> None:
        self.statuses: Counter[int | None] = Counter()
        self.retry_after: Counter[str | None] = Counter()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._guess, args=(Guesser(service),)) for _ in range(FLOODERS)]

    def __enter__(self) -> "Flood":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _guess(self, guesser: Guesser) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                reply = guesser.try_login(username=new_id("guess"))
                self.statuses[reply.status] += 1
                if reply.status == 503:
                    self.retry_after[reply.headers.get("Retry-After")] += 1


def test_a_flood_of_logins_keeps_nobody_out_who_is_known(service: Service) -> None:
    made = service.post("/users", {"username": "regular", "role": "viewer", "password": PASSWORD})
    assert made.status == 201, made.body
    home = "198.51.100.7"
    regular = Guesser(service)
    assert regular.try_login(home, username="regular").status == 200
    with Flood(service) as flood:
        answers = [regular.try_login(home, username="regular") for _ in range(10)]
        assert [service.process(new_id()).status for _ in range(10)] == [200] * 10
    assert [answer.status for answer in answers] == [200] * 10, [answer.body for answer in answers]
    assert flood.statuses[503] > flood.statuses[401]


def test_who_is_held_off_is_held_off_alone(service: Service) -> None:
    guesser = Guesser(service)
    wrong = {"username": "somebody", "password": "wrong-password-entirely"}
    for _ in range(10):
        assert guesser.try_login("192.0.2.7", **wrong).status == 401
    assert guesser.try_login("192.0.2.7", **wrong).status == 429
    assert guesser.try_login("192.0.2.8", **wrong).status == 401
    service.log_in()


def test_whom_no_proxy_names_is_where_his_connection_comes_from(service: Service) -> None:
    wrong = {"username": "somebody-else", "password": "wrong-password-entirely"}
    here, there = Guesser(service, "127.0.0.2"), Guesser(service, "127.0.0.3")
    for _ in range(10):
        assert here.try_login(None, **wrong).status == 401
    assert here.try_login(None, **wrong).status == 429
    assert there.try_login(None, **wrong).status == 401
