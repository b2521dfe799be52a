from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import AlreadyExists, NotFound
from core.identity import Tenant, User
from core.paging import Position
from db.work import open_work
from tests.db.builders import NOW, a_user


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


def test_a_user_is_found_by_name(tenant: str) -> None:
    user = a_user(tenant, "Zoë 🎧")
    with open_work(tenant) as work:
        work.users.add(user)
    with open_work(tenant) as work:
        assert work.users.find("Zoë 🎧") == user
        assert work.users.find("zoë 🎧") is None


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
    changed = replace(user, role="viewer", active=False, password_hash="new")
    with open_work(tenant) as work:
        work.users.add(user)
    with open_work(tenant) as work:
        assert work.users.lock(user.user_id) == user
        work.users.update(changed)
        assert work.users.lock(user.user_id) == changed
    with open_work(tenant) as work:
        assert work.users.find("ana") == changed


def test_a_password_is_replaced_only_where_it_is_still_the_one_that_was_read(tenant: str) -> None:
    user = a_user(tenant)
    with open_work(tenant) as work:
        work.users.add(user)
        assert work.users.replace_password_hash(user.user_id, user.password_hash, "new")
        assert not work.users.replace_password_hash(user.user_id, user.password_hash, "newer")
    with open_work(tenant) as work:
        assert work.users.find("ana") == replace(user, password_hash="new")


def test_an_unknown_user_does_not_change(tenant: str, other_tenant: str) -> None:
    theirs = a_user(other_tenant)
    with open_work(other_tenant) as work:
        work.users.add(theirs)
    with pytest.raises(NotFound), open_work(tenant) as work:
        work.users.lock(theirs.user_id)
    with pytest.raises(NotFound), open_work(tenant) as work:
        work.users.update(theirs)
    with open_work(tenant) as work:
        assert not work.users.replace_password_hash(theirs.user_id, theirs.password_hash, "new")


def test_only_active_admins_of_the_tenant_are_locked_as_such(tenant: str, other_tenant: str) -> None:
    admin = a_user(tenant)
    with open_work(tenant) as work:
        for user in (admin, a_user(tenant, "off", active=False), a_user(tenant, "analyst", role="analyst")):
            work.users.add(user)
    with open_work(other_tenant) as work:
        work.users.add(a_user(other_tenant))
    with open_work(tenant) as work:
        assert work.users.lock_active_admins() == {admin.user_id}


def test_users_are_listed_page_by_page_newest_first(tenant: str) -> None:
    users = [a_user(tenant, f"user {number}", created_at=NOW + timedelta(days=number // 2)) for number in range(5)]
    with open_work(tenant) as work:
        for user in users:
            work.users.add(user)
    shown: list[User] = []
    place: Position | None = None
    with open_work(tenant) as work:
        for size in (2, 2, 1):
            page = work.users.page(before=place, limit=2)
            assert len(page.users) == size
            shown.extend(page.users)
            place = page.next
    assert place is None
    assert shown == sorted(users, key=lambda user: (user.created_at, user.user_id), reverse=True)
