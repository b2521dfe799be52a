"""What is believed of proxies in front: as many of them as are named, and nothing of anybody else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, request

from api.app import create_app
from api.settings import Settings
from db.base import db


def seen_behind(settings: Settings, trusted_proxies: int) -> Iterator[Flask]:
    app = create_app(replace(settings, trusted_proxies=trusted_proxies))
    app.add_url_rule("/seen", view_func=lambda: {"source": request.remote_addr, "host": request.host})
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def direct(settings: Settings) -> Iterator[Flask]:
    yield from seen_behind(settings, 0)


@pytest.fixture
def behind_two(settings: Settings) -> Iterator[Flask]:
    yield from seen_behind(settings, 2)


SAID = {
    "X-Forwarded-For": "198.51.100.66, 192.0.2.9, 10.0.0.2",
    "X-Forwarded-Proto": "https, https",
    "X-Forwarded-Host": "evil.example.com",
}


def test_without_proxies_nobody_says_whence_he_comes(direct: Flask) -> None:
    answer = direct.test_client().get("/seen", headers=SAID)
    assert answer.get_json() == {"source": "127.0.0.1", "host": "localhost"}
    assert "Strict-Transport-Security" not in answer.headers


def test_behind_proxies_the_last_addresses_are_believed_and_what_a_client_adds_is_not(behind_two: Flask) -> None:
    answer = behind_two.test_client().get("/seen", headers=SAID)
    assert answer.get_json() == {"source": "192.0.2.9", "host": "localhost"}
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    alone = behind_two.test_client().get("/seen", headers={"X-Forwarded-For": "198.51.100.66"})
    assert alone.get_json()["source"] == "127.0.0.1"
