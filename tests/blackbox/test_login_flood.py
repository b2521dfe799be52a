"""Logins under attack, over real sockets: equal times and answers, and a flood that leaves the others alone."""

import contextlib
import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from itertools import count
from statistics import median
from typing import Any

import pytest

from tests.api.partner import BASE
from tests.blackbox.conftest import Reply, Service, new_id, serving

pytestmark = pytest.mark.slow

PASSWORD = "correct-horse-battery-staple"
# An account is closed after 50 failures, so that several people are needed to fail often enough.
ROUNDS_A_PERSON = 24
PEOPLE = 5
FLOODERS = 24
FLOOD_S = 6.0

_sources = count(int(IPv4Address("10.0.0.1")))


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """A service behind a proxy, which names the address of each client."""
    with serving(TRUSTED_PROXIES="1") as service:
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


def test_an_unknown_tenant_an_unknown_user_and_a_wrong_password_look_and_last_the_same(
    service: Service,
) -> None:
    people = [f"person-{number}" for number in range(PEOPLE)]
    for person in people:
        made = service.post("/users", {"username": person, "role": "viewer", "password": PASSWORD})
        assert made.status == 201, made.body
    took_s: dict[str, list[float]] = {"tenant": [], "user": [], "password": []}
    answers = []
    guesser = Guesser(service)
    for person in people * ROUNDS_A_PERSON:
        for kind, wrong in {
            "tenant": {"tenant_id": "nope", "username": person},
            "user": {"username": person.replace("person", "nobody")},
            "password": {"username": person},
        }.items():
            began_s = time.perf_counter()
            reply = guesser.try_login(password="wrong-password-entirely", **wrong)
            took_s[kind].append(time.perf_counter() - began_s)
            answers.append(told(reply))
    assert {status for status, *_ in answers} == {401}
    assert all(answer == answers[0] for answer in answers)
    medians = {kind: median(each) * 1000 for kind, each in took_s.items()}
    print("medians in ms:", medians)
    assert max(medians.values()) < 1.1 * min(medians.values()), medians


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


def work(service: Service, for_s: float) -> list[float]:
    """Process calls one after the other; return how long each took."""
    took_s: list[float] = []
    ends_s = time.perf_counter() + for_s
    while time.perf_counter() < ends_s:
        began_s = time.perf_counter()
        assert service.process(new_id()).status == 200
        took_s.append(time.perf_counter() - began_s)
    return took_s


def test_a_flood_of_logins_leaves_the_others_alone(service: Service) -> None:
    undisturbed = work(service, FLOOD_S / 2)
    with Flood(service) as flood:
        disturbed = work(service, FLOOD_S)
    figures = {
        "calls_a_second_undisturbed": len(undisturbed) / (FLOOD_S / 2),
        "calls_a_second_in_the_flood": len(disturbed) / FLOOD_S,
        "median_ms": (median(undisturbed) * 1000, median(disturbed) * 1000),
        "slowest_ms": max(disturbed) * 1000,
        "passwords_checked_a_second": flood.statuses[401] / FLOOD_S,
        "turned_away_a_second": flood.statuses[503] / FLOOD_S,
    }
    print(figures)
    assert set(flood.statuses) == {401, 503}, flood.statuses
    assert set(flood.retry_after) == {"1"}
    # With no bound, half of them took more than 2.6 s.
    assert max(disturbed) < 2, figures


def test_a_flood_of_logins_keeps_nobody_out_who_is_known(service: Service) -> None:
    made = service.post("/users", {"username": "regular", "role": "viewer", "password": PASSWORD})
    assert made.status == 201, made.body
    home = "198.51.100.7"
    regular = Guesser(service)
    assert regular.try_login(home, username="regular").status == 200
    with Flood(service) as flood:
        answers = [regular.try_login(home, username="regular") for _ in range(10)]
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
