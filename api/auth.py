"""Who is asking: token or API key to Principal, before anything else of the request is looked at."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from flask import g, request

from api.contract import Operation
from api.observability import log_principal
from api.rate_limits import spend_request
from api.wiring import services
from core.errors import Forbidden, Unauthenticated
from core.identity import Principal
from core.origin import ActorKind, Origin, acting
from core.permissions import ACCESS, allows


def authenticated(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a request through to its operation only as core.permissions allows, and on behalf of who asks.

    A decorator of whole namespaces, since those of methods run after the body has been validated. An operation that is
    not in the table raises LookupError at import.
    """
    handlers = {method: getattr(view.view_class, method.lower()) for method in view.view_class.methods}  # type: ignore[attr-defined]
    operations: dict[str, Operation] = {method: handler.operation for method, handler in handlers.items()}
    accesses = {method: ACCESS[operation.operation_id] for method, operation in operations.items()}

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        access = accesses.get("GET" if request.method == "HEAD" else request.method)
        if access is None:
            with acting(_origin("system", "system", None)):
                return view(*args, **kwargs)
        g.principal = who = _who_asks()
        log_principal(who)
        spend_request()
        if not allows(access, who):
            raise Forbidden
        with acting(_origin(who.kind, who.name, str(who.actor_id))):
            return view(*args, **kwargs)

    return guarded


def principal() -> Principal:
    """Return who is asking in this request."""
    return g.principal


def source() -> str:
    """Return the address that the request comes from; "unknown" where a trusted proxy passed on what is none."""
    try:
        return str(ip_address(request.remote_addr or ""))
    except ValueError:
        return "unknown"


def _origin(kind: ActorKind, name: str, actor_id: str | None) -> Origin:
    return Origin(kind, name, actor_id, source=source(), request_id=g.request_id)


def _who_asks() -> Principal:
    """Recognise a person by token or a machine by key; with both, nobody can say on whose behalf it is."""
    token, key = request.headers.get("Authorization"), request.headers.get("X-API-Key")
    if key is None:
        return services().sessions.authenticate(_bearer_token(token or ""))
    if token is not None:
        raise Unauthenticated
    return services().api_keys.authenticate(key)


def _bearer_token(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    return token.strip()
