"""The campaigns of one tenant."""

import re
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.campaigns import Campaign, CampaignBrief, CampaignDetail, CampaignPage, CampaignStatus
from core.errors import AlreadyExists, NotFound
from db.codec import dump_script, load_script
from db.models import CampaignRow, ConversationRow
from db.repositories.constraints import violated

CODE_IS_UNIQUE = "uq_campaigns_tenant_id_code"
# UUID() itself takes braces, "urn:uuid:" and misplaced hyphens as well, which may be codes.
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", re.ASCII)

# Built once: making such a statement, and the key by which SQLAlchemy knows it again, takes longer than sending it.
_BY_REFS = select(CampaignRow).where(
    CampaignRow.tenant_id == bindparam("tenant_id"),
    or_(
        CampaignRow.campaign_id.in_(bindparam("ids", expanding=True)),
        CampaignRow.code.in_(bindparam("codes", expanding=True)),
    ),
)
_HELD_BY_REFS = _BY_REFS.with_for_update(key_share=True)


class CampaignRepository:
    """Campaigns by their uuid or the partner's own code."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, campaign: Campaign) -> None:
        """Add a campaign; raise AlreadyExists where its code is taken, NotFound for an unknown tenant."""
        statement = insert(CampaignRow).values(
            tenant_id=self._tenant_id,
            campaign_id=campaign.campaign_id,
            status=campaign.status,
            created_at=campaign.created_at,
            **_columns(campaign.brief),
        )
        added = statement.on_conflict_do_nothing(constraint=CODE_IS_UNIQUE).returning(CampaignRow.campaign_id)
        try:
            campaign_id = self._session.scalar(added)
        except IntegrityError as error:
            if violated(error) == "fk_campaigns_tenant_id":
                raise NotFound("tenant", self._tenant_id) from error
            raise
        if campaign_id is None:
            raise AlreadyExists("campaign", [campaign.brief.code or ""])

    def find(self, ref: str) -> Campaign | None:
        """Return the campaign of this uuid or, failing that, of this code; None where there is none.

        Who looks for one campaign means to change it: nobody else may do so until the unit of work ends, or one of two
        changes made at once would be lost. Calls may be added to it meanwhile.
        """
        return self._find([ref], hold=True).get(ref)

    def get(self, ref: str) -> Campaign:
        """Return the campaign of this uuid or, failing that, of this code, to read only; raise NotFound."""
        campaign = self._find([ref]).get(ref)
        if campaign is None:
            raise NotFound("campaign", ref)
        return campaign

    def find_many(self, refs: Sequence[str]) -> dict[str, Campaign]:
        """Map each known ref (uuid or code) to its campaign, by one query; a uuid goes before a code."""
        return self._find(refs) if refs else {}

    def _find(self, refs: Sequence[str], *, hold: bool = False) -> dict[str, Campaign]:
        ids = {ref: UUID(ref) for ref in refs if _UUID.fullmatch(ref)}
        given = {"tenant_id": self._tenant_id, "ids": list(set(ids.values())), "codes": list(set(refs))}
        rows = self._session.scalars(_HELD_BY_REFS if hold else _BY_REFS, given)
        campaigns = [campaign_value(row) for row in rows]
        by_id = {campaign.campaign_id: campaign for campaign in campaigns}
        by_code = {campaign.brief.code: campaign for campaign in campaigns}
        found = {ref: by_id.get(ids[ref]) if ref in ids else None for ref in refs}
        return {ref: campaign for ref in refs if (campaign := found[ref] or by_code.get(ref)) is not None}

    def detail(self, ref: str) -> CampaignDetail:
        """Return the campaign with its number of conversations, by one query; raise NotFound."""
        campaign_id = UUID(ref) if _UUID.fullmatch(ref) else None
        count = (
            select(func.count())
            .where(
                ConversationRow.tenant_id == CampaignRow.tenant_id,
                ConversationRow.campaign_id == CampaignRow.campaign_id,
            )
            .correlate(CampaignRow)
            .scalar_subquery()
        )
        found = self._session.execute(
            select(CampaignRow, count)
            .where(
                CampaignRow.tenant_id == self._tenant_id,
                or_(CampaignRow.campaign_id == campaign_id, CampaignRow.code == ref),
            )
            .order_by((CampaignRow.campaign_id == campaign_id).desc())
            .limit(1)
        ).one_or_none()
        if found is None:
            raise NotFound("campaign", ref)
        return CampaignDetail(campaign=campaign_value(found[0]), conversation_count=found[1])

    def page(self, *, page: int, limit: int) -> CampaignPage:
        """Return one page, newest first; empty past the end, however far."""
        mine = CampaignRow.tenant_id == self._tenant_id
        total = self._session.scalar(select(func.count()).select_from(CampaignRow).where(mine)) or 0
        offset = (page - 1) * limit
        if offset >= total:
            return CampaignPage(campaigns=(), total=total, page=page, limit=limit)
        rows = self._session.scalars(
            select(CampaignRow)
            .where(mine)
            .order_by(CampaignRow.created_at.desc(), CampaignRow.campaign_id.desc())
            .limit(limit)
            .offset(offset)
        )
        return CampaignPage(campaigns=tuple(map(campaign_value, rows)), total=total, page=page, limit=limit)

    def update(self, campaign_id: UUID, brief: CampaignBrief, status: CampaignStatus) -> Campaign:
        """Replace brief and status; raise NotFound, or AlreadyExists where the code is taken."""
        statement = (
            update(CampaignRow)
            .where(CampaignRow.tenant_id == self._tenant_id, CampaignRow.campaign_id == campaign_id)
            .values(status=status, **_columns(brief))
            .returning(CampaignRow)
        )
        try:
            row = self._session.scalar(statement)
        except IntegrityError as error:
            if violated(error) == CODE_IS_UNIQUE:
                raise AlreadyExists("campaign", [brief.code or ""]) from error
            raise
        if row is None:
            raise NotFound("campaign", campaign_id)
        return campaign_value(row)

    def set_retention(self, campaign_id: UUID, days: int | None) -> None:
        """Keep its calls for so many days, None: for as long as the tenant says; raise NotFound."""
        statement = (
            update(CampaignRow)
            .where(CampaignRow.tenant_id == self._tenant_id, CampaignRow.campaign_id == campaign_id)
            .values(retention_days=days)
            .returning(CampaignRow.campaign_id)
        )
        if self._session.scalar(statement) is None:
            raise NotFound("campaign", campaign_id)


def campaign_value(row: CampaignRow) -> Campaign:
    """Return the campaign of a row."""
    return Campaign(
        campaign_id=row.campaign_id,
        tenant_id=row.tenant_id,
        brief=CampaignBrief(
            name=row.name,
            description=row.description,
            code=row.code,
            keywords=tuple(row.keywords),
            offer=row.offer,
            script=load_script(row.script),
            start_date=row.start_date,
            end_date=row.end_date,
        ),
        status=cast(CampaignStatus, row.status),
        created_at=row.created_at,
    )


def _columns(brief: CampaignBrief) -> dict[str, Any]:
    return {
        "code": brief.code,
        "name": brief.name,
        "description": brief.description,
        "keywords": list(brief.keywords),
        "offer": brief.offer,
        "script": dump_script(brief.script),
        "start_date": brief.start_date,
        "end_date": brief.end_date,
    }
