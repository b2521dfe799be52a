"""Measures of lists and analytics over many calls; run by `make measure-browse` (CALLS=1000000).

Pages of lists at several depths against look-ups by primary key, and the analytics of the largest campaign against the
same sums over the documents of its reports. The calls are made of the demo's dialogues, cut off at various turns, and
are of 200 tenants, the first of which has 7 % of them in one campaign. The database stays in build/browse-<calls>.
"""

import argparse
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import isclose
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Connection, Engine, event, make_url, select, text
from sqlalchemy.orm import Session

from api import parsing
from api.demo.convert import to_transcription
from api.demo.sample import dialogues
from core.analysis.pipeline import analyse
from core.browsing import CallPlace, Sort, WantedCalls
from core.facts import QUESTION_IDS
from core.jobs import CallResult
from core.paging import Position, ScorePosition
from core.services.analytics import AnalyticsService
from db.base import Base, db
from db.embedded import DatabaseUrls, running
from db.engine import bind, owner_engine
from db.migrate import upgrade
from db.models import ConversationRow
from db.repositories.analytics import AnalyticsRepository
from db.work import TenantSession, open_work
from tests.db.builders import a_job, a_report, stored_campaign

BUILD = Path(__file__).resolve().parents[2] / "build"
TENANTS = 200
LARGEST, TEMPLATES = "t000", "templates"
LARGEST_PERCENT = 7
FEWEST_TURNS = 6
ROUNDS = 5
PAGE = 20
TIMES = 30
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
# Documents for the largest tenant alone: nobody looks at the others'.
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
    where not failed
"""
OF_THE_CALL = {name: f"m.{name}" for name in ("tenant_id", "conversation_id", "campaign_id", "started_at")}
# For those who would have stored them so.
AS_JSONB = """
    create table jsonb_reports as
    select tenant_id, conversation_id, analysis::jsonb as analysis from reports where tenant_id = :largest
"""
# What facts are made of, but for the mood, by one pass over the documents, whatever is asked of them then.
READ_DOCUMENTS = """
    create temporary {kept_as} call_facts as
    select r.tenant_id, r.conversation_id, c.campaign_id, c.bot_name, c.started_at, status_reason is null as judged,
        c.metadata ->> 'campaign_segment' as segment, coalesce(c.metadata ->> 'interaction_outcome', '') as outcome,
        case when status_reason is null then said.overall_quality_score end as overall_quality_score,
        case when status_reason is null then said.bot_performance_score end as bot_performance_score,
        case when status_reason is null then said.customer_engagement_score end as customer_engagement_score,
        lower(q002) as sentiment, q005 = 'Interested' as interested, q006 = 'Yes' as goal_reached, found.*
    from {reports} r join conversations c using (tenant_id, conversation_id)
    cross join lateral json_to_record(r.analysis) as said (
        status_reason text, metrics json, overall_quality_score double precision,
        bot_performance_score double precision, customer_engagement_score double precision
    )
    cross join lateral (
        select {answers},
            max(json_array_length(new_requests)) filter (where question_id = 'Q003') as new_request_count,
            max(unresolved_count) filter (where question_id = 'Q003') as unresolved_count
        from json_to_recordset(metrics) as metric (
            question_id text, status text, answer text, new_requests json, unresolved_count integer
        )
        where status_reason is null and status is distinct from 'no_opportunity'
    ) found
    where r.tenant_id = '{largest}'
"""


def fill(superuser: Engine, app: Flask, calls: int) -> None:
    """Make the calls; what binds the tables' owner to a tenant does not bind a superuser."""
    with app.app_context():
        kinds = store_templates()
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
        for statement in (CALLS, REPORTS, derived("call_facts"), derived("call_requests"), AS_JSONB):
            begun = time.monotonic()
            rows = connection.execute(text(statement), {"largest": LARGEST, "templates": TEMPLATES}).rowcount
            print(f"{rows:11,} rows in {time.monotonic() - begun:5.1f} s", flush=True)
    with superuser.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
        connection.execute(text("create table is_filled ()"))


def derived(table: str) -> str:
    """Return how rows that follow from reports are made."""
    columns = [column.name for column in Base.metadata.tables[table].columns]
    values = [OF_THE_CALL.get(name, "'ava-' || m.n % 3" if name == "bot_name" else f"f.{name}") for name in columns]
    return DERIVED.format(table=table, columns=", ".join(columns), values=", ".join(values))


def store_templates() -> int:
    """Store the dialogues, each cut off at each of its turns, with their reports; return how many there are."""
    with open_work(TEMPLATES) as work:
        work.tenants.add(TEMPLATES)
    campaign = stored_campaign(TEMPLATES)
    calls = []
    for dialogue in dialogues():
        whole = parsing.call(to_transcription(dialogue))
        for end in range(FEWEST_TURNS, len(whole.turns) + 1):
            calls.append(replace(whole, call_id=f"{whole.call_id}-{end:03}", turns=whole.turns[:end]))
    reports = [replace(a_report(call), analysis=analyse(call, campaign)) for call in calls]
    results = tuple(CallResult(report.call_id, report.campaign_ref, report) for report in reports)
    with open_work(TEMPLATES) as work:
        work.jobs.add_completed(replace(a_job(calls), results=results), [(call, campaign) for call in calls])
    return len(calls)


LOOKED_UP = (
    ConversationRow.conversation_id,
    ConversationRow.call_id,
    ConversationRow.campaign_ref,
    ConversationRow.started_at,
    ConversationRow.duration_s,
    ConversationRow.bot_name,
    ConversationRow.status,
    ConversationRow.received_at,
)


class Statements:
    """The statements that a connection is sent, to be explained afterwards."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what is sent meanwhile."""
        self.sent.clear()
        event.listen(db.engine, "before_cursor_execute", self._note)
        try:
            yield
        finally:
            event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, connection: Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        self.sent.append((statement, parameters))


def server_ms(statements: Statements) -> float:
    """Return how long the server plans and executes what was noted last, as the largest tenant."""
    statement, parameters = statements.sent[-1]
    found = []
    with db.engine.begin() as connection:
        connection.execute(text("select set_config('app.tenant_id', :tenant, true)"), {"tenant": LARGEST})
        for _ in range(TIMES):
            explained = connection.exec_driver_sql(
                f"explain (analyze, timing off, format json) {statement}", parameters
            )
            ((plan,),) = explained.scalars().all()
            found.append(plan["Planning Time"] + plan["Execution Time"])
    return median(found)


def ms(do: Callable[[], Any], times: int = TIMES) -> float:
    """Return the milliseconds of one of so many."""
    begun = time.perf_counter()
    for _ in range(times):
        do()
    return (time.perf_counter() - begun) / times * 1000


def at_time(share: float) -> Position:
    """Return a place in a list from the newest on."""
    return Position(BEGIN + timedelta(days=DAYS * (1 - share)), UUID(int=0))


def measure_pages(campaign_id: UUID) -> None:
    """Print how long pages take, in look-ups by primary key of the same columns."""
    deep = tuple(at_time(share) for share in (0.5, 0.99))
    lists: list[tuple[str, WantedCalls, Sort, tuple[CallPlace, ...]]] = [
        ("by time", WantedCalls(), "-started_at", deep),
        ("of a campaign", WantedCalls(campaign_id=campaign_id), "-started_at", deep),
        ("of a bot and a mood", WantedCalls(bot_name="ava-2", sentiment="positive"), "-started_at", deep[:1]),
        ("of a day", WantedCalls(since=BEGIN + timedelta(days=9), until=BEGIN + timedelta(days=10)), "-started_at", ()),
        ("failed", WantedCalls(status="failed"), "-started_at", deep[:1]),
        ("by score", WantedCalls(), "-overall_quality_score", (ScorePosition(6.0, UUID(int=0)),)),
        ("by score, within bounds", WantedCalls(min_score=4, max_score=6), "overall_quality_score", ()),
    ]
    statements = Statements()
    with open_work(LARGEST) as work, TenantSession(db.engine, LARGEST) as session:
        (call,) = work.browsing.page(WantedCalls(), "-started_at", after=at_time(0.3), limit=1).calls
        key = ConversationRow.tenant_id == LARGEST, ConversationRow.conversation_id == call.conversation_id

        def look_up() -> Any:
            return session.execute(select(*LOOKED_UP).where(*key)).one()

        with statements.noted():
            look_up()
        floor = server_ms(statements)
        print(f"a look-up by key: {ms(look_up):.3f} ms, server {floor:.3f} ms")
        for name, wanted, sort, places in lists:
            for after in (None, *places):

                def page(wanted: WantedCalls = wanted, sort: Sort = sort, after: CallPlace | None = after) -> int:
                    return len(work.browsing.page(wanted, sort, after=after, limit=PAGE).calls)

                rounds = [(ms(page), ms(look_up)) for _ in range(ROUNDS)]
                with statements.noted():
                    rows = page()
                ratio = median(one / other for one, other in rounds)
                server, times = server_ms(statements), median(one for one, _ in rounds)
                print(
                    f"{name}, {'first page' if after is None else after}"[:60].ljust(60),
                    f"{rows:2} rows {times:7.3f} ms = {ratio:5.2f} look-ups; server {server / floor:.2f}",
                    flush=True,
                )


def measure_analytics(superuser: Engine, campaign_id: UUID) -> None:
    """Print how long the analytics take, and the same sums over the documents, which are read once for all of them."""
    service = AnalyticsService(open_work)
    ways = {"facts": lambda: ms(lambda: service.campaign(LARGEST, str(campaign_id), group_by="bot_name"), 1)}
    ways["the sums alone"] = lambda: ms(lambda: sums(campaign_id), 1)
    ways["json"] = lambda: ms(lambda: document_sums(superuser, campaign_id, "reports"), 1)
    ways["jsonb"] = lambda: ms(lambda: document_sums(superuser, campaign_id, "jsonb_reports"), 1)
    ways["jsonb, read for each sum"] = lambda: ms(
        lambda: document_sums(superuser, campaign_id, "jsonb_reports", "view"), 1
    )
    for one, other in zip(document_sums(superuser, campaign_id, "reports"), sums(campaign_id), strict=True):
        assert one == other or alike(one, other)
    rounds: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        rounds.append({name: way() for name, way in ways.items()})
        print("  ".join(f"{name} {took:.0f} ms" for name, took in rounds[-1].items()), flush=True)
    for name in ways:
        ratio = median(each[name] / each["the sums alone"] for each in rounds)
        print(f"{name:24} {median(each[name] for each in rounds):9.1f} ms   {ratio:6.1f} times the sums alone")


def alike(one: Any, other: Any) -> bool:
    """Tell whether sums are the same, but for the order in which floats were added up."""
    number = re.compile(r"[0-9]+\.[0-9]+(?:e-?[0-9]+)?")
    texts = [number.sub("", str(each)) for each in (one, other)]
    numbers = [[float(found) for found in number.findall(str(each))] for each in (one, other)]
    return texts[0] == texts[1] and all(isclose(x, y, abs_tol=1e-6) for x, y in zip(*numbers, strict=True))


def sums(campaign_id: UUID) -> Any:
    with open_work(LARGEST) as work:
        return all_sums(work.statistics, campaign_id)


def all_sums(statistics: Any, campaign_id: UUID) -> Any:
    among = (campaign_id, None, None)
    return (
        statistics.by_day(*among),
        statistics.by_group(*among, "bot_name"),
        statistics.scores(*among),
        statistics.answers(*among),
        statistics.outcomes(*among),
    )


def document_sums(superuser: Engine, campaign_id: UUID, reports: str, kept_as: str = "table") -> Any:
    """Read the documents into a table in the place of the facts, without row-level security, and sum that up.

    Kept as a view they are read for each sum.
    """

    answers = (f"max(answer) filter (where question_id = '{each}') as {each.lower()}" for each in QUESTION_IDS)
    statement = READ_DOCUMENTS.format(kept_as=kept_as, largest=LARGEST, reports=reports, answers=", ".join(answers))
    if reports == "jsonb_reports":
        for name in ("to_record", "array_length"):
            statement = statement.replace(f"json_{name}", f"jsonb_{name}")
        statement = re.sub(r"(metrics|new_requests) json\b", r"\1 jsonb", statement)
    with Session(superuser) as session:
        session.execute(text("set local work_mem = '64MB'"))
        session.execute(text(statement))
        if kept_as == "table":
            session.execute(text("analyze pg_temp.call_facts"))
        return all_sums(AnalyticsRepository(session, LARGEST), campaign_id)


def measure(urls: DatabaseUrls, calls: int) -> None:
    upgrade(urls.owner)
    superuser = owner_engine(make_url(urls.owner).set(username="postgres").render_as_string(hide_password=False))
    app = Flask("measures")
    bind(app, url=urls.app)
    with superuser.connect() as connection:
        filled = connection.scalar(text("select to_regclass('is_filled')"))
    if filled is None:
        fill(superuser, app, calls)
    with app.app_context():
        with open_work(LARGEST) as work:
            (campaign,) = work.campaigns.page(page=1, limit=1).campaigns
        measure_pages(campaign.campaign_id)
        measure_analytics(superuser, campaign.campaign_id)
        db.engine.dispose()
    superuser.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    calls: int = parser.parse_args().calls
    with running(BUILD / f"browse-{calls}", durable=False) as urls:
        measure(urls, calls)


if __name__ == "__main__":
    main()
