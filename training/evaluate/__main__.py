"""Measure every part of the analysis on labelled conversations, print the table and write it down.

`--data` is a folder with one folder a corpus and one .jsonl or .jsonl.gz file in each. On the development halves
(dev.jsonl) all of it together becomes core/models/accuracy.json; on any other files, on a part (`--only`) or on a
sample (`--sample`) it goes into build/ alone. The tables (build/evaluation.md, build/ablation.md) and the reliability
diagrams and curves of risk (build/reliability-*.svg, build/risk-coverage-*.svg) are always written.

Usage: python -m training.evaluate --data DIRECTORY [--only TASK,…] [--sample DIALOGUES]
"""

import argparse
import gzip
import os
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # pieces run side by side, and sums are always in one order

from api.progress import progress_bar  # noqa: E402 - numpy reads the settings above
from core.analysis.engine import ENGINE  # noqa: E402 - numpy reads the settings above
from core.analysis.heads import MODELS  # noqa: E402
from training.corpora import corpus_file, fingerprint, records  # noqa: E402
from training.evaluate import readme, reliability, risk_coverage  # noqa: E402
from training.evaluate.calls import by_hash  # noqa: E402
from training.evaluate.protocol import Curve, Row  # noqa: E402
from training.evaluate.table import document, markdown, plain, summary  # noqa: E402
from training.evaluate.tasks import TASKS, pieces, timed  # noqa: E402

BUILD = Path("build")
CORPORA = (
    "banking77", "boolq", "casino", "dialogsum", "dstc3_calls", "friendsqa", "goemotions", "meld", "multidogo",
    "nlupp", "persuasion_for_good", "product_reviews", "qmsum", "sgd", "star", "switchboard_sample", "topical_chat",
)  # fmt: skip


@dataclass(slots=True)
class Measured:
    """What the pieces of work gave."""

    rows: list[Row] = field(default_factory=list)
    ablation: list[Row] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    risks: list[risk_coverage.RiskCurve] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def measure(tasks: Sequence[str], data: Path) -> Measured:
    """Do the work of tasks side by side, one process a core, and tell on stderr how far it is."""
    found = Measured()
    begun = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(timed, task, kind, data): (task, kind) for task, kind in pieces(tasks)}
        with progress_bar("Measuring", len(waiting)) as bar:
            for work in as_completed(waiting):
                bar.update(1, _take(found, *waiting[work], work))
                if bar.hidden:
                    print(f"{time.monotonic() - begun:5.0f} s  {bar.current_item}", file=sys.stderr, flush=True)
    found.curves.sort(key=lambda curve: curve.name)
    return found


def _take(found: Measured, task: str, kind: str, work: Future[tuple[Any, float]]) -> str:
    """Add what a piece of work gave; return a line on it."""
    try:
        given, seconds = work.result()
    except Exception as error:  # one broken piece shall not cost the others, but is told and fails the run
        found.failed.append(f"{task} {kind} ({type(error).__name__}: {error})")
        return f"FAILED {found.failed[-1]}"
    if kind == "notes":
        found.notes[task] = given
    else:
        getattr(found, kind).extend(given)
    return f"{task} {kind}: {seconds:.0f} s"


def sampled(data: Path, dialogues: int) -> Path:
    """Write the first dialogues by hash of each corpus into build/sample, and return that folder."""
    folder = BUILD / "sample"
    shutil.rmtree(folder, ignore_errors=True)
    for corpus in CORPORA:
        path = corpus_file(data, corpus)
        if path is None:
            continue
        ids = {record["id"] for record in by_hash(records(data, corpus))[:dialogues]}
        (folder / corpus).mkdir(parents=True)
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            kept = [line for line, record in zip(lines, records(data, corpus), strict=True) if record["id"] in ids]
        (folder / corpus / "sample.jsonl").write_text("".join(kept), encoding="utf-8")
    return folder


def is_development(data: Path) -> bool:
    """Tell whether all corpora are there, each by its development half."""
    paths = [corpus_file(data, corpus) for corpus in CORPORA]
    return all(path is not None and path.name.startswith("dev.") for path in paths)


def write(found: Measured, data: Path, name: str | None) -> None:
    """Write what was measured; `name` None means that it is what the product tells of itself."""
    BUILD.mkdir(exist_ok=True)
    missing = [corpus for corpus in CORPORA if corpus_file(data, corpus) is None]
    told = summary(found.rows, {"no such corpus here": missing, "failed": found.failed})
    parts = ["# What was measured", told, markdown(found.rows)]
    if found.ablation:
        parts += ["# What each part gives", markdown(found.ablation)]
        (BUILD / "ablation.md").write_text(markdown(found.ablation), encoding="utf-8")
    parts += [f"# {task}\n\n{text}" for task, text in sorted(found.notes.items())]
    (BUILD / "evaluation.md").write_text("\n".join(parts), encoding="utf-8")
    text = document(
        found.rows,
        found.ablation,
        corpora={corpus: fingerprint(data, corpus) for corpus in CORPORA if corpus not in missing},
        models=dict(ENGINE.models),
    )
    path = MODELS / "accuracy.json" if name is None else BUILD / f"accuracy-{name}.json"
    path.write_text(text, encoding="utf-8")
    if name is None:
        readme.write()
    drawn = reliability.draw(found.curves, BUILD) + risk_coverage.draw(found.risks, BUILD)
    print(f"{plain(found.rows)}\n\n{told}\nWritten: {path}, build/evaluation.md, {len(drawn)} build/*.svg")


def main() -> None:
    """Measure and write; end with 1 where a piece of work failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", default=",".join(TASKS), help=f"some of {', '.join(TASKS)}")
    parser.add_argument("--sample", type=int, help="dialogues of each corpus")
    options = parser.parse_args()
    if not options.data.is_dir():
        parser.error(f"{options.data} is no folder")
    chosen = options.only.split(",")
    unknown = sorted(set(chosen) - set(TASKS))
    if unknown:
        parser.error(f"{', '.join(unknown)}: none of {', '.join(TASKS)}")
    name = None if is_development(options.data) else options.data.resolve().name
    name = name if set(chosen) == set(TASKS) else "part"
    data = options.data if options.sample is None else sampled(options.data, options.sample)
    found = measure(chosen, data)
    if options.sample is not None:
        name = "sample"
    elif found.failed:
        name = "part"
    write(found, data, name)
    sys.exit(1 if found.failed else 0)


if __name__ == "__main__":
    main()
