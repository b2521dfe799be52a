"""What the calls of one tenant's campaigns are like, taken together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import collate, func, select
from sqlalchemy.orm import Session

from core.analytics import MOST_GROUPS, CallCounts, GroupMoments
from core.day_sums import DaySums, NamedBy
from db.models import CallFactsRow, ConversationRow
from db.repositories.day_sums import DaySumsRepository
from db.repositories.fact_sums import GROUPS, JUDGED, group_of, measures
from db.repositories.periods import began_in


class AnalyticsRepository:
    """Statistics of calls by their campaign and the time at which they began."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def waiting(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> CallCounts:
        """Count the calls without a report: pending, and failed."""
        found = self._session.execute(
            select(ConversationRow.status, func.count())
            .where(
                began_in(ConversationRow, self._tenant_id, campaign_id, since, until),
                ConversationRow.status != "completed",
            )
            .group_by(ConversationRow.status)
        )
        counts: dict[str, int] = dict(found.all())
        return CallCounts(counts.get("pending", 0), counts.get("failed", 0), 0, 0)

    def by_day(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> Sequence[DaySums]:
        """Return the calls by day of UTC, in the order of time."""
        return DaySumsRepository(self._session, self._tenant_id).of(campaign_id, since, until)

    def by_group(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None, named_by: NamedBy
    ) -> Sequence[GroupMoments]:
        """Return the calls by bot, segment or outcome: the largest groups, the largest first."""
        name = collate(GROUPS[named_by], "C")  # the order of core.day_sums, whatever the database's is
        found = self._session.execute(
            select(name, *measures())
            .where(began_in(CallFactsRow, self._tenant_id, campaign_id, since, until))
            .group_by(name)
            .order_by(JUDGED.desc(), name)
            .limit(MOST_GROUPS)
        )
        return [group_of(group, iter(figures)) for group, *figures in found]

    def outcomes(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> tuple[Mapping[str, int], int]:
        """Count the calls by their outcome, of the most frequent outcomes, and all calls that name one."""
        found = self._session.execute(
            select(CallFactsRow.outcome, func.count(), func.sum(func.count()).over())
            .where(
                began_in(CallFactsRow, self._tenant_id, campaign_id, since, until),
                CallFactsRow.judged,
                CallFactsRow.outcome != "",
            )
            .group_by(CallFactsRow.outcome)
            .order_by(func.count().desc(), collate(CallFactsRow.outcome, "C"))
            .limit(MOST_GROUPS)
        ).all()
        return {outcome: count for outcome, count, _ in found}, int(found[0][2]) if found else 0
