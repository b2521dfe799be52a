"""Transcripts of other platforms as calls that processConversations takes. Pure: reads no file and asks nobody."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from api.converters import amazon_transcribe, contact_lens, deepgram, retell, twilio, vapi
from api.converters.call import Given, Told, transcription
from api.converters.document import Node
from api.faults import Faults

FORMATS: Final[Mapping[str, Callable[[Node, Given], Told]]] = {
    "amazon-transcribe": amazon_transcribe.read,
    "contact-lens": contact_lens.read,
    "deepgram": deepgram.read,
    "retell": retell.read,
    "twilio": twilio.read,
    "vapi": vapi.read,
}
# What may stand beside a document, in an object whose `document` it is.
_BESIDE: Final = frozenset(
    {"document", "call_id", "campaign_id", "timestamp", "bot_name", "bot_speaker", "metadata"},
)

__all__ = ["FORMATS", "Given", "convert"]


def convert(name: str, document: Any, given: Given) -> tuple[dict[str, Any] | None, Faults]:
    """Return the call of a platform's document as a Transcription of the contract, or None and what is wrong with it.

    `document` may also be an object with the document as `document`, and beside it what the document does not tell
    (call_id, timestamp, bot_name, bot_speaker, metadata), which then holds, and campaign_id, unless one is given.
    Faults stand at their places in the document; those that do not come from one field of it, at the field of the
    Transcription.
    """
    faults: Faults = {}
    node = Node(document, faults)
    if not isinstance(document, dict):
        node.blame("must be an object")
        return None, faults
    started_at = None
    if "document" in document:
        for unknown in sorted(set(document) - _BESIDE):
            node[unknown].blame("is not a known field")
        started_at = node["timestamp"].moment()
        given = _with(given, node)
        node = node["document"].require()
        if node.value is None:
            return None, faults
    told = FORMATS[name](node, given)
    call = transcription(replace(told, started_at=started_at or told.started_at), given, faults)
    return (None if faults else call), faults


def _with(given: Given, beside: Node) -> Given:
    """Return what is given, with what stands beside the document instead, where it does."""
    metadata = beside["metadata"]
    if metadata.value is not None and not isinstance(metadata.value, dict):
        metadata.blame("must be an object")
        metadata = beside["nothing"]
    return replace(
        given,
        call_id=beside["call_id"].text() or given.call_id,
        campaign_id=given.campaign_id or beside["campaign_id"].text(),
        bot_name=beside["bot_name"].text() or given.bot_name,
        bot_speaker=beside["bot_speaker"].label() or given.bot_speaker,
        metadata={**given.metadata, **(metadata.value or {})},
    )
