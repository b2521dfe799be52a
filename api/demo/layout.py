"""Text on a terminal: headings, wrapped paragraphs, quotations. Nothing here knows what it prints."""

import textwrap
from collections.abc import Iterable
from typing import Final

WIDTH: Final = 110


def heading(text: str) -> list[str]:
    """Return a heading with a line under it and a blank line before it.

    >>> heading("Calls")
    ['', 'Calls', '─────']
    """
    return ["", text, "─" * len(text)]


def paragraph(text: str, *, indent: str = "", first: str | None = None) -> list[str]:
    """Wrap a text, white space made even; the first line may begin otherwise than the rest.

    >>> paragraph("one  two", indent="  ", first="- ")
    ['- one two']
    """
    begin = indent if first is None else first
    even = " ".join(text.split())
    return textwrap.wrap(even, WIDTH, initial_indent=begin, subsequent_indent=indent, break_on_hyphens=False)


def bullets(title: str, items: Iterable[str]) -> list[str]:
    """Return a titled list, or nothing where there are no items."""
    lines = [line for item in items for line in paragraph(item, indent="    ", first="  - ")]
    return ["", title, *lines] if lines else []
