"""Comparisons of two bots of a campaign."""

from dataclasses import dataclass
from datetime import datetime

from core.errors import InvalidRequest
from core.ports import OpenWork
from core.statistics.comparison import BotComparison, compare


@dataclass(frozen=True, slots=True)
class ComparisonService:
    """Tells which of two bots does better."""

    open_work: OpenWork

    def compare(
        self,
        tenant_id: str,
        campaign_ref: str,
        *,
        baseline: str,
        candidate: str,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> BotComparison:
        """Compare two bots by the calls of a campaign that began at or after `since` and before `until`.

        Raises NotFound for the campaign or a bot that it never had a report on, InvalidRequest for the same bot twice.
        """
        if candidate == baseline:
            raise InvalidRequest({"candidate": ["must be another bot than baseline"]})
        with self.open_work(tenant_id) as work:
            campaign = work.campaigns.get(campaign_ref)
            one, other = work.comparisons.bots(campaign.campaign_id, (baseline, candidate), since, until)
        return compare(campaign.campaign_id, one, other)
