"""Sessions: who holds a token."""

from dataclasses import dataclass

from core.errors import Inactive, Unauthenticated
from core.identity import Principal
from core.ports import OpenWork, Tokens


@dataclass(frozen=True, slots=True)
class Session:
    """What a login gives. `expires_in_s` is the token's life in seconds."""

    access_token: str
    expires_in_s: int
    tenant_id: str


@dataclass(frozen=True, slots=True)
class SessionService:
    """Recognises people by their token."""

    open_work: OpenWork
    tokens: Tokens

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
