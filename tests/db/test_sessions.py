"""The storage of sessions, and what happens to those who come at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from core.identity import User
from core.sessions import EndReason, Holder, RefreshToken, Session
from db.work import open_work
from tests.db.builders import NOW, a_session, a_token, a_user
from tests.db.waiting import wait_for_waiting

Opened = tuple[User, Session, RefreshToken]


@pytest.fixture
def opened(tenant: str) -> Opened:
    """A user with an open session."""
    user = a_user(tenant)
    session = a_session(user)
    token = a_token(session)
    with open_work(tenant) as work:
        work.users.add(user)
        assert work.sessions.start(session, user.password_hash)
        work.sessions.add_token(token)
    return user, session, token


def test_a_token_leads_to_its_holder(tenant: str, opened: Opened) -> None:
    user, session, token = opened
    with open_work(tenant) as work:
        assert work.sessions.find_holder(token.token_id) == Holder(user, True, session, token.secret_hash)
        assert work.sessions.find_holder(uuid7()) is None
        work.tenants.set_active(False)
        assert work.sessions.find_holder(token.token_id) == Holder(user, False, session, token.secret_hash)


def test_nothing_of_a_session_is_seen_or_changed_by_another_tenant(other_tenant: str, opened: Opened) -> None:
    user, session, token = opened
    with open_work(other_tenant) as work:
        assert work.sessions.find_holder(token.token_id) is None
        assert not work.sessions.use_token(token.token_id, NOW)
        assert not work.sessions.end(session.session_id, "logout", NOW)
        assert work.sessions.end_all(user.user_id, "password", NOW) == 0
        assert not work.sessions.start(a_session(user), user.password_hash)


@pytest.mark.parametrize("change", [{"password_hash": "another"}, {"active": False}], ids=str)
def test_a_session_does_not_start_for_a_user_who_has_changed_since(
    tenant: str, opened: Opened, change: dict[str, str | bool]
) -> None:
    user, _, _ = opened
    with open_work(tenant) as work:
        work.users.update(replace(user, **change))  # type: ignore[arg-type]
        assert not work.sessions.start(a_session(user), user.password_hash)


def test_a_refresh_token_is_used_once(tenant: str, opened: Opened) -> None:
    token = opened[2]
    with open_work(tenant) as work:
        assert work.sessions.use_token(token.token_id, NOW)
        assert not work.sessions.use_token(token.token_id, NOW)
        assert not work.sessions.use_token(uuid7(), NOW)


def test_of_many_who_use_a_refresh_token_at_once_one_succeeds(app: Flask, tenant: str, opened: Opened) -> None:
    token = opened[2]

    def use(_: int) -> bool:
        with app.app_context(), open_work(tenant) as work:
            return work.sessions.use_token(token.token_id, NOW)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(16))) == [False] * 15 + [True]


@pytest.mark.parametrize("reason", ["logout", "reuse", "password", "deactivated"])
def test_a_session_ends_once(tenant: str, opened: Opened, reason: EndReason) -> None:
    _, session, token = opened
    with open_work(tenant) as work:
        assert work.sessions.end(session.session_id, reason, NOW)
        assert not work.sessions.end(session.session_id, "logout", NOW + timedelta(days=1))
    with open_work(tenant) as work:
        holder = work.sessions.find_holder(token.token_id)
    assert holder is not None
    assert holder.session == replace(session, ended_at=NOW)
    assert not holder.session.is_open(NOW)


def test_all_sessions_of_one_user_end_and_nobody_elses(tenant: str, opened: Opened) -> None:
    user, _, token = opened
    other = a_user(tenant, "other")
    others = a_session(other)
    with open_work(tenant) as work:
        work.users.add(other)
        assert work.sessions.start(a_session(user), user.password_hash)
        assert work.sessions.start(others, other.password_hash)
        work.sessions.add_token(theirs := a_token(others))
        assert work.sessions.end_all(user.user_id, "password", NOW) == 2
        assert work.sessions.end_all(user.user_id, "password", NOW) == 0
    with open_work(tenant) as work:
        holder, other_holder = work.sessions.find_holder(token.token_id), work.sessions.find_holder(theirs.token_id)
    assert holder is not None
    assert other_holder is not None
    assert (holder.session.ended_at, other_holder.session.ended_at) == (NOW, None)


def test_a_new_session_sweeps_away_expired_ones(tenant: str, opened: Opened) -> None:
    user, session, token = opened
    later = session.expires_at + timedelta(seconds=1)
    with open_work(tenant) as work:
        assert work.sessions.start(a_session(user, started_at=session.expires_at), user.password_hash)
        assert work.sessions.find_holder(token.token_id) is not None
        assert work.sessions.start(a_session(user, started_at=later), user.password_hash)
        assert work.sessions.find_holder(token.token_id) is None


def test_a_login_that_a_new_password_overtakes_opens_no_session(
    app: Flask, owner: Engine, tenant: str, opened: Opened
) -> None:
    user, _, _ = opened

    def start() -> bool:
        with app.app_context(), open_work(tenant) as work:
            return work.sessions.start(a_session(user), user.password_hash)

    with ThreadPoolExecutor(1) as pool:
        with open_work(tenant) as work:
            assert work.users.replace_password_hash(user.user_id, user.password_hash, "another")
            started = pool.submit(start)
            wait_for_waiting(owner, 1)
            assert work.sessions.end_all(user.user_id, "password", NOW) == 1
        assert started.result(timeout=10) is False


def test_two_admins_who_demote_each_other_at_once_leave_one(
    app: Flask, owner: Engine, tenant: str, opened: Opened
) -> None:
    first, second = opened[0], a_user(tenant, "second")
    with open_work(tenant) as work:
        work.users.add(second)

    def admins_left() -> frozenset[object]:
        with app.app_context(), open_work(tenant) as work:
            return work.users.lock_active_admins()

    with ThreadPoolExecutor(1) as pool:
        with open_work(tenant) as work:
            assert work.users.lock_active_admins() == {first.user_id, second.user_id}
            left = pool.submit(admins_left)
            wait_for_waiting(owner, 1)
            work.users.update(replace(second, role="viewer"))
        assert left.result(timeout=10) == {first.user_id}
