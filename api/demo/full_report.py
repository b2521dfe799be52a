"""One report in full, for people: sections, and evidence with its place in the call."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.demo.layout import bullets, heading, paragraph
from api.demo.posting import Report
from core.wording import moment, percent

_SCORES = {
    "overall_quality_score": "Overall quality",
    "bot_performance_score": "Bot performance",
    "customer_engagement_score": "Customer engagement",
}
_DETAIL = "      "

Metric = Mapping[str, Any]


def full_report(report: Report, why: str) -> list[str]:
    """Return the lines of a report; `why` says why this one is shown."""
    details, insights = report["call_details"], report["summary_insights"]
    return [
        *heading(f"One report in full: {details['call_id']}"),
        *paragraph(why),
        "",
        *_facts(report),
        *_scores(report),
        "",
        "Quality questions",
        *(line for metric in report["quality_analysis"]["metrics"] for line in _metric(metric)),
        *bullets("Strengths", insights["strengths"]),
        *bullets("Areas for improvement", insights["areas_for_improvement"]),
        *bullets("Recommendations", insights["recommendations"]),
        *bullets("Warnings", report.get("warnings", ())),
    ]


def quotation(evidence: Mapping[str, Any]) -> list[str]:
    """Return words of the call, with their turn, time and speaker."""
    place = f"turn {evidence['turn']:>2} at {moment(evidence['timestamp'])}, {evidence['speaker']}:"
    first = f"{_DETAIL}{place:<28}"
    return paragraph(f"“{evidence['quote']}”", indent=" " * len(first), first=first)


def _facts(report: Report) -> list[str]:
    details, meta = report["call_details"], report["report_metadata"]
    talk, engine = details["talk_time"], meta["engine"]
    trend = details["sentiment_trend"].replace("_", ", ")
    shares = f"bot {percent(talk['bot_share'])}, customer {percent(talk['customer_share'])} of the talk"
    facts = {
        "Campaign": meta["campaign_id"],
        "Duration": f"{details['duration']}; {shares}",
        "Sentiment": f"{trend} over the call",
        "Analysis": f"{meta['analysis_duration_ms']} ms, engine {engine['version']}, profile {engine['profile']}",
    }
    if reason := report.get("status_reason"):
        facts["Not judged"] = reason
    return [line for name, fact in facts.items() for line in paragraph(fact, indent=" " * 14, first=f"  {name:<12}")]


def _scores(report: Report) -> Iterator[str]:
    totals = {**report["call_details"], **report["summary_insights"]}
    for score, name in _SCORES.items():
        yield ""
        yield f"{name}: {totals[score]:.1f} of 10"
        for part in report["call_details"]["score_parts"]:
            if part["score"] == score:
                first = f"  {part['points']:>5.2f} of {part['maximum']:.2f}  {part['part']:<24}"
                yield from paragraph(part["reason"], indent=" " * len(first), first=first)


def _metric(metric: Metric) -> Iterator[str]:
    yield ""
    yield from paragraph(metric["question"], indent=_DETAIL, first=f"{metric['question_id']}  ")
    sure = f" (confidence {metric['confidence']:.2f})" if "confidence" in metric else ""
    yield from paragraph(f"{metric['answer']}{sure}", indent=_DETAIL)
    for detail in _details(metric):
        yield from paragraph(detail, indent=_DETAIL)
    for evidence in metric.get("evidence", ()):
        yield from quotation(evidence)


def _details(metric: Metric) -> Iterator[str]:
    """Say in sentences what a question has of its own."""
    if "sentiment_score" in metric:
        phases = ", ".join(f"{each['segment']} {each['sentiment']}" for each in metric["sentiment_trajectory"])
        yield f"Score {metric['sentiment_score']:+.2f} of −1 to +1; by phase: {phases or 'none'}."
    if metric.get("new_requests"):
        asked = ", ".join(f"“{request}”" for request in metric["new_requests"])
        yield f"{metric.get('unresolved_count', 0)} of {len(metric['new_requests'])} unresolved: {asked}"
    for detail in metric.get("details", ()):
        yield detail["text"]
    if "time_breakdown" in metric:
        parts = (f"{part.replace('_', ' ')} {time}" for part, time in metric["time_breakdown"].items())
        yield f"{', '.join(parts)}."
    if "interest_level" in metric:
        chance = metric.get("conversion_probability")
        odds = f"; probability of conversion {percent(chance)}" if chance is not None else ""
        yield f"Interest level {metric['interest_level']:.2f} of 0 to 1{odds}."
    if metric.get("next_steps"):
        yield f"Next steps: {metric['next_steps']}"
