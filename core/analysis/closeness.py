"""How near turns are in meaning to what a campaign says, and to what it does not: by embedding.

People call a campaign's things by other names, so that shared words are not enough. A turn is compared with the
campaign's specific words, and with the words of every trade: a turn that is nearer to a trade than to the campaign is
about something else. A turn that is near to none of them is about nothing in particular.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from core.analysis.embedding import embed
from core.analysis.trades import TRADES

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Closeness:
    """Of each of n turns: `near`, the cosine to the campaign, −1..1, and `strays`, −2..0.

    `strays` is below 0 by so much as the turn is nearer to another trade than to the campaign or its own trade.
    """

    near: tuple[float, ...]
    strays: tuple[float, ...]


def closeness(direction: Vectors, turns: Vectors) -> Closeness:
    """Compare turns, (n, 256), with the direction (256,) of a topic; both of length 1 or 0. Linear in n."""
    trades = _trades()
    near = turns @ direction
    to_trades = turns @ trades.T
    likeness = trades @ direction
    own = int(np.argmax(likeness))
    kin = np.maximum(near, to_trades[:, own])
    strays = np.minimum(kin - to_trades.max(axis=1), 0.0)
    return Closeness(tuple(near.tolist()), tuple(strays.tolist()))


@lru_cache(maxsize=256)
def direction_of(text: str) -> Vectors:
    """Return the vector (256,) of a text."""
    found: Vectors = embed([text])[0]
    return found


def common_direction(turns: Vectors, weights: Sequence[float]) -> Vectors:
    """Return the direction (256,) of turns (n, 256) by their weights (n,); zeros where nothing weighs."""
    total = np.asarray(weights, np.float32) @ turns
    length = float(np.linalg.norm(total))
    found: Vectors = total / np.float32(length) if length else total
    return found


@cache
def _trades() -> Vectors:
    """Return the vectors of the trades, (t, 256)."""
    return embed(TRADES)
