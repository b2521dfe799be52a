"""The calls of one tenant by bot and segment, in the sums that bots are compared by."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Double, Integer, and_, cast, func, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.statistics.comparison import BotCalls, BotSegment
from core.statistics.moments import Moments
from db.models import CallFactsRow
from db.repositories.fact_measures import RATES, SCORES
from db.repositories.periods import began_in

# Segments that are told apart; what partners write there may be another word for each call.
_MOST_SEGMENTS: Final = 50
_MEASURES: dict[str, ColumnElement[Any]] = {
    **{name: column.expression for name, column in SCORES.items()},
    **{name: cast(cast(what, Integer), Double) for name, what in RATES.items()},
}
_JUDGED = func.count().filter(CallFactsRow.judged)


class ComparisonRepository:
    """Sums over call facts."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def bots(
        self, campaign_id: UUID, names: Sequence[str], since: datetime | None, until: datetime | None
    ) -> tuple[BotCalls, ...]:
        """Return these bots' calls of a campaign that began at or after `since` and before `until`, in this order.

        The most frequent segments are told apart. Raise NotFound for a bot of which no call of the campaign has a
        report, whenever it began.
        """
        period = began_in(CallFactsRow, self._tenant_id, campaign_id, since, until)
        found = self._segments(and_(period, CallFactsRow.bot_name.in_(names)))
        for name in names:
            if name not in found and not self._is_known(campaign_id, name):
                raise NotFound("bot", name)
        return tuple(BotCalls(name, found.get(name, ())) for name in names)

    def _segments(self, wanted: ColumnElement[bool]) -> dict[str, list[BotSegment]]:
        frequent = (
            select(CallFactsRow.segment)
            .where(wanted)
            .group_by(CallFactsRow.segment)
            .order_by(_JUDGED.desc(), CallFactsRow.segment)
            .limit(_MOST_SEGMENTS)
            .cte("frequent")
        )
        sums = (
            sum_
            for what in _MEASURES.values()
            for sum_ in (func.count(what), func.avg(what), func.var_pop(what) * func.count(what))
        )
        # A segment that is not frequent is null.
        groups = (CallFactsRow.bot_name, frequent.c.segment)
        rows = self._session.execute(
            select(*groups, _JUDGED, func.count(), *sums)
            .select_from(CallFactsRow)
            .outerjoin(frequent, frequent.c.segment == CallFactsRow.segment)
            .where(wanted)
            .group_by(*groups)
            .order_by(*groups)
        )
        found: defaultdict[str, list[BotSegment]] = defaultdict(list)
        for bot_name, segment, judged, total, *values in rows:
            moments = {
                name: Moments(*values[at : at + 3])
                for at, name in zip(range(0, len(values), 3), _MEASURES, strict=True)
            }
            known = {name: each for name, each in moments.items() if each.n}
            found[bot_name].append(BotSegment(segment, judged, total - judged, known))
        return found

    def _is_known(self, campaign_id: UUID, name: str) -> bool:
        ever = began_in(CallFactsRow, self._tenant_id, campaign_id, None, None)
        one = select(CallFactsRow.conversation_id).where(ever, CallFactsRow.bot_name == name).limit(1)
        return self._session.scalar(one) is not None
