"""Every place of a request where an identity may stand, read from the contract, and how each has to be treated.

A slot that looks like an identity and is not classified fails the suite: whoever adds one decides here what another
tenant's value means in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from api.contract import CONTRACT, Operation

LOOKS_LIKE_IDENTITY = re.compile(
    r"(^|[_-])(id|ids|ref|refs|code|cursor|token|key|secret|url|uri|username|actor|bot_name|baseline|candidate|q)$",
    re.IGNORECASE,
)
# No operation declares these; whoever serves several tenants is tempted to heed them.
UNDECLARED = ("header X-Tenant-ID", "query tenant_id", "body tenant_id")


class Treatment(Enum):
    HIDDEN = "names an object: another tenant's is answered as one that does not exist"
    FILTER = "narrows a list: what only another tenant's objects have finds as little as what none has"
    PLACE = "names a place in a list: whosever it is, the list shows one's own objects only"
    OWN = "names something of the sender's own: the other tenant's name is as good as any, and touches nothing of it"
    COMMON = "names something of the service's, the same for all tenants"
    CREDENTIAL = "proves who asks: of two tenants' halves no whole is made"


@dataclass(frozen=True)
class Slot:
    """`name` is its place and path, such as `body transcription[].campaign_id`; `kind` of what it names.

    `within` is the slot of what that belongs to: it is looked for there only, whosever it is.
    """

    name: str
    treatment: Treatment
    kind: str = ""
    within: str = ""

    @property
    def place(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.name.partition(" ")[2]


SLOTS = {
    slot.name: slot
    for slot in (
        Slot("path campaign_id", Treatment.HIDDEN, "campaign"),
        Slot("path call_id", Treatment.HIDDEN, "call"),
        Slot("path job_id", Treatment.HIDDEN, "job"),
        Slot("path user_id", Treatment.HIDDEN, "user"),
        Slot("path key_id", Treatment.HIDDEN, "api_key"),
        Slot("path webhook_id", Treatment.HIDDEN, "webhook"),
        Slot("path delivery_id", Treatment.HIDDEN, "delivery", within="path webhook_id"),
        Slot("path share_id", Treatment.HIDDEN, "share", within="path call_id"),
        Slot("query report_id", Treatment.HIDDEN, "report", within="path call_id"),
        Slot("query campaign_id", Treatment.HIDDEN, "campaign"),
        Slot("query bot_name", Treatment.FILTER, "bot"),
        Slot("query q", Treatment.FILTER, "words"),
        Slot("body transcription[].campaign_id", Treatment.HIDDEN, "campaign"),
        Slot("query cursor", Treatment.PLACE, "cursor"),
        Slot("body transcription[].call_id", Treatment.OWN, "call"),
        Slot("body transcription[].metadata.customer_id", Treatment.OWN, "call"),
        Slot("query baseline", Treatment.OWN, "bot"),
        Slot("query candidate", Treatment.OWN, "bot"),
        Slot("body transcription[].bot_name", Treatment.OWN, "bot"),
        Slot("body answers[].question_id", Treatment.COMMON),
        Slot("body code", Treatment.OWN, "code"),
        Slot("body username", Treatment.OWN, "username"),
        Slot("body url", Treatment.OWN, "url"),
        Slot("header Idempotency-Key", Treatment.OWN, "idempotency_key"),
        Slot("body tenant_id", Treatment.CREDENTIAL, "tenant"),
        Slot("body refresh_token", Treatment.CREDENTIAL, "refresh_token"),
        Slot("header Authorization", Treatment.CREDENTIAL, "access_token"),
        Slot("header X-API-Key", Treatment.CREDENTIAL, "key"),
    )
}
UNDECLARED_SLOTS = tuple(Slot(name, Treatment.OWN, "tenant") for name in UNDECLARED)


def names_of(operation: Operation) -> Iterator[str]:
    """Name each slot of an operation that looks like an identity."""
    for parameter in operation.parameters:
        if _is_identity(parameter.name, parameter.schema):
            yield f"{parameter.place} {parameter.name}"
    if operation.body:
        yield from (f"body {path}" for path in _properties({"$ref": f"#/components/schemas/{operation.body}"}, ""))
    for scheme in schemes_of(operation):
        spec = CONTRACT.document["components"]["securitySchemes"][scheme]
        yield f"header {spec['name'] if spec['type'] == 'apiKey' else 'Authorization'}"


def schemes_of(operation: Operation) -> tuple[str, ...]:
    spec = CONTRACT.document["paths"][operation.path][operation.method.lower()]
    return tuple(scheme for choice in spec.get("security", CONTRACT.document["security"]) for scheme in choice)


def slots_of(operation: Operation) -> list[Slot]:
    """List the slots of an operation, those besides that it does not declare."""
    declared = [SLOTS[name] for name in names_of(operation)]
    taken = {slot.name for slot in declared}
    return declared + [slot for slot in UNDECLARED_SLOTS if slot.name not in taken and _has_place(operation, slot)]


def _has_place(operation: Operation, slot: Slot) -> bool:
    return slot.place != "body" or operation.body is not None


def _properties(schema: Any, path: str) -> Iterator[str]:
    """Name the identities in a schema by their paths."""
    schema = _resolved(schema)
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _properties(part, path)
    if "items" in schema:
        yield from _properties(schema["items"], f"{path}[]")
    for name, each in schema.get("properties", {}).items():
        inner = f"{path}.{name}" if path else name
        if _is_identity(name, each):
            yield inner
        else:
            yield from _properties(each, inner)


def _is_identity(name: str, schema: Any) -> bool:
    refs = {each.get("$ref", "") for each in (schema, *schema.get("allOf", ()))}
    schema = _resolved(schema)
    return (
        LOOKS_LIKE_IDENTITY.search(name) is not None
        or schema.get("format") == "uuid"
        or "#/components/schemas/Identifier" in refs
    )


def _resolved(schema: Any) -> Any:
    while "$ref" in schema:
        schema = CONTRACT.schemas[schema["$ref"].rpartition("/")[2]]
    return schema
