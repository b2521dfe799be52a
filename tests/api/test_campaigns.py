"""Campaigns: create, list, show, change."""

from typing import Any

import pytest

from tests.api.partner import Partner, a_transcription


def test_a_campaign_comes_back_as_it_was_created(partner: Partner) -> None:
    sent = {
        "name": "Fibre for all",
        "description": "Offers fibre.",
        "code": "FIBRE",
        "keywords": ["fibre", "router"],
        "offer": "A fibre plan for 30 dollars.",
        "script": {"required": ["This call is recorded"], "forbidden": ["guaranteed"]},
        "start_date": "2024-01-01T00:00:00+02:00",
        "end_date": "2024-02-01T00:00:00Z",
    }
    created = partner.post("/campaigns", sent)
    assert created.status_code == 201
    location = created.headers["Location"].removeprefix("/api/v1")
    shown = partner.get(location).get_json()
    assert shown == {**created.get_json(), "conversation_count": 0}
    assert {key: shown[key] for key in sent} == {**sent, "start_date": "2023-12-31T22:00:00Z"}
    assert (shown["tenant_id"], shown["status"]) == ("acme", "active")
    assert partner.get("/campaigns/FIBRE").get_json() == shown


def test_a_code_is_taken_once_in_a_tenant(partner: Partner, other_partner: Partner) -> None:
    assert partner.post("/campaigns", {"name": "One", "code": "C1"}).status_code == 201
    assert partner.post("/campaigns", {"name": "Two", "code": "C1"}).status_code == 409
    assert other_partner.post("/campaigns", {"name": "Two", "code": "C1"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "N", "description": None}, "description"),
        ({"name": "N", "code": "a/b"}, "code"),
        ({"name": "N", "code": "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"}, "code"),
        ({"name": "N", "start_date": "2024-02-30T00:00:00Z"}, "start_date"),
        ({"name": "N", "start_date": "2024-02-01T00:00:00Z", "end_date": "2024-01-01T00:00:00Z"}, "end_date"),
        ({"name": "N", "tenant_id": "globex"}, "tenant_id"),
        ({"name": "N", "status": "archived"}, "status"),
        ({"name": "N", "keywords": ["a", 5]}, "keywords[1]"),
        ({"name": "N", "script": {"required": [""]}}, "script.required[0]"),
        ([], "body"),
    ],
    ids=str,
)
def test_a_fault_of_a_campaign_is_named_by_its_path(partner: Partner, body: Any, path: str) -> None:
    answer = partner.post("/campaigns", body)
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == [path]
    assert partner.get("/campaigns").get_json()["total"] == 0


def test_campaigns_are_listed_by_page_newest_first(partner: Partner) -> None:
    for name in ("one", "two", "three"):
        partner.create_campaign(name=name)
    first = partner.get("/campaigns?limit=2").get_json()
    assert [each["name"] for each in first["campaigns"]] == ["three", "two"]
    assert (first["total"], first["page"], first["limit"]) == (3, 1, 2)
    second = partner.get("/campaigns?limit=2&page=2").get_json()
    assert [each["name"] for each in second["campaigns"]] == ["one"]
    beyond = partner.get("/campaigns?page=1000").get_json()
    assert (beyond["campaigns"], beyond["total"]) == ([], 3)


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=abc", f"page={10**20}", "limit=0", "limit=101", "limit=-5", "page=1&page=2"]
)
def test_a_senseless_page_is_a_fault(partner: Partner, query: str) -> None:
    answer = partner.get(f"/campaigns?{query}")
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == [query.partition("=")[0]]


def test_only_what_is_named_changes(partner: Partner) -> None:
    partner.post("/campaigns", {"name": "N", "code": "C1", "offer": "An offer.", "keywords": ["a"]})
    changed = partner.patch("/campaigns/C1", {"offer": None, "name": "M", "status": "inactive"}).get_json()
    assert (changed["name"], changed["status"], changed["keywords"]) == ("M", "inactive", ["a"])
    assert "offer" not in changed
    assert partner.patch("/campaigns/C1", {}).status_code == 400
    assert partner.patch("/campaigns/C2", {"name": "M"}).status_code == 404


def test_an_end_before_the_start_that_is_there_already_is_a_fault(partner: Partner) -> None:
    partner.post("/campaigns", {"name": "N", "code": "C1", "start_date": "2024-02-01T00:00:00Z"})
    answer = partner.patch("/campaigns/C1", {"end_date": "2024-01-01T00:00:00Z"})
    assert list(answer.get_json()["details"]) == ["end_date"]


def test_an_archived_campaign_takes_no_new_calls(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    partner.patch("/campaigns/FIBRE", {"status": "archived"})
    answer = partner.process(a_transcription())
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == ["transcription[0].campaign_id"]


def test_conversations_are_counted(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription("c1"), a_transcription("c2"))
    assert partner.get("/campaigns/FIBRE").get_json()["conversation_count"] == 2
