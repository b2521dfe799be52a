"""The examples of the contract, played: what is sent, and what really comes back.

Ids, times and tokens differ from run to run; they are replaced by made-up ones, so that the rest can be compared.
"""

import re
from typing import Any

from api.contract import CONTRACT
from api.demo.convert import to_transcription
from api.demo.sample import dialogues
from tests.api.partner import BASE, Partner

MARK = "    # Real output from here on, written by `make examples`; ids, times and the token are made up.\n"

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_SOME_UUID = "01932e4f-5a10-7c3e-9a52-3f1f6c1d2b40"
_SOME_TIME = "2024-01-15T10:38:00Z"
_SOME = {
    "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMTkzMmU0ZiJ9.c2lnbmF0dXJl",
    "refresh_token": f"cqr_ZGVtbw.{_SOME_UUID}.dGhpcyBpcyBub3QgYSByZWFsIHNlY3JldC4gaXQgaXMgbm8",
    "refresh_expires_in": 2592000,
    "sequence": 17,
    "hash": "5f3c1d2b409e7a52" * 4,
    "request_id": "01932e4f5a107c3e9a523f1f6c1d2b40",
    "secret": "whsec_bm90IGEgcmVhbCBzZWNyZXQsIG5laXRoZXIgaXMgdGg",
}
_SOME_LINK = "https://calls.example.com/shared/WyJkZW1vIiwiMDE5MzJlNGYiXQ.bm90IGEgcmVhbCBzaWduYXR1cmU"
_SOME_KEY = f"cqk_ZGVtbw.{_SOME_UUID}.dGhpcy1pcy1ub3QtYS1yZWFsLXNlY3JldC1vZi1rZXk"
_TIMES = {
    "created_at",
    "generated_at",
    "processed_at",
    "received_at",
    "answered_at",
    "reviewed_at",
    "submitted_at",
    "completed_at",
    "revoked_at",
    "at",
    "erased_at",
    "expires_at",
    "next_attempt_at",
}


def request_body(operation_id: str, which: str = "") -> Any:
    """Return the example of what an operation is sent; the first, where it has some and none of them is named."""
    operation = CONTRACT.operation(operation_id)
    media = CONTRACT.document["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]
    content = media["application/json"]
    if "example" in content:
        return content["example"]
    reference = content["examples"][which or next(iter(content["examples"]))]
    return CONTRACT.document["components"]["examples"][reference["$ref"].rsplit("/", 1)[1]]["value"]


def play(demo: Partner) -> dict[str, Any]:
    """Send every example of the contract in a sensible order; return what came back, by the example's name.

    `demo` is a partner without a token, of a database in which the login example's tenant and user exist.
    """
    answers = {}

    def note(name: str, expected: int, answer: Any) -> Any:
        assert answer.status_code == expected, f"{name}: {answer.status_code} {answer.text}"
        answers[name] = made_up(answer.get_json())
        return answer.get_json()

    demo.token = note("login", 200, demo.post("/auth/login", request_body("login")))["access_token"]
    note("createCampaign", 201, demo.post("/campaigns", request_body("createCampaign")))
    note("updateCampaign", 200, demo.patch("/campaigns/CAMPAIGN_OFFERS_Q1", request_body("updateCampaign")))
    webhook = note("createWebhook", 201, demo.post("/webhooks", request_body("createWebhook")))
    hook = f"/webhooks/{webhook['webhook_id']}"
    job = note("process", 200, demo.post("/conversations/process", request_body("processConversations")))
    note("listCampaigns", 200, demo.get("/campaigns"))
    note("getCampaign", 200, demo.get("/campaigns/CAMPAIGN_OFFERS_Q1"))
    note("listConversations", 200, demo.get("/conversations?campaign_id=CAMPAIGN_OFFERS_Q1&sort=overall_quality_score"))
    note("getConversation", 200, demo.get("/conversations/CALL_2024_001"))
    note("getReport", 200, demo.get("/conversations/CALL_2024_001/report"))
    note("listReports", 200, demo.get("/conversations/CALL_2024_001/reports"))
    note("addReview", 201, demo.post("/conversations/CALL_2024_001/reviews", request_body("addReview")))
    note("listReviews", 200, demo.get("/conversations/CALL_2024_001/reviews"))
    note("getAgreement", 200, demo.get("/campaigns/CAMPAIGN_OFFERS_Q1/agreement"))
    note("planReviews", 200, demo.get("/campaigns/CAMPAIGN_OFFERS_Q1/review-plan"))
    note("askQuestion", 200, demo.post("/conversations/CALL_2024_001/qa", request_body("askQuestion")))
    note("listAnswers", 200, demo.get("/conversations/CALL_2024_001/qa"))
    note("getJobStatus", 200, demo.get(f"/jobs/{job['job_id']}/status"))
    key = note("createApiKey", 201, demo.post("/api-keys", request_body("createApiKey")))
    note("listApiKeys", 200, demo.get("/api-keys"))
    note("getApiKey", 200, demo.get(f"/api-keys/{key['key_id']}"))
    note("deleteApiKey", 200, demo.delete(f"/api-keys/{key['key_id']}"))
    shared = demo.post("/conversations/CALL_2024_001/share", request_body("createShareLink"))
    link = note("createShareLink", 201, shared)
    note("revokeShareLink", 200, demo.delete(f"/conversations/CALL_2024_001/share/{link['share_id']}"))
    anew = demo.post("/campaigns/CAMPAIGN_OFFERS_Q1/reanalyze", request_body("reanalyzeCampaign"))
    note("reanalyzeCampaign", 202, anew)
    later = {
        "transcription": [
            {**each, "call_id": "CALL_2024_002"} for each in request_body("processConversations")["transcription"]
        ]
    }
    waiting = note("processAsync", 202, demo.post("/conversations/process?async=true", later))
    note("cancelJob", 200, demo.post(f"/jobs/{waiting['job_id']}/cancel"))
    note("listJobs", 200, demo.get("/jobs"))
    note("listWebhooks", 200, demo.get("/webhooks"))
    note("getWebhook", 200, demo.get(hook))
    note("updateWebhook", 200, demo.patch(hook, request_body("updateWebhook")))
    note("rotateWebhookSecret", 200, demo.post(f"{hook}/rotate-secret"))
    sent = note("listDeliveries", 200, demo.get(f"{hook}/deliveries"))["deliveries"][-1]
    note("redeliver", 202, demo.post(f"{hook}/deliveries/{sent['delivery_id']}/redeliver"))
    note("testWebhook", 202, demo.post(f"{hook}/test"))
    note("deleteWebhook", 200, demo.delete(hook))
    two_bots = [
        {**to_transcription(dialogue), "campaign_id": "CAMPAIGN_OFFERS_Q1", "bot_name": f"OfferBot_v{place % 2 + 2}"}
        for place, dialogue in enumerate(dialogues())
    ]
    assert demo.post("/conversations/process", {"transcription": two_bots}).status_code == 200
    compared = "comparison?baseline=OfferBot_v2&candidate=OfferBot_v3"
    note("compareBots", 200, demo.get(f"/campaigns/CAMPAIGN_OFFERS_Q1/{compared}"))
    note("getCampaignAnalytics", 200, demo.get("/campaigns/CAMPAIGN_OFFERS_Q1/analytics?group_by=bot_name"))
    found = demo.get("/search", query_string={"q": 'speaker:customer "debit card" or address'})
    note("searchConversations", 200, found)
    note("deleteConversation", 200, demo.delete("/conversations/CALL_2024_001"))
    next_bot = request_body("processConversations", "next_bot")
    assert demo.post("/conversations/process", next_bot).status_code == 200
    for name, path in (("health", "/healthz"), ("ready", "/readyz")):
        note(name, 200, demo.client.get(path))
    assert demo.client.get(BASE + "/analysis/engine", headers=demo.headers()).status_code == 200
    rosa = note("createUser", 201, demo.post("/users", request_body("createUser")))
    note("getUser", 200, demo.get(f"/users/{rosa['user_id']}"))
    note("updateUser", 200, demo.patch(f"/users/{rosa['user_id']}", request_body("updateUser")))
    note("listUsers", 200, demo.get("/users"))
    note("me", 200, demo.get("/auth/me"))
    note("listAuditEvents", 200, demo.get("/audit?action=campaign.updated"))
    # Last, since they change and end the session that all others need.
    grant = note("changePassword", 200, demo.post("/auth/password", request_body("changePassword")))
    grant = note("refresh", 200, demo.post("/auth/refresh", {"refresh_token": grant["refresh_token"]}))
    demo.token = grant["access_token"]
    note("logout", 200, demo.post("/auth/logout"))
    return answers


def made_up(value: Any, key: str = "") -> Any:
    """Replace what differs from run to run."""
    if key == "payload":  # of an event: its time is said in another word than all other times
        value = {**value, "timestamp": _SOME_TIME}
    if isinstance(value, dict):
        return {name: made_up(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [made_up(each) for each in value]
    if key in _TIMES:
        return _SOME_TIME
    if key in _SOME:
        return _SOME[key]
    if key == "url" and "/shared/" in value:
        return _SOME_LINK
    if key in ("key", "hint"):
        return _SOME_KEY if key == "key" else _SOME_KEY[-4:]
    if key == "analysis_duration_ms":
        return 6
    return _UUID.sub(_SOME_UUID, value) if isinstance(value, str) else value
