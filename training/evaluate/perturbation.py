"""How far the scores of a call move when what should not matter is changed.

Changed are how speech recognition writes (lower case without punctuation), how it divides turns, and whether the
customer says goodbye at the end. Every score is put on a scale of ten: points of ten as they are, an interest level or
probability (0..1) times ten, a sentiment (−1..1) times five. No score should move by more than 1.0.

Usage: python -m training.evaluate.perturbation --data DIRECTORY [--calls 50]; writes build/perturbation.md
"""

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.analysis.pipeline import analyse
from core.calls import Call, Turn
from core.reports import Analysis
from training.corpora import records
from training.evaluate.calls import SECONDS_PER_WORD, by_hash, call_of, campaign_of
from training.evaluate.protocol import RULES, Row, has, measured, share

CORPORA = ("casino", "dstc3_calls", "persuasion_for_good", "sgd", "star")
CALLS = 50  # of each corpus
MOST = 1.0  # of ten
WORST = 12  # calls shown of each perturbation
REPORTED = ("bot_performance_score", "customer_engagement_score", "overall_quality_score")
UNDERLYING = ("sentiment_score", "interest_level", "conversion_probability")
_MARKS = re.compile(r"[.,;:!?\"“”()…–—]+(?=\s|$)|(?<=\s)[\"“”(–—-]+(?=\s|\w)")
_PAUSE = re.compile(r"(?<=[.!?;,])\s+")


def as_recognised(call: Call) -> Call:
    """Write every turn as speech recognition does: lower case, no marks but those within words and numbers."""
    return replace(
        call, turns=tuple(replace(turn, text=_MARKS.sub(" ", turn.text.lower()).strip() or ".") for turn in call.turns)
    )


def divided(call: Call, halves: Callable[[str], tuple[str, str] | None]) -> Call:
    """Divide every turn that `halves` divides; the second half begins when the first half's words are said."""
    ends = [turn.timestamp_s for turn in call.turns[1:]] + [call.duration_s]
    turns: list[Turn] = []
    for turn, end in zip(call.turns, ends, strict=True):
        parts = halves(turn.text)
        turns.append(replace(turn, index=len(turns), text=parts[0] if parts else turn.text))
        if parts:
            said = SECONDS_PER_WORD * len(parts[0].split())
            lasts = min(said, max(0.0, end - turn.timestamp_s) * len(parts[0]) / len(turn.text))
            later = turn.timestamp_s + lasts
            turns.append(Turn(len(turns), turn.speaker, later, parts[1]))
    return replace(call, turns=tuple(turns))


def at_pause(text: str) -> tuple[str, str] | None:
    """Divide after the mark nearest the middle; None where there is none."""
    places = [found.span() for found in _PAUSE.finditer(text)]
    if not places:
        return None
    start, end = min(places, key=lambda place: (abs(place[0] - len(text) / 2), place))
    return text[:start], text[end:]


def at_middle(text: str) -> tuple[str, str] | None:
    """Divide before the word in the middle; None for fewer than four words."""
    words = text.split()
    half = len(words) // 2
    return (" ".join(words[:half]), " ".join(words[half:])) if len(words) > 3 else None


def farewell(call: Call) -> Call:
    """Let the customer say goodbye at the end."""
    last = Turn(len(call.turns), "customer", call.duration_s, "thank you, bye")
    return replace(call, turns=(*call.turns, last), duration_s=call.duration_s + 2.0)


PERTURBATIONS: dict[str, Callable[[Call], Call]] = {
    "lower case, no punctuation": as_recognised,
    "turns divided at a pause": lambda call: divided(call, at_pause),
    "turns divided in the middle": lambda call: divided(call, at_middle),
    '"thank you, bye" appended': farewell,
}


@dataclass(frozen=True, slots=True)
class Move:
    """What one perturbation did to one call: scores of ten before and after, and the answers that changed."""

    perturbation: str
    corpus: str
    call_id: str
    before: dict[str, float]
    after: dict[str, float]
    flipped: tuple[str, ...]
    parts: tuple[str, ...]

    def by(self, score: str) -> float:
        """Return how far a score moved."""
        return abs(self.after[score] - self.before[score])


def scores(of: Analysis) -> dict[str, float]:
    """Return the scores of an analysis, each on a scale of ten."""
    mood, interest = of.metric("Q002"), of.metric("Q005")
    return {
        **{name: getattr(of, name) for name in REPORTED},
        "sentiment_score": 5.0 * (mood.sentiment_score or 0.0),
        "interest_level": 10.0 * (interest.interest_level or 0.0),
        "conversion_probability": 10.0 * (interest.conversion_probability or 0.0),
    }


def moves(data: Path, calls: int = CALLS) -> Iterator[Move]:
    """Yield what each perturbation does to each of the chosen calls."""
    for corpus in CORPORA:
        if not has(data, corpus):
            continue
        eligible = (record for record in records(data, corpus) if len(record["turns"]) >= 6)
        for record in by_hash(eligible)[:calls]:
            yield from _moves_of(record, corpus)


def _moves_of(record: dict[str, Any], corpus: str) -> Iterator[Move]:
    call, campaign = call_of(record), campaign_of(record)
    plain = analyse(call, campaign)
    for name, perturb in PERTURBATIONS.items():
        changed = analyse(perturb(call), campaign)
        yield Move(
            name, corpus, call.call_id, scores(plain), scores(changed), _flipped(plain, changed), _parts(plain, changed)
        )


def _flipped(before: Analysis, after: Analysis) -> tuple[str, ...]:
    """Name the questions whose answers in words differ."""
    answers = {metric.question_id: metric.answer for metric in after.metrics}
    return tuple(
        metric.question_id
        for metric in before.metrics
        if metric.answer_type != "numeric" and answers[metric.question_id] != metric.answer
    )


def _parts(before: Analysis, after: Analysis) -> tuple[str, ...]:
    """Tell which parts of the scores moved by .3 or more, the furthest first."""
    found = {(part.score, part.part): part.points for part in after.score_parts}
    known = {(part.score, part.part): part.points for part in before.score_parts}
    told = []
    for key in sorted(known.keys() | found.keys()):
        was, now = known.get(key), found.get(key)
        distance = abs((now or 0.0) - (was or 0.0))
        if distance >= 0.3:
            told.append((-distance, f"{key[0].split('_')[0]}: {key[1]} {_points(was)} → {_points(now)}"))
    return tuple(text for _, text in sorted(told))


def _points(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def rows(data: Path) -> Iterator[Row]:
    """Yield, for each perturbation, the share of calls in which it moves a score by more than 1.0 of ten."""
    found = list(moves(data))
    for name in PERTURBATIONS:
        of = [move for move in found if move.perturbation == name]
        for what, names in (("a score of the report", REPORTED), ("interest, conversion or sentiment", UNDERLYING)):
            if of:
                yield measured(
                    f"perturbation: {name}",
                    "five corpora",
                    f"share of calls with {what} moved by more than 1.0 of 10",
                    [move.call_id for move in of],
                    share([max(map(move.by, names)) > MOST for move in of]),
                    how=RULES,
                    target=0.0,
                    lower_is_better=True,
                )


def notes(data: Path) -> str:
    """Return the distributions of the moves and the worst calls as Markdown."""
    return table(list(moves(data)))


def table(found: Sequence[Move]) -> str:
    """Return the distributions of the moves and the worst calls as Markdown."""
    lines = [
        "| perturbation | score | calls | median | 95 % | largest | moved by more than 1.0 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in PERTURBATIONS:
        of = [move for move in found if move.perturbation == name]
        for score in of[0].before if of else ():
            by = np.array([move.by(score) for move in of])
            lines.append(
                f"| {name} | {score} | {len(by)} | {np.median(by):.2f} | {np.quantile(by, 0.95):.2f} |"
                f" {by.max():.2f} | {np.mean(by > MOST):.1%} |"
            )
        changed = [question for move in of for question in move.flipped]
        told = ", ".join(f"{each} {changed.count(each) / len(of):.1%}" for each in sorted(set(changed)))
        lines.append(f"| {name} | answers changed | {len(of)} | | | | {told or 'none'} |")
    for name in PERTURBATIONS:
        lines += ["", f"## {name}: the furthest", ""]
        of = [move for move in found if move.perturbation == name and max(map(move.by, move.before)) > MOST]
        for move in sorted(of, key=lambda each: (-max(map(each.by, each.before)), each.call_id))[:WORST]:
            far = [f"{score} {move.before[score]:.1f} → {move.after[score]:.1f}" for score in move.before]
            told = [text for score, text in zip(move.before, far, strict=True) if move.by(score) > MOST / 2]
            lines.append(f"- {move.call_id}: {'; '.join(told)} ({'; '.join(move.parts[:5])}; {' '.join(move.flipped)})")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=CALLS)
    options = parser.parse_args()
    found = table(list(moves(options.data, options.calls)))
    Path("build").mkdir(exist_ok=True)
    Path("build/perturbation.md").write_text(found, encoding="utf-8")
    print(found)


if __name__ == "__main__":
    main()
