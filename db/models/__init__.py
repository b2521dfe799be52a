"""The tables. Every one that holds a tenant's data has tenant_id first in its key, and row-level security."""

from db.models.api_keys import ApiKeyRow
from db.models.audit import AuditEventRow, AuditHeadRow
from db.models.campaigns import CampaignRow
from db.models.conversations import AnswerRow, ConversationRow, JobRow, ReportRow
from db.models.identity import LoginFailureRow, TenantRow, UserRow

__all__ = [
    "AnswerRow",
    "ApiKeyRow",
    "AuditEventRow",
    "AuditHeadRow",
    "CampaignRow",
    "ConversationRow",
    "JobRow",
    "LoginFailureRow",
    "ReportRow",
    "TenantRow",
    "UserRow",
]
