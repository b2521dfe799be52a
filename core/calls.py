"""The call as a partner sent it. Raw words stay here untouched; cleaning happens in core.preprocessing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Speaker = Literal["bot", "customer"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of talk of one side.

    `index` is the position in the transcript as it was sent (from 0), `timestamp_s` the start in seconds
    into the call, `text` the words exactly as sent.
    """

    index: int
    speaker: Speaker
    timestamp_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a campaign, as it was sent.

    `campaign_ref` is how the partner named the campaign (its uuid or its code); `started_at` is aware UTC;
    `turns` are in the order they were sent, which need not be the order of time. `redactions` counts by kind what was
    replaced in its texts before anything else was done with them; None where nothing was looked for.
    """

    call_id: str
    campaign_ref: str
    started_at: datetime
    duration_s: float
    bot_name: str
    turns: tuple[Turn, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    redactions: Mapping[str, int] | None = None
