"""Failed logins, counted over all processes. They belong to no tenant: an unknown one can be tried as well."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from db.models import LoginFailureRow

KEPT = timedelta(days=1)
# Each failure sweeps away up to so many old ones of anybody, so that keys which never return do not pile up.
SWEEP = 100


class LoginFailureRepository:
    """Failures by a key that hashes account and source."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self, key: bytes, since: datetime) -> tuple[int, datetime | None]:
        """Return the number of failures since then and the time of the oldest of them."""
        number, oldest = self._session.execute(
            select(func.count(), func.min(LoginFailureRow.at)).where(
                LoginFailureRow.key == key, LoginFailureRow.at >= since
            )
        ).one()
        return number, oldest

    def record(self, key: bytes, at: datetime) -> None:
        """Count one failure, and forget some of those older than a day."""
        self._session.execute(insert(LoginFailureRow).values(key=key, at=at))
        old = (
            select(LoginFailureRow.failure_id)
            .where(LoginFailureRow.at < at - KEPT)
            .order_by(LoginFailureRow.at)
            .limit(SWEEP)
            # Others may be sweeping the same: whom they hold, they will remove.
            .with_for_update(skip_locked=True)
        )
        self._forget(LoginFailureRow.failure_id.in_(old))

    def clear(self, key: bytes) -> None:
        """Forget the failures of this key."""
        self._forget(LoginFailureRow.key == key)

    def _forget(self, which: ColumnElement[bool]) -> None:
        self._session.execute(delete(LoginFailureRow).where(which), execution_options={"synchronize_session": False})
