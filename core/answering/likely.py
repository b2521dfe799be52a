"""How likely a yes is where no rule knows the words of a question: a trained judge, for what rules leave open.

Each word of content in the question is laid beside the words of each turn: the same stem counts fully, kin less, other
words by how near they are in meaning (core.analysis.embedding). How near the question as a whole comes to the turns of
either side, what the nearest turn says, and whether the bot's reports were of success or failure are further signs. A
logistic regression puts them together; it has no weight for any word, so that it knows no question by heart. Made by
training/likely.py and told by the model's card.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.analysis.embedding import WIDTH, embed
from core.answering.contrary import alternatives_to
from core.answering.cues import answers, completes, fails
from core.answering.kinship import kinds_of
from core.answering.parts import denies, nearest_part
from core.answering.plan import Operator, Plan
from core.answering.presence import COVERED
from core.answering.replies import abstains, on_lines, said
from core.answering.retrieve import coverage
from core.answering.transcript import Line, Transcript
from core.answering.verdicts import verdict
from core.answering.vocabulary import related, side, stems_of, word_set
from core.answers import Answer
from core.text import content_stems

PATH: Final = Path(__file__).parents[1] / "models" / "likely.json"
_KIN: Final = 0.8  # what a word that means nearly the same is worth beside the same word
_KIND: Final = 0.7  # and one that names a kind of it
_APART: Final = 0.35  # cosine of two words up to which they have nothing to do with each other
_OWN_SIDE: Final = 0.15  # cosine that being of the side asked about is worth in the choice of the nearest turn
_UNSEEN: Final = 0.7  # what is left of the confidence of a no that rests on seeing nothing
_NEAREST: Final = 0.5  # cosine from which the nearest turn says what is asked
_KNOWN: Final = 0.2  # share of a question's weight that must be said for its nearest turn to tell anything
_LEANING: Final = 0.8  # confidence of an answer by the nearest turn alone, times its cosine
_DENYING: Final = word_set("not no never none nothing neither without nobody")
_HALF: Final = 0.5  # share of the rest of a question that a turn which names another one must be about
_OF_ANOTHER: Final = 0.6  # confidence of a no because of another one
_LAST: Final = 8  # turns at the end of a call that tell how it went
# How somebody felt or what they agreed to is not told by how near a turn comes.
_JUDGED: Final[frozenset[Operator]] = frozenset(("mention", "ask", "deed", "proposition", "stance"))
# Near to these comes what they would undo.
_UNDOING: Final = frozenset(
    stems_of(
        word_set(
            "cancel cancelled refund refunded return unsubscribe delete deactivate block stop refuse reject decline"
            " lose forget deny leave quit withdraw"
        )
    )
)
# A "No" that quotes nothing which denies: core.answering.presence and core.answering.deeds word it so.
_UNFOUNDED_NO: Final = re.compile(r'No \((?:nothing in the call shows|(?:the (?:bot|customer)|".*") (?:was )?never )')
# What was done in the call shows in it; what holds outside of it ("Is the pool heated?") need not.
_OF_THE_CALL: Final = re.compile(r"(?:did|was|were|has|have|had|could)\b")


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a yes, each about -1..1.

    `said` is the share of the question's weight that is said in the call; `near_side` and `near_other` the cosine of
    the question and the nearest turn of the side asked about and of the other; `stands_out` how much nearer the nearest
    turn of all is than the mean one. Of the turn that fits best: `denied` (it denies the topic), `own_side` (it is of
    the side asked about), `done` (it reports success, times the share of the weight that it covers). Of the bot's
    reports: `succeeded` tells which prevail, 1 success and -1 failure, `near_success` the same times `near_side`,
    `ended_well` the same of the last turns. `brevity` is 1 / ln of the number of turns, since the nearest of many
    turns is nearer by chance.
    """

    said: float
    near_side: float
    near_other: float
    stands_out: float
    denied: float
    own_side: float
    done: float
    succeeded: float
    near_success: float
    ended_well: float
    brevity: float


def supported(plan: Plan, transcript: Transcript, answer: Answer) -> Answer:
    """Return an answer, or where it is a yes or no that rests on no turn, what the trained judge makes of the call.

    The judge says yes where that is likely enough for absent things to stay absent, and no to what would have been done
    in the call where a yes is unlikely. Between these, and where a question is not about the call, the answer stays.
    """
    of_the_call = _OF_THE_CALL.match(plan.words) is not None
    if plan.type == "boolean" and (other := _other_one(plan, transcript, answer)) is not None:
        return other
    if plan.type != "boolean" or plan.operator not in _JUDGED or not (plan.asks and (of_the_call or plan.speaker)):
        return answer
    left_open = abstains(answer)
    if not left_open and (plan.negated or _UNFOUNDED_NO.match(answer.text) is None):
        return answer
    if _known_to_rules(plan, transcript) or (found := signs_of(plan, transcript)) is None:
        return answer
    signs, line = found
    sure = probability(signs)
    model = _model()
    if sure >= model["least_of_yes"] and _says_no(transcript, line, plan):
        return on_lines(plan, f"{verdict(plan, False)} (most likely, by {said(line, plan.topic)})", 1.0 - sure, [line])
    if sure >= model["least_of_yes"]:
        return on_lines(plan, f"{verdict(plan, True)} (most likely, by {said(line, plan.topic)})", sure, [line])
    if left_open and of_the_call and sure <= model["most_of_no"]:
        text = f"{verdict(plan, False)} (nothing in the call shows it; nearest passage: {said(line, plan.topic)})"
        return on_lines(plan, text, _UNSEEN * (1.0 - sure), [line])
    return _by_nearest(plan, transcript, signs.said) or answer if left_open else answer


def _says_no(transcript: Transcript, line: Line, plan: Plan) -> bool:
    """Tell whether the sentence of a turn that fits best says no, which the question does not."""
    parts = [found for asks in (False, True) if (found := nearest_part(transcript, line, plan.topic, asking=asks))]
    words = max(parts, key=lambda found: found[1])[0].words
    return not _DENYING.isdisjoint(words) and _DENYING.isdisjoint(plan.words.split())


def _by_nearest(plan: Plan, transcript: Transcript, known: float) -> Answer | None:
    """Answer by the turn that comes nearest in meaning: by the yes or no to it where it asks, else by what it says.

    None where the question denies, where it is not about the call and nothing comes near, or its words are not known
    there.
    """
    meant = " ".join(word for word in plan.words.split() if side(word) is None)
    cosines = transcript.cosines_in_place(meant)
    nearest = int(np.argmax(cosines))
    line, near = transcript.lines[nearest], cosines[nearest]
    if plan.negated or known < _KNOWN:
        return None
    reply = transcript.after(line)
    if line.asks and near >= _NEAREST and reply is not None and reply.speaker != line.speaker and answers(reply):
        text = f"{verdict(plan, answers(reply) > 0)} (most likely, by {said(reply, plan.topic)})"
        return on_lines(plan, text, _LEANING * near, [reply, line])
    if near >= _NEAREST and not line.asks and not _DENYING.intersection(line.words):
        return on_lines(
            plan, f"{verdict(plan, True)} (most likely, by {said(line, plan.topic)})", _LEANING * near, [line]
        )
    text = f"{verdict(plan, False)} (nothing in the call shows it; nearest passage: {said(line, plan.topic)})"
    return on_lines(plan, text, _LEANING * (1.0 - near), [line])


def _other_one(plan: Plan, transcript: Transcript, answer: Answer) -> Answer | None:
    """Answer with no where the call names another one of a set than the question: a card and not cash."""
    founded_no = answer.text.startswith("No (") and _UNFOUNDED_NO.match(answer.text) is None
    if plan.operator not in _JUDGED or plan.negated or founded_no:
        return None
    for item in plan.topic:
        others = alternatives_to(item, transcript.frequency)
        rest = tuple(stem for stem in plan.topic if stem != item)
        if not others.isdisjoint(plan.topic):
            continue  # "rain or snow"
        near = [line for line in transcript.lines if not others.isdisjoint(line.stems)]
        about = [line for line in near if not rest or coverage(transcript, rest, _around(transcript, line)) >= _HALF]
        if about:
            text = f"{verdict(plan, False)} (not that one; {said(about[-1], tuple(others))})"
            return on_lines(plan, text, _OF_ANOTHER, about[::-1])
    return None


def _around(transcript: Transcript, line: Line) -> frozenset[str]:
    """Return the stems of a turn and of the two before it."""
    return frozenset(
        stem for each in transcript.lines[max(0, line.position - 2) : line.position + 1] for stem in each.stems
    )


def _known_to_rules(plan: Plan, transcript: Transcript) -> bool:
    """Tell whether a rule had the words to see a yes: a turn has most of them, or they undo what a call may do."""
    if not _UNDOING.isdisjoint(plan.topic):
        return True
    return any(coverage(transcript, plan.topic, line.stems) >= COVERED for line in transcript.lines)


def probability(signs: Signs) -> float:
    """Return how likely a question with these signs is to be answered with yes, 0..1."""
    model = _model()
    score = sum(model["weights"][name] * sign for name, sign in zip(Signs.__slots__, astuple(signs), strict=True))
    return float(1.0 / (1.0 + math.exp(-model["bias"] - score)))


def signs_of(plan: Plan, transcript: Transcript) -> tuple[Signs, Line] | None:
    """Return the signs of a question in a call, and the turn that fits it best; None where it has no word of content.

    Linear in the call's turns and in its different words.
    """
    asked = " ".join(word for word in plan.words.split() if side(word) is None)
    stems = plan.topic or tuple(dict.fromkeys(content_stems(asked)))
    if not stems:
        return None
    lines = transcript.lines
    aligned, weights = _aligned(transcript, stems)
    before = np.vstack([np.zeros((1, len(stems))), aligned[:-1]])
    together = np.maximum(aligned, _KIN * before) @ weights
    cosines = transcript.vectors @ embed([asked])[0]
    of_side = np.array([plan.speaker in (None, line.speaker) for line in lines])
    score = together + cosines + _OWN_SIDE * of_side
    best = len(score) - 1 - int(np.argmax(score[::-1]))  # the last of equals
    of_bot = [line for line in lines if line.speaker == "bot"]
    succeeded = _success(of_bot)
    near_side = float(cosines[of_side].max(initial=0.0))
    return Signs(
        said=float(aligned.max(axis=0) @ weights),
        near_side=near_side,
        near_other=float(cosines[~of_side].max(initial=0.0)),
        stands_out=float(cosines.max() - cosines.mean()),
        denied=float(denies(lines[best].words, stems)),
        own_side=float(of_side[best]),
        done=float(completes(lines[best])) * float(together[best]),
        succeeded=succeeded,
        near_success=near_side * succeeded,
        ended_well=_success([line for line in of_bot if line.position >= len(lines) - _LAST]),
        brevity=1.0 / math.log(2.0 + len(lines)),
    ), lines[best]


def _success(of_bot: Sequence[Line]) -> float:
    """Return whether reports of success or of failure prevail, -1..1, later ones counting more; 0 without any."""
    total = found = 0.0
    for place, line in enumerate(of_bot, 1):
        sign = -1.0 if fails(line) else float(completes(line))
        total += place * abs(sign)
        found += place * sign
    return found / total if total else 0.0


def _aligned(transcript: Transcript, stems: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how much of each stem each turn says, (turns, stems), 0..1, and the stems' weights, which add up to 1."""
    known = list(transcript.frequency)
    place_of = {stem: place for place, stem in enumerate(known)}
    vectors = np.array([_vector(stem) for stem in known]).reshape(len(known), WIDTH)
    asked = np.array([_vector(stem) for stem in stems])
    worth = np.maximum(0.0, (vectors @ asked.T - _APART) / (1.0 - _APART)).astype(np.float64)
    for at, stem in enumerate(stems):
        for others, least in ((kinds_of(stem), _KIND), (related(stem), _KIN), ((stem,), 1.0)):
            for other in others:
                if (place := place_of.get(other)) is not None:
                    worth[place, at] = max(worth[place, at], least)
    aligned = np.zeros((len(transcript.lines), len(stems)))
    for line in transcript.lines:
        if line.stems:
            aligned[line.position] = worth[[place_of[stem] for stem in line.stems]].max(axis=0)
    weights = np.array([transcript.weight(stem) for stem in stems])
    return aligned, weights / weights.sum()


@lru_cache(maxsize=1 << 14)
def _vector(stem: str) -> NDArray[np.float32]:
    """Return what a stem means, (256,), of length 1 or 0."""
    vectors = embed([stem])
    return vectors.reshape(WIDTH)


@cache
def _model() -> Mapping[str, Any]:
    told: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return told
