"""Calls made of labelled dialogues: with the corpus' own times and campaign, or with estimated and empty ones."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from core.analysis.pipeline import analyse
from core.answering.answer import answer_question
from core.answering.introduced import known_names
from core.answering.plan import Plan
from core.answering.transcript import Transcript, read_transcript
from core.answering.understand import understand
from core.answers import Answer
from core.calls import Call, Turn
from core.campaigns import Campaign, CampaignBrief
from core.reports import Analysis

SECONDS_PER_WORD = 0.35  # for corpora without times
Thing = TypeVar("Thing")

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


def call_of(record: dict[str, Any], *, named: bool = False) -> Call:
    """Return a dialogue as a call; `named` puts speakers' names before their words."""
    turns: list[Turn] = []
    now = 0.0
    for index, turn in enumerate(record["turns"]):
        name = (turn.get("labels") or {}).get("speaker_name") if named else None
        text = (f"{name}: " if name else "") + (turn["text"].replace(" n't", "n't").strip() or ".")
        start = now if turn.get("timestamp") is None else float(turn["timestamp"])
        turns.append(Turn(index, turn["speaker"], start, text))
        now = start + 1.0 + SECONDS_PER_WORD * len(text.split())
    return Call(record["id"], "CAMPAIGN", EPOCH, now, "Ava", tuple(turns))


def campaign_of(record: dict[str, Any]) -> Campaign:
    """Return the campaign of a dialogue; one that says nothing where the corpus has none."""
    about = record.get("campaign") or {"name": "Call", "description": None}
    brief = CampaignBrief(about["name"], about["description"])
    return Campaign(UUID(int=1), "tenant", brief, "active", EPOCH)


def by_hash(dialogues: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Order dialogues by a hash of their ids: the beginning is a sample that is the same on every machine."""
    return sorted(dialogues, key=lambda record: zlib.crc32(record["id"].encode()))


def one_of(things: Sequence[Thing], key: str) -> Thing:
    """Choose one of some things by a hash of a key."""
    return things[zlib.crc32(key.encode()) % len(things)]


def some_of(things: Iterable[Thing], key: str, number: int) -> list[Thing]:
    """Choose so many of some things by a hash of a key and each."""
    return sorted(things, key=lambda each: zlib.crc32(f"{key} {each}".encode()))[:number]


@dataclass(frozen=True, slots=True)
class Asked:
    """A dialogue ready to be asked: analysed once."""

    record: dict[str, Any]
    call: Call
    campaign: Campaign
    analysis: Analysis

    def ask(self, question: str) -> Answer:
        """Return the answer to a question about the call."""
        return answer_question(question, self.call, self.campaign, self.analysis)

    def plan(self, question: str) -> Plan:
        """Return what a question about the call is read as."""
        return understand(question, self.call.bot_name, known_names(self.transcript()))

    def transcript(self) -> Transcript:
        """Return the call as questions are asked of it, read anew."""
        return read_transcript(self.call, self.campaign, self.analysis)


def asked(record: dict[str, Any], *, named: bool = False) -> Asked:
    """Make a call of a dialogue and analyse it; `named` puts speakers' names before their words."""
    call, campaign = call_of(record, named=named), campaign_of(record)
    return Asked(record, call, campaign, analyse(call, campaign))
