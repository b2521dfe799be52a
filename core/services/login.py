"""Login: credentials for a token, and what holds those off who guess."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Inactive, InvalidCredentials, TooManyAttempts
from core.ports import Clock, OpenWork, Passwords, Tokens
from core.services.sessions import Session

MAX_FAILED_LOGINS = 10
FAILED_LOGIN_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class LoginService:
    """Logs people in."""

    open_work: OpenWork
    passwords: Passwords
    tokens: Tokens
    clock: Clock

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


def _account_key(tenant_id: str, username: str, source: str) -> bytes:
    """Name an account and a source without keeping either in clear."""
    return hashlib.sha256("\0".join((tenant_id, username, source)).encode("utf-8", "surrogatepass")).digest()


def _wait_s(oldest: datetime, now: datetime) -> int:
    """Return the whole seconds until the oldest failure leaves the window; at least 1."""
    return max(1, int((oldest + FAILED_LOGIN_WINDOW - now).total_seconds()) + 1)
