"""Every `Location` leads to what was made."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from api.contract import CONTRACT
from tests.api.partner import Partner, a_transcription

# What has no address of its own: a review and a delivery are found in their lists. The address of a shared report is a
# secret, and headers are written to logs; it stands in the body.
WITHOUT = {"addReview", "createShareLink", "testWebhook", "redeliver"}

HOOK = {"url": "https://hooks.example.com/calls", "events": ["job.completed"]}
MAKING: dict[str, Callable[[Partner], TestResponse]] = {
    "createCampaign": lambda admin: admin.post("/campaigns", {"name": "Fibre"}),
    "createUser": lambda admin: admin.post(
        "/users", {"username": "rosa", "role": "viewer", "password": "wander-crisp-lantern-oath"}
    ),
    "createApiKey": lambda admin: admin.post("/api-keys", {"name": "Dialler", "scopes": ["jobs:read"]}),
    "createWebhook": lambda admin: admin.post("/webhooks", HOOK),
    "processConversations": lambda admin: admin.post(
        "/conversations/process?async=true", {"transcription": [a_transcription("later")]}
    ),
    "reanalyzeCampaign": lambda admin: admin.post("/campaigns/FIBRE/reanalyze", {"dry_run": True}),
}


def test_every_operation_that_makes_something_is_tried_or_has_no_address() -> None:
    making = {name for name, each in CONTRACT.operations.items() if {201, 202} & set(each.responses)}
    assert making == set(MAKING) | WITHOUT
    told = {
        name
        for name, each in CONTRACT.operations.items()
        if any("Location" in answer.headers for answer in each.responses.values())
    }
    assert told == set(MAKING)


@pytest.mark.parametrize("name", MAKING)
def test_a_location_leads_to_what_was_made(admin: Partner, name: str) -> None:
    admin.create_campaign(code="FIBRE")
    assert admin.process(a_transcription()).status_code == 200
    made = MAKING[name](admin)
    assert made.status_code in (201, 202), made.text
    found = admin.client.get(made.headers["Location"], headers=admin.headers())
    assert found.status_code == 200, found.text
    ids = {key: value for key, value in made.get_json().items() if key.endswith("_id") and key != "tenant_id"}
    assert ids
    assert ids.items() <= found.get_json().items()
