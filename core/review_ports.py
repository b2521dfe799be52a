"""What comparisons and reviews need of storage, as protocols."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.paging import Position
from core.reviews import Review, ReviewedCall, ReviewPage
from core.statistics.comparison import BotCalls
from core.statistics.planning import PlannedReview


class Comparisons(Protocol):
    """The calls of one tenant by the bot that they are of."""

    def bots(
        self, campaign_id: UUID, names: Sequence[str], since: datetime | None, until: datetime | None
    ) -> tuple[BotCalls, ...]:
        """Return these bots' calls of a campaign that began at or after `since` and before `until`, in this order.

        The most frequent segments are told apart. Raise NotFound for a bot of which no call of the campaign has a
        report, whenever it began.
        """


class Reviews(Protocol):
    """What people think of one tenant's calls."""

    def add(self, review: Review) -> None:
        """Keep a review; raise NotFound for an unknown call."""

    def get(self, review_id: UUID) -> Review:
        """Return a review; raise NotFound."""

    def page(self, call_id: str, *, before: Position | None, limit: int) -> ReviewPage:
        """Return the newest reviews of a call that come after this place in the list; raise NotFound."""

    def of_campaign(self, campaign_id: UUID) -> tuple[ReviewedCall, ...]:
        """Return all reviews of a campaign's calls, oldest first."""

    def count_population(self, campaign_id: UUID) -> int:
        """Count a campaign's calls that can be judged."""

    def plan(
        self, campaign_id: UUID, *, seed: int, drawn: int, uncertain: int
    ) -> tuple[int, tuple[PlannedReview, ...]]:
        """Return a campaign's number of calls that can be judged, and which of them to review.

        The least certain are so many of all; of the others so many are drawn, the same with the same seed.
        """
