"""Binds core's protocols to the database and to the outer adapters: the one place that knows who does what."""

import random
import secrets
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from flask import current_app
from uuid_utils.compat import uuid7

from api import metrics
from api.broker import CeleryWakeUps, make_celery
from api.broker_state import BrokerState
from api.language_model import ChatModel
from api.object_secrets import KeyedSecrets
from api.observability import log_claim
from api.passwords import Argon2Passwords
from api.settings import Settings
from api.share_tokens import SignedShareTokens
from api.tokens import JwtTokens
from api.webhook_delivery import HttpPost
from core.analysis.engine import engine_with
from core.analysis.pipeline import analyse
from core.answering.answer import answer_as_planned
from core.answering.plan import Plan
from core.answers import AskedQuestion
from core.errors import LanguageModelFailed
from core.job_ports import WakeUps
from core.ports import Analyse
from core.preprocessing import DEFAULT_FILLERS
from core.reports import EngineInfo
from core.services.analytics import AnalyticsService
from core.services.api_keys import ApiKeyService
from core.services.audit import AuditService
from core.services.browsing import BrowsingService
from core.services.campaigns import CampaignService
from core.services.comparisons import ComparisonService
from core.services.conversations import ConversationService
from core.services.exports import ExportService
from core.services.idempotency import IdempotencyService
from core.services.importing import ImportService
from core.services.job_work import JobWorkService, Processing
from core.services.jobs import JobService
from core.services.judging import CallJudge
from core.services.login import LoginService
from core.services.people import PeopleService
from core.services.privacy import PrivacyService
from core.services.questions import QuestionService
from core.services.reanalysis import Reanalysis, ReanalysisService
from core.services.reports import ReportService
from core.services.reviews import ReviewService
from core.services.search import SearchService
from core.services.sessions import SessionService
from core.services.share_links import ShareLinkService
from core.services.webhooks import DeliveryService, WebhookService
from core.webhook_ports import WakeCouriers
from core.webhooks import Attempt, DeliveryClaim
from db.dispatch import claim_chunk, claim_delivery, clear_call, hold_chunk
from db.work import open_work

log = structlog.get_logger("analysis")


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases, ready to be called."""

    login: LoginService
    sessions: SessionService
    people: PeopleService
    api_keys: ApiKeyService
    campaigns: CampaignService
    conversations: ConversationService
    reports: ReportService
    analytics: AnalyticsService
    browsing: BrowsingService
    search: SearchService
    reanalyses: ReanalysisService
    exports: ExportService
    imports: ImportService
    comparisons: ComparisonService
    reviews: ReviewService
    questions: QuestionService
    jobs: JobService
    job_work: JobWorkService
    privacy: PrivacyService
    share_links: ShareLinkService
    audit: AuditService
    webhooks: WebhookService
    deliveries: DeliveryService
    idempotency: IdempotencyService
    object_secrets: KeyedSecrets
    engine: EngineInfo
    broker: BrokerState | None


def build(settings: Settings) -> Services:
    """Bind the use cases to the database and to the analysis that the settings name."""
    clock, new_id = _now, uuid7
    object_secrets = KeyedSecrets(_signing_secrets(settings))
    passwords = Argon2Passwords()
    tokens = JwtTokens(settings.jwt_secret_key, settings.jwt_expiration_s, clock, settings.jwt_previous_secret_key)
    sessions = SessionService(open_work, tokens, clock, new_id, secrets.token_urlsafe)
    login = LoginService(open_work, passwords, sessions, clock)
    fillers = DEFAULT_FILLERS if settings.filler_words is None else settings.filler_words
    judge = CallJudge(_timed(fillers), clock, new_id, time.perf_counter, _note_failure)
    celery = make_celery(settings.broker_url) if settings.broker_url else None
    wake_ups = CeleryWakeUps(celery) if celery else None
    wake_couriers = _wake_couriers(wake_ups)
    conversations = ConversationService(
        open_work, replace(judge, on_result=metrics.counting("sync")), clock, new_id, wake_ups, _keep_jobs(settings)
    )
    return Services(
        login=login,
        sessions=sessions,
        people=PeopleService(open_work, passwords, login, sessions, clock, new_id),
        api_keys=ApiKeyService(open_work, clock, new_id, object_secrets),
        campaigns=CampaignService(open_work, clock, new_id),
        conversations=conversations,
        reports=ReportService(open_work),
        analytics=AnalyticsService(open_work),
        browsing=BrowsingService(open_work),
        search=SearchService(open_work),
        reanalyses=ReanalysisService(open_work, clock, new_id, wake_ups, _keep_jobs(settings)),
        exports=ExportService(open_work),
        imports=ImportService(open_work, conversations),
        comparisons=ComparisonService(open_work),
        reviews=ReviewService(open_work, clock, new_id),
        questions=QuestionService(
            open_work,
            answer_as_planned,
            clock,
            new_id,
            time.perf_counter,
            _note_answer,
            _note_model_failure,
            ChatModel(settings.language_model) if settings.language_model else None,
        ),
        jobs=JobService(open_work, clock, new_id, wake_couriers),
        job_work=JobWorkService(
            open_work,
            claim_chunk,
            hold_chunk,
            clear_call,
            replace(judge, on_result=metrics.counting("async")),
            clock,
            new_id,
            wake_couriers,
            time.sleep,
            {"processing": Processing(), "reanalysis": Reanalysis()},
            log_claim,
        ),
        privacy=PrivacyService(open_work, clock, new_id),
        share_links=ShareLinkService(open_work, SignedShareTokens(_signing_secrets(settings)), clock, new_id),
        audit=AuditService(open_work),
        webhooks=WebhookService(
            open_work, clock, new_id, object_secrets, wake_couriers, settings.webhook_allowed_hosts
        ),
        deliveries=DeliveryService(
            open_work,
            claim_delivery,
            HttpPost(clock, settings.webhook_allowed_hosts),
            clock,
            random.SystemRandom().random,
            _note_attempt,
        ),
        idempotency=IdempotencyService(open_work, clock),
        object_secrets=object_secrets,
        engine=engine_with(fillers),
        broker=BrokerState(celery) if celery else None,
    )


def services() -> Services:
    """Return the use cases of the application that serves this request."""
    return current_app.extensions["services"]


def _signing_secrets(settings: Settings) -> list[str]:
    """Return the secrets by age: the last one signs, the others are still believed."""
    return [secret for secret in (settings.jwt_previous_secret_key, settings.jwt_secret_key) if secret]


def _wake_couriers(wake_ups: WakeUps | None) -> WakeCouriers:
    """Return how couriers are told of deliveries; without a broker nobody is."""
    return wake_ups.deliver if wake_ups else lambda _: None


def _keep_jobs(settings: Settings) -> timedelta | None:
    """Return how long jobs that have ended are kept, None: for good."""
    return timedelta(days=settings.job_retention_days) if settings.job_retention_days else None


def _now() -> datetime:
    return datetime.now(UTC)


def _timed(fillers: tuple[str, ...]) -> Analyse:
    """Return the analysis, whose steps have their time taken."""
    return lambda call, campaign: analyse(call, campaign, fillers=fillers, lap=metrics.Laps())


def _note_failure(call_id: str, error: Exception) -> None:
    log.error("call.failed", call_id=call_id, kind=type(error).__name__, exc_info=error)


def _note_answer(asked: AskedQuestion, plan: Plan, elapsed_ms: float) -> None:
    metrics.count_answer(asked, plan, elapsed_ms)
    log.info(
        "question.answered",
        call_id=asked.call_id,
        operator=plan.operator,
        type=asked.answer.detected_type,
        answered_by=asked.answer.answered_by,
        elapsed_ms=round(elapsed_ms, 1),
    )


def _note_attempt(claim: DeliveryClaim, webhook_id: UUID, attempt: Attempt) -> None:
    metrics.count_attempt(attempt)
    log.info(
        "webhook.attempted",
        tenant_id=claim.tenant_id,
        webhook_id=str(webhook_id),
        delivery_id=str(claim.delivery_id),
        status=attempt.status,
        error=attempt.error,
        latency_ms=attempt.latency_ms,
    )


def _note_model_failure(call_id: str, failure: LanguageModelFailed) -> None:
    metrics.count_model_failure(failure)
    log.warning("language_model.failed", call_id=call_id, reason=failure.reason)
