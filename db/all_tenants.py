"""Which tenants there are: a question that only the owner of the tables may ask."""

import time
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.engine import owner_engine
from db.work import storage

LOCK_NOT_AVAILABLE: Final = "55P03"  # SQLSTATE
LOCK_TIMEOUT_MS: Final = 200
TRIES: Final = 20
PAUSE_S: Final = 0.5


def tenant_ids(owner_url: str) -> list[str]:
    """Return the ids of all tenants, as the role that the URL names; raise StorageUnavailable.

    Row-level security binds the owner too. It is lifted inside a transaction that is taken back, so that nobody else
    ever sees the table without it; whoever wants the table waits that moment. The serving role may not do this.
    """
    engine = owner_engine(owner_url)
    with storage(), engine.connect() as connection:
        for tries_left in reversed(range(TRIES)):
            try:
                with connection.begin() as transaction:
                    # Whoever asks for the table waits behind us: rather give up soon, and try again.
                    connection.execute(text(f"set local lock_timeout = '{LOCK_TIMEOUT_MS}ms'"))
                    connection.execute(text("alter table tenants no force row level security"))
                    found = connection.scalars(text("select tenant_id from tenants order by tenant_id")).all()
                    transaction.rollback()
                return list(found)
            except OperationalError as error:
                if getattr(error.orig, "pgcode", None) != LOCK_NOT_AVAILABLE or not tries_left:
                    raise
                time.sleep(PAUSE_S)
    raise AssertionError("the last try returns or raises")
