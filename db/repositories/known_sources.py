"""From where accounts have logged in. It belongs to no tenant: an unknown one is looked up in the same way."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import KnownSourceRow
from db.repositories.sweeping import sweep

KEPT = timedelta(days=60)


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
        sweep(self._session, KnownSourceRow.key, KnownSourceRow.last_success_at, at - KEPT)
