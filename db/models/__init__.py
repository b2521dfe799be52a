"""The tables. Every one that holds a tenant's data has tenant_id first in its key, and row-level security."""

from db.models.api_keys import ApiKeyRow
from db.models.audit import AuditEventRow, AuditHeadRow
from db.models.campaigns import CampaignRow
from db.models.conversations import AnswerRow, ConversationRow
from db.models.facts import CallFactsRow, DaySumsRow
from db.models.idempotency import IdempotencyKeyRow
from db.models.identity import KnownSourceRow, LoginFailureRow, TenantRow, UserRow
from db.models.jobs import JobChunkRow, JobRow
from db.models.privacy import ErasureRow, ShareLinkRow
from db.models.reports import JobItemRow, PastReportRow, ReportRow
from db.models.requests import CallRequestRow
from db.models.reviews import ReviewRow
from db.models.sessions import RefreshTokenRow, SessionRow
from db.models.webhooks import WebhookAttemptRow, WebhookDeliveryRow, WebhookRow
from db.models.words import CallWordsRow

__all__ = [
    "AnswerRow",
    "ApiKeyRow",
    "AuditEventRow",
    "AuditHeadRow",
    "CallFactsRow",
    "CallRequestRow",
    "CallWordsRow",
    "CampaignRow",
    "ConversationRow",
    "DaySumsRow",
    "ErasureRow",
    "IdempotencyKeyRow",
    "JobChunkRow",
    "JobItemRow",
    "JobRow",
    "KnownSourceRow",
    "LoginFailureRow",
    "PastReportRow",
    "RefreshTokenRow",
    "ReportRow",
    "ReviewRow",
    "SessionRow",
    "ShareLinkRow",
    "TenantRow",
    "UserRow",
    "WebhookAttemptRow",
    "WebhookDeliveryRow",
    "WebhookRow",
]
