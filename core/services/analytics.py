"""How a campaign is doing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args
from uuid import UUID

from core.analysis.questions import QUESTIONS
from core.analytics import (
    METHODS,
    MOST_TIMES,
    CampaignAnalytics,
    GroupBy,
    GroupMoments,
    RateName,
    answer_shares,
    group_statistics,
    question_statistics,
    rate_of,
    score_statistics,
    together,
    trend_of,
    weeks_of,
)
from core.day_sums import DaySums, answers_of, confidences_of, largest_groups, outcomes_of, scores_of
from core.ports import OpenWork, Work
from core.services.listening import asked_for


@dataclass(frozen=True, slots=True)
class AnalyticsService:
    """Sums up the calls of a campaign."""

    open_work: OpenWork

    def campaign(
        self,
        tenant_id: str,
        campaign_ref: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        group_by: GroupBy | None = None,
    ) -> CampaignAnalytics:
        """Sum up the calls of a campaign that began in [since, until); raise NotFound."""
        with self.open_work(tenant_id) as work:
            campaign = work.campaigns.get(campaign_ref)
            return _analytics(work, campaign.campaign_id, since, until, group_by)


def _analytics(
    work: Work, campaign_id: UUID, since: datetime | None, until: datetime | None, group_by: GroupBy | None
) -> CampaignAnalytics:
    among = (campaign_id, since, until)
    sums = work.statistics.by_day(*among)
    days = [each.all for each in sums]
    answers, confidences = answers_of(sums), confidences_of(sums)
    outcomes, named = outcomes_of(sums) or work.statistics.outcomes(*among)
    whole = together("", days) if days else GroupMoments("", 0, 0, {}, {})
    return CampaignAnalytics(
        *among,
        counts=replace(work.statistics.waiting(*among), judged=whole.judged, not_judged=whole.not_judged),
        scores=tuple(score_statistics(score, values) for score, values in scores_of(sums).items()),
        rates=tuple(rate_of(rate, *whole.rates.get(rate, (0, 0))) for rate in get_args(RateName)),
        questions=tuple(
            question_statistics(question_id, question, answers.get(question_id, {}), confidences.get(question_id))
            for question_id, question in QUESTIONS.items()
        ),
        outcomes=answer_shares(outcomes, named),
        trend=tuple(group_statistics(each) for each in trend_of(days)[-MOST_TIMES:] if each.judged),
        groups=None
        if group_by is None
        else tuple(group_statistics(each) for each in _groups(work, among, sums, group_by) if each.judged),
        requests=asked_for(work, *among),
        worth_a_listen=work.requests.worth_a_listen(*among),
        methods=METHODS,
    )


def _groups(
    work: Work,
    among: tuple[UUID, datetime | None, datetime | None],
    sums: Sequence[DaySums],
    group_by: GroupBy,
) -> Sequence[GroupMoments]:
    match group_by:
        case "day":
            return [each.all for each in sums[-MOST_TIMES:]]
        case "week":
            return weeks_of(each.all for each in sums)[-MOST_TIMES:]
        case _:
            groups = largest_groups(sums, group_by)
            return work.statistics.by_group(*among, group_by) if groups is None else groups
