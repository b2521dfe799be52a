"""What /metrics tells, to whom, and what it never tells."""

import contextlib
import http.client
import re
import socket
from dataclasses import replace
from typing import get_args

import pytest
from flask import Flask

from api.app import create_app
from api.contract import CONTRACT
from api.scraping import tell_on_port
from api.settings import Settings, SettingsError
from core.analysis.measures import MEASURES
from core.answering.plan import Operator
from tests.api.contract_client import ContractClient
from tests.api.partner import Partner, a_transcription
from tests.api.scrapes import Samples, increase, increases, samples, value

TOKEN = "a token that only Prometheus and its operator know: 1357"


def scraped(partner: Partner) -> Samples:
    answer = partner.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return samples(answer.text)


def test_requests_are_counted_by_operation_and_status(partner: Partner, anybody: Partner) -> None:
    before = scraped(partner)
    partner.create_campaign(code="FIBRE")
    assert partner.client.head("/api/v1/campaigns", headers=partner.headers()).status_code == 200
    assert partner.get("/campaigns?limit=x").status_code == 400
    assert anybody.get("/campaigns").status_code == 401
    assert partner.get("/campaigns/NONE").status_code == 404
    assert partner.get("/nothing").status_code == 404
    assert partner.client.put("/api/v1/campaigns").status_code == 405
    assert partner.client.get("/openapi.yaml").status_code == 200
    assert partner.client.get("/healthz").status_code == 200
    after = scraped(partner)
    assert increases(before, after, "http_requests_total") == {
        ("createCampaign", "201"): 1,
        ("listCampaigns", "200"): 1,
        ("listCampaigns", "400"): 1,
        ("listCampaigns", "401"): 1,
        ("getCampaign", "404"): 1,
        ("none", "404"): 1,
        ("none", "405"): 1,
        ("other", "200"): 1,
        ("getHealth", "200"): 1,
        ("getMetrics", "200"): 1,  # the scrape before
    }
    assert increase(before, after, "http_request_duration_seconds_count", operation="listCampaigns") == 3
    assert value(before, "http_requests_in_flight") == value(after, "http_requests_in_flight") == 1  # the scrape itself


def test_calls_are_counted_by_what_became_of_them_with_the_time_of_each_step(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    nothing_said = a_transcription("unjudged", "FIBRE", conversation=[{"speaker": "bot", "timestamp": 0, "text": "Hi"}])
    before = scraped(partner)
    assert partner.process(a_transcription("one", "FIBRE"), nothing_said).status_code == 200
    after = scraped(partner)
    assert increases(before, after, "calls_analysed_total") == {("sync", "completed"): 1, ("sync", "unjudged"): 1}
    turns = len(a_transcription("one", "FIBRE")["conversation"]) + 1
    assert increases(before, after, "turns_analysed_total") == {("sync",): turns}
    assert increase(before, after, "call_analysis_duration_seconds_count", mode="sync") == 2
    steps = {step for (step,) in increases(before, after, "analysis_step_seconds_total")}
    assert steps >= {"preparation", "topic", "sentiment", "requests", *(measure.__name__ for measure in MEASURES)}


def test_questions_are_counted_by_operator(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription("one", "FIBRE"))
    before = scraped(partner)
    for text in ("How long was the call?", "How long did the call take?", "Summarise the call."):
        assert partner.post("/conversations/one/qa", {"question": {"text": text}}).status_code == 200
    after = scraped(partner)
    counted = increases(before, after, "questions_answered_total")
    assert sum(counted.values()) == 3
    assert {operator for _, operator in counted} <= set(get_args(Operator))
    assert increase(before, after, "question_duration_seconds_count", answered_by="local") == 3


def test_what_waits_is_told_of_all_tenants_together(partner: Partner, other_partner: Partner) -> None:
    before = scraped(partner)
    for each in (partner, other_partner):
        each.create_campaign(code="FIBRE")
        calls = {"transcription": [a_transcription("later", "FIBRE")]}
        assert each.post("/conversations/process?async=true", calls).status_code == 202
    after = scraped(partner)
    assert increase(before, after, "chunks_waiting") == 2
    assert value(after, "chunks_running") == 0
    assert value(after, "oldest_chunk_age_seconds") > 0
    assert value(after, "database_up") == value(after, "migrations_current") == 1
    assert value(after, "broker_up") == 0  # nobody listens there
    assert value(after, "data_disk_free_bytes") <= value(after, "data_disk_size_bytes")


def test_no_label_tells_who_is_a_customer_and_each_has_few_values(partner: Partner, other_partner: Partner) -> None:
    for each in (partner, other_partner):
        each.create_campaign(code="FIBRE")
        each.process(a_transcription("call-of-somebody", "FIBRE"))
        each.get("/conversations/call-of-somebody?who=knows")
    text = partner.client.get("/metrics").text
    for name in ("acme", "globex", "ann", "FIBRE", "call-of-somebody", "knows"):
        assert not re.search(rf'"[^"]*\b{name}\b[^"]*"', text)
    seen: dict[str, set[str]] = {}
    for _, labels in samples(text):
        for label, each_value in labels:
            seen.setdefault(label, set()).add(each_value)
    assert set(seen) <= {
        *("operation", "status", "limit", "mode", "outcome", "step", "operator", "answered_by", "reason", "task"),
        *("queue", "pid", "le", "contract", "engine", "python"),
    }
    assert seen["operation"] <= {*CONTRACT.operations, "none", "other"}


def test_with_a_token_only_who_has_it_is_told(settings: Settings) -> None:
    client = client_of(replace(settings, metrics_token=TOKEN))
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer nonsense"}).status_code == 401
    assert client.get("/metrics", headers={"Authorization": f"Basic {TOKEN}"}).status_code == 401
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_in_production_without_a_token_there_are_no_metrics(settings: Settings) -> None:
    production = replace(settings, app_env="production")
    answer = client_of(production).get("/metrics", headers={"Authorization": "Bearer "})
    assert answer.status_code == 404
    assert answer.get_json()["message"] == "There is no such address."
    with_token = client_of(replace(production, metrics_token=TOKEN))
    assert with_token.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_a_worker_tells_what_it_has_counted_on_a_port_of_its_own_by_the_same_token(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tell_on_port(replace(settings, metrics_token=TOKEN), port)
    for path, token, status in (
        ("/metrics", TOKEN, 200),
        ("/metrics", "nonsense", 401),
        ("/metrics", "", 401),
        ("/", TOKEN, 404),
    ):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            told = samples(answer.read().decode())
            assert answer.status == status
            assert (("database_pool_timeouts_total", frozenset()) in told) is (status == 200)


def test_a_weak_token_is_refused_in_production(settings: Settings) -> None:
    environment = {"APP_ENV": "production", "JWT_SECRET_KEY": settings.jwt_secret_key, "METRICS_TOKEN": "short"}
    with pytest.raises(SettingsError, match="METRICS_TOKEN"):
        Settings.from_env(environment)


def test_readiness_names_what_it_has_checked(anybody: Partner) -> None:
    checks = anybody.client.get("/readyz").get_json()["checks"]
    assert checks == {"database": "ok", "migrations": "ok", "broker": "unavailable"}


def test_readiness_names_what_is_not_ready_and_nothing_inside(settings: Settings) -> None:
    away = client_of(replace(settings, database_url="postgresql+psycopg2://app:hush@127.0.0.1:1/calls"))
    answer = away.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["details"] == {"database": ["does not answer"]}
    assert "127.0.0.1" not in answer.text
    told = samples(away.get("/metrics").text)
    assert value(told, "database_up") == 0
    assert ("chunks_waiting", frozenset()) not in told


def client_of(settings: Settings) -> ContractClient:
    app: Flask = create_app(settings)
    app.test_client_class = ContractClient
    client = app.test_client()
    assert isinstance(client, ContractClient)
    return client
