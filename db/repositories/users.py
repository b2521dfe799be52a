"""The people of one tenant."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import AlreadyExists, NotFound
from core.identity import Role, User
from db.models import TenantRow, UserRow
from db.repositories.constraints import violated


class UserRepository:
    """Users by name and by id."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def find(self, username: str) -> User | None:
        """Return the user of this name, or None."""
        row = self._session.scalar(
            select(UserRow).where(UserRow.tenant_id == self._tenant_id, UserRow.username == username)
        )
        return None if row is None else _user(row)

    def find_by_id(self, user_id: UUID) -> tuple[User, bool] | None:
        """Return the user and whether its tenant is active, by one query; None where there is none."""
        found = self._session.execute(
            select(UserRow, TenantRow.active)
            .join(TenantRow, TenantRow.tenant_id == UserRow.tenant_id)
            .where(UserRow.tenant_id == self._tenant_id, UserRow.user_id == user_id)
        ).one_or_none()
        return None if found is None else (_user(found[0]), found[1])

    def add(self, user: User) -> None:
        """Add a user; raise AlreadyExists, or NotFound for an unknown tenant."""
        statement = insert(UserRow).values(
            tenant_id=self._tenant_id,
            user_id=user.user_id,
            username=user.username,
            role=user.role,
            password_hash=user.password_hash,
            active=user.active,
        )
        added = statement.on_conflict_do_nothing(constraint="uq_users_tenant_id_username").returning(UserRow.user_id)
        try:
            user_id = self._session.scalar(added)
        except IntegrityError as error:
            if violated(error) == "fk_users_tenant_id":
                raise NotFound("tenant", self._tenant_id) from error
            raise
        if user_id is None:
            raise AlreadyExists("user", [user.username])

    def set_active(self, username: str, active: bool) -> None:
        """Make a user active or inactive; raise NotFound."""
        self._update(username, UserRow.username == username, active=active)

    def set_password_hash(self, user_id: UUID, password_hash: str) -> None:
        """Keep a new password hash; raise NotFound."""
        self._update(user_id, UserRow.user_id == user_id, password_hash=password_hash)

    def _update(self, key: object, whom: ColumnElement[bool], **values: Any) -> None:
        statement = update(UserRow).where(UserRow.tenant_id == self._tenant_id, whom).values(**values)
        if self._session.scalar(statement.returning(UserRow.user_id)) is None:
            raise NotFound("user", key)


def _user(row: UserRow) -> User:
    return User(
        user_id=row.user_id,
        tenant_id=row.tenant_id,
        username=row.username,
        role=cast(Role, row.role),
        password_hash=row.password_hash,
        active=row.active,
    )
