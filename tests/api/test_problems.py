"""Errors as RFC 9457 has them, for who asks for that."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import default_exceptions

from api.app import create_app
from api.contract import CONTRACT
from api.errors import TABLE, kind_of, problem_of
from api.settings import Settings
from core import errors
from tests.api.conftest import PASSWORD
from tests.api.contract_client import PROBLEM, ContractClient
from tests.api.partner import BASE, Partner, a_transcription

PROBLEMS = {"Accept": PROBLEM}
ERRORS = Path(__file__).resolve().parents[2] / "docs" / "pages" / "errors.md"


def an_app(settings: Settings) -> Flask:
    app = create_app(settings)
    app.test_client_class = ContractClient
    return app


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "kind"),
    [
        ("GET", "/nowhere", {}, 404, "not-found"),
        ("DELETE", f"{BASE}/campaigns", {}, 405, "method-not-allowed"),
        ("GET", f"{BASE}/campaigns?page=0", {}, 400, "invalid-request"),
        ("GET", f"{BASE}/conversations/none", {}, 404, "conversation-not-found"),
        ("GET", f"{BASE}/campaigns/none", {}, 404, "not-found"),
        ("POST", f"{BASE}/campaigns", {"data": b"{}", "content_type": "text/plain"}, 415, "unsupported-media-type"),
        ("POST", f"{BASE}/campaigns", {"data": b" " * (10 * 2**20 + 1)}, 413, "request-entity-too-large"),
        ("GET", f"{BASE}/users", {}, 403, "forbidden"),
    ],
)
def test_an_error_of_a_route_or_of_the_framework_comes_as_a_problem(
    partner: Partner, method: str, path: str, options: dict[str, Any], status: int, kind: str
) -> None:
    options = {"content_type": "application/json", **options}
    answer = partner.client.open(path, method=method, headers={**partner.headers(), **PROBLEMS}, **options)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    problem = answer.get_json()
    assert problem["type"] == f"urn:problem-type:call-quality:{kind}"
    assert problem["instance"] == f"urn:request-id:{answer.headers['X-Request-Id']}"
    plain = partner.client.open(path, method=method, headers=partner.headers(), **options)
    assert (plain.status_code, plain.mimetype) == (status, "application/json")
    same = {name: problem[name] for name in plain.get_json()}
    assert same == {**plain.get_json(), "request_id": problem["request_id"]}


# One of each kind, and of those that the framework raises.
RAISED = [
    errors.InvalidRequest({"name": ["is required"]}),
    errors.InvalidCredentials(),
    errors.Unauthenticated(),
    errors.Inactive(),
    errors.Forbidden(),
    errors.TooManyAttempts(1),
    errors.TooManyRequests(1),
    errors.Overloaded(),
    errors.NoRoom(),
    errors.NotFound("conversation", "call-1"),
    errors.NotJudgedYet("call-1"),
    errors.NotJudged("call-1"),
    errors.Unjudged("call-1"),
    errors.NothingToAnalyse(),
    errors.LastAdmin(),
    errors.KeyReused(),
    errors.KeyInUse(1),
    errors.SecretChanged(),
    errors.SwitchedOff(),
    errors.TooMany("webhook", 20),
    errors.AlreadyExists("campaign", ["FIBRE"]),
    errors.Conflict(),
    errors.NotAvailable(),
    errors.NotReady({"database": ["does not answer"]}),
    errors.StorageUnavailable(),
    *(default_exceptions[status]() for status in (400, 404, 405, 406, 408, 411, 413, 415)),
    RuntimeError(),
]


def test_the_page_of_errors_tells_every_kind_with_its_status_and_its_name() -> None:
    assert {type(each) for each in RAISED} >= {kind for kind, _ in TABLE}
    rows = [
        tuple(cell.strip(" `") for cell in line.split("|")[1:4])
        for line in ERRORS.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    assert len(rows) == len(set(rows))
    problems = [(kind_of(each), problem_of(each)) for each in RAISED]
    assert set(rows) == {(kind, str(problem.status), problem.error) for kind, problem in problems}


def test_the_page_of_errors_tells_every_status_of_the_contract() -> None:
    told = set(re.findall(r"^\| `[a-z-]+` \| (\d+) \|", ERRORS.read_text(encoding="utf-8"), re.MULTILINE))
    declared = {str(status) for each in CONTRACT.operations.values() for status in each.responses if status >= 400}
    assert told - declared == {"405", "408"}
    assert declared <= told


@pytest.mark.parametrize(
    ("accept", "as_problem"),
    [
        ("", False),
        ("*/*", False),
        ("application/*", False),
        ("application/json", False),
        ("text/html", False),
        ("application/problem+json", True),
        ("Application/Problem+JSON", True),
        ("application/problem+json; charset=utf-8", True),
        ("application/json, application/problem+json", True),
        ("application/problem+json, */*", True),
        ("application/problem+json;q=0.5, application/json", False),
        ("application/problem+json;q=0.5, */*", False),
        ("application/problem+json, application/json;q=0.9", True),
        ("application/problem+json;q=0", False),
        ("application/problem+json;q=0, */*", False),
        ("application/problem+xml", False),
    ],
)
def test_only_who_names_problems_and_wants_them_no_less_than_json_gets_them(
    app: Flask, accept: str, as_problem: bool
) -> None:
    answer = app.test_client().get("/nowhere", headers={"Accept": accept})
    assert answer.mimetype == (PROBLEM if as_problem else "application/json")
    assert "Accept" in answer.vary


def test_how_errors_are_to_come_changes_no_other_answer(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription())
    for path in ("/campaigns", "/conversations/call-1/report"):
        answer = partner.client.get(BASE + path, headers={**partner.headers(), **PROBLEMS})
        assert (answer.status_code, answer.mimetype) == (200, "application/json")


def test_a_refused_login_comes_as_a_problem(anybody: Partner) -> None:
    wrong = {"tenant_id": "acme", "username": "ann", "password": f"not {PASSWORD}"}
    answer = anybody.client.post(f"{BASE}/auth/login", json=wrong, headers=PROBLEMS)
    assert answer.get_json()["type"].endswith(":invalid-credentials")
    assert answer.headers["WWW-Authenticate"]


def test_what_is_not_offered_comes_as_a_problem_with_its_mode(partner: Partner, settings: Settings) -> None:
    without_broker = an_app(replace(settings, celery_broker_url=None))
    path, body = f"{BASE}/conversations/process?async=true", {"transcription": [a_transcription()]}
    answer = without_broker.test_client().post(path, json=body, headers={**partner.headers(), **PROBLEMS})
    assert (answer.status_code, answer.get_json()["current_mode"]) == (501, "sync")
    assert answer.get_json()["type"].endswith(":not-available")


def test_what_was_not_foreseen_comes_as_a_problem_that_tells_nothing(settings: Settings) -> None:
    app = an_app(settings)
    app.add_url_rule("/broken", view_func=lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    answer = app.test_client().get("/broken", headers=PROBLEMS)
    assert (answer.status_code, answer.mimetype) == (500, PROBLEM)
    assert "division" not in answer.text


def test_a_database_that_is_away_comes_as_a_problem() -> None:
    away = Settings.from_env(
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "LOG_LEVEL": "CRITICAL", "CELERY_BROKER_URL": "none"}
    )
    answer = an_app(away).test_client().get("/readyz", headers=PROBLEMS)
    assert (answer.status_code, answer.mimetype) == (503, PROBLEM)
    assert answer.headers["Retry-After"]
