"""The lane of the customer's requests: when each was raised, and what became of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from markupsafe import Markup

from api.drawing import palette
from api.drawing.course import Asked
from api.drawing.plot import Plot
from api.drawing.svg import line, number, tag, text, tooltip
from core.reports import RequestOutcome
from core.wording import count, moment

OUTCOMES: Final[tuple[RequestOutcome, ...]] = ("resolved", "deferred", "unresolved", "unclear")
_OUTCOME_COLOUR: Final[Mapping[RequestOutcome, str]] = {
    "resolved": palette.GREEN, "deferred": palette.BLUE, "unresolved": palette.VERMILLION, "unclear": palette.MUTED,
}  # fmt: skip
_ROW: Final = 20.0
_ROWS: Final = 4


def _rows(plot: Plot) -> list[int] | None:
    """Return for each request the row that it stands in, so that none covers another; None for too many of them."""
    ends: list[float] = []
    rows = []
    for each in plot.course.requests:
        x = plot.across(each.at_s)
        row = next((row for row, end in enumerate(ends) if end + 4 <= x - 8), len(ends))
        if row >= _ROWS:
            return None
        end = max(plot.across(each.reply_s if each.reply_s is not None else each.at_s), x) + 9
        ends[row : row + 1] = [end]
        rows.append(row)
    return rows


def height_of_requests(plot: Plot) -> float:
    """Return how much room requests need."""
    rows = _rows(plot)
    return 56.0 if rows is None else (max(rows) + 1) * _ROW


def requests(plot: Plot) -> Iterator[Markup]:
    """Draw each request from when it was raised to the reply, with a sign of what became of it; many are counted."""
    rows = _rows(plot)
    if rows is None:
        yield from _counted(plot)
        return
    for each, row in zip(plot.course.requests, rows, strict=True):
        yield _request(plot, each, plot.top + row * _ROW + _ROW / 2)


def _request(plot: Plot, asked: Asked, y: float) -> Markup:
    raised = asked.raised
    colour = _OUTCOME_COLOUR[raised.outcome]
    x = plot.across(asked.at_s)
    end = x if asked.reply_s is None else max(plot.across(asked.reply_s), x)
    says = f"{raised.kind.capitalize()} at {moment(asked.at_s)}, {raised.outcome}\n“{raised.request.quote}”"
    if raised.reply is not None and asked.reply_s is not None:
        says += f"\nReply at {moment(asked.reply_s)}\n“{raised.reply.quote}”"
    start = tag("circle", cx=x, cy=y, r=3.5, fill=palette.PAPER, stroke=colour, stroke_width=2) if end > x + 10 else ""
    bar = line(x, y, end, y, colour, 2) if end > x + 10 else ""
    return tag("g", tooltip(says), bar, start, sign(raised.outcome, end, y))


def sign(outcome: RequestOutcome, x: float, y: float) -> Markup:
    """Return the sign of what became of a request: tick, clock, cross or question mark."""
    colour = _OUTCOME_COLOUR[outcome]
    open_ = outcome in ("unclear", "deferred")
    disc = tag("circle", cx=x, cy=y, r=7, fill=palette.PAPER if open_ else colour, stroke=colour, stroke_width=1.5)
    if outcome == "unclear":
        return tag("g", disc, text(x, y + 3.8, "?", size=11, anchor="middle", colour=colour, weight=700))
    path = {
        "resolved": f"M{number(x - 3.2)} {number(y)}l2.3 2.6 4.2 -4.9",
        "unresolved": f"M{number(x - 2.8)} {number(y - 2.8)}l5.6 5.6m0 -5.6l-5.6 5.6",
        "deferred": f"M{number(x)} {number(y - 4)}v4.2l2.8 1.8",
    }[outcome]
    ink = colour if open_ else palette.PAPER
    return tag("g", disc, tag("path", d=path, fill="none", stroke=ink, stroke_width=1.8))


def _counted(plot: Plot) -> Iterator[Markup]:
    """Draw how many requests were raised in each part of a long call, by what became of them."""
    wide = 3
    places = max(plot.bins // wide, 1)
    counts = [Counter[RequestOutcome]() for _ in range(places)]
    for each in plot.course.requests:
        counts[min(plot.bin_of(each.at_s) // wide, places - 1)][each.raised.outcome] += 1
    most = max(found.total() for found in counts)
    step = (plot.across.end - plot.across.start) / places
    base = plot.top + plot.height
    yield line(plot.across.start, base, plot.across.end, base, palette.LINE)
    for place, found in enumerate(counts):
        y = base
        parts = []
        for outcome in OUTCOMES:
            height = (plot.height - 2) * found[outcome] / most
            y -= height
            if height:
                x = plot.across.start + place * step
                parts.append(
                    tag("rect", x=x, y=y, width=max(step - 1.5, 1), height=height, fill=_OUTCOME_COLOUR[outcome])
                )
        if parts:
            told = ", ".join(f"{found[outcome]} {outcome}" for outcome in OUTCOMES if found[outcome])
            since = plot.course.length_s * place / places
            yield tag("g", tooltip(f"From {moment(since)}: {count(found.total(), 'request')}; {told}"), *parts)
