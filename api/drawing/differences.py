"""Differences between two bots, with their intervals, about a line that stands for none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from api.drawing.palette import GREEN, INK, LINE, MUTED, VERMILLION
from api.drawing.scales import Scale, ticks
from api.drawing.svg import line, number, picture, tag, text, tooltip

Verdict = Literal["improved", "regressed", "inconclusive"]
COLOURS: Final[dict[Verdict, str]] = {"improved": GREEN, "regressed": VERMILLION, "inconclusive": MUTED}

_ROW: Final = 42
_HEAD: Final = 30
_FOOT: Final = 34
_NAMES: Final = 232  # room for names beside the plot; on narrow pictures they stand above their rows
_FIGURES: Final = 168
_WIDE: Final = 600
_EDGE: Final = 10
_ABOVE: Final = 22  # room for a name above its row


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A difference at equal mix of segments, with its interval."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric: how much better the candidate is (below 0: worse), with its interval, and how that is said."""

    name: str
    verdict: Verdict
    better: float
    low: float
    high: float
    told: str
    adjusted: Adjusted | None = None


def differences(rows: Sequence[Compared], width: int, *, name: str, title: str, unit: str, class_: str) -> Markup:
    """Draw metrics of one unit, at least one, each in a row: to the right of the line the candidate is better."""
    wide = width >= _WIDE
    left, right = (_NAMES, width - _FIGURES) if wide else (_EDGE, width - _EDGE)
    ends = [end for row in rows for end in (row.low, row.high, *_ends(row.adjusted))]
    reach = max(max(map(abs, ends)) * 1.06, 1e-6)
    across = Scale(-reach, reach, left, right)
    tall = _ROW if wide else _ROW + _ABOVE
    floor = _HEAD + tall * len(rows)
    # The lines of the scale leave out names that stand above their rows.
    spans = (
        [(_HEAD, floor)] if wide else [(_HEAD + tall * at + _ABOVE, _HEAD + tall * (at + 1)) for at in range(len(rows))]
    )
    marked = ticks(-reach, reach, 7 if wide else 5)
    return picture(
        width,
        floor + _FOOT,
        text(across(0) - 8, 14, "← baseline better", size=12, anchor="end", colour=MUTED),
        text(across(0) + 8, 14, "candidate better →", size=12, colour=MUTED),
        *(line(across(at), since, across(at), until, LINE) for at in marked for since, until in spans),
        *(text(across(at), floor + 15, f"{abs(at):g}", size=11, anchor="middle", colour=MUTED) for at in marked),
        text((left + right) / 2, floor + 30, unit, size=11, anchor="middle", colour=MUTED),
        *(line(across(0), since, across(0), until, INK, 1.5) for since, until in spans),
        *(_row(row, _HEAD + tall * place, across, wide=wide, width=width) for place, row in enumerate(rows)),
        name=name,
        title=title,
        description=" ".join(f"{row.name}: {row.told}, {row.verdict}." for row in rows),
        class_=class_,
    )


def _ends(adjusted: Adjusted | None) -> tuple[float, ...]:
    return () if adjusted is None else (adjusted.low, adjusted.high)


def _row(row: Compared, top: float, across: Scale, *, wide: bool, width: int) -> Markup:
    middle = top + _ROW / 2 + (0 if wide else _ABOVE - 2)
    drawn = Markup()
    if wide:
        drawn += text(0, middle + 4, row.name, size=13, colour=INK)
        drawn += text(width, middle + 4, row.told, size=12, anchor="end", colour=INK)
    else:
        drawn += text(_EDGE, top + 16, row.name, size=13, colour=INK, weight=600)
    colour = COLOURS[row.verdict]
    y = middle if row.adjusted is None else middle - 5
    drawn += tag(
        "g",
        tooltip(f"{row.name}: {row.told}, {row.verdict}"),
        line(across(row.low), y, across(row.high), y, colour, 3, stroke_linecap="round"),
        _sign(row.verdict, across(row.better), y, colour),
    )
    if row.adjusted is not None:
        below = middle + 9
        drawn += tag(
            "g",
            tooltip(f"{row.name}, at equal mix of segments"),
            line(across(row.adjusted.low), below, across(row.adjusted.high), below, INK, 1.5, stroke_dasharray="3 3"),
            _diamond(across(row.adjusted.difference), below),
        )
    return drawn


def _sign(verdict: Verdict, x: float, y: float, colour: str) -> Markup:
    """Draw what tells verdicts apart without colour: triangles up and down, and a ring."""
    if verdict == "inconclusive":
        return tag("circle", cx=x, cy=y, r=5.5, fill="#fff", stroke=colour, stroke_width=2.5)
    turn = 1 if verdict == "improved" else -1
    corners = ((x, y - 8 * turn), (x + 8, y + 6 * turn), (x - 8, y + 6 * turn))
    return tag("polygon", points=_points(corners), fill=colour, stroke="#fff", stroke_width=1.5)


def _diamond(x: float, y: float) -> Markup:
    return tag(
        "polygon",
        points=_points(((x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y))),
        fill="#fff",
        stroke=INK,
        stroke_width=1.5,
    )


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in corners)
