"""API keys in the contract's words."""

from api.dates import stamp
from api.presenting import Json, present
from core.api_keys import ApiKey, ApiKeyPage


def api_key(shown: ApiKey) -> Json:
    """Present a key without its secret."""
    moments = {
        "expires_at": shown.expires_at,
        "last_used_at": shown.last_used_at,
        "revoked_at": shown.revoked_at,
    }
    return {
        "key_id": str(shown.key_id),
        "name": shown.name,
        "hint": shown.hint,
        "scopes": list(shown.scopes),
        "created_at": stamp(shown.created_at),
        **{name: stamp(at) for name, at in moments.items() if at is not None},
    }


def api_key_page(page: ApiKeyPage, next_cursor: str | None) -> Json:
    """Present a page of keys."""
    return present(api_keys=[api_key(each) for each in page.api_keys], next_cursor=next_cursor)
