"""The audit as an administrator reads it, and as the command line checks it."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import make_url, text

from db.embedded import DatabaseUrls
from db.engine import owner_engine
from db.work import open_work
from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # fills chains

MakeAdmin = Callable[[str], Partner]


@pytest.fixture
def auditor(app: Flask, partner: Partner) -> Partner:
    """An administrator of the tenant `acme`."""
    return a_partner(app, "acme", username="ada", role="admin")


def events(auditor: Partner, query: str = "") -> list[dict[str, Any]]:
    answer = auditor.get(f"/audit{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.get_json()["events"]
    return found


def test_the_audit_tells_who_did_what_to_which_object_from_where_and_by_which_request(
    auditor: Partner, partner: Partner
) -> None:
    created = partner.post("/campaigns", {"name": "Fibre", "code": "FIBRE"})
    (event, *_) = events(auditor)
    assert event["action"] == "campaign.created"
    assert event["object"] == {"kind": "campaign", "id": created.get_json()["campaign_id"]}
    assert (event["actor"]["kind"], event["actor"]["name"]) == ("user", "ann")
    assert (event["source"], event["request_id"]) == ("127.0.0.1", created.headers["X-Request-Id"])


def test_everything_that_is_done_to_calls_and_campaigns_is_told(auditor: Partner, partner: Partner) -> None:
    campaign_id = partner.create_campaign(code="FIBRE")
    partner.patch("/campaigns/FIBRE", {"status": "inactive"})
    job_id = partner.process(a_transcription()).get_json()["job_id"]
    partner.post("/conversations/call-1/qa", {"question": {"text": "Does the plan come with a router?"}})
    told = [(each["action"], each["object"]) for each in events(auditor)]
    assert told[:4] == [
        ("question.asked", {"kind": "conversation", "id": "call-1"}),
        ("conversations.processed", {"kind": "job", "id": job_id}),
        ("campaign.updated", {"kind": "campaign", "id": campaign_id}),
        ("campaign.created", {"kind": "campaign", "id": campaign_id}),
    ]


def test_what_failed_is_not_told_as_done(auditor: Partner, partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    before = events(auditor)
    assert partner.post("/campaigns", {"name": "Again", "code": "FIBRE"}).status_code == 409
    assert partner.patch("/campaigns/UNKNOWN", {"name": "Another"}).status_code == 404
    assert partner.process(a_transcription(campaign_id="UNKNOWN")).status_code == 400
    assert events(auditor) == before


def test_the_audit_holds_no_words_of_a_call_or_a_question(auditor: Partner, partner: Partner) -> None:
    partner.create_campaign(code="FIBRE", description="sentinel-campaign")
    partner.process(a_transcription(conversation=[{"speaker": "bot", "timestamp": 0, "text": "sentinel-call"}]))
    partner.post("/conversations/call-1/qa", {"question": {"text": "What is the sentinel-question?"}})
    with open_work("acme") as work:
        links = list(work.audit.chain().links)
    assert {link.event.action for link in links} >= {"campaign.created", "conversations.processed", "question.asked"}
    assert "sentinel" not in repr(links)


def test_pages_show_every_event_once_even_when_more_is_done_meanwhile(auditor: Partner, partner: Partner) -> None:
    for number in range(5):
        partner.create_campaign(code=f"C{number}")
    everything = [each["event_id"] for each in events(auditor, "?limit=100")]
    seen, cursor = [], ""
    while True:
        page = auditor.get(f"/audit?limit=2{cursor}").get_json()
        seen += [each["event_id"] for each in page["events"]]
        if "next_cursor" not in page:
            break
        cursor = f"&cursor={page['next_cursor']}"
        partner.create_campaign()
    assert seen == everything


def test_events_are_found_by_time_and_action(auditor: Partner, partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    partner.patch("/campaigns/FIBRE", {"name": "Glass"})
    (updated,) = events(auditor, "?action=campaign.updated")
    assert updated["action"] == "campaign.updated"
    assert events(auditor, "?action=no.such") == []
    assert events(auditor, "?to=2001-01-01T00:00:00Z") == events(auditor, "?from=2999-01-01T00:00:00Z") == []
    assert updated in events(auditor, "?from=2001-01-01T00:00:00Z&to=2999-01-01T00:00:00Z")


@pytest.mark.parametrize(
    "query",
    ["from=yesterday", "to=2024-02-30T00:00:00Z", "from=2024-01-01", "action=%00", "action=", "limit=0", "cursor=x"],
)
def test_a_filter_that_cannot_be_read_is_a_fault(auditor: Partner, query: str) -> None:
    answer = auditor.get(f"/audit?{query}")
    assert (answer.status_code, list(answer.get_json()["details"])) == (400, [query.partition("=")[0]])


def test_a_cursor_of_another_filter_is_a_fault(auditor: Partner, partner: Partner) -> None:
    for _ in range(2):
        partner.create_campaign()
    cursor = auditor.get("/audit?limit=1&action=campaign.created").get_json()["next_cursor"]
    assert auditor.get(f"/audit?limit=1&action=campaign.created&cursor={cursor}").status_code == 200
    assert list(auditor.get(f"/audit?limit=1&cursor={cursor}").get_json()["details"]) == ["cursor"]


def test_the_audit_is_for_administrators(partner: Partner) -> None:
    assert partner.get("/audit").status_code == 403


def test_a_tenant_sees_only_its_own_audit(app: Flask, auditor: Partner, other_partner: Partner) -> None:
    other_partner.create_campaign(code="THEIRS")
    assert "campaign.created" not in {each["action"] for each in events(auditor)}
    theirs = a_partner(app, "globex", username="gil", role="admin")
    assert "campaign.created" in {each["action"] for each in events(theirs)}


def verify(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", "verify", "--tenant", "acme", *arguments])


def test_the_command_line_checks_the_chain_and_says_where_it_ends(
    app: Flask, auditor: Partner, partner: Partner
) -> None:
    partner.create_campaign()
    (newest, *_) = told = events(auditor, "?limit=100")
    end = f"{newest['sequence']}:{newest['hash']}"
    result = verify(app)
    assert result.exit_code == 0, result.output
    assert result.output == f"The chain of tenant acme is whole: {len(told)} events. It ends with {end}\n"
    partner.create_campaign()
    assert verify(app, "--kept", end).exit_code == 0
    assert len(events(auditor, "?limit=100")) == len(told) + 1


def test_an_end_that_was_kept_and_is_not_in_the_chain_any_more_is_found(app: Flask, partner: Partner) -> None:
    partner.create_campaign()
    result = verify(app, "--kept", f"1:{'0' * 64}")
    assert result.exit_code == 1
    assert "Event 1 of tenant acme is not the one that was kept." in result.output


@pytest.mark.parametrize("kept", ["", "1", "0:" + "0" * 64, "1:" + "0" * 63, "1:" + "G" * 64])
def test_an_end_that_cannot_be_read_is_refused(app: Flask, partner: Partner, kept: str) -> None:
    assert verify(app, "--kept", kept).exit_code == 2


def test_there_is_no_chain_of_an_unknown_tenant(app: Flask, partner: Partner) -> None:
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--tenant", "nobody"])
    assert (result.exit_code, result.output) == (1, "Error: There is no such tenant.\n")


def test_a_tenant_to_which_nothing_was_done_has_an_empty_chain(app: Flask, rolled_back: None) -> None:
    with open_work("quiet") as work:
        work.tenants.add("Quiet")
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--tenant", "quiet"])
    assert (result.exit_code, result.output) == (0, "The chain of tenant quiet is whole: 0 events.\n")


@pytest.mark.parametrize(
    "arguments",
    [[], ["--tenant", "acme", "--all-tenants"], ["--tenant", "acme", "--tenant", "globex", "--kept", "1:" + "0" * 64]],
)
def test_arguments_that_contradict_each_other_are_refused(app: Flask, arguments: list[str]) -> None:
    assert app.test_cli_runner().invoke(args=["audit", "verify", *arguments]).exit_code == 2


@pytest.mark.usefixtures("tokens")
def test_the_chains_of_all_tenants_are_checked_by_one_command(app: Flask) -> None:
    # Other tests leave broken chains behind, so that the command as a whole may fail.
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--all-tenants"])
    for tenant_id in ("acme", "globex"):
        assert f"The chain of tenant {tenant_id} is whole: " in result.output


def test_a_broken_chain_is_told_among_whole_ones(app: Flask, urls: DatabaseUrls) -> None:
    """What is broken here stays so: the tenant is nobody else's."""
    with app.app_context(), open_work("tampered") as work:
        work.tenants.add("Tampered")
        work.audit.record("campaign.created", "campaign", "1")
    superuser = make_url(urls.owner).set(username="postgres").render_as_string(hide_password=False)
    with owner_engine(superuser).begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update audit_events set action = 'x.y' where tenant_id = 'tampered'"))
    with app.app_context(), open_work("untouched") as work:
        work.tenants.add("Untouched")
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--tenant", "tampered", "--tenant", "untouched"])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Event 1 of tenant tampered was changed.",
        "The chain of tenant untouched is whole: 0 events.",
        "Error: 1 chain did not stand the check.",
    ]
