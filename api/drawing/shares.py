"""Shares as bars, and how scores are distributed."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from api.drawing.palette import BLUE, INK, LINE, MUTED
from api.drawing.scales import Scale
from api.drawing.svg import line, picture, tag, text, text_width, tooltip

_BAR: Final = 16
_TALL: Final = 104
_HEAD: Final = 26  # room for the word at the mean
_EDGE: Final = 8


def share_bar(share: float, low: float, high: float, *, width: int = 240) -> Markup:
    """Draw a share in 0..1 with its interval; its figures stand beside it, so that it is hidden from screen readers."""
    across = Scale(0, 1, 1, width - 1)
    middle = _BAR / 2
    whisker = (
        line(across(low), middle, across(high), middle, INK, 1.5),
        *(line(across(end), middle - 4, across(end), middle + 4, INK, 1.5) for end in (low, high)),
    )
    return tag(
        "svg",
        tag("rect", x=0, y=1, width=width, height=_BAR - 2, rx=2, fill="#e9edf2"),
        tag("rect", x=0, y=1, width=across(share), height=_BAR - 2, rx=2, fill=BLUE, fill_opacity=0.55),
        *whisker,
        viewBox=f"0 0 {width} {_BAR}",
        width=width,
        height=_BAR,
        preserveAspectRatio="none",
        aria_hidden="true",
        class_="share",
    )


def histogram(counts: Sequence[int], mean: float, *, name: str, title: str, width: int = 300) -> Markup:
    """Draw how many calls have a score from 0 to below 1, …, from 9 to 10, and the mean of all."""
    across = Scale(0, len(counts), _EDGE, width - _EDGE)
    most = max(*counts, 1)
    floor = _HEAD + _TALL
    bars = [
        tag(
            "rect",
            tooltip(f"{at} to {at + 1}: {count:,} call{'' if count == 1 else 's'}"),
            x=across(at) + 1,
            y=floor - _TALL * count / most,
            width=across(at + 1) - across(at) - 2,
            height=_TALL * count / most,
            fill=BLUE,
            fill_opacity=0.55,
        )
        for at, count in enumerate(counts)
    ]
    words = f"mean {mean:.1f}"
    room = 0.6 * text_width(words, 12)  # bold, in faces that may be wide
    return picture(
        width,
        floor + 20,
        *bars,
        line(_EDGE, floor, width - _EDGE, floor, LINE),
        line(across(mean), _HEAD - 8, across(mean), floor, INK, 1.5, stroke_dasharray="4 3"),
        text(min(max(across(mean), room), width - room), _HEAD - 13, words, anchor="middle", colour=INK, weight=600),
        *(text(across(at), floor + 15, at, size=11, anchor="middle", colour=MUTED) for at in (0, 2, 4, 6, 8, 10)),
        name=name,
        title=title,
        description="Calls by score: "
        + ", ".join(f"{at} to {at + 1}: {count}" for at, count in enumerate(counts) if count)
        + ".",
    )
