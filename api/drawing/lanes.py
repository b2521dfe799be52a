"""The lanes of a timeline, one below the other: each a function from where it stands to what is drawn there."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from markupsafe import Markup

from api.drawing import palette
from api.drawing.course import Feeling, Mark, Phase
from api.drawing.plot import Plot
from api.drawing.scales import Scale
from api.drawing.svg import line, number, tag, text, text_width, tooltip
from core.calls import Speaker
from core.reports import SEGMENTS, Segment
from core.wording import moment

_TINT: Final[Mapping[Segment, str]] = {
    "Opening": "#e8ecf1", "Offer presentation": "#d5e9f7", "Q&A": "#fdeccb", "Closing": "#ece3ee",
}  # fmt: skip
_SHORT: Final[Mapping[Segment, str]] = {
    "Opening": "Open", "Offer presentation": "Offer", "Q&A": "Q&A", "Closing": "Close",
}  # fmt: skip
_SPEAKER: Final[Mapping[Speaker, str]] = {"bot": "Bot", "customer": "Customer"}

_DENSE: Final = 2.5  # units a turn below which the lanes of talk are bins
_ROW: Final = 20.0
_ROWS: Final = 4
_LEFT: Final = 60  # units; a lane that begins before has no room beside it
_MOST_TOLD: Final = 4  # quotes in one tooltip


def patterns(name: str) -> Markup:
    """Return the hatchings that phases have besides their colours."""
    hatch = tag("path", d="M0 6 L6 0 M-1 1 L1 -1 M5 7 L7 5", stroke="#e3c27d", stroke_width=0.8)
    dots = tag("circle", cx=3, cy=3, r=0.9, fill="#9a7aa3")
    size = {"width": 6, "height": 6, "patternUnits": "userSpaceOnUse"}
    return tag(
        "defs", tag("pattern", hatch, id=f"{name}-hatch", **size), tag("pattern", dots, id=f"{name}-dots", **size)
    )


def phase_area(segment: Segment, name: str, x: float, y: float, width: float, height: float, says: str) -> Markup:
    """Draw a phase as an area with its colour and hatching."""
    box = {"x": x, "y": y, "width": width, "height": height}
    pattern = {"Q&A": "hatch", "Closing": "dots"}.get(segment)
    over = tag("rect", fill=f"url(#{name}-{pattern})", **box) if pattern else ""
    return tag("g", tooltip(says), tag("rect", fill=_TINT[segment], **box), over)


def phases(plot: Plot) -> Iterator[Markup]:
    """Draw the phases with their names, as far as they fit."""
    for each in _visible(plot):
        x, width = plot.across(each.start_s), max(_width(plot, each), 0.5)
        says = f"{each.segment}, {moment(each.start_s)} to {moment(each.end_s)}"
        yield phase_area(each.segment, plot.name, x, plot.top, max(width - 1, 0.5), plot.height, says)
        room = width - 8
        words = next((word for word in (each.segment, _SHORT[each.segment]) if text_width(word, 11) <= room), "")
        if words:
            at = x + width / 2
            # Words on a pattern have a plain ground.
            wide = text_width(words, 11) + 4
            yield tag("rect", x=at - wide / 2, y=plot.middle - 7, width=wide, height=14, fill=_TINT[each.segment])
            yield text(at, plot.middle + 4, words, size=11, anchor="middle")


def unnamed(plot: Plot) -> list[Segment]:
    """Return the phases whose whole names fit nowhere."""
    named = {each.segment for each in _visible(plot) if text_width(each.segment, 11) + 8 <= _width(plot, each)}
    return [segment for segment in SEGMENTS if segment not in named and segment in _segments(plot)]


def _segments(plot: Plot) -> set[Segment]:
    return {each.segment for each in plot.course.phases}


def _width(plot: Plot, phase: Phase) -> float:
    return plot.across(phase.end_s) - plot.across(phase.start_s)


def _visible(plot: Plot) -> Iterable[Phase]:
    """Return the phases; where there are too many to see, what takes up most of the time of each bin."""
    found = plot.course.phases
    if len(found) <= plot.bins / 4:
        return found
    bin_s = plot.course.length_s / plot.bins * 2
    lengths: dict[int, Counter[Segment]] = {}
    for each in found:
        for place in range(int(each.start_s / bin_s), int(each.end_s / bin_s) + 1):
            inside = min(each.end_s, (place + 1) * bin_s) - max(each.start_s, place * bin_s)
            lengths.setdefault(place, Counter())[each.segment] += round(inside * 1000)
    most = [(lengths[place].most_common(1)[0][0], place) for place in sorted(lengths)]
    runs = [(segment, next(run)[1] * bin_s) for segment, run in groupby(most, key=lambda each: each[0])]
    ends = [*(start for _, start in runs[1:]), plot.course.length_s]
    return [Phase(segment, start, end) for (segment, start), end in zip(runs, ends, strict=True)]


def speech(plot: Plot, speaker: Speaker, colour: str) -> Iterator[Markup]:
    """Draw when one side speaks; of a long call how much of the time, part by part."""
    yield line(plot.across.start, plot.top + plot.height, plot.across.end, plot.top + plot.height, palette.LINE)
    if (plot.across.end - plot.across.start) / len(plot.course.talk) < _DENSE:
        yield from _density(plot, speaker, colour)
        return
    for each in plot.course.talk:
        if each.speaker == speaker:
            x, end = plot.across(each.start_s), plot.across(each.end_s)
            yield tag(
                "rect",
                tooltip(f"{_SPEAKER[speaker]}, turn {each.turn}, at {moment(each.start_s)}"),
                x=x,
                y=plot.top,
                width=max(end - x, 1.5),
                height=plot.height,
                rx=2,
                fill=colour,
            )


def _density(plot: Plot, speaker: Speaker, colour: str) -> Iterator[Markup]:
    bin_s = plot.course.length_s / plot.bins
    spoken = [0.0] * plot.bins
    for each in plot.course.talk:
        if each.speaker == speaker and bin_s:
            start, left = each.start_s, each.end_s - each.start_s
            at = plot.bin_of(start)
            while left > 0 and at < plot.bins:
                inside = min(left, max((at + 1) * bin_s - start, 0.0))
                spoken[at] += inside
                start, left, at = start + inside, left - inside, at + 1
    heights = [plot.height * min(each / bin_s, 1.0) if bin_s else 0.0 for each in spoken]
    step = (plot.across.end - plot.across.start) / plot.bins
    base = plot.top + plot.height
    path = "".join(
        f"M{number(plot.across.start + place * step)} {number(base)}v{number(-height)}h{number(step)}v{number(height)}z"
        for place, height in enumerate(heights)
        if height >= 0.05
    )
    yield tag("path", tooltip(f"How much of the time the {speaker} speaks"), d=path, fill=colour)


def mood(plot: Plot) -> Iterator[Markup]:
    """Draw the customer's mood: each turn by itself, and the curve of turns with their neighbours, which count half."""
    up = Scale(-1.0, 1.0, plot.top + plot.height, plot.top)
    for value in (1, 0, -1):
        dash = "2 3" if value else None
        yield line(plot.across.start, up(value), plot.across.end, up(value), palette.LINE, stroke_dasharray=dash)
    yield from _sides(plot)
    shown = thinned(plot)
    points = [(plot.across(each.at_s), up(each.smooth)) for each in shown]
    path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    zero = number(up(0))
    area = f"{path}L{number(points[-1][0])} {zero}L{number(points[0][0])} {zero}z"
    yield tag("path", d=area, fill="#dfe6ee")
    yield tag("path", d=path, fill="none", stroke=palette.INK, stroke_width=1.75, stroke_linejoin="round")
    if len(shown) == len(plot.course.feelings):  # else there would be more signs than can be told apart
        for each in shown:
            yield feeling(each, plot.across(each.at_s), up(each.value))


def _sides(plot: Plot) -> Iterator[Markup]:
    """Name the ends of the scale of mood: beside it, or where there is no room inside it."""
    inside = plot.across.start < _LEFT
    x = plot.across.start if inside else plot.across.start - 12
    for words, y in (("positive", plot.top), ("negative", plot.top + plot.height)):
        at = y + (-3 if words == "negative" else 11) if inside else y + 4
        yield text(x, at, words, size=11, anchor="start" if inside else "end", colour=palette.MUTED)


def thinned(plot: Plot) -> Sequence[Feeling]:
    """Return the turns, or of a long call the means of its parts."""
    found = plot.course.feelings
    most = max(int((plot.across.end - plot.across.start) / 6), 2)
    if len(found) <= most:
        return found
    size = -(-len(found) // most)
    parts = (found[start : start + size] for start in range(0, len(found), size))
    return [
        Feeling(part[0].turn, sum(each.at_s for each in part) / len(part), mean, mean)
        for part in parts
        for mean in [sum(each.value for each in part) / len(part)]
    ]


def feeling(each: Feeling, x: float, y: float) -> Markup:
    """Return a triangle that points up or down with the mood, or a dot where it is neutral."""
    says = tooltip(f"{moment(each.at_s)}, mood {each.value:+.2f}")
    if abs(each.value) < 0.25:
        return tag("circle", says, cx=x, cy=y, r=3, fill=palette.MUTED)
    tip = -5 if each.value > 0 else 5
    path = f"M{number(x)} {number(y + tip)}l4.5 {number(-1.6 * tip)}h-9z"
    return tag("path", says, d=path, fill=palette.GREEN if each.value > 0 else palette.VERMILLION)


def _pills(plot: Plot) -> tuple[list[tuple[Mark, int, str]], int]:
    """Return each mark with its row and its words; those without a place of their own have row and words of none."""
    ends: list[float] = []
    placed = []
    for mark in plot.course.marks:
        words = " ".join(f"Q{int(each[1:])}" for each in mark.questions)
        wide = text_width(words, 10) * 1.08 + 12
        x = _pill_start(plot, mark, wide)
        row = next((row for row, end in enumerate(ends) if end + 3 <= x), len(ends))
        if row < _ROWS:
            ends[row : row + 1] = [x + wide]
            placed.append((mark, row, words))
        else:
            placed.append((mark, _ROWS, ""))
    return placed, max(row for _, row, _ in placed) + 1


def _pill_start(plot: Plot, mark: Mark, wide: float) -> float:
    return min(plot.across(mark.at_s) - 3, plot.across.end - wide)


def height_of_marks(plot: Plot) -> float:
    """Return how much room evidence needs."""
    return _pills(plot)[1] * _ROW


def marks(plot: Plot) -> Iterator[Markup]:
    """Draw where the words stand that answers rest on, with the questions' numbers and the words as tooltips."""
    placed, _ = _pills(plot)
    for mark, row, _words in placed:  # beneath all pills
        x = plot.across(mark.at_s)
        yield line(x, plot.top - 2, x, plot.top + row * _ROW + 1, colour_of(mark.speaker), 0.75)
    for mark, row, words in placed:
        y = plot.top + row * _ROW
        says = "\n".join(
            [
                f"{_SPEAKER[mark.speaker]} at {moment(mark.at_s)}, turn {mark.turn}",
                *(f"{', '.join(questions)}: “{quote}”" for questions, quote in mark.words[:_MOST_TOLD]),
            ]
        )
        wide = text_width(words, 10) * 1.08 + 12 if words else 3
        x = _pill_start(plot, mark, wide)
        box = tag(
            "rect", x=x, y=y + 1, width=wide, height=_ROW - 5, rx=1.5, fill=palette.PAPER,
            stroke=colour_of(mark.speaker), stroke_dasharray=None if mark.speaker == "bot" else "3 1.5",
        )  # fmt: skip
        label = text(x + wide / 2, y + 12.5, words, size=10, anchor="middle") if words else ""
        yield tag("g", tooltip(says), box, label)


def colour_of(speaker: Speaker) -> str:
    """Return the colour of a side."""
    return palette.BLUE if speaker == "bot" else palette.VERMILLION
