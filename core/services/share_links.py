"""Links to the report of one call, for people without a login."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.conversations import ReportedCall
from core.errors import NotFound
from core.jobs import report_of
from core.ports import Clock, NewId, OpenWork
from core.privacy import ShareLink
from core.signing import ShareTokens


@dataclass(frozen=True, slots=True)
class ShareLinkService:
    """Gives links to reports away, and lets those in who come by them."""

    open_work: OpenWork
    tokens: ShareTokens
    clock: Clock
    new_id: NewId

    def create(self, tenant_id: str, call_id: str, life_s: int) -> tuple[ShareLink, str]:
        """Return a new link to the report of a call with its token; raise NotFound, or NotJudged without a report.

        The token is not kept.
        """
        now = self.clock()
        link = ShareLink(self.new_id(), call_id, now, now + timedelta(seconds=life_s))
        with self.open_work(tenant_id) as work:
            report_of(call_id, work.conversations.find_result(call_id))
            work.share_links.add(link)
            work.idempotency.keep(link)
            work.audit.record("share_link.created", "share_link", str(link.share_id), {"call_id": call_id})
        return link, self.tokens.write(tenant_id, link.share_id)

    def get(self, tenant_id: str, share_id: UUID) -> tuple[ShareLink, str]:
        """Return a link with its token, even one that has ended; raise NotFound, also where its call was erased."""
        with self.open_work(tenant_id) as work:
            link = work.share_links.get(share_id)
        return link, self.tokens.write(tenant_id, share_id)

    def open(self, token: str) -> ReportedCall:
        """Return the call that a link leads to, and its report; raise NotFound where the link is none, or has ended."""
        tenant_id, share_id = self.tokens.read(token)
        with self.open_work(tenant_id) as work:
            call_id = work.share_links.find_call_id(share_id, self.clock())
            stored = None if call_id is None else work.conversations.find(call_id)
        if stored is None or stored.result.report is None:
            raise NotFound("shared report", share_id)
        return ReportedCall(stored.call, stored.campaign, stored.result.report)

    def revoke(self, tenant_id: str, share_id: UUID, call_id: str | None = None) -> datetime:
        """End a link, of this call where one is named; return when it was ended first; raise NotFound."""
        with self.open_work(tenant_id) as work:
            if call_id not in (None, work.share_links.get(share_id).call_id):
                raise NotFound("share link", share_id)
            revoked_at = work.share_links.revoke(share_id, self.clock())
            work.audit.record("share_link.revoked", "share_link", str(share_id))
        return revoked_at
