"""Make core/models/static_embedding: a table of word pieces whose sums come near a sentence encoder's embeddings.

1. Texts: distinct turns, sentences of long turns, questions and campaign texts of the permissive corpora; no labels.
2. The teacher (training/teacher_minilm.py) embeds each of them once, and each piece of its vocabulary by itself. Its
   mean is taken off and the 256 principal directions kept.
3. A row starts as the teacher's embedding of its piece, times a/(a + p) for a piece of frequency p (Arora et al.,
   2017). Then all rows are fitted by Adam so that the sum of a text's rows points where the teacher does: 1 − cosine,
   and a contrast with the other texts of the batch (van den Oord et al., 2018), which is what retrieval needs.
4. Rows are rounded to whole numbers with one scale a row. Pieces that are no Latin letters or digits are left out.

Usage: python -m training.static_embedding --corpora DIRECTORY [--teacher FILE.npz]
`--teacher` keeps the teacher's pass, by far the longest part, and takes it from there the next time.
"""

import argparse
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from core.analysis.embedding import PATH, VOCABULARY_PATH, WIDTH, words_of
from core.text import sentences
from training.cards import write_card
from training.corpora import LICENCES, records, source
from training.teacher_minilm import encode, encode_ids, tokenizer

MOST_OF_A_CORPUS = 26_000  # texts
LONG = 200  # characters; longer turns are taken sentence by sentence
HELD_OUT = 20  # one text of so many is left out of the fit
LONGEST = 40  # pieces of a text that are fitted
SEED = 20240301

RARE = 1e-3  # a in a/(a + p)
EPOCHS, BATCH, RATE = 4, 1024, 3e-3
CONTRAST, TEMPERATURE = 0.5, 0.05
LEVELS = 127

CHECKED = (
    "Hello, how can I help you today?",
    "I'd like to book a table for two at seven, please.",
    "Unauthorized transactions were made on my credit card!",
    "naïve Café — PRE-APPROVED for £1,200.50",
    "supercalifragilistic antidisestablishmentarianism",
    "um",
    "?!",
    "",
)
_PIECE = re.compile(r"(?:##)?[a-z0-9]+")

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Taught:
    """What the teacher says: embeddings of n texts (n, 384) and of each piece of its vocabulary (30522, 384)."""

    texts: Sequence[str]
    embeddings: Rows
    pieces: Rows


def texts_of(corpora: Path) -> list[str]:
    """Return the texts that are learned from: at most so many of a corpus, chosen and ordered by their hash."""
    chosen: set[str] = set()
    for corpus in LICENCES:
        found: set[str] = set()
        for record in records(corpora, corpus):
            for text in _texts_in(record):
                spans = sentences(text) if len(text) > LONG else ((0, len(text)),)
                found.update(" ".join(text[start:end].split()) for start, end in spans)
        spoken = (text for text in found if any(mark.isalnum() for mark in text))
        chosen.update(sorted(spoken, key=_hashed)[:MOST_OF_A_CORPUS])
    return sorted(chosen, key=_hashed)


def _texts_in(record: Mapping[str, Any]) -> list[str]:
    campaign = record.get("campaign") or {}
    asked = [item["question"] for item in record.get("qa") or []]
    return [turn["text"] for turn in record["turns"]] + asked + list(campaign.values())


def _hashed(text: str) -> tuple[int, str]:
    return zlib.crc32(text.encode()), text


def taught(corpora: Path, kept: Path | None) -> Taught:
    """Return what the teacher says of the texts, from the file where it was kept."""
    texts = texts_of(corpora)
    if kept is not None and kept.exists():
        with np.load(kept) as arrays:
            if len(arrays["embeddings"]) == len(texts):
                return Taught(texts, arrays["embeddings"].astype(np.float32), arrays["pieces"].astype(np.float32))
    embeddings = encode(texts).astype(np.float16)
    begin, end = (tokenizer().token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
    pieces = encode_ids([(begin, piece, end) for piece in range(tokenizer().get_vocab_size())]).astype(np.float16)
    if kept is not None:
        np.savez(kept, embeddings=embeddings, pieces=pieces)
    return Taught(texts, embeddings.astype(np.float32), pieces.astype(np.float32))


def piece_ids(texts: Sequence[str], rows: Mapping[int, int]) -> list[list[int]]:
    """Return the rows of each text's pieces, by the teacher's own tokenizer on the words of the product."""
    tokenizer().no_truncation()
    encoded = tokenizer().encode_batch([" ".join(words_of(text)) for text in texts], add_special_tokens=False)
    return [[rows[piece] for piece in each.ids if piece in rows] for each in encoded]


def directions(known: Taught) -> tuple[Rows, Rows]:
    """Return the teacher's mean (384,) and its principal directions (384, 256)."""
    mean = known.embeddings.mean(axis=0, dtype=np.float64)
    spread = known.embeddings.astype(np.float64) - mean
    _, vectors = np.linalg.eigh(spread.T @ spread)
    return mean.astype(np.float32), vectors[:, ::-1][:, :WIDTH].astype(np.float32)


def fitted(start: Rows, ids: Sequence[Sequence[int]], goals: Rows, which: NDArray[np.int64]) -> Rows:
    """Return the rows (m, 256) after the fit to the goals (n, 256) of some of the texts."""
    none = len(start)
    padded = np.full((len(ids), LONGEST), none, np.int32)
    for at, row in enumerate(ids):
        padded[at, : len(row)] = row[:LONGEST]
    steps = EPOCHS * (len(which) // BATCH)
    optimiser = optax.adam(optax.cosine_decay_schedule(RATE, steps), b2=0.99)

    def loss(rows: Any, pieces: Any, goal: Any) -> Any:
        sums = jnp.concatenate([rows, jnp.zeros((1, WIDTH))])[pieces].sum(1)
        sums = sums / jnp.maximum(jnp.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
        cosines = sums @ goal.T / TEMPERATURE
        contrast = (jax.nn.logsumexp(cosines, axis=1) - jnp.diag(cosines)).mean()
        return 1.0 - (sums * goal).sum(1).mean() + CONTRAST * contrast

    @jax.jit
    def step(rows: Any, state: Any, pieces: Any, goal: Any) -> Any:
        slope = jax.grad(loss)(rows, pieces, goal)
        change, state = optimiser.update(slope, state)
        return optax.apply_updates(rows, change), state

    rows: Any = jnp.asarray(start)
    state = optimiser.init(rows)
    chance = np.random.default_rng(SEED)
    for _ in range(EPOCHS):
        order = chance.permutation(which)
        for at in range(0, len(order) - BATCH + 1, BATCH):
            batch = order[at : at + BATCH]
            rows, state = step(rows, state, padded[batch], goals[batch])
    return np.asarray(rows)


def rounded(rows: Rows) -> tuple[NDArray[np.int8], Rows]:
    """Return rows as whole numbers with the scale of each."""
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-6) / LEVELS
    return np.rint(rows / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def summed(rows: Rows, ids: Sequence[Sequence[int]]) -> Rows:
    """Return the sums of the texts' rows, scaled to length 1: what the product computes, in double precision."""
    found = np.zeros((len(ids), WIDTH))
    for at, row in enumerate(ids):
        if row:
            total = rows[row].sum(axis=0, dtype=np.float64)
            found[at] = total / np.linalg.norm(total)
    return found.astype(np.float32)


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="directory with one folder a corpus")
    parser.add_argument("--teacher", type=Path, help="file that keeps the teacher's pass")
    options = parser.parse_args()

    known = taught(options.corpora, options.teacher)
    vocabulary = tokenizer().get_vocab()
    pieces = sorted((piece for piece in vocabulary if _PIECE.fullmatch(piece)), key=vocabulary.__getitem__)
    kept = [vocabulary[piece] for piece in pieces]
    ids = piece_ids(known.texts, {piece: row for row, piece in enumerate(kept)})
    mean, axes = directions(known)
    goals = (known.embeddings - mean) @ axes
    goals /= np.linalg.norm(goals, axis=1, keepdims=True)
    counts = np.bincount(np.concatenate([np.array(row, np.int64) for row in ids]), minlength=len(pieces))
    start = (known.pieces[kept] - mean) @ axes * (RARE / (RARE + counts / counts.sum()))[:, None]
    start *= 0.05 / np.sqrt((start**2).mean())

    held = np.array([zlib.crc32(text.encode()) % HELD_OUT == 0 for text in known.texts])
    usable = np.array([bool(row) for row in ids])
    rows, scales = rounded(fitted(start, ids, goals, np.flatnonzero(usable & ~held)))
    shipped = rows.astype(np.float32) * scales[:, None]

    np.savez_compressed(PATH, rows=rows, scales=scales)
    vectors = summed(shipped, piece_ids(CHECKED, {piece: row for row, piece in enumerate(kept)}))
    checks = [
        {"text": text, "vector": [float(f"{value:.6f}") for value in vector]}
        for text, vector in zip(CHECKED, vectors, strict=True)
    ]
    lines = json.dumps({"pieces": pieces, "checks": checks}, ensure_ascii=False, indent=0)
    VOCABULARY_PATH.write_text(lines + "\n", encoding="utf-8")

    left_out = np.flatnonzero(usable & held)

    def nearness(table: Rows) -> float:
        near = (summed(table, [ids[at] for at in left_out]) * goals[left_out]).sum(axis=1)
        return round(float(near.mean()), 4)

    write_card(
        "static_embedding",
        what="A table of word pieces, distilled from the sentence encoder all-MiniLM-L6-v2: the sum of a text's rows"
        " comes near the encoder's embedding (its mean taken off, 256 principal directions).",
        data=[source(options.corpora, corpus) for corpus in LICENCES]
        + [{"teacher": "sentence-transformers/all-MiniLM-L6-v2", "licence": "Apache-2.0"}],
        made_by="training/static_embedding.py; taught by training/teacher_minilm.py",
        reproducible="from a kept pass of the teacher bit for bit, whatever the number of threads (two runs on one"
        " machine); another processor may round the teacher's last digit otherwise, which half precision mostly hides",
        seed=SEED,
        texts=len(known.texts),
        pieces=len(pieces),
        measured={
            "mean cosine to the teacher, texts left out of the fit": nearness(shipped),
            "the same before the fit (the teacher's embeddings of single pieces)": nearness(start.astype(np.float32)),
            "texts left out": len(left_out),
        },
        limits="English. The order of words is lost: 'not good, bad' is 'not bad, good'. It learned the talk of the"
        " corpora named above; pieces that never occur there keep the teacher's embedding of the bare piece.",
    )


if __name__ == "__main__":
    main()
