"""The administration of tenants and people."""

from dataclasses import dataclass

from core.errors import InvalidRequest
from core.identity import Role, Tenant, User
from core.ports import NewId, OpenWork, Passwords

MIN_PASSWORD_LENGTH = 8
MAX_PASSWORD_LENGTH = 1024


@dataclass(frozen=True, slots=True)
class PeopleService:
    """Administers tenants and people."""

    open_work: OpenWork
    passwords: Passwords
    new_id: NewId

    def add_tenant(self, tenant_id: str, name: str) -> Tenant:
        """Add a tenant; raise AlreadyExists."""
        with self.open_work(tenant_id) as work:
            return work.tenants.add(name)

    def set_tenant_active(self, tenant_id: str, active: bool) -> None:
        """Let a tenant in again, or keep it out; raise NotFound."""
        with self.open_work(tenant_id) as work:
            work.tenants.set_active(active)

    def add_user(self, tenant_id: str, username: str, role: Role, password: str) -> User:
        """Add a person; raise AlreadyExists, NotFound for an unknown tenant, or InvalidRequest for a bad password."""
        if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH or not password.strip():
            raise InvalidRequest(
                {"password": [f"must have {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters and not be blank"]}
            )
        user = User(self.new_id(), tenant_id, username, role, self.passwords.hash(password), active=True)
        with self.open_work(tenant_id) as work:
            work.users.add(user)
        return user

    def set_user_active(self, tenant_id: str, username: str, active: bool) -> None:
        """Let a person in again, or keep them out; raise NotFound."""
        with self.open_work(tenant_id) as work:
            work.users.set_active(username, active)
