"""Tenants, their people, and who is acting."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

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
    "audit:read",
    "engine:read",
]


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company that uses the service. `tenant_id` is its own, opaque id."""

    tenant_id: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class User:
    """A person of one tenant. `password_hash` is an Argon2id hash in its own encoding."""

    user_id: UUID
    tenant_id: str
    username: str
    role: Role
    password_hash: str
    active: bool


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
