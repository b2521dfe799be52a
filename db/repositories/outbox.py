"""Due deliveries over all tenants: which ones there are, and whose turn it is. No more than ids and leases are read.

For transactions that row-level security takes for the dispatcher's (db.dispatch).
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.webhooks import DeliveryClaim

# Longer than a try may take (api.webhook_delivery), with time to note it.
LEASE_S: Final = 30
# Under way at once: so a receiver that hangs, or a tenant with many of them, holds a few couriers only.
MOST_OF_A_WEBHOOK: Final = 2
MOST_OF_A_TENANT: Final = 4

# One claim after the other, or two could both see that there is room for one more. It is held for a moment only. The
# planner takes rows that row-level security lets pass for rare, and would sort all that are due instead of taking the
# first by the index.
_ONE_AT_A_TIME = text("""
    select pg_advisory_xact_lock(hashtextextended('claim of a webhook delivery', 0)),
           set_config('enable_sort', 'off', true)
""")

_DUE = """
    with busy as materialized (
        select tenant_id, webhook_id from webhook_deliveries where lease_until >= now()
    ),
    full_webhooks as (
        select tenant_id, webhook_id from busy group by tenant_id, webhook_id having count(*) >= :most_of_a_webhook
    ),
    full_tenants as (
        select tenant_id from busy group by tenant_id having count(*) >= :most_of_a_tenant
    ),
    due as (
        select tenant_id, delivery_id from webhook_deliveries
        where next_attempt_at <= {now}
        and (lease_until is null or lease_until < now())
        and (tenant_id, webhook_id) not in (select tenant_id, webhook_id from full_webhooks)
        and tenant_id not in (select tenant_id from full_tenants)
        {which}
        order by next_attempt_at, delivery_id
        limit :most
        {locked}
    )
"""
_CLAIM = """
    update webhook_deliveries d
    set claim = claim + 1, tries = tries + 1, lease_until = now() + make_interval(secs => :lease_s)
    from due where d.tenant_id = due.tenant_id and d.delivery_id = due.delivery_id
    returning d.tenant_id, d.delivery_id, d.claim, d.tries
"""
_IDS = "select delivery_id from due"
_LOCKED = "for update skip locked"
_CLAIM_THIS = text(_DUE.format(now=":now", which="and delivery_id = :delivery_id", locked=_LOCKED) + _CLAIM)
_CLAIM_ANY = text(_DUE.format(now=":now", which="", locked=_LOCKED) + _CLAIM)
_LIST = text(_DUE.format(now="now()", which="", locked="") + _IDS)
_LIMITS = {"most_of_a_webhook": MOST_OF_A_WEBHOOK, "most_of_a_tenant": MOST_OF_A_TENANT}


def claim_delivery(session: Session, delivery_id: UUID | None, now: datetime) -> DeliveryClaim | None:
    """Claim this delivery, or else the one that has been due for longest; None where none is due.

    The lease is by the clock of the database, which all couriers share.
    """
    session.execute(_ONE_AT_A_TIME)
    values = {**_LIMITS, "now": now, "lease_s": LEASE_S, "most": 1}
    row = None
    if delivery_id is not None:
        row = session.execute(_CLAIM_THIS, {**values, "delivery_id": delivery_id}).one_or_none()
    if row is None:
        row = session.execute(_CLAIM_ANY, values).one_or_none()
    return None if row is None else DeliveryClaim(row.tenant_id, row.delivery_id, row.claim, row.tries)


def due_deliveries(session: Session, most: int) -> list[UUID]:
    """Return the ids of deliveries that could be claimed, at most so many, those first that have waited for longest."""
    return list(session.scalars(_LIST, {**_LIMITS, "most": most}))
