"""The contract's words as core values. What comes in here has passed the contract, but for `submission`."""

from typing import Any

from api.dates import moment
from api.restx import body_faults
from core.calls import Call, Turn
from core.campaigns import CampaignBrief, Script
from core.services.campaigns import CampaignChange
from core.services.conversations import Entry, Submission

_BRIEF_FIELDS = frozenset(CampaignBrief.__dataclass_fields__)


def campaign_brief(body: dict[str, Any]) -> CampaignBrief:
    """Read what a partner says of a campaign."""
    script = body.get("script") or {}
    return CampaignBrief(
        name=body.get("name", ""),
        description=body.get("description"),
        code=body.get("code"),
        keywords=tuple(body.get("keywords") or ()),
        offer=body.get("offer"),
        script=Script(tuple(script.get("required", ())), tuple(script.get("forbidden", ()))),
        start_date=moment(body["start_date"]) if body.get("start_date") else None,
        end_date=moment(body["end_date"]) if body.get("end_date") else None,
    )


def campaign_change(body: dict[str, Any]) -> CampaignChange:
    """Read what shall change of a campaign: only what is named."""
    return CampaignChange(campaign_brief(body), frozenset(body) & _BRIEF_FIELDS, body.get("status"))


def submission(body: Any) -> Submission:
    """Read a posted batch: its faults of form, the identities in it and, where its form is right, its calls."""
    faults = body_faults("ProcessConversationRequest", body)
    items = body.get("transcription") if isinstance(body, dict) else None
    if not isinstance(items, list) or "transcription" in faults:  # no list, or one of too many calls to look into
        items = []
    entries = tuple(
        Entry(index, _identity(item, "call_id", index, faults), _identity(item, "campaign_id", index, faults))
        for index, item in enumerate(items)
    )
    return Submission(entries, () if faults else tuple(_call(item) for item in items), faults)


def _identity(item: Any, field: str, index: int, faults: dict[str, list[str]]) -> str | None:
    """Return an identity that is in order itself, whatever else is wrong around it."""
    value = item.get(field) if isinstance(item, dict) else None
    # Where there are more faults than can be listed, this one may be missing.
    return value if isinstance(value, str) and f"transcription[{index}].{field}" not in faults else None


def _call(item: dict[str, Any]) -> Call:
    return Call(
        call_id=item["call_id"],
        campaign_ref=item["campaign_id"],
        started_at=moment(item["timestamp"]),
        duration_s=item["duration_seconds"],
        bot_name=item["bot_name"],
        turns=tuple(
            Turn(index, turn["speaker"], turn["timestamp"], turn["text"])
            for index, turn in enumerate(item["conversation"])
        ),
        metadata=item.get("metadata", {}),
    )
