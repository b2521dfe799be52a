"""What schemathesis has to know of the service: how to log in, and what would saw off the branch that it sits on.

Runs in the environment of schemathesis, which has nothing of ours.
"""

import json
import os
from typing import Any

import requests
import schemathesis

BASE = os.environ["SERVICE_URL"]
LINES = "application/x-ndjson"
CREDENTIALS = {name: os.environ[f"SERVICE_{name.upper()}"] for name in ("tenant_id", "username", "password")}


@schemathesis.auth(refresh_interval=None)
class Admin:
    """The admin who makes all requests, and logs in anew whenever one of them was a logout."""

    token = ""
    user_id = ""

    def get(self, case: Any, context: Any) -> str:
        if requests.get(f"{BASE}/auth/me", headers=self._header(), timeout=10).status_code == 401:
            answer = requests.post(f"{BASE}/auth/login", json=CREDENTIALS, timeout=10)
            assert answer.status_code == 200, answer.text
            type(self).token = answer.json()["access_token"]
            type(self).user_id = requests.get(f"{BASE}/auth/me", headers=self._header(), timeout=10).json()["user_id"]
        return self.token

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"
        # Whoever sends a token and a key is refused: only the token is meant.
        case.headers.pop("X-API-Key", None)

    def _header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Let the admin's own account be, and have streams of calls analysed in the background, as they have to be."""
    if (case.path_parameters or {}).get("user_id") == Admin.user_id:
        case.path_parameters["user_id"] = "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"
    if case.media_type == LINES:
        case.query = {**(case.query or {}), "async": "true"}


@schemathesis.serializer(LINES)
def as_line(context: Any, value: Any) -> bytes:
    """Send a stream of one call."""
    return json.dumps(value).encode() + b"\n"
