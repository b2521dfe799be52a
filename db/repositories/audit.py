"""The audit chain of one tenant."""

from collections.abc import Mapping

from sqlalchemy.orm import Session


class AuditRepository:
    """One tenant's audit chain."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def record(
        self,
        action: str,
        object_kind: str | None = None,
        object_id: str | None = None,
        details: Mapping[str, str | int | bool] | None = None,
    ) -> None:
        """Append an event on behalf of core.origin's actor."""
