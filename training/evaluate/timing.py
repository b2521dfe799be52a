"""What the analysis of a call costs, by stage and measure and by its number of turns; and what a question costs.

Each time is the least of several runs, in milliseconds of one core's time: what else the machine does only adds to it.

Usage: python -m training.evaluate.timing --data DIRECTORY; writes build/timing.md
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from types import CodeType
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[threads] = "1"  # idle threads of a product would count as work

from core.analysis import pipeline  # noqa: E402 - numpy reads the settings above
from core.analysis.measures import MEASURES  # noqa: E402
from core.answering.answer import answer_question  # noqa: E402
from core.answering.transcript import read_transcript  # noqa: E402
from core.answering.understand import understand  # noqa: E402
from core.calls import Call  # noqa: E402
from core.campaigns import Campaign  # noqa: E402
from core.preprocessing import DEFAULT_FILLERS, prepare  # noqa: E402
from training.corpora import records  # noqa: E402
from training.evaluate.calls import by_hash, call_of, campaign_of  # noqa: E402

CORPUS = "star"
TURNS = 60
SIZES = (20, 100, 1000, 10_000)
RUNS = 15
QUESTION_RUNS = 5
SIZES_ASKED = (TURNS, 250, 1000)
QUESTIONS = (
    "Did the customer agree to the booking?",
    "Did the bot mention the price?",
    "Did the customer ask about parking?",
    "Was the customer annoyed?",
    "Is the hotel close to the station?",
    "What is the overall sentiment of the customer?",
    "How did the mood change after the offer?",
    "Was the customer interested in proceeding?",
    "How many questions did the customer ask?",
    "How often was the hotel mentioned?",
    "How long did the call last?",
    "What share of the talk was the customer's?",
    "How long was the longest silence?",
    "When did the customer first mention the restaurant?",
    "When was the appointment last mentioned?",
    "Who mentioned the weather first?",
    "Why did the customer change their mind?",
    "What is the customer's name?",
    "How much does the ride cost?",
    "Which questions did the customer ask?",
    "What did the bot say after the customer asked for a hotel?",
    "What are the next steps?",
    "What was the customer's main concern?",
    "Summarise the call.",
)


def call_with(dialogues: list[dict[str, Any]], turns: int) -> tuple[Call, Campaign]:
    """Return a call of so many turns: dialogues of a corpus one after the other, cut at the end."""
    joined: list[dict[str, Any]] = []
    at = 0
    while len(joined) < turns:
        begin = float(joined[-1]["timestamp"]) + 5.0 if joined else 0.0
        dialogue = dialogues[at % len(dialogues)]["turns"]
        joined += [turn | {"timestamp": begin + float(turn["timestamp"])} for turn in dialogue]
        at += 1
    record = dialogues[0] | {"turns": joined[:turns]}
    return replace(call_of(record), call_id=f"{turns} turns"), campaign_of(record)


def least(run: Callable[[], Any], runs: int = RUNS) -> float:
    """Return the least time of several runs in milliseconds."""
    times = []
    for _ in range(runs):
        begun = time.process_time()
        run()
        times.append(time.process_time() - begun)
    return 1000.0 * min(times)


def split(call: Call, campaign: Campaign) -> Iterator[tuple[str, float]]:
    """Yield what each step of the analysis costs, the steps within reading and each measure included."""
    dialogue = prepare(call, DEFAULT_FILLERS)
    yield "preparation", least(lambda: prepare(call, DEFAULT_FILLERS))
    yield "reading", least(lambda: pipeline.read(dialogue, campaign))
    yield from _within(pipeline.read, lambda: pipeline.read(dialogue, campaign), "reading: ")
    reading = pipeline.read(dialogue, campaign)
    for measure in MEASURES:
        metric = measure(reading)
        yield f"measure {metric.question_id} {metric.question}", least(lambda measure=measure: measure(reading))
    yield from _within(pipeline.analyse, lambda: pipeline.analyse(call, campaign), "", frozenset({"prepare", "read"}))


def _within(
    step: Callable[..., Any], run: Callable[[], Any], prefix: str, leave_out: frozenset[str] = frozenset()
) -> Iterator[tuple[str, float]]:
    """Yield the time that a step of the pipeline spends in each function of the analysis that it calls by name."""
    spent: dict[str, float] = {}
    kept = {}
    for name in _names(step.__code__):
        called = getattr(pipeline, name, None)
        if not callable(called) or isinstance(called, type) or name in leave_out:
            continue
        kept[name] = called

        def timed(*args: Any, name: str = name, called: Callable[..., Any] = called, **kwargs: Any) -> Any:
            begun = time.process_time()
            try:
                return called(*args, **kwargs)
            finally:
                spent[name] = spent.get(name, 0.0) + time.process_time() - begun

        setattr(pipeline, name, timed)
    try:
        best: dict[str, float] = {}
        for _ in range(RUNS):
            spent.clear()
            run()
            best = {name: min(took, best.get(name, took)) for name, took in spent.items()}
    finally:
        for name, called in kept.items():
            setattr(pipeline, name, called)
    yield from ((f"{prefix}{name}", 1000.0 * took) for name, took in sorted(best.items(), key=lambda each: -each[1]))


def _names(code: CodeType) -> list[str]:
    """Return the names that a function uses, those within its comprehensions included."""
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return sorted({*code.co_names, *(name for each in inner for name in _names(each))})


def report(data: Path) -> str:
    """Return the times as Markdown."""
    dialogues = by_hash(record for record in records(data, CORPUS) if len(record["turns"]) >= 10)[:200]
    call, campaign = call_with(dialogues, TURNS)
    whole = least(lambda: pipeline.analyse(call, campaign))
    lines = [f"| a call of {TURNS} turns | ms |", "|---|---|", f"| all of it | {whole:.2f} |"]
    lines += [f"| {step} | {took:.2f} |" for step, took in split(call, campaign)]
    lines += ["", "| turns | ms | ms a turn |", "|---|---|---|"]
    for size in SIZES:
        long, its = call_with(dialogues, size)
        took = least(lambda long=long, its=its: pipeline.analyse(long, its), RUNS if size < 1000 else 3)
        lines.append(f"| {size} | {took:.1f} | {took / size:.3f} |")
    return "\n".join(lines) + "\n\n" + of_questions(data)


def of_questions(data: Path) -> str:
    """Return what questions of all kinds cost on a short and on long calls, as Markdown.

    An answer reads the call's turns, understands the question and looks for the answer; the first two also apart.
    """
    dialogues = by_hash(record for record in records(data, CORPUS) if len(record["turns"]) >= 10)[:200]
    lines = [
        f"| turns | ms a question (median of {len(QUESTIONS)}) | dearest | its question | reading the turns | "
        "understanding the question (median) | ms a turn |",
        "|---|---|---|---|---|---|---|",
    ]
    for size in SIZES_ASKED:
        call, campaign = call_with(dialogues, size)
        analysis = pipeline.analyse(call, campaign)

        def answered(question: str, its: Any = (call, campaign, analysis)) -> float:
            return least(lambda: answer_question(question, *its), QUESTION_RUNS)

        took = {question: answered(question) for question in QUESTIONS}
        reading = least(lambda its=(call, campaign, analysis): read_transcript(*its), QUESTION_RUNS)
        understanding = median(
            least(lambda question=question: understand(question), QUESTION_RUNS) for question in QUESTIONS
        )
        dearest = max(took, key=lambda question: took[question])
        middle = median(took.values())
        lines.append(
            f"| {size} | {middle:.2f} | {took[dearest]:.2f} | {dearest} | {reading:.2f} | {understanding:.2f} | "
            f"{middle / size:.4f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    told = report(parser.parse_args().data)
    Path("build").mkdir(exist_ok=True)
    Path("build/timing.md").write_text(told, encoding="utf-8")
    print(told)


if __name__ == "__main__":
    main()
