"""Sessions: refresh tokens that hold once, and what ends a session."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from flask import Flask

from api.settings import Settings
from api.tokens import JwtTokens
from api.wiring import build, services
from core.audit import Wanted
from core.credentials import read_credential
from core.errors import Unauthenticated
from core.services.people import UserChange
from core.services.sessions import SESSION_LIFE, SessionService
from tests.api.conftest import PASSWORD, a_partner
from tests.api.partner import Partner

pytestmark = pytest.mark.slow  # hashes passwords, which is slow on purpose

RIGHT = {"tenant_id": "acme", "username": "ann", "password": PASSWORD}
ANOTHER = "wander-crisp-lantern-oath"


def log_in(partner: Partner, **credentials: str) -> dict[str, Any]:
    """Log in, use the access token from now on, and return the whole answer."""
    answer = partner.post("/auth/login", {**RIGHT, **credentials})
    assert answer.status_code == 200, answer.text
    return use(partner, answer.get_json())


def use(partner: Partner, grant: dict[str, Any]) -> dict[str, Any]:
    partner.token = grant["access_token"]
    return grant


def refreshed(partner: Partner, grant: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = partner.post("/auth/refresh", {"refresh_token": grant["refresh_token"]})
    return answer.status_code, answer.get_json()


def is_in(partner: Partner) -> bool:
    status = partner.get("/auth/me").status_code
    assert status in (200, 401)
    return status == 200


def test_a_login_opens_a_session_of_thirty_days(anybody: Partner, partner: Partner) -> None:
    grant = log_in(anybody)
    assert grant["refresh_expires_in"] == 30 * 24 * 3600
    assert grant["refresh_token"].startswith("cqr_")
    assert read_credential("cqr", grant["refresh_token"]).tenant_id == "acme"
    assert anybody.get("/auth/me").get_json().keys() == {"user_id", "username", "tenant_id", "role"}


def test_me_tells_who_the_token_belongs_to(app: Flask, partner: Partner) -> None:
    viewer = a_partner(app, "acme", username="vic", role="viewer")
    me = viewer.get("/auth/me").get_json()
    assert (me["username"], me["tenant_id"], me["role"]) == ("vic", "acme", "viewer")
    assert me["user_id"] == jwt.decode(viewer.token or "", options={"verify_signature": False})["sub"]


def test_a_refresh_gives_tokens_that_work_and_another_refresh_token(partner: Partner) -> None:
    first = log_in(partner)
    status, second = refreshed(partner, first)
    assert status == 200
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert is_in(partner)  # the access token of before holds until it expires
    use(partner, second)
    assert is_in(partner)
    assert refreshed(partner, second)[0] == 200


def test_a_refresh_token_that_is_used_twice_ends_the_session_for_whoever_has_it(partner: Partner) -> None:
    first = log_in(partner)
    _, second = refreshed(partner, first)
    other_session = log_in(partner)
    status, problem = refreshed(partner, first)
    assert (status, problem["error"]) == (401, "Unauthorized")
    assert refreshed(partner, second)[0] == 401
    for grant in (first, second):
        use(partner, grant)
        assert not is_in(partner)
    use(partner, other_session)
    assert is_in(partner)
    assert refreshed(partner, other_session)[0] == 200


def test_logout_ends_this_session_and_no_other(partner: Partner) -> None:
    other_session = log_in(partner)
    grant = log_in(partner)
    answer = partner.post("/auth/logout")
    assert (answer.status_code, answer.get_json()) == (200, {"ended_sessions": 1})
    assert not is_in(partner)
    assert partner.post("/auth/logout").status_code == 401
    assert refreshed(partner, grant)[0] == 401
    use(partner, other_session)
    assert is_in(partner)


def test_of_many_who_refresh_at_once_one_is_answered_and_the_session_ends(app: Flask) -> None:
    somebody = a_partner(app, "refreshing")  # stays: threads see nothing of what is rolled back
    grant = log_in(somebody, tenant_id="refreshing")

    def refresh(_: int) -> tuple[int, dict[str, Any]]:
        return refreshed(Partner(app.test_client()), grant)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(refresh, range(16)))
    assert sorted(status for status, _ in answers) == [200] + [401] * 15
    (winner,) = (body for status, body in answers if status == 200)
    for each in (grant, winner):
        use(somebody, each)
        assert not is_in(somebody)
    assert refreshed(somebody, winner)[0] == 401


def test_what_becomes_of_sessions_is_recorded_and_who_did_it_from_where(app: Flask, partner: Partner) -> None:
    first = log_in(partner)
    second = refreshed(partner, first)[1]
    refreshed(partner, first)  # ends the session
    refreshed(partner, first)
    refreshed(partner, second)
    log_in(partner)
    partner.post("/auth/logout")
    log_in(partner)
    partner.post("/auth/password", {"current_password": PASSWORD, "new_password": ANOTHER})
    with app.app_context():
        page = services().audit.page("acme", Wanted(), before=None, limit=8)
    events = [link.event for link in reversed(page.links)]
    assert [(event.action, dict(event.details)) for event in events][-7:] == [
        ("session.started", {}),
        ("session.ended", {"reason": "reuse"}),
        ("session.started", {}),
        ("session.ended", {"reason": "logout"}),
        ("session.started", {}),
        ("user.password_changed", {}),
        ("session.started", {}),
    ]
    user_id = jwt.decode(first["access_token"], options={"verify_signature": False})["sub"]
    for event in events[-7:]:
        who = event.origin
        assert (who.actor_kind, who.actor_name, who.actor_id, who.source) == ("user", "ann", user_id, "127.0.0.1")
        assert who.request_id


def _cut(text: str) -> str:
    return text[:-1]


def _other_secret(text: str) -> str:
    return text[:-43] + ("A" if text[-43] != "A" else "B") + text[-42:]


def _other_tenant(text: str) -> str:
    return "cqr_Z2xvYmV4." + text.partition(".")[2]


def _unknown_token(text: str) -> str:
    tenant, _, secret = text.split(".")
    return f"{tenant}.01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40.{secret}"


@pytest.mark.parametrize(
    "spoil",
    [
        _cut,
        _other_secret,
        _other_tenant,
        _unknown_token,
        lambda text: text + "=",
        lambda text: text.upper(),
        lambda text: text.replace("cqr_", "cqk_"),
        lambda text: text.replace(".", ".."),
        lambda text: "cqr_.." + text,
        lambda text: "\u202e" + text,
        lambda text: "cqr_AA." + text.partition(".")[2],  # the tenant is a NUL
        lambda text: "cqr__w." + text.partition(".")[2],  # no UTF-8
        lambda text: "x" * 2048,
    ],
)
def test_what_is_no_refresh_token_of_ours_is_refused_and_ends_nothing(
    partner: Partner, other_partner: Partner, spoil: Callable[[str], str]
) -> None:
    grant = log_in(partner)
    assert refreshed(partner, {"refresh_token": spoil(grant["refresh_token"])})[0] == 401
    assert refreshed(partner, grant)[0] == 200


def test_an_access_token_does_not_refresh_nor_a_refresh_token_let_in(partner: Partner) -> None:
    grant = log_in(partner)
    assert refreshed(partner, {"refresh_token": grant["access_token"]})[0] == 401
    partner.token = grant["refresh_token"]
    assert not is_in(partner)


def test_a_person_or_tenant_made_inactive_is_told_so_when_refreshing(app: Flask, partner: Partner) -> None:
    grant = log_in(partner)
    with app.app_context():
        services().people.set_tenant_active("acme", False)
        assert refreshed(partner, grant)[0] == 403
        services().people.set_tenant_active("acme", True)
        services().people.update_user_named("acme", "ann", UserChange(active=False))
    assert refreshed(partner, grant)[0] == 403
    assert partner.get("/auth/me").status_code == 403


def test_deactivation_ends_the_sessions_for_good_and_that_of_a_tenant_does_not(app: Flask, partner: Partner) -> None:
    grant = log_in(partner)
    with app.app_context():
        services().people.set_tenant_active("acme", False)
        services().people.set_tenant_active("acme", True)
        assert is_in(partner)
        for active in (False, True):
            services().people.update_user_named("acme", "ann", UserChange(active=active))
    assert not is_in(partner)
    assert refreshed(partner, grant)[0] == 401


def test_a_new_password_of_ones_own_ends_all_sessions_and_opens_one(partner: Partner) -> None:
    elsewhere = log_in(partner)
    log_in(partner)
    answer = partner.post("/auth/password", {"current_password": PASSWORD, "new_password": ANOTHER})
    assert answer.status_code == 200, answer.text
    assert not is_in(partner)
    assert refreshed(partner, elsewhere)[0] == 401
    use(partner, answer.get_json())
    assert is_in(partner)
    assert partner.post("/auth/login", RIGHT).status_code == 401
    log_in(partner, password=ANOTHER)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"current_password": "not-my-password"}, {"current_password": ["is not your password"]}),
        ({"new_password": "Password123"}, {"new_password": ["is one of the most common passwords"]}),
        ({"new_password": "1234567"}, {"new_password": ["must have at least 8 characters"]}),
        ({"new_password": "x" * 1025}, {"new_password": ["must have at most 1024 characters"]}),
        ({"new_password": " " * 8}, {"new_password": ["must not be blank"]}),
    ],
    ids=str,
)
def test_a_password_does_not_change(partner: Partner, change: dict[str, str], faults: dict[str, list[str]]) -> None:
    body = {"current_password": PASSWORD, "new_password": ANOTHER, **change}
    answer = partner.post("/auth/password", body)
    assert (answer.status_code, answer.get_json()["details"]) == (400, faults)
    assert is_in(partner)
    log_in(partner)


@pytest.mark.parametrize("length", [8, 1024])
def test_a_password_of_the_shortest_and_of_the_greatest_length_is_taken(partner: Partner, length: int) -> None:
    password = ("é" + "x7" * 512)[:length]
    log_in(partner)
    answer = partner.post("/auth/password", {"current_password": PASSWORD, "new_password": password})
    assert answer.status_code == 200, answer.text
    log_in(partner, password=password)


def test_wrong_passwords_of_ones_own_count_as_failed_logins(partner: Partner) -> None:
    body = {"current_password": "not-my-password", "new_password": ANOTHER}
    assert [partner.post("/auth/password", body).status_code for _ in range(10)] == [400] * 10
    assert partner.post("/auth/password", {**body, "current_password": PASSWORD}).status_code == 429
    assert partner.post("/auth/login", RIGHT).status_code == 429


@pytest.fixture
def later(app: Flask, settings: Settings, partner: Partner) -> Callable[[timedelta], SessionService]:
    """The same service at another time."""

    def at(after: timedelta) -> SessionService:
        moment = datetime.now(UTC) + after
        sessions = build(settings).sessions
        assert isinstance(sessions.tokens, JwtTokens)
        return replace(sessions, clock=lambda: moment, tokens=replace(sessions.tokens, clock=lambda: moment))

    return at


def test_a_session_is_over_after_thirty_days_however_often_it_was_refreshed(
    app: Flask, partner: Partner, later: Callable[[timedelta], SessionService]
) -> None:
    grant = log_in(partner)
    with app.app_context():
        day_before = later(SESSION_LIFE - timedelta(days=1)).refresh(grant["refresh_token"])
        assert 23 * 3600 < day_before.refresh_expires_in_s <= 24 * 3600
        assert day_before.expires_in_s == 3600
        at_last = later(SESSION_LIFE - timedelta(minutes=1)).refresh(day_before.refresh_token)
        assert 0 < at_last.expires_in_s <= 60
        assert 0 < at_last.refresh_expires_in_s <= 60
        with pytest.raises(Unauthenticated):
            later(SESSION_LIFE + timedelta(seconds=1)).refresh(at_last.refresh_token)


def test_tokens_of_the_key_before_are_good_and_those_of_any_other_are_not(
    app: Flask, settings: Settings, partner: Partner
) -> None:
    old = str(partner.token)
    new_key = "another key that is quite long enough to sign with"
    changed = replace(settings, jwt_secret_key=new_key, jwt_previous_secret_key=settings.jwt_secret_key)
    with app.app_context():
        assert build(changed).sessions.authenticate(old).name == "ann"
        for previous in (None, "a third key that is quite long enough, too"):
            with pytest.raises(Unauthenticated):
                build(replace(changed, jwt_previous_secret_key=previous)).sessions.authenticate(old)


def test_a_token_names_its_key_without_giving_it_away(settings: Settings, partner: Partner) -> None:
    header = jwt.get_unverified_header(partner.token or "")
    assert header.keys() == {"alg", "typ", "kid"}
    assert header["kid"] not in settings.jwt_secret_key
