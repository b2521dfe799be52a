"""The contract as generators of clients read it best: all operations and shapes, without what gets in their way."""

import copy
import json
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PROBLEM = "application/problem+json"
LINES = "application/x-ndjson"
METHODS = ("get", "post", "put", "patch", "delete")


def prepare(contract: Path, target: Path) -> str:
    """Write the contract for generators as JSON; return its version."""
    document = prepared(YAML(typ="safe").load(contract))
    target.write_text(json.dumps(document, ensure_ascii=False, default=str, indent=1), encoding="utf-8")
    return str(document["info"]["version"])


def prepared(contract: dict[str, Any]) -> dict[str, Any]:
    """Return the contract for generators; the one given is left as it is."""
    document = _without_examples(copy.deepcopy(contract))
    # Generators put this text on top of each file.
    document["info"]["description"] = document["info"]["description"].partition("\n\n")[0]
    # Health pages stand outside of the base path, which generators do not see: their functions would call other pages.
    document["paths"] = {path: item for path, item in document["paths"].items() if "servers" not in item}
    schemas = document["components"]["schemas"]
    for item in document["paths"].values():
        for method in METHODS:
            if method in item:
                _prepare_operation(item[method], schemas)
    for response in document["components"]["responses"].values():
        _leave_one_kind_of_error(response)
    for parameter in document["components"]["parameters"].values():
        _describe_schema(parameter, schemas)
    document["components"]["schemas"] = _used_schemas(document)
    return _with_doubles(_with_flowing_text(document))


def _prepare_operation(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    # An answer without a body would make the type of all answers "anything".
    operation["responses"].pop("304", None)
    for response in operation["responses"].values():
        _leave_one_kind_of_error(response)
    for parameter in operation.get("parameters", ()):
        if "$ref" not in parameter:
            _describe_schema(parameter, schemas)
    # A stream of lines is sent as the bytes it is; each line has the schema that the contract names.
    stream = operation.get("requestBody", {}).get("content", {}).get(LINES)
    if stream:
        stream["schema"] = {
            "type": "string",
            "format": "binary",
            "description": "One call a line, each a Transcription.",
        }


def _leave_one_kind_of_error(response: dict[str, Any]) -> None:
    # Problem details are for who asks for them; clients here do not.
    response.get("content", {}).pop(PROBLEM, None)


def _describe_schema(parameter: dict[str, Any], schemas: dict[str, Any]) -> None:
    # Generators read the description of the schema, not that of the parameter; enumerations keep their name.
    schema = schemas.get(parameter["schema"].get("$ref", "").rpartition("/")[2], parameter["schema"])
    if "description" in parameter and "enum" not in schema:
        parameter["schema"] = {**schema, "description": parameter["description"]}


def _used_schemas(document: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas that operations lead to, in their order."""
    schemas = document["components"]["schemas"]
    used: set[str] = set()
    found = _schemas_named_in({**document, "components": {**document["components"], "schemas": {}}})
    while found:
        used |= found
        found = _schemas_named_in([schemas[name] for name in found]) - used
    return {name: schema for name, schema in schemas.items() if name in used}


def _schemas_named_in(value: Any) -> set[str]:
    return set(re.findall(r"#/components/schemas/(\w+)", json.dumps(value, default=str)))


def _without_examples(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_examples(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: _without_examples(each) for key, each in value.items() if key not in ("example", "examples")}


def _with_doubles(value: Any) -> Any:
    # Numbers are doubles, here as in JSON; a number without a format is a BigDecimal in Java.
    if isinstance(value, list):
        return [_with_doubles(each) for each in value]
    if not isinstance(value, dict):
        return value
    turned = {key: _with_doubles(each) for key, each in value.items()}
    return {**turned, "format": "double"} if value.get("type") == "number" else turned


def _with_flowing_text(value: Any) -> Any:
    """Join the lines of paragraphs, since generators break lines themselves."""
    if isinstance(value, list):
        return [_with_flowing_text(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: flowing(each) if key == "description" and isinstance(each, str) else _with_flowing_text(each)
        for key, each in value.items()
    }


def flowing(text: str) -> str:
    r"""Return the text with one line a paragraph or item of a list.

    >>> flowing("One\ntwo.\n\n- three\n  four\n- five\n")
    'One two.\n\n- three four\n- five'
    """
    return re.sub(r"(?<!\n)\n[ \t]*(?![ \t]*(?:- |\n))", " ", text.strip())
