"""Which tenants there are: a question that only the owner of the tables may ask."""

from sqlalchemy import text

from db.engine import owner_engine
from db.work import storage


def tenant_ids(owner_url: str) -> list[str]:
    """Return the ids of all tenants, as the role that the URL names; raise StorageUnavailable.

    Row-level security binds the owner too. It is lifted inside a transaction that is taken back, so that nobody else
    ever sees the table without it; whoever wants the table waits that moment. The serving role may not do this.
    """
    engine = owner_engine(owner_url)
    with storage(), engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("alter table tenants no force row level security"))
        found = connection.scalars(text("select tenant_id from tenants order by tenant_id")).all()
        transaction.rollback()
    return list(found)
