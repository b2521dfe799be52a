"""The audit chain: what was done, and how a change, a gap or an end that was cut off shows.

Every event has its place in its tenant's chain and holds the hash of the event before it. The head says where the chain
ends, so that an end that was cut off shows as well. Whoever may rewrite all of the database can write another chain: a
head that was kept elsewhere shows that, too.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from core.origin import Origin
from core.paging import Position

# What the first event holds as the hash before it.
BEGINNING = bytes(32)

Details = Mapping[str, str | int | bool]
FaultKind = Literal[
    "missing", "changed", "not_following", "beyond_the_end", "end_cut_off", "end_changed", "not_as_kept"
]


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Somebody did something (`action`, such as campaign.created) to an object, where it was done to one."""

    event_id: UUID
    at: datetime
    origin: Origin
    action: str
    object_kind: str | None = None
    object_id: str | None = None
    details: Details = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """An event in its place, from 1, with the hash of the link before and its own."""

    sequence: int
    event: AuditEvent
    previous_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: the place and the hash of its last link."""

    sequence: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Chain:
    """A whole chain; `links` can be read once, by their places."""

    head: Head | None
    links: Iterator[Link]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for: those from `since` on, before `until`, of one action; None for any."""

    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class LinkPage:
    """One page of a chain, newest first; `next` is where it ended, or None on the last one."""

    links: tuple[Link, ...]
    next: Position | None


@dataclass(frozen=True, slots=True)
class ChainFault:
    """What is wrong at one place of a chain."""

    sequence: int
    kind: FaultKind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of checking a chain: how many links it has, where it ends, and what is wrong, by place."""

    count: int
    head: Head | None
    faults: tuple[ChainFault, ...]


def link_hash(tenant_id: str, sequence: int, event: AuditEvent, previous_hash: bytes) -> bytes:
    """Return the SHA-256 of the hash before (32 bytes) and of the event as canonical JSON: UTF-8, keys sorted.

    Nothing can pass from one field to the next, since JSON delimits them. The tenant is among them, so that no chain
    passes for another tenant's.
    """
    origin = event.origin
    document = {
        "tenant_id": tenant_id,
        "sequence": sequence,
        "event_id": str(event.event_id),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [origin.actor_kind, origin.actor_id, origin.actor_name],
        "source": origin.source,
        "request_id": origin.request_id,
        "action": event.action,
        "object": [event.object_kind, event.object_id],
        "details": dict(event.details),
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous_hash + text.encode()).digest()


def check(tenant_id: str, chain: Chain, kept: Head | None = None) -> Verdict:
    """Check every link of a chain, its end and, where one was kept elsewhere, an earlier head. Never raises."""
    faults: list[ChainFault] = []
    last = Head(0, BEGINNING)
    count = 0
    kept_found = kept is None
    for link in chain.links:
        count += 1
        faults += _link_faults(tenant_id, link, last)
        last = Head(link.sequence, link.hash)
        kept_found = kept_found or last == kept
    faults += _end_faults(chain.head, last)
    if kept is not None and not kept_found:
        faults.append(ChainFault(kept.sequence, "not_as_kept"))
    return Verdict(count, chain.head, tuple(faults))


def _link_faults(tenant_id: str, link: Link, last: Head) -> Iterable[ChainFault]:
    if link.sequence != last.sequence + 1:
        yield ChainFault(last.sequence + 1, "missing")
    elif link.previous_hash != last.hash:
        yield ChainFault(link.sequence, "not_following")
    if link_hash(tenant_id, link.sequence, link.event, link.previous_hash) != link.hash:
        yield ChainFault(link.sequence, "changed")


def _end_faults(head: Head | None, last: Head) -> Iterable[ChainFault]:
    if head is None:
        if last.sequence:
            yield ChainFault(1, "beyond_the_end")
    elif head.sequence > last.sequence:
        yield ChainFault(last.sequence + 1, "end_cut_off")
    elif head.sequence < last.sequence:
        yield ChainFault(head.sequence + 1, "beyond_the_end")
    elif head.hash != last.hash:
        yield ChainFault(head.sequence, "end_changed")
