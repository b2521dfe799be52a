"""API keys: made, listed and revoked by admins, shown by machines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.api_keys import PREFIX, ApiKey, ApiKeyPage
from core.credentials import Credential, read_credential
from core.errors import Inactive, InvalidRequest, SecretChanged, Unauthenticated
from core.idempotency import ObjectSecrets
from core.identity import Principal, Scope
from core.paging import Position
from core.ports import Clock, NewId, OpenWork

# How far behind last_used_at may be: a write for every request would cost more than it tells.
LAST_USED_STEP = timedelta(minutes=1)
HINT_LENGTH = 4


@dataclass(frozen=True, slots=True)
class ApiKeyService:
    """Administers API keys and recognises machines by them."""

    open_work: OpenWork
    clock: Clock
    new_id: NewId
    secrets: ObjectSecrets

    def create(
        self, tenant_id: str, name: str, scopes: Sequence[Scope], expires_at: datetime | None
    ) -> tuple[ApiKey, str]:
        """Make a key; return it and its text, which is nowhere else. Raise InvalidRequest where it has expired."""
        now = self.clock()
        if expires_at is not None and expires_at <= now:
            raise InvalidRequest({"expires_at": ["must be in the future"]})
        key_id = self.new_id()
        shown = Credential(PREFIX, tenant_id, key_id, self.secrets.new(key_id))
        hint = shown.secret[-HINT_LENGTH:]
        key = ApiKey(shown.object_id, name, shown.secret_hash, hint, tuple(scopes), now, expires_at)
        with self.open_work(tenant_id) as work:
            work.api_keys.add(key)
            work.idempotency.keep(key)
            work.audit.record("api_key.created", "api_key", str(key.key_id), {"scopes": " ".join(scopes)})
        return key, shown.text

    def text_again(self, tenant_id: str, key_id: UUID) -> str:
        """Return the text of the key that the same keyed request made before; raise SecretChanged, or NotFound."""
        with self.open_work(tenant_id) as work:
            secret_hash = work.api_keys.get(key_id).secret_hash
        for secret in self.secrets.again(key_id):
            shown = Credential(PREFIX, tenant_id, key_id, secret)
            if shown.matches(secret_hash):
                return shown.text
        raise SecretChanged

    def page(self, tenant_id: str, *, before: Position | None, limit: int) -> ApiKeyPage:
        """Return the newest keys that come after this place in the list, those that hold no more included."""
        with self.open_work(tenant_id) as work:
            return work.api_keys.page(before=before, limit=limit)

    def get(self, tenant_id: str, key_id: UUID) -> ApiKey:
        """Return a key of the tenant, also one that holds no more; raise NotFound."""
        with self.open_work(tenant_id) as work:
            return work.api_keys.get(key_id)

    def revoke(self, tenant_id: str, key_id: UUID) -> ApiKey:
        """Let a key hold no more; one that was revoked before stays as it is. Raise NotFound."""
        with self.open_work(tenant_id) as work:
            revoked = work.api_keys.revoke(key_id, self.clock())
            key = work.api_keys.get(key_id)
            if revoked:
                work.audit.record("api_key.revoked", "api_key", str(key_id))
        return key

    def authenticate(self, text: str) -> Principal:
        """Return which machine shows this key; raise Unauthenticated, or Inactive where its tenant is."""
        shown = read_credential(PREFIX, text)
        now = self.clock()
        with self.open_work(shown.tenant_id) as work:
            found = work.api_keys.find(shown.object_id)
            if found is None or not shown.matches(found[0].secret_hash) or not found[0].holds_at(now):
                raise Unauthenticated
            key, tenant_active = found
            if not tenant_active:
                raise Inactive
            if key.last_used_at is None or key.last_used_at <= now - LAST_USED_STEP:
                work.api_keys.note_use(key.key_id, now, unless_since=now - LAST_USED_STEP)
        return Principal(key.key_id, shown.tenant_id, key.name, kind="api_key", scopes=frozenset(key.scopes))
