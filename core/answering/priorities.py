"""What mattered most to a side, or to each of the two, in its own words."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.plan import Plan
from core.answering.quotes import at, in_words, quote
from core.answering.replies import name_of, not_stated, on_lines
from core.answering.transcript import Line, Transcript
from core.answers import Answer
from core.calls import Speaker

_WEIGHTS: Final = (
    (3.0, re.compile(r"\b(?:(?:want|need|like)\b.{0,60}\bthe most|priorit\w*|most important|more than anything"
        r"|matters? most|main (?:thing|concern"
        r"|reason)|above all|major)\b", re.I)),
    (2.0, re.compile(r"\b(?:important|especially|essential|vital|crucial|really (?:need|want|like)|definitely need"
        r"|at least|care about)\b", re.I)),
    (1.0, re.compile(r"\b(?:need|want|must|prefer|would like|looking for|hope|worried|concern\w*|make sure)\b", re.I)),
    (0.5, re.compile(r"\b(?:because|since|so (?:that|i)|as much)\b", re.I)),
    (-2.0, re.compile(r"\bnot (?:a (?:concern|priority)|important)\b|\byou (?:need|want|prefer|like)\b|\?", re.I)),
)  # fmt: skip
_BOTH: Final = re.compile(r"\b(?:each|both|two|either|respective\w*|everyone|parties|sides)\b")


def answer_priorities(plan: Plan, transcript: Transcript) -> Answer:
    """Tell what mattered most to a side, or to each of the two, in its own words."""
    both = plan.speaker is None or _BOTH.search(plan.words) is not None
    sides: tuple[Speaker, ...] = ("customer", "bot") if both or plan.speaker is None else (plan.speaker,)
    found = [line for side in sides for line in _weightiest(transcript.of(side), 1 if both else 2)]
    if not found:
        return not_stated(plan, transcript)
    told = "; ".join(f"{name_of(line.speaker)} at {at(line)}: {in_words(quote(line))}" for line in found)
    return on_lines(plan, f"{told[0].upper()}{told[1:]} - what was stressed most", 0.45, found)


def _weightiest(lines: Sequence[Line], most: int) -> list[Line]:
    """Return the turns that stress a wish most: best first, at least one word of stress, the first of equals."""
    weighed = [(sum(weight for weight, sign in _WEIGHTS if sign.search(line.turn.text)), line) for line in lines]
    told = sorted(
        (item for item in weighed if item[0] >= 1 and item[1].stems), key=lambda item: (-item[0], item[1].position)
    )
    return [line for _, line in told[:most]]
