"""Reports, jobs and people for tests of the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from uuid_utils.compat import uuid7

from core.answers import Answer, AskedQuestion
from core.api_keys import ApiKey
from core.calls import Call
from core.campaigns import Campaign
from core.events import Event
from core.idempotency import KeyedRequest
from core.identity import User
from core.jobs import CallResult, Chunk, Failure, Job
from core.privacy import ErasureReceipt, ShareLink
from core.reports import (
    Analysis,
    Detail,
    EngineInfo,
    Evidence,
    Metric,
    RaisedRequest,
    Report,
    ScorePart,
    SegmentSentiment,
    TalkTime,
    TurnAnalysis,
)
from core.reviews import Review, ReviewedAnswer
from core.sessions import RefreshToken, Session
from core.webhooks import Attempt, DeliveryClaim, Verdict, Webhook, secret_of
from db.repositories import day_sums
from db.work import open_work
from tests.builders import a_call, a_campaign

FINGERPRINT = b"\x00" * 32
NOW = datetime(2024, 3, 1, 10, 0, 0, 123456, tzinfo=UTC)


def a_user(tenant_id: str, username: str = "ana", **changes: Any) -> User:
    details = {
        "role": "admin",
        "password_hash": "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA",
        "active": True,
        "created_at": NOW,
    }
    return User(**{"user_id": uuid7(), "tenant_id": tenant_id, "username": username, **details, **changes})


def an_api_key(**changes: Any) -> ApiKey:
    details = {"secret_hash": b"\x07" * 32, "hint": "Ab-_", "scopes": ("jobs:read", "engine:read"), "created_at": NOW}
    return ApiKey(**{"key_id": uuid7(), "name": "Dialler", **details, **changes})


def a_keyed_request(tenant_id: str, key: str = "key-1", **changes: Any) -> KeyedRequest:
    details = {"operation_id": "createCampaign", "fingerprints": (FINGERPRINT,), "digest": lambda made: {"made": made}}
    return KeyedRequest(**{"tenant_id": tenant_id, "key": key, "attempt": uuid7(), **details, **changes})


def a_webhook(**changes: Any) -> Webhook:
    details = {"events": ("job.completed",), "score_below": 5, "secret": secret_of("A" * 43), "created_at": NOW}
    return Webhook(**{"webhook_id": uuid7(), "url": "https://hooks.example.com/", **details, **changes})


def an_event(call_id: str | None = None, **changes: Any) -> Event:
    kind = "job.completed" if call_id is None else "conversation.analysed"
    return Event(**{"event_id": uuid7(), "type": kind, "at": NOW, "data": {}, "call_id": call_id, **changes})


def a_session(user: User, **changes: Any) -> Session:
    details = {"session_id": uuid7(), "started_at": NOW, "expires_at": NOW + timedelta(days=30)}
    return Session(**{"user_id": user.user_id, **details, **changes})


def a_token(session: Session) -> RefreshToken:
    return RefreshToken(uuid7(), session.session_id, uuid7().bytes * 2, NOW)


def an_analysis(call: Call, *, overall: float = 7.25) -> Analysis:
    """Build an analysis that uses every field and every shape of a field."""
    quote = Evidence(turn=0, timestamp_s=call.turns[0].timestamp_s, speaker="bot", quote=call.turns[0].text)
    return Analysis(
        turns=tuple(
            TurnAnalysis(turn.index, 0.1 * (turn.index % 7) - 0.3, ("question", "request"), "Q&A", 1 / 3)
            for turn in call.turns
        ),
        talk_time=TalkTime(10.0, 7.1, 1e-7, 0.58, 0.42, 4.2, "bot", 2, None, 0.5),
        sentiment_trend="positive_increasing",
        metrics=(
            Metric("Q001", "Was the call focused on the campaign topic?", "Yes", "boolean", 0.9, (quote,)),
            Metric(
                "Q002",
                "What is the overall sentiment of the customer?",
                "Mixed",
                "categorical",
                0.7,
                sentiment_score=-0.25,
                sentiment_trajectory=(SegmentSentiment("Opening", "neutral"), SegmentSentiment("Closing", "mixed")),
            ),
            Metric(
                "Q003",
                "Did the customer raise new requests or queries?",
                "Yes",
                "boolean_with_details",
                0.9,
                new_requests=("What does it cost?",),
                requests=(RaisedRequest("question", True, "unresolved", replace(quote, quote="What does it cost?")),),
                unresolved_count=1,
            ),
            Metric(
                "Q004",
                "What percentage of call time was spent on the main offer?",
                "72%",
                "numeric",
                1.0,
                new_requests=(),
                time_breakdown={"main_offer": 30.5, "additional_queries": 2.0, "closing": 3.0, "total": 35.5},
                next_steps="Signs up 🎉",
                conversion_probability=0.8,
            ),
            Metric(
                "Q010",
                "Were the compliance moments kept?",
                "Not applicable",
                "categorical",
                0.0,
                status="no_opportunity",
                details=(
                    Detail("identification", "The bot said who is speaking.", "met", quote),
                    Detail("opt_out", "Nobody asked for it.", "no_opportunity"),
                ),
            ),
        ),
        bot_performance_score=6.5,
        customer_engagement_score=8.0,
        overall_quality_score=overall,
        score_parts=(ScorePart("overall_quality_score", "focus", 2.5, 3.0, "on topic", (0, 2)),),
        strengths=("Clear offer",),
        areas_for_improvement=(),
        recommendations=("Ask more.",),
        duration_s=call.duration_s,
        warnings=("turn 3 is beyond the duration",),
        engine=EngineInfo("1.0.0", "fast", {"sentiment.npz": "ab" * 32}),
    )


def a_report(call: Call, **changes: Any) -> Report:
    return Report(
        report_id=uuid7(),
        generated_at=NOW,
        elapsed_ms=6.25,
        call_id=call.call_id,
        campaign_ref=call.campaign_ref,
        analysis=an_analysis(call, **changes),
    )


def a_job(calls: Sequence[Call], *, failing: Sequence[str] = ()) -> Job:
    """Build a completed job with a report on each call, but a failure on those that `failing` names."""
    return Job(
        job_id=uuid7(),
        state="completed",
        submitted_at=NOW,
        completed_at=NOW,
        call_count=len(calls),
        failed_count=len(failing),
        results=tuple(
            CallResult(call.call_id, call.campaign_ref, failure=Failure("The analysis failed.", "analysis_failed"))
            if call.call_id in failing
            else CallResult(call.call_id, call.campaign_ref, report=a_report(call))
            for call in calls
        ),
    )


def a_review(call_id: str = "call-1", **changes: Any) -> Review:
    answers = (ReviewedAnswer("Q001", "No", "Yes"),)
    return replace(Review(uuid7(), call_id, "ann", "some-id", NOW, uuid7(), answers), **changes)


def stored_campaign(tenant_id: str, **details: Any) -> Campaign:
    campaign = a_campaign(tenant_id=tenant_id, campaign_id=uuid7(), **details)
    with open_work(tenant_id) as work:
        work.campaigns.add(campaign)
    return campaign


def stored_job(tenant_id: str, campaign: Campaign, calls: Sequence[Call], *, failing: Sequence[str] = ()) -> Job:
    job = a_job(calls, failing=failing)
    with open_work(tenant_id) as work:
        work.jobs.add_completed(job, [(call, campaign) for call in calls])
    return job


def stored_call(tenant_id: str, campaign: Campaign | None = None, **details: Any) -> Call:
    call = a_call(**details)
    stored_job(tenant_id, campaign or stored_campaign(tenant_id), [call])
    return call


def row_of_every_table(tenant_id: str) -> UUID:
    """Store something in every table of a tenant; return the campaign's id."""
    campaign, call = stored_campaign(tenant_id), a_call()
    job = stored_job(tenant_id, campaign, [call])
    with open_work(tenant_id) as work:
        work.jobs.add_chunks(work.jobs.get(job.job_id), [Chunk(0, 0)])
        work.reanalyses.add(job.job_id, campaign.campaign_id, None)
        work.reanalyses.replace(job.job_id, {0: a_report(call, overall=3.0)})
        user = a_user(tenant_id)
        work.users.add(user)
        session = a_session(user)
        work.sessions.start(session, user.password_hash)
        work.sessions.add_token(a_token(session))
        work.api_keys.add(an_api_key())
        evidence = (Evidence(0, 0.0, "bot", call.turns[0].text),)
        work.answers.add(
            AskedQuestion(
                uuid7(), call.call_id, "Is it?", Answer("boolean", "Yes (it is).", 0.9, evidence), NOW, FINGERPRINT
            )
        )
        work.audit.record("campaign.created", "campaign", str(campaign.campaign_id))
        receipt = ErasureReceipt(uuid7(), "call-0", NOW, "request", {"conversations": 1})
        work.erasures.add([receipt])
        work.share_links.add(ShareLink(uuid7(), call.call_id, NOW, NOW))
        work.reviews.add(a_review(call.call_id))
        work.idempotency.take(a_keyed_request(tenant_id), NOW)
        work.webhooks.add(a_webhook(events=("conversation.analysed",)))
        (delivery_id,) = work.webhooks.announce([an_event(call.call_id)])
        work.deliveries.record(DeliveryClaim(tenant_id, delivery_id, 0, 1), Attempt(NOW, 9, 204), Verdict("delivered"))
    with patch.object(day_sums, "FEWEST_CALLS", 1), open_work(tenant_id) as work:
        work.statistics.by_day(campaign.campaign_id, None, None)
    return campaign.campaign_id
