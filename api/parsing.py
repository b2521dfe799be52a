"""The contract's words as core values. What comes in here has passed the contract, but for `submission` and `entry`."""

from typing import Any

from api.dates import moment
from api.faults import Faults
from core.calls import Call, Turn
from core.campaigns import CampaignBrief, Script
from core.reviews import GivenAnswer
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


def submission(body: Any, faults: Faults) -> Submission:
    """Read a posted batch with these faults of form: the identities in it and, where its form is right, its calls."""
    items = body.get("transcription") if isinstance(body, dict) else None
    if not isinstance(items, list) or "transcription" in faults:  # no list, or one of too many calls to look into
        items = []
    entries = tuple(entry(f"transcription[{index}]", item, faults) for index, item in enumerate(items))
    return Submission(entries, () if faults else tuple(call(item) for item in items), faults)


def entry(place: str, item: Any, faults: Faults) -> Entry:
    """Read the identities of a call that are in order themselves, whatever else is wrong around them.

    `faults` are those of the batch, in which the call stands at this place.
    """

    def identity(field: str) -> str | None:
        value = item.get(field) if isinstance(item, dict) else None
        # Where there are more faults than can be listed, this one may be missing.
        return value if isinstance(value, str) and f"{place}.{field}" not in faults else None

    return Entry(place, identity("call_id"), identity("campaign_id"))


def call(item: dict[str, Any]) -> Call:
    """Read a call."""
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


def review_answers(body: dict[str, Any]) -> tuple[GivenAnswer, ...]:
    """Read what a person answers to the questions of a report."""
    return tuple(GivenAnswer(each["question_id"], each["answer"]) for each in body["answers"])
