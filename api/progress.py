"""Progress bars of long work at the command line."""

import sys
from contextlib import AbstractContextManager
from typing import Any

import click


def progress_bar(label: str, length: int | None) -> AbstractContextManager[Any]:
    """Return a click progress bar of so many steps; without a length there is nothing to show.

    It is drawn on standard error, and only where that is a terminal: what is written down stays free of it.
    """
    hidden = length is None or not sys.stderr.isatty()
    return click.progressbar(length=length or 0, label=label, file=sys.stderr, hidden=hidden)
