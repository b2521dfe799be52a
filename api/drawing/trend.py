"""How a mean went over time, with its interval, and how many calls it is of."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from markupsafe import Markup

from api.drawing.palette import BLUE, LINE, MUTED
from api.drawing.scales import Scale, ticks
from api.drawing.svg import line, number, picture, tag, text, tooltip

_LEFT, _RIGHT, _TOP = 34, 14, 12
_MEANS, _GAP, _CALLS = 190, 26, 44  # heights of the two parts, and between them
_LOWEST, _HIGHEST = 0.0, 10.0
_MOST_DOTS: Final = 45
_DATE_WIDTH: Final = 84


@dataclass(frozen=True, slots=True)
class Point:
    """The mean of the calls of a day or week, with the ends of its interval (None where none is drawn)."""

    day: date
    calls: int
    mean: float
    low: float | None
    high: float | None


def trend(points: Sequence[Point], width: int, *, name: str, title: str, class_: str) -> Markup:
    """Draw scores in 0..10 in the order of time; `points` are at least one. Linear in the points."""
    days = [point.day.toordinal() for point in points]
    edge = 0 if len(points) > 1 else 1
    across = Scale(days[0] - edge, days[-1] + edge, _LEFT + 24, width - _RIGHT - 30)
    ends = [end for point in points for end in (point.mean, point.low, point.high) if end is not None]
    lowest = max(_LOWEST, min(math.floor(min(ends)), min(int(point.mean) for point in points) - 1))
    highest = min(_HIGHEST, max(math.ceil(max(ends)), max(int(point.mean) for point in points) + 2))
    up = Scale(lowest, highest, _TOP + _MEANS, _TOP)
    floor = _TOP + _MEANS + _GAP + _CALLS
    most = max(point.calls for point in points)
    tall = Scale(0, most, 0, _CALLS)
    thick = min(14.0, max(1.5, 0.7 * (across.end - across.start) / max(days[-1] - days[0], 1)))
    places = [(across(day), up(point.mean)) for day, point in zip(days, points, strict=True)]
    return picture(
        width,
        floor + 24,
        *(_rule(up(each), width, f"{each:g}") for each in ticks(lowest, highest)),
        *(_band(run, across, up) for run in _runs(points)),
        tag(
            "polyline",
            points=" ".join(f"{number(x)},{number(y)}" for x, y in places),
            fill="none",
            stroke=BLUE,
            stroke_width=2.5,
            stroke_linejoin="round",
            stroke_linecap="round",
        ),
        *(
            tag("circle", tooltip(_told(point)), cx=x, cy=y, r=3.5, fill="#fff", stroke=BLUE, stroke_width=2)
            for point, (x, y) in zip(points, places, strict=True)
            if len(points) <= _MOST_DOTS
        ),
        text(_LEFT - 6, floor - _CALLS + 4, f"{most:,}", size=11, anchor="end", colour=MUTED),
        line(_LEFT, floor, width - _RIGHT, floor, LINE),
        *(
            tag(
                "rect",
                tooltip(_told(point)),
                x=x - thick / 2,
                y=floor - tall(point.calls),
                width=thick,
                height=tall(point.calls),
                fill="#8c99a8",
            )
            for point, (x, _) in zip(points, places, strict=True)
        ),
        text(_LEFT, floor - _CALLS - 8, "Calls", size=11, colour=MUTED),
        *_dates(days[0], days[-1], across, floor + 16),
        name=name,
        title=title,
        description=f"{len(points)} points from {_told(points[0])} to {_told(points[-1])}. A table has them all.",
        class_=class_,
    )


def _rule(y: float, width: int, words: str) -> Markup:
    rule = line(_LEFT, y, width - _RIGHT, y, LINE)
    return rule + text(_LEFT - 6, y + 4, words, size=11, anchor="end", colour=MUTED)


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    """Return stretches of points that have an interval."""
    return [list(run) for known, run in groupby(points, lambda point: point.low is not None) if known]


def _band(run: Sequence[Point], across: Scale, up: Scale) -> Markup:
    """Draw the interval as an area, and that of a point that stands alone as a bar."""
    ends = [(across(point.day.toordinal()), point.low or 0.0, point.high or 0.0) for point in run]
    if len(ends) == 1:
        ((x, low, high),) = ends
        return line(x, up(low), x, up(high), BLUE, 6, stroke_opacity=0.2)
    outline = [(x, up(high)) for x, _, high in ends] + [(x, up(low)) for x, low, _ in reversed(ends)]
    return tag("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in outline), fill=BLUE, fill_opacity=0.16)


def _dates(first: int, last: int, across: Scale, y: float) -> list[Markup]:
    """Name days that are evenly apart, with the year where it is another than before."""
    most = max(2, int((across.end - across.start) / _DATE_WIDTH))
    step = max(1, -(-(last - first) // (most - 1)))
    found, year = [], None
    for ordinal in range(first, last + 1, step):
        day = date.fromordinal(ordinal)
        words = f"{day.day} {day:%b}" if day.year == year else f"{day.day} {day:%b %Y}"
        year = day.year
        found.append(text(across(ordinal), y, words, size=11, anchor="middle", colour=MUTED))
    return found


def _told(point: Point) -> str:
    calls = f"{point.calls:,} call{'' if point.calls == 1 else 's'}"
    interval = "" if point.low is None else f" ({max(point.low, 0):.1f} to {min(point.high or 0, 10):.1f})"
    return f"{point.day.isoformat()}: {point.mean:.1f}{interval}, {calls}"
