"""Labelled conversations as files of JSON lines, one folder a corpus, and the folds that keep a dialogue together."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDS = 5
# Corpora whose licences allow a model that was trained on them to be shipped; cited in the cards.
LICENCES = {
    "persuasion_for_good": "Apache-2.0",
    "star": "MIT",
    "multidogo": "CDLA-Permissive-1.0",
    "casino": "CC-BY-4.0",
    "nlupp": "CC-BY-4.0",
    "banking77": "CC-BY-4.0",
    "goemotions": "CC-BY-4.0",
    "product_reviews": "CC-BY-4.0",
    "qmsum": "MIT",
}


def corpus_file(corpora: Path, name: str) -> Path | None:
    """Return the file of a corpus, the only one of its kind in the folder of that name; None where there is none."""
    folder = corpora / name
    found = sorted(path for path in folder.glob("*.jsonl*") if path.suffix in {".jsonl", ".gz"})
    return found[0] if found else None


def records(corpora: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the dialogues of a corpus; raise FileNotFoundError where it is missing."""
    path = corpus_file(corpora, name)
    if path is None:
        raise FileNotFoundError(f"{name}: no .jsonl or .jsonl.gz in {corpora / name}")
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def fold_of(record_id: str) -> int:
    """Return the fold of a dialogue, 0..4, by a hash of its id: the same on every machine and in every task."""
    return zlib.crc32(record_id.encode()) % FOLDS


def fingerprint(corpora: Path, name: str) -> str:
    """Return the sha256 of a corpus' file, which a card names as what a model was trained on."""
    path = corpus_file(corpora, name)
    if path is None:
        raise FileNotFoundError(name)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def source(corpora: Path, name: str) -> dict[str, str]:
    """Return what a card says of a corpus that a model was trained on."""
    return {"corpus": name, "licence": LICENCES[name], "sha256": fingerprint(corpora, name)}
