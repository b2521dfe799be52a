"""What the use cases need to keep secrets and to sign, as protocols. The outer ring of api implements them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.identity import User


class ShareTokens(Protocol):
    """What the address of a shared report ends with: signed, so that nobody else can make one."""

    def write(self, tenant_id: str, share_id: UUID) -> str:
        """Return the token of a link, of characters that need no quoting in a path."""

    def read(self, token: str) -> tuple[str, UUID]:
        """Return the tenant id and the share id of a token; raise NotFound for one that was not made here."""


class Passwords(Protocol):
    """Password hashing. It is costly, so that only so much of it goes on at a time."""

    def place(self, *, known: bool = False) -> AbstractContextManager[None]:
        """Take a place among those who hash, soon or not at all: raise Overloaded. Who has one need not wait again.

        Those who are `known` to have a right to log in go first.
        """

    def hash(self, password: str) -> str:
        """Return an encoded hash of the password; raise Overloaded."""

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Tell whether the password belongs to the hash; as slow for None as for a hash, and then False.

        Raise Overloaded.
        """

    def needs_rehash(self, password_hash: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says: its own id, and whose it is."""

    tenant_id: str
    user_id: UUID
    token_id: UUID


class Tokens(Protocol):
    """Access tokens."""

    def issue(self, user: User, token_id: UUID, until: datetime) -> tuple[str, int]:
        """Return a signed token and its life in seconds, which ends at `until` at the latest."""

    def read(self, token: str) -> Claims:
        """Return what a valid token says; raise Unauthenticated for any other."""
