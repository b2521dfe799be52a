"""Count how usual English words are in talk of many domains: makes core/models/background_frequencies.json.

Run from the project's folder: `python -m training.background_frequencies --data ../shared/data`. The same data give the
same bytes. A word is told from small talk by being rare in most domains, however usual it is in its own, so the rate
kept for a stem is the geometric mean over domains of the share of turns that contain it, not the share of all turns:
"flight" fills an airline's calls and stays a topic word, "thank" is everywhere and is none.
"""

import argparse
import gzip
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.text import content_stems

CORPORA = {
    "persuasion_for_good": "Apache-2.0",
    "star": "MIT",
    "multidogo": "CDLA-Permissive-1.0",
    "casino": "CC-BY-4.0",
    "nlupp": "CC-BY-4.0",
    "banking77": "CC-BY-4.0",
}
FLOOR = 1e-5  # the rate of a stem that a domain never uses
FEWEST_TURNS = 5  # stems in fewer turns are left out: they are as rare as unseen ones
LEAST_GENERAL = 1.5e-5  # and so are stems hardly above the floor
MODEL = "background_frequencies"


def dialogues(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each dialogue of a corpus with its domain (one corpus may hold several)."""
    path = folder / "dev.jsonl.gz"
    plain = folder / "dev.jsonl"
    with gzip.open(path, "rt", encoding="utf-8") if path.exists() else plain.open(encoding="utf-8") as lines:
        for line in lines:
            dialogue = json.loads(line)
            labels = dialogue.get("labels") or {}
            domains = labels.get("domains") or [labels.get("domain")]
            if len(domains) == 1:  # talk of several domains at once would blur them
                yield f"{folder.name}/{domains[0] or 'all'}", dialogue


def count(data: Path) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """Return, by domain, the number of turns that contain each stem, and the number of turns."""
    containing: dict[str, Counter[str]] = {}
    turns: Counter[str] = Counter()
    for corpus in CORPORA:
        for domain, dialogue in dialogues(data / corpus):
            counts = containing.setdefault(domain, Counter())
            for turn in dialogue["turns"]:
                counts.update(set(content_stems(turn["text"])))
                turns[domain] += 1
    return containing, turns


def generality(containing: dict[str, Counter[str]], turns: Counter[str]) -> dict[str, float]:
    """Return the geometric mean over domains of each stem's rate per turn, smoothed by the floor."""
    seen: Counter[str] = Counter()
    for counts in containing.values():
        seen.update(counts)
    rates: dict[str, float] = {}
    for stem, number in sorted(seen.items()):
        if number < FEWEST_TURNS or len(stem) > 20:
            continue
        logs = [math.log(counts[stem] / turns[domain] + FLOOR) for domain, counts in sorted(containing.items())]
        rate = math.exp(math.fsum(logs) / len(logs))
        if rate >= LEAST_GENERAL:
            rates[stem] = float(f"{rate:.3g}")
    return rates


def main() -> None:
    """Write the table and its card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("core/models"))
    arguments = parser.parse_args()

    containing, turns = count(arguments.data)
    rates = generality(containing, turns)
    table = json.dumps({"floor": FLOOR, "rates": rates}, separators=(",", ":"), sort_keys=True) + "\n"
    (arguments.out / f"{MODEL}.json").write_text(table, encoding="utf-8")
    card = {
        "name": MODEL,
        "what": "How usual a word stem is in talk whatever its topic: the geometric mean, over domains, of the share"
        " of turns that contain it. Gives words their weight in topic relevance.",
        "data": [
            {"corpus": corpus, "licence": licence, "turns": sum(n for d, n in turns.items() if d.startswith(corpus))}
            for corpus, licence in CORPORA.items()
        ],
        "domains": dict(sorted(turns.items())),
        "turns": sum(turns.values()),
        "stems": len(rates),
        "made_by": "training/background_frequencies.py; no random numbers",
        "limits": "Six corpora of English, most of it typed: words of other trades count as rare, which is what is"
        " meant; spoken disfluencies are underestimated.",
        "sha256": {f"{MODEL}.json": hashlib.sha256(table.encode()).hexdigest()},
    }
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    (arguments.out / f"{MODEL}.card.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
