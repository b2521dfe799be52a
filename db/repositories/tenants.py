"""The tenant of the unit of work."""

from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import AlreadyExists, NotFound
from core.identity import Tenant
from db.models import TenantRow

# Built once: making such a statement, and the key by which SQLAlchemy knows it again, takes longer than sending it.
_TENANT = select(TenantRow).where(TenantRow.tenant_id == bindparam("tenant_id"))


class TenantRepository:
    """The one tenant that the unit of work belongs to."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def find(self) -> Tenant | None:
        """Return the tenant, or None where it is unknown."""
        row = self._session.scalar(_TENANT, {"tenant_id": self._tenant_id})
        if row is None:
            return None
        return Tenant(row.tenant_id, row.name, row.active, retention_days=row.retention_days, redacts=row.redacts)

    def add(self, name: str) -> Tenant:
        """Add the tenant, active; raise AlreadyExists."""
        statement = insert(TenantRow).values(tenant_id=self._tenant_id, name=name, active=True)
        added = statement.on_conflict_do_nothing(index_elements=["tenant_id"]).returning(TenantRow.tenant_id)
        if self._session.scalar(added) is None:
            raise AlreadyExists("tenant", [self._tenant_id])
        return Tenant(tenant_id=self._tenant_id, name=name, active=True)

    def set_active(self, active: bool) -> None:
        """Make the tenant active or inactive; raise NotFound."""
        self._change(active=active)

    def set_retention(self, days: int | None) -> None:
        """Keep calls for so many days unless their campaign says otherwise, None: for good; raise NotFound."""
        self._change(retention_days=days)

    def set_redaction(self, redacts: bool) -> None:
        """Replace what identifies people in calls to come, or no longer do so; raise NotFound."""
        self._change(redacts=redacts)

    def _change(self, **columns: Any) -> None:
        statement = update(TenantRow).where(TenantRow.tenant_id == self._tenant_id).values(columns)
        if self._session.scalar(statement.returning(TenantRow.tenant_id)) is None:
            raise NotFound("tenant", self._tenant_id)
