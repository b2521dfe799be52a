"""An integration partner: says what it wants of the API, and gets the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BASE = "/api/v1"
JSON = "application/json"


@dataclass
class Partner:
    client: FlaskClient
    token: str | None = None
    tenant_id: str | None = None
    api_key: str | None = None

    def log_in(self, tenant_id: str, username: str, password: str) -> None:
        answer = self.post("/auth/login", {"tenant_id": tenant_id, "username": username, "password": password})
        assert answer.status_code == 200, answer.text
        self.token = answer.get_json()["access_token"]
        self.tenant_id = tenant_id

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(BASE + path, headers=self.headers(), **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self._send("POST", path, body, **options)

    def patch(self, path: str, body: Any) -> TestResponse:
        return self._send("PATCH", path, body)

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(BASE + path, headers=self.headers())

    def post_raw(
        self, path: str, data: bytes, content_type: str | None = "application/json", **headers: str
    ) -> TestResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(BASE + path, data=data, content_type=content_type, headers={**self.headers(), **given})

    def create_campaign(self, **fields: Any) -> str:
        answer = self.post("/campaigns", {"name": "Fibre", "offer": "A fibre internet plan.", **fields})
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["campaign_id"])

    def process(self, *calls: Mapping[str, Any]) -> TestResponse:
        return self.post("/conversations/process", {"transcription": list(calls)})

    def _send(self, method: str, path: str, body: Any, **options: Any) -> TestResponse:
        return self.client.open(BASE + path, method=method, json=body, headers=self.headers(), **options)

    def headers(self) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**token, **({"X-API-Key": self.api_key} if self.api_key else {})}


def a_transcription(call_id: str = "call-1", campaign_id: str = "FIBRE", **fields: Any) -> dict[str, Any]:
    """A call as a partner posts it; say what matters, the rest is defaulted."""
    return {
        "call_id": call_id,
        "campaign_id": campaign_id,
        "timestamp": "2024-03-01T09:30:00Z",
        "duration_seconds": 60,
        "bot_name": "Ava",
        "conversation": [
            {
                "speaker": "bot",
                "timestamp": 0,
                "text": "Hello, this is Ava. We have a new fibre plan for 30 dollars.",
            },
            {"speaker": "customer", "timestamp": 9, "text": "Does the fibre plan come with a router?"},
            {"speaker": "bot", "timestamp": 15, "text": "Yes, a router is included in the fibre plan."},
            {"speaker": "customer", "timestamp": 21, "text": "Great, sign me up please."},
            {"speaker": "bot", "timestamp": 27, "text": "Thank you, you will get an e-mail today. Goodbye!"},
        ],
        **fields,
    }
