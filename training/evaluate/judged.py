"""Questions that outsiders put to real calls, and what readers thought of the answers.

The questions lie beside the tests, each with its dialogue, the answer that was judged (`got`) and the verdict of who
read it against the call. A verdict holds only as long as the answer is the same: others count as changed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from training.corpora import records
from training.evaluate.calls import Asked, asked
from training.evaluate.protocol import RULES, Row, ece, has, measured, over, share

QUESTIONS = Path(__file__).parents[2] / "tests" / "core" / "answering" / "questions.json"
CORPORA = ("persuasion_for_good", "star", "multidogo", "casino")
VERDICTS = {
    "right": "right",
    "half": "half right",
    "wrong": "wrong",
    "abstained": "rightly abstained",
    "missed": "wrongly abstained",
}
SHARES_RIGHT = {"right": 1.0, "half": 0.5, "wrong": 0.0}
CHANGED = "changed"


def rows(data: Path) -> Iterator[Row]:
    """Yield the share of each verdict; none where the questions or the dialogues of one are not there."""
    if not QUESTIONS.exists():
        return
    questions = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    calls = dialogues(data, {item["dialogue"] for item in questions})
    found = [item for item in questions if item["dialogue"] in calls]
    if not found:
        return
    said = verdicts(found, calls)
    for verdict in (*VERDICTS, CHANGED):
        yield measured(
            "questions by outsiders, judged by reading", ", ".join(CORPORA),
            f"share {VERDICTS.get(verdict, verdict)}",
            [item["dialogue"] for item in found], share([each == verdict for each in said]), how=RULES,
            lower_is_better=verdict not in ("right", "abstained"),
        )  # fmt: skip
    yield from _confidence(found, said, calls)


def _confidence(
    questions: Sequence[Mapping[str, Any]], said: Sequence[str], calls: Mapping[str, Asked]
) -> Iterator[Row]:
    """Yield how far the confidence of answers lies from the share that was read as right; a half one counts half."""
    told = [(item, SHARES_RIGHT[each]) for item, each in zip(questions, said, strict=True) if each in SHARES_RIGHT]
    if told:
        confidences = [calls[item["dialogue"]].ask(item["question"]).confidence for item, _ in told]
        yield measured(
            "confidence of answers to outsiders' questions", ", ".join(CORPORA), "ECE",
            [item["dialogue"] for item, _ in told], over(ece, [right for _, right in told], confidences), how=RULES,
            lower_is_better=True,
        )  # fmt: skip


def dialogues(data: Path, wanted: set[str]) -> dict[str, Asked]:
    """Return the dialogues of these ids, ready to be asked, from the corpora that are there."""
    return {
        record["id"]: asked(record)
        for corpus in CORPORA
        if has(data, corpus)
        for record in records(data, corpus)
        if record["id"] in wanted
    }


def verdicts(questions: Sequence[Mapping[str, Any]], calls: Mapping[str, Asked]) -> list[str]:
    """Return the verdict on each question's answer, or "changed" where it is another answer now.

    Raises ValueError for a verdict that is none of VERDICTS.
    """
    unknown = sorted({item["verdict"] for item in questions} - set(VERDICTS))
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: none of {', '.join(VERDICTS)}")
    return [
        item["verdict"] if calls[item["dialogue"]].ask(item["question"]).text == item["got"] else CHANGED
        for item in questions
    ]
