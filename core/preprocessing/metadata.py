"""Metadata extraction: what is known of a call besides its words."""

from types import MappingProxyType

from core.calls import Call
from core.dialogues import CallContext


def extract_context(call: Call) -> CallContext:
    """Return the call's identity, times and extra metadata; the metadata can be read only.

    `duration_s` is as sent, in seconds; `extra` holds what the partner added (customer_id, campaign_segment,
    interaction_outcome, or keys of its own).
    """
    return CallContext(
        call_id=call.call_id,
        bot_name=call.bot_name,
        started_at=call.started_at,
        duration_s=call.duration_s,
        turn_count=len(call.turns),
        extra=MappingProxyType(dict(call.metadata)),
    )
