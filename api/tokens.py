"""Access tokens."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import jwt

from core.errors import Unauthenticated
from core.identity import User
from core.ports import Clock, NewId

ISSUER = "call-quality-api"
AUDIENCE = "call-quality-api"
ALGORITHM = "HS256"
CLAIMS = ("sub", "tenant_id", "username", "iat", "exp", "iss", "aud", "jti")
MAX_TOKEN_LENGTH = 8192


@dataclass(frozen=True, slots=True)
class JwtTokens:
    """Signed access tokens (RFC 7519, HS256); `life_s` is how long one holds."""

    key: str
    life_s: int
    clock: Clock
    new_id: NewId

    def issue(self, user: User) -> tuple[str, int]:
        """Return a signed token and its life in seconds."""
        now = self.clock()
        claims = {
            "sub": str(user.user_id),
            "tenant_id": user.tenant_id,
            "username": user.username,
            "iat": now,
            "exp": now + timedelta(seconds=self.life_s),
            "iss": ISSUER,
            "aud": AUDIENCE,
            "jti": str(self.new_id()),
        }
        return jwt.encode(claims, self.key, algorithm=ALGORITHM), self.life_s

    def read(self, token: str) -> tuple[str, UUID]:
        """Return tenant id and user id of a valid token; raise Unauthenticated for any other."""
        if len(token) > MAX_TOKEN_LENGTH:
            raise Unauthenticated
        try:
            claims = jwt.decode(
                token,
                self.key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": list(CLAIMS)},
            )
            tenant_id = claims["tenant_id"]
            if not isinstance(tenant_id, str) or not tenant_id:
                raise Unauthenticated
            return tenant_id, UUID(claims["sub"])
        except (jwt.PyJWTError, ValueError) as error:
            raise Unauthenticated from error
