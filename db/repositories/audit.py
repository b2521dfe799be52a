"""The audit chain of one tenant."""

from itertools import chain
from typing import Any, cast

from sqlalchemy import ScalarSelect, Table, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from core.audit import BEGINNING, AuditEvent, Chain, Details, Head, Link, LinkPage, Wanted, link_hash
from core.errors import NotFound
from core.origin import ActorKind, Origin, origin
from core.paging import Position
from db.models import AuditEventRow, AuditHeadRow, TenantRow
from db.repositories.pages import first

_BATCH = 1000
_PLACE = (AuditEventRow.at, AuditEventRow.event_id)
_EVENTS = cast(Table, AuditEventRow.__table__)
_HEADS = cast(Table, AuditHeadRow.__table__)

# Built once, since the head is locked while a statement is built: whoever else appends waits.
#
# Locks the head until the transaction ends, and counts on; the hash is still that of the link before. The server's
# clock is the one that all processes share.
_NEXT_PLACE = (
    insert(_HEADS)
    .values(sequence=1, hash=BEGINNING)
    .on_conflict_do_update(constraint="pk_audit_heads", set_={"sequence": _HEADS.c.sequence + 1})
    .returning(_HEADS.c.sequence, _HEADS.c.hash, func.clock_timestamp())
)
# The event and the hash of the head, in one round trip.
_APPEND = (
    update(_HEADS)
    .where(_HEADS.c.tenant_id == bindparam("new_tenant_id"))
    .values(hash=bindparam("new_hash"))
    .add_cte(
        insert(_EVENTS)
        .values({column.name: bindparam(f"new_{column.name}", type_=column.type) for column in _EVENTS.c})
        .cte("appended")
    )
)


class AuditRepository:
    """One tenant's audit chain."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def record(
        self,
        action: str,
        object_kind: str | None = None,
        object_id: str | None = None,
        details: Details | None = None,
    ) -> None:
        """Append an event on behalf of core.origin's actor."""
        sequence, previous_hash, at = self._session.execute(_NEXT_PLACE, {"tenant_id": self._tenant_id}).one()
        event = AuditEvent(uuid7(), at, origin(), action, object_kind, object_id, details or {})
        link = Link(sequence, event, previous_hash, link_hash(self._tenant_id, sequence, event, previous_hash))
        values = {"tenant_id": self._tenant_id, **_columns(link)}
        self._session.execute(_APPEND, {f"new_{name}": value for name, value in values.items()})

    def page(self, wanted: Wanted, *, before: Position | None, limit: int) -> LinkPage:
        """Return the newest of the wanted events that come after this place in the list."""
        asked = select(AuditEventRow).where(AuditEventRow.tenant_id == self._tenant_id)
        if wanted.since is not None:
            asked = asked.where(AuditEventRow.at >= wanted.since)
        if wanted.until is not None:
            asked = asked.where(AuditEventRow.at < wanted.until)
        if wanted.action is not None:
            asked = asked.where(AuditEventRow.action == wanted.action)
        if before is not None:
            # By places in the chain rather than by moments, since the server's clock may have been put back.
            asked = asked.where(AuditEventRow.sequence < self._place_of(before))
        rows, following = first(self._session, asked.order_by(AuditEventRow.sequence.desc()), _PLACE, limit=limit)
        return LinkPage(tuple(_link(row) for row in rows), following)

    def chain(self) -> Chain:
        """Return the whole chain, as of one moment, without holding it in memory; raise NotFound for no such tenant."""
        # One statement, since each has a snapshot of its own: events and head must be of the same one.
        whole = (
            select(TenantRow.tenant_id, AuditHeadRow, AuditEventRow)
            .outerjoin(AuditHeadRow, AuditHeadRow.tenant_id == TenantRow.tenant_id)
            .outerjoin(AuditEventRow, AuditEventRow.tenant_id == TenantRow.tenant_id)
            .where(TenantRow.tenant_id == self._tenant_id)
            .order_by(AuditEventRow.sequence)
        )
        rows = iter(self._session.execute(whole, execution_options={"yield_per": _BATCH}))
        beginning = next(rows, None)
        if beginning is None:
            raise NotFound("tenant", self._tenant_id)
        head = beginning[1]
        return Chain(
            None if head is None else Head(head.sequence, head.hash),
            (_link(row[2]) for row in chain([beginning], rows) if row[2] is not None),
        )

    def _place_of(self, position: Position) -> ScalarSelect[int]:
        return (
            select(AuditEventRow.sequence)
            .where(AuditEventRow.tenant_id == self._tenant_id, AuditEventRow.event_id == position.object_id)
            .scalar_subquery()
        )


def _columns(link: Link) -> dict[str, Any]:
    event = link.event
    return {
        "sequence": link.sequence,
        "event_id": event.event_id,
        "at": event.at,
        "actor_kind": event.origin.actor_kind,
        "actor_id": event.origin.actor_id,
        "actor_name": event.origin.actor_name,
        "source": event.origin.source,
        "request_id": event.origin.request_id,
        "action": event.action,
        "object_kind": event.object_kind,
        "object_id": event.object_id,
        "details": dict(event.details),
        "previous_hash": link.previous_hash,
        "hash": link.hash,
    }


def _link(row: AuditEventRow) -> Link:
    who = Origin(cast(ActorKind, row.actor_kind), row.actor_name, row.actor_id, row.source, row.request_id)
    event = AuditEvent(row.event_id, row.at, who, row.action, row.object_kind, row.object_id, row.details)
    return Link(row.sequence, event, row.previous_hash, row.hash)
