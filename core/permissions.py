"""Who may call which operation: the one table that access is decided by."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.identity import Principal, Role, Scope

# What each role may do contains what the ones before it may do.
_RANK: Mapping[Role, int] = MappingProxyType({"viewer": 0, "analyst": 1, "admin": 2})


@dataclass(frozen=True, slots=True)
class Access:
    """The least role that a person needs, and the scope that an API key needs; without a scope: people only."""

    role: Role
    scope: Scope | None = None


# By operation of the contract. None: anybody may, without a token or a key.
ACCESS: Mapping[str, Access | None] = MappingProxyType(
    {
        "login": None,
        "refresh": None,
        "logout": Access("viewer"),
        "me": Access("viewer"),
        "changePassword": Access("viewer"),
        "listUsers": Access("admin"),
        "createUser": Access("admin"),
        "getUser": Access("admin"),
        "updateUser": Access("admin"),
        "listApiKeys": Access("admin"),
        "createApiKey": Access("admin"),
        "getApiKey": Access("admin"),
        "deleteApiKey": Access("admin"),
        "listCampaigns": Access("viewer", "campaigns:read"),
        "createCampaign": Access("analyst", "campaigns:write"),
        "getCampaign": Access("viewer", "campaigns:read"),
        "updateCampaign": Access("analyst", "campaigns:write"),
        "reanalyzeCampaign": Access("analyst", "campaigns:write"),
        "getCampaignAnalytics": Access("viewer", "analytics:read"),
        "compareBots": Access("viewer", "analytics:read"),
        "getCampaignReport": Access("viewer", "analytics:read"),
        "exportCampaign": Access("analyst", "analytics:read"),
        "getAgreement": Access("viewer", "reviews:read"),
        "planReviews": Access("viewer", "reviews:read"),
        "listConversations": Access("viewer", "conversations:read"),
        "searchConversations": Access("viewer", "conversations:read"),
        "processConversations": Access("analyst", "conversations:write"),
        "getConversation": Access("viewer", "conversations:read"),
        "deleteConversation": Access("admin", "conversations:erase"),
        "getReport": Access("viewer", "conversations:read"),
        "listReports": Access("viewer", "conversations:read"),
        "listReviews": Access("viewer", "reviews:read"),
        "addReview": Access("analyst", "reviews:write"),
        "createShareLink": Access("analyst", "conversations:share"),
        "revokeShareLink": Access("analyst", "conversations:share"),
        "listAnswers": Access("viewer", "conversations:read"),
        "askQuestion": Access("analyst", "questions:ask"),
        "listJobs": Access("viewer", "jobs:read"),
        "cancelJob": Access("analyst", "jobs:write"),
        "getJobStatus": Access("viewer", "jobs:read"),
        "listWebhooks": Access("admin", "webhooks:read"),
        "createWebhook": Access("admin", "webhooks:write"),
        "getWebhook": Access("admin", "webhooks:read"),
        "updateWebhook": Access("admin", "webhooks:write"),
        "deleteWebhook": Access("admin", "webhooks:write"),
        "rotateWebhookSecret": Access("admin", "webhooks:write"),
        "testWebhook": Access("admin", "webhooks:write"),
        "listDeliveries": Access("admin", "webhooks:read"),
        "redeliver": Access("admin", "webhooks:write"),
        "listAuditEvents": Access("admin", "audit:read"),
        "getEngine": Access("viewer", "engine:read"),
        "getHealth": None,
        "getReadiness": None,
        "getMetrics": None,
    }
)


def allows(access: Access, who: Principal) -> bool:
    """Tell whether a person's role or a key's scopes are enough."""
    if who.kind == "api_key":
        return access.scope is not None and access.scope in who.scopes
    return who.role is not None and _RANK[who.role] >= _RANK[access.role]
