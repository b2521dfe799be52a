"""What row-level security costs: the same statements on the same rows, by the serving role and by one it does not bind.

Each is taken in a transaction that has named its tenant before, which is not counted, and is taken back.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from core.calls import Call
from core.campaigns import Campaign
from core.jobs import Job
from db.base import db
from db.engine import SERVING_ROLE, engine_options
from db.models import ConversationRow
from db.repositories.campaigns import CampaignRepository
from db.repositories.jobs import JobRepository
from db.work import TENANT_OF_TRANSACTION
from tests.bench.browse import LOOKED_UP
from tests.bench.figures import Figure, Goal, Scale, at_most, interleaved, quotients
from tests.bench.filling import LARGEST, ManyCalls, analysed_job, many_calls, real_calls

PART = "isolation"
UNBOUND = "bench_unbound"
BATCH = 100


def measure(scale: Scale) -> Iterator[Figure]:
    """Measure a look-up and the storing of a batch, as the client sees them, and a look-up as the server does."""
    times = 20 if scale.short else 500
    with many_calls(2_000 if scale.short else 100_000) as database, ExitStack() as stack:
        engines = {"on": db.engine, "off": _unbound(database.superuser)}
        bound = {way: stack.enter_context(engine.connect()) for way, engine in engines.items()}
        stack.callback(engines["off"].dispose)
        with _mine(bound["on"]) as connection:
            wanted = _one_call(connection)
            job, calls = _batch(connection, database)

        def each(do: Callable[[Connection], float]) -> dict[str, Callable[[], float]]:
            return {way: partial(do, connection) for way, connection in bound.items()}

        looked_up = interleaved(each(lambda at: _looked_up(at, wanted, times)), scale.rounds)
        yield from _compared("a look-up", looked_up, at_most(1.5))
        explained = interleaved(each(lambda at: _explained(at, _in_words(wanted), times)), scale.rounds)
        yield from _compared("a look-up, by the server", explained, None)
        stored = interleaved(each(lambda at: _stored(at, job, calls)), scale.rounds)
        yield from _compared(f"storing {BATCH} calls", stored, at_most(1.15))
        explained = interleaved(each(lambda at: _explained(at, _insert(), 3 if scale.short else 10)), scale.rounds)
        yield from _compared(f"an insert of {BATCH} rows, by the server", explained, None)


def _compared(name: str, took: Mapping[str, tuple[float, ...]], goal: Goal | None) -> Iterator[Figure]:
    for way, rounds in took.items():
        yield Figure(PART, f"{name}, row-level security {way}", "ms", rounds)
    yield Figure(PART, f"{name}, on against off", "×", quotients(took["on"], took["off"]), goal)


def _unbound(superuser: Engine) -> Engine:
    """Return an engine whose role may do what the serving role may, and is not bound by row-level security."""
    with superuser.begin() as connection:
        known = connection.scalar(text("select count(*) from pg_roles where rolname = :name"), {"name": UNBOUND})
        if not known:
            connection.execute(text(f"create role {UNBOUND} bypassrls in role {SERVING_ROLE}"))
    options = engine_options(superuser.url.render_as_string(hide_password=False))
    settings = options["connect_args"]
    settings["options"] = settings["options"].replace(f"role={SERVING_ROLE}", f"role={UNBOUND}")
    return create_engine(superuser.url, **options)


@contextmanager
def _mine(connection: Connection) -> Iterator[Connection]:
    """Act for the tenant in a transaction that is taken back."""
    connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": LARGEST})
    try:
        yield connection
    finally:
        connection.rollback()


def _one_call(connection: Connection) -> Select[*tuple[Any, ...]]:
    """Return what looks up a call by its key."""
    mine = ConversationRow.tenant_id == LARGEST
    conversation_id = connection.scalar(select(ConversationRow.conversation_id).where(mine).limit(1))
    return select(*LOOKED_UP).where(mine, ConversationRow.conversation_id == conversation_id)


def _batch(connection: Connection, database: ManyCalls) -> tuple[Job, list[tuple[Call, Campaign]]]:
    """Return real calls with their reports, to be stored."""
    campaign = CampaignRepository(Session(connection), LARGEST).get(str(database.campaign_id))
    calls = [replace(call, call_id=f"stored-{call.call_id}") for call in real_calls(every=10)[:BATCH]]
    return analysed_job(calls, campaign)


def _looked_up(connection: Connection, wanted: Select[*tuple[Any, ...]], times: int) -> float:
    """Return the milliseconds of a look-up."""
    with _mine(connection):
        began_s = time.perf_counter()
        for _ in range(times):
            connection.execute(wanted).one()
        return (time.perf_counter() - began_s) / times * 1000


def _stored(connection: Connection, job: Job, calls: list[tuple[Call, Campaign]]) -> float:
    """Return the milliseconds of storing a batch."""
    with _mine(connection), Session(connection, autoflush=False) as session:
        began_s = time.perf_counter()
        JobRepository(session, LARGEST).add_completed(job, calls)
        session.flush()
        return (time.perf_counter() - began_s) * 1000


def _explained(connection: Connection, statement: str, times: int) -> float:
    """Return the milliseconds in which the server plans and executes a statement."""
    took = []
    for _ in range(times):
        with _mine(connection):
            (plan,) = connection.exec_driver_sql(f"explain (analyze, timing off, format json) {statement}").scalar_one()
        took.append(plan["Planning Time"] + plan["Execution Time"])
    return median(took)


def _in_words(wanted: Select[*tuple[Any, ...]]) -> str:
    return str(wanted.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))


def _insert() -> str:
    """Return what inserts as many calls as a batch has, again."""
    own = {"conversation_id": "gen_random_uuid()", "call_id": "call_id || ' again'", "job_id": "null"}
    columns = [column.name for column in ConversationRow.__table__.columns]
    copied = ", ".join(own.get(column, column) for column in columns)
    return (
        f"insert into conversations ({', '.join(columns)}) "
        f"select {copied} from conversations where tenant_id = '{LARGEST}' limit {BATCH}"
    )
