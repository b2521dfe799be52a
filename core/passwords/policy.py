"""Length, and not one of the common ones: what NIST SP 800-63B asks of passwords, without rules of composition."""

from functools import cache
from pathlib import Path

MIN_LENGTH = 8
MAX_LENGTH = 1024

COMMON = "is one of the most common passwords"

# Its source and licence are told in common.card.json.
_LIST = Path(__file__).with_name("common.txt")


def password_faults(password: str) -> list[str]:
    """Return what is wrong with a new password; nothing for a good one.

    >>> password_faults("Password1")
    ['is one of the most common passwords']
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH or not password.strip():
        return [f"must have {MIN_LENGTH} to {MAX_LENGTH} characters and not be blank"]
    return [COMMON] if is_common(password) else []


def is_common(password: str) -> bool:
    """Tell whether a password is one of the most common ones, in capitals or not.

    >>> is_common("Password1"), is_common("wander-crisp-lantern-oath")
    (True, False)
    """
    return password.strip().casefold() in _common()


@cache
def _common() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="ascii").splitlines())
