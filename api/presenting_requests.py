"""What customers asked for, and calls worth a listen, in the contract's words."""

from collections.abc import Sequence
from dataclasses import asdict

from api.presenting import Json
from core.requests import CallWorthAListen, RequestTopic


def topics(shown: Sequence[RequestTopic]) -> list[Json]:
    """Present topics of requests."""
    return [asdict(each) for each in shown]


def worth_a_listen(shown: Sequence[CallWorthAListen]) -> list[Json]:
    """Present calls that stand out, with values to three decimals."""
    return [{**asdict(each), "value": round(each.value, 3)} for each in shown]
