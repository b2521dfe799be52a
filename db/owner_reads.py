"""How the owner of the tables reads the rows of all tenants: by the policy `owner_reads`, where it says so."""

from sqlalchemy import Connection, text

OWNER_READS = "app.owner_reads"

# Tables of whose rows the role would be shown none or some: row-level security binds it, and no policy shows it all.
_HIDDEN = text(
    """
    select c.relname from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and row_security_active(c.oid)
    and not exists (
        select from pg_policy p
        where p.polrelid = c.oid and p.polname = 'owner_reads' and p.polcmd = 'r' and p.polpermissive
        and exists (select from unnest(p.polroles) as role where role <> 0 and pg_has_role(role, 'usage'))
    )
    order by c.relname
    """
)


def see_all(connection: Connection) -> list[str]:
    """Have the transaction see the rows of all tenants; return the tables that hide theirs all the same."""
    connection.execute(text(f"select set_config('{OWNER_READS}', 'on', true)"))
    return list(connection.scalars(_HIDDEN))
