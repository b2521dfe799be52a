"""What mattered most to a side, or to each of the two: by name where things are divided, else in its own words."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from core.answering.parts import denies, parts_of
from core.answering.plan import Plan
from core.answering.quotes import at, in_words, quote
from core.answering.replies import name_of, not_stated, on_lines, said
from core.answering.terms import proposed
from core.answering.transcript import Line, Part, Transcript
from core.answering.vocabulary import word_set
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems, stem

_WEIGHTS: Final = (
    (3.0, re.compile(r"\b(?:(?:want|need|like)\b.{0,60}\bthe most|priorit\w*|most important|more than anything"
        r"|matters? most|main (?:thing|concern"
        r"|reason)|above all|major)\b", re.I)),
    (2.0, re.compile(r"\b(?:important|especially|essential|vital|crucial|really (?:need|want|like)|definitely need"
        r"|at least|care about|most interested)\b", re.I)),
    (1.0, re.compile(r"\b(?:need|want|must|prefer|would like|looking for|hope|worried|concern\w*|make sure|require"
        r"|interested)\b", re.I)),
    (0.5, re.compile(r"\b(?:because|since|so (?:that|i)|as much)\b", re.I)),
    (-2.0, re.compile(r"\bnot (?:too |so |that )?(?:a (?:concern|priority)|important|worried)\b"
        r"|\byou (?:need|want|prefer|like)\b|\?", re.I)),
)  # fmt: skip
_OWN_MOST: Final = re.compile(r"\bmy (?:\w+ ){0,2}(?:priorit\w*|preferences?|need)|\bi\b.{0,40}\bthe most\b", re.I)
_BOTH: Final = re.compile(r"\b(?:each|both|two|either|respective\w*|everyone|parties|sides)\b")
_ORDERED: Final = re.compile(r"\b(?:priorities|order|rank\w*|preferences)\b")
_LATER: Final = re.compile(r"\b(?:second|third|next|secondly|lastly|least)\b", re.I)
_LESS: Final = re.compile(r"\b(?:less|not as|not so|flexible|do without|spare|part with|give up)\b", re.I)
_DIVIDING: Final = re.compile(r"\b(?:than|over|versus|vs|rather than|instead of|but not|as opposed to)\b", re.I)
_PART_OF_NAME: Final = 4  # characters of the last part of a name that stands for it
_BEHIND: Final = 0.1  # what a thing loses that is named after another one
_SECOND: Final = 1.4  # the most that is worth what is told to come second or third
_MENTION: Final = 0.2  # what it is worth to be named at all
_STRESS: Final = word_set("prioriti import prefer same number need want most main thing top first interest")


def answer_priorities(plan: Plan, transcript: Transcript) -> Answer:
    """Tell what mattered most to a side, or to each of the two: by name where the call counts and divides things."""
    both = plan.speaker is None or _BOTH.search(plan.words) is not None
    sides: tuple[Speaker, ...] = ("customer", "bot") if both or plan.speaker is None else (plan.speaker,)
    goods = list(dict.fromkeys(share.thing for share in proposed(transcript)))
    ranked = [(side, preferred(transcript, side, goods)) for side in sides] if len(goods) > 1 else []
    if ranked and all(things for _, things in ranked):
        return _by_name(plan, ranked)
    found = [line for side in sides for line in _weightiest(transcript.of(side), 1 if both else 2)]
    if not found:
        return not_stated(plan, transcript)
    told = "; ".join(f"{name_of(line.speaker)} at {at(line)}: {in_words(quote(line))}" for line in found)
    return on_lines(plan, f"{told[0].upper()}{told[1:]} - what was stressed most", 0.45, found)


def preferred(transcript: Transcript, side: Speaker, things: Iterable[str]) -> list[tuple[str, Line]]:
    """Return which of some things a side stressed, the most first, each with the turn that does so most.

    "Food is more important than water" stresses the food and not the water; what is denied is not stressed. Linear in
    the side's turns.
    """
    best: dict[str, tuple[float, Line]] = {}
    against: dict[str, float] = {}
    things = tuple(things)
    for line in transcript.of(side):
        for part in parts_of(line):
            for thing, weight in _stressed(part, things):
                if weight < 0:
                    against[thing] = against.get(thing, 0.0) + weight
                elif thing not in best or weight > best[thing][0]:
                    best[thing] = (weight, line)
    scored = [(weight + against.get(thing, 0.0), thing, line) for thing, (weight, line) in best.items()]
    kept = [item for item in scored if item[0] > 0]
    return [(thing, line) for _, thing, line in sorted(kept, key=lambda item: (-item[0], item[2].position))]


def _stressed(part: Part, things: Sequence[str]) -> list[tuple[str, float]]:
    """Return how much a sentence stresses each thing that it names; below 0 where it sets it behind another."""
    places = sorted((place, thing) for thing in things if (place := _place_of(thing, part)) >= 0)
    if not places:
        return []
    signs = [worth for worth, sign in _WEIGHTS if sign.search(part.text)]
    weight = max(signs, default=0.0) if _OWN_MOST.search(part.text) else sum(signs)
    dividing, less = _DIVIDING.search(part.text), _LESS.search(part.text)
    found: list[tuple[str, float]] = []
    for rank, (place, thing) in enumerate(places):
        worth = max(weight, 0.0) + _MENTION - _BEHIND * rank
        if dividing is not None and (len(places) > 1 or less is not None):
            behind = place > dividing.start()
            worth = worth + 1.0 if behind is (less is not None and less.start() < dividing.start()) else -1.0
        elif denies(part.words, content_stems(thing)) or (less is not None and less.start() < place):
            worth = -1.0
        elif (later := _LATER.search(part.text)) is not None and later.start() < place:
            worth = min(worth, _SECOND - _BEHIND * rank)
        found.append((thing, worth))
    return found


def _place_of(thing: str, part: Part) -> int:
    """Return where in a sentence a thing is named, "wood" for "firewood" too; -1 where it is not."""
    wanted = content_stems(thing)
    for found in re.finditer(r"[a-z'-]+", part.text.lower()):
        own = stem(found.group())
        if own in wanted or (len(own) >= _PART_OF_NAME and any(item.endswith(own) for item in wanted)):
            return found.start()
    return -1


def _by_name(plan: Plan, ranked: Sequence[tuple[Speaker, Sequence[tuple[str, Line]]]]) -> Answer:
    most = None if _ORDERED.search(plan.words) else 1
    told = [(side, ", then ".join(thing for thing, _ in things[:most])) for side, things in ranked]
    lines = list({line.position: line for _, things in ranked for _, line in things[:most]}.values())
    text = told[0][1] if len(told) == 1 else "; ".join(f"{name_of(side)}: {names}" for side, names in told)
    stems = tuple(item for _, things in ranked for thing, _ in things[:most] for item in content_stems(thing))
    return on_lines(plan, f"{text[0].upper()}{text[1:]} - {'; '.join(said(line, stems) for line in lines)}", 0.5, lines)


def _weightiest(lines: Sequence[Line], most: int) -> list[Line]:
    """Return the turns that stress a wish most: best first, at least one word of stress, the first of equals."""
    weighed = [(sum(weight for weight, sign in _WEIGHTS if sign.search(line.turn.text)), line) for line in lines]
    told = sorted(
        (item for item in weighed if item[0] >= 1 and not _STRESS.issuperset(item[1].stems)),
        key=lambda item: (-item[0], item[1].position),
    )
    return [line for _, line in told[:most]]
