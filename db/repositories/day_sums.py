"""The sums of a campaign's days: those that are kept, and those that are made of facts.

The sums of days that are over are kept by whoever first wants them, as long as the facts of the day stay the same. A
trigger on the facts (migration 0018) sees to that, whatever code changes them:

- Who changes facts of a day first holds the day until the end of its transaction, together with all others who do
  (a shared advisory lock), and then deletes what is kept of the day.
- Who wants to keep a day's sums first holds the day alone until the end of its transaction, without waiting for it,
  and then reads the facts.

So nobody has changes under way that are missed in what is kept, and those of later on find it and delete it. This
holds as long as each statement sees what was committed before it (read committed), which is looked at before.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Date, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.analytics import GroupMoments
from core.day_sums import DaySums
from core.statistics.moments import Moments
from db.models import DaySumsRow
from db.repositories.fact_sums import FactSums, Span

# How the sums are written: code that writes them otherwise takes another number, and none reads another's.
FORM: Final = 1
# Below, facts are read as quickly as sums.
FEWEST_CALLS = 50
# Days that one reader takes hold of: each is an entry in the server's table of locks.
MOST_AT_ONCE: Final = 100
_DAY: Final = timedelta(days=1)


class DaySumsRepository:
    """What calls of one tenant's campaigns sum up to, day by day."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def of(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> list[DaySums]:
        """Return the sums of the days on which calls began in [since, until), in the order of time."""
        whole = _whole_days(since, until)
        kept = self._kept(campaign_id, whole)
        spans = _around(kept, since, until)
        facts = FactSums(self._session, self._tenant_id, campaign_id, spans)
        held = self._hold(campaign_id, facts, whole)
        found = facts.by_day()
        self._keep(campaign_id, {day: found[day] for day in held if day in found})
        days = kept | found
        return [days[day] for day in sorted(days)]

    def _kept(self, campaign_id: UUID, whole: Span) -> dict[date, DaySums]:
        rows = self._session.execute(
            select(DaySumsRow.day, DaySumsRow.sums).where(
                DaySumsRow.tenant_id == self._tenant_id,
                DaySumsRow.campaign_id == campaign_id,
                DaySumsRow.form == FORM,
                *_within(DaySumsRow.day, whole),
            )
        )
        return {day: _read(written) for day, written in rows}

    def _hold(self, campaign_id: UUID, facts: FactSums, whole: Span) -> Sequence[date]:
        """Take hold of days that are over and not kept yet, the newest first; of those that nobody is changing now."""
        days = facts.days().having(func.count() >= FEWEST_CALLS).subquery()
        wanted = (
            select(days.c.day)
            .where(
                func.current_setting("transaction_isolation") == "read committed",
                func.current_setting("transaction_read_only") == "off",  # as on a standby
                days.c.day < sql_cast(func.timezone("UTC", func.now()), Date),
                *_within(days.c.day, whole),
            )
            .order_by(days.c.day.desc())
            .limit(MOST_AT_ONCE)
            .cte("wanted")
            .prefix_with("materialized")  # so that no other day is held
        )
        lock = func.lock_of_day_sums(self._tenant_id, campaign_id, wanted.c.day)
        return self._session.scalars(select(wanted.c.day).where(func.pg_try_advisory_xact_lock(lock))).all()

    def _keep(self, campaign_id: UUID, sums: Mapping[date, DaySums]) -> None:
        if not sums:
            return
        key = {"tenant_id": self._tenant_id, "campaign_id": campaign_id, "form": FORM}
        # Another reader may have kept a day since we looked.
        keeping = insert(DaySumsRow).on_conflict_do_nothing()
        self._session.execute(keeping, [{**key, "day": day, "sums": _written(each)} for day, each in sums.items()])


def _whole_days(since: datetime | None, until: datetime | None) -> Span:
    """Return the time of those days that lie in [since, until) from their beginning to their end."""
    begin = since and _midnight(since.astimezone(UTC))
    if since is not None and begin is not None and begin < since:
        begin += _DAY
    return Span(begin, until and _midnight(until.astimezone(UTC)))


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.date(), time(), UTC)


def _within(day: Any, whole: Span) -> list[Any]:
    """Return the conditions that a day is one of the whole ones."""
    begins = [] if whole.begin is None else [day >= whole.begin.date()]
    return begins if whole.end is None else [*begins, day < whole.end.date()]


def _around(kept: Collection[date], since: datetime | None, until: datetime | None) -> list[Span]:
    """Return the spans of [since, until) that are outside of the days that are kept."""
    spans, begin = [], since
    for day in sorted(kept):
        at = datetime.combine(day, time(), UTC)
        if begin is None or begin < at:
            spans.append(Span(begin, at))
        begin = at + _DAY
    if begin is None or until is None or begin < until:
        spans.append(Span(begin, until))
    return spans


def _written(sums: DaySums) -> dict[str, Any]:
    return {
        "all": _row(sums.all),
        "groups": {named_by: [_row(group) for group in groups] for named_by, groups in sums.groups.items()},
        # Numbers cannot be keys of JSON.
        "scores": {score: [list(counts), list(counts.values())] for score, counts in sums.scores.items()},
        "answers": sums.answers,
        "confidences": sums.confidences,
    }


def _read(written: Mapping[str, Any]) -> DaySums:
    return DaySums(
        all=_group(written["all"]),
        groups={named_by: [_group(row) for row in rows] for named_by, rows in written["groups"].items()},
        scores={score: dict(zip(*counts, strict=True)) for score, counts in written["scores"].items()},
        answers=written["answers"],
        confidences=written["confidences"],
    )


def _row(group: GroupMoments) -> list[Any]:
    scores = {score: (each.n, each.mean, each.squares) for score, each in group.scores.items()}
    return [group.group, group.judged, group.not_judged, scores, group.rates]


def _group(row: Sequence[Any]) -> GroupMoments:
    name, judged, not_judged, scores, rates = row
    moments = {score: Moments(*each) for score, each in scores.items()}
    return GroupMoments(name, judged, not_judged, moments, {rate: tuple(counts) for rate, counts in rates.items()})
