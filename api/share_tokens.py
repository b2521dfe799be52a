"""What the address of a shared report ends with: tenant and link, signed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from core.errors import NotFound

# Makes the key another than the one that signs access tokens with the same secret.
_SALT = "call-quality-api share link"
# A tenant id has up to 200 characters of up to four bytes.
LONGEST_TOKEN = 1200


@dataclass(frozen=True, slots=True)
class SignedShareTokens:
    """Signs with the last of the secrets, and takes what any of them has signed."""

    secrets: Sequence[str]

    def write(self, tenant_id: str, share_id: UUID) -> str:
        """Return the token of a link, of characters that need no quoting in a path."""
        return self._signer().sign(base64_encode(tenant_id) + b"." + share_id.hex.encode()).decode()

    def read(self, token: str) -> tuple[str, UUID]:
        """Return the tenant id and the share id of a token; raise NotFound for one that was not made here."""
        if len(token) > LONGEST_TOKEN:
            raise NotFound("shared report", "")
        try:
            tenant_id, share_id = self._signer().unsign(token).split(b".")
        except BadSignature as error:
            raise NotFound("shared report", "") from error
        return base64_decode(tenant_id).decode(), UUID(share_id.decode())

    def _signer(self) -> Signer:
        return Signer(list(self.secrets), salt=_SALT, key_derivation="hmac", digest_method=hashlib.sha256)
