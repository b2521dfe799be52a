"""Calls with reports of all kinds, for tests of what follows from reports."""

from dataclasses import replace

from api import parsing
from api.demo.convert import to_transcription
from api.demo.sample import dialogues
from core.analysis.pipeline import analyse
from core.calls import Call
from core.campaigns import Campaign
from core.jobs import CallResult
from core.reports import Analysis
from db.work import open_work
from tests.builders import a_call, bot
from tests.db.builders import a_job, an_analysis, stored_campaign

SEGMENTED = {"campaign_segment": "gold", "interaction_outcome": "s" * 300}


def varied_calls() -> list[Call]:
    """Return real dialogues, one that cannot be judged, and one whose turns were sent out of their order."""
    real = [parsing.call(to_transcription(dialogue)) for dialogue in dialogues()]
    strange = a_call(call_id="strange", metadata={"campaign_segment": 7, "interaction_outcome": None})
    shuffled = replace(real[0], call_id="shuffled", metadata=SEGMENTED)
    backwards = tuple(replace(turn, index=index) for index, turn in enumerate(reversed(shuffled.turns)))
    return [*real, replace(shuffled, turns=backwards), a_call((bot("Hello?"),), call_id="alone"), strange]


def store_varied_reports(tenant_id: str) -> Campaign:
    """Store them with their reports: those of the engine, and one that has every shape of a field."""
    campaign, calls = stored_campaign(tenant_id), varied_calls()
    analyses = {call.call_id: analyse(call, campaign) for call in calls}
    analyses["strange"] = an_analysis(calls[-1])
    # As reports were before every request was told.
    first = analyses[calls[0].call_id]
    untold = tuple(replace(metric, requests=None) for metric in first.metrics)
    analyses[calls[0].call_id] = replace(first, metrics=untold)
    job = a_job(calls)
    results = tuple(_with(result, analyses[result.call_id]) for result in job.results)
    with open_work(tenant_id) as work:
        work.jobs.add_completed(replace(job, results=results), [(call, campaign) for call in calls])
    return campaign


def _with(result: CallResult, analysis: Analysis) -> CallResult:
    assert result.report is not None
    return replace(result, report=replace(result.report, analysis=analysis))
