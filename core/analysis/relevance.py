"""How much each turn is about the campaign's topic, 0..1.

The topic is what the campaign says of itself: name, keywords, offer, description; each stem weighs as much as it is
specific (core.analysis.background). A campaign often says little, and people call its things by other names, so the
call lends words to it: stems that keep company with the topic in this call count in part, and what a turn means is
compared with what the campaign means (core.analysis.closeness). And a turn is read in its place: "Yes, please" is about
what it answers, and talk stays on its topic until something else is brought up. How much a turn's own words, its news,
its closeness and the talk before and after it weigh was learned (training/topic_relevance.py; see the model's card for
the data and the measured accuracy).

Sources: saturating term weights as in BM25 (Robertson and Zaragoza, 2009); expansion by pseudo-relevance feedback
(Lavrenko and Croft, 2001), with the turns of the call in the place of documents.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, repeat
from operator import mul
from pathlib import Path
from typing import Final

from core.analysis.background import specificity
from core.analysis.closeness import Closeness, Vectors, closeness, common_direction, direction_of
from core.analysis.trades import companions
from core.campaigns import CampaignBrief
from core.text import content_stems, tokens

ON_TOPIC: Final = 0.6  # from here a turn counts as being about the campaign
PATH: Final = Path(__file__).parent.parent / "models" / "topic_relevance.json"

# How much a stem weighs by where the campaign says it.
_NAME, _KEYWORD, _OFFER, _DESCRIPTION, _CODE = 1.0, 1.0, 0.9, 0.7, 0.5
# What briefs say of any campaign whatever.
_BOILERPLATE: Final = frozenset(
    content_stems(
        """
        agent answer assistant bot call caller calling campaign client company contact conversation customer default
        demo department existing follow general help inbound inform information line marketing month monthly new offer
        offered operator outbound phone product program promote promotion promotional question quarter reach
        sale sales sell season service spring summer autumn winter support task team tell test user year yearly
        january february march april june july august september october november december
        2023 2024 2025 2026 2027 q1 q2 q3 q4
        """
    )
)
_BOILERPLATE_FACTOR: Final = 0.3
_NAMES_A_TRADE: Final = 0.5  # weight from which a stem brings in the words of its trade
_COMPANION, _COMPANION_OF_ONE = 0.55, 0.3  # their weight at most, and for each such stem
# What any business asks for on its way: names, contacts, identification, dates. It leaves no topic.
_FORMALITIES: Final = frozenset(
    content_stems(
        """
        account address appointment available availability birth book booking buy check code confirm confirmation
        contact correct cost date day detail details digit dollar email first free full id identification information
        last mail maiden middle minute moment month mother name number order password pay payment people person phone
        pin postcode pound price purchase reservation reserve schedule second security select spell surname time total
        verify verification website week zip
        monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight yesterday morning afternoon
        evening january february march april june july august september october november december
        """
    )
)

_LEAST_STATED: Final = 0.5  # weight of one stem
_RECURRING: Final = 2  # turns
_SATURATION: Final = 1.6  # one fully specific word makes 0.8
_BROUGHT_UP: Final = 0.2  # relevance of the words of at least one turn, or the topic never comes up
_NEAR: Final = 0.25  # nor does it where no turn is as near to it in meaning (cosine)
_LENT: Final = 0.6  # weight of a stem that always keeps company with the topic
_SPEAKS_OF_IT, _BRINGS_NEWS, _AT_THE_EDGE = 0.05, 0.55, 0.55
_DECAY: Final = 0.6  # from turn to turn, of the talk around a turn
_PRIOR_WEIGHT: Final = 0.15  # of what the talk around is taken to be where there is none
_PRIOR, _PRIOR_STRAYS = 0.3, -0.1
_TELLING: Final = 0.2  # weight from which a campaign's word counts for what the campaign means
_JOINT: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|_")  # "FindMovies", "SPRING_SALE"


_NOTHING: Final = repeat(0.0)


@dataclass(frozen=True, slots=True)
class Topic:
    """The stems of a topic with their weights, 0..1."""

    weights: Mapping[str, float]

    def relevance(self, stems: Iterable[str]) -> float:
        """Return how much these stems are about the topic, 0..1: rising with their weights, saturating."""
        return saturated(sum(map(self.weights.get, dict.fromkeys(stems), _NOTHING)))

    @property
    def is_stated(self) -> bool:
        """Tell whether there is enough to go by: at least one fairly specific word."""
        return max(self.weights.values(), default=0.0) >= _LEAST_STATED


def saturated(weight: float) -> float:
    """Map a sum of weights ≥ 0 to 0..1."""
    return 1.0 - math.exp(-_SATURATION * weight)


@lru_cache(maxsize=256)
def campaign_topic(brief: CampaignBrief) -> Topic:
    """Return the topic that a campaign states; without weights where it says nothing specific."""
    weights: dict[str, float] = {}
    parts = (
        (_NAME, brief.name),
        (_KEYWORD, " ".join(brief.keywords)),
        (_OFFER, brief.offer or ""),
        (_DESCRIPTION, brief.description or ""),
        (_CODE, brief.code or ""),
    )
    for factor, text in parts:
        for stem in content_stems(_JOINT.sub(" ", text)):
            weight = factor * specificity(stem) * (_BOILERPLATE_FACTOR if stem in _BOILERPLATE else 1.0)
            if weight > weights.get(stem, 0.0):
                weights[stem] = weight
    spoken_of = {stem: weight for stem, weight in weights.items() if weight >= _NAMES_A_TRADE}
    for stem, support in companions(spoken_of).items():
        weight = min(_COMPANION, _COMPANION_OF_ONE * support) * specificity(stem)
        if stem not in _FORMALITIES and weight > weights.get(stem, 0.0):
            weights[stem] = weight
    return Topic(weights)


def talked_of(turns: Sequence[Sequence[str]]) -> Topic:
    """Return the topic that a call has by itself, for a campaign that states none: what comes up in several turns."""
    occasions = Counter(stem for stems in turns for stem in dict.fromkeys(stems))
    return Topic(
        {stem: specificity(stem) * min(1.0, number / 4) for stem, number in occasions.items() if number >= _RECURRING}
    )


def widened(topic: Topic, turns: Sequence[Sequence[str]]) -> Topic:
    """Return what the topic is in this call: its stems that were said, and those that keep company with them.

    Where none of the campaign's weightiest words was said, the lesser ones say less: "plan" alone is not yet the dental
    plan. `turns` are the stems of each turn.
    """
    spoken = set().union(*turns)
    heard = {stem: weight for stem, weight in topic.weights.items() if stem in spoken}
    doubt = max(heard.values(), default=0.0) / (max(topic.weights.values(), default=0.0) or 1.0)
    topic = Topic({stem: weight * doubt for stem, weight in heard.items()})
    said = [dict.fromkeys(stems) for stems in turns]
    occasions = Counter(chain.from_iterable(said))
    company: dict[str, float] = defaultdict(float)
    for stems in said:
        own = topic.relevance(stems)
        if not own:
            continue
        for stem in stems:
            company[stem] += own * own  # a weak match lends next to nothing
    lent = {
        stem: _LENT * specificity(stem) * together / (occasions[stem] + 1)
        for stem, together in company.items()
        if stem not in topic.weights
    }
    return Topic({**topic.weights, **lent})


def topic_closeness(brief: CampaignBrief, own: Sequence[float], vectors: Vectors) -> Closeness:
    """Return how near turns are in meaning to a campaign; to the turns on topic in this call where it is mute.

    `own` is the relevance of the n turns by their own words and `vectors` (n, 256) their embeddings.
    """
    words = telling_words(brief)
    if words:
        return closeness(direction_of(words), vectors)
    return closeness(common_direction(vectors, own), vectors)


@lru_cache(maxsize=256)
def telling_words(brief: CampaignBrief) -> str:
    """Return the words of a campaign that say what it is about, in their order; none where it says nothing specific."""
    topic = campaign_topic(brief)
    if not topic.is_stated:
        return ""
    parts = (brief.name, *brief.keywords, brief.offer or "", brief.description or "", brief.code or "")
    words = tokens(_JOINT.sub(" ", " ".join(parts)))
    return " ".join(
        word for word in words if any(topic.weights.get(one, 0.0) >= _TELLING for one in content_stems(word))
    )


def turn_relevances(
    topic: Topic, turns: Sequence[Sequence[str]], own: Sequence[float], close: Closeness
) -> Sequence[float]:
    """Return the relevance of each turn in its place, 0..1, in the order of time. Linear in the stems.

    `topic` is the widened one, `turns` are the stems of each turn, `own` is its relevance to them, and `close` is their
    closeness to the topic.
    """
    if max(own, default=0.0) < _BROUGHT_UP and max(close.near, default=0.0) < _NEAR:
        return own  # nothing that the talk around a turn could lend it
    weights, intercept = _learned()
    seen = signs(topic, turns, own, close)
    judged = [1.0 / (1.0 + math.exp(-intercept - sum(map(mul, weights, row)))) for row in seen]
    return [_beside_a_departure(judged, at, row) for at, row in enumerate(seen)]


def signs(
    topic: Topic, turns: Sequence[Sequence[str]], own: Sequence[float], close: Closeness
) -> list[tuple[float, ...]]:
    """Return what relevance is judged by, a row a turn, in the order of SIGNS; the values are within −2..1."""
    find = topic.weights.get
    news: list[float] = []  # words that are not of the topic
    fill: list[float] = []  # how much it says at all
    for stems in turns:
        unknown = said = 0.0
        for one in dict.fromkeys(stems):
            weight = find(one, 0.0)
            specific = weight if one in _FORMALITIES else specificity(one)
            if specific > weight:
                unknown += specific - weight
            said += specific
        news.append(unknown / (unknown + 2.0))
        fill.append(said / (said + 1.0))
    forward, backward = range(len(turns)), range(len(turns) - 1, -1, -1)
    around = [
        _around(values, fill, order, prior)
        for values, prior in ((own, _PRIOR), (news, _PRIOR), (close.strays, _PRIOR_STRAYS))
        for order in (forward, backward)
    ]
    own_before = around[0]
    return [
        (
            own[at] * fill[at],
            news[at],
            fill[at],
            (1.0 - fill[at]) * own_before[at],
            close.near[at] * fill[at],
            close.strays[at] * fill[at],
            *(means[at] for means in around),
        )
        for at in forward
    ]


def _beside_a_departure(judged: Sequence[float], at: int, row: tuple[float, ...]) -> float:
    """Return the relevance of one turn: one that only brings news belongs to the departure that it begins or ends."""
    own, news = row[0], row[1]
    if own >= _SPEAKS_OF_IT or news < _BRINGS_NEWS or min(judged[max(0, at - 1) : at + 2]) >= ON_TOPIC:
        return judged[at]
    return min(judged[at], _AT_THE_EDGE)


SIGNS: Final = (
    "own",
    "news",
    "fill",
    "inherited",
    "near",
    "strays",
    "own_before",
    "own_after",
    "news_before",
    "news_after",
    "strays_before",
    "strays_after",
)


def _around(values: Sequence[float], fill: Sequence[float], order: range, prior: float) -> list[float]:
    """Return the mean of the values that come before each turn along `order`, the nearer and fuller the weightier."""
    means = [0.0] * len(values)
    total, weight = 0.0, 0.0
    for at in order:
        means[at] = (total + _PRIOR_WEIGHT * prior) / (weight + _PRIOR_WEIGHT)
        total = total * _DECAY + values[at] * fill[at]
        weight = weight * _DECAY + fill[at]
    return means


@cache
def _learned() -> tuple[tuple[float, ...], float]:
    model = json.loads(PATH.read_text(encoding="utf-8"))
    return tuple(model["weights"][sign] for sign in SIGNS), model["intercept"]
