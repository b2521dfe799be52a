"""SVG as text: elements whose attributes and words are escaped, and what every picture has in common."""

import re
from typing import Final

from markupsafe import Markup, escape

from api.drawing.palette import FONT, INK

# What XML cannot hold, not even escaped.
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE: Final = frozenset("mwMW%@—…")
_SLIM: Final = frozenset("fijlrtI.,:;'|!()[]- ")

Number = int | float


def legible(text: object) -> str:
    """Return the text with a replacement character for each that XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", str(text))


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """Return an element; text among its children is escaped, Markup is not.

    Attributes without a value (None) are left out; `_` stands for `-` (`stroke_width`), `class_` for `class`.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(child if isinstance(child, Markup) else escape(legible(child)) for child in children)
    return Markup(f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>")  # noqa: S704 - escaped above


def _value(value: object) -> str:
    return number(value) if isinstance(value, (int, float)) else legible(value)


def number(value: Number) -> str:
    """Write a coordinate, to a hundredth.

    >>> number(2.5), number(3.0), number(-0.001)
    ('2.5', '3', '0')
    """
    rounded = round(float(value), 2) + 0.0
    return f"{rounded:.2f}".rstrip("0").rstrip(".") if rounded else "0"


def text(
    x: Number,
    y: Number,
    words: object,
    *,
    size: Number = 12,
    anchor: str = "start",
    colour: str = INK,
    weight: int | None = None,
) -> Markup:
    """Return words whose baseline is at y; `anchor` says which end of theirs x is: start, middle or end."""
    return tag(
        "text",
        words,
        x=x,
        y=y,
        font_size=size,
        fill=colour,
        text_anchor=None if anchor == "start" else anchor,
        font_weight=weight,
    )


def line(x1: Number, y1: Number, x2: Number, y2: Number, colour: str, width: Number = 1, **more: object) -> Markup:
    """Return a straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, **more)


def tooltip(words: str) -> Markup:
    """Return what is shown when one points at the element that this is the first child of."""
    return tag("title", words)


def text_width(words: str, size: Number) -> float:
    """Estimate how wide words are in a sans-serif face."""
    return size * sum(0.86 if each in _WIDE else 0.3 if each in _SLIM else 0.57 for each in words)


def fitted(words: str, width: Number, size: Number) -> str:
    """Return as much of the words as fits, with … where something is missing; nothing where no letter fits."""
    if text_width(words, size) <= width:
        return words
    kept = words
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept else ""


def picture(
    width: Number,
    height: Number,
    *content: Markup,
    name: str,
    title: str,
    description: str,
    class_: str | None = None,
    fills: bool = False,
) -> Markup:
    """Return a whole picture, `width` and `height` in its own units, which are pixels at its natural size.

    `title` and `description` are its text alternative; `name` tells it from the others of a page. One that `fills`
    has no size of its own, but that of the window or the place that it is shown in.
    """
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", description, id=f"{name}-description"),
        *content,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width="100%" if fills else width,
        height=None if fills else height,
        preserveAspectRatio="xMidYMin" if fills else None,
        role="img",
        aria_labelledby=f"{name}-title {name}-description",
        font_family=FONT,
        class_=class_,
    )


def as_file(whole: Markup) -> str:
    """Return a picture as a file of its own, which says what it is written in; within a page it need not."""
    return str(whole).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def meter(share: float, colour: str, *, width: Number = 120, height: Number = 8) -> Markup:
    """Return a bar that is filled to a share in 0..1; a mere ornament beside the number, hidden from screen readers."""
    filled = width * min(max(share, 0.0), 1.0)
    return tag(
        "svg",
        tag("rect", x=0, y=0, width=width, height=height, rx=height / 2, fill="#e4e9ef"),
        tag("rect", x=0, y=0, width=filled, height=height, rx=height / 2, fill=colour) if filled else "",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        aria_hidden="true",
        class_="meter",
    )
