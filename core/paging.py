"""Places in lists that are read page by page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the moment and the id of its last object.

    A list goes by moments, newest first, and by ids (the largest first) within one, so that what is added meanwhile
    moves nothing on the pages to come.
    """

    at: datetime
    object_id: UUID


@dataclass(frozen=True, slots=True)
class ScorePosition:
    """Where a page ended of a list that goes by a score, in 0..10, and by ids within one."""

    score: float
    object_id: UUID
