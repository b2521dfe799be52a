"""Sessions: what a login opens, how it goes on, and what ends it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from core.credentials import Credential, read_credential
from core.errors import Inactive, InvalidCredentials, Unauthenticated
from core.identity import Principal, User
from core.origin import acting, origin
from core.ports import Clock, NewId, NewSecret, OpenWork, Work
from core.sessions import Grant, Holder, RefreshToken, Session
from core.signing import Tokens

PREFIX = "cqr"
# However often it is refreshed.
SESSION_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SessionService:
    """Opens sessions, recognises people by their tokens, and ends sessions."""

    open_work: OpenWork
    tokens: Tokens
    clock: Clock
    new_id: NewId
    new_secret: NewSecret

    def start(self, user: User) -> Grant:
        """Open a session for somebody who has shown the password that `user` has the hash of.

        Raise InvalidCredentials where the user has got another password meanwhile, or was deactivated.
        """
        with self.open_work(user.tenant_id) as work:
            return self.start_in(work, user)

    def start_in(self, work: Work, user: User) -> Grant:
        """Open a session as `start` does, in a unit of work that has more to do."""
        now = self.clock()
        session = Session(self.new_id(), user.user_id, now, now + SESSION_LIFE)
        if not work.sessions.start(session, user.password_hash):
            raise InvalidCredentials
        grant = self._grant(work, user, session, now)
        with _acting_as(user):
            work.audit.record("session.started", "session", str(session.session_id))
        return grant

    def authenticate(self, token: str) -> Principal:
        """Return who holds an access token.

        Raise Unauthenticated for a token that is not valid or whose session is over, Inactive for a person or a tenant
        that has been made inactive.
        """
        claims = self.tokens.read(token)
        with self.open_work(claims.tenant_id) as work:
            holder = work.sessions.find_holder(claims.token_id)
        if holder is None or holder.user.user_id != claims.user_id:
            raise Unauthenticated
        _check(holder, self.clock())
        user = holder.user
        return Principal(user.user_id, user.tenant_id, user.username, user.role, session_id=holder.session.session_id)

    def refresh(self, refresh_token: str) -> Grant:
        """Exchange a refresh token, which holds once, for new tokens of the same session.

        One that was used before ends the session, since somebody else must have it. Raise Unauthenticated for it and
        for any that is not valid, Inactive for a person or a tenant that has been made inactive.
        """
        shown = read_credential(PREFIX, refresh_token)
        now = self.clock()
        with self.open_work(shown.tenant_id) as work:
            holder = work.sessions.find_holder(shown.object_id)
            if holder is None or not shown.matches(holder.secret_hash):
                raise Unauthenticated
            _check(holder, now)
            if work.sessions.use_token(shown.object_id, now):
                return self._grant(work, holder.user, holder.session, now)
            session_id = holder.session.session_id
            if work.sessions.end(session_id, "reuse", now):
                with _acting_as(holder.user):
                    work.audit.record("session.ended", "session", str(session_id), {"reason": "reuse"})
        # Outside the unit of work, which an error would undo.
        raise Unauthenticated

    def logout(self, tenant_id: str, session_id: UUID) -> int:
        """End a session; return how many sessions that ended: none where it had ended before."""
        with self.open_work(tenant_id) as work:
            ended = work.sessions.end(session_id, "logout", self.clock())
            if ended:
                work.audit.record("session.ended", "session", str(session_id), {"reason": "logout"})
        return int(ended)

    def _grant(self, work: Work, user: User, session: Session, now: datetime) -> Grant:
        """Issue an access token and the refresh token that belongs to it."""
        refresh = Credential(PREFIX, user.tenant_id, self.new_id(), self.new_secret())
        work.sessions.add_token(RefreshToken(refresh.object_id, session.session_id, refresh.secret_hash, now))
        access_token, life_s = self.tokens.issue(user, refresh.object_id, session.expires_at)
        session_life_s = int((session.expires_at - now).total_seconds())
        return Grant(access_token, life_s, user.tenant_id, refresh.text, session_life_s)


def _check(holder: Holder, now: datetime) -> None:
    if not (holder.user.active and holder.tenant_active):
        raise Inactive
    if not holder.session.is_open(now):
        raise Unauthenticated


def _acting_as(user: User) -> AbstractContextManager[None]:
    """Act on behalf of a user whom nobody knew before the request was looked at."""
    return acting(replace(origin(), actor_kind="user", actor_name=user.username, actor_id=str(user.user_id)))
