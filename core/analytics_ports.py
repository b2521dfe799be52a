"""What lists of calls and analytics need of storage, as protocols."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.analytics import CallCounts, GroupMoments
from core.browsing import CallPage, CallPlace, Sort, WantedCalls
from core.day_sums import DaySums, NamedBy


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

    def by_day(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> Sequence[DaySums]:
        """Return the calls by day of UTC, in the order of time."""

    def by_group(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None, named_by: NamedBy
    ) -> Sequence[GroupMoments]:
        """Return the calls by bot, segment or outcome, however many there are: the largest groups, the largest first.

        Reads every call; days know the same where they do not have too many names.
        """

    def outcomes(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> tuple[Mapping[str, int], int]:
        """Count the calls by their outcome, of the most frequent outcomes, and all calls that name one.

        As `by_group`, for where days do not know.
        """
