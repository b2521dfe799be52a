"""Readings for tests: a call is read by the real pipeline."""

from typing import Any

from core.analysis.pipeline import read
from core.analysis.reading import Reading
from core.preprocessing import DEFAULT_FILLERS, prepare
from tests.builders import Line, a_call, a_campaign


def a_reading(*lines: Line, **about: Any) -> Reading:
    return read(prepare(a_call(lines), DEFAULT_FILLERS), a_campaign(**about))
