"""Vapi: the `end-of-call-report` that it sends to a server, and the call that its API gives."""

from collections.abc import Iterator

from api.converters.call import Given, Segment, Speaker, Told
from api.converters.document import Node, first

_SPEAKERS: dict[str, Speaker] = {"bot": "bot", "assistant": "bot", "user": "customer"}
_DIRECTIONS = {"inboundPhoneCall": "inbound", "outboundPhoneCall": "outbound", "webCall": "web"}


def read(document: Node, given: Given) -> Told:
    """Read a report (`message.artifact.messages`, `message.call`) or a call (`artifact.messages` or `messages`)."""
    report = document["message"] if document["message"] else document
    call = report["call"] if report["call"] else report
    messages = first(
        report["artifact"]["messages"], report["messages"], call["artifact"]["messages"], call["messages"]
    ).require()
    started_at = first(report["startedAt"], call["startedAt"]).moment()
    ended_at = first(report["endedAt"], call["endedAt"]).moment()
    duration_s = report["durationSeconds"].number()
    if duration_s is None and started_at and ended_at:
        duration_s = (ended_at - started_at).total_seconds()
    customer = first(call["customer"], report["customer"])
    return Told(
        at=messages,
        segments=list(_segments(messages, started_at.timestamp() if started_at else None)),
        call_id=call["id"],
        started_at=started_at,
        duration_s=duration_s,
        bot_name=first(
            report["assistant"]["name"], call["assistant"]["name"], *(each["assistantName"] for each in messages)
        ).text()
        or first(call["assistantId"], report["assistant"]["id"]).text(),
        customer_number=customer["number"].text(),
        metadata={
            "source": "vapi",
            "interaction_outcome": first(report["endedReason"], call["endedReason"]).text(),
            "direction": _DIRECTIONS.get(call["type"].text() or ""),
            "customer_id": first(customer["externalId"], call["customerId"]).text(),
            "assistant_id": call["assistantId"].text(),
        },
    )


def _segments(messages: Node, began: float | None) -> Iterator[Segment]:
    """Yield what was spoken: neither the prompt nor the calls and results of tools.

    `began` is when the call did, in seconds since 1970; else the first message is taken for its beginning.
    """
    for message in messages:
        role = message["role"].require().text()
        at, until = message["time"].milliseconds(), message["endTime"].milliseconds()
        began = at if began is None else began
        speaker = _SPEAKERS.get(role or "")
        if speaker is None:
            continue
        start = message["secondsFromStart"].number()
        if start is None and at is not None and began is not None:
            start = at - began
        # How long it took is told by two times only: `duration` is in other units than is written of it.
        end = start + until - at if start is not None and at is not None and until is not None else None
        text = first(message["message"], message["content"]).text()
        yield Segment(speaker, start, end, text or "", message)
