"""The faults that jsonschema-rs finds, in our paths and words. Never echoes what was sent."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import jsonschema_rs

Faults = dict[str, list[str]]

# More paths than that in one answer help nobody, and an enemy can make millions of them with one body.
MAX_FAULTS = 1000

# The path of the whole body, where no field is to blame.
BODY = "body"

_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}

_FORMATS = {
    "date-time": "must be an existing date and time with offset, such as 2024-01-15T10:30:00Z",
    "uuid": "must be a uuid",
}


def path_of(parts: Iterable[str | int]) -> str:
    """Join the steps to a field: `transcription[0].conversation[1].speaker`.

    >>> path_of(["transcription", 0, "call_id"])
    'transcription[0].call_id'
    >>> path_of([])
    'body'
    """
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{shown(part)}" if path else shown(part)
    return path or BODY


def shown(name: str) -> str:
    """Return a field's name fit to be shown: printable, at most 60 characters.

    >>> shown("call_id")
    'call_id'
    """
    name = "".join(character if character.isprintable() else "�" for character in name[:61])
    return name if len(name) <= 60 else f"{name[:59]}…"


def add(faults: Faults, path: str, message: str) -> None:
    """Note one fault at a path, once."""
    messages = faults.setdefault(path, [])
    if message not in messages:
        messages.append(message)


def add_all(faults: Faults, more: Faults, place: str = "") -> None:
    """Note faults of a value that stands at a place, by the paths that they have there.

    >>> faults: Faults = {}
    >>> add_all(faults, {"call_id": ["is required"], BODY: ["is not JSON"]}, "line[2]")
    >>> faults
    {'line[2].call_id': ['is required'], 'line[2]': ['is not JSON']}
    """
    for path, messages in more.items():
        at = path if not place else place if path == BODY else f"{place}.{path}"
        for message in messages:
            add(faults, at, message)


def collect(
    faults: Faults,
    errors: Iterable[jsonschema_rs.ValidationError],
    schema_at: Callable[..., Any],
    above: Sequence[str | int] = (),
) -> None:
    """Add errors to the faults until those are MAX_FAULTS paths.

    `schema_at(path)` finds the part of the schema that an error points at; `above` are the steps to the value that was
    validated.
    """
    for error in errors:
        steps = [*above, *error.instance_path]
        kind = error.kind.as_dict()
        name = error.kind.name
        if name == "required":
            add(faults, path_of([*steps, kind["property"]]), "is required")
        elif name == "additionalProperties":
            for unexpected in kind["unexpected"][: MAX_FAULTS - len(faults)]:
                add(faults, path_of([*steps, unexpected]), "is not a known field")
        else:
            add(faults, path_of(steps), _message(name, kind, error.schema_path, schema_at))
        if len(faults) >= MAX_FAULTS:
            return


def _message(name: str, kind: dict[str, Any], schema_path: Sequence[Any], schema_at: Callable[..., Any]) -> str:
    match name:
        case "type":
            types = kind["types"] if "types" in kind else [kind["type"]]
            return f"must be {_listing([_TYPES.get(each, each) for each in types])}"
        case "enum":
            return f"must be one of: {', '.join(str(option) for option in kind['options'] if option is not None)}"
        case "minimum":
            return f"must be at least {kind['limit']}"
        case "maximum":
            return f"must be at most {kind['limit']}"
        case "exclusiveMinimum":
            return f"must be more than {kind['limit']}"
        case "minLength":
            return "must not be empty" if kind["limit"] == 1 else f"must have at least {kind['limit']} characters"
        case "maxLength":
            return f"must have at most {kind['limit']} characters"
        case "minItems":
            return "must not be empty" if kind["limit"] == 1 else f"must have at least {kind['limit']} items"
        case "maxItems":
            return f"must have at most {kind['limit']} items"
        case "minProperties":
            return "must name at least one field"
        case "pattern":
            return str(schema_at(schema_path[:-1]).get("x-message", "has the wrong form"))
        case "format":
            return _FORMATS.get(kind["format"], f"must be a {kind['format']}")
        case _ if "keyword" in kind:  # one of our own keywords: its message is ours too
            return str(kind["message"])
        case _:
            return "is not allowed here"


def _listing(words: Sequence[str]) -> str:
    return " or ".join(words)
