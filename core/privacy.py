"""What a tenant shares of its calls, and what remains of those that it has erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

ErasureReason = Literal["request", "retention"]


@dataclass(frozen=True, slots=True)
class ErasureReceipt:
    """Proof that a call is gone; holds nothing of what was said.

    `rows` maps each table to how many of its rows went.
    """

    receipt_id: UUID
    call_id: str
    erased_at: datetime
    reason: ErasureReason
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A way to one call's report that needs no login, until `expires_at` or until it is revoked."""

    share_id: UUID
    call_id: str
    created_at: datetime
    expires_at: datetime
