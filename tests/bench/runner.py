"""Runs one part of the bench in a process of its own, so that none finds what another has left in memory."""

import importlib
import multiprocessing
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import cast

from tests.bench.figures import Figure, Part, Scale
from tests.bench.results import Outcome


def run(module: str, scale: Scale, show: Callable[[Figure], None]) -> Outcome:
    """Measure the part of a module, handing on each figure as it comes; what ends it early is told in the outcome."""
    part = module.rpartition(".")[2]
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    began_s = time.monotonic()
    process = context.Process(target=_measure, args=(module, part, scale, sending), name=part)
    process.start()
    sending.close()
    figures: list[Figure] = []
    failure: str | None = None
    try:
        while (message := receiving.recv()) is not None:
            if isinstance(message, Figure):
                figures.append(message)
                show(message)
            else:
                failure = str(message)
    except EOFError:
        process.join()
        failure = f"The process ended by itself, with code {process.exitcode}."
    finally:
        process.join()
    return Outcome(part, time.monotonic() - began_s, tuple(figures), failure)


def _measure(module: str, part: str, scale: Scale, sending: Connection) -> None:
    """Send each figure of a part, the traceback of what ended it, and None when there is no more."""
    try:
        names: set[str] = set()
        for figure in cast(Part, importlib.import_module(module)).measure(scale):
            if figure.part != part or figure.name in names:
                raise ValueError(f"{figure.part}: {figure.name!r} comes twice, or is of another part than {part}")
            names.add(figure.name)
            sending.send(figure)
        if not names:
            raise ValueError(f"{part} has measured nothing")
    except Exception:  # whatever broke it: the other parts are still to run
        sending.send(traceback.format_exc())
    sending.send(None)
