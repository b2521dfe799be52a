"""The generated and the authored surface agree, and every example of the contract is true."""

import re
from typing import Any

import pytest
from flask import Flask

from api.contract import CONTRACT, Operation
from api.restx import swagger_schema
from tests.api.partner import BASE, Partner

VERSIONED = [operation for operation in CONTRACT.operations.values() if operation.tag != "Health"]
SECURED = [operation for operation in CONTRACT.operations.values() if operation.secured]


def named(operation: Operation) -> str:
    return operation.operation_id


@pytest.fixture(scope="module")
def generated(app: Flask) -> dict[str, Any]:
    document = app.test_client().get(f"{BASE}/swagger.json").get_json()
    assert isinstance(document, dict)
    return document


def test_the_generated_surface_has_the_operations_of_the_contract_and_no_others(generated: dict[str, Any]) -> None:
    found = {
        (method.upper(), path, spec["operationId"])
        for path, item in generated["paths"].items()
        for method, spec in item.items()
        if method != "parameters"
    }
    assert found == {(each.method, each.path, each.operation_id) for each in VERSIONED}


@pytest.mark.parametrize("operation", VERSIONED, ids=named)
def test_an_operation_is_generated_as_it_was_authored(generated: dict[str, Any], operation: Operation) -> None:
    item = generated["paths"][operation.path]
    spec = item[operation.method.lower()]
    parameters = {(each["in"], each["name"]) for each in (*item.get("parameters", []), *spec.get("parameters", []))}
    authored = {(each.place, each.name) for each in operation.parameters}
    assert parameters == authored | ({("body", "payload")} if operation.body else set())
    assert set(spec["responses"]) == {str(status) for status in operation.responses}
    for status, response in operation.responses.items():
        shown = spec["responses"][str(status)].get("schema", {}).get("$ref")
        assert shown == (f"#/definitions/{response.schema}" if response.schema else None)  # others are not JSON
    assert spec["security"] == [{scheme: []} for scheme in operation.schemes]
    assert spec["tags"] == [operation.tag]


def test_the_generated_models_are_those_of_the_contract(generated: dict[str, Any]) -> None:
    for name, model in generated["definitions"].items():
        assert model == swagger_schema(name)
    used = {each.body for each in VERSIONED if each.body}
    used |= {response.schema for each in VERSIONED for response in each.responses.values() if response.schema}
    assert used <= set(generated["definitions"])


def test_the_contract_is_served_verbatim(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/openapi.yaml").text == CONTRACT.source
    assert client.get("/openapi.json").get_json() == CONTRACT.document


@pytest.mark.parametrize("operation", SECURED, ids=named)
@pytest.mark.parametrize("token", [None, "garbled", "a.b.c", "x" * 16_000], ids=["none", "garbled", "empty", "huge"])
def test_nobody_gets_in_without_a_token(anybody: Partner, operation: Operation, token: str | None) -> None:
    anybody.token = token
    path = re.sub(r"\{\w+\}", "anything", operation.path)
    answer = anybody.client.open(
        BASE + path, method=operation.method, data=b"{ not json", headers=anybody.headers(), content_type="text/plain"
    )
    assert answer.status_code == 401
    assert answer.get_json()["error"] == "Unauthorized"


@pytest.mark.parametrize("operation", [each for each in SECURED if each.role], ids=named)
def test_an_operation_names_a_role_that_exists(operation: Operation) -> None:
    assert operation.role in ("viewer", "analyst", "admin")
