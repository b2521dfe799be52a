"""Bots' calls in the sums that they are compared by."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from core.calls import Call
from core.errors import NotFound
from core.facts import CallFacts, facts_of
from core.statistics.comparison import BotCalls
from db.work import open_work
from tests.builders import SOME_DAY, a_call
from tests.db.builders import stored_campaign, stored_job
from tests.db.facts import store_varied_reports, varied_calls


def bots(
    tenant_id: str, campaign_id: UUID, *names: str, since: datetime | None = None, until: datetime | None = None
) -> tuple[BotCalls, ...]:
    with open_work(tenant_id) as work:
        return work.comparisons.bots(campaign_id, names, since, until)


def of_bot(call_id: str, bot_name: str, segment: str, days: int = 0) -> Call:
    return a_call(
        call_id=call_id,
        bot_name=bot_name,
        metadata={"campaign_segment": segment},
        started_at=SOME_DAY + timedelta(days=days),
    )


def test_sums_of_real_calls_are_those_of_their_facts(tenant: str) -> None:
    campaign = store_varied_reports(tenant)
    facts = _facts(tenant, campaign.campaign_id)
    names = sorted({each.bot_name for each in facts})
    for calls in bots(tenant, campaign.campaign_id, *names):
        mine = [each for each in facts if each.bot_name == calls.bot_name]
        assert calls.bot.n == sum(each.judged for each in mine)
        assert calls.bot.not_judged == sum(not each.judged for each in mine)
        scores = [each.overall_quality_score for each in mine if each.overall_quality_score is not None]
        values = calls.values("overall_quality_score")
        mean = sum(scores) / len(scores)
        assert (values.n, values.mean) == (len(scores), pytest.approx(mean))
        assert values.squares == pytest.approx(sum((score - mean) ** 2 for score in scores), abs=1e-9)
        positive = [each.sentiment == "positive" for each in mine if each.sentiment]
        assert (calls.values("positive_sentiment").count, calls.values("positive_sentiment").n) == (
            sum(positive),
            len(positive),
        )
        reached = [each.goal_reached for each in mine if each.goal_reached is not None]
        assert (calls.values("goal_reached").count, calls.values("goal_reached").n) == (sum(reached), len(reached))


def _facts(tenant_id: str, campaign_id: UUID) -> list[CallFacts]:
    found = []
    with open_work(tenant_id) as work:
        for call in varied_calls():
            stored = work.conversations.find(call.call_id)
            assert stored is not None
            assert stored.result.report is not None
            found.append(facts_of(stored.call, campaign_id, stored.result.report))
    return found


def test_calls_are_summed_by_bot_and_segment(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    calls = [of_bot("1", "Ava", "gold"), of_bot("2", "Ava", "gold"), of_bot("3", "Ava", ""), of_bot("4", "Bo", "gold")]
    stored_job(tenant, campaign, [*calls, of_bot("5", "Cy", "gold")])
    ava, bo = bots(tenant, campaign.campaign_id, "Ava", "Bo")
    assert {each.segment: each.judged_count for each in ava.segments} == {"": 1, "gold": 2}
    assert {each.segment: each.judged_count for each in bo.segments} == {"gold": 1}


def test_only_calls_of_the_time_that_is_asked_for_are_summed(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, [of_bot(str(days), "Ava", "", days) for days in range(4)])
    since, until = SOME_DAY + timedelta(days=1), SOME_DAY + timedelta(days=3)
    (ava,) = bots(tenant, campaign.campaign_id, "Ava", since=since, until=until)
    assert ava.bot.n == 2
    (ava,) = bots(tenant, campaign.campaign_id, "Ava", since=SOME_DAY + timedelta(days=9))
    assert ava.segments == ()


def test_rare_segments_are_not_told_apart(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    frequent = [of_bot(f"{each} again", "Ava", f"{each:02}") for each in range(50)]
    calls = [*frequent, *(of_bot(str(each), "Ava", f"{each:02}") for each in range(53))]
    stored_job(tenant, campaign, calls)
    (ava,) = bots(tenant, campaign.campaign_id, "Ava")
    told = {each.segment: each.judged_count for each in ava.segments}
    assert told == {f"{each:02}": 2 for each in range(50)} | {None: 3}


def test_a_bot_is_known_by_its_reports_in_this_campaign_only(tenant: str, other_tenant: str) -> None:
    campaign, other = stored_campaign(tenant), stored_campaign(tenant, code="OTHER")
    stored_job(tenant, other, [of_bot("1", "Bo", "")])
    stored_job(tenant, campaign, [of_bot("2", "Ava", ""), of_bot("3", "Cy", "")], failing=["3"])
    for name in ("Bo", "Cy", "ava"):
        with pytest.raises(NotFound):
            bots(tenant, campaign.campaign_id, "Ava", name)
    with pytest.raises(NotFound):
        bots(other_tenant, campaign.campaign_id, "Ava")
    with pytest.raises(NotFound):
        bots(tenant, uuid4(), "Ava")
