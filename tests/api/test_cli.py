"""The command line, on the run's database."""

from itertools import count

import pytest
from click.testing import Result
from flask import Flask

from api.wiring import services
from core.audit import Wanted
from core.errors import Inactive, InvalidCredentials, Unauthenticated
from core.sessions import Grant
from tests.api.conftest import PASSWORD

pytestmark = pytest.mark.slow  # hashes passwords, which is slow on purpose

_numbers = count(1)
ANOTHER = "wander-crisp-lantern-oath"


@pytest.fixture
def tenant_id(app: Flask, rolled_back: None) -> str:
    tenant_id = f"cli-{next(_numbers)}"
    assert run(app, "tenants", "add", tenant_id, "--name", "Company").exit_code == 0
    return tenant_id


def run(app: Flask, *arguments: str, stdin: str = "") -> Result:
    return app.test_cli_runner().invoke(args=list(arguments), input=stdin)


def add_user(app: Flask, tenant_id: str, password: str = PASSWORD) -> Result:
    arguments = ("users", "add", "--tenant", tenant_id, "--username", "ann", "--role", "admin", "--password-stdin")
    return run(app, *arguments, stdin=f"{password}\n")


def log_in(app: Flask, tenant_id: str, password: str = PASSWORD) -> Grant:
    with app.app_context():
        return services().login.login(tenant_id, "ann", password, source="127.0.0.1")


def of_ann(tenant_id: str) -> tuple[str, ...]:
    return ("--tenant", tenant_id, "--username", "ann")


def test_a_user_who_was_added_can_log_in(app: Flask, tenant_id: str) -> None:
    assert add_user(app, tenant_id).exit_code == 0
    log_in(app, tenant_id)


def test_deactivation_keeps_out_until_activation(app: Flask, tenant_id: str) -> None:
    add_user(app, tenant_id)
    for off, on in (
        (("tenants", "deactivate", tenant_id), ("tenants", "activate", tenant_id)),
        (
            ("users", "deactivate", "--tenant", tenant_id, "--username", "ann"),
            ("users", "activate", "--tenant", tenant_id, "--username", "ann"),
        ),
    ):
        assert run(app, *off).exit_code == 0
        with pytest.raises(Inactive):
            log_in(app, tenant_id)
        assert run(app, *on).exit_code == 0
        log_in(app, tenant_id)


def test_a_new_role_holds_for_the_sessions_that_are_open(app: Flask, tenant_id: str) -> None:
    add_user(app, tenant_id)
    token = log_in(app, tenant_id).access_token
    assert run(app, "users", "role", *of_ann(tenant_id), "--role", "viewer").exit_code == 0
    with app.app_context():
        assert services().sessions.authenticate(token).role == "viewer"


def test_a_new_password_ends_the_sessions_and_replaces_the_old_one(app: Flask, tenant_id: str) -> None:
    add_user(app, tenant_id)
    token = log_in(app, tenant_id).access_token
    result = run(app, "users", "password", *of_ann(tenant_id), "--password-stdin", stdin=f"{ANOTHER}\n")
    assert result.exit_code == 0
    assert ANOTHER not in result.output
    with app.app_context(), pytest.raises(Unauthenticated):
        services().sessions.authenticate(token)
    with pytest.raises(InvalidCredentials):
        log_in(app, tenant_id)
    log_in(app, tenant_id, ANOTHER)


def test_what_is_done_is_recorded_on_behalf_of_the_command_line(app: Flask, tenant_id: str) -> None:
    add_user(app, tenant_id)
    run(app, "users", "role", *of_ann(tenant_id), "--role", "viewer")
    run(app, "users", "role", *of_ann(tenant_id), "--role", "viewer")  # changes nothing
    run(app, "users", "password", *of_ann(tenant_id), "--password-stdin", stdin=f"{ANOTHER}\n")
    run(app, "users", "deactivate", *of_ann(tenant_id))
    run(app, "tenants", "deactivate", tenant_id)
    with app.app_context():
        page = services().audit.page(tenant_id, Wanted(), before=None, limit=100)
    events = [link.event for link in reversed(page.links)]
    assert {event.origin.actor_kind for event in events} == {"command_line"}
    assert [(event.action, dict(event.details)) for event in events] == [
        ("tenant.created", {}),
        ("user.created", {"role": "admin"}),
        ("user.updated", {"role": "viewer"}),
        ("user.updated", {"password": True}),
        ("user.updated", {"active": False}),
        ("tenant.updated", {"active": False}),
    ]


def test_failures_say_why_and_exit_with_an_error(app: Flask, tenant_id: str) -> None:
    add_user(app, tenant_id)
    for result, said in (
        (run(app, "tenants", "add", tenant_id, "--name", "Again"), "There is such a tenant already."),
        (add_user(app, tenant_id), "There is such a user already."),
        (add_user(app, "nobody"), "There is no such tenant."),
        (add_user(app, tenant_id, "short"), "password must have 8 to 1024 characters"),
        (add_user(app, tenant_id, "Password1"), "password is one of the most common passwords"),
        (run(app, "users", "role", *of_ann("nobody"), "--role", "viewer"), "There is no such user."),
        (run(app, "users", "role", *of_ann(tenant_id), "--role", "owner"), "'owner' is not one of"),
        (run(app, "users", "password", *of_ann(tenant_id), "--password-stdin", stdin="short"), "8 to 1024 characters"),
        (run(app, "tenants", "deactivate", "nobody"), "There is no such tenant."),
        (run(app, "tenants", "add", " ", "--name", "Blank"), "printable characters"),
    ):
        assert result.exit_code != 0
        assert said in result.output
