"""How often a side said much the same: the turn that comes nearest to what a question quotes, and those like it."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.plan import Plan
from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import word_set
from core.text import tokens

_QUOTED: Final = re.compile(
    r"\b(?P<verb>ask\w*|wonder\w*|sa(?:y|ys|id|ying)|repeat\w*|t(?:ell|ells|old)|remind\w*|insist\w*|stress\w*|claim\w*"
    r"|admit\w*|explain\w*|warn\w*|complain\w*|mention\w*|point\w* out)"
    r"(?: (?:(?:the )?(?:bot|customer|agent|caller|client)|him|her|them))?"
    r" (?:that|whether|if|(?=(?:how|what|why|when|where|which|who|he|she|they|it|i|we|you|there) ))(?P<what>.+)$"
)
_ASKING: Final = ("ask", "wonder")
# Reported speech has other persons and tenses than what was said.
_PERSONS: Final = word_set(
    "he she they it i we you him her them me us his their its my our your is are was were be been am had has have would"
    " could should can will did does do the a an"
)
_NEAR: Final = 0.7  # sum of cosine and of shared words from which a turn says what is quoted
_AS_NEAR: Final = 0.85  # share of the nearest turn's score that others reach
_SAME: Final = 0.75  # cosine of two turns that say the same


def quoted_in(words: str) -> tuple[str, bool]:
    """Return what a question says was said, in its words, and whether it was asked; "" for a question without it.

    >>> quoted_in("how often did the bot ask whether it could do anything else")
    ('it could do anything else', True)
    """
    found = _QUOTED.search(words)
    return (found["what"].strip(), found["verb"].startswith(_ASKING)) if found is not None else ("", False)


def said_alike(plan: Plan, transcript: Transcript) -> list[Line]:
    """Return the turns of the side asked about that say what the question quotes, or the same as the nearest of them.

    [] where the question quotes nothing or no turn comes near. Linear in the number of turns.
    """
    quoted, asking = quoted_in(plan.words)
    lines = [line for line in transcript.of(plan.speaker) if line.asks or not asking]
    if not quoted or not lines:
        return []
    cosines = transcript.cosines(quoted)
    wanted = frozenset(tokens(quoted)) - _PERSONS or frozenset(tokens(quoted))
    scores = {line.position: cosines[line.position] + _shared(wanted, line.words) for line in lines}
    best = max(scores, key=lambda position: (scores[position], -position))
    if scores[best] < _NEAR:
        return []
    same = transcript.vectors @ transcript.vectors[best]
    return [
        line
        for line in lines
        if scores[line.position] >= _AS_NEAR * scores[best] or float(same[line.position]) >= _SAME
    ]


def _shared(wanted: frozenset[str], words: Sequence[str]) -> float:
    return len(wanted.intersection(words)) / len(wanted)
