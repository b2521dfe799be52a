"""The people of one tenant."""

from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import AlreadyExists, NotFound
from core.identity import Role, User, UserPage
from core.paging import Position
from db.models import UserRow
from db.repositories.constraints import violated
from db.repositories.pages import newest

_PLACE = (UserRow.created_at, UserRow.user_id)


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

    def get(self, user_id: UUID) -> User:
        """Return the user; raise NotFound."""
        row = self._session.scalar(select(UserRow).where(self._is(user_id)))
        if row is None:
            raise NotFound("user", user_id)
        return _user(row)

    def lock(self, user_id: UUID) -> User:
        """Return a user whom nobody else changes until the end of the transaction; raise NotFound."""
        # Without populate_existing a user that this session has read before would come back as it was then.
        row = self._session.scalar(
            select(UserRow).where(self._is(user_id)).with_for_update().execution_options(populate_existing=True)
        )
        if row is None:
            raise NotFound("user", user_id)
        return _user(row)

    def lock_active_admins(self) -> frozenset[UUID]:
        """Return the ids of the active admins, none of whom anybody else changes until the end of the transaction."""
        admins = (
            select(UserRow.user_id)
            .where(UserRow.tenant_id == self._tenant_id, UserRow.role == "admin", UserRow.active)
            # One order for everybody, so that two who lock the same ones never deadlock.
            .order_by(UserRow.user_id)
            .with_for_update()
        )
        return frozenset(self._session.scalars(admins))

    def page(self, *, before: Position | None, limit: int) -> UserPage:
        """Return the newest users that come after this place in the list."""
        wanted = select(UserRow).where(UserRow.tenant_id == self._tenant_id)
        rows, following = newest(self._session, wanted, _PLACE, before=before, limit=limit)
        return UserPage(tuple(_user(row) for row in rows), following)

    def add(self, user: User) -> None:
        """Add a user; raise AlreadyExists, or NotFound for an unknown tenant."""
        statement = insert(UserRow).values(
            tenant_id=self._tenant_id,
            user_id=user.user_id,
            username=user.username,
            role=user.role,
            password_hash=user.password_hash,
            active=user.active,
            created_at=user.created_at,
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

    def update(self, user: User) -> None:
        """Replace role, password hash and activity; raise NotFound."""
        statement = (
            update(UserRow)
            .where(self._is(user.user_id))
            .values(role=user.role, password_hash=user.password_hash, active=user.active)
        )
        if self._session.scalar(statement.returning(UserRow.user_id)) is None:
            raise NotFound("user", user.user_id)

    def replace_password_hash(self, user_id: UUID, before: str, after: str) -> bool:
        """Keep a new password hash in place of the one that was read; False where it is another by now."""
        statement = (
            update(UserRow).where(self._is(user_id), UserRow.password_hash == before).values(password_hash=after)
        )
        return self._session.scalar(statement.returning(UserRow.user_id)) is not None

    def _is(self, user_id: UUID) -> ColumnElement[bool]:
        return and_(UserRow.tenant_id == self._tenant_id, UserRow.user_id == user_id)


def _user(row: UserRow) -> User:
    """Return the user that a row holds."""
    return User(
        user_id=row.user_id,
        tenant_id=row.tenant_id,
        username=row.username,
        role=cast(Role, row.role),
        password_hash=row.password_hash,
        active=row.active,
        created_at=row.created_at,
    )
