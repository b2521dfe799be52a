"""The sessions of one tenant's people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, insert, select, update
from sqlalchemy.orm import Session as SqlSession

from core.identity import User
from core.sessions import EndReason, Holder, RefreshToken, Session
from db.models import RefreshTokenRow, SessionRow, TenantRow, UserRow
from db.repositories.sweeping import sweep

# Asked for every request of a person: built once, and of columns, since whole rows take the mapper twice as long.
_HOLDER = (
    select(
        UserRow.user_id,
        UserRow.username,
        UserRow.role,
        UserRow.password_hash,
        UserRow.active,
        UserRow.created_at,
        TenantRow.active.label("tenant_active"),
        SessionRow.session_id,
        SessionRow.started_at,
        SessionRow.expires_at,
        SessionRow.ended_at,
        RefreshTokenRow.secret_hash,
    )
    .select_from(RefreshTokenRow)
    .join(
        SessionRow,
        (SessionRow.tenant_id == RefreshTokenRow.tenant_id) & (SessionRow.session_id == RefreshTokenRow.session_id),
    )
    .join(UserRow, (UserRow.tenant_id == SessionRow.tenant_id) & (UserRow.user_id == SessionRow.user_id))
    .join(TenantRow, TenantRow.tenant_id == UserRow.tenant_id)
    .where(RefreshTokenRow.tenant_id == bindparam("tenant_id"), RefreshTokenRow.token_id == bindparam("token_id"))
)


class SessionRepository:
    """Sessions with their refresh tokens."""

    def __init__(self, session: SqlSession, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def start(self, session: Session, password_hash: str) -> bool:
        """Keep a session, and forget some expired ones; False where the user has changed since the login was checked.

        The user is locked, so that whoever changes the password or deactivates the user either comes first and is
        seen here, or comes later and ends this session, too.
        """
        user_id = self._session.scalar(
            select(UserRow.user_id)
            .where(
                UserRow.tenant_id == self._tenant_id,
                UserRow.user_id == session.user_id,
                UserRow.password_hash == password_hash,
                UserRow.active,
            )
            .with_for_update(read=True)
        )
        if user_id is None:
            return False
        self._session.execute(
            insert(SessionRow).values(
                tenant_id=self._tenant_id,
                session_id=session.session_id,
                user_id=session.user_id,
                started_at=session.started_at,
                expires_at=session.expires_at,
            )
        )
        of_tenant = SessionRow.tenant_id == self._tenant_id
        sweep(self._session, SessionRow.session_id, SessionRow.expires_at, session.started_at, of_tenant)
        return True

    def add_token(self, token: RefreshToken) -> None:
        """Keep a refresh token of a session."""
        self._session.execute(
            insert(RefreshTokenRow).values(
                tenant_id=self._tenant_id,
                token_id=token.token_id,
                session_id=token.session_id,
                secret_hash=token.secret_hash,
                issued_at=token.issued_at,
            )
        )

    def find_holder(self, token_id: UUID) -> Holder | None:
        """Return whom a token was issued to, by one query; None where there is none."""
        row = self._session.execute(_HOLDER, {"tenant_id": self._tenant_id, "token_id": token_id}).one_or_none()
        if row is None:
            return None
        return Holder(
            user=User(
                row.user_id, self._tenant_id, row.username, row.role, row.password_hash, row.active, row.created_at
            ),
            tenant_active=row.tenant_active,
            session=Session(row.session_id, row.user_id, row.started_at, row.expires_at, row.ended_at),
            secret_hash=row.secret_hash,
        )

    def use_token(self, token_id: UUID, at: datetime) -> bool:
        """Use a refresh token up; False where that was done before, be it a moment ago by another request."""
        used = (
            update(RefreshTokenRow)
            .where(
                RefreshTokenRow.tenant_id == self._tenant_id,
                RefreshTokenRow.token_id == token_id,
                RefreshTokenRow.used_at.is_(None),
            )
            .values(used_at=at)
        )
        return self._session.scalar(used.returning(RefreshTokenRow.token_id)) is not None

    def end(self, session_id: UUID, reason: EndReason, at: datetime) -> bool:
        """End a session; False where it had ended before."""
        return bool(self._end(SessionRow.session_id == session_id, reason, at))

    def end_all(self, user_id: UUID, reason: EndReason, at: datetime) -> int:
        """End all sessions of a user that have not ended; return their number."""
        return len(self._end(SessionRow.user_id == user_id, reason, at))

    def _end(self, which: ColumnElement[bool], reason: EndReason, at: datetime) -> Sequence[Any]:
        ended = (
            update(SessionRow)
            .where(SessionRow.tenant_id == self._tenant_id, which, SessionRow.ended_at.is_(None))
            .values(ended_at=at, end_reason=reason)
        )
        return self._session.scalars(ended.returning(SessionRow.session_id)).all()
