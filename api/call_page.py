"""The report of one call to look at: as a page to read and print, and as a picture of its course."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask import Response
from markupsafe import Markup

from api.dates import stamp
from api.drawing import palette
from api.drawing.course import Course, course_of
from api.drawing.svg import as_file, meter
from api.drawing.timeline import ALONE, NARROW, timeline
from api.negotiation import SVG
from api.printable import Printable
from core.analysis.not_applicable import ANSWER as NOT_APPLICABLE
from core.conversations import ReportedCall
from core.reports import Analysis, Evidence, Metric, ScorePart
from core.wording import clock, listing, moment, percent

# Runs nothing and loads nothing, also where it is opened by itself.
_PICTURE_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
_PAGE: Final = Printable.of("call.html", "call.css")

MOST_REQUESTS: Final = 40
_LONGEST_QUOTE: Final = 400
_SCORES: Final = {
    "overall_quality_score": "Overall quality",
    "bot_performance_score": "Bot performance",
    "customer_engagement_score": "Customer engagement",
}
_DIRECTIONS: Final = {"increasing": ("rising", "↗"), "decreasing": ("falling", "↘"), "stable": ("steady", "→")}
_SIDES: Final = {"bot": "Bot", "customer": "Customer"}
_INTEREST: Final = {
    "Interested": "The customer was interested in proceeding",
    "Not interested": "The customer was not interested in proceeding",
}
_GOAL: Final = {"Yes": "the goal of the call was reached", "No": "the goal of the call was not reached"}
# What a status of a question is called, and what sign it has in base.css.
_STATUS: Final = {
    "met": ("as wanted", "good"),
    "missed": ("not as wanted", "bad"),
    "no_opportunity": ("no occasion", "plain"),
}
_OUTCOMES: Final = {
    "resolved": "resolved",
    "deferred": "put off",
    "unresolved": "left open",
    "unclear": "of unclear outcome",
}
_OUTCOME_SIGNS: Final = {"resolved": "good", "unresolved": "bad", "deferred": "open", "unclear": ""}


@dataclass(frozen=True, slots=True)
class Score:
    """A score in 0..10 with the bar that shows it."""

    name: str
    value: float
    bar: Markup


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """What one phase comes to: when it begins first, its seconds and share of the call, the customer's mood in it."""

    name: str
    since: str
    length: str
    share: str
    mood: str | None


def page(shown: ReportedCall) -> Response:
    """Answer with the page of a report."""
    call, analysis = shown.call, shown.report.analysis
    course = course_of(call, analysis)
    requests = [each for metric in analysis.metrics for each in metric.requests or ()]
    return _PAGE.response(
        call=call,
        campaign=shown.campaign.brief.name,
        report=shown.report,
        analysis=analysis,
        started=stamp(call.started_at),
        generated=stamp(shown.report.generated_at),
        length=clock(analysis.duration_s),
        judged=analysis.status_reason is None,
        summary=summary(analysis),
        scores=_scores(analysis),
        mood=mood_of(analysis),
        course=timeline(course, name="wide"),
        narrow_course=timeline(course, width=NARROW, name="narrow"),
        phases=list(_phases(course, analysis)),
        talk=analysis.talk_time,
        requests=requests[:MOST_REQUESTS],
        more_requests=len(requests) - MOST_REQUESTS,
        parts=_parts(analysis),
        **_WORDS,
    )


def picture(shown: ReportedCall) -> Response:
    """Answer with the timeline of a call."""
    course = course_of(shown.call, shown.report.analysis)
    drawn = timeline(course, width=ALONE, heading=f"Call {shown.call.call_id}")
    answer = Response(as_file(drawn), mimetype=SVG)
    answer.headers["Content-Security-Policy"] = _PICTURE_POLICY
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def summary(analysis: Analysis) -> str:
    """Say in two sentences how a call went: what came of it, and what the customer raised."""
    answers = {each.question_id: each.answer for each in analysis.metrics}
    interest = _INTEREST.get(answers["Q005"], "The customer was undecided about proceeding")
    goal = _GOAL.get(answers.get("Q006", ""))
    said = [f"{interest}, and {goal}." if goal else f"{interest}."]
    raised = analysis.metric("Q003").requests or ()
    outcomes = [each.outcome for each in raised]
    if len(outcomes) > 1:
        told = [f"{outcomes.count(each)} {words}" for each, words in _OUTCOMES.items() if each in outcomes]
        said.append(f"The customer raised {len(outcomes)} questions and requests: {listing(told)}.")
    elif outcomes:
        said.append(f"The customer raised one {raised[0].kind}: {_OUTCOMES[outcomes[0]]}.")
    return " ".join(said)


def mood_of(analysis: Analysis) -> tuple[str, str, str]:
    """Return the customer's mood, where it went and an arrow that says so; mixed and neutral ones go nowhere."""
    mood, _, direction = analysis.sentiment_trend.partition("_")
    return (mood.capitalize(), *_DIRECTIONS.get(direction, ("", "")))


def shortened(quote: str) -> str:
    """Return a quote, cut where it would fill the page."""
    return quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE].rstrip() + " …"


def _scores(analysis: Analysis) -> list[Score]:
    values: Mapping[str, float] = {
        "overall_quality_score": analysis.overall_quality_score,
        "bot_performance_score": analysis.bot_performance_score,
        "customer_engagement_score": analysis.customer_engagement_score,
    }
    return [Score(name, values[score], meter(values[score] / 10, palette.BLUE)) for score, name in _SCORES.items()]


def _phases(course: Course, analysis: Analysis) -> Iterator[PhaseRow]:
    moods = {each.segment: each.sentiment for metric in analysis.metrics for each in metric.sentiment_trajectory}
    for segment in dict.fromkeys(each.segment for each in course.phases):  # in the order of their beginnings
        runs = [each for each in course.phases if each.segment == segment]
        length_s = sum(each.end_s - each.start_s for each in runs)
        share = length_s / course.length_s if course.length_s else 0.0
        yield PhaseRow(segment, moment(runs[0].start_s), clock(length_s), percent(share), moods.get(segment))


def _parts(analysis: Analysis) -> list[tuple[str, list[tuple[ScorePart, Markup]]]]:
    """Return the parts of each score with their bars."""
    return [
        (
            _SCORES[score],
            [(part, meter(part.points / part.maximum if part.maximum else 0.0, palette.BLUE)) for part in parts],
        )
        for score, parts in groupby(sorted(analysis.score_parts, key=_order), key=lambda part: part.score)
    ]


def _order(part: ScorePart) -> int:
    return list(_SCORES).index(part.score)


def _when(evidence: Evidence) -> str:
    return f"{_SIDES[evidence.speaker]}, {moment(evidence.timestamp_s)}, turn {evidence.turn}"


def _number(metric: Metric) -> int:
    return int(metric.question_id[1:])


def _sign(metric: Metric) -> tuple[str, str] | None:
    """Return what is said of a question beside its answer, and the sign for it."""
    if metric.answer == NOT_APPLICABLE:
        return None
    return None if metric.status is None else _STATUS[metric.status]


def _told(metric: Metric) -> list[str]:
    """Return the details of an answer as sentences."""
    return [each.text for each in metric.details or ()]


_WORDS: Final = {
    "when": _when,
    "moment": moment,
    "percent": percent,
    "number": _number,
    "sign": _sign,
    "told": _told,
    "shortened": shortened,
    "meter": lambda share: meter(share, palette.MUTED),
    "outcome_signs": _OUTCOME_SIGNS,
}
