"""What the demo asks of the service: campaigns that are there, every dialogue stored once, and its report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.demo.client import Client, Refused
from api.demo.convert import to_transcription
from api.demo.sample import Dialogue
from api.progress import progress_bar
from core.wording import count

BATCH = 8

Report = Mapping[str, Any]
Say = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """A dialogue with its report; where there is none, `failure` says why."""

    dialogue: Dialogue
    report: Report | None
    failure: str | None = None


def ensure_campaigns(client: Client, campaigns: Sequence[Mapping[str, Any]], *, say: Say) -> None:
    """Create the campaigns that the tenant does not have yet; they are known by their code."""
    missing = [campaign for campaign in campaigns if client.find("campaigns", campaign["code"]) is None]
    for campaign in missing:
        client.post("campaigns", body=campaign)
    say("Campaigns", f"{len(missing)} created, {len(campaigns) - len(missing)} there already")


def judge(client: Client, dialogues: Sequence[Dialogue], *, say: Say) -> tuple[Judged, ...]:
    """Return every dialogue with its report, in their order: read back where it is stored, or else posted."""
    judged = {dialogue.id: known for dialogue in dialogues if (known := _stored(client, dialogue))}
    if judged:
        stored = "calls that are stored already, with their reports"
        say(
            "Read back",
            "1 call that is stored already, with its report" if len(judged) == 1 else f"{len(judged)} {stored}",
        )
    fresh = [dialogue for dialogue in dialogues if dialogue.id not in judged]
    with progress_bar("Posting", len(fresh)) as bar:
        for first in range(0, len(fresh), BATCH):
            batch = fresh[first : first + BATCH]
            answer = client.post(
                "conversations", "process", body={"transcription": [to_transcription(dialogue) for dialogue in batch]}
            )
            for dialogue, result in zip(batch, answer["results"], strict=True):
                judged[dialogue.id] = Judged(dialogue, result.get("result"), result.get("error", {}).get("message"))
            bar.update(len(batch))
    if fresh:
        say("Posted", count(len(fresh), "call"))
    return tuple(judged[dialogue.id] for dialogue in dialogues)


def _stored(client: Client, dialogue: Dialogue) -> Judged | None:
    try:
        report = client.find("conversations", dialogue.id, "report")
    except Refused as refused:
        if refused.status == 409:  # stored, but its analysis failed
            return Judged(dialogue, None, str(refused))
        raise
    return Judged(dialogue, report) if report is not None else None
