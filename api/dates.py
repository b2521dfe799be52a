"""Moments as the contract writes them: ISO 8601 date-times with offset, in; UTC with Z, out."""

import re
from datetime import UTC, datetime

from dateutil.parser import isoparse

# The profile of RFC 3339: what isoparse would take besides (week dates, dates alone, 24:00, commas) is refused.
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-5][0-9])",
    re.ASCII,
)


def moment(text: str) -> datetime:
    """Return the aware UTC moment that the text names; raise ValueError for anything but an RFC 3339 date-time.

    >>> moment("2024-01-15T16:00:00+05:30")
    datetime.datetime(2024, 1, 15, 10, 30, tzinfo=datetime.timezone.utc)
    """
    if not _DATE_TIME.fullmatch(text):
        raise ValueError("not an RFC 3339 date-time")
    try:
        return isoparse(_microseconds(text)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside of the years 1 to 9999 in UTC") from error


def period(begin: str | None, end: str | None) -> tuple[datetime | None, datetime | None]:
    """Return the moments at which a period begins and ends; None where it is open."""
    return (moment(begin) if begin else None, moment(end) if end else None)


def _microseconds(text: str) -> str:
    """Cut a fraction of a second to the six digits that a datetime holds."""
    return re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", text)


def is_moment(text: str) -> bool:
    """Tell whether `moment` would take the text."""
    try:
        moment(text)
    except ValueError:
        return False
    return True


def stamp(at: datetime) -> str:
    """Write a moment in UTC, to the millisecond where it has a fraction.

    >>> stamp(datetime(2024, 1, 15, 10, 30, tzinfo=UTC))
    '2024-01-15T10:30:00Z'
    """
    at = at.astimezone(UTC)
    text = at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")
    return text.replace("+00:00", "Z")
