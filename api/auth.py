"""Who is asking: token to Principal, before anything else of the request is looked at."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, request

from api.contract import Operation
from api.wiring import services
from core.errors import Forbidden, Unauthenticated
from core.identity import Principal, Role

# What each role may do contains what the ones before it may do.
_RANK: dict[Role, int] = {"viewer": 0, "analyst": 1, "admin": 2}


def authenticated(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a request through to its operation only as the contract allows: secured or not, and for which role.

    A decorator of whole namespaces, since those of methods run after the body has been validated.
    """
    handlers = {method: getattr(view.view_class, method.lower()) for method in view.view_class.methods}  # type: ignore[attr-defined]
    operations: dict[str, Operation] = {method: handler.operation for method, handler in handlers.items()}

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        operation = operations.get("GET" if request.method == "HEAD" else request.method)
        if operation is not None and operation.secured:
            g.principal = services().sessions.authenticate(_bearer_token())
            if operation.role is not None and _RANK[g.principal.role] < _RANK[operation.role]:  # type: ignore[index]
                raise Forbidden
        return view(*args, **kwargs)

    return guarded


def principal() -> Principal:
    """Return who is asking in this request."""
    return g.principal


def _bearer_token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    return token.strip()
