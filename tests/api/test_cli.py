"""The command line, on the run's database."""

from itertools import count

import pytest
from click.testing import Result
from flask import Flask

from api.wiring import services
from core.errors import Inactive
from tests.api.conftest import PASSWORD

_numbers = count(1)


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


def log_in(app: Flask, tenant_id: str) -> None:
    with app.app_context():
        services().login.login(tenant_id, "ann", PASSWORD, source="127.0.0.1")


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


def test_failures_say_why_and_exit_with_an_error(app: Flask, tenant_id: str) -> None:
    add_user(app, tenant_id)
    for result, said in (
        (run(app, "tenants", "add", tenant_id, "--name", "Again"), "There is such a tenant already."),
        (add_user(app, tenant_id), "There is such a user already."),
        (add_user(app, "nobody"), "There is no such tenant."),
        (add_user(app, tenant_id, "short"), "password must have 8 to 1024 characters"),
        (run(app, "tenants", "deactivate", "nobody"), "There is no such tenant."),
        (run(app, "tenants", "add", " ", "--name", "Blank"), "printable characters"),
    ):
        assert result.exit_code != 0
        assert said in result.output
