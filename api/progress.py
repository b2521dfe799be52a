"""Progress bars of long work at the command line."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


def progress_bar(label: str, length: int | None) -> "ProgressBar[str]":
    """Return a bar of so many steps (None: nobody knows), for `with`; `update` takes steps and what was done last.

    It is drawn on standard error, and only where that is a terminal: what is written down stays free of it. It is
    `hidden` elsewhere, and where there is nothing to do.
    """
    return click.progressbar(
        length=length or 0,
        label=label,
        file=sys.stderr,
        hidden=not length or not sys.stderr.isatty(),
        item_show_func=lambda done: done or "",
    )
