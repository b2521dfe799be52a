"""What the analysis says of a call: facts by turn, metrics, scores and the insights that follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.calls import Speaker
from core.paging import Position

Segment = Literal["Opening", "Offer presentation", "Q&A", "Closing"]
SEGMENTS: tuple[Segment, ...] = ("Opening", "Offer presentation", "Q&A", "Closing")

Mood = Literal["positive", "neutral", "negative", "mixed"]

SentimentTrend = Literal[
    "positive_increasing",
    "positive_decreasing",
    "positive_stable",
    "negative_increasing",
    "negative_decreasing",
    "negative_stable",
    "neutral",
    "mixed",
]

AnswerType = Literal["boolean", "categorical", "numeric", "boolean_with_details"]

# Whether what is wanted was done, was not done, or could not arise in the call.
Status = Literal["met", "missed", "no_opportunity"]

ScoreName = Literal["bot_performance_score", "customer_engagement_score", "overall_quality_score"]

# What a turn does. One documented list; a turn may do several of these, or none.
Act = Literal[
    "question",
    "request",
    "objection",
    "agreement",
    "refusal",
    "complaint",
    "commitment",
    "thanks",
    "greeting",
    "closing",
    "handoff_request",
    "out_of_scope",
]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the call that carry a statement: `quote` is verbatim in the raw turn number `turn`."""

    turn: int
    timestamp_s: float
    speaker: Speaker
    quote: str


@dataclass(frozen=True, slots=True)
class TurnAnalysis:
    """What was found about one turn.

    `turn` is its index in the transcript as sent; `sentiment` is in −1..1; `topic_relevance` in 0..1.
    """

    turn: int
    sentiment: float
    acts: tuple[Act, ...]
    segment: Segment
    topic_relevance: float


@dataclass(frozen=True, slots=True)
class TalkTime:
    """Who spoke for how long; seconds ≥ 0, shares in 0..1 of all speech (not of the call).

    `longest_monologue_s` is the longest stretch of one side without the other, beginning at turn
    `longest_monologue_turn`. A response gap is the silence between one side's last words and the other side's
    first; None where it never occurred.
    """

    bot_s: float
    customer_s: float
    silence_s: float
    bot_share: float
    customer_share: float
    longest_monologue_s: float
    longest_monologue_speaker: Speaker
    longest_monologue_turn: int
    mean_bot_response_gap_s: float | None
    mean_customer_response_gap_s: float | None


@dataclass(frozen=True, slots=True)
class SegmentSentiment:
    """The customer's mood in one phase of the dialogue."""

    segment: Segment
    sentiment: Mood


@dataclass(frozen=True, slots=True)
class Detail:
    """One part of an answer: its kind (the contract lists them), a sentence on it, the words that show it (if any)."""

    what: str
    text: str
    status: Status | None = None
    evidence: Evidence | None = None


RequestOutcome = Literal["resolved", "deferred", "unresolved", "unclear"]


@dataclass(frozen=True, slots=True)
class RaisedRequest:
    """A question or request of the customer, what became of it, and the words of the bot that say so (if any).

    `new` tells it from the call's own main business.
    """

    kind: Literal["question", "request"]
    new: bool
    outcome: RequestOutcome
    request: Evidence
    reply: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """The answer to one quality question, with what it rests on.

    Fields that do not apply to the question are None (empty for tuples); `details` is empty too where there is nothing
    to tell, None where the question has none. `time_breakdown` maps a part of the call to seconds: its parts sum to its
    `total`. Every string in `new_requests` is verbatim in the raw call.
    """

    question_id: str
    question: str
    answer: str
    answer_type: AnswerType
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    sentiment_score: float | None = None
    sentiment_trajectory: tuple[SegmentSentiment, ...] = ()
    new_requests: tuple[str, ...] | None = None
    unresolved_count: int | None = None
    time_breakdown: Mapping[str, float] | None = None
    interest_level: float | None = None
    next_steps: str | None = None
    conversion_probability: float | None = None
    status: Status | None = None
    details: tuple[Detail, ...] | None = None
    requests: tuple[RaisedRequest, ...] | None = None

    @property
    def quotations(self) -> tuple[Evidence, ...]:
        """Return all words of the call that the answer quotes, those of its details and requests included."""
        told = [detail.evidence for detail in self.details or ()]
        for each in self.requests or ():
            told += [each.request, each.reply]
        return (*self.evidence, *(item for item in told if item is not None))


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One addend of a score: `points` of at most `maximum`, why, and the turns that it rests on."""

    score: ScoreName
    part: str
    points: float
    maximum: float
    reason: str
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which analysis made a report: `models` maps the name of a data file to its sha256."""

    version: str
    profile: str
    models: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the pipeline finds in one call. A pure function of the call, its campaign and the engine.

    Scores are in 0..10, each the sum of the points of its `score_parts`. `status_reason` says why a call cannot be
    judged (None: it can); such a call is not scored (core.analysis.unjudged).
    """

    turns: tuple[TurnAnalysis, ...]
    talk_time: TalkTime
    sentiment_trend: SentimentTrend
    metrics: tuple[Metric, ...]
    bot_performance_score: float
    customer_engagement_score: float
    overall_quality_score: float
    score_parts: tuple[ScorePart, ...]
    strengths: tuple[str, ...]
    areas_for_improvement: tuple[str, ...]
    recommendations: tuple[str, ...]
    duration_s: float
    warnings: tuple[str, ...]
    engine: EngineInfo
    status_reason: str | None = None

    def metric(self, question_id: str) -> Metric:
        """Return the metric of one question; raise KeyError where there is none."""
        for metric in self.metrics:
            if metric.question_id == question_id:
                return metric
        raise KeyError(question_id)


@dataclass(frozen=True, slots=True)
class Report:
    """An analysis as it is kept: with its identity, its time and what it cost."""

    report_id: UUID
    generated_at: datetime
    elapsed_ms: float
    call_id: str
    campaign_ref: str
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """A report that a call has or had, by its scores; `current` is the one that it has."""

    report_id: UUID
    generated_at: datetime
    current: bool
    engine_version: str
    overall_quality_score: float
    bot_performance_score: float
    customer_engagement_score: float
    sentiment_trend: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of a call's reports, newest first, and where the next one begins (None: there is none)."""

    reports: tuple[ReportSummary, ...]
    next: Position | None
