"""What comparisons and reviews need of storage, as protocols."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.statistics.comparison import BotCalls


class Comparisons(Protocol):
    """The calls of one tenant by the bot that they are of."""

    def bots(
        self, campaign_id: UUID, names: Sequence[str], since: datetime | None, until: datetime | None
    ) -> tuple[BotCalls, ...]:
        """Return these bots' calls of a campaign that began at or after `since` and before `until`, in this order.

        The most frequent segments are told apart. Raise NotFound for a bot of which no call of the campaign has a
        report, whenever it began.
        """
