"""The administration of tenants and people."""

from dataclasses import dataclass, replace
from uuid import UUID

from core.errors import InvalidCredentials, InvalidRequest, LastAdmin, NotFound
from core.identity import Principal, Role, Tenant, User, UserPage
from core.paging import Position
from core.passwords import password_faults
from core.ports import Clock, NewId, OpenWork, Work
from core.services.login import LoginService
from core.services.sessions import SessionService
from core.sessions import Grant
from core.signing import Passwords


@dataclass(frozen=True, slots=True)
class UserChange:
    """What shall become of a user; None leaves as it is."""

    role: Role | None = None
    active: bool | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleService:
    """Administers tenants and people, and lets people change their passwords."""

    open_work: OpenWork
    passwords: Passwords
    login: LoginService
    sessions: SessionService
    clock: Clock
    new_id: NewId

    def add_tenant(self, tenant_id: str, name: str) -> Tenant:
        """Add a tenant; raise AlreadyExists."""
        with self.open_work(tenant_id) as work:
            tenant = work.tenants.add(name)
            work.audit.record("tenant.created", "tenant", tenant_id)
        return tenant

    def set_tenant_active(self, tenant_id: str, active: bool) -> None:
        """Let a tenant in again, or keep it out; raise NotFound."""
        with self.open_work(tenant_id) as work:
            work.tenants.set_active(active)
            work.audit.record("tenant.updated", "tenant", tenant_id, {"active": active})

    def page(self, tenant_id: str, *, before: Position | None, limit: int) -> UserPage:
        """Return one page of the tenant's users, newest first."""
        with self.open_work(tenant_id) as work:
            return work.users.page(before=before, limit=limit)

    def get(self, tenant_id: str, user_id: UUID) -> User:
        """Return a user of the tenant; raise NotFound."""
        with self.open_work(tenant_id) as work:
            return work.users.get(user_id)

    def add_user(self, tenant_id: str, username: str, role: Role, password: str) -> User:
        """Add a person; raise AlreadyExists, NotFound for an unknown tenant, or InvalidRequest for a bad password."""
        _check_password("password", password)
        user = User(self.new_id(), tenant_id, username, role, self._hashed(password), True, self.clock())
        with self.open_work(tenant_id) as work:
            work.users.add(user)
            work.idempotency.keep(user)
            work.audit.record("user.created", "user", str(user.user_id), {"role": role})
        return user

    def update_user(self, tenant_id: str, user_id: UUID, change: UserChange) -> User:
        """Change a person on behalf of an admin of the tenant; deactivation and a new password end all sessions.

        Raise NotFound, InvalidRequest for a bad password, or LastAdmin where no active admin would be left.
        """
        password_hash = self._new_hash(change)
        with self.open_work(tenant_id) as work:
            admins = work.users.lock_active_admins()
            after = self._update(work, user_id, change, password_hash)
            if admins == {user_id} and not (after.active and after.role == "admin"):
                raise LastAdmin
        return after

    def update_user_named(self, tenant_id: str, username: str, change: UserChange) -> User:
        """Change a person on behalf of the operator, who may leave a tenant without an admin.

        Raise NotFound, or InvalidRequest for a bad password.
        """
        password_hash = self._new_hash(change)
        with self.open_work(tenant_id) as work:
            user = work.users.find(username)
            if user is None:
                raise NotFound("user", username)
            return self._update(work, user.user_id, change, password_hash)

    def change_password(self, who: Principal, current: str, new: str, *, source: str) -> Grant:
        """Give somebody a new password of their own, end all their sessions, and open a new one.

        Raise InvalidRequest for a bad password or a wrong current one, which counts as a failed login; and what the
        check of a login raises besides.
        """
        _check_password("new_password", new)
        try:
            user = self.login.check(who.tenant_id, who.name, current, source=source)
        except InvalidCredentials:
            raise InvalidRequest({"current_password": ["is not your password"]}) from None
        password_hash = self._hashed(new)
        with self.open_work(who.tenant_id) as work:
            # Not over a password that an admin has set meanwhile.
            if not work.users.replace_password_hash(user.user_id, user.password_hash, password_hash):
                raise InvalidCredentials
            work.sessions.end_all(user.user_id, "password", self.clock())
            work.audit.record("user.password_changed", "user", str(user.user_id))
            return self.sessions.start_in(work, replace(user, password_hash=password_hash))

    def _update(self, work: Work, user_id: UUID, change: UserChange, password_hash: str | None) -> User:
        before = work.users.lock(user_id)
        after = replace(
            before,
            role=change.role or before.role,
            active=before.active if change.active is None else change.active,
            password_hash=password_hash or before.password_hash,
        )
        if after == before:
            return after
        work.users.update(after)
        if not after.active:
            work.sessions.end_all(user_id, "deactivated", self.clock())
        elif password_hash:
            work.sessions.end_all(user_id, "password", self.clock())
        work.audit.record("user.updated", "user", str(user_id), _difference(before, after))
        return after

    def _hashed(self, password: str) -> str:
        """Hash a password on behalf of somebody who has shown who he is: not behind those who have not."""
        with self.passwords.place(known=True):
            return self.passwords.hash(password)

    def _new_hash(self, change: UserChange) -> str | None:
        if change.password is None:
            return None
        _check_password("password", change.password)
        return self._hashed(change.password)


def _check_password(path: str, password: str) -> None:
    if faults := password_faults(password):
        raise InvalidRequest({path: faults})


def _difference(before: User, after: User) -> dict[str, str | bool]:
    """Tell what changed, a password only by its having changed."""
    told: dict[str, str | bool] = {}
    if after.role != before.role:
        told["role"] = after.role
    if after.active != before.active:
        told["active"] = after.active
    if after.password_hash != before.password_hash:
        told["password"] = True
    return told
