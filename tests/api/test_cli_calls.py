"""The command line of stored calls, on the run's database."""

import pytest
from flask import Flask
from sqlalchemy import text

from db.base import db as database
from db.work import TenantSession, outer_connection
from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow  # a command line over many calls


def test_calls_that_lack_words_and_facts_are_completed_once(app: Flask, partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    assert partner.process(a_transcription("old", "FIBRE")).status_code == 200
    with app.app_context(), TenantSession(outer_connection() or database.engine, "acme") as session, session.begin():
        for table in ("call_facts", "call_requests", "call_words"):
            session.execute(text(f"delete from {table}"))
    runner = app.test_cli_runner()
    for done in ("1 call", "0 calls"):
        result = runner.invoke(args=["calls", "complete", "--tenant", "acme"])
        assert result.exit_code == 0, result.output
        assert f"acme: {done} completed.\n" in result.output
    assert runner.invoke(args=["calls", "complete"]).exit_code == 2
