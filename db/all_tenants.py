"""Which tenants there are: a question that only the owner of the tables may ask."""

from sqlalchemy import text

from db.engine import owner_engine
from db.owner_reads import see_all
from db.work import storage


class NotTheOwner(Exception):
    """Row-level security hides tenants from the role that asked for all of them."""


def tenant_ids(owner_url: str) -> list[str]:
    """Return the ids of all tenants, as the role that the URL names; raise NotTheOwner or StorageUnavailable.

    Row-level security binds the owner too, but lets it read where it says so. The serving role may not do this.
    """
    engine = owner_engine(owner_url)
    with storage(), engine.connect() as connection:
        if "tenants" in see_all(connection):
            raise NotTheOwner("only the owner of the tables (DATABASE_OWNER_URL) may ask for all tenants")
        return list(connection.scalars(text("select tenant_id from tenants order by tenant_id")))
