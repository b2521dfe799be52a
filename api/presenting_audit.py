"""Audit events in the contract's words."""

from typing import Any

from api.dates import stamp
from core.audit import Link, LinkPage


def event_page(page: LinkPage, next_cursor: str | None) -> dict[str, Any]:
    """Present a page of events."""
    shown: dict[str, Any] = {"events": [_event(each) for each in page.links]}
    return shown if next_cursor is None else {**shown, "next_cursor": next_cursor}


def _event(link: Link) -> dict[str, Any]:
    event, origin = link.event, link.event.origin
    shown = {
        "event_id": str(event.event_id),
        "sequence": link.sequence,
        "at": stamp(event.at),
        "actor": _present(kind=origin.actor_kind, id=origin.actor_id, name=origin.actor_name),
        "action": event.action,
        "object": _present(kind=event.object_kind, id=event.object_id) or None,
        "source": origin.source,
        "request_id": origin.request_id,
        "hash": link.hash.hex(),
    }
    return _present(**shown)


def _present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
