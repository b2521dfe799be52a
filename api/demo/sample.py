"""The dialogues that the demo posts and the campaigns that they belong to, as kept in this package (see SOURCES.md)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

_HERE = Path(__file__).resolve().parent

Corpus = Literal["star", "persuasion_for_good"]
CORPUS_NAMES: Mapping[str, str] = {"star": "STAR", "persuasion_for_good": "Persuasion for Good"}


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One dialogue as its corpus has it.

    `campaign` is the code of a campaign in campaigns.json. `turns` have speaker, text and timestamp (seconds since the
    first one, or None in a corpus without times). `labels` are what people noted: `chosen_as`, the kind of dialogue;
    `goal_achieved` or `donated`, the outcome.
    """

    id: str
    corpus: Corpus
    campaign: str
    labels: Mapping[str, Any]
    turns: tuple[Mapping[str, Any], ...]


def dialogues() -> tuple[Dialogue, ...]:
    """Read the dialogues, campaigns together."""
    lines = (_HERE / "calls.jsonl").read_text(encoding="utf-8").split("\n")
    records = [json.loads(line) for line in lines if line]
    return tuple(Dialogue(**{**record, "turns": tuple(record["turns"])}) for record in records)


def campaigns() -> tuple[Mapping[str, Any], ...]:
    """Read the campaigns as bodies of createCampaign."""
    return tuple(json.loads((_HERE / "campaigns.json").read_text(encoding="utf-8")))
