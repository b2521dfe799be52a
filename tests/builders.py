"""Calls and campaigns for tests: say what matters, the rest is defaulted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.calls import Call, Speaker, Turn
from core.campaigns import Campaign, CampaignBrief, CampaignStatus, Script

WORDS_PER_SECOND = 3.0
PAUSE_S = 0.5
SOME_DAY = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
SOME_ID = UUID("018e0000-0000-7000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Line:
    """A turn without its place; `at` is its start in seconds, None: after the words of the turn before."""

    speaker: Speaker
    text: str
    at: float | None = None


def bot(text: str, *, at: float | None = None) -> Line:
    return Line("bot", text, at)


def customer(text: str, *, at: float | None = None) -> Line:
    return Line("customer", text, at)


SMALL_TALK = (
    bot("Hello, this is Ava from Brightline. Do you have a minute?"),
    customer("Hi, sure."),
    bot("We have a new fibre internet plan for 30 dollars a month. Would you like to hear more?"),
    customer("Does it come with a router?"),
    bot("Yes, a router is included in the plan."),
    customer("Great, sign me up."),
    bot("Thank you, you will get an email with the details. Goodbye!"),
    customer("Bye."),
)


def a_call(
    turns: Sequence[Line] = SMALL_TALK,
    *,
    call_id: str = "call-1",
    campaign_ref: str = "FIBRE",
    started_at: datetime = SOME_DAY,
    duration_s: float | None = None,
    bot_name: str = "Ava",
    metadata: Mapping[str, Any] | None = None,
) -> Call:
    """Build a call; turns without a time follow each other at an easy pace, and the call ends after the last."""
    placed: list[Turn] = []
    clock = 0.0
    for index, line in enumerate(turns):
        start = clock if line.at is None else line.at
        placed.append(Turn(index=index, speaker=line.speaker, timestamp_s=start, text=line.text))
        clock = round(start + len(line.text.split()) / WORDS_PER_SECOND + PAUSE_S, 2)
    return Call(
        call_id=call_id,
        campaign_ref=campaign_ref,
        started_at=started_at,
        duration_s=clock if duration_s is None else duration_s,
        bot_name=bot_name,
        turns=tuple(placed),
        metadata=metadata or {},
    )


def a_brief(
    name: str = "Fibre internet spring offer",
    *,
    description: str | None = "Sell the new fibre internet plan to existing customers.",
    code: str | None = "FIBRE",
    keywords: Sequence[str] = ("fibre", "internet", "router"),
    offer: str | None = "A fibre internet plan for 30 dollars a month, router included.",
    script: Script | None = None,
    start_date: datetime | None = None,
    end_date: datetime | None = None,
) -> CampaignBrief:
    return CampaignBrief(
        name=name,
        description=description,
        code=code,
        keywords=tuple(keywords),
        offer=offer,
        script=script or Script(),
        start_date=start_date,
        end_date=end_date,
    )


def a_campaign(
    name: str = "Fibre internet spring offer",
    *,
    brief: CampaignBrief | None = None,
    campaign_id: UUID = SOME_ID,
    tenant_id: str = "tenant_001",
    status: CampaignStatus = "active",
    created_at: datetime = SOME_DAY,
    **about: Any,
) -> Campaign:
    """Build a campaign; `about` goes to `a_brief` (description, keywords, offer, code, script)."""
    return Campaign(
        campaign_id=campaign_id,
        tenant_id=tenant_id,
        brief=brief or a_brief(name, **about),
        status=status,
        created_at=created_at,
    )
