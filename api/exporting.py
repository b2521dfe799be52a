"""Exported calls as CSV and as NDJSON: the columns of the contract's ExportRow."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

import orjson

from api.dates import stamp
from api.presenting import Json, present
from api.streaming import Attachment
from core.exports import ExportedCall
from core.facts import QUESTION_IDS
from core.services.exports import Export, Pages

Format = Literal["csv", "ndjson"]

COLUMNS: Final = (
    *("call_id", "campaign_id", "timestamp", "duration_seconds", "bot_name"),
    *("campaign_segment", "interaction_outcome", "customer_id", "status", "status_reason"),
    *("overall_quality_score", "bot_performance_score", "customer_engagement_score", "sentiment_trend"),
    *(f"{question}_{what}" for question in QUESTION_IDS for what in ("answer", "confidence")),
    "engine_version",
)
_CONTENT_TYPES: Mapping[Format, str] = MappingProxyType(
    {"csv": "text/csv; charset=utf-8; header=present", "ndjson": "application/x-ndjson"}
)
# Where spreadsheets read a text as a formula: at its beginning, and behind a semicolon, a tab or the end of a line
# where these divide cells, as they do in half the world. The wide signs are signs in some countries.
_FORMULA: Final = re.compile(r"^(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])(?=[=+\-@＝＋－＠])")
# Without it Excel takes UTF-8 for the code page of its country, and spoils every name with an accent.
_BYTE_ORDER_MARK: Final = "\ufeff"


def attachment(export: Export, written_as: Format) -> Attachment:
    """Return an export as a file, named by the campaign's code, or else its uuid, in characters safe everywhere."""
    code = re.sub(r"[^A-Za-z0-9_-]+", "-", export.campaign.brief.code or "").strip("-")[:80]
    name = f"{code or export.campaign.campaign_id}-calls.{written_as}"
    return Attachment(name, _CONTENT_TYPES[written_as], WRITERS[written_as](export.pages))


def as_csv(pages: Pages) -> Iterator[bytes]:
    """Write calls as RFC 4180 has it, in UTF-8 with a byte order mark and a header line; what is absent is empty."""
    head = _lines([COLUMNS])
    yield (_BYTE_ORDER_MARK + head).encode()
    for calls in pages:
        yield _lines([_cells(call) for call in calls]).encode()


def as_ndjson(pages: Pages) -> Iterator[bytes]:
    """Write calls as one JSON object a line."""
    for calls in pages:
        yield b"".join(orjson.dumps(row(call), option=orjson.OPT_APPEND_NEWLINE) for call in calls)


WRITERS: Mapping[Format, Callable[[Pages], Iterator[bytes]]] = MappingProxyType({"csv": as_csv, "ndjson": as_ndjson})


def row(call: ExportedCall) -> Json:
    """Present a call as an ExportRow."""
    answers = {
        question: {"answer": each.answer, "confidence": each.confidence} for question, each in call.answers.items()
    }
    return present(
        call_id=call.call_id,
        campaign_id=call.campaign_ref,
        timestamp=stamp(call.started_at),
        duration_seconds=call.duration_s,
        bot_name=call.bot_name,
        campaign_segment=call.segment,
        interaction_outcome=call.outcome,
        customer_id=call.customer_id,
        status=call.status,
        status_reason=call.status_reason,
        overall_quality_score=call.overall_quality_score,
        bot_performance_score=call.bot_performance_score,
        customer_engagement_score=call.customer_engagement_score,
        sentiment_trend=call.sentiment_trend,
        answers=answers or None,
        engine_version=call.engine_version,
    )


def _cells(call: ExportedCall) -> list[str | float]:
    cells = row(call)
    for question, each in cells.pop("answers", {}).items():
        cells |= {f"{question}_{what}": value for what, value in each.items()}
    return [_safe(cells.get(column, "")) for column in COLUMNS]


def _safe(cell: str | float) -> str | float:
    """Keep a spreadsheet from taking a text for a formula; numbers stay numbers."""
    return _FORMULA.sub("'", cell) if isinstance(cell, str) else cell


def _lines(rows: Sequence[Sequence[str | float]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
