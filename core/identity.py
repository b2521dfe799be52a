"""Tenants, their people, and who is acting."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Role = Literal["admin", "analyst", "viewer"]


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
    """Who is asking: the person behind a valid token."""

    user_id: UUID
    tenant_id: str
    username: str
    role: Role
