"""What a client would rather have, by `Prefer` (RFC 7240): followed where it can be, never insisted on."""

from typing import Final

from flask import Flask, Request, Response, request
from werkzeug.http import parse_list_header

from api.contract import CONTRACT
from api.operations import operation_asked
from api.wiring import services

HEADER: Final = "Prefer"
RESPOND_ASYNC: Final = "respond-async"
_FOLLOWING: Final = frozenset(
    each.operation_id
    for each in CONTRACT.operations.values()
    if any(parameter.name == HEADER for parameter in each.parameters_in("header"))
)


def follow_preferences(app: Flask) -> None:
    """Have answers tell which preference was followed, and that another one would get another answer."""

    @app.after_request
    def tell(response: Response) -> Response:
        operation = operation_asked()
        if operation is not None and operation.operation_id in _FOLLOWING:
            response.vary.add(HEADER)
            if response.status_code == 202 and responds_async(request):
                response.headers["Preference-Applied"] = RESPOND_ASYNC
        return response


def responds_async(asked: Request) -> bool:
    """Tell whether the work is to go on after the answer because the client would rather have that.

    Not where the address says itself whether it is, nor where nobody would do the work.
    """
    if "async" in asked.args or services().conversations.wake_ups is None:
        return False
    preferences = (each for line in asked.headers.getlist(HEADER) for each in parse_list_header(line))
    return any(each.partition(";")[0].partition("=")[0].strip().lower() == RESPOND_ASYNC for each in preferences)
