"""Who is the bot, where a platform tells voices and channels apart and does not say whose they are."""

import re
from collections.abc import Mapping
from typing import Final

from api.converters.call import Speaker
from api.converters.document import Node

# What platforms call the side of the company, in lower case and without spaces and underscores.
_BOT_ROLES: Final = frozenset({"agent", "assistant", "bot", "virtualagent", "custombot"})
_CUSTOMER_ROLES: Final = frozenset({"customer", "user"})
_NUMBERED: Final = re.compile(r"(?:spk|speaker|ch|channel)?[ _-]?([0-9]+)")


def is_bot_role(role: str) -> bool:
    """Tell whether a role is that of the bot: of the company's side, in a campaign of bots.

    >>> is_bot_role("AGENT"), is_bot_role("Virtual Agent"), is_bot_role("CUSTOMER")
    (True, True, False)
    """
    return _plain(role) in _BOT_ROLES


def is_other_role(role: str) -> bool:
    """Tell whether a role is that of neither side: of a supervisor, or of somebody who was called in.

    >>> is_other_role("SUPERVISOR"), is_other_role("AGENT"), is_other_role("CUSTOMER")
    (True, False, False)
    """
    return _plain(role) not in _BOT_ROLES | _CUSTOMER_ROLES


def _plain(role: str) -> str:
    return re.sub(r"[ _-]", "", role.lower())


def sides(labels: list[str], bot: str | None, at: Node, roles: Mapping[str, str] | None = None) -> dict[str, Speaker]:
    """Return who each label stands for: the bot that was named, or whom the platform's roles name; all others customer.

    Note at `at` where neither says it, or where the label that was named does not occur beside others.
    """
    distinct = sorted(set(labels))
    if bot is not None:
        named = {label for label in distinct if label == bot} or {
            label for label in distinct if _key(label) == _key(bot)
        }
        if not named and len(distinct) > 1:
            at.blame(f"has no speaker {bot}: --bot-speaker must be one of {', '.join(distinct)}")
    else:
        named = {label for label in distinct if is_bot_role((roles or {}).get(label, ""))}
        untold = [label for label in distinct if _plain((roles or {}).get(label, "")) not in _CUSTOMER_ROLES]
        if untold and not named:
            at.blame(f"does not say who is the bot: give --bot-speaker, one of {', '.join(distinct)}")
    return {label: "bot" if label in named else "customer" for label in distinct}


def _key(label: str) -> str:
    """Return what two ways to write a label share: `spk_0`, `speaker 0` and `0` are the same.

    >>> _key("spk_0") == _key("0"), _key("AGENT") == _key("agent"), _key("ch_0") == _key("ch_1")
    (True, True, False)
    """
    match = _NUMBERED.fullmatch(label.strip().lower())
    return str(int(match[1])) if match else label.strip().lower()
