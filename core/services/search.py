"""Search: what was said, in which call, and where."""

from dataclasses import dataclass
from datetime import datetime

from core.paging import ScorePosition
from core.ports import OpenWork
from core.searching import SearchPage, SearchResult, parsed, quoted, words_of
from core.services.browsing import campaign_among


@dataclass(frozen=True, slots=True)
class SearchService:
    """Finds calls of a tenant by what was said in them."""

    open_work: OpenWork

    def find(
        self,
        tenant_id: str,
        q: str,
        *,
        campaign_ref: str | None = None,
        bot_name: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: ScorePosition | None = None,
        limit: int,
    ) -> SearchPage:
        """Return the calls (of a campaign, of a bot, begun in [since, until)) that match, best first, after a place.

        Raises InvalidRequest for an unknown campaign, and where `q` cannot be read.
        """
        query = parsed(q)
        with self.open_work(tenant_id) as work:
            calls, following = work.search.page(
                query,
                campaign_id=campaign_among(work, campaign_ref),
                bot_name=bot_name,
                since=since,
                until=until,
                after=after,
                limit=limit,
            )
            said = (words_of(turn.text) for call in calls for turn in call.turns)
            stems = work.search.stems(frozenset().union(*said, *query.parts))
        return SearchPage(
            tuple(SearchResult(call, tuple(quoted(turn, query.parts, stems) for turn in call.turns)) for call in calls),
            following,
        )
