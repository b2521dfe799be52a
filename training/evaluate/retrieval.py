"""Finding what a question is about: the turns that hold the answer, and the words that are it.

Evidence is measured on FriendsQA's questions, once with speakers' names before their words, as a transcript of several
people has them, and once without, and on QMSum's questions about meetings of some hundred turns. What is measured is
what is answered: on FriendsQA the evidence of the answer, first turn first; on QMSum, where five turns are looked at
and an answer quotes three, the ranking that answers rest on. The token F1 is of the answer without its grounds (what
stands before " - the customer at 0:42"); an answer that it is not stated counts as no word at all.

The weights of the ranking were chosen on QMSum and STAR (training/passage_questions.py), none on FriendsQA.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.answering.replies import abstains
from core.answering.retrieve import rank
from core.answering.transcript import Transcript, read_transcript
from core.answering.understand import understand
from core.text import content_stems
from training.corpora import records
from training.evaluate.calls import asked
from training.evaluate.protocol import RULES, SHIPPED, Curve, Row, ece, has, measured, over, share

SATURATION, LENGTH = 1.2, 0.75  # BM25's usual k1 and b
BASELINE = "BM25"
_GROUNDS = re.compile(r" - (?=(?:the )?(?:bot|customer)\b|asked at\b|at \d)")
_ANY_GROUNDS = re.compile(r" - | \(")
_ARTICLES = frozenset(("a", "an", "the"))


@dataclass(frozen=True, slots=True)
class Found:
    """What is found for a question: hits at 1 and 3 (ours, the baseline's), F1 (ours, of the whole best turn)."""

    call: str
    hits: tuple[bool, bool]
    plain_hits: tuple[bool, bool]
    f1: float
    whole_f1: float
    told: bool  # not "Not stated"
    confidence: float


def rows(data: Path) -> Iterator[Row]:
    """Yield the rows of evidence and of the words of answers."""
    if has(data, "friendsqa"):
        for named in (True, False):
            yield from _of_friendsqa(data, named)
    if has(data, "qmsum"):
        for named in (True, False):
            yield _of_qmsum(data, named)


def _of_friendsqa(data: Path, named: bool) -> Iterator[Row]:
    found = friendsqa(data, named)
    calls = [each.call for each in found]
    turns = "with speakers' names" if named else "without speakers' names"
    for place, (depth, target) in enumerate(((1, 0.50), (3, 0.71))):
        yield measured(
            f"evidence turn, {turns}", "friendsqa", f"R@{depth}", calls, share([each.hits[place] for each in found]),
            how=RULES, target=target if named else None, baseline_name=BASELINE,
            baseline=sum(each.plain_hits[place] for each in found) / len(found),
        )  # fmt: skip
    yield measured(
        f"answer text, {turns}", "friendsqa", "token F1", calls, share([each.f1 for each in found]), how=RULES,
        target=0.30 if named else None, baseline_name="whole best turn",
        baseline=sum(each.whole_f1 for each in found) / len(found),
    )  # fmt: skip
    if named:
        yield _confidence(found, turns)


def _confidence(found: Sequence[Found], turns: str) -> Row:
    told = [each for each in found if each.told]
    return measured(
        f"confidence of answers, {turns}", "friendsqa", "ECE", [each.call for each in told],
        over(ece, [each.hits[0] for each in told], [each.confidence for each in told]), how=SHIPPED, target=0.05,
        lower_is_better=True,
    )  # fmt: skip


def curves(data: Path) -> Iterator[Curve]:
    """Yield the confidence of answers beside whether their first turn was evidence."""
    if has(data, "friendsqa"):
        told = [each for each in friendsqa(data, named=True) if each.told]
        yield Curve("answers, FriendsQA", [each.hits[0] for each in told], [each.confidence for each in told])


@cache
def friendsqa(data: Path, named: bool) -> tuple[Found, ...]:
    """Return what is found for each question of FriendsQA."""
    found: list[Found] = []
    for record in records(data, "friendsqa"):
        ready = asked(_narrated(record), named=named)
        plain = bm25([content_stems(turn.text) for turn in ready.call.turns])
        for item in record["qa"]:
            answer = ready.ask(item["question"])
            turns = [each.turn for each in answer.evidence]
            best = record["turns"][turns[0]]["text"] if turns else ""
            gold = {each["turn"] for each in item["answers"]}
            texts = [each["text"] for each in item["answers"]]
            ranked = plain(content_stems(item["question"]))
            found.append(
                Found(
                    call=record["id"],
                    hits=(_hit(gold, turns, 1), _hit(gold, turns, 3)),
                    plain_hits=(_hit(gold, ranked, 1), _hit(gold, ranked, 3)),
                    f1=max(token_f1(words_of(answer.text), text) for text in texts),
                    whole_f1=max(token_f1(best, text) for text in texts),
                    told=not abstains(answer),
                    confidence=answer.confidence,
                )
            )
    return tuple(found)


def _of_qmsum(data: Path, named: bool) -> Row:
    calls, ours, theirs = [], [], []
    for record in records(data, "qmsum"):
        items = [item for item in record["qa"] if item.get("evidence_turn_spans")]
        if not items:
            continue
        ready = asked(record, named=named)
        transcript = read_transcript(ready.call, ready.campaign, ready.analysis)
        plain = bm25([content_stems(turn.text) for turn in ready.call.turns])
        for item in items:
            gold = {turn for first, last in item["evidence_turn_spans"] for turn in range(first, last + 1)}
            calls.append(record["id"])
            ours.append(_hit(gold, _ranked(transcript, item["question"]), 5))
            theirs.append(_hit(gold, plain(content_stems(item["question"])), 5))
    return measured(
        f"evidence turns of meetings, {'with' if named else 'without'} speakers' names", "qmsum", "R@5 of a gold turn",
        calls, share(ours), how=RULES, target=0.79, baseline_name=BASELINE, baseline=sum(theirs) / len(theirs),
    )  # fmt: skip


def _ranked(transcript: Transcript, question: str) -> list[int]:
    plan = understand(question if question.endswith("?") else f"{question}?")
    ranked = rank(transcript, plan.terms, plan.speaker, plan.words, plan.topic)
    return [line.turn.index for line, _ in ranked[:5]]


def _narrated(record: dict[str, Any]) -> dict[str, Any]:
    """Return a dialogue whose narrator has no name: "#NOTE#" is none."""
    turns = [
        {**turn, "labels": {**turn["labels"], "speaker_name": None}}
        if (turn["labels"].get("speaker_name") or "").startswith("#")
        else turn
        for turn in record["turns"]
    ]
    return {**record, "turns": turns}


def _hit(gold: set[int], turns: Sequence[int], depth: int) -> bool:
    return not gold.isdisjoint(turns[:depth])


def words_of(answer: str) -> str:
    """Return an answer without its grounds; nothing where it says that the call does not state it.

    >>> words_of('in May - the customer at 0:42: "It ends in May."')
    'in May'
    """
    if answer.startswith("Not stated"):
        return ""
    told, *grounds = _GROUNDS.split(answer, maxsplit=1)
    return told if grounds else _ANY_GROUNDS.split(answer, maxsplit=1)[0]


def token_f1(said: str, gold: str) -> float:
    """Return the F1 of the words of two texts, case, marks and articles left out (Rajpurkar et al., 2016).

    >>> token_f1("the red car", "A car")
    0.6666666666666666
    """
    ours, right = _bare(said), _bare(gold)
    if not ours or not right:
        return float(ours == right)
    both = sum((Counter(ours) & Counter(right)).values())
    return 2 * both / (len(ours) + len(right))


def _bare(text: str) -> list[str]:
    whole = text.lower().replace(" n't", "n't").replace(" '", "'").replace("'", "").replace("’", "")
    return [word for word in re.sub(r"[^\w\s]", " ", whole).split() if word not in _ARTICLES]


def bm25(documents: Sequence[Sequence[str]]) -> Callable[[Sequence[str]], list[int]]:
    """Return a plain BM25 ranking over documents of stems: a function from a query to their positions, best first."""
    frequency = Counter(stem for document in documents for stem in set(document))
    counts = [Counter(document) for document in documents]
    mean = sum(map(len, documents)) / len(documents) or 1.0

    def ranking(query: Sequence[str]) -> list[int]:
        scores = [0.0] * len(documents)
        for stem in dict.fromkeys(query):
            rarity = math.log(1 + (len(documents) - frequency[stem] + 0.5) / (frequency[stem] + 0.5))
            for position, (document, count) in enumerate(zip(documents, counts, strict=True)):
                if number := count[stem]:
                    length = SATURATION * (1 - LENGTH + LENGTH * len(document) / mean)
                    scores[position] += rarity * number * (SATURATION + 1) / (number + length)
        return sorted(range(len(documents)), key=lambda position: (-scores[position], position))

    return ranking
