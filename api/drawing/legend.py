"""What the signs of a timeline mean."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from api.drawing import palette
from api.drawing.course import Feeling
from api.drawing.lanes import colour_of, feeling, phase_area, thinned
from api.drawing.plot import Plot
from api.drawing.request_lane import OUTCOMES, sign
from api.drawing.svg import fitted, line, tag, text, text_width
from core.reports import Segment

_MOODS: Final = {"up": 1.0, "even": 0.0, "down": -1.0}


def legend_of(
    plot: Plot, unnamed: Sequence[Segment], left: float, top: float, width: float
) -> tuple[list[Markup], float]:
    """Return what the signs mean, in as many lines as it takes, and where the last one ends."""
    drawn: list[Markup] = []
    x, y = left, top
    for kind, words in [*((each, each) for each in unnamed), *_items(plot)]:
        wide = 20 + 1.1 * text_width(words, 11) + 14  # some faces are wide
        if x > left and x + wide > width:
            x, y = left, y + 20
        drawn += [_sample(kind, x + 7, y, plot.name), text(x + 18, y + 4, fitted(words, width - x - 22, 11), size=11)]
        x += wide
    return drawn, y + 8


def _items(plot: Plot) -> list[tuple[str, str]]:
    course = plot.course
    outcomes = {each.raised.outcome for each in course.requests}
    items: list[tuple[str, str]] = [(outcome, f"request {outcome}") for outcome in OUTCOMES if outcome in outcomes]
    if course.feelings and len(thinned(plot)) < len(course.feelings):
        items += [("line", "mood, the mean of some turns each")]
    elif course.feelings:
        items += [("up", "positive turn"), ("even", "neutral"), ("down", "negative")]
        if len(course.feelings) > 1:
            items += [("line", "weighted mean of up to three turns")]
    if course.marks:
        items += [("bot", "the bot's words behind an answer"), ("customer", "the customer's")]
    return items


def _sample(kind: str, x: float, y: float, name: str) -> Markup:
    match kind:
        case "resolved" | "deferred" | "unresolved" | "unclear":
            return sign(kind, x, y)
        case "up" | "even" | "down":
            return feeling(Feeling(0, 0.0, _MOODS[kind], 0.0), x, y)
        case "line":
            return line(x - 6, y, x + 6, y, palette.INK, 1.75)
        case "Opening" | "Offer presentation" | "Q&A" | "Closing":
            return phase_area(kind, name, x - 6, y - 6, 12, 12, kind)
        case "bot" | "customer":
            dash = None if kind == "bot" else "3 1.5"
            return tag("rect", x=x - 6, y=y - 5, width=12, height=10, rx=1.5, fill=palette.PAPER,
                       stroke=colour_of(kind), stroke_dasharray=dash)  # fmt: skip
        case _:
            raise ValueError(kind)
