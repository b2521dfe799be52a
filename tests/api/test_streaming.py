"""Answers that are written while they are sent, by an application that has nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, Response

from api import errors, observability
from api.streaming import Attachment, BrokenOff, streamed


def parts(*given: bytes | Exception) -> Iterator[bytes]:
    for part in given:
        if isinstance(part, Exception):
            raise part
        yield part


Serve = Callable[..., Any]


@pytest.fixture
def get() -> Serve:
    """Asks for an answer that is written from these parts."""
    app = Flask(__name__)
    observability.observe(app)
    errors.register(app)
    given: list[bytes | Exception] = []

    @app.get("/")
    def answer() -> Response:
        return streamed(lambda: Attachment("calls.csv", "text/csv", parts(*given)))

    def ask(*these: bytes | Exception) -> Any:
        given[:] = these
        return app.test_client().get("/")

    return ask


def test_the_parts_come_as_a_file(get: Serve) -> None:
    answer = get(b"one\n", b"", b"two\n")
    assert answer.data == b"one\ntwo\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="calls.csv"'
    assert answer.headers["X-Request-Id"]
    assert "Content-Length" not in answer.headers


def test_what_breaks_off_is_logged_and_raised_without_its_words(get: Serve, logged: list[Any]) -> None:
    answer = get(b"one\n", ValueError("a customer's words"))
    written = answer.iter_encoded()
    assert next(written) == b"one\n"
    with pytest.raises(BrokenOff) as broken:
        next(written)
    assert broken.value.__suppress_context__
    (event,) = [each for each in logged if each["event"] == "response.broken_off"]
    assert (event["kind"], event["request_id"]) == ("ValueError", answer.headers["X-Request-Id"])


def test_a_place_is_given_back_however_an_answer_ends(get: Serve) -> None:
    for _ in range(3):
        assert get(b"one\n", b"two\n").data == b"one\ntwo\n"
        get(b"never read").close()
        left_early = get(b"one\n", b"two\n")
        assert next(left_early.iter_encoded()) == b"one\n"
        left_early.close()
        with pytest.raises(BrokenOff):
            assert get(b"one\n", ValueError()).data
    assert get(b"whole").data == b"whole"


def test_more_answers_at_once_than_there_are_places_are_put_off(get: Serve) -> None:
    being_read = [get(b"one\n") for _ in range(2)]
    put_off = get(b"one\n")
    assert (put_off.status_code, put_off.headers["Retry-After"]) == (503, "1")
    for each in being_read:
        each.close()
    assert get(b"one\n").status_code == 200
