"""Whether what was printed is what a page shows: `…` stands for anything within a line, alone for any lines."""

import json
import re
from typing import Any

ANYTHING = "…"


def is_as_shown(shown: str, printed: str, *, as_json: bool = False) -> bool:
    """Tell whether an output is what a page shows of it; JSON may have members that the page does not show."""
    if as_json:
        try:
            return _holds(json.loads(shown), json.loads(printed))
        except json.JSONDecodeError:
            return False
    return re.fullmatch(_pattern(shown), _trimmed(printed)) is not None


def _pattern(shown: str) -> str:
    pattern = ""
    for line in _trimmed(shown).splitlines(keepends=True):
        if line.strip() == ANYTHING:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in line.split(ANYTHING))
    return pattern


def _trimmed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.strip("\n").splitlines())


def _holds(shown: Any, printed: Any) -> bool:
    if isinstance(shown, str) and ANYTHING in shown:
        return shown == ANYTHING or (isinstance(printed, str) and is_as_shown(shown, printed))
    if isinstance(shown, dict):
        return isinstance(printed, dict) and all(
            name == ANYTHING or (name in printed and _holds(value, printed[name])) for name, value in shown.items()
        )
    if isinstance(shown, list):
        if not isinstance(printed, list):
            return False
        known = shown[:-1] if shown and shown[-1] == ANYTHING else shown
        return (
            len(known) <= len(printed)
            and all(map(_holds, known, printed))
            and (len(known) == len(printed) or known is not shown)
        )
    return bool(shown == printed) and isinstance(shown, bool) == isinstance(printed, bool)
