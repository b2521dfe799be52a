"""On whose behalf something is done, and where it came from: what the audit tells of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["user", "api_key", "command_line", "system"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who acts (`actor_id` where he has one), from which address (`source`) and by which request, if by one."""

    actor_kind: ActorKind
    actor_name: str
    actor_id: str | None = None
    source: str | None = None
    request_id: str | None = None


_SYSTEM = Origin("system", "system")
_origin: ContextVar[Origin] = ContextVar("origin", default=_SYSTEM)


def origin() -> Origin:
    """Return on whose behalf this thread acts; the system's where nobody has been named."""
    return _origin.get()


@contextmanager
def acting(who: Origin) -> Iterator[None]:
    """Let what this thread does inside be on somebody's behalf."""
    token = _origin.set(who)
    try:
        yield
    finally:
        _origin.reset(token)
