"""The narrow part of the tables of calls, three ways: in one piece, and in months by the key or by the call's own time.

Calls carry UUIDv7 keys, made as they are stored: so a range of keys is a range of time. `ID_BOUND` says it in SQL.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

TENANTS = 200
LARGEST, SMALL = "t000", "t123"
LARGEST_PERCENT = 7
BEGIN = datetime(2023, 1, 1, tzinfo=UTC)
MONTHS = 40
NEXT = 2  # partitions that wait for calls to come

# The least key of a moment: 48 bits of milliseconds, then nothing.
ID_BOUND = """
    create function id_bound(at timestamptz) returns uuid language sql immutable as
    $$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$
"""
COLUMNS = """
    tenant_id text not null, conversation_id uuid not null, call_id text not null, started_at timestamptz not null,
    received_at timestamptz not null, status text not null
"""
CALL = "tenant_id, conversation_id, call_id, started_at, received_at, status"
FACT = "tenant_id, conversation_id, started_at, 7.5"
FACTS = """
    tenant_id text not null, conversation_id uuid not null, started_at timestamptz not null,
    overall_quality_score double precision, primary key (tenant_id, conversation_id)
"""
# {calls}: of so many calls this is the part from {first} to {last}, in the order in which they came.
MADE_UP = """
    select case when n % 100 < {percent} then 't000' else 't' || lpad((1 + n % {others})::text, 3, '0') end,
        uuidv7(at - clock_timestamp()), '{prefix}' || n, at - random() * interval '2 hours', at, 'completed'
    from generate_series({first}, {last}) as n
    cross join lateral (select timestamptz '{begin}' + n * interval '1 second' * {pace} as at) times
"""


def month(number: int) -> datetime:
    """Return the beginning of a month, 0 being the first with calls."""
    place = BEGIN.year * 12 + BEGIN.month - 1 + number
    return BEGIN.replace(year=place // 12, month=place % 12 + 1)


def made_up(first: int, last: int, *, prefix: str, begin: datetime, pace_s: float) -> str:
    """Return the query that makes these calls up, one every so many seconds."""
    values = {"percent": LARGEST_PERCENT, "others": TENANTS - 1, "prefix": prefix, "pace": pace_s}
    return MADE_UP.format(first=first, last=last, begin=begin.isoformat(), **values)


def steps(calls: int) -> Iterator[tuple[str, str]]:
    """Return what fills an empty database, each with its name; a constraint is made when the rows are there."""
    yield "function", ID_BOUND
    for name, how in (("flat", ""), ("by_id", "by range (conversation_id)"), ("by_time", "by range (started_at)")):
        yield name, f"create table {name}_calls ({COLUMNS}) {'partition ' + how if how else ''}"
    for number in range(MONTHS + NEXT):
        yield "months", of_month("by_id_calls", number, "id_bound('{}')")
        yield "months", of_month("by_time_calls", number, "'{}'")
    # What was called before the first month came in it.
    yield "months", f"create table by_time_before partition of by_time_calls for values from (minvalue) to ('{BEGIN}')"
    span_s = (month(MONTHS) - BEGIN).total_seconds()
    for number in range(MONTHS):
        first, last = number * calls // MONTHS + 1, (number + 1) * calls // MONTHS
        rows = made_up(first, last, prefix="c", begin=BEGIN, pace_s=span_s / (calls + 1))
        yield "calls, in one piece", f"insert into flat_calls {rows}"
    for name in ("by_id", "by_time"):
        yield f"calls, in months {name}", f"insert into {name}_calls select * from flat_calls"
    yield "call ids", "create table call_ids (tenant_id text, call_id text, conversation_id uuid not null)"
    yield "call ids", "insert into call_ids select tenant_id, call_id, conversation_id from flat_calls"
    for name in ("flat", "by_id"):
        yield f"keys, {name}", f"alter table {name}_calls add primary key (tenant_id, conversation_id)"
        yield f"list, {name}", f"create index on {name}_calls (tenant_id, started_at, conversation_id)"
    yield "keys, by_time", "alter table by_time_calls add primary key (tenant_id, started_at, conversation_id)"
    yield "call ids, flat", "alter table flat_calls add unique (tenant_id, call_id)"
    yield "call ids, apart", "alter table call_ids add primary key (tenant_id, call_id)"
    yield "facts", f"create table flat_facts ({FACTS})"
    yield "facts", f"create table by_id_facts ({FACTS}) partition by range (conversation_id)"
    for number in range(MONTHS + NEXT):
        yield "facts", of_month("by_id_facts", number, "id_bound('{}')")
    for name in ("flat", "by_id"):
        key = f"foreign key (tenant_id, conversation_id) references {name}_calls on delete cascade"
        yield "facts", f"alter table {name}_facts add {key}"
    yield "vacuum", "vacuum (freeze, analyze)"


def of_month(table: str, number: int, bound: str) -> str:
    """Return what makes the partition of a month; `bound` writes a moment as the table has it."""
    begin, end = (bound.format(month(each).isoformat()) for each in (number, number + 1))
    named = f"{table}_{month(number):%Y_%m}"
    return f"create table {named} partition of {table} for values from ({begin}) to ({end})"
