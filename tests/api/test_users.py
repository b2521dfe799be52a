"""The people of a tenant, administered by its admins."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from api.wiring import services
from core.services.people import UserChange
from tests.api.conftest import PASSWORD, a_partner
from tests.api.partner import Partner

pytestmark = pytest.mark.slow  # hashes passwords, which is slow on purpose

ANOTHER = "wander-crisp-lantern-oath"
ROSA = {"username": "rosa", "role": "analyst", "password": ANOTHER}


@pytest.fixture
def admin(app: Flask, partner: Partner) -> Partner:
    """The only admin of the tenant `acme`."""
    return a_partner(app, "acme", username="ada", role="admin")


def create(admin: Partner, **fields: Any) -> dict[str, Any]:
    answer = admin.post("/users", {**ROSA, **fields})
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.get_json()
    return created


def logged_in(anybody: Partner, username: str = "rosa", password: str = ANOTHER) -> Partner:
    somebody = Partner(anybody.client)
    somebody.log_in("acme", username, password)
    return somebody


def own_id(partner: Partner) -> str:
    return str(partner.get("/auth/me").get_json()["user_id"])


def names(partner: Partner) -> list[str]:
    return [user["username"] for user in partner.get("/users").get_json()["users"]]


def test_a_user_who_was_created_can_log_in_and_has_the_role(admin: Partner) -> None:
    answer = admin.post("/users", ROSA)
    assert answer.status_code == 201
    created = answer.get_json()
    assert {name: created[name] for name in ("username", "role", "active")} == {
        "username": "rosa",
        "role": "analyst",
        "active": True,
    }
    assert answer.headers["Location"] == f"/api/v1/users/{created['user_id']}"
    assert logged_in(admin).get("/auth/me").get_json()["role"] == "analyst"


@pytest.mark.parametrize("username", ["rosa'; drop table users --", "{{7*7}}", "=1+1", "Zoë 🎧", "روزا", "<b>rosa</b>"])
def test_names_are_kept_as_they_were_sent(admin: Partner, username: str) -> None:
    create(admin, username=username)
    assert username in names(admin)
    logged_in(admin, username)


def test_a_name_is_taken_once_in_a_tenant(admin: Partner, other_partner: Partner) -> None:
    create(admin)
    again = admin.post("/users", ROSA)
    assert (again.status_code, again.get_json()["message"]) == (409, "There is such a user already.")
    assert names(admin).count("rosa") == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"username": ""}, "username"),
        ({"username": "\u200b"}, "username"),
        ({"username": "x" * 201}, "username"),
        ({"username": "a\0b"}, "username"),
        ({"username": 5}, "username"),
        ({"role": "owner"}, "role"),
        ({"role": None}, "role"),
        ({"password": "seven77"}, "password"),
        ({"password": "x" * 1025}, "password"),
        ({"password": "iloveyou1"}, "password"),
        ({"password": "Password123"}, "password"),
        ({"tenant_id": "globex"}, "tenant_id"),
        ({"active": False}, "active"),
        ({"user_id": "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"}, "user_id"),
    ],
    ids=repr,
)
def test_what_is_no_user_is_refused_by_its_path(admin: Partner, change: dict[str, Any], path: str) -> None:
    before = names(admin)
    answer = admin.post("/users", {**ROSA, **change})
    assert (answer.status_code, list(answer.get_json()["details"])) == (400, [path])
    assert names(admin) == before


def test_all_faults_of_a_user_are_told_at_once(admin: Partner) -> None:
    answer = admin.post_raw("/users", b'{"username": "a\\ud800", "role": "owner", "password": "PASSWORD1"}')
    assert answer.status_code == 400
    details = answer.get_json()["details"]
    assert set(details) == {"username", "role", "password"}
    assert details["password"] == ["is one of the most common passwords"]


@pytest.mark.parametrize(("length", "status"), [(1, 201), (200, 201), (201, 400)])
def test_a_name_has_up_to_two_hundred_characters(admin: Partner, length: int, status: int) -> None:
    assert admin.post("/users", {**ROSA, "username": "é" * length}).status_code == status


def test_users_are_listed_newest_first_page_by_page_without_anything_of_their_passwords(admin: Partner) -> None:
    for number in range(5):
        create(admin, username=f"user {number}", password=ANOTHER)
    listed, cursor = [], None
    for _ in range(4):
        page = admin.get("/users", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).get_json()
        listed += page["users"]
        cursor = page.get("next_cursor")
    assert cursor is None
    assert [user["username"] for user in listed] == [f"user {number}" for number in (4, 3, 2, 1, 0)] + ["ada", "ann"]
    assert "password" not in str(listed)
    assert "argon2" not in str(listed)


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"limit": 0}, {"limit": 101}, {"limit": "1e1"}], ids=str)
def test_a_page_that_cannot_be_is_refused(admin: Partner, query: dict[str, Any]) -> None:
    answer = admin.get("/users", query_string=query)
    assert (answer.status_code, list(answer.get_json()["details"])) == (400, list(query))


def test_a_cursor_shows_another_tenant_only_its_own(app: Flask, admin: Partner, other_partner: Partner) -> None:
    create(admin)
    cursor = admin.get("/users", query_string={"limit": 1}).get_json()["next_cursor"]
    stranger = a_partner(app, "globex", username="gus", role="admin")
    assert set(names(stranger)) == {"gus", "ann"}
    page = stranger.get("/users", query_string={"cursor": cursor}).get_json()
    assert {user["username"] for user in page["users"]} <= {"gus", "ann"}


@pytest.mark.parametrize("role", ["analyst", "viewer"])
def test_who_is_no_admin_administers_nobody(app: Flask, admin: Partner, role: str) -> None:
    other = a_partner(app, "acme", username="other", role=role)
    user_id = own_id(other)
    assert other.get("/users").status_code == 403
    assert other.post("/users", ROSA).status_code == 403
    assert other.patch(f"/users/{user_id}", {"role": "admin"}).status_code == 403
    assert set(names(admin)) == {"ada", "ann", "other"}
    assert other.get("/auth/me").get_json()["role"] == role


def test_a_new_role_holds_on_the_next_request(admin: Partner) -> None:
    user_id = create(admin)["user_id"]
    rosa = logged_in(admin)
    assert rosa.get("/users").status_code == 403
    answer = admin.patch(f"/users/{user_id}", {"role": "admin"})
    assert (answer.status_code, answer.get_json()["role"]) == (200, "admin")
    assert rosa.get("/users").status_code == 200
    admin.patch(f"/users/{user_id}", {"role": "viewer"})
    assert rosa.post("/campaigns", {"name": "Mine"}).status_code == 403


def test_deactivation_holds_on_the_next_request_and_ends_the_sessions(admin: Partner) -> None:
    user_id = create(admin)["user_id"]
    rosa = logged_in(admin)
    assert admin.patch(f"/users/{user_id}", {"active": False}).get_json()["active"] is False
    assert rosa.get("/campaigns").status_code == 403
    login = {"tenant_id": "acme", "username": "rosa", "password": ANOTHER}
    assert rosa.post("/auth/login", login).status_code == 403
    assert admin.patch(f"/users/{user_id}", {"active": True}).get_json()["active"] is True
    assert rosa.get("/campaigns").status_code == 401
    assert logged_in(admin).get("/campaigns").status_code == 200


def test_a_password_that_an_admin_sets_ends_the_sessions(admin: Partner) -> None:
    user_id = create(admin)["user_id"]
    rosa = logged_in(admin)
    assert admin.patch(f"/users/{user_id}", {"password": PASSWORD}).status_code == 200
    assert rosa.get("/campaigns").status_code == 401
    login = {"tenant_id": "acme", "username": "rosa", "password": ANOTHER}
    assert rosa.post("/auth/login", login).status_code == 401
    logged_in(admin, password=PASSWORD)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({}, "body"),
        ({"role": "owner"}, "role"),
        ({"active": "no"}, "active"),
        ({"active": None}, "active"),
        ({"password": "12345678"}, "password"),
        ({"password": "short"}, "password"),
        ({"username": "other"}, "username"),
    ],
    ids=repr,
)
def test_what_is_no_change_is_refused_and_changes_nothing(admin: Partner, change: dict[str, Any], path: str) -> None:
    created = create(admin)
    answer = admin.patch(f"/users/{created['user_id']}", change)
    assert (answer.status_code, list(answer.get_json()["details"])) == (400, [path])
    assert created in admin.get("/users").get_json()["users"]
    logged_in(admin)


@pytest.mark.parametrize(
    "change", [{"active": False}, {"role": "analyst"}, {"role": "viewer", "active": False}], ids=str
)
def test_the_last_active_admin_stays_one(admin: Partner, change: dict[str, Any]) -> None:
    create(admin, username="off", role="admin")
    off = logged_in(admin, "off")
    assert admin.patch(f"/users/{own_id(off)}", {"active": False}).status_code == 200
    answer = admin.patch(f"/users/{own_id(admin)}", change)
    assert (answer.status_code, answer.get_json()["message"]) == (
        409,
        "The last active admin of a tenant can neither be deactivated nor lose the role.",
    )
    assert admin.get("/users").status_code == 200
    assert admin.patch(f"/users/{own_id(admin)}", {"role": "admin", "active": True}).status_code == 200


def test_one_of_two_admins_may_go(admin: Partner) -> None:
    create(admin, role="admin")
    rosa = logged_in(admin)
    assert admin.patch(f"/users/{own_id(admin)}", {"role": "viewer"}).status_code == 200
    assert admin.get("/users").status_code == 403
    assert rosa.patch(f"/users/{own_id(rosa)}", {"active": False}).status_code == 409


def test_a_user_of_another_tenant_is_answered_as_one_that_is_not(admin: Partner, other_partner: Partner) -> None:
    theirs = own_id(other_partner)
    answers = []
    for user_id in (theirs, str(uuid4())):
        answer = admin.patch(f"/users/{user_id}", {"active": False})
        body = answer.get_json()
        del body["request_id"]
        answers.append((answer.status_code, body))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert other_partner.get("/auth/me").status_code == 200


@pytest.mark.parametrize("user_id", ["ann", "%00", "%ff", "..%2f", "x" * 5000, "1", "null"])
def test_what_is_no_id_names_nobody(admin: Partner, user_id: str) -> None:
    assert admin.patch(f"/users/{user_id}", {"active": False}).status_code == 404


def test_the_operator_may_leave_a_tenant_without_an_admin(app: Flask, admin: Partner) -> None:
    with app.app_context():
        services().people.update_user_named("acme", "ada", UserChange(active=False))
    assert admin.get("/users").status_code == 403
