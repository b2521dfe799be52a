"""What logins are throttled by, as many transactions at once see it."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from uuid_utils.compat import uuid7

from api.passwords import Argon2Passwords
from api.settings import Settings
from api.wiring import build
from core.errors import InvalidCredentials, Overloaded, TooManyAttempts
from core.services.login import MAX_FAILURES_OF_PAIR, LoginService
from db.embedded import DatabaseUrls
from db.work import open_work
from tests.db.builders import NOW

MANY = 8
AN_HOUR_AGO = NOW - timedelta(hours=1)


def test_failed_logins_are_counted_in_a_window(tenant: str) -> None:
    key, other = uuid7().bytes, uuid7().bytes
    with open_work(tenant) as work:
        for minutes in (30, 10, 5):
            work.login_failures.record([key], NOW - timedelta(minutes=minutes))
        work.login_failures.record([key, other], NOW)
    with open_work(f"not-{tenant}") as work:
        quarter = NOW - timedelta(minutes=15)
        quotas = ((key, 1), (key, 3), (key, 4), (other, 1), (other, 2))
        assert work.login_failures.reached(quotas, quarter) == (NOW, NOW - timedelta(minutes=10), None, NOW, None)
        work.login_failures.clear(key)
        assert work.login_failures.reached(((key, 1), (other, 1)), AN_HOUR_AGO) == (None, NOW)


def test_what_was_no_failure_is_withdrawn_alone(tenant: str) -> None:
    key, other = uuid7().bytes, uuid7().bytes
    with open_work(tenant) as work:
        work.login_failures.record([key, other], NOW)
        attempt = work.login_failures.record([key, other], NOW)
        work.login_failures.withdraw(attempt)
        assert work.login_failures.reached(((key, 1), (key, 2), (other, 2)), AN_HOUR_AGO) == (NOW, None, None)


def test_a_failed_login_sweeps_away_what_is_older_than_a_day(tenant: str) -> None:
    key, gone = uuid7().bytes, uuid7().bytes
    long_ago = NOW - timedelta(days=900)
    with open_work(tenant) as work:
        work.login_failures.record([gone], long_ago)
        assert work.login_failures.reached(((gone, 1),), long_ago) == (long_ago,)
        work.login_failures.record([key], NOW)
        assert work.login_failures.reached(((gone, 1), (key, 1)), long_ago) == (None, NOW)


def test_a_source_is_known_from_its_last_success_on(tenant: str) -> None:
    key = uuid7().bytes
    with open_work(tenant) as work:
        work.known_sources.remember(key, NOW - timedelta(days=40))
        work.known_sources.remember(key, NOW)
        assert work.known_sources.is_known(key, NOW)
        assert not work.known_sources.is_known(key, NOW + timedelta(seconds=1))
        assert not work.known_sources.is_known(uuid7().bytes, AN_HOUR_AGO)


def test_a_success_sweeps_away_the_sources_of_long_ago(tenant: str) -> None:
    gone, long_ago = uuid7().bytes, NOW - timedelta(days=900)
    with open_work(tenant) as work:
        work.known_sources.remember(gone, long_ago)
        work.known_sources.remember(uuid7().bytes, NOW)
        assert not work.known_sources.is_known(gone, long_ago)


@pytest.fixture
def logins(urls: DatabaseUrls, tmp_path: Path) -> LoginService:
    """Logins of which many hash at the same time."""
    settings = Settings.from_env({"DATABASE_URL": urls.app, "DATA_DIR": str(tmp_path)})
    return replace(build(settings).login, passwords=Argon2Passwords(at_once=MANY, waiting=0))


def test_many_tries_at_once_are_no_more_tries(app: Flask, tenant: str, logins: LoginService) -> None:
    def guess(number: int) -> type[Exception] | None:
        with app.app_context():
            try:
                logins.login(tenant, "ana", f"guess number {number}", source="192.0.2.1")
            except (InvalidCredentials, TooManyAttempts) as error:
                return type(error)
        return None

    with ThreadPoolExecutor(MANY) as pool:
        outcomes = Counter(pool.map(guess, range(4 * MANY)))
    assert outcomes == {InvalidCredentials: MAX_FAILURES_OF_PAIR, TooManyAttempts: 4 * MANY - MAX_FAILURES_OF_PAIR}


def test_many_right_logins_at_once_all_succeed(
    app: Flask, tenant: str, logins: LoginService, urls: DatabaseUrls, tmp_path: Path
) -> None:
    password = "wander-crisp-lantern-oath"
    settings = Settings.from_env({"DATABASE_URL": urls.app, "DATA_DIR": str(tmp_path)})
    with app.app_context():
        build(settings).people.add_user(tenant, "ana", "viewer", password)

    def log_in(_: int) -> str:
        with app.app_context():
            return logins.login(tenant, "ana", password, source="192.0.2.2").tenant_id

    with ThreadPoolExecutor(MANY) as pool:
        assert list(pool.map(log_in, range(8 * MANY))) == [tenant] * 8 * MANY


def test_those_who_are_known_cannot_keep_the_others_out() -> None:
    passwords = Argon2Passwords(at_once=1, waiting=1)
    stop = threading.Event()

    def hash_on_and_on() -> None:
        while not stop.is_set():
            with passwords.place(known=True):
                passwords.hash("a password")

    with ThreadPoolExecutor(3) as pool:
        loops = [pool.submit(hash_on_and_on) for _ in range(2)]
        time.sleep(0.2)  # until both go on
        try:
            assert pool.submit(passwords.hash, "another password").result(5).startswith("$argon2id$")
        finally:
            stop.set()
        for loop in loops:
            loop.result(5)


def test_no_more_hash_at_once_than_there_are_places() -> None:
    passwords = Argon2Passwords(at_once=1, waiting=1)
    inside, leave = threading.Barrier(2), threading.Event()

    def keep_a_place() -> None:
        with passwords.place():
            inside.wait(5)
            leave.wait(5)

    def hash_as_known() -> str:
        with passwords.place(known=True):
            return passwords.hash("a password")

    with ThreadPoolExecutor(3) as pool:
        keeping = pool.submit(keep_a_place)
        inside.wait(5)
        waiting = pool.submit(passwords.hash, "a password")
        time.sleep(0.2)  # until it waits; it cannot hash before the place is free
        with pytest.raises(Overloaded):
            passwords.verify(None, "a password")
        known = pool.submit(hash_as_known)
        assert not waiting.done()
        leave.set()
        keeping.result(5)
        assert waiting.result(5).startswith("$argon2id$")
        assert known.result(5).startswith("$argon2id$")
    assert not passwords.verify(None, "a password")


def test_who_has_a_place_needs_no_other() -> None:
    passwords = Argon2Passwords(at_once=1, waiting=0)
    with passwords.place():
        assert passwords.verify(passwords.hash("a password"), "a password")
