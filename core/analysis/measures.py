"""The quality questions, in the order in which reports answer them."""

from collections.abc import Callable
from typing import Final

from core.analysis.balance import balance
from core.analysis.bot_faults import bot_faults
from core.analysis.compliance import compliance
from core.analysis.focus import focus
from core.analysis.frustration import frustration
from core.analysis.goal import goal_reached
from core.analysis.interest import interest
from core.analysis.mood import customer_sentiment
from core.analysis.new_requests import new_requests
from core.analysis.reading import Reading
from core.analysis.script_adherence import script_adherence
from core.analysis.silences import silences
from core.analysis.time_on_offer import time_on_offer
from core.reports import Metric

Measure = Callable[[Reading], Metric]

MEASURES: Final[tuple[Measure, ...]] = (
    focus,
    customer_sentiment,
    new_requests,
    time_on_offer,
    interest,
    goal_reached,
    frustration,
    bot_faults,
    script_adherence,
    compliance,
    silences,
    balance,
)
