"""What the use cases need of the outside, as protocols. db and the outer ring of api implement them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from core.analytics_ports import Browsing, CallStatistics
from core.answering.plan import Plan
from core.answering.transcript import Transcript
from core.answers import Answer, AnswerPage, AskedQuestion
from core.api_keys import ApiKey, ApiKeyPage
from core.audit import Chain, Details, LinkPage, Wanted
from core.calls import Call
from core.campaigns import Campaign, CampaignBrief, CampaignDetail, CampaignPage, CampaignStatus
from core.chat import Message
from core.conversations import StoredCall
from core.export_ports import Exports
from core.idempotency import IdempotencyKeys
from core.identity import Tenant, User, UserPage
from core.job_ports import Jobs
from core.jobs import CallResult
from core.paging import Position
from core.privacy import ErasureReceipt, ShareLink
from core.report_ports import Reanalyses, Reports
from core.reports import Analysis
from core.request_ports import Requests
from core.review_ports import Comparisons, Reviews
from core.search_ports import Search
from core.sessions import EndReason, Holder, RefreshToken, Session
from core.webhook_ports import Deliveries, Webhooks

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]
# 43 characters of base64url: 256 random bits.
NewSecret = Callable[[], str]
Analyse = Callable[[Call, Campaign], Analysis]
AnswerQuestion = Callable[[Plan, Transcript], Answer]


class Tenants(Protocol):
    """The one tenant of the unit of work."""

    def find(self) -> Tenant | None:
        """Return the tenant, or None where it is unknown."""

    def add(self, name: str) -> Tenant:
        """Add the tenant; raise AlreadyExists."""

    def set_active(self, active: bool) -> None:
        """Make the tenant active or inactive; raise NotFound."""

    def set_retention(self, days: int | None) -> None:
        """Keep calls for so many days unless their campaign says otherwise, None: for good; raise NotFound."""

    def set_redaction(self, redacts: bool) -> None:
        """Replace what identifies people in calls to come, or no longer do so; raise NotFound."""


class Users(Protocol):
    """The people of one tenant."""

    def find(self, username: str) -> User | None:
        """Return the user of this name, or None."""

    def get(self, user_id: UUID) -> User:
        """Return the user; raise NotFound."""

    def lock(self, user_id: UUID) -> User:
        """Return a user whom nobody else changes until the end of the unit of work; raise NotFound."""

    def lock_active_admins(self) -> frozenset[UUID]:
        """Return the ids of the active admins, whom nobody else changes until the end of the unit of work."""

    def page(self, *, before: Position | None, limit: int) -> UserPage:
        """Return the newest users that come after this place in the list."""

    def add(self, user: User) -> None:
        """Add a user; raise AlreadyExists, or NotFound for an unknown tenant."""

    def update(self, user: User) -> None:
        """Replace role, password hash and activity; raise NotFound."""

    def replace_password_hash(self, user_id: UUID, before: str, after: str) -> bool:
        """Keep a new password hash in place of the one that was read; False where it is another by now."""


class Sessions(Protocol):
    """The sessions of one tenant's people."""

    def start(self, session: Session, password_hash: str) -> bool:
        """Keep a session; False where the user is inactive, or has another password hash by now."""

    def add_token(self, token: RefreshToken) -> None:
        """Keep a refresh token of a session."""

    def find_holder(self, token_id: UUID) -> Holder | None:
        """Return whom a token was issued to, by one query; None where there is none."""

    def use_token(self, token_id: UUID, at: datetime) -> bool:
        """Use a refresh token up; False where that was done before, be it a moment ago by another request."""

    def end(self, session_id: UUID, reason: EndReason, at: datetime) -> bool:
        """End a session; False where it had ended before."""

    def end_all(self, user_id: UUID, reason: EndReason, at: datetime) -> int:
        """End all sessions of a user that have not ended; return their number."""


class Campaigns(Protocol):
    """The campaigns of one tenant."""

    def add(self, campaign: Campaign) -> None:
        """Add a campaign; raise AlreadyExists where its code is taken."""

    def find(self, ref: str) -> Campaign | None:
        """Return the campaign of this uuid or, failing that, of this code; None where there is none.

        It is for those who change it: nobody else may until the unit of work ends.
        """

    def get(self, ref: str) -> Campaign:
        """Return the campaign of this uuid or, failing that, of this code; raise NotFound."""

    def find_many(self, refs: Sequence[str]) -> dict[str, Campaign]:
        """Map each known ref (uuid or code) to its campaign, by one query."""

    def detail(self, ref: str) -> CampaignDetail:
        """Return the campaign with its number of conversations; raise NotFound."""

    def page(self, *, page: int, limit: int) -> CampaignPage:
        """Return one page, newest first."""

    def update(self, campaign_id: UUID, brief: CampaignBrief, status: CampaignStatus) -> Campaign:
        """Replace brief and status; raise NotFound, or AlreadyExists where the code is taken."""

    def set_retention(self, campaign_id: UUID, days: int | None) -> None:
        """Keep its calls for so many days, None: for as long as the tenant says; raise NotFound."""


class Conversations(Protocol):
    """The calls of one tenant and their reports."""

    def taken(self, call_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the call ids that this tenant has used already."""

    def find(self, call_id: str) -> StoredCall | None:
        """Return the call as sent with its campaign and what became of it; None where there is none."""

    def find_result(self, call_id: str) -> CallResult | None:
        """Return what became of the call (its report, or why there is none); None where there is no such call."""

    def erase(self, call_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """Erase calls and everything that was made of them; map each that there was to its numbers of rows by table."""

    def erase_overdue(self, now: datetime, limit: int) -> dict[str, dict[str, int]]:
        """Erase at most so many of the calls that were received longer ago than they are to be kept."""

    def count_overdue(self, now: datetime) -> int:
        """Count the calls that were received longer ago than they are to be kept."""


class Answers(Protocol):
    """The questions asked of one tenant's calls."""

    def add(self, asked: AskedQuestion) -> None:
        """Keep a question and its answer; raise NotFound for an unknown call."""

    def get(self, answer_id: UUID) -> AskedQuestion:
        """Return a question that was asked; raise NotFound."""

    def page(self, call_id: str, *, before: Position | None, limit: int) -> AnswerPage:
        """Return the newest answers on a call that come after this place in the list; raise NotFound."""

    def find_given(self, call_id: str, fingerprint: bytes) -> Answer | None:
        """Return the first answer that came of a request of this fingerprint, or None."""


class Erasures(Protocol):
    """The receipts of one tenant's erased calls."""

    def add(self, receipts: Sequence[ErasureReceipt]) -> None:
        """Keep receipts."""


class ShareLinks(Protocol):
    """The links to reports that one tenant has given away."""

    def add(self, link: ShareLink) -> None:
        """Keep a link; raise NotFound for an unknown call."""

    def get(self, share_id: UUID) -> ShareLink:
        """Return a link; raise NotFound."""

    def find_call_id(self, share_id: UUID, now: datetime) -> str | None:
        """Return whose report a link leads to; None where it has ended, or its tenant is inactive."""

    def revoke(self, share_id: UUID, now: datetime) -> datetime:
        """End a link, where it has not been ended before; return when it was ended; raise NotFound."""


class LoginFailures(Protocol):
    """Failed logins and those under way, over all processes and tenants, by keys that hash what they are counted by."""

    def hold(self, keys: Sequence[bytes]) -> None:
        """Let nobody else count or record by these keys until the end of the transaction."""

    def reached(self, quotas: Sequence[tuple[bytes, int]], since: datetime) -> tuple[datetime | None, ...]:
        """Return for each key and number the time of its so-many-th newest failure since then, None where fewer."""

    def record(self, keys: Sequence[bytes], at: datetime) -> tuple[int, ...]:
        """Count one failure by each key, forget some of anybody's older than a day; return their ids."""

    def withdraw(self, failures: Sequence[int]) -> None:
        """Forget these failures: they were none."""

    def clear(self, key: bytes) -> None:
        """Forget the failures of this key."""


class KnownSources(Protocol):
    """From where accounts have logged in, over all tenants, by keys that hash account and source."""

    def is_known(self, key: bytes, since: datetime) -> bool:
        """Tell whether a login has succeeded since then."""

    def remember(self, key: bytes, at: datetime) -> None:
        """Note a login that succeeded, and forget some of anybody's that are too old to matter."""


class ApiKeys(Protocol):
    """The API keys of one tenant."""

    def add(self, key: ApiKey) -> None:
        """Keep a new key."""

    def find(self, key_id: UUID) -> tuple[ApiKey, bool] | None:
        """Return the key and whether its tenant is active, by one query; None where there is none."""

    def get(self, key_id: UUID) -> ApiKey:
        """Return the key; raise NotFound."""

    def page(self, *, before: Position | None, limit: int) -> ApiKeyPage:
        """Return the newest keys that come after this place in the list."""

    def revoke(self, key_id: UUID, at: datetime) -> bool:
        """Revoke a key; return False where there is none, or it was revoked before."""

    def note_use(self, key_id: UUID, at: datetime, *, unless_since: datetime) -> None:
        """Keep when the key was used last, unless that is known to be since then; wait for no other request."""


class Audit(Protocol):
    """One tenant's audit chain."""

    def record(
        self,
        action: str,
        object_kind: str | None = None,
        object_id: str | None = None,
        details: Details | None = None,
    ) -> None:
        """Append an event on behalf of core.origin's actor, in the transaction of what it tells of.

        Call it last in a unit of work, since it holds the chain until the end. `details` never hold words of a call, a
        question, a password or a token.
        """

    def page(self, wanted: Wanted, *, before: Position | None, limit: int) -> LinkPage:
        """Return the newest of the wanted events that come after this place in the list."""

    def chain(self) -> Chain:
        """Return the whole chain, as of one moment; raise NotFound for an unknown tenant."""


class Work(Protocol):
    """One tenant's repositories in one transaction."""

    @property
    def tenants(self) -> Tenants:
        """The tenant itself."""

    @property
    def users(self) -> Users:
        """Its people."""

    @property
    def sessions(self) -> Sessions:
        """What they opened by logging in."""

    @property
    def campaigns(self) -> Campaigns:
        """Its campaigns."""

    @property
    def conversations(self) -> Conversations:
        """Its calls and their reports."""

    @property
    def jobs(self) -> Jobs:
        """Its batches."""

    @property
    def reports(self) -> Reports:
        """The reports of its calls, the past ones included."""

    @property
    def reanalyses(self) -> Reanalyses:
        """The calls that its jobs analyse anew."""

    @property
    def exports(self) -> Exports:
        """Its calls as rows to take away."""

    @property
    def browsing(self) -> Browsing:
        """Its calls as a list."""

    @property
    def statistics(self) -> CallStatistics:
        """Its calls taken together."""

    @property
    def requests(self) -> Requests:
        """What its customers asked for."""

    @property
    def comparisons(self) -> Comparisons:
        """Its calls by bot."""

    @property
    def search(self) -> Search:
        """The words of its calls."""

    @property
    def reviews(self) -> Reviews:
        """What people think of its calls."""

    @property
    def answers(self) -> Answers:
        """What was asked of its calls."""

    @property
    def login_failures(self) -> LoginFailures:
        """Failed logins, of all tenants."""

    @property
    def known_sources(self) -> KnownSources:
        """From where people have logged in, of all tenants."""

    @property
    def api_keys(self) -> ApiKeys:
        """Its API keys."""

    @property
    def erasures(self) -> Erasures:
        """What remains of calls that were erased."""

    @property
    def share_links(self) -> ShareLinks:
        """Who may read a report without a login."""

    @property
    def idempotency(self) -> IdempotencyKeys:
        """The keys of its requests that are carried out once."""

    @property
    def webhooks(self) -> Webhooks:
        """Where its events are sent."""

    @property
    def deliveries(self) -> Deliveries:
        """What its webhooks are sent."""

    @property
    def audit(self) -> Audit:
        """What was done to its objects."""


class OpenWork(Protocol):
    """Opens a unit of work: commits at the end, rolls back on any error.

    Raises StorageUnavailable where the database cannot be reached.
    """

    def __call__(self, tenant_id: str) -> AbstractContextManager[Work]:
        """Open the unit of work of one tenant."""


class LanguageModel(Protocol):
    """A large language model that an operator may set up."""

    @property
    def name(self) -> str:
        """The model's name, as its provider knows it."""

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
        """Return the model's reply, a JSON text that may or may not follow the schema; raise LanguageModelFailed."""
