"""Failed logins, counted over all processes. They belong to no tenant: an unknown one can be tried as well."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, cast, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from db.models import LoginFailureRow
from db.repositories.sweeping import sweep

KEPT = timedelta(days=1)


class LoginFailureRepository:
    """Failures by keys that hash what they are counted by."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def hold(self, keys: Sequence[bytes]) -> None:
        """Let nobody else count or record by these keys until the end of the transaction."""
        # In one order for all, so that no two wait for each other.
        for number in sorted(int.from_bytes(key[:8], signed=True) for key in keys):
            self._session.execute(select(func.pg_advisory_xact_lock(cast(literal(number), BigInteger))))

    def reached(self, quotas: Sequence[tuple[bytes, int]], since: datetime) -> tuple[datetime | None, ...]:
        """Return for each key and number the time of its so-many-th newest failure since then, None where fewer."""
        return tuple(self._session.execute(select(*(_nth_newest(key, nth, since) for key, nth in quotas))).one())

    def record(self, keys: Sequence[bytes], at: datetime) -> tuple[int, ...]:
        """Count one failure by each key, forget some of anybody's older than a day; return their ids."""
        recorded = self._session.scalars(
            insert(LoginFailureRow).returning(LoginFailureRow.failure_id), [{"key": key, "at": at} for key in keys]
        ).all()
        sweep(self._session, LoginFailureRow.failure_id, LoginFailureRow.at, at - KEPT)
        return tuple(recorded)

    def withdraw(self, failures: Sequence[int]) -> None:
        """Forget these failures: they were none."""
        self._forget(LoginFailureRow.failure_id.in_(failures))

    def clear(self, key: bytes) -> None:
        """Forget the failures of this key."""
        self._forget(LoginFailureRow.key == key)

    def _forget(self, which: ColumnElement[bool]) -> None:
        self._session.execute(delete(LoginFailureRow).where(which), execution_options={"synchronize_session": False})


def _nth_newest(key: bytes, nth: int, since: datetime) -> ScalarSelect[datetime]:
    return (
        select(LoginFailureRow.at)
        .where(LoginFailureRow.key == key, LoginFailureRow.at >= since)
        .order_by(LoginFailureRow.at.desc())
        .offset(nth - 1)
        .limit(1)
        .scalar_subquery()
    )
