"""What the address of a shared report ends with: tenant and link, signed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from core.errors import NotFound

# Makes the key another than the one that signs access tokens with the same secret.
_SALT = "call-quality-api share link"
LONGEST_TOKEN = 1000


@dataclass(frozen=True, slots=True)
class SignedShareTokens:
    """Signs with the last of the secrets, and takes what any of them has signed."""

    secrets: Sequence[str]

    def write(self, tenant_id: str, share_id: UUID) -> str:
        """Return the token of a link, of characters that need no quoting in a path."""
        token = self._serializer().dumps([tenant_id, share_id.hex])
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str) -> tuple[str, UUID]:
        """Return the tenant id and the share id of a token; raise NotFound for one that was not made here."""
        if len(token) > LONGEST_TOKEN:
            raise NotFound("shared report", "")
        try:
            tenant_id, share_id = self._serializer().loads(token)
        except BadData as error:
            raise NotFound("shared report", "") from error
        return tenant_id, UUID(share_id)

    def _serializer(self) -> URLSafeSerializer:
        signing = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        return URLSafeSerializer(list(self.secrets), salt=_SALT, signer_kwargs=signing)
