"""Access tokens, read more than once."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from api import tokens
from api.tokens import JwtTokens
from core.errors import Unauthenticated
from core.identity import User

NOW = datetime.now(UTC)
USER = User(UUID(int=1), "acme", "mia", "analyst", "", True, NOW)
KEY, OTHER_KEY = "0123456789abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba9876543210"


def signed_by(key: str) -> str:
    token, _ = JwtTokens(key, 3600, lambda: NOW).issue(USER, UUID(int=2), NOW + timedelta(hours=1))
    return token


def test_a_token_that_was_read_before_ends_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, token = JwtTokens(KEY, 3600, lambda: NOW), signed_by(KEY)
    assert reader.read(token).token_id == reader.read(token).token_id == UUID(int=2)
    later_s = time.time() + 3601
    monkeypatch.setattr(tokens, "time", SimpleNamespace(time=lambda: later_s))
    with pytest.raises(Unauthenticated):
        reader.read(token)


def test_what_one_key_has_signed_is_worth_nothing_to_another() -> None:
    token = signed_by(KEY)
    JwtTokens(KEY, 3600, lambda: NOW).read(token)
    with pytest.raises(Unauthenticated):
        JwtTokens(OTHER_KEY, 3600, lambda: NOW).read(token)


def test_tokens_that_are_no_good_are_not_remembered() -> None:
    before = tokens._verified.cache_info().currsize
    with pytest.raises(Unauthenticated):
        JwtTokens(KEY, 3600, lambda: NOW).read(signed_by(OTHER_KEY))
    assert tokens._verified.cache_info().currsize == before
