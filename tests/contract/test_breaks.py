"""Each kind of break is found, and what breaks nobody is not."""

from copy import deepcopy
from typing import Any

import pytest
import yaml

from tests.contract.breaks import breaks

DOCUMENT = yaml.safe_load("""
security: [{bearer: []}]
servers: [{url: /api/v1}]
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: change
      tags: [Things]
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1, maximum: 100, default: 20}}
        - {$ref: '#/components/parameters/Kind'}
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Sent'}}
          text/csv: {schema: {type: string}}
      responses:
        '200':
          headers: {Location: {schema: {type: string}}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Answered'}}
            text/html: {schema: {type: string}}
        '404': {$ref: '#/components/responses/Missing'}
components:
  parameters:
    Kind: {name: kind, in: query, schema: {type: string, enum: [a, b]}}
  responses:
    Missing: {content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
  schemas:
    Error: {type: object, required: [message], properties: {message: {type: string}}}
    Sent:
      type: object
      required: [name]
      properties:
        name: {type: string, maxLength: 50}
        note: {type: string, nullable: true}
        tags: {type: array, items: {type: string}}
        size: {oneOf: [{type: string}, {type: number}]}
        weight: {type: number, minimum: 0}
        more: {type: object}
        parent: {$ref: '#/components/schemas/Sent'}
    Answered:
      type: object
      required: [id, state]
      properties:
        id: {type: string, format: uuid}
        state: {type: string, enum: [open, closed]}
        score: {type: number, minimum: 0, maximum: 10}
        answer: {oneOf: [{type: string}, {type: number}]}
        parts: {type: object, additionalProperties: {type: string}}
        children: {type: array, items: {$ref: '#/components/schemas/Answered'}}
        of: {allOf: [{$ref: '#/components/schemas/Error'}]}
""")

OPERATION = "paths /things/{id} post"
SENT = "components schemas Sent properties"
ANSWERED = "components schemas Answered properties"
GONE = object()


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the document with one thing changed, or gone."""
    document = deepcopy(DOCUMENT)
    *steps, last = path.split()
    part: Any = document
    for step in steps:
        part = part[int(step) if isinstance(part, list) else step]
    key = int(last) if isinstance(part, list) else last
    if value is GONE:
        del part[key]
    else:
        part[key] = value
    return document


BREAKS = [
    ("paths /things/{id}", GONE, "POST /things/{id} is gone"),
    (OPERATION, GONE, "POST /things/{id} is gone"),
    (f"{OPERATION} operationId", "alter", "is called alter now"),
    (f"{OPERATION} tags", ["Others"], "has the tags ['Others'] now"),
    (f"{OPERATION} security", [{"key": []}], "no longer takes bearer"),
    (f"{OPERATION} parameters 0", GONE, "query parameter page is gone"),
    (f"{OPERATION} parameters 0 required", True, "query parameter page is required now"),
    (f"{OPERATION} parameters 0 schema maximum", 50, "query parameter page has the maximum 50 now, not 100"),
    (f"{OPERATION} parameters 0 schema default", 10, "query parameter page is 10 now where it is not sent, not 20"),
    ("components parameters Kind schema enum", ["a"], "query parameter kind no longer takes b"),
    (f"{OPERATION} requestBody required", True, "a body is required now"),
    (f"{OPERATION} requestBody content text/csv", GONE, "body is no longer text/csv"),
    ("components schemas Sent required", ["name", "note"], "body.note is required now"),
    ("components schemas Sent additionalProperties", False, "body no longer takes other fields"),
    (f"{SENT} note", GONE, "body.note is no longer read"),
    (f"{SENT} note nullable", False, "body.note may no longer be null"),
    (f"{SENT} name maxLength", 40, "body.name has the maxLength 40 now, not 50"),
    (f"{SENT} name minLength", 1, "body.name has the minLength 1 now, not none"),
    (f"{SENT} name pattern", "^a", "body.name has the pattern ^a now, not none"),
    (f"{SENT} name enum", ["x"], "body.name no longer takes any other"),
    (f"{SENT} name type", "integer", "body.name is integer now, not string"),
    (f"{SENT} tags items type", "number", "body.tags[] is number now, not string"),
    (f"{SENT} tags uniqueItems", True, "body.tags may no longer repeat an item"),
    (f"{SENT} weight exclusiveMinimum", True, "body.weight may no longer be its minimum"),
    (f"{SENT} more maxProperties", 1, "body.more has the maxProperties 1 now, not none"),
    (f"{SENT} more additionalProperties", {"type": "string"}, "body.more.* is string now, not anything"),
    (f"{SENT} tags items", {"type": "string", "maxLength": 3}, "body.tags[] has the maxLength 3 now, not none"),
    ("servers 0 url", "/api/v2", "is at /api/v2 now"),
    (f"{ANSWERED} children items", GONE, "200.children[] is anything now, not object"),
    (f"{ANSWERED} parts additionalProperties", True, "200.parts.* is anything now, not string"),
    (f"{ANSWERED} parts additionalProperties", GONE, "200.parts.* is anything now, not string"),
    (f"{SENT} size", {"type": "string"}, "body.size no longer takes number"),
    (f"{OPERATION} responses 404", GONE, "404 is gone"),
    (f"{OPERATION} responses 200 headers Location", GONE, "200 comes without Location"),
    (f"{OPERATION} responses 200 content text/html", GONE, "200 is no longer text/html"),
    ("components schemas Answered required", ["id"], "200.state may be absent now"),
    (f"{ANSWERED} score", GONE, "200.score is gone"),
    (f"{ANSWERED} state enum", ["open", "closed", "lost"], "200.state may be lost"),
    (f"{ANSWERED} state enum", GONE, "200.state may be any other"),
    (f"{ANSWERED} state nullable", True, "200.state may be null now"),
    (f"{ANSWERED} id format", GONE, "200.id has the format none now, not uuid"),
    (f"{ANSWERED} score maximum", 100, "200.score has the maximum 100 now, not 10"),
    (f"{ANSWERED} score type", "string", "200.score is string now, not number"),
    (f"{ANSWERED} answer oneOf", [{"type": "string"}, {"type": "boolean"}], "200.answer may come as boolean"),
    (f"{ANSWERED} parts additionalProperties type", "number", "200.parts.* is number now, not string"),
    (f"{ANSWERED} children items", {"type": "string"}, "200.children[] is string now, not object"),
    ("components schemas Error properties message", {"type": "integer"}, "200.of.message is integer now, not string"),
    ("components responses Missing content", {}, "404 is no longer application/json"),
]

HARMLESS = [
    (f"{OPERATION} security", [{"bearer": []}, {"key": []}]),
    (f"{OPERATION} summary", "Changes a thing."),
    (f"{OPERATION} responses 409", {"description": "A conflict."}),
    (
        f"{OPERATION} responses 404",
        {"content": {"application/json": {"schema": DOCUMENT["components"]["schemas"]["Error"]}}},
    ),
    ("components parameters Kind schema enum", ["a", "b", "c"]),
    ("components schemas Sent required", []),
    (f"{SENT} colour", {"type": "string"}),
    (f"{SENT} name maxLength", 60),
    (f"{SENT} name maxLength", GONE),
    (f"{SENT} name nullable", True),
    (f"{ANSWERED} colour", {"type": "string"}),
    (f"{ANSWERED} state enum", ["open"]),
    (f"{ANSWERED} score type", "integer"),
    (f"{ANSWERED} score maximum", 5),
    (f"{ANSWERED} answer", {"type": "string"}),
    (f"{ANSWERED} of", {"$ref": "#/components/schemas/Error"}),
    ("components schemas Answered required", ["id", "state", "score"]),
    ("paths /others", {"get": {"operationId": "list", "tags": ["Others"], "responses": {}}}),
]


@pytest.mark.parametrize(("path", "value", "said"), BREAKS, ids=[said for *_, said in BREAKS])
def test_a_break_is_named(path: str, value: Any, said: str) -> None:
    found = [str(each) for each in breaks(DOCUMENT, changed(path, value))]
    assert f"change: {said}" in found


@pytest.mark.parametrize(("path", "value"), HARMLESS, ids=[path for path, _ in HARMLESS])
def test_what_breaks_nobody_is_let_through(path: str, value: Any) -> None:
    assert breaks(DOCUMENT, changed(path, value)) == []


def test_a_new_parameter_breaks_clients_only_where_it_is_required() -> None:
    document = deepcopy(DOCUMENT)
    new = {"name": "new", "in": "query", "schema": {"type": "string"}}
    document["paths"]["/things/{id}"]["post"]["parameters"].append(new)
    assert breaks(DOCUMENT, document) == []
    new["required"] = True
    assert [str(each) for each in breaks(DOCUMENT, document)] == ["change: query parameter new is new and required"]


def test_a_document_breaks_nothing_of_itself() -> None:
    assert breaks(DOCUMENT, DOCUMENT) == []
