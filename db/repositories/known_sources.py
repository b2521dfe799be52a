"""From where accounts have logged in. It belongs to no tenant: an unknown one is looked up in the same way."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import KnownSourceRow

KEPT = timedelta(days=60)
# Each success sweeps away up to so many old ones of anybody.
SWEEP = 100


class KnownSourceRepository:
    """Successes by keys that hash account and source."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_known(self, key: bytes, since: datetime) -> bool:
        """Tell whether a login has succeeded since then."""
        known = exists().where(KnownSourceRow.key == key, KnownSourceRow.last_success_at >= since)
        return bool(self._session.scalar(select(known)))

    def remember(self, key: bytes, at: datetime) -> None:
        """Note a login that succeeded, and forget some of anybody's older than 60 days."""
        noted = insert(KnownSourceRow).values(key=key, last_success_at=at)
        self._session.execute(noted.on_conflict_do_update(index_elements=["key"], set_={"last_success_at": at}))
        old = (
            select(KnownSourceRow.key)
            .where(KnownSourceRow.last_success_at < at - KEPT)
            .order_by(KnownSourceRow.last_success_at)
            .limit(SWEEP)
            .with_for_update(skip_locked=True)
        )
        self._session.execute(
            delete(KnownSourceRow).where(KnownSourceRow.key.in_(old)), execution_options={"synchronize_session": False}
        )
