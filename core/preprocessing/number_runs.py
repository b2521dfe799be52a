"""Numbers in a text as runs of digit groups, whether they are written or spoken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

_UNITS: Final = {
    word: str(value)
    for value, word in enumerate("zero one two three four five six seven eight nine".split())  # noqa: SIM905
} | {"oh": "0", "o": "0", "nought": "0"}
_TEENS: Final = {
    word: str(value)
    for value, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),  # noqa: SIM905
        10,
    )
}
_TENS: Final = {
    word: f"{value}0"
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)  # noqa: SIM905
}
_TIMES: Final = {"double": 2, "triple": 3}
_WORDS: Final = (*_UNITS, *_TEENS, *_TENS, *_TIMES, "hundred")

_NUMBER: Final = re.compile(rf"(?<!\w)(?:[0-9]+|(?:{'|'.join(_WORDS)}))(?!\w)", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(?<![\w.-])(?:[0-9]{4}([-./])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-./])[0-9]{1,2}\2[0-9]{4})(?![\w-])"
)
# What may stand between two groups of one number.
_GAP: Final = re.compile(r"(?:[\s().,‐‑–—-]|(?<!\w)(?:um|uh|er|erm|dash|hyphen|dot)(?!\w))*", re.IGNORECASE)
_LONGEST_GAP: Final = 14


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that were written without a gap, or said in a word or two, and where in the text."""

    digits: str
    start: int
    end: int
    spoken: bool


def runs(text: str) -> Iterator[list[Group]]:
    """Yield the numbers of a text that follow each other with nothing but separators and hesitation between them.

    Dates, and amounts with commas for thousands, are not numbers here. Linear in the characters.

    >>> [[group.digits for group in run] for run in runs("Dial one eight hundred, double five 5-0123; not 2024-01-15.")]
    [['1', '800', '55', '5', '0123']]
    """
    dates = [match.span() for match in _DATE.finditer(text)]
    run: list[Group] = []
    end, times, start = 0, 1, 0
    for match in _NUMBER.finditer(text):
        while dates and dates[0][1] <= match.start():
            dates.pop(0)
        if dates and dates[0][0] <= match.start():
            continue
        word = match.group().lower()
        if run and not _goes_on(text, run[-1], end, match):
            yield run
            run, times = [], 1
        end = match.end()
        if word in _TIMES:
            times, start = _TIMES[word], match.start()
            continue
        _add(run, text, match, word, times)
        if times > 1 and run:
            run[-1] = replace(run[-1], start=start)
        times = 1
    if run:
        yield run


def _goes_on(text: str, last: Group, end: int, match: re.Match[str]) -> bool:
    """Tell whether a number belongs to what stands before it."""
    gap = text[end : match.start()]
    if len(gap) > _LONGEST_GAP or not _GAP.fullmatch(gap):
        return False
    return gap != "," or last.spoken


def _add(run: list[Group], text: str, match: re.Match[str], word: str, times: int) -> None:
    """Add what was said to a run: as a group, or to the group before, as in "twenty five" and "eight hundred"."""
    last = run[-1] if run else None
    adjoins = last is not None and last.spoken and text[last.end : match.start()] in (" ", "-")
    if word == "hundred":
        if last is not None and adjoins and len(last.digits) == 1:
            run[-1] = replace(last, digits=f"{last.digits}00", end=match.end())
    elif word in _UNITS:
        digits = _UNITS[word] * times
        if last is not None and adjoins and times == 1 and digits != "0" and _is_tens(text, last):
            run[-1] = replace(last, digits=last.digits[0] + digits, end=match.end())
        else:
            run.append(Group(digits, match.start(), match.end(), spoken=True))
    elif word in _TEENS or word in _TENS:
        run.append(Group(_TEENS.get(word) or _TENS[word], match.start(), match.end(), spoken=True))
    else:
        run.append(Group(word, match.start(), match.end(), spoken=False))


def _is_tens(text: str, group: Group) -> bool:
    return text[group.start : group.end].lower() in _TENS
