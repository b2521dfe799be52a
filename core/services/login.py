"""Login: credentials for a token, and what holds those off who guess."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network

from core.errors import Inactive, InvalidCredentials, TooManyAttempts
from core.identity import User
from core.ports import Clock, OpenWork, Work
from core.services.sessions import SessionService
from core.sessions import Grant
from core.signing import Passwords

FAILED_LOGIN_WINDOW = timedelta(minutes=15)
# So many failures within the window close an account for a source, an account for all, a source for all accounts. Who
# has logged in to this account from this source lately is bound by the first alone, so that nobody can lock them out.
MAX_FAILURES_OF_PAIR = 10
MAX_FAILURES_OF_ACCOUNT = 50
MAX_FAILURES_OF_SOURCE = 100
KNOWN_FOR = timedelta(days=30)
# Whoever has an IPv6 address has all of its /64.
IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class _Keys:
    """What a login is counted by, hashed, so that neither account nor source is kept in clear."""

    pair: bytes
    account: bytes
    source: bytes

    @property
    def all(self) -> tuple[bytes, ...]:
        return (self.pair, self.account, self.source)


@dataclass(frozen=True, slots=True)
class LoginService:
    """Logs people in."""

    open_work: OpenWork
    passwords: Passwords
    sessions: SessionService
    clock: Clock

    def login(self, tenant_id: str, username: str, password: str, *, source: str) -> Grant:
        """Exchange credentials for the tokens of a new session; raise what `check` raises."""
        return self.sessions.start(self.check(tenant_id, username, password, source=source))

    def check(self, tenant_id: str, username: str, password: str, *, source: str) -> User:
        """Return whose credentials these are; `source` is the address that they come from.

        An unknown tenant, an unknown user and a wrong password take the same way, and end in InvalidCredentials. The
        right password of somebody inactive ends in Inactive; too many failures, of the account, the source or both, in
        TooManyAttempts; more logins at once than we take in Overloaded.
        """
        now = self.clock()
        keys = _keys(tenant_id, username, source)
        # Before anything costly, so that those who are held off take no place from others.
        with self.open_work(tenant_id) as work:
            known = work.known_sources.is_known(keys.pair, now - KNOWN_FOR)
            _hold_off(work, keys, known, now)
        with self.passwords.place(known=known):
            with self.open_work(tenant_id) as work:
                # Counted as a failure until it has succeeded: many tries at once cannot all find the count low.
                work.login_failures.hold(keys.all)
                _hold_off(work, keys, known, now)
                attempt = work.login_failures.record(keys.all, now)
                tenant = work.tenants.find()
                user = work.users.find(username)
            if not self.passwords.verify(user.password_hash if user else None, password) or not (tenant and user):
                raise InvalidCredentials
            new_hash = self.passwords.hash(password) if self.passwords.needs_rehash(user.password_hash) else None
        with self.open_work(tenant_id) as work:
            # Another login of the same pair withdraws and clears the same rows: one after the other, or they deadlock.
            work.login_failures.hold((keys.pair,))
            work.login_failures.withdraw(attempt)
            if tenant.active and user.active:
                work.login_failures.clear(keys.pair)
                work.known_sources.remember(keys.pair, now)
                if new_hash and work.users.replace_password_hash(user.user_id, user.password_hash, new_hash):
                    user = replace(user, password_hash=new_hash)
        if not (tenant.active and user.active):
            raise Inactive
        return user


def _hold_off(work: Work, keys: _Keys, known: bool, now: datetime) -> None:
    """Raise TooManyAttempts where there have been too many failures; of account and source, only for a pair unknown."""
    quotas = (
        (keys.pair, MAX_FAILURES_OF_PAIR),
        (keys.account, MAX_FAILURES_OF_ACCOUNT),
        (keys.source, MAX_FAILURES_OF_SOURCE),
    )
    reached = work.login_failures.reached(quotas, now - FAILED_LOGIN_WINDOW)
    if since := max(filter(None, reached[:1] if known else reached), default=None):
        raise TooManyAttempts(_wait_s(since, now))


def _keys(tenant_id: str, username: str, source: str) -> _Keys:
    network = _network(source)
    return _Keys(
        _hashed("pair", tenant_id, username, network),
        _hashed("account", tenant_id, username),
        _hashed("source", network),
    )


def _hashed(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()


def _network(source: str) -> str:
    """Return what one client has for certain: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        address = IPv6Address(source)
    except AddressValueError:
        return source
    mapped: IPv4Address | None = address.ipv4_mapped
    return str(mapped or IPv6Network((int(address), IPV6_PREFIX), strict=False))


def _wait_s(since: datetime, now: datetime) -> int:
    """Return the whole seconds until a failure leaves the window; at least 1."""
    return max(1, int((since + FAILED_LOGIN_WINDOW - now).total_seconds()) + 1)
