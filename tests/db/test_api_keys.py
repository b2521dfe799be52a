from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from core.api_keys import ApiKey
from core.errors import NotFound
from core.paging import Position
from db.base import db
from db.work import open_work
from tests.db.builders import NOW, an_api_key

MINUTE = timedelta(minutes=1)


def test_a_key_is_found_as_it_was_added_with_whether_its_tenant_is_active(tenant: str) -> None:
    key = an_api_key(name="Wählt 🎧", expires_at=NOW + MINUTE)
    with open_work(tenant) as work:
        work.api_keys.add(key)
    with open_work(tenant) as work:
        assert work.api_keys.find(key.key_id) == (key, True)
        assert work.api_keys.find(uuid7()) is None
        work.tenants.set_active(False)
        assert work.api_keys.find(key.key_id) == (key, False)


def test_a_key_of_another_tenant_is_not_there(tenant: str, other_tenant: str) -> None:
    key = an_api_key()
    with open_work(other_tenant) as work:
        work.api_keys.add(key)
    with open_work(tenant) as work:
        assert work.api_keys.find(key.key_id) is None
        assert not work.api_keys.revoke(key.key_id, NOW)
        work.api_keys.note_use(key.key_id, NOW, unless_since=NOW)
        assert work.api_keys.page(before=None, limit=9).api_keys == ()
        with pytest.raises(NotFound):
            work.api_keys.get(key.key_id)
    with open_work(other_tenant) as work:
        assert work.api_keys.get(key.key_id) == key


def test_a_key_is_revoked_once(tenant: str) -> None:
    key = an_api_key()
    with open_work(tenant) as work:
        work.api_keys.add(key)
        assert work.api_keys.revoke(key.key_id, NOW)
        assert not work.api_keys.revoke(key.key_id, NOW + MINUTE)
        assert work.api_keys.get(key.key_id) == replace(key, revoked_at=NOW)


def test_the_last_use_is_written_where_it_is_due(tenant: str) -> None:
    key = an_api_key()
    with open_work(tenant) as work:
        work.api_keys.add(key)
        for seconds, known in ((0, 0), (59, 0), (60, 60), (61, 60)):
            now = NOW + timedelta(seconds=seconds)
            work.api_keys.note_use(key.key_id, now, unless_since=now - MINUTE)
            assert work.api_keys.get(key.key_id).last_used_at == NOW + timedelta(seconds=known)


def test_a_use_waits_for_nobody_who_writes_the_key(app: Flask, tenant: str) -> None:
    key = an_api_key()

    def use() -> None:
        with app.app_context(), open_work(tenant) as work:
            work.api_keys.note_use(key.key_id, NOW, unless_since=NOW)

    with open_work(tenant) as work:
        work.api_keys.add(key)
    with ThreadPoolExecutor(1) as pool, open_work(tenant) as work:
        work.api_keys.revoke(key.key_id, NOW)
        pool.submit(use).result(timeout=5)
    with open_work(tenant) as work:
        assert work.api_keys.get(key.key_id) == replace(key, revoked_at=NOW)


def test_pages_show_every_key_once_newest_first(tenant: str) -> None:
    keys = [an_api_key(created_at=NOW + timedelta(seconds=each // 2)) for each in range(7)]
    with open_work(tenant) as work:
        for key in keys:
            work.api_keys.add(key)
    newest_first = sorted(keys, key=lambda key: (key.created_at, key.key_id), reverse=True)
    seen: list[ApiKey] = []
    before = None
    with open_work(tenant) as work:
        while True:
            page = work.api_keys.page(before=before, limit=3)
            seen += page.api_keys
            if page.next is None:
                break
            before = page.next
            assert before == Position(seen[-1].created_at, seen[-1].key_id)
    assert seen == newest_first


@pytest.mark.parametrize(("column", "value"), [("secret_hash", "'\\x00'"), ("scopes", "'{}'")])
def test_the_database_takes_no_key_without_a_whole_hash_and_a_scope(tenant: str, column: str, value: str) -> None:
    with open_work(tenant) as work:
        work.api_keys.add(an_api_key())
    with db.engine.connect() as connection:
        connection.execute(text("select set_config('app.tenant_id', :tenant, true)"), {"tenant": tenant})
        with pytest.raises(IntegrityError, match=f"ck_api_keys_{column}"):
            connection.execute(text(f"update api_keys set {column} = {value}"))
