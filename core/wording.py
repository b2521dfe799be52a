"""All human rendering of numbers: durations, percentages, turn references. Pure formatters; nothing is measured."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

_PLURALS: Final = {"is": "are", "does": "do", "has": "have"}


def clock(duration_s: float) -> str:
    """Render seconds as minutes and seconds, rounded to the second.

    >>> clock(422), clock(9.4), clock(3725)
    ('7m 2s', '9s', '1h 2m 5s')
    """
    hours, rest = divmod(round(duration_s), 3600)
    minutes, whole = divmod(rest, 60)
    if hours:
        return f"{hours}h {minutes}m {whole}s"
    return f"{minutes}m {whole}s" if minutes else f"{whole}s"


def moment(time_s: float) -> str:
    """Render a point in time of a call as minutes and seconds, with hours where there are any; cut to the second.

    >>> moment(134.9), moment(5), moment(3725)
    ('2:14', '0:05', '1:02:05')
    """
    minutes, whole = divmod(int(time_s), 60)
    hours, minutes_of_hour = divmod(minutes, 60)
    return f"{hours}:{minutes_of_hour:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"


def seconds(value_s: float) -> str:
    """Render a point in time or a short span in seconds, to one decimal at most.

    >>> seconds(95.0), seconds(3.25)
    ('95 s', '3.2 s')
    """
    rounded = round(value_s, 1)
    return f"{rounded:.0f} s" if rounded == int(rounded) else f"{rounded:.1f} s"


def percent(share: float) -> str:
    """Render a share in 0..1 as whole percent.

    >>> percent(0.716)
    '72%'
    """
    return f"{round(share * 100)}%"


def whole_parts(parts_s: Mapping[str, float]) -> dict[str, int]:
    """Round each part to a whole number such that together they make the rounded sum of all (largest remainder).

    Parts are ≥ 0 and keep their order; ties go to the earlier part.

    >>> whole_parts({"main_offer": 10.4, "additional_queries": 3.4, "closing": 1.4})
    {'main_offer': 11, 'additional_queries': 3, 'closing': 1}
    """
    floors = {name: math.floor(part) for name, part in parts_s.items()}
    missing = round(math.fsum(parts_s.values())) - sum(floors.values())
    by_remainder = sorted(parts_s, key=lambda name: round(floors[name] - parts_s[name], 6))
    for name in by_remainder[:missing]:
        floors[name] += 1
    return floors


def clock_breakdown(breakdown_s: Mapping[str, float]) -> dict[str, str]:
    """Render a breakdown of seconds with its `total`, such that the printed parts still sum to the printed total.

    >>> clock_breakdown({"main_offer": 10.4, "closing": 3.4, "total": 13.8})
    {'main_offer': '11s', 'closing': '3s', 'total': '14s'}
    """
    parts = {name: part for name, part in breakdown_s.items() if name != "total"}
    rounded = whole_parts(parts)
    return {name: clock(rounded[name] if name in rounded else sum(rounded.values())) for name in breakdown_s}


def count(number: int, noun: str) -> str:
    """Render a number with its noun, which takes an s in the plural.

    >>> count(1, "turn"), count(3, "turn")
    ('1 turn', '3 turns')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def turns_do(number: int, verb: str) -> str:
    """Render how many turns something holds for, in parentheses.

    >>> turns_do(1, "does"), turns_do(3, "does")
    ('(1 turn does)', '(3 turns do)')
    """
    return f"({count(number, 'turn')} {verb if number == 1 else _PLURALS.get(verb, verb)})"


def listing(items: Sequence[str]) -> str:
    """Join words as English does.

    >>> listing(["price"]), listing(["price", "term", "start"])
    ('price', 'price, term and start')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
