"""Erasure receipts and share links in the contract's words."""

from typing import Any

from api.dates import stamp
from core.privacy import ErasureReceipt, ShareLink


def receipt(shown: ErasureReceipt) -> dict[str, Any]:
    """Present what remains of a call that was erased."""
    return {
        "receipt_id": str(shown.receipt_id),
        "call_id": shown.call_id,
        "erased_at": stamp(shown.erased_at),
        "rows": dict(shown.rows),
    }


def share_link(shown: ShareLink, url: str) -> dict[str, Any]:
    """Present a link with its address."""
    return {"share_id": str(shown.share_id), "url": url, "expires_at": stamp(shown.expires_at)}
