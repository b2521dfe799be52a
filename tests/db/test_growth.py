"""What in the schema stands in the way of months and of several servers; docs/pages/deploy/scaling.md tells it."""

from sqlalchemy import Engine, text

OF_EVERY_CALL = ("conversations", "reports", "call_facts", "call_words", "call_requests")
# A table in months by `conversation_id` can be unique by keys alone that contain it.
UNIQUE_BEYOND_A_MONTH = """
    select i.indexrelid::regclass::text from pg_index i
    where i.indisunique and i.indrelid = any (cast(:tables as regclass[]))
    and not exists (
        select from pg_attribute a
        where a.attrelid = i.indrelid and a.attname = 'conversation_id' and a.attnum = any (i.indkey)
    )
    order by 1
"""
# Citus takes no key that sets columns to null where the tenant is one of its columns, not even where it is spared.
KEYS_THAT_SET_NULL = """
    select k.conname from pg_constraint k
    join pg_attribute a on a.attrelid = k.conrelid and a.attname = 'tenant_id' and a.attnum = any (k.conkey)
    where k.contype = 'f' and k.confdeltype in ('n', 'd')
"""


def test_three_keys_would_have_to_change_for_months_by_the_key_of_calls(owner: Engine) -> None:
    with owner.connect() as connection:
        found = connection.scalars(text(UNIQUE_BEYOND_A_MONTH), {"tables": list(OF_EVERY_CALL)}).all()
    assert found == ["pk_reports", "uq_conversations_tenant_id_call_id", "uq_conversations_tenant_id_job_id_position"]


def test_one_key_would_have_to_change_for_tenants_on_different_servers(owner: Engine) -> None:
    with owner.connect() as connection:
        assert connection.scalars(text(KEYS_THAT_SET_NULL)).all() == ["fk_conversations_tenant_id_job_id"]
