"""The tenant of the unit of work."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import AlreadyExists, NotFound
from core.identity import Tenant
from db.models import TenantRow


class TenantRepository:
    """The one tenant that the unit of work belongs to."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def find(self) -> Tenant | None:
        """Return the tenant, or None where it is unknown."""
        row = self._session.scalar(select(TenantRow).where(TenantRow.tenant_id == self._tenant_id))
        return None if row is None else Tenant(tenant_id=row.tenant_id, name=row.name, active=row.active)

    def add(self, name: str) -> Tenant:
        """Add the tenant, active; raise AlreadyExists."""
        statement = insert(TenantRow).values(tenant_id=self._tenant_id, name=name, active=True)
        added = statement.on_conflict_do_nothing(index_elements=["tenant_id"]).returning(TenantRow.tenant_id)
        if self._session.scalar(added) is None:
            raise AlreadyExists("tenant", [self._tenant_id])
        return Tenant(tenant_id=self._tenant_id, name=name, active=True)

    def set_active(self, active: bool) -> None:
        """Make the tenant active or inactive; raise NotFound."""
        statement = update(TenantRow).where(TenantRow.tenant_id == self._tenant_id).values(active=active)
        if self._session.scalar(statement.returning(TenantRow.tenant_id)) is None:
            raise NotFound("tenant", self._tenant_id)
