"""Query parameters: what no operation knows, and ranges that end before they begin."""

from urllib.parse import quote

import pytest

from api.contract import CONTRACT
from tests.api.partner import Partner

FROZEN = {
    "login",
    "listCampaigns",
    "createCampaign",
    "getCampaign",
    "processConversations",
    "askQuestion",
    "getJobStatus",
}
# A path of every operation that takes both ends of a time.
RANGES = {
    "listConversations": "/conversations?",
    "searchConversations": "/search?q=fibre&",
    "getCampaignAnalytics": "/campaigns/FIBRE/analytics?",
    "compareBots": "/campaigns/FIBRE/comparison?baseline=Ava&candidate=Bob&",
    "getCampaignReport": "/campaigns/FIBRE/report?",
    "exportCampaign": "/campaigns/FIBRE/export?format=csv&",
    "listAuditEvents": "/audit?",
}
NOON, ONE, ALSO_NOON = "2024-03-01T12:00:00Z", "2024-03-01T13:00:00Z", quote("2024-03-01T14:00:00+02:00")


def test_the_operations_of_the_first_edition_are_frozen() -> None:
    assert {name for name, operation in CONTRACT.operations.items() if operation.frozen} == FROZEN


@pytest.mark.parametrize(
    "path", ["/conversations", "/jobs", "/campaigns/FIBRE/analytics", "/auth/me", "/analysis/engine", "/audit"]
)
def test_a_parameter_that_nobody_knows_is_named(admin: Partner, path: str) -> None:
    answer = admin.get(f"{path}?sentimnt=negative&sentimnt=mixed&%00=1")
    assert answer.status_code == 400
    assert answer.get_json()["details"] == {
        "sentimnt": ["is not a known parameter"],
        "�": ["is not a known parameter"],
    }


def test_clients_of_the_first_edition_may_send_what_they_like(partner: Partner) -> None:
    assert partner.get("/campaigns?sort=name").status_code == 200
    assert partner.post("/campaigns?x=1", {"name": "Fibre"}).status_code == 201


def test_every_operation_with_a_range_of_time_is_tried() -> None:
    both = {
        name
        for name, operation in CONTRACT.operations.items()
        if {"from", "to"} <= {each.name for each in operation.parameters_in("query")}
    }
    assert set(RANGES) == both


@pytest.mark.parametrize("path", RANGES.values(), ids=RANGES)
@pytest.mark.parametrize(
    ("first", "last"), [(ONE, NOON), (NOON, NOON), (NOON, ALSO_NOON), (NOON, "1999-01-01T00:00:00Z")]
)
def test_a_time_that_ends_before_it_begins_is_refused(admin: Partner, path: str, first: str, last: str) -> None:
    answer = admin.get(f"{path}from={first}&to={last}")
    assert answer.status_code == 400
    assert answer.get_json()["details"] == {"to": ["must be after from"]}


def test_a_range_of_scores_that_ends_before_it_begins_is_refused(partner: Partner) -> None:
    answer = partner.get("/conversations?min_score=8&max_score=7.5")
    assert answer.status_code == 400
    assert answer.get_json()["details"] == {"max_score": ["must be at least min_score"]}
    assert partner.get("/conversations?min_score=8&max_score=8").status_code == 200


def test_an_end_that_is_wrong_itself_is_told_beside_a_range_that_is(partner: Partner) -> None:
    answer = partner.get(f"/conversations?min_score=8&max_score=7&from=noon&to={NOON}")
    assert set(answer.get_json()["details"]) == {"max_score", "from"}
