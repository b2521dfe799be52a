"""The audit chain: appended to by everybody, changed by nobody, and every tampering is found."""

from flask import Flask

from core.audit import Wanted, check
from core.origin import Origin, acting
from db.work import open_work
from tests.db.test_concurrency import at_once

ANA = Origin("user", "ana", "u-1", "192.0.2.7", "req-1")


def test_an_event_comes_back_as_it_was_recorded(tenant: str) -> None:
    with acting(ANA), open_work(tenant) as work:
        work.audit.record("user.created", "user", "42", {"role": "admin", "name": "Zoë \u202e"})
    with open_work(tenant) as work:
        (link,) = work.audit.page(Wanted(), before=None, limit=10).links
        verdict = check(tenant, work.audit.chain())
    event = link.event
    assert (link.sequence, event.action, event.object_kind, event.object_id) == (1, "user.created", "user", "42")
    assert (event.origin, event.details) == (ANA, {"role": "admin", "name": "Zoë \u202e"})
    assert (verdict.count, verdict.faults) == (1, ())


def test_those_who_append_at_once_make_one_chain(app: Flask, tenant: str) -> None:
    def append() -> None:
        with open_work(tenant) as work:
            work.audit.record("campaign.created", "campaign", "c")

    assert at_once(app, [append] * 40) == [None] * 40
    with open_work(tenant) as work:
        verdict = check(tenant, work.audit.chain())
    assert (verdict.count, verdict.faults) == (40, ())
