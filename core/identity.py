"""Tenants, their people, and who is acting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.paging import Position

Role = Literal["admin", "analyst", "viewer"]
PrincipalKind = Literal["user", "api_key"]
Scope = Literal[
    "campaigns:read",
    "campaigns:write",
    "conversations:read",
    "conversations:write",
    "conversations:share",
    "conversations:erase",
    "questions:ask",
    "jobs:read",
    "jobs:write",
    "webhooks:read",
    "webhooks:write",
    "analytics:read",
    "reviews:read",
    "reviews:write",
    "audit:read",
    "engine:read",
]


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company that uses the service. `tenant_id` is its own, opaque id.

    Its calls are kept for `retention_days`, unless their campaign says otherwise (None: until somebody erases them);
    `redacts`: what identifies people is replaced in its calls before they are analysed and kept.
    """

    tenant_id: str
    name: str
    active: bool
    retention_days: int | None = None
    redacts: bool = False


@dataclass(frozen=True, slots=True)
class User:
    """A person of one tenant. `password_hash` is an Argon2id hash in its own encoding."""

    user_id: UUID
    tenant_id: str
    username: str
    role: Role
    password_hash: str
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UserPage:
    """One page of a tenant's users, newest first, and where the next one begins (None: there is none)."""

    users: tuple[User, ...]
    next: Position | None


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: the person behind a valid token, or the machine behind a valid API key.

    `actor_id` is the id of the user or of the key, `name` the username or the key's name. A person has a `role` and a
    `session_id`, a key has `scopes`.
    """

    actor_id: UUID
    tenant_id: str
    name: str
    role: Role | None = None
    kind: PrincipalKind = "user"
    scopes: frozenset[Scope] = frozenset()
    session_id: UUID | None = None
