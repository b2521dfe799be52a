"""Counts requests: by operation and status, how long they took, and how many are being answered."""

import time
from functools import cache

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from api.contract import CONTRACT
from api.metrics import REQUEST_SECONDS, REQUESTS, REQUESTS_IN_FLIGHT
from api.operations import operation_asked

NO_PAGE = "none"  # nothing is at this address, or it does not take this method
OTHER_PAGE = "other"  # a page that the contract does not have

_BESIDE_THE_BASE = {
    (each.method, each.path): each.operation_id for each in CONTRACT.operations.values() if each.tag == "Health"
}


def count_requests(app: Flask) -> None:
    """Count from before anything else looks at a request until nothing changes its answer any more.

    To be called before all others that have something done before or after requests.
    """

    @app.before_request
    def begin() -> None:
        g.counted_from_s = time.perf_counter()
        REQUESTS_IN_FLIGHT.inc()

    @app.after_request
    def end(response: Response) -> Response:
        operation = operation_name()
        _answered(operation, response.status_code).inc()
        _seconds(operation).observe(time.perf_counter() - g.counted_from_s)
        return response

    @app.teardown_request
    def leave(error: BaseException | None) -> None:
        if g.pop("counted_from_s", None) is not None:
            REQUESTS_IN_FLIGHT.dec()


@cache
def _answered(operation: str, status: int) -> Counter:
    return REQUESTS.labels(operation, str(status))


@cache
def _seconds(operation: str) -> Histogram:
    return REQUEST_SECONDS.labels(operation)


def operation_name() -> str:
    """Return the id of which operation of the contract this request is for; "other" or "none" where it is for none."""
    operation = operation_asked()
    if operation is not None:
        return operation.operation_id
    if request.url_rule is None:
        return NO_PAGE
    method = "GET" if request.method == "HEAD" else request.method
    return _BESIDE_THE_BASE.get((method, request.url_rule.rule), OTHER_PAGE)
