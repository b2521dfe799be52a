"""The matrix: every operation, every slot of it, and in it what belongs to another tenant.

Each row is asked twice, with the other tenant's value and with one of the same form that names nothing. It leaks where
the two answers differ, or where one holds a word of the other tenant's.
"""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.contract import CONTRACT, Operation
from tests.api.partner import BASE
from tests.isolation.slots import SLOTS, Slot, Treatment, names_of, schemes_of, slots_of
from tests.isolation.world import Answer, Request, Send, World, another_place, crossed, nobodys

# Where an operation takes an object in a certain state only.
STATES = {
    ("cancelJob", "path job_id"): "open_job",
    ("reanalyzeCampaign", "path campaign_id"): "analysed_campaign",
}
# What a request needs besides, in words that calls of all tenants have.
NEEDED = {
    "searchConversations": {"q": "fibre"},
    "compareBots": {"baseline": "Ava", "candidate": "Bob"},
    "getCampaignReport": {"baseline": "Ava", "candidate": "Bob"},
}
# Other forms that an operation answers in.
FORMS = {"getReport": ("text/html", "image/svg+xml")}
# What two answers to the same request may differ in.
PASSING = ("x-request-id", "date", "content-length", "ratelimit", "retry-after", "location")


@dataclass(frozen=True)
class Row:
    """One operation, one slot, one spelling of what stands in it, and what the sender proves itself with."""

    operation: Operation
    slot: Slot
    spelling: int = 0
    by: str = "token"
    accept: str = ""

    @property
    def kind(self) -> str:
        """Return of what kind of object it names one."""
        return kind_of(self.operation, self.slot)

    @property
    def astray(self) -> bool:
        """Tell whether it looks for one tenant's object within the other's, where it would not be anyway."""
        inner = any(slot.within == self.slot.name for slot in slots_of(self.operation) if slot.place == "path")
        return inner or (bool(self.slot.within) and self.spelling == 1)

    def __str__(self) -> str:
        return f"{self.operation.operation_id}, {self.slot.name}, {self.spelling}, by {self.by} {self.accept}".rstrip()


def rows() -> Iterator[Row]:
    """List the matrix as the contract has it."""
    for operation in CONTRACT.operations.values():
        senders = ("token", "key") if "apiKeyAuth" in schemes_of(operation) else ("token",)
        for slot in slots_of(operation):
            if slot.treatment is Treatment.COMMON:
                continue
            for accept in FORMS.get(operation.operation_id, ()):
                yield Row(operation, slot, accept=accept)
            for spelling in range(2 if slot.kind == "campaign" or slot.within else 1):
                for by in senders if slot.place != "header" or slot.treatment is Treatment.OWN else senders[:1]:
                    yield Row(operation, slot, spelling, by)


def own_request(row: Row, mine: World) -> Request:
    """Return the request as its sender rightly makes it: the contract's example, with the sender's own identities."""
    operation = row.operation
    named = {slot: kind_of(operation, slot) for slot in slots_of(operation)}
    parameters = {slot.path: mine.of(kind)[0] for slot, kind in named.items() if slot.place == "path"}
    base = "" if operation.tag == "Health" else BASE
    request = Request(operation.method, base + operation.path.format(**parameters))
    if operation.secured:
        request.headers |= {"X-API-Key": mine.of("key")[0]} if row.by == "key" else mine.bearer()
    request.headers |= {"Accept": row.accept} if row.accept else {}
    request.query |= NEEDED.get(operation.operation_id, {})
    if row.slot.place == "query" and row.slot.treatment in (Treatment.HIDDEN, Treatment.FILTER):
        request.query[row.slot.path] = mine.of(row.kind)[0]
    if operation.body:
        request.body = _example(operation)
        _claim(request.body, operation, mine)
    return request


def prepared(row: Row, mine: World, theirs: World) -> tuple[Request, Request]:
    """Return the two requests of a row: with the other tenant's value in its slot, and with nobody's."""
    slot, request = row.slot, own_request(row, mine)
    values: tuple[str, str]
    if slot.treatment is Treatment.PLACE:
        needed = NEEDED.get(row.operation.operation_id, {})
        cursor = theirs.cursor(row.operation, needed)
        mine.cursor(row.operation, needed)
        values = cursor, another_place(cursor)
    elif slot.treatment is Treatment.CREDENTIAL and slot.kind != "tenant":
        values = crossed(slot.kind, mine.of(slot.kind)[0], theirs.of(slot.kind)[0])
    else:
        value = theirs.of(row.kind)[0 if slot.within else row.spelling]
        values = value, nobodys(value)
    if slot.within and not row.astray:
        within = SLOTS[slot.within]
        request = _with(request, within, row, mine, theirs.of(kind_of(row.operation, within))[0])
    return _with(request, slot, row, mine, values[0]), _with(request, slot, row, mine, values[1])


def kind_of(operation: Operation, slot: Slot) -> str:
    """Return the kind of object that an operation takes in a slot."""
    return STATES.get((operation.operation_id, slot.name), slot.kind)


def leaks(row: Row, asked: tuple[Request, Request], send: Send, theirs: World) -> list[str]:
    """Return what a row gives away; nothing where the tenants are apart."""
    answers = [send(request) for request in asked]
    found = []
    sent = [json.dumps([request.path, request.query, request.body, request.headers]) for request in asked]
    for answer in answers:
        found += [
            f"the answer holds {word}" for word in theirs.words() if word in _text(answer) and word not in sent[0]
        ]
        if answer.status is None or answer.status >= 500:
            found.append(f"the answer is {answer.status}")
    statuses = {answer.status for answer in answers}
    if len(statuses) > 1:
        found.append(f"the answers are {[answer.status for answer in answers]}")
    if row.slot.treatment in (Treatment.HIDDEN, Treatment.CREDENTIAL) and statuses & {200, 201, 202}:
        found.append(f"the answers are {statuses}")
    if row.slot.treatment in (Treatment.HIDDEN, Treatment.CREDENTIAL, Treatment.FILTER):
        views = [_without(answer, request, row) for answer, request in zip(answers, asked, strict=True)]
        if views[0] != views[1]:
            found.append(f"the answers differ: {views}")
    return found


def _example(operation: Operation) -> Any:
    spec = CONTRACT.document["paths"][operation.path][operation.method.lower()]
    content = spec["requestBody"]["content"]["application/json"]
    if "example" in content:
        return copy.deepcopy(content["example"])
    example = next(iter(content["examples"].values()))
    return copy.deepcopy(CONTRACT.document["components"]["examples"][example["$ref"].rpartition("/")[2]]["value"])


def _claim(body: Any, operation: Operation, mine: World) -> None:
    """Put the sender's own identities into a body: those of its objects, and new names for what it makes."""
    for name in names_of(operation):
        slot = SLOTS[name]
        if slot.place == "body" and slot.treatment is Treatment.OWN:
            _put(body, slot.path, nobodys(mine.of(slot.kind)[0]))
        elif slot.place == "body" and slot.treatment is not Treatment.COMMON:
            _put(body, slot.path, mine.of(slot.kind)[0])
    if operation.operation_id == "login":
        body.update(username="ann", password=mine.password)
    if "current_password" in body:
        body["current_password"] = mine.password


def _put(body: Any, path: str, value: str) -> None:
    *folders, last = path.split(".")
    for folder in folders:
        body = body[folder.removesuffix("[]")]
        body = body[0] if folder.endswith("[]") else body
    body[last] = value


def _with(request: Request, slot: Slot, row: Row, mine: World, value: str) -> Request:
    """Return a row's request with a value in a slot."""
    changed = copy.deepcopy(request)
    if slot.place == "path":
        own = mine.of(kind_of(row.operation, slot))[0]
        changed.path = "/".join(value if part == own else part for part in request.path.split("/"))
    elif slot.place == "query":
        changed.query[slot.path] = value
    elif slot.place == "body":
        _put(changed.body, slot.path, value)
    else:
        if slot.treatment is Treatment.CREDENTIAL:
            changed.headers = {"Accept": row.accept} if row.accept else {}
        changed.headers[slot.path] = f"Bearer {value}" if slot.kind == "access_token" else value
    return changed


def _without(answer: Answer, request: Request, row: Row) -> tuple[Any, dict[str, str]]:
    """Return what two answers are compared by: all but the request's identity, and the value that was sent."""
    body = {**answer.body, "request_id": ""} if isinstance(answer.body, dict) else answer.body
    text = json.dumps(body, sort_keys=True)
    for value in {*request.path.split("/"), *request.query.values()} if row.slot.place in ("path", "query") else ():
        text = text.replace(json.dumps(value)[1:-1], "…") if len(value) > 20 else text
    headers = {name.lower(): value for name, value in answer.headers.items() if name.lower() not in PASSING}
    return text, headers


def _text(answer: Answer) -> str:
    return json.dumps(answer.body, ensure_ascii=False) + json.dumps(dict(answer.headers))
