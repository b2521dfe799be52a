"""Secrets that people and machines show instead of a password, as text: `cqk_<tenant>.<id>.<secret>`.

The tenant stands in the text, since row-level security shows nothing without one; the id finds the row; the secret has
256 random bits, so that a plain SHA-256 of it is enough to be stored, and nothing slower.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from core.errors import Unauthenticated

MAX_LENGTH = 2048

_FORM = re.compile(
    r"(?P<prefix>[a-z]{3})_(?P<tenant>[A-Za-z0-9_-]+)\.(?P<id>[0-9a-f-]{36})\.(?P<secret>[A-Za-z0-9_-]{43})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret with the tenant and the row that it belongs to.

    >>> shown = Credential("cqk", "acme", UUID("01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"), "s" * 43)
    >>> shown.text[:54]
    'cqk_YWNtZQ.01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40.ssssss'
    >>> read_credential("cqk", shown.text) == shown
    True
    """

    prefix: str
    tenant_id: str
    object_id: UUID
    secret: str

    @property
    def text(self) -> str:
        """Return the one spelling of it, in ASCII."""
        tenant = base64.urlsafe_b64encode(self.tenant_id.encode()).decode().rstrip("=")
        return f"{self.prefix}_{tenant}.{self.object_id}.{self.secret}"

    @property
    def secret_hash(self) -> bytes:
        """Return what is stored of the secret: 32 bytes."""
        return hashlib.sha256(self.secret.encode()).digest()

    def matches(self, secret_hash: bytes) -> bool:
        """Tell whether the secret is the one whose hash was stored, in the same time for every other one."""
        return hmac.compare_digest(self.secret_hash, secret_hash)


def read_credential(prefix: str, text: str) -> Credential:
    """Read a credential of one kind; raise Unauthenticated for what is none, or is spelt in any other way."""
    form = _FORM.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if form is None:
        raise Unauthenticated
    try:
        tenant = base64.urlsafe_b64decode(form["tenant"] + "==").decode()
        shown = Credential(form["prefix"], tenant, UUID(form["id"]), form["secret"])
    except ValueError:
        raise Unauthenticated from None
    # The database takes no NUL in a text.
    if shown.prefix != prefix or "\0" in tenant or shown.text != text:
        raise Unauthenticated
    return shown
