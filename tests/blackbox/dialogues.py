"""Real dialogues as calls: of the corpora where those are at hand, else of the demo, over and over."""

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.preprocessing.dialogue import speech_seconds
from tests.blackbox.conftest import CAMPAIGN, PROJECT

DATA = PROJECT.parent / "shared" / "data"
CORPORA = ("star", "persuasion_for_good", "sgd")


def real_calls(number: int, prefix: str = "real", *, first: int = 0) -> list[dict[str, Any]]:
    """Return so many calls of the campaign, with ids that begin like this, from the first-th dialogue on."""
    taken = itertools.islice(_dialogues(), first, first + number)
    return [_call(f"{prefix}-{n}", turns) for n, turns in enumerate(taken)]


def calls_of(turns: int, prefix: str = "long") -> Iterator[dict[str, Any]]:
    """Yield calls of the campaign of so many turns each, made of one dialogue after the other.

    A dialogue comes again only when all have been used.
    """
    said: list[dict[str, Any]] = []
    numbers = itertools.count()
    for dialogue in _dialogues():
        said += [turn for turn in dialogue if turn["text"].strip()]
        while len(said) >= turns:
            yield _call(f"{prefix}-{next(numbers)}", said[:turns])
            said = said[turns:]


def _dialogues() -> Iterator[list[dict[str, Any]]]:
    files = [path for corpus in CORPORA if (path := DATA / corpus / "dev.jsonl.gz").exists()]
    if not files:
        demo = (PROJECT / "api" / "demo" / "calls.jsonl").read_text(encoding="utf-8").splitlines()
        yield from itertools.cycle(json.loads(line)["turns"] for line in demo)
    while True:
        for path in files:
            yield from _read(path)


def _read(path: Path) -> Iterator[list[dict[str, Any]]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["turns"]


def _call(call_id: str, turns: list[dict[str, Any]]) -> dict[str, Any]:
    said = [turn for turn in turns if turn["text"].strip()]
    starts_s = [0.0, *itertools.accumulate(round(speech_seconds(turn["text"]), 2) for turn in said)]
    return {
        "call_id": call_id,
        "campaign_id": CAMPAIGN,
        "timestamp": "2024-01-01T09:00:00Z",
        "duration_seconds": round(starts_s[-1], 2),
        "bot_name": "dialogue",
        "conversation": [
            {"speaker": turn["speaker"], "timestamp": round(start_s, 2), "text": turn["text"]}
            for turn, start_s in zip(said, starts_s, strict=False)
        ],
    }
