"""Privacy: erase calls, keep them only so long, and replace what identifies people in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import InvalidRequest, NotFound
from core.ports import Clock, NewId, OpenWork, Work
from core.privacy import ErasureReason, ErasureReceipt

LONGEST_RETENTION_DAYS = 3650
# Calls that are erased in one transaction: short enough that nobody waits for it.
_PURGED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PrivacyService:
    """Keeps what a tenant has promised to the people in its calls."""

    open_work: OpenWork
    clock: Clock
    new_id: NewId

    def erase(self, tenant_id: str, call_id: str) -> ErasureReceipt:
        """Erase a call and everything that was made of it; raise NotFound."""
        with self.open_work(tenant_id) as work:
            receipts = self._receipts(work, work.conversations.erase([call_id]), "request")
            if not receipts:
                raise NotFound("conversation", call_id)
            work.audit.record(
                "conversation.erased", "conversation", call_id, {"receipt_id": str(receipts[0].receipt_id)}
            )
        return receipts[0]

    def purge(self, tenant_id: str) -> int:
        """Erase the calls that were received longer ago than they are to be kept; return their number.

        Raises NotFound for an unknown tenant. Each part is a transaction of its own, so that what was purged stays so
        if the rest fails.
        """
        total = 0
        while True:
            with self.open_work(tenant_id) as work:
                _check_tenant(work, tenant_id)
                erased = work.conversations.erase_overdue(self.clock(), _PURGED_AT_ONCE)
                receipts = self._receipts(work, erased, "retention")
                if not receipts:
                    return total
                work.audit.record("conversation.purged", details={"calls": len(receipts)})
            total += len(receipts)

    def count_overdue(self, tenant_id: str) -> int:
        """Count the calls that `purge` would erase; raise NotFound for an unknown tenant."""
        with self.open_work(tenant_id) as work:
            _check_tenant(work, tenant_id)
            return work.conversations.count_overdue(self.clock())

    def keep_for(self, tenant_id: str, days: int | None, campaign_ref: str | None = None) -> None:
        """Have calls purged after so many days from 1 to 3650, None: never; raise NotFound, InvalidRequest.

        What is said of a campaign goes before what is said of the tenant; None leaves its calls to the tenant's word.
        """
        if days is not None and not 1 <= days <= LONGEST_RETENTION_DAYS:
            raise InvalidRequest({"days": [f"must be between 1 and {LONGEST_RETENTION_DAYS}"]})
        with self.open_work(tenant_id) as work:
            details: dict[str, str | int | bool] = {} if days is None else {"retention_days": days}
            if campaign_ref is None:
                work.tenants.set_retention(days)
                work.audit.record("tenant.retention_set", "tenant", tenant_id, details)
                return
            campaign = work.campaigns.find(campaign_ref)
            if campaign is None:
                raise NotFound("campaign", campaign_ref)
            work.campaigns.set_retention(campaign.campaign_id, days)
            work.audit.record("campaign.retention_set", "campaign", str(campaign.campaign_id), details)

    def redact(self, tenant_id: str, redacts: bool) -> None:
        """Have what identifies people replaced in calls to come, or no longer; raise NotFound.

        Calls that are stored already stay as they are.
        """
        with self.open_work(tenant_id) as work:
            work.tenants.set_redaction(redacts)
            work.audit.record("tenant.redaction_set", "tenant", tenant_id, {"redacts": redacts})

    def _receipts(
        self, work: Work, erased: Mapping[str, Mapping[str, int]], reason: ErasureReason
    ) -> list[ErasureReceipt]:
        now = self.clock()
        receipts = [ErasureReceipt(self.new_id(), call_id, now, reason, rows) for call_id, rows in erased.items()]
        work.erasures.add(receipts)
        return receipts


def _check_tenant(work: Work, tenant_id: str) -> None:
    if work.tenants.find() is None:
        raise NotFound("tenant", tenant_id)
