"""How much each turn is about the campaign's topic, 0..1.

The topic is what the campaign says of itself: name, keywords, offer, description; each stem weighs as much as it is
specific (core.analysis.background). A campaign often says little, and people call its things by other names, so the
call lends words to it: stems that keep company with the topic in this call count in part. And a turn is read in its
place: "Yes, please" is about what it answers, and talk stays on its topic until something else is brought up.

Sources: saturating term weights as in BM25 (Robertson and Zaragoza, 2009), expansion by pseudo-relevance feedback
(Lavrenko and Croft, 2001), with the turns of the call in the place of documents.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.analysis.background import specificity
from core.campaigns import CampaignBrief
from core.text import content_stems

ON_TOPIC: Final = 0.35  # from here a turn counts as being about the campaign

# How much a stem weighs by where the campaign says it.
_NAME, _KEYWORD, _OFFER, _DESCRIPTION = 1.0, 1.0, 0.9, 0.7
# What briefs say of any campaign whatever.
_BOILERPLATE: Final = frozenset(
    content_stems(
        """
        agent answer assistant bot call caller calling campaign client company contact conversation customer default
        demo department existing follow general help inbound inform information line marketing month monthly new offer
        offered operator outbound phone product program promote promotion promotional question quarter question reach
        sale sales sell season service spring summer autumn winter support task team tell test user year yearly
        january february march april june july august september october november december 2023 2024 2025 2026 2027
        """
    )
)
_BOILERPLATE_FACTOR: Final = 0.3

_SATURATION: Final = 1.6  # one fully specific word makes 0.8
_LENT: Final = 0.6  # weight of a stem that always keeps company with the topic
_CARRY: Final = 0.85  # relevance that a turn without words of its own takes over
_NOVELTY: Final = 0.25  # how fast words that are not of the topic end that
_JOINT: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|_")  # "FindMovies", "SPRING_SALE"


@dataclass(frozen=True, slots=True)
class Topic:
    """The stems of a topic with their weights, 0..1."""

    weights: Mapping[str, float]

    def relevance(self, stems: Sequence[str]) -> float:
        """Return how much these stems are about the topic, 0..1: rising with their weights, saturating."""
        return saturated(sum(self.weights.get(stem, 0.0) for stem in dict.fromkeys(stems)))


def saturated(weight: float) -> float:
    """Map a sum of weights ≥ 0 to 0..1."""
    return 1.0 - math.exp(-_SATURATION * weight)


def campaign_topic(brief: CampaignBrief) -> Topic:
    """Return the topic that a campaign states; without weights where it says nothing specific."""
    weights: dict[str, float] = {}
    parts = (
        (_NAME, brief.name),
        (_KEYWORD, " ".join(brief.keywords)),
        (_OFFER, brief.offer or ""),
        (_DESCRIPTION, brief.description or ""),
    )
    for factor, text in parts:
        for stem in content_stems(_JOINT.sub(" ", text)):
            weight = factor * specificity(stem) * (_BOILERPLATE_FACTOR if stem in _BOILERPLATE else 1.0)
            if weight > weights.get(stem, 0.0):
                weights[stem] = weight
    return Topic(weights)


def widened(topic: Topic, turns: Sequence[Sequence[str]]) -> Topic:
    """Lend the topic those stems of a call that keep company with it; `turns` are the stems of each turn."""
    company: dict[str, float] = defaultdict(float)
    occasions: dict[str, int] = defaultdict(int)
    for stems in turns:
        own = topic.relevance(stems)
        for stem in dict.fromkeys(stems):
            if stem not in topic.weights:
                company[stem] += own
                occasions[stem] += 1
    lent = {
        stem: _LENT * specificity(stem) * together / (occasions[stem] + 1)
        for stem, together in company.items()
        if together
    }
    return Topic({**topic.weights, **lent})


def turn_relevances(topic: Topic, turns: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Return the relevance of each turn in its place, 0..1, in the order of time. Linear in the stems.

    `topic` is the widened one, `turns` are the stems of each turn.
    """
    relevances: list[float] = []
    before = 0.0
    for stems in turns:
        news = sum(max(0.0, specificity(stem) - topic.weights.get(stem, 0.0)) for stem in dict.fromkeys(stems))
        before = max(topic.relevance(stems), _CARRY * before * math.exp(-_NOVELTY * news))
        relevances.append(before)
    return tuple(relevances)
