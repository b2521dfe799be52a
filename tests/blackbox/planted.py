"""Five thousand real dialogues as calls of four campaigns, with differences between two bots that are known beforehand.

The corpora have no bots to compare and no dates: both are made up here, by hashes of the dialogues' ids, so that every
run has the same. One of the two bots is given to each dialogue by chance. What is planted:

- `MANY_STAR`: the candidate answers worse. Of the customer's questions it leaves 30 % unanswered: what the bot said
  next is replaced with one of a few sentences that answer nothing. Analyses should say "regressed".
- `MANY_P4G`: the baseline answers worse, in the same way. They should say "improved".
- `MANY_SGD`: nothing is planted. Whatever they call improved or regressed is an error.
- `MANY_VENUES`: nothing is planted either, but the candidate gets most of the calls in which another thing than a
  restaurant is looked for, and few of the others. They should warn of that.

Words of the customers are never touched.
"""

import gzip
import hashlib
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from api.dates import stamp
from core.preprocessing.dialogue import speech_seconds
from training.corpora import records

BASELINE: Final = "assistant-1.9"
CANDIDATE: Final = "assistant-2.0"
LEFT_UNANSWERED: Final = 0.30
FIRST_DAY: Final = datetime(2024, 1, 8, 8, tzinfo=UTC)
DAYS: Final = 56
# Candidate's share of the calls of `MANY_VENUES`, by whether they ask for a restaurant.
_OF_RESTAURANTS, _OF_OTHERS = 0.35, 0.80

_EVASIONS: Final = (
    "I am sorry, I cannot help you with that.",
    "I do not know. Let us go on.",
    "I did not understand that.",
    "That is not something I can tell you.",
)

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlantedCampaign:
    """A campaign of one corpus: `body` creates it, `worse` is the bot that leaves questions unanswered (None: neither).

    `segment` and `outcome` tell of a dialogue what its metadata says.
    """

    corpus: str
    calls: int
    body: Mapping[str, Any]
    worse: str | None
    segment: Callable[[Record], str]
    outcome: Callable[[Record], str | None]
    expected: str

    @property
    def code(self) -> str:
        """Return the campaign's code."""
        return str(self.body["code"])

    def transcriptions(self, data: Path) -> Iterator[dict[str, Any]]:
        """Yield its calls as items of processConversations, the earliest first."""
        chosen = sorted(records(data, self.corpus), key=lambda record: chance(record["id"], "order"))[: self.calls]
        calls = [
            self._transcription(record) for record in chosen if any(turn["text"].strip() for turn in record["turns"])
        ]
        yield from sorted(calls, key=lambda call: str(call["timestamp"]))

    def _transcription(self, record: Record) -> dict[str, Any]:
        segment, outcome = self.segment(record), self.outcome(record)
        bot = CANDIDATE if chance(record["id"], "bot") < self._candidates_share(segment) else BASELINE
        turns = [{"speaker": turn["speaker"], "text": turn["text"]} for turn in record["turns"] if turn["text"].strip()]
        if bot == self.worse:
            leave_unanswered(record["id"], turns)
        starts_s = [0.0, *itertools.accumulate(round(speech_seconds(turn["text"]), 2) for turn in turns)]
        began = FIRST_DAY + timedelta(
            days=int(DAYS * chance(record["id"], "day")), seconds=int(10 * 3600 * chance(record["id"], "second"))
        )
        return {
            "call_id": f"many-{record['id']}",
            "campaign_id": self.code,
            "timestamp": stamp(began),
            "duration_seconds": round(starts_s[-1], 2),
            "bot_name": bot,
            "conversation": [
                {**turn, "timestamp": round(start_s, 2)} for turn, start_s in zip(turns, starts_s, strict=False)
            ],
            "metadata": {
                "campaign_segment": segment,
                "customer_id": f"C{int(1e6 * chance(record['id'], 'customer')):06}",
                **({"interaction_outcome": outcome} if outcome else {}),
            },
        }

    def _candidates_share(self, segment: str) -> float:
        if self.code != "MANY_VENUES":
            return 0.5
        return _OF_RESTAURANTS if segment == "restaurant" else _OF_OTHERS


def chance(record_id: str, what: str) -> float:
    """Return a number in 0..1 that is anybody's guess, and always the same."""
    return int.from_bytes(hashlib.sha256(f"{what}:{record_id}".encode()).digest()[:6]) / 2**48


def leave_unanswered(record_id: str, turns: list[dict[str, Any]]) -> int:
    """Replace what the bot says after some of the customer's questions; return how often."""
    replaced = 0
    for at, (asked, said) in enumerate(itertools.pairwise(turns)):
        if asked["speaker"] == "customer" and said["speaker"] == "bot" and "?" in asked["text"]:
            drawn = chance(f"{record_id}:{at}", "evasion")
            if drawn < LEFT_UNANSWERED:
                said["text"] = _EVASIONS[int(drawn / LEFT_UNANSWERED * len(_EVASIONS))]
                replaced += 1
    return replaced


def _star_segment(record: Record) -> str:
    domains = record["labels"]["domains"]
    return str(domains[0]) if len(domains) == 1 else "several tasks"


def _star_outcome(record: Record) -> str | None:
    achieved = record["labels"]["goal_achieved"]
    return None if achieved is None else "goal achieved" if achieved else "goal not achieved"


def _venues_segment(record: Record) -> str:
    said = " ".join(turn["text"].lower() for turn in record["turns"] if turn["speaker"] == "customer")
    return next((kind for kind in ("pub", "coffee", "restaurant") if kind in said), "unclear")


def _sgd_outcome(record: Record) -> str | None:
    done = {each.get("result", "") for each in record["labels"]["transactions"]}
    return "booked" if any("SUCCESS" in str(each) for each in done) else None


CAMPAIGNS: Final = (
    PlantedCampaign(
        "star", 2000,
        {
            "code": "MANY_STAR", "name": "Assistant for everyday bookings (STAR)",
            "offer": "An appointment, a room, a flight, a ride, a table or an account matter, settled at once.",
            "keywords": ["book", "appointment", "hotel", "flight", "ride", "bank", "apartment", "party", "restaurant"],
        },
        CANDIDATE, _star_segment, _star_outcome, "regressed, since 30 % of the questions are left unanswered",
    ),
    PlantedCampaign(
        "persuasion_for_good", 627,
        {
            "code": "MANY_P4G", "name": "Save the Children donation appeal (Persuasion for Good)",
            "offer": "A donation of up to $2 out of the task payment to Save the Children.",
            "keywords": ["donate", "donation", "charity", "Save the Children", "children", "task payment"],
        },
        BASELINE,
        lambda record: "annotated" if record["labels"]["acts_annotated"] else "not annotated",
        lambda record: "donated" if record["labels"]["donated"] else "did not donate",
        "improved, since the baseline leaves 30 % of the questions unanswered",
    ),
    PlantedCampaign(
        "sgd", 2000,
        {
            "code": "MANY_SGD", "name": "Search and booking line (SGD)",
            "offer": "Finding and booking events, restaurants, rental cars, flights, appointments and the like.",
            "keywords": ["find", "book", "reserve", "tickets", "restaurant", "movie", "appointment", "flight", "rent"],
        },
        None, lambda record: str(record["campaign"]["name"]), _sgd_outcome, "inconclusive throughout",
    ),
    PlantedCampaign(
        "dstc3_calls", 373,
        {
            "code": "MANY_VENUES", "name": "Cambridge venue information line (DSTC3, a real voice bot)",
            "offer": "Finding a restaurant, pub or coffee shop, with its address, phone number and price.",
            "keywords": ["restaurant", "pub", "coffee", "price range", "area", "address", "phone number"],
        },
        None, _venues_segment,
        lambda record: "said goodbye" if record["labels"]["ended_with_bye"] else "hung up",
        "inconclusive, with a warning that the bots had other kinds of calls",
    ),
)  # fmt: skip


def write(campaign: PlantedCampaign, data: Path, folder: Path) -> Path:
    """Write a campaign's calls into a file for `flask import`; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{campaign.code.lower()}.ndjson.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
        for call in campaign.transcriptions(data):
            file.write(json.dumps(call, ensure_ascii=False) + "\n")
    return path
