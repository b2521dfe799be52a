"""What a webhook wants, how a message is signed, and when it is tried again."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.contract import CONTRACT
from core.events import Event, events_of_calls, events_of_job
from core.jobs import CallResult, Failure, JobSummary
from core.webhooks import (
    MOST_TRIES,
    PAUSES,
    SCORE_BELOW,
    Attempt,
    Delivery,
    Verdict,
    Webhook,
    message,
    secret_of,
    signature,
    verdict,
    wanted,
)
from tests.builders import a_call
from tests.db.builders import a_report

NOW = datetime(2024, 3, 1, 10, 0, tzinfo=UTC)
SECRET, OLD_SECRET = secret_of("A" * 43), secret_of("B" * 42 + "A")


def a_webhook(**changes: Any) -> Webhook:
    details: dict[str, Any] = {"events": ("job.completed",), "score_below": 5, "secret": SECRET, "created_at": NOW}
    return Webhook(**{"webhook_id": uuid4(), "url": "https://hooks.example.com/", **details, **changes})


def a_summary(**changes: Any) -> JobSummary:
    details: dict[str, Any] = {"kind": "processing", "state": "completed", "submitted_at": NOW, "completed_at": NOW}
    counts = {"call_count": 3, "processed_count": 3, "failed_count": 1}
    return JobSummary(**{"job_id": uuid4(), **details, **counts, **changes})


def failed(status: int | None, error: Any = None) -> Attempt:
    return Attempt(NOW, 3, status, error)


@pytest.mark.parametrize(("state", "told"), [("completed", "job.completed"), ("failed", "job.failed")])
def test_a_job_that_ended_is_told_of_once(state: Any, told: str) -> None:
    job = a_summary(state=state)
    (event,) = events_of_job(job, NOW, uuid4)
    assert (event.type, event.at, event.call_id) == (told, NOW, None)
    assert event.data == {
        "job_id": str(job.job_id),
        "kind": "processing",
        "state": state,
        "transcription_count": 3,
        "processed_count": 3,
        "failed_count": 1,
    }


def test_a_cancelled_job_is_told_of_as_one_that_failed() -> None:
    assert [event.type for event in events_of_job(a_summary(state="cancelled"), NOW, uuid4)] == ["job.failed"]


def test_a_job_that_was_done_at_once_and_has_no_report_is_told_of_as_failed_though_it_is_completed() -> None:
    (event,) = events_of_job(a_summary(failed_count=3), NOW, uuid4)
    assert (event.type, event.data["state"]) == ("job.failed", "completed")


@pytest.mark.parametrize("state", ["pending", "running"])
def test_a_job_that_runs_is_not_told_of(state: Any) -> None:
    assert events_of_job(a_summary(state=state, completed_at=None), NOW, uuid4) == ()


def test_a_call_that_failed_is_not_told_of_and_no_event_holds_words_of_a_call() -> None:
    call, job_id = a_call(call_id="call-2"), uuid4()
    report = a_report(call, overall=4.5)
    results = [
        CallResult("call-1", "FIBRE", failure=Failure("It failed.", "analysis_failed")),
        CallResult("call-2", "FIBRE", report=report),
    ]
    analysed, below = events_of_calls(job_id, results, NOW, uuid4)
    assert (analysed.type, below.type) == ("conversation.analysed", "score.below_threshold")
    assert (analysed.score, below.score) == (None, 4.5)
    assert analysed.event_id != below.event_id
    assert (
        analysed.data
        == below.data
        == {
            "call_id": "call-2",
            "campaign_id": report.campaign_ref,
            "job_id": str(job_id),
            "report_id": str(report.report_id),
            "overall_quality_score": 4.5,
            "bot_performance_score": 6.5,
            "customer_engagement_score": 8.0,
            "sentiment_trend": "positive_increasing",
        }
    )


@pytest.mark.parametrize(("score", "is_told"), [(4.9, True), (5, False), (5.0, False), (5.1, False)])
def test_a_webhook_is_told_of_scores_below_its_threshold(score: float, is_told: bool) -> None:
    webhook = a_webhook(events=("score.below_threshold",), score_below=5)
    event = Event(uuid4(), "score.below_threshold", NOW, {"call_id": "c"}, "c", score)
    assert wanted([webhook], [event]) == ([(webhook, event)] if is_told else [])
    payload = {"type": event.type, "timestamp": "2024-03-01T10:00:00Z", "data": {"call_id": "c", "score_below": 5}}
    assert webhook.payload(event) == payload


def test_a_webhook_is_told_of_what_it_is_for_only() -> None:
    job, call = a_webhook(), a_webhook(events=("conversation.analysed", "job.completed"))
    completed, analysed = (
        Event(uuid4(), "job.completed", NOW, {}),
        Event(uuid4(), "conversation.analysed", NOW, {}, "c"),
    )
    told = wanted([job, call], [completed, analysed])
    assert told == [(job, completed), (call, completed), (call, analysed)]


def test_the_threshold_that_nobody_names_is_the_contracts() -> None:
    assert CONTRACT.schemas["CreateWebhookRequest"]["properties"]["score_below"]["default"] == SCORE_BELOW


def test_a_message_is_signed_with_both_secrets_while_they_change_over() -> None:
    webhook = a_webhook(secret=SECRET, previous_secret=OLD_SECRET, previous_until=NOW + timedelta(hours=24))
    delivery = Delivery(uuid4(), UUID(int=7), "job.completed", "pending", NOW, {"type": "x", "data": {"n": "ü"}})
    sent = message(webhook, delivery, NOW + timedelta(hours=23, seconds=59.9))
    at = int(NOW.timestamp()) + 23 * 3600 + 59
    assert sent.body == '{"type":"x","data":{"n":"ü"}}'.encode()
    assert sent.headers["webhook-id"] == str(UUID(int=7))
    assert sent.headers["webhook-timestamp"] == str(at)
    new, old = sent.headers["webhook-signature"].split(" ")
    assert new == signature(SECRET, str(UUID(int=7)), at, sent.body)
    assert old == signature(OLD_SECRET, str(UUID(int=7)), at, sent.body)
    assert new != old
    later = message(webhook, delivery, NOW + timedelta(hours=24))
    assert later.headers["webhook-signature"].count("v1,") == 1


def test_no_secret_is_shown_by_accident() -> None:
    webhook = a_webhook(previous_secret=OLD_SECRET, previous_until=NOW)
    delivery = Delivery(uuid4(), uuid4(), "job.completed", "pending", NOW, {})
    assert SECRET not in repr(webhook)
    assert OLD_SECRET not in repr(webhook)
    assert "v1," not in repr(message(webhook, delivery, NOW))


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_means_that_it_was_received(status: int) -> None:
    assert verdict("job.completed", 1, failed(status), NOW, 0.5) == Verdict("delivered")


def test_a_receiver_that_is_gone_is_left_alone() -> None:
    assert verdict("job.completed", 1, failed(410), NOW, 0.5) == Verdict("dead", gone=True)


@pytest.mark.parametrize(
    "attempt", [failed(500), failed(404), failed(301, "redirect"), failed(None, "timeout"), failed(199)]
)
def test_what_fails_is_tried_ten_times_over_days_with_longer_and_longer_pauses(attempt: Attempt) -> None:
    pauses = []
    for tries in range(1, MOST_TRIES):
        after = verdict("job.completed", tries, attempt, NOW, 0.5)
        assert after.state == "pending"
        assert after.next_attempt_at is not None
        pauses.append(after.next_attempt_at - NOW)
    assert MOST_TRIES == 10
    assert pauses == list(PAUSES)
    assert pauses == sorted(pauses)
    assert timedelta(days=2.5) < sum(pauses, timedelta()) < timedelta(days=3)
    assert verdict("job.completed", MOST_TRIES, attempt, NOW, 0.5) == Verdict("dead")


@pytest.mark.parametrize(("chance", "seconds"), [(0, 4), (0.5, 5), (1, 6)])
def test_pauses_are_spread_by_a_fifth(chance: float, seconds: float) -> None:
    after = verdict("job.completed", 1, failed(500), NOW, chance)
    assert after.next_attempt_at == NOW + timedelta(seconds=seconds)


def test_a_test_event_is_tried_once() -> None:
    assert verdict("webhook.test", 1, failed(500), NOW, 0.5) == Verdict("dead")
