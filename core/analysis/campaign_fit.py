"""How well a call fits a campaign: by what its business begins with.

What a call is for is said when business begins; what comes later may be something else. So turns count the less the
more was said before them. Of a turn count the campaign's words in it, its closeness in meaning to the campaign, and
whether another trade is nearer. How much each of these weighs was learned (training/campaign_focus.py; see the model's
card for the data and the measured accuracy).
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from core.analysis.background import specificities
from core.analysis.closeness import closeness, direction_of
from core.analysis.embedding import embed
from core.analysis.relevance import campaign_topic, telling_words
from core.campaigns import CampaignBrief
from core.text import content_stems

PATH: Final = Path(__file__).parent.parent / "models" / "campaign_focus.json"
BEGINS: Final = ("words", "near", "strays")

_REACH: Final = 2.0  # full turns after which one counts 1/e
_SPENT: Final = 8.0  # full turns after which nothing counts any more
_UNKNOWN: Final = 0.5  # the fit of a campaign that says nothing specific, or of a call without a word of business


def campaign_fit(texts: Sequence[str], brief: CampaignBrief) -> float:
    """Return how well a call fits a campaign, 0..1, given the words of its turns in the order of time.

    As a probability it holds where half of the calls are of the campaign and half of another one.
    """
    if not telling_words(brief):
        return _UNKNOWN
    values = beginning(texts, brief)
    return logistic("beginning", values) if values else _UNKNOWN


def beginning(texts: Sequence[str], brief: CampaignBrief) -> Mapping[str, float]:
    """Return the means of BEGINS over the turns that a call begins with; none where it says nothing specific."""
    stems: list[tuple[str, ...]] = []
    said = [0.0]  # so many full turns before each turn
    for text in texts:
        stems.append(content_stems(text))
        weight = sum(specificities(dict.fromkeys(stems[-1])))
        said.append(said[-1] + weight / (weight + 1.0))
        if said[-1] > _SPENT:
            break
    weights = [(after - before) * math.exp(-before / _REACH) for before, after in pairwise(said)]
    total = math.fsum(weights)
    if not total:
        return {}
    topic = campaign_topic(brief)
    close = closeness(direction_of(telling_words(brief)), embed(texts[: len(stems)]))
    columns = ([topic.relevance(each) for each in stems], close.near, close.strays)
    return {
        name: math.fsum(weight * value for weight, value in zip(weights, column, strict=True)) / total
        for name, column in zip(BEGINS, columns, strict=True)
    }


def logistic(model: str, values: Mapping[str, float]) -> float:
    """Return the probability that one of the learned models gives to values by name."""
    weights = learned()[model]
    return 1.0 / (1.0 + math.exp(-weights["intercept"] - math.fsum(weights[name] * values[name] for name in values)))


@cache
def learned() -> Mapping[str, Mapping[str, float]]:
    """Return the weights and intercepts of the learned models by name."""
    found: Mapping[str, Mapping[str, float]] = json.loads(PATH.read_text(encoding="utf-8"))
    return found
