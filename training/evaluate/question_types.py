"""Whether questions are understood: the kind of answer they want, the side, the operator and the order they ask for.

Measured on the questions of the fourth author of training/question_types.jsonl, who saw neither the rules nor the other
questions; the rules were written on those of the other three. The second author's were the test before: .72 when the
rules first saw them, .88 when they were opened. No call is looked at.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from core.answering.plan import Operator, Plan
from core.answering.understand import understand
from training.evaluate.protocol import RULES, Row, measured, share

QUESTIONS: Final = Path(__file__).parents[1] / "question_types.jsonl"
TEST_AUTHOR: Final = 4
CORPUS: Final = "own questions, fourth author"
_TASK: Final = "question understanding"

# Which operators answer a question of each label; a label of what is asked, not of how it is answered.
OPERATORS: Final[Mapping[str, frozenset[Operator]]] = {
    "did": frozenset((
        "check", "focus", "requests", "mention", "ask", "stance", "deed", "proposition", "state", "act", "stated",
        "interest", "sentiment", "outcome", "score",
    )),
    "how_many": frozenset(("count", "requests", "stated", "check")),
    "amount": frozenset(("stated", "outcome")),
    "how_long": frozenset(("duration", "stated", "check", "share")),
    "share": frozenset(("share", "count", "stated", "requests")),
    "when": frozenset(("when", "stated")),
    "who": frozenset(("who", "stated", "passage")),
    "why": frozenset(("reason", "concern", "purpose")),
    "what": frozenset(("passage", "stated", "around", "list", "purpose", "concern", "outcome", "who")),
    "list": frozenset(("list", "passage", "requests")),
    "where": frozenset(("stated", "passage", "when")),
    "sentiment": frozenset(("sentiment", "state", "check", "compare")),
    "interest": frozenset(("interest", "stance", "proposition")),
    "rating": frozenset(("score", "state", "check", "focus", "requests")),
    "compare": frozenset(("compare", "who", "sentiment")),
    "summary": frozenset(("summary", "purpose", "concern")),
    "outcome": frozenset(("outcome", "requests")),
}  # fmt: skip


def rows(_: Path) -> Iterator[Row]:
    """Yield how many of the questions are understood rightly, as a whole and by the kind of answer."""
    asked = questions(TEST_AUTHOR)
    plans = [understand(each["question"]) for each in asked]
    right = [plan.type == each["type"] for each, plan in zip(asked, plans, strict=True)]
    yield _row("accuracy of the type", asked, right, [each["type"] for each in asked], target=0.95)
    for kind in sorted({each["type"] for each in asked}):
        of_kind = [at for at, each in enumerate(asked) if each["type"] == kind]
        yield _row(f"recall of {kind}", [asked[at] for at in of_kind], [right[at] for at in of_kind])
    for part, judged in PARTS.items():
        hits = [judged(each, plan) for each, plan in zip(asked, plans, strict=True)]
        yield _row(f"accuracy of the {part}", asked, hits, [str(each[part]) for each in asked])


def notes(_: Path) -> str:
    """Tell in Markdown which questions of the development authors are read as of another type."""
    lines = ["## Questions of another type (seen in development)", ""]
    for each in questions(1) + questions(2) + questions(3):
        if (read := understand(each["question"]).type) != each["type"]:
            lines.append(f"- {each['type']}, read as {read}: {each['question']}")
    return "\n".join(lines) + "\n"


@cache
def questions(author: int) -> tuple[Mapping[str, Any], ...]:
    """Return the labelled questions of an author, 1 to 4."""
    told = (json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines())
    return tuple(each for each in told if each["author"] == author)


def right_side(asked: Mapping[str, Any], plan: Plan) -> bool:
    """Tell whether a plan is about the side that a question is about."""
    return bool(plan.speaker == asked["speaker"])


def right_operator(asked: Mapping[str, Any], plan: Plan) -> bool:
    """Tell whether a plan's operator is one that answers such a question."""
    return plan.operator in OPERATORS[asked["operator"]]


def right_order(asked: Mapping[str, Any], plan: Plan) -> bool:
    """Tell whether a plan looks first, last, before or after where a question does, and nowhere else."""
    read = {plan.order, plan.relation} - {""}
    return asked["order"] in read if asked["order"] else not read


def right_polarity(asked: Mapping[str, Any], plan: Plan) -> bool:
    """Tell whether a plan asks for the opposite where a question does."""
    return bool(plan.negated == asked["negated"])


PARTS: Final = {
    "speaker": right_side,
    "operator": right_operator,
    "order": right_order,
    "negated": right_polarity,
}


def _row(
    measure: str,
    asked: Sequence[Mapping[str, Any]],
    right: Sequence[bool],
    labels: Sequence[str] = (),
    target: float | None = None,
) -> Row:
    """Return the row of a share of questions; families of questions are drawn for its interval."""
    usual = Counter(labels).most_common(1)[0][1] / len(labels) if labels else None
    return measured(
        _TASK,
        CORPUS,
        measure,
        [each["family"] for each in asked],
        share(right),
        how=RULES,
        baseline_name="the usual label" if labels else None,
        baseline=usual,
        target=target,
    )
