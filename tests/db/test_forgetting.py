"""Old jobs are forgotten by whoever adds one, and nobody waits for it or fails by it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from uuid_utils.compat import uuid7

from core.calls import Call
from core.campaigns import Campaign
from core.errors import StorageUnavailable
from core.ports import Work
from core.services.conversations import ConversationService, Entry, Submission
from core.services.reanalysis import ReanalysisService
from db.base import db
from db.work import TENANT_OF_TRANSACTION, open_work
from tests.builders import a_call
from tests.db.builders import NOW, stored_campaign, stored_job
from tests.db.jobs_at_work import judged
from tests.db.test_reanalysis_work import Nobody

LATER = NOW + timedelta(days=2)
KEPT = timedelta(days=1)


def service(open_work: Any = open_work) -> ConversationService:
    return ConversationService(open_work, judged, lambda: LATER, uuid7, Nobody(), KEPT)


def submission(campaign: Campaign, calls: Sequence[Call]) -> Submission:
    return Submission([Entry("transcription[0]", "new", str(campaign.campaign_id))], calls)


def a_new_call(campaign: Campaign) -> Call:
    return a_call(call_id="new", campaign_ref=str(campaign.campaign_id))


def is_kept(tenant_id: str, job_id: Any) -> bool:
    with open_work(tenant_id) as work:
        return work.jobs.find(job_id) is not None


class Looking(list[Call]):
    """Calls that are read while they are stored: then an old one is to be had by others."""

    def __init__(self, tenant_id: str, calls: Sequence[Call]) -> None:
        super().__init__(calls)
        self.tenant_id = tenant_id
        self.looked = False

    def __getitem__(self, index: Any) -> Any:
        with db.engine.connect() as connection, connection.begin():
            connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": self.tenant_id})
            held = "select call_id from conversations where call_id = 'old' for update nowait"
            assert connection.scalar(text(held)) == "old"
        self.looked = True
        return super().__getitem__(index)


def test_old_calls_are_not_held_while_new_ones_are_stored(app: Flask, tenant: str) -> None:
    campaign = stored_campaign(tenant)
    old = stored_job(tenant, campaign, [a_call(call_id="old")])
    calls = Looking(tenant, [a_new_call(campaign)])
    service().submit(tenant, submission(campaign, calls))
    assert calls.looked
    assert not is_kept(tenant, old.job_id)


def test_whoever_has_calls_analysed_at_once_or_anew_forgets_old_jobs_too(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    old = stored_job(tenant, campaign, [a_call(call_id="old")])
    service().process(tenant, submission(campaign, [a_new_call(campaign)]))
    assert not is_kept(tenant, old.job_id)
    old = stored_job(tenant, campaign, [a_call(call_id="another")])
    anew = ReanalysisService(open_work, lambda: LATER, uuid7, Nobody(), KEPT)
    anew.start(tenant, str(campaign.campaign_id), dry_run=True, sample=None)
    assert not is_kept(tenant, old.job_id)


@pytest.mark.parametrize("how", ["process", "submit"])
def test_what_is_stored_is_not_refused_because_nothing_could_be_forgotten(tenant: str, how: str) -> None:
    campaign = stored_campaign(tenant)
    old = stored_job(tenant, campaign, [a_call(call_id="old")])
    stored = []

    @contextmanager
    def away_afterwards(tenant_id: str) -> Iterator[Work]:
        if stored:
            raise StorageUnavailable
        with open_work(tenant_id) as work:
            yield work
            stored.extend([1] if work.conversations.taken(["new"]) else [])

    job = getattr(service(away_afterwards), how)(tenant, submission(campaign, [a_new_call(campaign)]))
    assert is_kept(tenant, job.job_id)
    assert is_kept(tenant, old.job_id)
