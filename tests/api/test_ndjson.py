"""Batches of one call a line: how the stream is read, and what is said of it."""

import io
import json
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from api import ndjson
from api.body import StrictRequest
from api.ndjson import MAX_BYTES, MAX_BYTES_AFTER_FAULT, MAX_CALLS, MAX_LINE_BYTES, MAX_LINES, Stream
from core.errors import InvalidRequest, NoRoom, Overloaded
from tests.api.partner import a_transcription

pytestmark = pytest.mark.slow  # large streams

TYPE = ndjson.MEDIA_TYPE


def line(call_id: str = "call-1", **fields: Any) -> bytes:
    return json.dumps(a_transcription(call_id, **fields), ensure_ascii=False).encode()


def request_of(body: bytes, content_type: str = TYPE, query: str = "async=true", **environ: Any) -> StrictRequest:
    return StrictRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "QUERY_STRING": query,
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            **environ,
        }
    )


@pytest.fixture
def read() -> Iterator[Any]:
    """A reader of bodies, which lets go of them at the end."""
    requests: list[StrictRequest] = []

    def read(body: bytes, **options: Any) -> Stream:
        requests.append(request_of(body, **options))
        try:
            return requests[-1].calls
        finally:
            while len(requests) > 1:
                requests.pop(0).close()

    yield read
    for request in requests:
        request.close()


def test_calls_are_read_one_by_one_in_any_order(read: Any) -> None:
    stream = read(line("call-1") + b"\n" + line("call-2", bot_name="Bob") + b"\n")
    assert stream.faults == {}
    assert len(stream) == 2
    assert [entry.call_id for entry in stream.entries] == ["call-1", "call-2"]
    assert [entry.campaign_ref for entry in stream.entries] == ["FIBRE", "FIBRE"]
    assert (stream[1].call_id, stream[1].bot_name) == ("call-2", "Bob")
    assert [call.call_id for call in stream[0:2]] == ["call-1", "call-2"]
    assert stream[0].turns[0].text.startswith("Hello, this is Ava.")


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b" \t\r\n", b"\n\n\n"])
def test_the_last_line_may_end_in_any_way(read: Any, end: bytes) -> None:
    stream = read(line() + end)
    assert (stream.faults, len(stream)) == ({}, 1)


def test_empty_lines_are_skipped_and_counted(read: Any) -> None:
    stream = read(b"\n\r\n  \n" + line() + b"\n\n" + line("call-2", bot_name="") + b"\n")
    assert [entry.place for entry in stream.entries] == ["line[4]", "line[6]"]
    assert list(stream.faults) == ["line[6].bot_name"]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_only_a_line_feed_ends_a_line(read: Any, separator: str) -> None:
    said = f"One{separator}two."
    call = a_transcription()
    call["conversation"][1]["text"] = said
    # JSON escapes control characters; the separators of Unicode it takes as they are.
    stream = read(json.dumps(call, ensure_ascii=False).encode())
    assert stream.faults == {}
    assert stream[0].turns[1].text == said


@pytest.mark.parametrize(
    ("bad", "path", "message"),
    [
        (b"{", "", "is not JSON: column 2"),
        (b'{"a": 1} {"b": 2}', "", "is not JSON: column 10"),
        (b"\xef\xbb\xbf{}", "", "must not begin with a byte order mark"),
        (b'"\xff"', "", "is not UTF-8 at byte 1"),
        (b"[" * 40 + b"]" * 40, "", "must be nested at most 32 deep"),
        (b"[]", "", "must be an object"),
        (b"null", "", "must be an object"),
        (line(bot_name=7), ".bot_name", "must be text"),
        (line(conversation=[{"speaker": "cat", "timestamp": 0, "text": "x"}]), ".conversation[0].speaker", None),
        (line(extra=1), ".extra", "is not a known field"),
        (line().replace(b'"bot_name"', b'"call_id": "x", "bot_name"'), "", "gives a key twice"),
        (line(duration_seconds=1e16), ".duration_seconds", "must be within ±1e15"),
        (line(bot_name="\x00"), ".bot_name", "must not hold NUL or a lone surrogate"),
        (line().replace(b'"Ava"', b"NaN"), ".bot_name", "must be a finite number"),
    ],
)
def test_a_fault_is_named_by_its_line(read: Any, bad: bytes, path: str, message: str | None) -> None:
    stream = read(line() + b"\n" + bad + b"\n" + line("call-3"))
    assert len(stream) == 0
    messages = stream.faults[f"line[2]{path}"]
    assert message is None or message in messages
    assert all(name.startswith("line[2]") for name in stream.faults)
    # The identities of the others are looked at nevertheless.
    assert [entry.call_id for entry in stream.entries][::2] == ["call-1", "call-3"]


def test_faults_of_all_lines_are_listed(read: Any) -> None:
    stream = read(b"\n".join(line(f"call-{number}", bot_name="") for number in range(5)))
    assert list(stream.faults) == [f"line[{number}].bot_name" for number in range(1, 6)]


@pytest.mark.parametrize("body", [b"", b"\n", b"\n \r\n\n"])
def test_a_body_without_a_call_is_at_fault(read: Any, body: bytes) -> None:
    assert read(body).faults == {"body": ["must have a call"]}


@pytest.mark.slow
def test_so_many_calls_and_no_more(read: Any) -> None:
    lines = [line(f"call-{number}") for number in range(MAX_CALLS + 1)]
    assert len(read(b"\n".join(lines[:-1]))) == MAX_CALLS
    stream = read(b"\n".join(lines))
    assert (len(stream), stream.faults) == (0, {"body": ["must have at most 10000 calls"]})


def test_so_many_lines_and_no_more(read: Any) -> None:
    assert len(read(b"\n" * (MAX_LINES - 1) + line())) == 1
    stream = read(b"\n" * MAX_LINES + line())
    assert (len(stream), stream.faults) == (0, {"body": ["must have at most 100000 lines"]})


@pytest.mark.slow
def test_a_line_so_long_and_no_longer(read: Any) -> None:
    padded = line() + b" " * (MAX_LINE_BYTES - len(line()))
    assert len(read(padded + b"\n" + line("call-2"))) == 2
    assert len(read(padded)) == 1
    for end in (b"", b"\n", b"\n" + line("call-2")):
        assert read(padded + b" " + end).faults == {"line[1]": ["must have at most 10485760 bytes"]}
    long = read(padded * 3 + b"\n" + line("call-2", bot_name=""))
    assert list(long.faults) == ["line[1]", "line[2].bot_name"]


@pytest.mark.parametrize("spam", [b"{}\n", b"[\n", b"0\n", b"\n", b"\xff\n", b"\x00", b"["])
def test_what_is_no_batch_is_given_up_early_but_read_to_its_end(read: Any, spam: bytes) -> None:
    body = spam * (4_000_000 // len(spam))
    given = io.BytesIO(body)
    stream = read(body, **{"wsgi.input": given})
    assert len(stream.entries) <= 1000
    assert 1 <= len(stream.faults) <= 1100
    assert given.tell() == len(body)


def test_values_so_many_and_no_more(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson, "MAX_CONTAINERS", 2000)
    turn = {"speaker": "bot", "timestamp": 0, "text": "Yes."}
    full = [line(f"call-{number}", conversation=[turn] * 998) for number in range(2)]
    assert len(read(b"\n".join(full))) == 2  # each with its object and its list: a thousand
    stream = read(b"\n".join([*full, line()]))
    assert (len(stream), list(stream.faults)) == (0, ["body"])
    assert "objects and lists" in stream.faults["body"][0]


def test_commas_so_many_and_no_more(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = line()
    monkeypatch.setattr(ndjson, "MAX_COMMAS", 2 * one.count(b","))
    assert len(read(b"\n".join([one, line("call-2")]))) == 2
    stream = read(b"\n".join([one, line("call-2"), b","]))
    assert (len(stream), list(stream.faults)) == (0, ["body"])
    assert "commas" in stream.faults["body"][0]


def test_after_a_fault_only_so_much_is_looked_at(read: Any) -> None:
    heavy = b" " * (MAX_BYTES_AFTER_FAULT // 4)
    lines = [line("call-1", bot_name=""), heavy, heavy, heavy, line("call-5", bot_name=""), heavy]
    assert list(read(b"\n".join(lines)).faults) == ["line[1].bot_name", "line[5].bot_name"]
    lines += [line("call-7"), line("call-8", bot_name="")]
    stream = read(b"\n".join(lines))
    assert list(stream.faults) == ["line[1].bot_name", "line[5].bot_name", "body"]
    assert stream.faults["body"] == ["was looked at up to line 6 only"]
    assert read(b"\n".join([heavy] * 8 + [line()])).faults == {}


def test_a_body_that_ends_early_is_no_batch(read: Any) -> None:
    body = line() + b"\n" + line("call-2") + b"\n"
    with pytest.raises(BadRequest):
        read(body, CONTENT_LENGTH=str(len(body) + 1))
    with pytest.raises(BadRequest):
        read(b"{}\n" * 2000, CONTENT_LENGTH="7000")


def test_the_head_says_what_is_not_read_at_all() -> None:
    body = io.BytesIO(line())
    for environ, error in (
        ({"query": "async=false"}, InvalidRequest),
        ({"CONTENT_LENGTH": str(MAX_BYTES + 1)}, RequestEntityTooLarge),
        ({"content_type": f"{TYPE}; charset=utf-16"}, UnsupportedMediaType),
        ({"HTTP_CONTENT_ENCODING": "gzip"}, UnsupportedMediaType),
    ):
        with pytest.raises(error):
            _ = request_of(b"", **{"wsgi.input": body, **environ}).calls  # type: ignore[arg-type]
    assert body.tell() == 0


def test_only_so_many_are_read_at_once() -> None:
    first, second, third = (request_of(line()) for _ in range(3))
    assert len(first.calls) == len(second.calls) == 1
    with pytest.raises(Overloaded):
        _ = third.calls
    first.close()
    first.close()
    assert len(third.calls) == 1
    with pytest.raises(Overloaded):
        _ = request_of(line()).calls
    second.close()
    third.close()


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let this process write no larger file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# The longer one fails while it is written, the shorter one at its end.
@pytest.mark.parametrize("calls", [2000, 1])
def test_a_stream_for_which_there_is_no_room_leaves_its_place_to_others(calls: int) -> None:
    body = b"".join(line(f"call-{number}") + b"\n" for number in range(calls))
    for _ in range(3):
        with files_of_at_most(100), pytest.raises(NoRoom):
            _ = request_of(body).calls
    with request_of(body) as request:
        assert len(request.calls) == calls


def test_a_stream_that_gets_no_file_leaves_its_place_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
        for _ in range(3):
            with pytest.raises(NoRoom):
                _ = request_of(line()).calls
    with request_of(line()) as request:
        assert len(request.calls) == 1


def test_the_digest_is_of_every_byte(read: Any) -> None:
    bodies = [line(), line() + b"\n", b"{}\n" * 5000, b"{}\n" * 4999 + b"[]\n"]
    assert len({read(body).digest for body in bodies}) == len(bodies)
