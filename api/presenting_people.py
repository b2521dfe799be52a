"""People and their sessions in the contract's words."""

from api.dates import stamp
from api.presenting import Json, present
from core.identity import Principal, User, UserPage
from core.sessions import Grant


def grant(given: Grant) -> Json:
    """Present what a login or a refresh gives."""
    return {
        "access_token": given.access_token,
        "token_type": "bearer",
        "expires_in": given.expires_in_s,
        "tenant_id": given.tenant_id,
        "refresh_token": given.refresh_token,
        "refresh_expires_in": given.refresh_expires_in_s,
    }


def me(who: Principal) -> Json:
    """Present the person who is asking."""
    return {"user_id": str(who.actor_id), "username": who.name, "tenant_id": who.tenant_id, "role": who.role}


def user(shown: User) -> Json:
    """Present a user, without anything of the password."""
    return {
        "user_id": str(shown.user_id),
        "username": shown.username,
        "role": shown.role,
        "active": shown.active,
        "created_at": stamp(shown.created_at),
    }


def user_page(page: UserPage, next_cursor: str | None) -> Json:
    """Present one page of users."""
    return present(users=[user(each) for each in page.users], next_cursor=next_cursor)
