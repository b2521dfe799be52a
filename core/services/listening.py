"""What customers asked for, over many calls."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from core.ports import Work
from core.requests import RequestTopics
from core.topics import MOST_SHOWN, Wording, grouped


def asked_for(work: Work, campaign_id: UUID, since: datetime | None, until: datetime | None) -> RequestTopics:
    """Return what the customers of a campaign most often asked for, of calls that began in [since, until)."""
    groups = grouped(work.requests.wordings(campaign_id, since, until))
    return RequestTopics(
        new=work.requests.topics(
            campaign_id, since, until, _most(groups, lambda each: each.new_count), unresolved=False
        ),
        unresolved=work.requests.topics(
            campaign_id, since, until, _most(groups, lambda each: each.unresolved_count), unresolved=True
        ),
    )


def _most(groups: Sequence[Sequence[Wording]], count: Callable[[Wording], int]) -> list[list[str]]:
    """Return the keys of the groups that count most, the one that counts most first in each."""
    counted = sorted(groups, key=lambda group: -sum(map(count, group)))[:MOST_SHOWN]
    return [
        [each.key for each in sorted(group, key=lambda each: -count(each))]
        for group in counted
        if any(map(count, group))
    ]
