"""How long logins last, and what a flood of them takes from the others; run by `make test-faults`."""

import time
from collections.abc import Iterator
from statistics import median

import pytest

from tests.blackbox.conftest import Service, new_id, serving
from tests.blackbox.test_login_flood import PASSWORD, Flood, Guesser, wrongs

# An account is closed after 50 failures, so that several people are needed to fail often enough.
ROUNDS_A_PERSON = 24
PEOPLE = 5
FLOOD_S = 6.0


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving(TRUSTED_PROXIES="1", CELERY_BROKER_URL="none") as service:
        yield service


def test_an_unknown_tenant_an_unknown_user_and_a_wrong_password_last_the_same(service: Service) -> None:
    people = [f"person-{number}" for number in range(PEOPLE)]
    for person in people:
        made = service.post("/users", {"username": person, "role": "viewer", "password": PASSWORD})
        assert made.status == 201, made.body
    took_s: dict[str, list[float]] = {"tenant": [], "user": [], "password": []}
    statuses = set()
    guesser = Guesser(service)
    for person in people * ROUNDS_A_PERSON:
        for kind, wrong in wrongs(person).items():
            began_s = time.perf_counter()
            reply = guesser.try_login(password="wrong-password-entirely", **wrong)
            took_s[kind].append(time.perf_counter() - began_s)
            statuses.add(reply.status)
    assert statuses == {401}
    medians = {kind: median(each) * 1000 for kind, each in took_s.items()}
    print("medians in ms:", medians)
    assert max(medians.values()) < 1.1 * min(medians.values()), medians


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
