"""What lists of calls and analytics need of storage, as protocols."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.analytics import CallCounts, GroupBy, GroupMoments
from core.browsing import CallPage, CallPlace, Sort, WantedCalls
from core.reports import ScoreName


class Browsing(Protocol):
    """The calls of one tenant as a list."""

    def page(self, wanted: WantedCalls, sort: Sort, *, after: CallPlace | None, limit: int) -> CallPage:
        """Return the wanted calls that come after this place in the list."""


class CallStatistics(Protocol):
    """What the calls of one tenant's campaigns are like, taken together.

    Everywhere `since` is included and `until` is not; None: from the first call on, to the last. Apart from `waiting`
    and `GroupMoments.not_judged` all is of calls that could be judged.
    """

    def waiting(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> CallCounts:
        """Count the calls without a report: pending, and failed."""

    def by_day(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> Sequence[GroupMoments]:
        """Return the calls by day of UTC, in the order of time."""

    def by_group(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None, group_by: GroupBy
    ) -> Sequence[GroupMoments]:
        """Return the calls by bot, segment or outcome: the largest groups, the largest first."""

    def scores(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> Mapping[ScoreName, Mapping[float, int]]:
        """Count the calls by their scores."""

    def answers(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> Mapping[str, Mapping[str, int]]:
        """Count the calls by their answers to each question that arises in any."""

    def confidences(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> Mapping[str, float]:
        """Return the mean confidence of the answers to each question that arises in any."""

    def outcomes(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> tuple[Mapping[str, int], int]:
        """Count the calls by their outcome, of the most frequent outcomes, and all calls that name one."""
