"""Who is asking: login, tokens, and the administration of tenants and people."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Inactive, InvalidCredentials, InvalidRequest, TooManyAttempts, Unauthenticated
from core.identity import Principal, Role, Tenant, User
from core.ports import Clock, NewId, OpenWork, Passwords, Tokens

MAX_FAILED_LOGINS = 10
FAILED_LOGIN_WINDOW = timedelta(minutes=15)
MIN_PASSWORD_LENGTH = 8
MAX_PASSWORD_LENGTH = 1024


@dataclass(frozen=True, slots=True)
class Session:
    """What a login gives. `expires_in_s` is the token's life in seconds."""

    access_token: str
    expires_in_s: int
    tenant_id: str


@dataclass(frozen=True, slots=True)
class IdentityService:
    """Logs people in, recognises them by their token, and administers tenants and people."""

    open_work: OpenWork
    passwords: Passwords
    tokens: Tokens
    clock: Clock
    new_id: NewId

    def login(self, tenant_id: str, username: str, password: str, *, source: str) -> Session:
        """Exchange credentials for a token.

        An unknown tenant, an unknown user and a wrong password take the same way, and end in InvalidCredentials. The
        right password of somebody inactive ends in Inactive; too many failures for one account from one source
        (`source`: an address) in TooManyAttempts.
        """
        now = self.clock()
        key = _account_key(tenant_id, username, source)
        with self.open_work(tenant_id) as work:
            failures, oldest = work.login_failures.count(key, now - FAILED_LOGIN_WINDOW)
            if failures >= MAX_FAILED_LOGINS:
                raise TooManyAttempts(_wait_s(oldest or now, now))
            tenant = work.tenants.find()
            user = work.users.find(username)
        if not self.passwords.verify(user.password_hash if user else None, password) or not (tenant and user):
            with self.open_work(tenant_id) as work:
                work.login_failures.record(key, now)
            raise InvalidCredentials
        if not (tenant.active and user.active):
            raise Inactive
        outdated = self.passwords.needs_rehash(user.password_hash)
        if failures or outdated:
            with self.open_work(tenant_id) as work:
                work.login_failures.clear(key)
                if outdated:
                    work.users.set_password_hash(user.user_id, self.passwords.hash(password))
        token, life_s = self.tokens.issue(user)
        return Session(token, life_s, tenant_id)

    def authenticate(self, token: str) -> Principal:
        """Return who holds a token; raise Unauthenticated, or Inactive for a person or tenant made so since."""
        tenant_id, user_id = self.tokens.read(token)
        with self.open_work(tenant_id) as work:
            found = work.users.find_by_id(user_id)
        if found is None:
            raise Unauthenticated
        user, tenant_active = found
        if not (user.active and tenant_active):
            raise Inactive
        return Principal(user.user_id, user.tenant_id, user.username, user.role)

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


def _account_key(tenant_id: str, username: str, source: str) -> bytes:
    """Name an account and a source without keeping either in clear."""
    return hashlib.sha256("\0".join((tenant_id, username, source)).encode("utf-8", "surrogatepass")).digest()


def _wait_s(oldest: datetime, now: datetime) -> int:
    """Return the whole seconds until the oldest failure leaves the window; at least 1."""
    return max(1, int((oldest + FAILED_LOGIN_WINDOW - now).total_seconds()) + 1)
