"""The report of one call, by an address that needs no login."""

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from itsdangerous import Signer

from api.settings import Settings
from api.share_tokens import SignedShareTokens
from api.wiring import services
from core.errors import NotFound
from db.work import open_work
from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription
from tests.builders import a_call
from tests.db.builders import stored_campaign, stored_job

pytestmark = pytest.mark.slow  # analyses a call a test

PUBLIC = "http://localhost:5000"
ODD = "<script>alert(1)</script> {{7*7}} & \"'"


@pytest.fixture(autouse=True)
def two_calls(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    calls = (a_transcription("call-1"), a_transcription("call-2", bot_name="Bob"))
    assert partner.process(*calls).status_code == 200


def share(partner: Partner, call_id: str = "call-1", life_s: int = 3600) -> str:
    answer = partner.post(f"/conversations/{call_id}/share", {"expires_in_seconds": life_s})
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["url"]).removeprefix(PUBLIC)


def test_who_has_the_address_reads_the_report_without_a_login(partner: Partner, anybody: Partner) -> None:
    answer = partner.post("/conversations/call-1/share", {"expires_in_seconds": 3600}).get_json()
    expires_at = datetime.fromisoformat(answer["expires_at"])
    assert abs(expires_at - datetime.now(UTC) - timedelta(hours=1)) < timedelta(seconds=10)
    assert answer["url"].startswith(f"{PUBLIC}/shared/")
    page = anybody.client.get(answer["url"].removeprefix(PUBLIC))
    assert (page.status_code, page.mimetype) == (200, "text/html")
    report = partner.get("/conversations/call-1/report").get_json()
    assert "Call call-1" in page.text
    for metric in report["quality_analysis"]["metrics"]:
        assert metric["question"].replace("'", "&#39;") in page.text
    assert str(report["summary_insights"]["overall_quality_score"]) in page.text


def test_the_page_needs_nothing_and_runs_nothing(partner: Partner, anybody: Partner) -> None:
    page = anybody.client.get(share(partner))
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    (style,) = re.findall("<style>(.*?)</style>", page.text, re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    for outside in ("<script", "http:", "https:", "<link", "<img", "style="):
        assert outside not in page.text


def test_words_of_a_partner_are_shown_as_they_are_and_do_nothing(partner: Partner, anybody: Partner) -> None:
    turns = a_transcription()["conversation"]
    said = [
        *turns[:1],
        {"speaker": "customer", "timestamp": 9, "text": f"{ODD} Does the fibre plan have it?"},
        *turns[2:],
    ]
    call_id = "odd <b>&{{7*7}}"
    assert partner.process(a_transcription(call_id, conversation=said)).status_code == 200
    page = anybody.client.get(share(partner, "odd%20<b>&{{7*7}}"))
    assert "Call odd &lt;b&gt;&amp;{{7*7}}" in page.text
    assert "<script" not in page.text
    assert "<b>" not in page.text


def test_an_address_leads_to_one_call_of_one_tenant_only(
    partner: Partner, other_partner: Partner, anybody: Partner
) -> None:
    assert "Call call-2" in anybody.client.get(share(partner, "call-2")).text
    for call_id in ("call-1", "unknown"):
        answer = other_partner.post(f"/conversations/{call_id}/share", {"expires_in_seconds": 60})
        assert answer.status_code == 404
    token = share(partner).removeprefix("/shared/")
    assert anybody.client.get("/api/v1/conversations/call-1", headers={"X-API-Key": token}).status_code == 401
    bearer = {"Authorization": f"Bearer {token}"}
    assert anybody.client.get("/api/v1/conversations/call-1", headers=bearer).status_code == 401
    assert anybody.client.get(f"/shared/{partner.token}").status_code == 404


def test_the_address_begins_as_the_settings_say_whatever_the_request_was_sent_to(partner: Partner) -> None:
    answer = partner.client.post(
        "/api/v1/conversations/call-1/share",
        json={"expires_in_seconds": 60},
        headers={**partner.headers(), "Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    assert answer.get_json()["url"].startswith(f"{PUBLIC}/shared/")


def test_what_was_not_signed_here_leads_nowhere(partner: Partner, anybody: Partner) -> None:
    path = share(partner)
    body, signature = path.rsplit(".", 1)
    forged = Signer("another secret").sign(body.removeprefix("/shared/")).decode()
    for bad in (
        f"{body}.{signature[:-2]}",
        f"{body}x.{signature}",
        path[:-1],
        body,
        f"/shared/{forged}",
        "/shared/x",
        "/shared/%00",
        "/shared/%ff",
        "/shared/" + "x" * 5000,
        path.swapcase(),
    ):
        answer = anybody.client.get(bad)
        assert answer.status_code == 404, bad
        assert "x" * 201 not in answer.text


def test_an_address_ends_with_its_time_its_tenant_and_its_revocation(
    app: Flask, partner: Partner, anybody: Partner
) -> None:
    answer = partner.post("/conversations/call-1/share", {"expires_in_seconds": 60}).get_json()
    path = answer["url"].removeprefix(PUBLIC)
    other = share(partner)
    assert anybody.client.get(path).status_code == 200
    with app.app_context():
        services().people.set_tenant_active("acme", False)
        assert anybody.client.get(path).status_code == 404
        services().people.set_tenant_active("acme", True)
        assert anybody.client.get(path).status_code == 200
        services().share_links.revoke("acme", answer["share_id"])
    assert anybody.client.get(path).status_code == 404
    assert anybody.client.get(other).status_code == 200
    with app.app_context(), open_work("acme") as work:
        token = other.removeprefix("/shared/")
        _, share_id = services().share_links.tokens.read(token)
        later = datetime.now(UTC) + timedelta(seconds=3601)
        assert work.share_links.find_call_id(share_id, later) is None


def test_whoever_gave_an_address_away_takes_it_back(partner: Partner, anybody: Partner) -> None:
    answer = partner.post("/conversations/call-1/share", {"expires_in_seconds": 60}).get_json()
    path, other = answer["url"].removeprefix(PUBLIC), share(partner)
    ended = []
    for _ in range(2):
        gone = partner.delete(f"/conversations/call-1/share/{answer['share_id']}")
        assert gone.status_code == 200
        ended.append(gone.get_json())
        assert anybody.client.get(path).status_code == 404
    assert anybody.client.get(other).status_code == 200
    assert ended[0] == ended[1]
    assert (ended[0]["share_id"], ended[0]["call_id"]) == (answer["share_id"], "call-1")


def test_only_an_address_of_that_call_is_taken_back(partner: Partner, other_partner: Partner, anybody: Partner) -> None:
    answer = partner.post("/conversations/call-1/share", {"expires_in_seconds": 60}).get_json()
    for who, path in (
        (partner, f"/conversations/call-2/share/{answer['share_id']}"),
        (partner, f"/conversations/call-1/share/{uuid4()}"),
        (partner, "/conversations/call-1/share/1"),
        (other_partner, f"/conversations/call-1/share/{answer['share_id']}"),
    ):
        assert who.delete(path).status_code == 404, path
    assert anybody.client.get(answer["url"].removeprefix(PUBLIC)).status_code == 200


def test_what_is_taken_back_is_on_record(app: Flask, partner: Partner) -> None:
    answer = partner.post("/conversations/call-1/share", {"expires_in_seconds": 60}).get_json()
    partner.delete(f"/conversations/call-1/share/{answer['share_id']}")
    admin = a_partner(app, "acme", username="root", role="admin")
    events = admin.get("/audit?action=share_link.revoked").get_json()["events"]
    assert [each["object"]["id"] for each in events] == [answer["share_id"]]


def test_a_call_that_was_not_judged_has_no_report_to_share(app: Flask, partner: Partner) -> None:
    with app.app_context():
        stored_job("acme", stored_campaign("acme", code=None), [a_call(call_id="bad")], failing=["bad"])
    answer = partner.post("/conversations/bad/share", {"expires_in_seconds": 60})
    assert answer.status_code == 409


@pytest.mark.parametrize("life", [59, 2_592_001, 60.5, "60", None, True])
def test_a_life_beyond_its_limits_is_refused(partner: Partner, life: object) -> None:
    answer = partner.post("/conversations/call-1/share", {"expires_in_seconds": life})
    assert answer.status_code == 400
    assert list(answer.get_json()["details"]) == ["expires_in_seconds"]


@pytest.mark.parametrize("life", [60, 2_592_000])
def test_a_life_at_its_limits_is_taken(partner: Partner, life: int) -> None:
    assert share(partner, life_s=life)


def test_the_log_does_not_hold_the_address(partner: Partner, anybody: Partner, logged: list[object]) -> None:
    token = share(partner).removeprefix("/shared/")
    anybody.client.get(f"/shared/{token}")
    anybody.client.get(f"/shared/{token}x")
    assert "/shared/<string:token>" in str(logged)
    assert token not in str(logged)


@pytest.mark.parametrize("tenant_id", ["acme", "x" * 200, "\U0001f389" * 200, "a.b/c"])
def test_a_token_of_any_tenant_needs_no_quoting_and_comes_back(tenant_id: str) -> None:
    tokens, share_id = SignedShareTokens(["secret"]), uuid4()
    token = tokens.write(tenant_id, share_id)
    assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", token)
    assert tokens.read(token) == (tenant_id, share_id)


def test_addresses_outlive_one_change_of_the_secret_and_no_second() -> None:
    share_id = uuid4()
    token = SignedShareTokens(["first"]).write("acme", share_id)
    assert SignedShareTokens(["first", "second"]).read(token) == ("acme", share_id)
    with pytest.raises(NotFound):
        SignedShareTokens(["second", "third"]).read(token)
    assert SignedShareTokens(["second"]).read(SignedShareTokens(["first", "second"]).write("acme", share_id))


def test_the_public_address_is_checked_at_the_start() -> None:
    given = {"JWT_SECRET_KEY": "x", "PUBLIC_BASE_URL": "https://calls.example.com/"}
    assert Settings.from_env(given).public_base_url == "https://calls.example.com"
    for bad in ("calls.example.com", "javascript:alert(1)", "https://user:pw@example.com", "https://example.com/?q"):
        with pytest.raises(Exception, match="PUBLIC_BASE_URL"):
            Settings.from_env({**given, "PUBLIC_BASE_URL": bad})
