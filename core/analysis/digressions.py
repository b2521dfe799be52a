"""What the customer brings up beside the topic, saying so: "By the way, my address has changed".

Such an aside is short and stands in the midst of talk on the topic, which would lend it its relevance. Words that
announce it, and none of the campaign's own words in it, say that it is something else; so is the reply to it.
"""

import re
from collections.abc import Sequence
from typing import Final

from core.analysis.relevance import ON_TOPIC
from core.dialogues import Utterance

_ANNOUNCES: Final = re.compile(
    r"\b(?:by the way|on (?:another|a different|a separate) (?:note|subject|topic|matter)|not related|unrelated"
    r"|(?:an)?other (?:thing|question|matter|issue)|one more thing|something else|before i forget"
    r"|(?:different|separate) (?:thing|question|matter|issue|topic)"
    r"|while (?:i have|i(?:'|’)ve got) you|while we(?:'|’| a)re (?:at it|talking|on))\b",
    re.IGNORECASE,
)
_OF_THE_TOPIC: Final = 0.5  # relevance of a turn's own words to what the campaign says, from which it is no aside
_ASIDE: Final = ON_TOPIC / 2  # the most relevance that an aside has


def without_asides(
    utterances: Sequence[Utterance], stated: Sequence[float], relevances: Sequence[float]
) -> tuple[float, ...]:
    """Return the relevance of each turn, that of announced asides and of the bot's replies to them lowered.

    All arguments run along the turns; `stated` is the relevance of a turn's own words to what the campaign says.
    """
    lowered = list(relevances)
    for position, utterance in enumerate(utterances):
        if utterance.speaker != "customer" or stated[position] >= _OF_THE_TOPIC:
            continue
        if not _ANNOUNCES.search(utterance.text):
            continue
        lowered[position] = min(lowered[position], _ASIDE)
        reply = position + 1
        if reply < len(utterances) and utterances[reply].speaker == "bot" and stated[reply] < _OF_THE_TOPIC:
            lowered[reply] = min(lowered[reply], _ASIDE)
    return tuple(lowered)
