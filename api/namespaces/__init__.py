"""One file a resource; handlers of a few lines."""

from api.namespaces import (
    analytics,
    api_keys,
    audit,
    auth,
    browsing,
    campaign_pages,
    campaigns,
    comparisons,
    conversations,
    engine,
    exports,
    jobs,
    questions,
    users,
    webhooks,
)

ALL = (
    auth.ns,
    users.ns,
    api_keys.ns,
    campaigns.ns,
    comparisons.ns,
    analytics.ns,
    campaign_pages.ns,
    browsing.ns,
    conversations.ns,
    exports.ns,
    questions.ns,
    jobs.ns,
    engine.ns,
    webhooks.ns,
    audit.ns,
)
