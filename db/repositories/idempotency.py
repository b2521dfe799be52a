"""The keys of one tenant's requests that are carried out once."""

import hashlib
from datetime import datetime
from math import ceil

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import KeyInUse, KeyReused
from core.idempotency import KEPT_FOR, PATIENCE, Done, KeyedRequest, keyed_request
from db.models import IdempotencyKeyRow
from db.repositories.sweeping import sweep


class IdempotencyRepository:
    """Keys by their hashes."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def take(self, request: KeyedRequest, now: datetime) -> Done | None:
        """Let a key be this request's; return the one before it that has been carried out, if any.

        Raise KeyReused where that was another request, and KeyInUse while it runs.
        """
        forgotten = now - KEPT_FOR
        row, its_row = IdempotencyKeyRow, self._is(request.key)
        sweep(self._session, row.key_hash, row.taken_at, forgotten, row.tenant_id == self._tenant_id)
        mine = {
            "fingerprint": request.fingerprints[0],
            "attempt": request.attempt,
            "taken_at": now,
            "kept": None,
        }
        statement = (
            insert(row)
            .values(tenant_id=self._tenant_id, key_hash=_hash(request.key), **mine)
            .on_conflict_do_update(
                constraint="pk_idempotency_keys",
                set_=mine,
                # One that crashed made nothing, so that its key may come with any request.
                where=or_(row.taken_at < forgotten, and_(row.kept.is_(None), row.taken_at < now - PATIENCE)),
            )
            .returning(row.attempt)
        )
        if self._session.scalar(statement) is not None:
            return None
        columns = (row.fingerprint, row.attempt, row.taken_at, row.kept)
        before = self._session.execute(select(*columns).where(its_row)).one_or_none()
        if before is None:
            # It failed, and was freed, between the two statements.
            raise KeyInUse(1)
        if before.fingerprint not in request.fingerprints:
            raise KeyReused
        if before.kept is None:
            raise KeyInUse(_worth_a_wait_s(before.taken_at, now))
        return Done(before.attempt, before.kept)

    def keep(self, made: object) -> None:
        """Keep what the keyed request of this thread has made; raise KeyInUse where its key is another's by now."""
        request = keyed_request()
        if request is None:
            return
        kept = self._session.execute(
            update(IdempotencyKeyRow)
            .where(self._is(request.key), IdempotencyKeyRow.attempt == request.attempt)
            .values(kept=dict(request.digest(made)))
            .returning(IdempotencyKeyRow.attempt)
        ).one_or_none()
        if kept is None:
            raise KeyInUse(1)

    def free(self, request: KeyedRequest) -> None:
        """Let the key of a request that made nothing be anybody's."""
        self._session.execute(
            delete(IdempotencyKeyRow).where(
                self._is(request.key),
                IdempotencyKeyRow.attempt == request.attempt,
                IdempotencyKeyRow.kept.is_(None),
            )
        )

    def _is(self, key: str) -> ColumnElement[bool]:
        return and_(IdempotencyKeyRow.tenant_id == self._tenant_id, IdempotencyKeyRow.key_hash == _hash(key))


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _worth_a_wait_s(taken_at: datetime, now: datetime) -> int:
    """Return as long again as the request has run, at most until its key may be taken over."""
    runs = now - taken_at
    return max(1, ceil(min(runs, PATIENCE - runs).total_seconds()))
