"""Run the bench: all parts, or those that are named, one after the other."""

import argparse
import sys
from pathlib import Path

from tests.bench import tables
from tests.bench.figures import Figure, Scale
from tests.bench.results import PROJECT, Outcome, Results, circumstances
from tests.bench.runner import run

PARTS = ("http", "path", "analysis", "questions", "browse", "isolation", "cost", "background", "start")


def main() -> int:
    """Measure, print and write; return 1 where a part broke."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    arguments.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all without any")
    arguments.add_argument("--short", action="store_true", help="look whether everything works, in two minutes")
    arguments.add_argument("--out", type=Path, help="where the figures go (build/bench.json, or bench-short.json)")
    given = arguments.parse_args()
    if unknown := [part for part in given.parts if part not in PARTS]:
        arguments.error(f"no such part: {', '.join(unknown)}")
    scale = Scale(given.short)
    out: Path = given.out or PROJECT / "build" / ("bench-short.json" if scale.short else "bench.json")
    results = Results(circumstances(scale), tuple(_measured(part, scale) for part in given.parts or PARTS))
    results.write(out)
    print(f"\n{tables.report(results)}\n\nWritten to {out}", flush=True)
    return int(any(outcome.failure is not None for outcome in results.outcomes))


def _measured(part: str, scale: Scale) -> Outcome:
    print(part, flush=True)
    outcome = run(f"tests.bench.{part}", scale, _show)
    if outcome.failure is not None:
        print(outcome.failure, file=sys.stderr, flush=True)
    return outcome


def _show(figure: Figure) -> None:
    print(tables.line(figure), flush=True)


if __name__ == "__main__":
    sys.exit(main())
