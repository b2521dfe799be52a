"""Answers to questions about calls: yes/no questions, the kind of a question, exact facts, and absent things.

Each is measured by a module of its own: STAR's questionnaire (`questionnaire`), NLU++'s single utterances
(`utterances`), facts that turns and times settle (`facts`), values that corpora label (`stated`), and questions by
outsiders whose answers were read (`judged`).
"""

from collections.abc import Iterator
from pathlib import Path

from core.answering.asked.detect import detect_type
from core.answering.asked.phrasing import phrase
from training.corpora import records
from training.evaluate import facts, judged, questionnaire, stated, utterances
from training.evaluate.protocol import RULES, Curve, Row, has, measured, share

KINDS = {"star": "boolean", "boolq": "boolean", "friendsqa": "textual", "qmsum": "textual"}


def rows(data: Path) -> Iterator[Row]:
    """Yield the rows of answering."""
    if has(data, "star"):
        yield from questionnaire.rows(data)
        yield from facts.rows(data)
    if has(data, "nlupp"):
        yield from utterances.rows(data)
    yield from stated.rows(data)
    yield from judged.rows(data)
    yield from _kinds(data)


def curves(data: Path) -> Iterator[Curve]:
    """Yield the confidence of yes and no beside whether they were right."""
    if has(data, "star"):
        yield from questionnaire.curves(data)


def notes(data: Path) -> str:
    """Return the tables of questions and intents, and the failures of each kind."""
    parts = []
    if has(data, "star"):
        parts += [questionnaire.notes(data), facts.notes(data)]
    if has(data, "nlupp"):
        parts.append(utterances.notes(data))
    parts.append(stated.notes(data))
    return "\n".join(parts)


def _kinds(data: Path) -> Iterator[Row]:
    """Yield how often the kind of a question is found, where a corpus settles it."""
    for corpus, kind in KINDS.items():
        if not has(data, corpus):
            continue
        found = {item["question"] for record in records(data, corpus) for item in record.get("qa") or ()}
        questions = sorted(text if text.endswith("?") else f"{text}?" for text in found)
        hits = [detect_type(phrase(text)) == kind for text in questions]
        yield measured(f"question type, {kind}", corpus, "accuracy", questions, share(hits), how=RULES, target=0.95)
