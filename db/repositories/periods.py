"""Calls of one campaign that began in a period, in whatever table knows both."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from db.models import CallFactsRow, CallRequestRow, ConversationRow


def began_in(
    source: type[ConversationRow] | type[CallFactsRow] | type[CallRequestRow],
    tenant_id: str,
    campaign_id: UUID,
    since: datetime | None,
    until: datetime | None,
) -> ColumnElement[bool]:
    """Return the condition that a row is of a campaign's call that began in [since, until)."""
    wanted = [source.tenant_id == tenant_id, source.campaign_id == campaign_id]
    if since is not None:
        wanted.append(source.started_at >= since)
    if until is not None:
        wanted.append(source.started_at < until)
    return and_(*wanted)
