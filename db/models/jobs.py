"""Jobs, and the chunks that are left of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, false
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Model

_KINDS = "kind in ('processing', 'reanalysis')"


class JobRow(Model):
    """Calls that are analysed together. Without a `processed_count` all of them are done."""

    __tablename__ = "jobs"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
        ForeignKeyConstraint(["tenant_id", "campaign_id"], ["campaigns.tenant_id", "campaigns.campaign_id"]),
        CheckConstraint("state in ('pending', 'running', 'completed', 'failed', 'cancelled')", name="state"),
        CheckConstraint(_KINDS, name="kind"),
        Index(None, "tenant_id", "submitted_at", "job_id"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str]
    submitted_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    call_count: Mapped[int]
    failed_count: Mapped[int]
    kind: Mapped[str] = mapped_column(server_default="processing")
    processed_count: Mapped[int | None]
    campaign_id: Mapped[UUID | None]
    dry_run: Mapped[bool] = mapped_column(server_default=false())
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class JobChunkRow(Model):
    """Positions of a job that are not done yet.

    Whoever has claimed it for the `attempts`-th time has it until `lease_until`. `current_position` is what is being
    analysed, if that is noted, and was at `noted_at`; `blamed` are those that were when a lease ran out. `request_id`
    is the request that submitted the job.
    """

    __tablename__ = "job_chunks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "job_id"], ["jobs.tenant_id", "jobs.job_id"], ondelete="CASCADE"),
        CheckConstraint(_KINDS, name="kind"),
        CheckConstraint("last_position >= first_position", name="last_position"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    first_position: Mapped[int] = mapped_column(primary_key=True)
    last_position: Mapped[int]
    kind: Mapped[str]
    attempts: Mapped[int]
    lease_until: Mapped[datetime | None]
    current_position: Mapped[int | None]
    noted_at: Mapped[datetime | None]
    blamed: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    request_id: Mapped[str | None]
