"""Requests with an Idempotency-Key: whose turn it is."""

from dataclasses import dataclass

from core.errors import StorageUnavailable
from core.idempotency import Done, KeyedRequest
from core.ports import Clock, OpenWork


@dataclass(frozen=True, slots=True)
class IdempotencyService:
    """Takes keys for requests and frees them; what a request made is kept by the service that makes it."""

    open_work: OpenWork
    clock: Clock

    def take(self, request: KeyedRequest) -> Done | None:
        """Let a key be this request's; return the one before it that has been carried out, if any.

        Raise KeyReused where that was another request, and KeyInUse while it runs.
        """
        with self.open_work(request.tenant_id) as work:
            return work.idempotency.take(request, self.clock())

    def free(self, request: KeyedRequest) -> None:
        """Let the key of a request that made nothing be anybody's; without a database, once it has run out."""
        try:
            with self.open_work(request.tenant_id) as work:
                work.idempotency.free(request)
        except StorageUnavailable:
            return
