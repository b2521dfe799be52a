"""What analytics need of storage where customers' requests and single calls are concerned, as protocols."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.requests import CallWorthAListen, RequestTopic
from core.topics import Wording


class Requests(Protocol):
    """What the customers of one tenant asked for.

    Everywhere `since` is included and `until` is not; None: from the first call on, to the last.
    """

    def wordings(self, campaign_id: UUID, since: datetime | None, until: datetime | None) -> Sequence[Wording]:
        """Return the most frequent keys of a campaign's requests that say what is wanted, the most frequent first."""

    def topics(
        self,
        campaign_id: UUID,
        since: datetime | None,
        until: datetime | None,
        topics: Sequence[Sequence[str]],
        *,
        unresolved: bool,
    ) -> tuple[RequestTopic, ...]:
        """Tell topics that are given by their keys, in their order; wordings of the first key are typical of a topic.

        With `unresolved` all requests are counted and what is shown was left open; without, only what was new is.
        """

    def worth_a_listen(
        self, campaign_id: UUID, since: datetime | None, until: datetime | None
    ) -> tuple[CallWorthAListen, ...]:
        """Return calls that stand out, for each reason some; none twice."""
