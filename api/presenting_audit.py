"""Audit events in the contract's words."""

from api.dates import stamp
from api.presenting import Json, present
from core.audit import Link, LinkPage


def event_page(page: LinkPage, next_cursor: str | None) -> Json:
    """Present a page of events."""
    return present(events=[_event(each) for each in page.links], next_cursor=next_cursor)


def _event(link: Link) -> Json:
    event, origin = link.event, link.event.origin
    return present(
        event_id=str(event.event_id),
        sequence=link.sequence,
        at=stamp(event.at),
        actor=present(kind=origin.actor_kind, id=origin.actor_id, name=origin.actor_name),
        action=event.action,
        object=present(kind=event.object_kind, id=event.object_id) or None,
        source=origin.source,
        request_id=origin.request_id,
        hash=link.hash.hex(),
    )
