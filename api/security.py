"""Password hashes and access tokens."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Unauthenticated
from core.identity import User
from core.ports import Clock, NewId

ISSUER = "call-quality-api"
AUDIENCE = "call-quality-api"
ALGORITHM = "HS256"
CLAIMS = ("sub", "tenant_id", "username", "iat", "exp", "iss", "aud", "jti")
MAX_TOKEN_LENGTH = 8192


class Argon2Passwords:
    """Argon2id hashes with the parameters of OWASP's password storage cheat sheet (19 MiB, 2 passes, 1 lane)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        # A hash of no one's password, so that an unknown user costs what a known one costs, from the first on.
        self._nobody = self._hasher.hash("nobody's password")

    def hash(self, password: str) -> str:
        """Return an encoded hash of the password."""
        return self._hasher.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Tell whether the password belongs to the hash; as slow for None as for a hash, and then False."""
        try:
            matches = self._hasher.verify(password_hash or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return matches and password_hash is not None

    def needs_rehash(self, password_hash: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)


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
