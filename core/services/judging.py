"""The analysis of one call, whatever it is called for."""

from collections.abc import Callable
from dataclasses import dataclass

from core.calls import Call
from core.campaigns import Campaign
from core.jobs import CallResult, Failure
from core.ports import Analyse, Clock, NewId
from core.reports import Report


@dataclass(frozen=True, slots=True)
class CallJudge:
    """Analyses calls (core.job_ports.Judge).

    `timer` gives seconds that only grow; `on_failure` hears of every analysis that failed, with its exception;
    `on_result` hears of every call, and what became of it.
    """

    analyse: Analyse
    clock: Clock
    new_id: NewId
    timer: Callable[[], float]
    on_failure: Callable[[str, Exception], None]
    on_result: Callable[[Call, CallResult], None] = lambda *_: None

    def __call__(self, call: Call, campaign: Campaign) -> CallResult:
        """Analyse a call; whatever fails is the result's failure."""
        result = self._judged(call, campaign)
        self.on_result(call, result)
        return result

    def _judged(self, call: Call, campaign: Campaign) -> CallResult:
        began_s = self.timer()
        try:
            analysis = self.analyse(call, campaign)
        except Exception as error:  # one call must not take the others down with it
            self.on_failure(call.call_id, error)
            return CallResult(
                call.call_id,
                call.campaign_ref,
                failure=Failure("The analysis of this call failed.", "analysis_failed"),
                redactions=call.redactions,
            )
        elapsed_ms = (self.timer() - began_s) * 1000
        report = Report(self.new_id(), self.clock(), elapsed_ms, call.call_id, call.campaign_ref, analysis)
        return CallResult(call.call_id, call.campaign_ref, report=report, redactions=call.redactions)
