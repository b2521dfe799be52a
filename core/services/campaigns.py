"""Campaigns: create, change, list, show."""

from dataclasses import dataclass, replace
from uuid import UUID

from core.campaigns import Campaign, CampaignBrief, CampaignDetail, CampaignPage, CampaignStatus
from core.errors import InvalidRequest, NotFound
from core.ports import Clock, NewId, OpenWork


@dataclass(frozen=True, slots=True)
class CampaignChange:
    """What a campaign shall become: the fields of `brief` that are named in `fields`, and `status` unless None."""

    brief: CampaignBrief
    fields: frozenset[str]
    status: CampaignStatus | None = None


@dataclass(frozen=True, slots=True)
class CampaignService:
    """Keeps a tenant's campaigns."""

    open_work: OpenWork
    clock: Clock
    new_id: NewId

    def create(self, tenant_id: str, brief: CampaignBrief) -> Campaign:
        """Create a campaign; raise InvalidRequest, or AlreadyExists where its code is taken."""
        _check(brief)
        campaign = Campaign(self.new_id(), tenant_id, brief, "active", self.clock())
        with self.open_work(tenant_id) as work:
            work.campaigns.add(campaign)
            work.idempotency.keep(campaign)
            work.audit.record("campaign.created", "campaign", str(campaign.campaign_id))
        return campaign

    def update(self, tenant_id: str, ref: str, change: CampaignChange) -> CampaignDetail:
        """Change a campaign; raise NotFound, InvalidRequest, or AlreadyExists where its new code is taken."""
        with self.open_work(tenant_id) as work:
            campaign = work.campaigns.find(ref)
            if campaign is None:
                raise NotFound("campaign", ref)
            brief = _merged(campaign.brief, change)
            _check(brief)
            work.campaigns.update(campaign.campaign_id, brief, change.status or campaign.status)
            updated = work.campaigns.detail(str(campaign.campaign_id))
            work.audit.record("campaign.updated", "campaign", str(campaign.campaign_id), _told(change))
        return updated

    def get(self, tenant_id: str, ref: str) -> CampaignDetail:
        """Return a campaign by uuid or code, with its number of conversations; raise NotFound."""
        with self.open_work(tenant_id) as work:
            return work.campaigns.detail(ref)

    def page(self, tenant_id: str, *, page: int, limit: int) -> CampaignPage:
        """Return one page of the tenant's campaigns, newest first."""
        with self.open_work(tenant_id) as work:
            return work.campaigns.page(page=page, limit=limit)


def is_uuid(ref: str) -> bool:
    """Tell whether a reference would be read as a uuid, so that a code cannot be mistaken for one.

    >>> is_uuid("CAMPAIGN_OFFERS_Q1")
    False
    """
    try:
        UUID(ref)
    except ValueError:
        return False
    return True


def _merged(brief: CampaignBrief, change: CampaignChange) -> CampaignBrief:
    return replace(brief, **{field: getattr(change.brief, field) for field in change.fields})


def _told(change: CampaignChange) -> dict[str, str]:
    """Return what the audit tells of a change: which fields, not what they say."""
    status = {"status": change.status} if change.status else {}
    return {"fields": " ".join(sorted(change.fields)), **status}


def _check(brief: CampaignBrief) -> None:
    """Raise InvalidRequest for what a schema cannot say of a campaign."""
    faults = {}
    if brief.start_date and brief.end_date and brief.end_date < brief.start_date:
        faults["end_date"] = ["must not be before start_date"]
    if brief.code is not None and is_uuid(brief.code):
        faults["code"] = ["must not have the form of a uuid"]
    if faults:
        raise InvalidRequest(faults)
