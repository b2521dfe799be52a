"""The API keys of one tenant."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.orm import Session

from core.api_keys import ApiKey, ApiKeyPage
from core.errors import NotFound
from core.identity import Scope
from core.paging import Position
from db.models import ApiKeyRow, TenantRow
from db.repositories.pages import newest

_PLACE = (ApiKeyRow.created_at, ApiKeyRow.key_id)


class ApiKeyRepository:
    """Keys by id, and page by page."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, key: ApiKey) -> None:
        """Keep a new key."""
        self._session.execute(
            insert(ApiKeyRow).values(
                tenant_id=self._tenant_id,
                key_id=key.key_id,
                name=key.name,
                secret_hash=key.secret_hash,
                hint=key.hint,
                scopes=list(key.scopes),
                created_at=key.created_at,
                expires_at=key.expires_at,
            )
        )

    def find(self, key_id: UUID) -> tuple[ApiKey, bool] | None:
        """Return the key and whether its tenant is active, by one query; None where there is none."""
        found = self._session.execute(
            select(ApiKeyRow, TenantRow.active)
            .join(TenantRow, TenantRow.tenant_id == ApiKeyRow.tenant_id)
            .where(self._is(key_id))
        ).one_or_none()
        return None if found is None else (_api_key(found[0]), found[1])

    def get(self, key_id: UUID) -> ApiKey:
        """Return the key; raise NotFound."""
        row = self._session.scalar(select(ApiKeyRow).where(self._is(key_id)))
        if row is None:
            raise NotFound("key", key_id)
        return _api_key(row)

    def page(self, *, before: Position | None, limit: int) -> ApiKeyPage:
        """Return the newest keys that come after this place in the list."""
        wanted = select(ApiKeyRow).where(ApiKeyRow.tenant_id == self._tenant_id)
        rows, following = newest(self._session, wanted, _PLACE, before=before, limit=limit)
        return ApiKeyPage(tuple(_api_key(row) for row in rows), following)

    def revoke(self, key_id: UUID, at: datetime) -> bool:
        """Revoke a key; return False where there is none, or it was revoked before."""
        statement = update(ApiKeyRow).where(self._is(key_id), ApiKeyRow.revoked_at.is_(None)).values(revoked_at=at)
        return self._session.scalar(statement.returning(ApiKeyRow.key_id)) is not None

    def note_use(self, key_id: UUID, at: datetime, *, unless_since: datetime) -> None:
        """Keep when the key was used last, unless that is known to be since then.

        Where another request is writing the row at this moment, it is left to that one: no request waits for another.
        """
        due = or_(ApiKeyRow.last_used_at.is_(None), ApiKeyRow.last_used_at <= unless_since)
        free = select(ApiKeyRow.key_id).where(self._is(key_id), due).with_for_update(skip_locked=True)
        self._session.execute(
            update(ApiKeyRow)
            .where(ApiKeyRow.tenant_id == self._tenant_id, ApiKeyRow.key_id == free.scalar_subquery())
            .values(last_used_at=at)
        )

    def _is(self, key_id: UUID) -> ColumnElement[bool]:
        return and_(ApiKeyRow.tenant_id == self._tenant_id, ApiKeyRow.key_id == key_id)


def _api_key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        key_id=row.key_id,
        name=row.name,
        secret_hash=row.secret_hash,
        hint=row.hint,
        scopes=tuple(cast(Sequence[Scope], row.scopes)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
