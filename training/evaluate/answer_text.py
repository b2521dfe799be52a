"""What the text of an answer says: its verdict, its number, time, length or share, and the words before its grounds.

Read as a person reads it, not as the product words it: "twice", "2 times" and "two" are the same number.
"""

import re

from training.evaluate.calls import Asked

NUMBERS = {
    "no": 0, "none": 0, "never": 0, "nobody": 0, "zero": 0, "once": 1, "one": 1, "twice": 2, "two": 2, "three": 3,
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_GROUNDS = re.compile(r" [–—-] | \(")
_VERDICT = re.compile(r"(Yes|No)(?= [(–—-]|[,.;]|$)")
_MOMENT = re.compile(r"\b(?:(\d+):)?(\d+):(\d\d)\b")
_LENGTH = re.compile(r"(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*m\w*)?\s*(?:(\d+(?:\.\d+)?)\s*s\w*)?", re.IGNORECASE)
_DENIAL = re.compile(
    r"not stated|no\b|never\b|nobody\b|none\b|nothing\b|neither\b|0\b|.*\b(?:not|never) (?:mentioned|said|stated)\b",
    re.IGNORECASE,
)


def verdict(ready: Asked, question: str) -> tuple[str, float]:
    """Ask a question; return "Yes", "No" or, where it is neither, "", and the confidence."""
    answer = ready.ask(question)
    found = _VERDICT.match(answer.text)
    return (found[1] if found else "", answer.confidence)


def head(text: str) -> str:
    """Return an answer without its grounds.

    >>> head("72% - of the time of talk")
    '72%'
    """
    return _GROUNDS.split(text, maxsplit=1)[0]


def number_said(text: str) -> int | None:
    """Return the first number of an answer before its grounds, in digits or words; None where there is none.

    >>> number_said("Twice - at 0:12 and 0:40"), number_said("3 times (…)"), number_said("Not stated in this call.")
    (2, 3, None)
    """
    for word in re.findall(r"[a-z]+|\d+", head(text).lower()):
        if word.isdigit():
            return int(word)
        if word in NUMBERS:
            return NUMBERS[word]
    return None


def moment_said(text: str) -> int | None:
    """Return the first point in time of an answer in whole seconds, grounds included; None where there is none.

    >>> moment_said('At 1:02 - the customer: "At 10 then."')
    62
    """
    found = _MOMENT.search(text)
    return None if found is None else int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def seconds_said(text: str) -> float | None:
    """Return the length of time that an answer begins with, in seconds; None where it begins with none.

    >>> seconds_said("2m 5s (from the first turn on)"), seconds_said("Not stated")
    (125.0, None)
    """
    found = _LENGTH.match(head(text).removeprefix("About ").strip())
    if found is None or not any(found.groups()):
        return None
    hours, minutes, rest = (float(part or 0) for part in found.groups())
    return 3600 * hours + 60 * minutes + rest


def percent_said(text: str) -> float | None:
    """Return the first percentage of an answer before its grounds; None where there is none."""
    found = re.search(r"(\d+(?:\.\d+)?) ?%", head(text))
    return None if found is None else float(found[1])


def denies(text: str) -> bool:
    """Tell whether an answer says that there is no such thing, or that the call does not tell.

    >>> denies("Not stated in this call."), denies("Never (…)"), denies("At 1:02 - …")
    (True, True, False)
    """
    return _DENIAL.match(head(text)) is not None


def close(text: str) -> str:
    """Return a text in small letters and without spaces, for values that are spelt with more or fewer of them."""
    return "".join(text.lower().split())
