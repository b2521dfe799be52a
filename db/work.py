"""The unit of work: one tenant's repositories in one transaction.

Every unit has a session of its own, which ends with it, so that nothing leaks into the next. `db.session` of
Flask-SQLAlchemy is not used: it has no tenant, and row-level security shows it nothing.

Tests that want to leave no trace open a transaction and put the units of work inside it, each in a savepoint:

    with db.engine.connect() as connection, connection.begin() as outer, inside(connection):
        ...
        outer.rollback()
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from core import analytics_ports, export_ports, job_ports, ports, report_ports
from core.errors import StorageUnavailable
from core.idempotency import IdempotencyKeys
from core.request_ports import Requests
from core.review_ports import Comparisons, Reviews
from core.search_ports import Search
from core.webhook_ports import Deliveries, Webhooks
from db.base import db
from db.migrate import is_current
from db.patience import CONNECT_TIMEOUT_S, PatientConnection
from db.repositories.analytics import AnalyticsRepository
from db.repositories.answers import AnswerRepository
from db.repositories.api_keys import ApiKeyRepository
from db.repositories.audit import AuditRepository
from db.repositories.browsing import BrowsingRepository
from db.repositories.campaigns import CampaignRepository
from db.repositories.comparisons import ComparisonRepository
from db.repositories.conversations import ConversationRepository
from db.repositories.deliveries import DeliveryRepository
from db.repositories.exports import ExportRepository
from db.repositories.idempotency import IdempotencyRepository
from db.repositories.jobs import JobRepository
from db.repositories.known_sources import KnownSourceRepository
from db.repositories.login_failures import LoginFailureRepository
from db.repositories.privacy import ErasureRepository, ShareLinkRepository
from db.repositories.reanalysis import ReanalysisRepository
from db.repositories.reports import ReportRepository
from db.repositories.requests import RequestRepository
from db.repositories.reviews import ReviewRepository
from db.repositories.search import SearchRepository
from db.repositories.sessions import SessionRepository
from db.repositories.tenants import TenantRepository
from db.repositories.users import UserRepository
from db.repositories.webhooks import WebhookRepository

_outer: ContextVar[Connection | None] = ContextVar("outer", default=None)

# SQLSTATE: a server that has become a standby takes no writes; a request that exceeds a limit of PostgreSQL's will
# exceed it again.
READ_ONLY = "25006"
LIMIT_EXCEEDED = "54"

TENANT_OF_TRANSACTION = text("select set_config('app.tenant_id', :tenant_id, true)")


@dataclass(frozen=True, slots=True)
class SqlWork:
    """One tenant's repositories on one session."""

    tenants: ports.Tenants
    users: ports.Users
    sessions: ports.Sessions
    campaigns: ports.Campaigns
    conversations: ports.Conversations
    jobs: job_ports.Jobs
    reports: report_ports.Reports
    reanalyses: report_ports.Reanalyses
    exports: export_ports.Exports
    browsing: analytics_ports.Browsing
    statistics: analytics_ports.CallStatistics
    requests: Requests
    comparisons: Comparisons
    reviews: Reviews
    search: Search
    answers: ports.Answers
    login_failures: ports.LoginFailures
    known_sources: ports.KnownSources
    api_keys: ports.ApiKeys
    erasures: ports.Erasures
    share_links: ports.ShareLinks
    idempotency: IdempotencyKeys
    webhooks: Webhooks
    deliveries: Deliveries
    audit: ports.Audit


class TenantSession(Session):
    """A session whose transactions belong to one tenant."""

    def __init__(self, bind: Any, tenant_id: str) -> None:
        super().__init__(bind, autoflush=False, expire_on_commit=False, join_transaction_mode="create_savepoint")
        self.tenant_id = tenant_id


@event.listens_for(TenantSession, "after_begin")
def _name_tenant(session: TenantSession, transaction: Any, connection: Connection) -> None:
    """Tell row-level security whose transaction this is.

    This is also the first word on a connection that may have lain idle for long. It takes the server no time at all,
    so that one that is silent now is not given the patience of a long statement.
    """
    with _briefly(connection):
        connection.execute(TENANT_OF_TRANSACTION, {"tenant_id": session.tenant_id})


def _briefly(connection: Connection) -> AbstractContextManager[None]:
    """Have no more patience with the server than a new connection has."""
    raw = connection.connection.dbapi_connection
    return raw.patient_for(CONNECT_TIMEOUT_S) if isinstance(raw, PatientConnection) else nullcontext()


@contextmanager
def open_work(tenant_id: str) -> Iterator[ports.Work]:
    """Open the unit of work of one tenant: commit at the end, roll back on any error.

    Raise StorageUnavailable where the database cannot be reached, hangs up or takes too long. Needs an application
    context.
    """
    with storage():
        session = TenantSession(outer_connection() or db.engine, tenant_id)
        try:
            yield SqlWork(
                tenants=TenantRepository(session, tenant_id),
                users=UserRepository(session, tenant_id),
                sessions=SessionRepository(session, tenant_id),
                campaigns=CampaignRepository(session, tenant_id),
                conversations=ConversationRepository(session, tenant_id),
                jobs=JobRepository(session, tenant_id),
                reports=ReportRepository(session, tenant_id),
                reanalyses=ReanalysisRepository(session, tenant_id),
                exports=ExportRepository(session, tenant_id),
                browsing=BrowsingRepository(session, tenant_id),
                statistics=AnalyticsRepository(session, tenant_id),
                requests=RequestRepository(session, tenant_id),
                comparisons=ComparisonRepository(session, tenant_id),
                reviews=ReviewRepository(session, tenant_id),
                search=SearchRepository(session, tenant_id),
                answers=AnswerRepository(session, tenant_id),
                login_failures=LoginFailureRepository(session),
                known_sources=KnownSourceRepository(session),
                api_keys=ApiKeyRepository(session, tenant_id),
                erasures=ErasureRepository(session, tenant_id),
                share_links=ShareLinkRepository(session, tenant_id),
                idempotency=IdempotencyRepository(session, tenant_id),
                webhooks=WebhookRepository(session, tenant_id),
                deliveries=DeliveryRepository(session, tenant_id),
                audit=AuditRepository(session, tenant_id),
            )
            session.commit()
        finally:
            # Rolls back what has not been committed.
            session.close()


def is_ready() -> bool:
    """Tell whether the migrations are current; raise StorageUnavailable where the database does not answer in 3 s."""
    with storage(), db.engine.connect() as connection, _briefly(connection):
        return is_current(connection)


def outer_connection() -> Connection | None:
    """Return the connection in whose transaction this thread's units of work take place; None for one of their own."""
    return _outer.get()


@contextmanager
def inside(connection: Connection) -> Iterator[None]:
    """Let this thread's units of work take place in an open transaction of `connection`, each in a savepoint."""
    token = _outer.set(connection)
    try:
        yield
    finally:
        _outer.reset(token)


@contextmanager
def storage() -> Iterator[None]:
    """Turn what a database says that is away, overloaded or too slow into StorageUnavailable."""
    try:
        yield
    except PoolTimeout as error:
        raise StorageUnavailable("all database connections are busy") from error
    except DBAPIError as error:
        if not _is_transient(error):
            raise
        raise StorageUnavailable("the database cannot be reached or does not answer") from error


def _is_transient(error: DBAPIError) -> bool:
    sqlstate = getattr(error.orig, "pgcode", None) or ""
    if sqlstate.startswith(LIMIT_EXCEEDED):
        return False
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated or sqlstate == READ_ONLY
