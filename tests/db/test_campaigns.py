from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from core.campaigns import CampaignDetail, Script
from core.errors import AlreadyExists, NotFound
from db.work import open_work
from tests.builders import SOME_DAY, a_brief, a_call, a_campaign
from tests.db.builders import stored_campaign, stored_job


def test_a_campaign_comes_back_as_it_was_added(tenant: str) -> None:
    campaign = stored_campaign(
        tenant,
        name="عرض الألياف 🎉 e\u0301",
        description=None,
        code="=CAMPAIGN'; drop table campaigns; --",
        keywords=("fibre", 'a "quoted, {word}', "\\"),
        offer=None,
        script=Script(required=("this call is recorded",), forbidden=("guaranteed",)),
        start_date=datetime(2024, 1, 1, tzinfo=UTC),
        end_date=datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        created_at=datetime(2024, 3, 1, 9, 30, 0, 123456, tzinfo=UTC),
    )
    with open_work(tenant) as work:
        assert work.campaigns.find(str(campaign.campaign_id)) == campaign
        assert work.campaigns.find(campaign.brief.code or "") == campaign


def test_times_come_back_in_utc(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    with open_work(tenant) as work:
        found = work.campaigns.find(str(campaign.campaign_id))
    assert found is not None
    assert found.created_at.utcoffset() == timedelta(0)


def test_many_refs_are_resolved_at_once_by_uuid_or_code(tenant: str) -> None:
    one, two = stored_campaign(tenant, code="ONE"), stored_campaign(tenant, code=None)
    refs = ["ONE", str(one.campaign_id), str(two.campaign_id).upper(), "unknown", str(uuid7())]
    with open_work(tenant) as work:
        assert work.campaigns.find_many(refs) == {refs[0]: one, refs[1]: one, refs[2]: two}
        assert work.campaigns.find_many([]) == {}


def test_a_uuid_goes_before_a_code_that_looks_like_it(tenant: str) -> None:
    meant = stored_campaign(tenant, code=None)
    ref = str(meant.campaign_id)
    stored_campaign(tenant, code=ref)
    with open_work(tenant) as work:
        assert work.campaigns.find(ref) == meant
        assert work.campaigns.detail(ref).campaign == meant


def test_a_code_may_look_like_a_uuid_of_nothing(tenant: str) -> None:
    ref = str(uuid7())
    campaign = stored_campaign(tenant, code=ref)
    with open_work(tenant) as work:
        assert work.campaigns.find(ref) == campaign
        assert work.campaigns.detail(ref).campaign == campaign


@pytest.mark.parametrize("spelling", ["{%s}", "urn:uuid:%s", " %s"])
def test_only_the_usual_spelling_is_a_uuid(tenant: str, spelling: str) -> None:
    campaign = stored_campaign(tenant)
    with open_work(tenant) as work:
        assert work.campaigns.find(spelling % campaign.campaign_id) is None


def test_a_taken_code_is_refused(tenant: str) -> None:
    stored_campaign(tenant, code="Q1")
    with pytest.raises(AlreadyExists) as refused, open_work(tenant) as work:
        work.campaigns.add(a_campaign(campaign_id=uuid7(), code="Q1"))
    assert (refused.value.kind, refused.value.keys) == ("campaign", ("Q1",))


def test_campaigns_without_a_code_do_not_stand_in_each_others_way(tenant: str) -> None:
    stored_campaign(tenant, code=None)
    stored_campaign(tenant, code=None)


def test_two_tenants_may_use_the_same_code(tenant: str, other_tenant: str) -> None:
    mine, theirs = stored_campaign(tenant, code="Q1"), stored_campaign(other_tenant, code="Q1")
    with open_work(tenant) as work:
        assert work.campaigns.find("Q1") == mine != theirs


def test_a_campaign_of_an_unknown_tenant_is_refused(tenant: str) -> None:
    with pytest.raises(NotFound), open_work(f"not-{tenant}") as work:
        work.campaigns.add(a_campaign(campaign_id=uuid7()))


def test_the_detail_counts_the_conversations_of_this_campaign_only(tenant: str) -> None:
    one, two = stored_campaign(tenant, code="ONE"), stored_campaign(tenant, code="TWO")
    stored_job(tenant, one, [a_call(call_id=f"one-{n}") for n in range(3)])
    stored_job(tenant, two, [a_call(call_id="two")])
    with open_work(tenant) as work:
        assert work.campaigns.detail("ONE") == CampaignDetail(one, 3)
        assert work.campaigns.detail(str(two.campaign_id)) == CampaignDetail(two, 1)


def test_the_detail_of_an_unknown_campaign_is_not_found(tenant: str) -> None:
    with pytest.raises(NotFound), open_work(tenant) as work:
        work.campaigns.detail("nothing")


def test_pages_are_newest_first_and_end(tenant: str) -> None:
    campaigns = [stored_campaign(tenant, code=None, created_at=SOME_DAY + timedelta(days=n)) for n in range(5)]
    newest_first = tuple(reversed(campaigns))
    with open_work(tenant) as work:
        assert work.campaigns.page(page=1, limit=2).campaigns == newest_first[:2]
        last = work.campaigns.page(page=3, limit=2)
        assert (last.campaigns, last.total, last.page, last.limit) == (newest_first[4:], 5, 3, 2)


@pytest.mark.parametrize("page", [2, 10**20])
def test_a_page_past_the_end_is_empty_and_knows_the_total(tenant: str, page: int) -> None:
    stored_campaign(tenant)
    with open_work(tenant) as work:
        found = work.campaigns.page(page=page, limit=100)
    assert (found.campaigns, found.total) == ((), 1)


def test_campaigns_of_one_instant_keep_their_order(tenant: str) -> None:
    campaigns = [stored_campaign(tenant, code=None) for _ in range(6)]
    with open_work(tenant) as work:
        pages = [work.campaigns.page(page=n, limit=2).campaigns for n in (1, 2, 3)]
    assert [c for page in pages for c in page] == sorted(campaigns, key=lambda c: c.campaign_id, reverse=True)


def test_an_update_replaces_brief_and_status(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    brief = a_brief("Renamed", code=None, description=None)
    with open_work(tenant) as work:
        updated = work.campaigns.update(campaign.campaign_id, brief, "archived")
    with open_work(tenant) as work:
        assert work.campaigns.find(str(campaign.campaign_id)) == updated
    assert updated == replace(campaign, brief=brief, status="archived")


def test_an_update_to_a_taken_code_is_refused(tenant: str) -> None:
    stored_campaign(tenant, code="ONE")
    two = stored_campaign(tenant, code="TWO")
    with pytest.raises(AlreadyExists) as refused, open_work(tenant) as work:
        work.campaigns.update(two.campaign_id, a_brief(code="ONE"), "active")
    assert refused.value.keys == ("ONE",)


def test_an_update_of_an_unknown_campaign_is_not_found(tenant: str) -> None:
    with pytest.raises(NotFound), open_work(tenant) as work:
        work.campaigns.update(uuid7(), a_brief(), "active")
