"""One tenant's things are not there for another."""

import pytest

from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # two tenants a test


@pytest.fixture(autouse=True)
def a_call_of_acme(partner: Partner) -> dict[str, str]:
    campaign_id = partner.create_campaign(code="FIBRE")
    job_id = partner.process(a_transcription("secret")).get_json()["job_id"]
    return {"campaign_id": campaign_id, "job_id": job_id, "call_id": "secret"}


@pytest.mark.parametrize(
    ("path", "random"),
    [
        ("/campaigns/{campaign_id}", "/campaigns/01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"),
        ("/campaigns/FIBRE", "/campaigns/OTHER"),
        ("/conversations/{call_id}", "/conversations/other"),
        ("/conversations/{call_id}/report", "/conversations/other/report"),
        ("/conversations/{call_id}/qa", "/conversations/other/qa"),
        ("/jobs/{job_id}/status", "/jobs/01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40/status"),
    ],
)
def test_what_belongs_to_another_looks_like_what_does_not_exist(
    other_partner: Partner, a_call_of_acme: dict[str, str], path: str, random: str
) -> None:
    answers = [other_partner.get(each) for each in (path.format(**a_call_of_acme), random)]
    assert [answer.status_code for answer in answers] == [404, 404]
    bodies = [{**answer.get_json(), "request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1]


def test_a_campaign_of_another_is_unknown_in_a_body(other_partner: Partner, a_call_of_acme: dict[str, str]) -> None:
    for ref in (a_call_of_acme["campaign_id"], "FIBRE"):
        answer = other_partner.process(a_transcription("mine", ref))
        assert answer.status_code == 400
        assert answer.get_json()["details"] == {"transcription[0].campaign_id": ["is not a campaign of this tenant"]}


def test_the_same_call_id_lives_in_both_tenants(partner: Partner, other_partner: Partner) -> None:
    other_partner.create_campaign(code="FIBRE")
    theirs = a_transcription("secret", bot_name="Bob")
    assert other_partner.process(theirs).status_code == 200
    assert other_partner.get("/conversations/secret").get_json()["bot_name"] == "Bob"
    assert partner.get("/conversations/secret").get_json()["bot_name"] == "Ava"


def test_lists_and_totals_show_only_ones_own(other_partner: Partner) -> None:
    assert other_partner.get("/campaigns").get_json()["total"] == 0


def test_a_header_does_not_choose_the_tenant(partner: Partner, other_partner: Partner) -> None:
    headers = {**other_partner.headers(), "X-Tenant-ID": "acme"}
    assert other_partner.client.get("/api/v1/conversations/secret", headers=headers).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/campaigns/%00",
        "/campaigns/%ff",
        "/conversations/..%2f",
        "/conversations/a%0Ab",
        "/jobs/not-a-uuid/status",
        "/campaigns/" + "x" * 5000,
        "/conversations/%E2%80%8B",
        "/nowhere",
    ],
)
def test_what_cannot_be_an_identity_names_nothing(partner: Partner, path: str) -> None:
    assert partner.get(path).status_code == 404
