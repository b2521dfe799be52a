from dataclasses import replace

import pytest
from uuid_utils.compat import uuid7

from core.errors import AlreadyExists, NotFound
from core.identity import Tenant
from db.work import open_work
from tests.db.builders import a_user


def test_an_unknown_tenant_is_none(tenant: str) -> None:
    with open_work(f"not-{tenant}") as work:
        assert work.tenants.find() is None
    with open_work("") as work:
        assert work.tenants.find() is None


def test_a_tenant_can_be_made_inactive_and_active_again(tenant: str) -> None:
    for active in (False, True):
        with open_work(tenant) as work:
            work.tenants.set_active(active)
        with open_work(tenant) as work:
            assert work.tenants.find() == Tenant(tenant, "Brightline", active)


def test_a_tenant_is_added_once(tenant: str) -> None:
    with pytest.raises(AlreadyExists), open_work(tenant) as work:
        work.tenants.add("Another name")


def test_an_unknown_tenant_cannot_be_made_inactive(tenant: str) -> None:
    with pytest.raises(NotFound), open_work(f"not-{tenant}") as work:
        work.tenants.set_active(False)


def test_a_user_is_found_by_name_and_by_id(tenant: str) -> None:
    user = a_user(tenant, "Zoë 🎧")
    with open_work(tenant) as work:
        work.users.add(user)
    with open_work(tenant) as work:
        assert work.users.find("Zoë 🎧") == user
        assert work.users.find("zoë 🎧") is None
        assert work.users.find_by_id(user.user_id) == (user, True)
        assert work.users.find_by_id(uuid7()) is None


def test_a_user_by_id_tells_whether_the_tenant_is_active(tenant: str) -> None:
    user = a_user(tenant)
    with open_work(tenant) as work:
        work.users.add(user)
        work.tenants.set_active(False)
    with open_work(tenant) as work:
        assert work.users.find_by_id(user.user_id) == (user, False)


def test_a_username_is_taken_in_its_own_tenant_only(tenant: str, other_tenant: str) -> None:
    for tenant_id in (tenant, other_tenant):
        with open_work(tenant_id) as work:
            work.users.add(a_user(tenant_id))
    with pytest.raises(AlreadyExists) as refused, open_work(tenant) as work:
        work.users.add(a_user(tenant))
    assert refused.value.keys == ("ana",)


def test_a_user_of_an_unknown_tenant_is_refused(tenant: str) -> None:
    with pytest.raises(NotFound) as refused, open_work(f"not-{tenant}") as work:
        work.users.add(a_user(f"not-{tenant}"))
    assert refused.value.kind == "tenant"


def test_a_user_changes(tenant: str) -> None:
    user = a_user(tenant)
    with open_work(tenant) as work:
        work.users.add(user)
    with open_work(tenant) as work:
        work.users.set_active("ana", False)
        work.users.set_password_hash(user.user_id, "new")
    with open_work(tenant) as work:
        assert work.users.find("ana") == replace(user, active=False, password_hash="new")


def test_an_unknown_user_does_not_change(tenant: str) -> None:
    with pytest.raises(NotFound), open_work(tenant) as work:
        work.users.set_active("nobody", True)
    with pytest.raises(NotFound), open_work(tenant) as work:
        work.users.set_password_hash(uuid7(), "new")
