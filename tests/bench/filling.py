"""A database of many calls, made by the server itself of a few that were really analysed.

The calls are those of the demo's dialogues, cut off at various turns, and are of 200 tenants, the first of which has
7 % of them, in one campaign. Their documents and words are there for that tenant alone: nobody looks at the others'.
The database stays in build/bench/browse-<calls>, until the migrations have another head.
"""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, make_url, text

from api import parsing
from api.demo.convert import to_transcription
from api.demo.sample import dialogues
from core.analysis.pipeline import analyse
from core.calls import Call
from core.campaigns import Campaign
from core.jobs import CallResult, Job
from db.base import Base, db
from db.embedded import running
from db.engine import bind, owner_engine
from db.migrate import upgrade
from db.work import open_work
from tests.bench.results import PROJECT
from tests.db.builders import a_job, a_report, stored_campaign

BUILD = PROJECT / "build" / "bench"
VERSIONS = PROJECT / "migrations" / "versions"
TENANTS = 200
LARGEST, TEMPLATES = "t000", "templates"
LARGEST_PERCENT = 7
FEWEST_TURNS = 6
BEGIN, DAYS = datetime(2024, 1, 1, tzinfo=UTC), 80

MADE_UP = f"""
    create unlogged table made_up as
    select n, tenant_id, gen_random_uuid() as conversation_id, campaign_id, 1 + n * 7 % :templates as template,
        timestamptz '2024-01-01 00:00Z' + n * interval '1 second' * (:days * 86400.0 / :calls) as started_at,
        n % 51 = 0 as failed
    from generate_series(1, :calls) as n
    cross join lateral (
        select 't' || lpad((case when n % 100 < {LARGEST_PERCENT} then 0 else 1 + n % {TENANTS - 1} end)::text, 3, '0')
            as tenant_id
    ) whose
    join campaigns using (tenant_id)
"""
CALLS = """
    insert into conversations (
        tenant_id, conversation_id, call_id, campaign_id, campaign_ref, position, bot_name, started_at, duration_s,
        received_at, turns, metadata, status, failure_code, failure_message
    )
    select m.tenant_id, m.conversation_id, 'call-' || m.n, m.campaign_id, 'FIBRE', 0,
        'ava-' || m.n % 3, m.started_at, c.duration_s, m.started_at,
        case when m.tenant_id = :largest then c.turns else '[]' end, c.metadata,
        case when failed then 'failed' else 'completed' end, case when failed then 'analysis_failed' end,
        case when failed then 'The analysis of this call failed.' end
    from made_up m join kinds using (template)
    join conversations c on c.tenant_id = :templates and c.conversation_id = kinds.conversation_id
"""
REPORTS = """
    insert into reports
    select m.tenant_id, gen_random_uuid(), m.conversation_id, r.generated_at, r.elapsed_ms, r.engine_version,
        r.overall_quality_score, r.bot_performance_score, r.customer_engagement_score, r.sentiment_trend, r.analysis
    from made_up m join kinds using (template)
    join reports r on r.tenant_id = :templates and r.conversation_id = kinds.conversation_id
    where m.tenant_id = :largest and not failed
"""
DERIVED = """
    insert into {table} ({columns})
    select {values}
    from made_up m join kinds using (template)
    join {table} f on f.tenant_id = :templates and f.conversation_id = kinds.conversation_id
    where not failed and {whose}
"""
OF_THE_CALL = {name: f"m.{name}" for name in ("tenant_id", "conversation_id", "campaign_id", "started_at")}
# For those who would have stored them so.
AS_JSONB = """
    create table jsonb_reports as
    select tenant_id, conversation_id, analysis::jsonb as analysis from reports where tenant_id = :largest
"""


@dataclass(frozen=True, slots=True)
class ManyCalls:
    """A database of so many calls, with the largest tenant's campaign and an engine that nothing binds to a tenant."""

    calls: int
    campaign_id: UUID
    superuser: Engine


@contextmanager
def many_calls(calls: int) -> Iterator[ManyCalls]:
    """Start a database of so many calls, which is filled where that has not been done; units of work are of it."""
    place = BUILD / f"browse-{calls}"
    head = max(file.name for file in VERSIONS.glob("[0-9]*.py"))
    is_filled = place / "filled"
    if not is_filled.exists() or is_filled.read_text(encoding="utf-8") != head:
        shutil.rmtree(place, ignore_errors=True)
    with running(place, durable=False) as urls:
        superuser = owner_engine(make_url(urls.owner).set(username="postgres").render_as_string(hide_password=False))
        app = Flask("bench")
        bind(app, url=urls.app)
        with app.app_context():
            if not is_filled.exists():
                began_s = time.monotonic()
                upgrade(urls.owner)
                _fill(superuser, calls)
                is_filled.write_text(head, encoding="utf-8")
                print(f"  {calls:,} calls made in {time.monotonic() - began_s:.0f} s", flush=True)
            with open_work(LARGEST) as work:
                (campaign,) = work.campaigns.page(page=1, limit=1).campaigns
            yield ManyCalls(calls, campaign.campaign_id, superuser)
            db.engine.dispose()
        superuser.dispose()


def _fill(superuser: Engine, calls: int) -> None:
    """Make the calls; what binds the tables' owner to a tenant does not bind a superuser."""
    # As many kinds of calls as there are, or a handful for a handful of calls.
    kinds = _store_templates(every=max(1, 20_000 // calls))
    with superuser.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))  # the keys are right
        names = [{"tenant": f"t{number:03}", "templates": TEMPLATES} for number in range(TENANTS)]
        for table in ("tenants", "campaigns"):
            own = {"tenant_id": ":tenant", "campaign_id": "gen_random_uuid()"}
            columns = [column.name for column in Base.metadata.tables[table].columns]
            copied = ", ".join(own.get(column, f"f.{column}") for column in columns)
            statement = f"insert into {table} ({', '.join(columns)}) select {copied} from {table} f"
            connection.execute(text(f"{statement} where tenant_id = :templates"), names)
        numbered = "select conversation_id, row_number() over (order by call_id) as template from conversations"
        connection.execute(text(f"create table kinds as {numbered} where tenant_id = :whose"), {"whose": TEMPLATES})
        connection.execute(text(MADE_UP), {"calls": calls, "days": DAYS, "templates": kinds})
        connection.execute(text("analyze kinds, made_up"))
        words = _derived("call_words", "m.tenant_id = :largest")
        for statement in (CALLS, REPORTS, _derived("call_facts"), _derived("call_requests"), words, AS_JSONB):
            connection.execute(text(statement), {"largest": LARGEST, "templates": TEMPLATES})
        connection.execute(text("drop table made_up"))
    with superuser.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))


def _derived(table: str, whose: str = "true") -> str:
    """Return how rows that follow from reports are made."""
    columns = [column.name for column in Base.metadata.tables[table].columns]
    values = [OF_THE_CALL.get(name, "'ava-' || m.n % 3" if name == "bot_name" else f"f.{name}") for name in columns]
    return DERIVED.format(table=table, columns=", ".join(columns), values=", ".join(values), whose=whose)


def _store_templates(*, every: int) -> int:
    """Store real calls with their reports for a tenant of their own; return how many."""
    with open_work(TEMPLATES) as work:
        work.tenants.add(TEMPLATES)
    campaign = stored_campaign(TEMPLATES)
    job, calls = analysed_job(real_calls(every=every), campaign)
    with open_work(TEMPLATES) as work:
        work.jobs.add_completed(job, calls)
    return len(calls)


def real_calls(*, every: int) -> list[Call]:
    """Return dialogues, one of so many, each cut off at each of its turns."""
    calls = []
    for dialogue in dialogues()[::every]:
        whole = parsing.call(to_transcription(dialogue))
        for end in range(FEWEST_TURNS, len(whole.turns) + 1):
            calls.append(replace(whole, call_id=f"{whole.call_id}-{end:03}", turns=whole.turns[:end]))
    return calls


def analysed_job(calls: Sequence[Call], campaign: Campaign) -> tuple[Job, list[tuple[Call, Campaign]]]:
    """Analyse calls of a campaign; return their job, and what else it takes to store it."""
    reports = [replace(a_report(call), analysis=analyse(call, campaign)) for call in calls]
    results = tuple(CallResult(report.call_id, report.campaign_ref, report) for report in reports)
    return replace(a_job(calls), results=results), [(call, campaign) for call in calls]
