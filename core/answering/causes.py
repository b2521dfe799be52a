"""Which sentence of a call tells the reason for something: each is weighed by where it stands and by how it looks.

Most reasons are given without a because: "My son gets cold at night." after "Could I have the firewood?". So nothing is
sought by its form alone. A sentence counts for what its turn has to do with the matter, for the side that speaks, and
for signs of a reason: a situation, a need or lack, something that was not in the question.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter, mul
from typing import Final

from core.answering.grounds import (
    BARE_REFUSAL,
    CAUSAL,
    asked_what_is_wrong,
    asked_why,
    clause_of,
    is_wish,
    plain,
    worth_of,
)
from core.answering.parts import parts_of, with_classes
from core.answering.plan import Plan
from core.answering.retrieve import coverage, rank
from core.answering.transcript import Line, Part, Transcript
from core.answering.vocabulary import related, word_set
from core.text import content_stems

_WHY: Final = re.compile(r"^(?:why|how come)\b")
_FIRST_PERSON: Final = re.compile(r"\b(?:i|we|my|our)\b", re.IGNORECASE)
# What somebody has to do, lacks, fears or has failed to do.
_BURDEN: Final = re.compile(
    r"\b(?:need\w*|(?:have|has|had|got) to|gotta|must|supposed to|forg[eo]t\w*|lost|lose|hate|afraid|worr\w+|can ?not"
    r"|unable|too|enough|without|only|already|never|not|no)\b|n['’]t\b",
    re.IGNORECASE,
)
_REGRET: Final = re.compile(
    r"\b(?:sorry|unfortunately|afraid|not able|un(?:able|available)|no longer|not available)\b", re.I
)
_COURTESY: Final = re.compile(
    r"\W*(?:thank\w*|great|good|nice|awesome|perfect|welcome|hello|hi|hey|bye|wow|ok|okay|yes|sure)\b", re.IGNORECASE
)
_BID: Final = re.compile(r"\W*(?:please|(?:can|could|would|will) you|(?:can|could|may) i)\b", re.IGNORECASE)
_NUMBERS: Final = word_set("one two three four five six seven eight nine ten packag extra item")
_TOLD: Final = 0.5  # how much a sentence has to tell besides the question that has no sign of a reason, or is a wish
_OF_TROUBLE: Final = 0.6  # what being asked for one's trouble is worth beside being asked why
_TELLING: Final = 4  # words of content from which on more do not count
_BESIDE: Final = 2.0  # by how much a sentence may be worse than the one next to it to be told with it
_ENOUGH: Final = 0.25  # how much that one has to tell besides the question
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a sentence as a reason, each 0..1 unless said otherwise.

    Of its turn: `near` is the rank's score and `near_before` that of the turn before, as shares of the best;
    `turn_covers` its share of the matter's words that the best turn has, `cosine` how near its meaning comes to the
    question's, `own_side` 1 for the side asked about and -1 for the other, `at_issue` how much it refuses, fails or
    shows the feeling that is asked about, `in_reply` what the turn before covers, where that asks why (less of what was
    spoken of till then, where it asks for a trouble). Of the sentence: `covers` is the same as `turn_covers`, `after`
    that of the sentence before it; `first_person`, `asks`, `causal`, `burden`, `regret` (of the bot, where something
    failed) and `courtesy` tell whether it has such words; `situation` is core.answering.grounds' worth, `new` how much
    it says that the question does not.
    """

    near: float
    near_before: float
    turn_covers: float
    cosine: float
    own_side: float
    at_issue: float
    in_reply: float
    covers: float
    after: float
    first_person: float
    asks: float
    causal: float
    burden: float
    regret: float
    courtesy: float
    situation: float
    new: float


# A conditional logit over the sentences of a call, fitted on a hundred questions about dialogues of four corpora.
_WEIGHTS: Final = Signs(
    near=1.4,
    near_before=0.7,
    turn_covers=0.6,
    cosine=0.9,
    own_side=1.5,
    at_issue=2.5,
    in_reply=3.5,
    covers=0.4,
    after=0.5,
    first_person=0.8,
    asks=-1.0,
    causal=0.9,
    burden=0.55,
    regret=0.6,
    courtesy=-0.95,
    situation=1.3,
    new=1.4,
)


_VALUES: Final = attrgetter(*Signs.__slots__)


@dataclass(frozen=True, slots=True)
class Cause:
    """What is likeliest to be a reason: its words, its turn, its probability, 0..1, and of how many sentences it is."""

    text: str
    line: Line
    probability: float
    among: int


def likeliest_cause(
    plan: Plan, transcript: Transcript, topic: Sequence[str], at_issue: Mapping[int, float], *, failed: bool
) -> Cause | None:
    """Return the sentence that is likeliest to tell a reason, with the next one where both do; None for none.

    `at_issue` tells how much each turn, by its position, does what the question is after the reason of, 0..1;
    `failed` tells that this is a failure.
    """
    weighed = _weighed(plan, transcript, topic, at_issue, failed=failed)
    if not weighed:
        return None
    best = max(range(len(weighed)), key=lambda place: weighed[place][2])
    line, _, most = weighed[best]
    total = math.fsum(math.exp(score - most) for _, _, score in weighed)
    return Cause(_told(plan, weighed, best), line, 1.0 / total, len(weighed))


def _told(plan: Plan, weighed: Sequence[tuple[Line, Part, float]], best: int) -> str:
    """Return the because of a sentence, else the sentence, with the one next to it where that is nearly as good."""
    line, part, score = weighed[best]
    text = line.turn.text
    if CAUSAL.search(part.text):  # a clause may be longer than its part: "because it is warm and keeps us going"
        clause = clause_of(text[max(0, text.find(part.text)) :])
        if _new(plan, content_stems(clause)) > 0.0:
            return clause
    beside = [place for place in (best - 1, best + 1) if 0 <= place < len(weighed) and weighed[place][0] is line]
    other = max(beside, key=lambda place: weighed[place][2], default=best)
    _, more, worth = weighed[other]
    tells = other != best and not more.asks and worth > score - _BESIDE and _new(plan, more.stems) >= _ENOUGH
    if not tells or len(part.text) + len(more.text) > _LONGEST:
        return plain(part.text)
    return plain(f"{more.text} {part.text}" if other < best else f"{part.text} {more.text}")


def _weighed(
    plan: Plan, transcript: Transcript, topic: Sequence[str], at_issue: Mapping[int, float], *, failed: bool
) -> list[tuple[Line, Part, float]]:
    """Return each sentence of a call with its score, in temporal order."""
    return [
        (line, part, math.fsum(map(mul, _VALUES(signs), _VALUES(_WEIGHTS))))
        for line, part, signs in signs_of(plan, transcript, topic, at_issue, failed=failed)
    ]


def signs_of(
    plan: Plan, transcript: Transcript, topic: Sequence[str], at_issue: Mapping[int, float], *, failed: bool
) -> list[tuple[Line, Part, Signs]]:
    """Return the signs of each sentence that tells more than the question, or than a wish, in temporal order."""
    lines = transcript.lines
    ranked = rank(transcript, plan.terms, plan.speaker, _WHY.sub("", plan.words).strip(), plan.topic)
    scores = {line.position: score for line, score in ranked}
    most = max(scores.values(), default=1.0)
    near = [scores.get(place, 0.0) / most for place in range(len(lines))]
    cosines = transcript.cosines_in_place(plan.words)
    covered = [coverage(transcript, topic, with_classes(line.stems, topic)) for line in lines]
    covered_so_far = list(accumulate(covered, max))
    covered_most = covered_so_far[-1] or 1.0
    found: list[tuple[Line, Part, Signs]] = []
    for line in lines:
        place = line.position
        of_side = 0.0 if plan.speaker is None else 1.0 if plan.speaker == line.speaker else -1.0
        asked = 0.0
        if asked_why(transcript.before(line)):
            asked = max(covered[place - 1] / covered_most, at_issue.get(place - 2, 0.0))
        if asked_what_is_wrong(transcript.before(line)):
            asked = max(asked, _OF_TROUBLE * covered_so_far[place - 1] / covered_most)
        before = 0.0
        for part in parts_of(line):
            covers = coverage(transcript, topic, with_classes(part.stems, topic)) / covered_most
            signs = Signs(
                near=near[place],
                near_before=near[place - 1] if place else 0.0,
                turn_covers=covered[place] / covered_most,
                cosine=cosines[place],
                own_side=of_side,
                at_issue=at_issue.get(place, 0.0),
                in_reply=asked,
                covers=covers,
                after=before,
                first_person=float(_FIRST_PERSON.search(part.text) is not None),
                asks=float(part.asks),
                causal=float(CAUSAL.search(part.text) is not None),
                burden=float(_BURDEN.search(part.text) is not None),
                regret=float(failed and line.speaker == "bot" and _REGRET.search(part.text) is not None),
                courtesy=float(_COURTESY.match(part.text) is not None),
                situation=worth_of(part.text, topic),
                new=_new(plan, part.stems),
            )
            if _may_tell(part.text, signs):
                found.append((line, part, signs))
            before = covers
    return found


def _may_tell(text: str, signs: Signs) -> bool:
    """Tell whether a sentence may be a reason: it bids nothing, and tells more than the question or than a wish.

    One new word is enough where the sentence looks like a reason: "I am a diabetic".
    """
    if _BID.match(text) and not signs.causal:
        return False
    telling = any((signs.situation, signs.burden, signs.causal, signs.in_reply, signs.at_issue))
    return signs.new >= _TOLD or (signs.new > 0.0 and telling and not is_wish(text))


def _new(plan: Plan, stems: Collection[str]) -> float:
    """Return how much stems tell besides the question's, 0..1; numbers and words of bare refusal tell nothing."""
    rest = set(stems).difference(plan.terms, BARE_REFUSAL, _NUMBERS)
    new = sum(related(item).isdisjoint(plan.terms) for item in rest if not item.isdigit())
    return min(new, _TELLING) / _TELLING
