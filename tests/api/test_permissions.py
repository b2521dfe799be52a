"""Who may call what: the table of the code is that of the contract, and every answer follows it."""

import re
from collections.abc import Mapping
from typing import Any, get_args

import pytest
from flask import Flask

from api.contract import CONTRACT, Operation
from api.wiring import services
from core.identity import Scope
from core.permissions import ACCESS
from tests.api.conftest import a_partner
from tests.api.partner import BASE, Partner

pytestmark = pytest.mark.slow  # every operation by every role and scope

SCOPES: tuple[Scope, ...] = get_args(Scope)
# Each role with those whose right it has, too.
ROLES = {"viewer": {"viewer"}, "analyst": {"viewer", "analyst"}, "admin": {"viewer", "analyst", "admin"}}
SECURED = [operation for operation in CONTRACT.operations.values() if operation.secured]
SOME_ID = "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"


def named(operation: Operation) -> str:
    return operation.operation_id


def test_the_table_is_that_of_the_contract() -> None:
    decided = {name: None if access is None else (access.role, access.scope) for name, access in ACCESS.items()}
    written = {
        name: (operation.role, operation.scope) if operation.secured else None
        for name, operation in CONTRACT.operations.items()
    }
    assert decided == written


@pytest.mark.parametrize("operation", CONTRACT.operations.values(), ids=named)
def test_the_contract_names_a_scope_where_it_takes_keys_and_a_role_where_it_takes_anybody(operation: Operation) -> None:
    assert ("apiKeyAuth" in operation.schemes) == (operation.scope is not None)
    assert ("bearerAuth" in operation.schemes) == (operation.role is not None)


def test_the_scopes_are_those_of_the_contract_and_each_opens_something() -> None:
    assert list(SCOPES) == CONTRACT.schemas["Scope"]["enum"]
    assert {access.scope for access in ACCESS.values() if access and access.scope} == set(SCOPES)


@pytest.fixture(scope="module")
def insiders(app: Flask) -> dict[str, Partner]:
    """Somebody of each role, and a machine for each scope, of one tenant that is there in every test."""
    found = {"analyst": a_partner(app, "initech")}
    for role in ("viewer", "admin"):
        found[role] = a_partner(app, "initech", username=role, role=role)
    with app.app_context():
        for scope in SCOPES:
            _, text = services().api_keys.create("initech", scope, [scope], None)
            found[scope] = Partner(app.test_client(), api_key=text)
    return found


@pytest.fixture
def asking(insiders: dict[str, Partner], rolled_back: None) -> Mapping[str, Partner]:
    """The insiders; what they do, such as logging out, is rolled back."""
    return insiders


def ask(partner: Partner, operation: Operation) -> Any:
    """Ask for an operation by a request that is let in or not, but is good for nothing else."""
    path = re.sub(r"\{\w+\}", SOME_ID, operation.path)
    return partner.client.open(
        BASE + path, method=operation.method, data=b"{ not json", headers=partner.headers(), content_type="text/plain"
    )


@pytest.mark.parametrize("operation", SECURED, ids=named)
@pytest.mark.parametrize("role", ROLES)
def test_a_person_may_do_what_their_role_contains(
    asking: Mapping[str, Partner], operation: Operation, role: str
) -> None:
    answer = ask(asking[role], operation)
    if operation.role in ROLES[role]:
        assert answer.status_code in (200, 400, 404, 415), answer.text
    else:
        assert (answer.status_code, answer.get_json()["error"]) == (403, "Forbidden")


@pytest.mark.parametrize("operation", SECURED, ids=named)
@pytest.mark.parametrize("scope", SCOPES)
def test_a_machine_may_do_what_its_scope_names_and_nothing_else(
    asking: Mapping[str, Partner], operation: Operation, scope: Scope
) -> None:
    answer = ask(asking[scope], operation)
    if operation.scope == scope:
        assert answer.status_code in (200, 400, 404, 415), answer.text
    else:
        assert (answer.status_code, answer.get_json()["error"]) == (403, "Forbidden")


def test_a_machine_of_all_scopes_may_do_what_is_not_for_people_only(app: Flask, rolled_back: None) -> None:
    with app.app_context():
        services().people.add_tenant("umbrella", "Umbrella")
        _, text = services().api_keys.create("umbrella", "All", SCOPES, None)
    machine = Partner(app.test_client(), api_key=text)
    for operation in SECURED:
        assert (ask(machine, operation).status_code == 403) == (operation.scope is None), operation.operation_id


def test_who_cannot_be_recognised_may_do_nothing_that_is_secured(anybody: Partner) -> None:
    anybody.api_key = "garbled"
    assert {ask(anybody, operation).status_code for operation in SECURED} == {401}


def test_what_everybody_may_do_asks_for_no_key(anybody: Partner) -> None:
    anybody.api_key = "garbled"
    login = {"tenant_id": "initech", "username": "nobody", "password": "wander-crisp-lantern"}
    assert anybody.post("/auth/login", login).get_json()["error"] == "Invalid credentials"
    assert anybody.client.get("/healthz", headers=anybody.headers()).status_code == 200
