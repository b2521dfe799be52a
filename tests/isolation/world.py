"""A tenant with something of everything, made through the API itself, whatever carries the requests."""

import base64
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from api.contract import CONTRACT, Operation
from tests.api.partner import BASE, a_transcription

SCOPES = CONTRACT.schemas["Scope"]["enum"]


@dataclass(frozen=True)
class Answer:
    status: int | None
    headers: Mapping[str, str]
    body: Any


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


Send = Callable[[Request], Answer]
# Returns when a job has ended.
Finish = Callable[["World", str], None]


class World:
    """One tenant and its objects, each made when it is first asked for; all its words hold its `mark`."""

    def __init__(self, send: Send, finish: Finish, tenant_id: str) -> None:
        """Speak for a tenant that has an admin `ann`."""
        self.tenant_id = tenant_id
        self.mark = f"mark-of-{tenant_id}"
        self._send, self._finish = send, finish
        self._made: dict[str, tuple[str, ...]] = {}
        self._session = self._log_in()

    @property
    def password(self) -> str:
        """Return the password of the tenant's admin."""
        return password_of(self.tenant_id)

    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._session['access_token']}"}

    def of(self, kind: str) -> tuple[str, ...]:
        """Return all that identifies one object of a kind (a campaign has its uuid and its code)."""
        if kind not in self._made:
            self._made[kind] = getattr(self, f"_make_{kind}")()
        return self._made[kind]

    def cursor(self, operation: Operation, needed: Mapping[str, str]) -> str:
        """Return the cursor of the first page of one of the tenant's lists, which needs something asked."""
        name = f"cursor of {operation.operation_id}"
        if name not in self._made:
            for kind in ("call", "answers", "reviews", "user", "api_key", "open_job", "report", "webhook", "delivery"):
                self.of(kind)
            path = re.sub(r"{(\w+)_id}", lambda name: self.of(name[1])[0], operation.path)
            page = self.get(path, limit="1", **needed)
            self._made[name] = (page.body["next_cursor"],)
        return self._made[name][0]

    @property
    def made(self) -> int:
        """How much has been made for the tenant."""
        return len(self._made)

    def words(self) -> list[str]:
        """Return what must not be read by another tenant: its mark and the ids of its objects."""
        mine = {each for kind, made in self._made.items() if kind != "tenant" for each in made}
        return [self.mark, *sorted(mine)]

    def get(self, path: str, **query: str) -> Answer:
        """Read something of the tenant's."""
        answer = self._send(Request("GET", BASE + path, query, self.bearer()))
        assert answer.status == 200, (path, answer)
        return answer

    def _post(self, path: str, body: Any = None, method: str = "POST", **headers: str) -> Any:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        where, _, query = path.partition("?")
        asked = Request(method, BASE + where, dict(parse_qsl(query)), self.bearer() | given, body)
        answer = self._send(asked)
        assert answer.status in (200, 201, 202), (path, answer)
        return answer.body

    def _log_in(self) -> Any:
        body = {"tenant_id": self.tenant_id, "username": "ann", "password": self.password}
        answer = self._send(Request("POST", f"{BASE}/auth/login", body=body))
        assert answer.status == 200, answer
        return answer.body

    def _make_tenant(self) -> tuple[str, ...]:
        return (self.tenant_id,)

    def _make_campaign(self) -> tuple[str, ...]:
        body = {"name": f"Fibre {self.mark}", "code": f"code-{self.mark}", "offer": f"A fibre plan {self.mark}."}
        return (self._post("/campaigns", body)["campaign_id"], body["code"])

    def _make_code(self) -> tuple[str, ...]:
        return (self.of("campaign")[1],)

    def _make_call(self) -> tuple[str, ...]:
        calls = [self._call(f"call-{self.mark}"), self._call(f"another-call-{self.mark}")]
        calls += [self._call(f"call-of-{bot}-{self.mark}", bot_name=bot) for bot in ("Ava", "Bob")]
        done = self._post("/conversations/process", {"transcription": calls})
        self._made["job"] = (done["job_id"],)
        return (calls[0]["call_id"],)

    def _make_analysed_campaign(self) -> tuple[str, ...]:
        self.of("call")
        return self.of("campaign")

    def _make_open_job(self) -> tuple[str, ...]:
        calls = {"transcription": [self._call(f"open-call-{self.mark}")]}
        return (self._post("/conversations/process?async=true", calls)["job_id"],)

    def _make_report(self) -> tuple[str, ...]:
        """Make a report that another one has taken the place of."""
        campaign_id, call_id = self.of("analysed_campaign")[0], self.of("call")[0]
        self._post(f"/campaigns/{campaign_id}", {"offer": f"A telephone {self.mark}."}, "PATCH")
        self._finish(self, self._post(f"/campaigns/{campaign_id}/reanalyze", {})["job_id"])
        present, before = self.get(f"/conversations/{call_id}/reports").body["reports"]
        self._made["present report"] = (present["report_id"],)
        return (before["report_id"],)

    def _call(self, call_id: str, **fields: Any) -> dict[str, Any]:
        told = {"bot_name": self.mark, "metadata": {"customer_id": self.mark}, **fields}
        call = a_transcription(call_id, self.of("campaign")[1], **told)
        call["conversation"][1]["text"] += f" My name is {self._name}, {self.mark}."
        return call

    @property
    def _name(self) -> str:
        """Return a word that is said in the tenant's calls alone."""
        return f"Name{self.tenant_id.replace('-', '')}"

    def _make_bot(self) -> tuple[str, ...]:
        self.of("call")
        return (self.mark,)

    def _make_words(self) -> tuple[str, ...]:
        self.of("call")
        return (self._name,)

    def _make_reviews(self) -> tuple[str, ...]:
        answers = [{"question_id": "Q001", "answer": "Yes"}]
        for number in (1, 2):
            review = {"answers": answers, "comment": f"{self.mark} {number}"}
            self._post(f"/conversations/{self.of('call')[0]}/reviews", review)
        return ()

    def _make_job(self) -> tuple[str, ...]:
        self.of("call")
        return self._made["job"]

    def _make_answers(self) -> tuple[str, ...]:
        for number in (1, 2):
            question = {"question": {"text": f"Was a router offered, {self.mark} {number}?"}}
            self._post(f"/conversations/{self.of('call')[0]}/qa", question)
        return ()

    def _make_url(self) -> tuple[str, ...]:
        return (f"https://hooks.example.com/{self.mark}",)

    def _make_webhook(self) -> tuple[str, ...]:
        body = {"url": self.of("url")[0], "description": self.mark, "events": ["job.completed"]}
        made = [self._post("/webhooks", body) for _ in range(2)]
        self._made["webhook secret"] = tuple(each["secret"] for each in made)
        return (made[0]["webhook_id"],)

    def _make_delivery(self) -> tuple[str, ...]:
        tested = f"/webhooks/{self.of('webhook')[0]}/test"
        return (self._post(tested)["delivery_id"], self._post(tested)["delivery_id"])

    def _make_share(self) -> tuple[str, ...]:
        shared = f"/conversations/{self.of('call')[0]}/share"
        return (self._post(shared, {"expires_in_seconds": 3600})["share_id"],)

    def _make_idempotency_key(self) -> tuple[str, ...]:
        key = f"request-{self.mark}"
        self._post("/campaigns", {"name": self.mark}, Idempotency_Key=key)
        return (key,)

    def _make_user(self) -> tuple[str, ...]:
        body = {"username": self.of("username")[0], "role": "analyst", "password": self.password}
        return (self._post("/users", body)["user_id"],)

    def _make_username(self) -> tuple[str, ...]:
        return (f"user-{self.mark}",)

    def _make_api_key(self) -> tuple[str, ...]:
        made = [self._post("/api-keys", {"name": f"key {number} {self.mark}", "scopes": SCOPES}) for number in (1, 2)]
        self._made["key"] = (made[0]["key"],)
        return (made[1]["key_id"],)

    def _make_key(self) -> tuple[str, ...]:
        self.of("api_key")
        return self._made["key"]

    def _make_refresh_token(self) -> tuple[str, ...]:
        return (self._log_in()["refresh_token"],)

    def _make_access_token(self) -> tuple[str, ...]:
        return (self._session["access_token"],)


def password_of(tenant_id: str) -> str:
    return f"wander-crisp-lantern-{tenant_id}"


def nobodys(value: str) -> str:
    """Return a value of the same form that names nothing."""
    if value.startswith("https://"):
        return value.rpartition("/")[0] + f"/{uuid.uuid4().hex}"
    try:
        uuid.UUID(value)
    except ValueError:
        return uuid.uuid4().hex.ljust(len(value), "0")[: max(len(value), 8)]
    return str(uuid.uuid4())


def another_place(cursor: str) -> str:
    """Return a cursor of the same list and time that names no object."""
    packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    return base64.urlsafe_b64encode(packed[:-16] + uuid.uuid4().bytes).decode().rstrip("=")


def crossed(kind: str, mine: str, theirs: str) -> tuple[str, str]:
    """Make a credential of one's own part and one of another tenant's, and the same with a part of nobody's.

    Of a token that is signed, the other's claims get one's own signature; of the others, which begin with their tenant,
    one's own beginning gets the other's secret.
    """
    if kind == "access_token":
        head, _, claims = theirs.rpartition(".")[0].partition(".")
        signature = mine.rpartition(".")[2]
        return f"{head}.{claims}.{signature}", f"{head}.{nobodys(claims)}.{signature}"
    first, rest = mine.partition(".")[0], theirs.partition(".")[2]
    return f"{first}.{rest}", f"{first}.{uuid.uuid4()}.{nobodys(rest.partition('.')[2])}"
