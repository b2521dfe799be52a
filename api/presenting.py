"""Core values in the contract's words. The only place, with parsing, that knows the contract's spellings."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.contract import CONTRACT
from api.dates import stamp
from core import wording
from core.analysis.sentiment import side_of
from core.answers import AnswerPage, AskedQuestion
from core.campaigns import Campaign, CampaignDetail, CampaignPage, Script
from core.conversations import StoredCall
from core.jobs import CallResult, Failure, Job, JobSummary
from core.reports import (
    Analysis,
    Detail,
    EngineInfo,
    Evidence,
    Metric,
    RaisedRequest,
    Report,
    ScorePart,
    TalkTime,
    TurnAnalysis,
)

Json = dict[str, Any]


def present(**fields: Any) -> Json:
    """Leave out what is not there: the contract promises no nulls."""
    return {name: value for name, value in fields.items() if value is not None}


def campaign(shown: Campaign) -> Json:
    """Present a campaign."""
    brief = shown.brief
    return present(
        campaign_id=str(shown.campaign_id),
        name=brief.name,
        description=brief.description or "",
        tenant_id=shown.tenant_id,
        created_at=stamp(shown.created_at),
        status=shown.status,
        code=brief.code,
        keywords=list(brief.keywords) or None,
        offer=brief.offer,
        script=_script(brief.script),
        start_date=stamp(brief.start_date) if brief.start_date else None,
        end_date=stamp(brief.end_date) if brief.end_date else None,
    )


def _script(script: Script) -> Json | None:
    if script == Script():
        return None
    return {"required": list(script.required), "forbidden": list(script.forbidden)}


def campaign_detail(detail: CampaignDetail) -> Json:
    """Present a campaign with its number of conversations."""
    return {**campaign(detail.campaign), "conversation_count": detail.conversation_count}


def campaign_page(page: CampaignPage) -> Json:
    """Present a page of campaigns."""
    return {
        "campaigns": [campaign(each) for each in page.campaigns],
        "total": page.total,
        "page": page.page,
        "limit": page.limit,
    }


def processed(job: Job) -> Json:
    """Present a batch that was analysed while the partner waited."""
    return {
        "job_id": str(job.job_id),
        "status": "completed",
        "processed_at": stamp(job.completed_at or job.submitted_at),
        "results": [call_result(each) for each in job.results],
    }


def accepted(job: JobSummary) -> Json:
    """Present a job that was accepted."""
    return {
        "job_id": str(job.job_id),
        "status": "processing",
        "submitted_at": stamp(job.submitted_at),
        "transcription_count": job.call_count,
        "status_url": f"{CONTRACT.base_path}/jobs/{job.job_id}/status",
    }


def call_result(result: CallResult) -> Json:
    """Present what became of one call."""
    return present(
        call_id=result.call_id,
        campaign_id=result.campaign_ref,
        status="completed" if result.report else "failed",
        result=report(result.report) if result.report else None,
        error=_failure(result.failure) if result.failure else None,
        warnings=(list(result.report.analysis.warnings) or None) if result.report else None,
        redactions=None if result.redactions is None else dict(result.redactions),
    )


def _failure(failure: Failure) -> Json:
    return {"message": failure.message, "code": failure.code}


def report(shown: Report) -> Json:
    """Present a report."""
    analysis = shown.analysis
    return present(
        report_metadata={
            "report_id": str(shown.report_id),
            "generated_at": stamp(shown.generated_at),
            "campaign_id": shown.campaign_ref,
            "transcription_count": 1,
            "analysis_duration_ms": round(shown.elapsed_ms),
            "engine": _engine(analysis.engine),
        },
        call_details={
            "call_id": shown.call_id,
            "duration": wording.clock(analysis.duration_s),
            "sentiment_trend": analysis.sentiment_trend,
            "bot_performance_score": analysis.bot_performance_score,
            "customer_engagement_score": analysis.customer_engagement_score,
            "talk_time": _talk_time(analysis.talk_time),
            "score_parts": [_score_part(part) for part in analysis.score_parts],
        },
        quality_analysis={"metrics": [_metric(each) for each in analysis.metrics]},
        summary_insights=_summary(analysis),
        status_reason=analysis.status_reason,
        warnings=list(analysis.warnings) or None,
    )


def _summary(analysis: Analysis) -> Json:
    return {
        "overall_quality_score": analysis.overall_quality_score,
        "strengths": list(analysis.strengths),
        "areas_for_improvement": list(analysis.areas_for_improvement),
        "recommendations": list(analysis.recommendations),
    }


def _engine(engine: EngineInfo) -> Json:
    return {"version": engine.version, "profile": engine.profile, "models": dict(engine.models)}


def _talk_time(talk: TalkTime) -> Json:
    return present(
        bot_seconds=round(talk.bot_s, 1),
        customer_seconds=round(talk.customer_s, 1),
        silence_seconds=round(talk.silence_s, 1),
        bot_share=round(talk.bot_share, 3),
        customer_share=round(talk.customer_share, 3),
        longest_monologue={
            "speaker": talk.longest_monologue_speaker,
            "turn": talk.longest_monologue_turn,
            "seconds": round(talk.longest_monologue_s, 1),
        },
        mean_bot_response_gap_seconds=_rounded(talk.mean_bot_response_gap_s),
        mean_customer_response_gap_seconds=_rounded(talk.mean_customer_response_gap_s),
    )


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _score_part(part: ScorePart) -> Json:
    return {
        "score": part.score,
        "part": part.part,
        "points": part.points,
        "maximum": part.maximum,
        "reason": part.reason,
        "turns": list(part.turns),
    }


def _metric(metric: Metric) -> Json:
    trajectory = [{"segment": each.segment, "sentiment": each.sentiment} for each in metric.sentiment_trajectory]
    return present(
        question_id=metric.question_id,
        question=metric.question,
        answer=metric.answer,
        answer_type=metric.answer_type,
        status=metric.status,
        details=None if metric.details is None else [_detail(each) for each in metric.details],
        confidence=metric.confidence,
        supporting_evidence=[each.quote for each in metric.evidence],
        evidence=[_evidence(each) for each in metric.evidence],
        sentiment_score=metric.sentiment_score,
        sentiment_trajectory=trajectory if metric.sentiment_score is not None else None,
        new_requests=None if metric.new_requests is None else list(metric.new_requests),
        unresolved_count=metric.unresolved_count,
        requests=None if metric.requests is None else [_raised(each) for each in metric.requests],
        time_breakdown=_breakdown(metric.time_breakdown),
        interest_level=metric.interest_level,
        next_steps=metric.next_steps,
        conversion_probability=metric.conversion_probability,
    )


def _detail(detail: Detail) -> Json:
    place = {} if detail.evidence is None else _evidence(detail.evidence)
    return present(what=detail.what, text=detail.text, status=detail.status) | place


def _raised(raised: RaisedRequest) -> Json:
    return present(
        kind=raised.kind,
        new=raised.new,
        outcome=raised.outcome,
        request=_evidence(raised.request),
        reply=None if raised.reply is None else _evidence(raised.reply),
    )


def _breakdown(seconds: Mapping[str, float] | None) -> dict[str, str] | None:
    return None if seconds is None else wording.clock_breakdown(seconds)


def _evidence(evidence: Evidence) -> Json:
    return {
        "turn": evidence.turn,
        "timestamp": evidence.timestamp_s,
        "speaker": evidence.speaker,
        "quote": evidence.quote,
    }


def conversation(stored: StoredCall) -> Json:
    """Present a call as it was sent, with what was found about each turn."""
    call, result = stored.call, stored.result
    found = {each.turn: each for each in result.report.analysis.turns} if result.report else {}
    return present(
        call_id=call.call_id,
        campaign_id=call.campaign_ref,
        timestamp=stamp(call.started_at),
        duration_seconds=call.duration_s,
        bot_name=call.bot_name,
        metadata=dict(call.metadata),
        status="completed" if result.report else "failed" if result.failure else "pending",
        error=_failure(result.failure) if result.failure else None,
        received_at=stamp(stored.received_at),
        redactions=None if call.redactions is None else dict(call.redactions),
        turns=[
            present(
                speaker=turn.speaker,
                timestamp=turn.timestamp_s,
                text=turn.text,
                analysis=_turn(found[turn.index]) if turn.index in found else None,
            )
            for turn in call.turns
        ],
    )


def _turn(found: TurnAnalysis) -> Json:
    return {
        "sentiment": found.sentiment,
        "sentiment_label": side_of(found.sentiment),
        "acts": list(found.acts),
        "segment": found.segment,
        "topic_relevance": found.topic_relevance,
    }


def answer(asked: AskedQuestion) -> Json:
    """Present a question with its answer."""
    given = asked.answer
    return {
        "answer_id": str(asked.answer_id),
        "call_id": asked.call_id,
        "question": {"text": asked.question, "detected_type": given.detected_type},
        "answer": present(
            text=given.text,
            type=given.detected_type,
            confidence=given.confidence,
            evidence=[_evidence(each) for each in given.evidence],
            answered_by=given.answered_by,
            model=given.model,
        ),
        "answered_at": stamp(asked.answered_at),
    }


def answer_page(page: AnswerPage, next_cursor: str | None) -> Json:
    """Present a page of questions with their answers."""
    return present(answers=[answer(each) for each in page.answers], next_cursor=next_cursor)


def engine(shown: EngineInfo, cards: Mapping[str, Mapping[str, Any]], accuracy: Sequence[Mapping[str, Any]]) -> Json:
    """Present the analysis that is at work; `cards` maps a data file to its card, `accuracy` is what was measured."""
    return {
        "version": shown.version,
        "profile": shown.profile,
        "models": [
            {"name": name, "sha256": digest, "card": dict(cards.get(name, {}))} for name, digest in shown.models.items()
        ],
        "accuracy": [dict(row) for row in accuracy],
    }
