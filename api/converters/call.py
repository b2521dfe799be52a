"""From what a platform tells of a call to the call as processConversations takes it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

from api.contract import CONTRACT
from api.converters.document import Node
from api.dates import stamp
from api.faults import Faults, add

Speaker = Literal["bot", "customer"]

# Words of one speaker that lie no further apart are one turn, in seconds.
PAUSE_S: Final = 2.0
# How long a word takes where nobody says when it ends: 150 words a minute.
WORD_S: Final = 0.4

_TURNS = CONTRACT.definitions["Transcription"]["properties"]["conversation"]
_TEXT = CONTRACT.definitions["ConversationTurn"]["properties"]["text"]
_SPOKEN = re.compile(_TEXT["pattern"])


@dataclass(frozen=True, slots=True)
class Given:
    """What is said besides the document by whoever brings it; None where nothing is.

    `started_at` stands in where the document has no time of the call, `created_will_do` says that the time at which the
    transcript was made may stand in as well. `name` is what an id may be taken from: the name of the file.
    """

    campaign_id: str | None = None
    call_id: str | None = None
    started_at: datetime | None = None
    created_will_do: bool = False
    bot_name: str | None = None
    bot_speaker: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    with_numbers: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Something that one side said without a break; `start` and `end` in seconds into the call, if known."""

    speaker: Speaker
    start: float | None
    end: float | None
    text: str
    node: Node


@dataclass(frozen=True, slots=True)
class Told:
    """What a platform's document tells of a call; None for what it does not.

    `at` is where its turns stand. `duration_s` is in seconds. Of `metadata`, what is None is left out.
    """

    at: Node
    segments: Iterable[Segment]
    call_id: Node
    started_at: datetime | None = None
    created_at: datetime | None = None
    duration_s: float | None = None
    bot_name: str | None = None
    customer_number: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


def transcription(told: Told, given: Given, faults: Faults) -> dict[str, Any]:
    """Return the call in the contract's words; add what is wrong, at its place in the platform's document."""
    spoken, guessed = _timed(segment for segment in told.segments if _SPOKEN.search(segment.text))
    turns = _merged(sorted(spoken, key=lambda segment: segment.start or 0.0))
    if not turns and not faults:
        told.at.blame("has nothing that was said")
    elif len(turns) > _TURNS["maxItems"]:
        told.at.blame(f"must have at most {_TURNS['maxItems']} turns")
    started_at = told.started_at or (told.created_at if given.created_will_do else None) or given.started_at
    call_id = given.call_id or told.call_id.text() or given.name
    bot_name = given.bot_name or told.bot_name
    if not faults:
        if given.campaign_id is None:
            add(faults, "campaign_id", "is not told by the document: give --campaign")
        if started_at is None:
            add(faults, "timestamp", "is not told by the document: say when the call began with --started-at")
        if bot_name is None:
            add(faults, "bot_name", "is not told by the document: name the bot with --bot-name")
        if call_id is None:
            told.call_id.require()
    metadata = {
        **told.metadata,
        "estimated_times": guessed or None,
        "customer_number": told.customer_number if given.with_numbers else None,
        **given.metadata,
    }
    call = {
        "call_id": call_id,
        "campaign_id": given.campaign_id,
        "timestamp": stamp(started_at) if started_at else None,
        "duration_seconds": _rounded(told.duration_s if told.duration_s is not None else _end(turns)),
        "bot_name": bot_name,
        "conversation": [
            {"speaker": turn.speaker, "timestamp": _rounded(turn.start or 0.0), "text": turn.text} for turn in turns
        ],
        "metadata": {name: value for name, value in metadata.items() if value is not None},
    }
    if not faults:
        for path, messages in CONTRACT.faults("Transcription", call).items():
            for message in messages:
                add(faults, path, f"as converted {message}")
    return call


def _timed(segments: Iterable[Segment]) -> tuple[list[Segment], int]:
    """Give every segment a start and an end, not before the call began; also return how many starts were guessed."""
    timed: list[Segment] = []
    guessed, before = 0, 0.0
    for segment in segments:
        text = " ".join(segment.text.split())
        if len(text) > _TEXT["maxLength"]:
            segment.node.blame(f"must have at most {_TEXT['maxLength']} characters in one piece")
        guessed += segment.start is None
        start = max(segment.start if segment.start is not None else before, 0.0)
        end = segment.end if segment.end is not None and segment.end >= start else start + WORD_S * len(text.split())
        timed.append(replace(segment, start=start, end=end, text=text))
        before = end
    return timed, guessed


def _merged(segments: list[Segment]) -> list[Segment]:
    """Join what one side says without the other between, unless it pauses for long or the text grew too long."""
    # Texts are gathered in lists: to join them one by one would take quadratic time.
    turns: list[Segment] = []
    texts: list[list[str]] = []
    length = 0
    for segment in segments:
        last = turns[-1] if turns else None
        length += 1 + len(segment.text)
        if (
            last
            and last.speaker == segment.speaker
            and (segment.start or 0.0) - (last.end or 0.0) <= PAUSE_S
            and length <= _TEXT["maxLength"]
        ):
            turns[-1] = replace(last, end=max(last.end or 0.0, segment.end or 0.0))
            texts[-1].append(segment.text)
        else:
            turns.append(segment)
            texts.append([segment.text])
            length = len(segment.text)
    return [replace(turn, text=" ".join(pieces)) for turn, pieces in zip(turns, texts, strict=True)]


def _end(turns: list[Segment]) -> float:
    return max((turn.end or 0.0 for turn in turns), default=0.0)


def _rounded(seconds: float) -> float:
    """Return seconds to the millisecond, without a fraction where there is none."""
    rounded = round(seconds, 3)
    return int(rounded) if rounded == int(rounded) else rounded
