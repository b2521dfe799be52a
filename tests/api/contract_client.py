"""A test client that holds every answer of every test against the contract."""

import gzip
import json
import re
from functools import cache
from typing import Any

import jsonschema_rs
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.contract import CONTRACT, Operation
from api.dates import is_moment

PROBLEM = "application/problem+json"
ALWAYS = ("X-Request-Id", "Cache-Control", "X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy")

# What comes of these is said in the contract, also where it comes in some cases only.
DECLARED = ("Retry-After", "Location", "Idempotency-Replayed", "WWW-Authenticate", "ETag", "Preference-Applied")


class ContractClient(FlaskClient):
    """Fails a test whose answer the contract does not have: status, body, undeclared fields, headers."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        check(response.request.method, response.request.path, response)
        return response


def check(method: str, path: str, response: TestResponse) -> None:
    for header in ALWAYS:
        assert header in response.headers, f"{method} {path} answers without {header}"
    assert "Set-Cookie" not in response.headers
    if response.status_code == 304:
        assert not response.data, f"{method} {path} answers 304 with a body"
        assert "ETag" in response.headers, f"{method} {path} answers 304 without ETag"
    if response.status_code >= 400:
        assert_error(response)
    operation = operation_of(method, path)
    if operation is None or response.status_code == 405:
        return
    said = f"{operation.operation_id} {response.status_code}"
    assert response.status_code in operation.responses, f"{said} is not in the contract"
    spec = operation.responses[response.status_code]
    for header in spec.headers:
        assert header in response.headers, f"{said} comes without {header}"
    for header in DECLARED:
        if header in response.headers:
            assert header in declared_headers(operation, response.status_code), f"{said} comes with {header}"
    forms = declared_answer(operation, response.status_code).get("content", {})
    assert not forms or response.mimetype in forms, f"{said} comes as {response.mimetype}"
    schema = "ProblemDetails" if response.mimetype == PROBLEM else spec.schema
    if schema and response.mimetype in ("application/json", PROBLEM) and method != "HEAD":
        errors = [f"{list(e.instance_path)}: {e.message}" for e in closed(schema).iter_errors(sent_json(response))]
        assert not errors, f"{said}: {errors[:5]}"


def declared_headers(operation: Operation, status: int) -> Any:
    return declared_answer(operation, status).get("headers", {})


def declared_answer(operation: Operation, status: int) -> Any:
    path = CONTRACT.document["paths"][operation.path]
    answer = path[operation.method.lower()]["responses"][str(status)]
    if "$ref" in answer:
        return CONTRACT.document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return answer


def assert_error(response: TestResponse) -> None:
    if response.request.method == "HEAD":
        return
    assert "Accept" in response.vary
    body = sent_json(response)
    members = {"error", "message", "details", "request_id", "current_mode"}
    if response.mimetype == PROBLEM:
        assert body["type"].startswith("urn:problem-type:call-quality:")
        assert (body["title"], body["detail"]) == (body["error"], body["message"])
        assert body["status"] == response.status_code
        assert body["instance"].endswith(body["request_id"])
        members |= {"type", "title", "status", "detail", "instance"}
    assert set(body) <= members
    assert body["error"]
    assert body["message"]
    assert body["request_id"] == response.headers["X-Request-Id"]


def sent_json(response: TestResponse) -> Any:
    """The JSON of an answer, however it is compressed."""
    zipped = response.headers.get("Content-Encoding") == "gzip"
    return json.loads(gzip.decompress(response.data) if zipped else response.data)


def operation_of(method: str, path: str) -> Operation | None:
    method = "GET" if method == "HEAD" else method
    for operation in CONTRACT.operations.values():
        base = "" if operation.tag == "Health" else CONTRACT.base_path
        pattern = re.escape(base) + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation.path))
        if operation.method == method and re.fullmatch(pattern, path):
            return operation
    return None


@cache
def closed(schema: str) -> jsonschema_rs.Draft202012Validator:
    """A schema of the contract that refuses what it does not declare."""
    definitions = {name: _closed(each) for name, each in CONTRACT.definitions.items()}
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/$defs/{schema}", "$defs": definitions}, validate_formats=True, formats={"date-time": is_moment}
    )


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    turned = {key: _closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        turned.setdefault("additionalProperties", False)
    return turned
