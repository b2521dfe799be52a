"""Access tokens."""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

import jwt

from core.errors import Unauthenticated
from core.identity import User
from core.ports import Clock
from core.signing import Claims

ISSUER = "call-quality-api"
AUDIENCE = "call-quality-api"
ALGORITHM = "HS256"
CLAIMS = ("sub", "tenant_id", "username", "iat", "exp", "iss", "aud", "jti")
MAX_TOKEN_LENGTH = 8192
MOST_VERIFIED = 1000  # tokens of half a kilobyte that a process remembers


@dataclass(frozen=True, slots=True)
class JwtTokens:
    """Signed access tokens (RFC 7519, HS256); `life_s` is how long one holds at most.

    Tokens that were signed with `previous_key` are still good, so that the key can be changed without anybody having to
    log in again. The `kid` of a token tells the two apart.
    """

    key: str
    life_s: int
    clock: Clock
    previous_key: str | None = None

    def issue(self, user: User, token_id: UUID, until: datetime) -> tuple[str, int]:
        """Return a signed token and its life in seconds, which ends at `until` at the latest."""
        now = self.clock()
        life_s = max(1, min(self.life_s, int((until - now).total_seconds())))
        claims = {
            "sub": str(user.user_id),
            "tenant_id": user.tenant_id,
            "username": user.username,
            "iat": now,
            "exp": now + timedelta(seconds=life_s),
            "iss": ISSUER,
            "aud": AUDIENCE,
            "jti": str(token_id),
        }
        return jwt.encode(claims, self.key, algorithm=ALGORITHM, headers={"kid": key_id(self.key)}), life_s

    def read(self, token: str) -> Claims:
        """Return what a valid token says; raise Unauthenticated for any other."""
        if len(token) > MAX_TOKEN_LENGTH:
            raise Unauthenticated
        try:
            claims, expires_s = _verified(token, self._key_of(token))
        except (jwt.PyJWTError, ValueError) as error:
            raise Unauthenticated from error
        if time.time() >= expires_s:
            raise Unauthenticated
        return claims

    def _key_of(self, token: str) -> str:
        """Return the key that a token names; today's where it names none that we have."""
        if self.previous_key and jwt.get_unverified_header(token).get("kid") == key_id(self.previous_key):
            return self.previous_key
        return self.key


@lru_cache(maxsize=MOST_VERIFIED)
def _verified(token: str, key: str) -> tuple[Claims, int]:
    """Return what a token says that this key signed, and until when it holds; raise PyJWTError or ValueError.

    A client sends the same token again and again, and what was signed once stays signed. Only good ones are kept, so
    that nobody can push others out with made-up ones; whether its session still holds is asked at every request.
    """
    claims = jwt.decode(
        token, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options={"require": list(CLAIMS)}
    )
    tenant_id = claims["tenant_id"]
    if not isinstance(tenant_id, str) or not tenant_id:
        raise ValueError("not the id of a tenant")
    return Claims(tenant_id, UUID(claims["sub"]), UUID(claims["jti"])), int(claims["exp"])


def key_id(key: str) -> str:
    """Name a signing key by the beginning of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]
