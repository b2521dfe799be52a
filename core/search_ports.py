"""What the use cases need of storage where calls are searched, as protocols."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.paging import ScorePosition
from core.searching import FoundCall, Stems, WordQuery


class Search(Protocol):
    """The words of one tenant's calls."""

    def page(
        self,
        query: WordQuery,
        *,
        campaign_id: UUID | None,
        bot_name: str | None,
        since: datetime | None,
        until: datetime | None,
        after: ScorePosition | None,
        limit: int,
    ) -> tuple[tuple[FoundCall, ...], ScorePosition | None]:
        """Return the calls that match, best first, after this place; and where the next page begins (None: nowhere)."""

    def stems(self, words: Collection[str]) -> Stems:
        """Return what words are found by."""
