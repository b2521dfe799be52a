"""Opaque cursors."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest

from api.cursors import Cursors
from core.errors import InvalidRequest
from core.paging import Position, ScorePosition

CURSORS = Cursors("listAnswers", "call-1")
END = Position(datetime(2024, 3, 1, 10, 0, 0, 123456, tzinfo=UTC), UUID("01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"))
CURSOR = str(CURSORS.write(END))


@pytest.mark.parametrize("at", [END.at, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_a_cursor_is_read_as_it_was_written(at: datetime) -> None:
    end = Position(at, END.object_id)
    assert CURSORS.read(CURSORS.write(end)) == end


def test_no_cursor_is_no_place() -> None:
    assert CURSORS.read(None) is None
    assert CURSORS.write(None) is None


def far_off() -> str:
    """A cursor of this list with a moment beyond all years."""
    packed = base64.urlsafe_b64decode(CURSOR + "=")
    return base64.urlsafe_b64encode(packed[:8] + b"\x7f" + b"\xff" * 7 + packed[16:]).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        CURSOR[:-1],
        CURSOR + "=",
        CURSOR + "A",
        CURSOR + "\n",
        " " + CURSOR,
        CURSOR.swapcase(),
        CURSOR[:-1] + chr(ord(CURSOR[-1]) + 1),  # other bits where there are bits to spare
        "é" * 43,
        "A" * 43,
        "!" * 43,
        far_off(),
        str(Cursors("listAnswers", "call-2").write(END)),
        str(Cursors("listJobs", "call-1").write(END)),
        str(Cursors("listAnswerscall-1").write(END)),
    ],
)
def test_what_is_no_cursor_of_this_list_is_a_fault_of_the_cursor(cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        CURSORS.read(cursor)
    assert refused.value.faults == {"cursor": ["is not a cursor of this list"]}


@pytest.mark.parametrize("score", [0.0, 7.25, 10.0, 1 / 3])
def test_a_cursor_of_a_list_by_scores_is_read_as_it_was_written(score: float) -> None:
    end = ScorePosition(score, END.object_id)
    assert CURSORS.read_scored(CURSORS.write_scored(end)) == end
    assert CURSORS.read_scored(None) is None


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_what_is_no_score_is_no_place(score: float) -> None:
    with pytest.raises(InvalidRequest):
        CURSORS.read_scored(CURSORS.write_scored(ScorePosition(score, END.object_id)))


@pytest.mark.parametrize("cursor", ["", "x", "é", "A" * 43])
def test_what_is_no_cursor_of_a_list_by_scores_is_a_fault(cursor: str) -> None:
    with pytest.raises(InvalidRequest):
        CURSORS.read_scored(cursor)
