"""What the queues of the broker are called; apart from api.broker, so that the launcher need not load Celery."""

from typing import Final

ANALYSIS: Final = "analysis"
DELIVERIES: Final = "deliveries"
