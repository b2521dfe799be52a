"""Choose the dialogues of `make demo`: write api/demo/calls.jsonl from two public corpora, the same bytes every time.

The choice is by rule, not by looks. Every dialogue gets a rank, the sha256 of the seed and its id. STAR (MIT): of six
domains that companies take calls for, two each, and by kind as `STAR_KINDS` counts; a dialogue of several tasks counts
to the domain of the task it began with. Persuasion for Good (Apache-2.0): of the dialogues annotated by people, by
kind as `P4G_KINDS` counts. Kinds are filled in their order, each by rank. Kept of a dialogue: its turns as they are,
and the few labels that say what kind it is.

Usage: python -m training.demo_sample --corpora DIRECTORY
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from training.corpora import records

SEED = "20240601"
TARGET = Path(__file__).resolve().parent.parent / "api" / "demo" / "calls.jsonl"
LEAST_TURNS = 8
MOST_TURNS = 40

STAR_DOMAINS = ("apartment", "bank", "doctor", "hotel", "plane", "ride")
CALLS_A_DOMAIN = 2
STAR_KINDS = {"annoyed": 3, "out of scope": 3, "several tasks": 2, "ordinary": 4}
P4G_KINDS = {"agreed, gave": 4, "agreed only": 3, "refused": 4, "refused, gave": 1}

Record = Mapping[str, Any]


def rank(record: Record) -> bytes:
    """Return what dialogues are put in order by: arbitrary, and the same everywhere."""
    return hashlib.sha256(f"{SEED}:{record['id']}".encode()).digest()


def fits(record: Record) -> bool:
    """Tell whether a dialogue has an ordinary length and words in every turn."""
    return LEAST_TURNS <= len(record["turns"]) <= MOST_TURNS and all(turn["text"].strip() for turn in record["turns"])


def star_domain(record: Record) -> str | None:
    """Return the domain that a dialogue is about, or of the task it began with; None where that is not known."""
    labels = record["labels"]
    if not labels["multi_task"]:
        return labels["domains"][0] if len(labels["domains"]) == 1 else None
    first = min(labels["task_selections"], key=lambda choice: choice["timestamp"], default=None)
    return str(first["task"]).partition("_")[0] if first and len(set(labels["domains"])) > 1 else None


def star_kind(record: Record) -> str:
    """Return the rarest of the kinds that a dialogue is of."""
    if record["labels"]["customer_annoyed"]:
        return "annoyed"
    if any(turn["labels"].get("action_label") == "out_of_scope" for turn in record["turns"]):
        return "out of scope"
    return "several tasks" if record["labels"]["multi_task"] else "ordinary"


def p4g_kind(record: Record) -> str | None:
    """Return what the customer said and did; None where people found neither consent nor refusal."""
    sentences = [sentence for turn in record["turns"] for sentence in turn["labels"].get("sentences", ())]
    acts = {sentence[key] for sentence in sentences for key in ("act", "act2")}
    if "disagree-donation" in acts:
        return "refused, gave" if record["labels"]["donated"] else "refused"
    if "agree-donation" in acts:
        return "agreed, gave" if record["labels"]["donated"] else "agreed only"
    return None


def choose_star(corpora: Path) -> list[dict[str, Any]]:
    """Choose the dialogues of STAR."""
    ranked = sorted(filter(fits, records(corpora, "star")), key=rank)
    of_domain: Counter[str | None] = Counter()
    chosen = []
    for kind, wanted in STAR_KINDS.items():
        found = 0
        for record in (each for each in ranked if star_kind(each) == kind):
            domain = star_domain(record)
            if found < wanted and domain in STAR_DOMAINS and of_domain[domain] < CALLS_A_DOMAIN:
                found += 1
                of_domain[domain] += 1
                labels = {"chosen_as": kind, "goal_achieved": record["labels"]["goal_achieved"]}
                chosen.append(sample(record, f"STAR_{str(domain).upper()}", labels))
    return chosen


def choose_p4g(corpora: Path) -> list[dict[str, Any]]:
    """Choose the dialogues of Persuasion for Good."""
    annotated = (each for each in records(corpora, "persuasion_for_good") if each["labels"]["acts_annotated"])
    ranked = sorted(filter(fits, annotated), key=rank)
    chosen = []
    for kind, wanted in P4G_KINDS.items():
        for record in [each for each in ranked if p4g_kind(each) == kind][:wanted]:
            labels = {"chosen_as": kind, "donated": record["labels"]["donated"]}
            chosen.append(sample(record, "P4G_SAVE_THE_CHILDREN", labels))
    return chosen


def sample(record: Record, campaign: str, labels: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a dialogue."""
    turns = [{key: turn[key] for key in ("speaker", "timestamp", "text")} for turn in record["turns"]]
    return {
        "id": record["id"],
        "corpus": record["corpus"],
        "campaign": campaign,
        "labels": dict(labels),
        "turns": turns,
    }


def lines(samples: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the file's bytes: one dialogue a line, campaigns together."""
    ordered = sorted(samples, key=lambda each: (each["campaign"], each["id"]))
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in ordered).encode()


def main() -> None:
    """Choose and write."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--corpora", type=Path, required=True, help="the directory of the corpora")
    parser.add_argument("--out", type=Path, default=TARGET, help="the file to write")
    arguments = parser.parse_args()
    samples = choose_star(arguments.corpora) + choose_p4g(arguments.corpora)
    arguments.out.write_bytes(lines(samples))
    print(f"{len(samples)} dialogues of {len({each['campaign'] for each in samples})} campaigns: {arguments.out}")


if __name__ == "__main__":
    main()
