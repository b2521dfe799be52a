"""What the HTTP floors are asked and what they answer: calls of 60 turns in, one real report out."""

import itertools
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from uuid_utils.compat import uuid7

from api import parsing, presenting
from core.analysis.pipeline import analyse
from core.campaigns import CampaignBrief
from core.jobs import Job
from core.services.judging import CallJudge
from tests.builders import a_campaign

CALLS = Path(__file__).resolve().parents[2] / "api" / "demo" / "calls.jsonl"
TURNS = 60
LONGEST = 88  # characters of a turn, so that a call has about 5.8 kB
METRICS = 1  # of those in a report, which has up to 14 kB with all of them


def transcriptions(number: int) -> list[dict[str, Any]]:
    """Return so many calls of 60 turns, made of what is said in real dialogues; no two are alike."""
    lines = (json.loads(line)["turns"] for line in CALLS.read_text(encoding="utf-8").splitlines())
    texts = itertools.cycle([turn["text"] for turns in lines for turn in turns if 0 < len(turn["text"]) <= LONGEST])
    return [
        {
            "call_id": f"call-{call:04}",
            "campaign_id": "FIBRE",
            "timestamp": "2026-01-15T10:30:00Z",
            "duration_seconds": 300,
            "bot_name": "Ava",
            "conversation": [
                {"speaker": ("bot", "customer")[turn % 2], "timestamp": turn * 5.0, "text": next(texts)}
                for turn in range(TURNS)
            ],
        }
        for call in range(number)
    ]


def bodies(number: int) -> list[bytes]:
    """Return requests with one call each."""
    return [orjson.dumps({"transcription": [each]}) for each in transcriptions(number)]


def an_invalid_body() -> bytes:
    """Return a request whose only fault lies deep: one turn is of nobody."""
    (call,) = transcriptions(1)
    call["conversation"][-1]["speaker"] = "nobody"
    return orjson.dumps({"transcription": [call]})


def a_job() -> Job:
    """Analyse one call; return what the service would store of it, the report cut to about 3 kB of JSON."""
    judge = CallJudge(analyse, lambda: datetime.now(UTC), uuid7, time.perf_counter, lambda *_: None)
    campaign = a_campaign(brief=CampaignBrief("Fibre", code="FIBRE"))
    result = judge(parsing.call(transcriptions(1)[0]), campaign)
    assert result.report
    analysis = replace(result.report.analysis, metrics=result.report.analysis.metrics[:METRICS], score_parts=())
    result = replace(result, report=replace(result.report, analysis=analysis))
    now = datetime.now(UTC)
    return Job(uuid7(), "completed", now, now, 1, 0, (result,))


def an_answer() -> dict[str, Any]:
    """Return what the service answers about one call."""
    return presenting.processed(a_job())
