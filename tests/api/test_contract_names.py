"""The names of the contract are fit for generators of clients, which make code and file names of them."""

import keyword
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from api.contract import CONTRACT

# What generated code and its languages call their own things.
TAKEN = {
    *("Any", "Boolean", "Client", "Date", "Enum", "Error", "File", "List", "Map", "Number", "Object", "Optional"),
    *("Promise", "Record", "Request", "Response", "Set", "String", "Type", "Unset"),
}
WORD = "[A-Z][a-z0-9]*"


def snake(name: str) -> str:
    """Return a name as generators of Python write it: files, modules and arguments."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"\W+", "_", parted).strip("_").lower()


def parts_of(schema: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield a schema and all that stand in it, each with its path."""
    yield path, schema
    for name, each in schema.get("properties", {}).items():
        yield from parts_of(each, f"{path}.{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from parts_of(schema[key], f"{path}.{key}")
    for key in ("oneOf", "anyOf", "allOf"):
        for each in schema.get(key, ()):
            yield from parts_of(each, path)


def bodies() -> Iterator[tuple[str, Any]]:
    """Yield the schema of each parameter, request and answer, with what it is of."""
    for operation in CONTRACT.operations.values():
        spec = CONTRACT.document["paths"][operation.path][operation.method.lower()]
        for parameter in operation.parameters:
            yield f"{operation.operation_id}({parameter.name})", parameter.schema
        for answer in (spec.get("requestBody", {}), *spec["responses"].values()):
            for form, content in answer.get("content", {}).items():
                yield f"{operation.operation_id} {form}", content["schema"]
    for name, response in CONTRACT.document["components"]["responses"].items():
        for form, content in response.get("content", {}).items():
            yield f"{name} {form}", content["schema"]


NAMED = dict(CONTRACT.schemas)
ENUMERATIONS = {name: schema for name, schema in NAMED.items() if "enum" in schema}
UNNAMED = [
    *bodies(),
    *((path, part) for name, schema in NAMED.items() for path, part in parts_of(schema, name) if part is not schema),
]


def needs_a_name(schema: Any) -> bool:
    """Tell whether a generator would have to make up a name: of a class, a choice of words, or a union."""
    return schema.get("type") == "object" or len(schema.get("enum", ())) > 1 or "oneOf" in schema or "anyOf" in schema


def test_classes_choices_and_unions_are_named() -> None:
    found = [path for root, schema in UNNAMED for path, part in parts_of(schema, root) if needs_a_name(part)]
    assert not found


def test_no_two_names_are_one_in_a_generated_client() -> None:
    # A constant has a class of its own, named after its place: `HealthResponse.status` → `health_response_status`.
    constants = [snake(path.replace(".", "_")) for path, part in UNNAMED if len(part.get("enum", ())) == 1]
    for names in ([*map(snake, NAMED), *constants], map(snake, CONTRACT.operations), map(snake, tags())):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def tags() -> list[str]:
    return [tag["name"] for tag in CONTRACT.document["tags"]]


@pytest.mark.parametrize("name", CONTRACT.operations)
def test_an_operation_is_named_by_a_verb_in_camel_case(name: str) -> None:
    assert re.fullmatch(f"[a-z]+({WORD})*", name)
    assert not keyword.iskeyword(snake(name))


@pytest.mark.parametrize("name", NAMED)
def test_a_schema_is_named_in_pascal_case_by_a_word_that_is_free(name: str) -> None:
    assert re.fullmatch(f"(?:QA)?({WORD})+", name)
    assert name not in TAKEN


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_the_words_of_a_choice_make_constants(name: str) -> None:
    schema = ENUMERATIONS[name]
    assert schema["description"]
    constants = schema.get("x-enum-varnames") or [word.replace(".", "_").upper() for word in schema["enum"]]
    assert len(set(constants)) == len(schema["enum"])
    assert all(re.fullmatch("[A-Z][A-Z0-9_]*", constant) for constant in constants)


def test_no_schema_has_a_member_of_its_own_name() -> None:
    # The generator of Python calls the object that it makes by the name of its class.
    assert [name for name, schema in NAMED.items() if snake(name) in schema.get("properties", {})] == []


def test_members_are_named_in_snake_case() -> None:
    members = {member for _, schema in UNNAMED for member in schema.get("properties", {})}
    members |= {member for schema in NAMED.values() for member in schema.get("properties", {})}
    assert [member for member in members if not re.fullmatch("[a-z][a-z0-9_]*", member)] == []
