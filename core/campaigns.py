"""Campaigns: what the calls are about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

CampaignStatus = Literal["active", "inactive", "archived"]


@dataclass(frozen=True, slots=True)
class Script:
    """Phrases that a bot of the campaign has to say, and phrases that it must not say."""

    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignBrief:
    """What a partner says of a campaign when creating it.

    `code` is the partner's own name for it, unique in the tenant; `offer` says in a sentence what "the main
    offer" is; `keywords` are words that belong to the topic.
    """

    name: str
    description: str | None = None
    code: str | None = None
    keywords: tuple[str, ...] = ()
    offer: str | None = None
    script: Script = Script()
    start_date: datetime | None = None
    end_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A stored campaign of one tenant. `created_at` is aware UTC."""

    campaign_id: UUID
    tenant_id: str
    brief: CampaignBrief
    status: CampaignStatus
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """A campaign with the number of its stored conversations."""

    campaign: Campaign
    conversation_count: int


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One page of a tenant's campaigns, newest first, and how many there are in all."""

    campaigns: tuple[Campaign, ...]
    total: int
    page: int
    limit: int
