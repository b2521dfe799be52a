"""Figures as they are told: to four digits, and small ones, such as probabilities, to three that count."""

from typing import Any, Final

_DIGITS: Final = 4
_SMALL: Final = 0.001


def rounded(answer: Any) -> Any:
    """Return an answer with every fraction in it rounded.

    >>> rounded({"mean": 7.123456, "p": 0.0000123456, "n": 12, "low": [0.0]})
    {'mean': 7.1235, 'p': 1.23e-05, 'n': 12, 'low': [0.0]}
    """
    match answer:
        case float():
            return round(answer, _DIGITS) if abs(answer) >= _SMALL else float(f"{answer:.3g}")
        case dict():
            return {name: rounded(value) for name, value in answer.items()}
        case list() | tuple():
            return [rounded(value) for value in answer]
    return answer
