"""The command line of privacy, on the run's database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask

from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription

pytestmark = [pytest.mark.usefixtures("campaigns"), pytest.mark.slow]  # a command line over many calls


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["privacy", *arguments])


def said(app: Flask, *arguments: str) -> str:
    result = run(app, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def campaigns(partner: Partner) -> None:
    """Two campaigns of acme with a call each."""
    for code in ("FIBRE", "MOBILE"):
        partner.create_campaign(code=code)
        assert partner.process(a_transcription(f"of-{code}", code)).status_code == 200


@pytest.fixture
def in_ten_days(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = app.extensions["services"]
    later = replace(whole.privacy, clock=lambda: datetime.now(UTC) + timedelta(days=10))
    monkeypatch.setitem(app.extensions, "services", replace(whole, privacy=later))


def statuses(partner: Partner) -> list[int]:
    return [partner.get(f"/conversations/of-{code}").status_code for code in ("FIBRE", "MOBILE")]


@pytest.mark.usefixtures("in_ten_days")
def test_calls_are_purged_after_their_time_and_not_before(app: Flask, partner: Partner) -> None:
    assert said(app, "purge", "--tenant", "acme") == "acme: 0 calls erased.\n"
    said(app, "retention", "--tenant", "acme", "--days", "11")
    assert said(app, "purge", "--tenant", "acme") == "acme: 0 calls erased.\n"
    said(app, "retention", "--tenant", "acme", "--campaign", "FIBRE", "--days", "9")
    assert said(app, "purge", "--tenant", "acme", "--dry-run") == "acme: 1 call would be erased.\n"
    assert statuses(partner) == [200, 200]
    assert said(app, "purge", "--tenant", "acme") == "acme: 1 call erased.\n"
    assert statuses(partner) == [404, 200]
    said(app, "retention", "--tenant", "acme", "--days", "9")
    said(app, "retention", "--tenant", "acme", "--campaign", "MOBILE", "--days", "30")
    assert said(app, "purge", "--tenant", "acme") == "acme: 0 calls erased.\n"
    said(app, "retention", "--tenant", "acme", "--campaign", "MOBILE", "--unlimited")
    assert said(app, "purge", "--tenant", "acme") == "acme: 1 call erased.\n"
    assert statuses(partner) == [404, 404]


@pytest.mark.usefixtures("in_ten_days")
def test_a_purge_is_told_to_the_audit(app: Flask, partner: Partner) -> None:
    admin = a_partner(app, "acme", username="root", role="admin")
    said(app, "retention", "--tenant", "acme", "--days", "1")
    said(app, "purge", "--tenant", "acme")
    events = {event["action"]: event for event in admin.get("/audit").get_json()["events"]}
    assert events["conversation.purged"]["actor"]["kind"] == "command_line"
    assert events["tenant.retention_set"]["object"] == {"kind": "tenant", "id": "acme"}


def test_redaction_is_turned_on_and_off(app: Flask, partner: Partner) -> None:
    def redactions(call_id: str) -> object:
        result = partner.process(a_transcription(call_id)).get_json()["results"][0]
        return result.get("redactions")

    assert said(app, "redaction", "--tenant", "acme", "on") == "Calls of tenant acme are redacted from now on.\n"
    assert redactions("on") == {}
    said(app, "redaction", "--tenant", "acme", "off")
    assert redactions("off") is None


def test_a_link_is_revoked(app: Flask, partner: Partner) -> None:
    link = partner.post("/conversations/of-FIBRE/share", {"expires_in_seconds": 60}).get_json()
    path = link["url"].removeprefix("http://localhost:5000")
    assert partner.client.get(path).status_code == 200
    said(app, "revoke-link", "--tenant", "acme", link["share_id"])
    assert partner.client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("retention", "--tenant", "nobody", "--days", "1"), "There is no such tenant."),
        (("retention", "--tenant", "acme", "--campaign", "NONE", "--days", "1"), "There is no such campaign."),
        (("retention", "--tenant", "acme", "--days", "0"), "1<=x<=3650"),
        (("retention", "--tenant", "acme", "--days", "3651"), "1<=x<=3650"),
        (("retention", "--tenant", "acme"), "either --days or --unlimited"),
        (("retention", "--tenant", "acme", "--days", "1", "--unlimited"), "either --days or --unlimited"),
        (("redaction", "--tenant", "nobody", "on"), "There is no such tenant."),
        (("redaction", "--tenant", "acme"), "Missing argument"),
        (("purge",), "either --tenant or --all-tenants"),
        (("purge", "--tenant", "nobody"), "There is no such tenant."),
        (("purge", "--tenant", "nobody", "--dry-run"), "There is no such tenant."),
        (("revoke-link", "--tenant", "acme", "not-a-uuid"), "not a valid UUID"),
        (("revoke-link", "--tenant", "acme", "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"), "There is no such share link."),
    ],
)
def test_a_command_that_cannot_be_done_says_why(app: Flask, arguments: tuple[str, ...], why: str) -> None:
    result = run(app, *arguments)
    assert result.exit_code != 0
    assert why in result.output
