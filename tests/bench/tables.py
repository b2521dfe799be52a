"""Figures as people read them."""

from collections.abc import Sequence

from tests.bench.figures import Figure
from tests.bench.results import Results

HEADINGS = ("figure", "median", "lowest–highest", "goal", "verdict")


def number(value: float) -> str:
    """Return a figure with three digits that count, or all of those before the point.

    >>> number(0.012345), number(1.5), number(98765.4)
    ('0.0123', '1.5', '98,765')
    """
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{float(f'{value:.3g}'):g}"


def with_unit(value: float, unit: str) -> str:
    """Return a figure with its unit.

    >>> with_unit(1.5, "×"), with_unit(30, "ms")
    ('1.5×', '30 ms')
    """
    return f"{number(value)}{'' if unit in ('×', '%') else ' '}{unit}"


def line(figure: Figure) -> str:
    """Return one figure as it comes."""
    median, spread, goal, verdict = _cells(figure)
    judged = f"  goal {goal}: {verdict}" if goal else ""
    return f"  {figure.name}: {median} ({spread}){judged}"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures of a part in columns."""
    return columns([HEADINGS, *((figure.name, *_cells(figure)) for figure in figures)])


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, the first of them headings, in columns as wide as need be."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    ruled = [rows[0], ["─" * width for width in widths], *rows[1:]]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in ruled
    )


def report(results: Results) -> str:
    """Return a table of each part, what it took, and how many goals were reached."""
    told = [title(results)]
    for outcome in results.outcomes:
        told.append(f"{outcome.part} ({outcome.seconds:.0f} s)")
        if outcome.figures:
            told.append(table(outcome.figures))
        if outcome.failure is not None:
            told.append(outcome.failure.rstrip())
    verdicts = [figure.verdict for figure in results.figures if figure.goal]
    broken = [outcome.part for outcome in results.outcomes if outcome.failure is not None]
    told.append(f"{verdicts.count('reached')} of {len(verdicts)} goals reached.")
    if results.circumstances.short:
        told.append("A short run tells whether everything works; its times are not worth comparing.")
    if broken:
        told.append(f"Broken: {', '.join(broken)}.")
    return "\n\n".join(told)


def title(results: Results) -> str:
    """Return in a line where and when a run was, and of what."""
    about = results.circumstances
    return (
        f"{about.at}, commit {about.commit or 'unknown'}: {about.cores} cores of {about.cpu}, {about.memory_mb:,} MB, "
        f"Python {about.python}, PostgreSQL {about.postgresql}{', short' if about.short else ''}"
    )


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    spread = f"{number(figure.lowest)}–{number(figure.highest)}"
    goal = f"{figure.goal}{figure.unit if figure.unit in ('×', '%') else f' {figure.unit}'}" if figure.goal else ""
    return with_unit(figure.median, figure.unit), spread, goal, figure.verdict
