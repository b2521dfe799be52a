"""Requests with an Idempotency-Key, over all processes: sent at once, carried out once."""

import json
from functools import partial
from typing import Any

import pytest

from tests.api.partner import BASE, a_transcription
from tests.blackbox.conftest import CAMPAIGN, Reply, Service, at_once, new_id

pytestmark = pytest.mark.slow

AT_ONCE = 50


def post(service: Service, path: str, body: Any, key: str) -> Reply:
    return service.ask("POST", BASE + path, json.dumps(body).encode(), timeout_s=60, idempotency_key=key)


def bodies() -> dict[str, tuple[str, Any, int]]:
    calls = {"transcription": [a_transcription(new_id(), CAMPAIGN) for _ in range(3)]}
    return {
        "a campaign": ("/campaigns", {"name": new_id("campaign")}, 201),
        "calls": ("/conversations/process", calls, 200),
        "calls for later": ("/conversations/process?async=true", calls, 202),
    }


@pytest.mark.parametrize("what", bodies())
def test_of_50_requests_at_once_one_is_carried_out_and_the_others_are_told_of_it(service: Service, what: str) -> None:
    path, body, status = bodies()[what]
    key = new_id("key")
    answers = at_once(*[partial(post, service, path, body, key)] * AT_ONCE)
    assert {answer.status for answer in answers} <= {status, 409}
    carried_out = [answer for answer in answers if answer.status == status]
    assert sum("Idempotency-Replayed" not in answer.headers for answer in carried_out) == 1
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers if answer.status == 409)
    again = post(service, path, body, key)
    assert (again.status, again.headers["Idempotency-Replayed"]) == (status, "true")
    assert all(answer.json() == again.json() for answer in carried_out)


def test_a_key_waits_for_nobody_elses(service: Service) -> None:
    name = new_id("campaign")
    answers = at_once(*[partial(post, service, "/campaigns", {"name": name}, new_id("key")) for _ in range(20)])
    assert [answer.status for answer in answers] == [201] * 20
    assert len({answer.json()["campaign_id"] for answer in answers}) == 20
