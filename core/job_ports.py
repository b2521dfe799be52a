"""What jobs that run need of the outside, as protocols. db and the outer ring of api implement them."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID


class WakeUps(Protocol):
    """Tells workers that there is something to do. Neither fails or waits for long: what is not told is found later."""

    def analyse(self, job_id: UUID, chunks: int) -> None:
        """Have so many chunks of a job analysed; call it after the commit."""

    def deliver(self, delivery_ids: Sequence[UUID]) -> None:
        """Have deliveries sent; call it after the commit."""
