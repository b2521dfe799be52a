"""Retell: its call object, alone as the API gives it or within the event of a webhook."""

from collections.abc import Iterator
from typing import Any

from api.converters.call import Given, Segment, Speaker, Told
from api.converters.document import Node, first

_SPEAKERS: dict[str, Speaker] = {"agent": "bot", "user": "customer"}


def read(document: Node, given: Given) -> Told:
    """Read `call` of an event such as call_analyzed, or the call itself."""
    call = document["call"] if document["call"] else document
    turns = first(call["transcript_object"], call["transcript_with_tool_calls"]).require()
    started_at, ended_at = call["start_timestamp"].epoch(), call["end_timestamp"].epoch()
    duration_s = call["duration_ms"].milliseconds()
    if duration_s is None and started_at and ended_at:
        duration_s = (ended_at - started_at).total_seconds()
    direction = call["direction"].text()
    return Told(
        at=turns,
        segments=list(_segments(turns)),
        call_id=call["call_id"],
        started_at=started_at,
        duration_s=duration_s,
        bot_name=first(call["agent_name"], call["agent_id"]).text(),
        customer_number=call["from_number" if direction == "inbound" else "to_number"].text(),
        metadata={
            "source": "retell",
            "interaction_outcome": call["disconnection_reason"].text(),
            "direction": direction,
            **_analysis(call["call_analysis"]),
            # The partner's own words, of which these two mean something to us.
            "customer_id": call["metadata"]["customer_id"].label(),
            "campaign_segment": call["metadata"]["campaign_segment"].label(),
            "agent_id": call["agent_id"].text(),
            "agent_version": call["agent_version"].label(),
        },
    )


def _segments(turns: Node) -> Iterator[Segment]:
    """Yield what agent and user say: neither tools and keys, nor whom the call was transferred to."""
    for turn in turns:
        speaker = _SPEAKERS.get(turn["role"].require().text() or "")
        if speaker is None:
            continue
        starts = [each for word in turn["words"] if (each := word["start"].number()) is not None]
        ends = [each for word in turn["words"] if (each := word["end"].number()) is not None]
        content = turn["content"].text() or " ".join(word["word"].text() or "" for word in turn["words"])
        yield Segment(speaker, min(starts, default=None), max(ends, default=None), content, turn)


def _analysis(analysis: Node) -> dict[str, Any]:
    """Return what Retell's own analysis holds of the call, but for its summary, which may name people."""
    found: dict[str, Any] = {"platform_sentiment": analysis["user_sentiment"].text()}
    for name, field in (("platform_successful", "call_successful"), ("voicemail", "in_voicemail")):
        value = analysis[field].value
        found[name] = value if isinstance(value, bool) else None
    return found
