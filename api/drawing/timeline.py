"""The timeline of a call: phases, who spoke when, requests and what became of them, the customer's mood, evidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from markupsafe import Markup

from api.drawing import lanes, palette, request_lane
from api.drawing.course import Course
from api.drawing.legend import legend_of
from api.drawing.plot import Plot
from api.drawing.scales import Scale, time_ticks
from api.drawing.svg import fitted, line, picture, tag, text, text_width
from core.wording import clock, count, moment

WIDE: Final = 1000
ALONE: Final = 1200  # where it is the whole page
NARROW: Final = 360

_GUTTER: Final = 132  # for the names of the lanes; a narrow picture has them above the lanes instead
_LABEL: Final = 18
_GAP: Final = 14
_AXIS: Final = 24
_RIGHT: Final = 14


@dataclass(frozen=True, slots=True)
class _Lane:
    name: str
    height: float
    draw: Callable[[Plot], Iterable[Markup]]


def timeline(course: Course, *, width: int = WIDE, name: str = "timeline", heading: str | None = None) -> Markup:
    """Return the timeline of a call, `width` units wide; with a `heading` it stands alone and fills its window.

    However long the call is, the picture is not: what would be too narrow to see is counted together.
    """
    return _Timeline(course, width, name, heading).picture()


@dataclass(frozen=True)
class _Timeline:
    course: Course
    width: int
    name: str
    heading: str | None

    @property
    def narrow(self) -> bool:
        return self.width < 600

    @cached_property
    def across(self) -> Scale:
        left = 4 if self.narrow else _GUTTER
        return Scale(0.0, self.course.length_s, left, self.width - (4 if self.narrow else _RIGHT))

    def lanes(self) -> list[_Lane]:
        course = self.course
        found = [_Lane("Phase", 24, lanes.phases)] if course.phases else []
        found += [
            _Lane("Bot speaks", 22, lambda plot: lanes.speech(plot, "bot", palette.BLUE)),
            _Lane("Customer speaks", 22, lambda plot: lanes.speech(plot, "customer", palette.VERMILLION)),
        ]
        if course.requests:
            plot = Plot(course, self.across, 0, 0, self.name)
            found.append(_Lane("Requests", request_lane.height_of_requests(plot), request_lane.requests))
        if course.feelings:
            found.append(_Lane("Customer's mood", 108, lanes.mood))
        if course.marks:
            plot = Plot(course, self.across, 0, 0, self.name)
            found.append(_Lane("Evidence for", lanes.height_of_marks(plot), lanes.marks))
        return found

    def picture(self) -> Markup:
        top = 0.0
        drawn: list[Markup] = []
        if self.heading is not None:
            drawn.append(text(4, 24, fitted(self.heading, self.width - 8, 18), size=18, weight=650))
            top = 42.0
        first = top
        shown: list[Markup] = []
        for lane in self.lanes():
            label = _LABEL if self.narrow else 0
            shown.append(self._label(lane, top))
            shown += lane.draw(Plot(self.course, self.across, top + label, lane.height, self.name))
            top += label + lane.height + _GAP
        grid = [*self._grid(first, top - _GAP + 6)]
        top += _AXIS - _GAP + 2
        plot = Plot(self.course, self.across, 0, 0, self.name)
        legend, bottom = legend_of(plot, lanes.unnamed(plot), 4 if self.narrow else _GUTTER, top + 14, self.width)
        content = [*drawn, *grid, *shown, *legend]
        if self.heading is not None:
            content.insert(0, tag("rect", width=self.width, height=bottom + 12, fill=palette.PAPER))
        return picture(
            self.width,
            bottom + 12,
            lanes.patterns(self.name),
            *content,
            name=self.name,
            title="Timeline of the call",
            description=described(self.course),
            class_="timeline",
            fills=self.heading is not None,
        )

    def _label(self, lane: _Lane, top: float) -> Markup:
        if self.narrow:
            ground = tag("rect", x=0, y=top, width=text_width(lane.name, 13) + 8, height=_LABEL - 3, fill=palette.PAPER)
            return ground + text(4, top + 12, lane.name, size=12, colour=palette.MUTED, weight=600)
        return text(_GUTTER - 12, top + lane.height / 2 + 4, lane.name, size=12, anchor="end", colour=palette.MUTED)

    def _grid(self, top: float, bottom: float) -> Iterable[Markup]:
        for at_s in time_ticks(self.course.length_s, 5 if self.narrow else 11):
            x = self.across(at_s)
            anchor = "start" if x < self.across.start + 12 else "end" if x > self.width - 16 else "middle"
            yield line(x, top, x, bottom, palette.LINE)
            yield text(x, bottom + 14, moment(at_s), size=11, anchor=anchor, colour=palette.MUTED)


def described(course: Course) -> str:
    """Return the timeline in words, for those who do not see it."""
    turns = {side: sum(each.speaker == side for each in course.talk) for side in ("bot", "customer")}
    said = [
        f"The call lasts {clock(course.length_s)}. The bot speaks in {count(turns['bot'], 'turn')}, "
        f"the customer in {turns['customer']}."
    ]
    if course.phases:
        runs = [f"{each.segment} from {moment(each.start_s)}" for each in course.phases[:12]]
        more = ", and further changes" if len(course.phases) > 12 else ""
        said.append(f"Phases: {', '.join(runs)}{more}.")
    if course.requests:
        outcomes = [each.raised.outcome for each in course.requests]
        told = [f"{outcomes.count(outcome)} {outcome}" for outcome in request_lane.OUTCOMES if outcome in outcomes]
        said.append(f"The customer raised {count(len(outcomes), 'request')}: {', '.join(told)}.")
    if course.feelings:
        low = min(course.feelings, key=lambda each: each.value)
        high = max(course.feelings, key=lambda each: each.value)
        said.append(
            f"The customer's mood turn by turn, from −1 to +1, is lowest at {moment(low.at_s)} ({low.value:+.2f}) "
            f"and highest at {moment(high.at_s)} ({high.value:+.2f}). "
            "The line is smoothed: it is the mean of some turns each."
        )
    return " ".join(said)
