"""Every fault of a value against a schema, by path, in bounded time and memory whatever the value."""

import json
from collections.abc import Mapping
from functools import cached_property
from itertools import islice
from typing import Any

import jsonschema_rs
import orjson

from api import faults as wording
from api.dates import is_moment
from api.faults import MAX_FAULTS, Faults
from core.passwords import COMMON, is_common

Schema = Mapping[str, Any]
Steps = tuple[str | int, ...]


class Shape:
    """A JSON schema (2020-12) that finds faults in values.

    The validator finds all errors before it tells of the first, and three bytes of a list can hold a handful of them:
    a body of 10 MiB would keep it busy for minutes and fill the memory. So lists are gone through item by item until
    there are enough faults, and one that is too long is not looked into at all.
    """

    def __init__(self, schema: Schema, definitions: Mapping[str, Schema]) -> None:
        """Prepare a schema; `definitions` are what its references to `#/$defs/` mean."""
        self._schema = _resolved(schema, definitions)
        self._definitions = definitions

    def faults(self, value: object) -> Faults:
        """Return every fault of the value, though at most MAX_FAULTS of them; empty where there is none."""
        found: Faults = {}
        self._collect(found, value, ())
        return found

    def _collect(self, found: Faults, value: object, steps: Steps) -> None:
        if len(found) >= MAX_FAULTS or self._validator.is_valid(value):
            return
        wording.collect(found, self._surface_validator.iter_errors(self._trimmed(value)), self._surface_at, steps)
        if isinstance(value, dict):
            for name, part in self._parts.items():
                if name in value:
                    part._collect(found, value[name], (*steps, name))
        elif isinstance(value, list) and self._items and len(value) <= self._schema.get("maxItems", len(value)):
            for index, item in enumerate(value):
                self._items._collect(found, item, (*steps, index))

    def _trimmed(self, value: object) -> object:
        """Take off what the surface does not look at: every error carries a copy of the value that it is about."""
        value = _brief(value, self._schema)
        if isinstance(value, list) and self._items and "uniqueItems" not in self._schema:
            return [None] * len(value)
        if not isinstance(value, dict) or self._schema.get("additionalProperties") is not False:
            return value
        properties = self._schema.get("properties", {})
        known = {name: self._trimmed_part(name, value[name]) for name in properties if name in value}
        return known | dict.fromkeys(islice((name for name in value if name not in properties), MAX_FAULTS))

    def _trimmed_part(self, name: str, value: object) -> object:
        if name in self._parts:
            return None
        return _brief(value, _resolved(self._schema["properties"][name], self._definitions))

    @cached_property
    def _parts(self) -> dict[str, "Shape"]:
        """The properties that are lists or objects themselves."""
        properties = self._schema.get("properties", {}) if self._schema.get("type") == "object" else {}
        shapes = {name: Shape(schema, self._definitions) for name, schema in properties.items()}
        return {name: shape for name, shape in shapes.items() if shape._schema.get("type") in ("object", "array")}

    @cached_property
    def _items(self) -> "Shape | None":
        """What the items of a list have to be."""
        if self._schema.get("type") != "array" or "items" not in self._schema:
            return None
        return Shape(self._schema["items"], self._definitions)

    @cached_property
    def _surface(self) -> dict[str, Any]:
        """The schema without what `_parts` and `_items` look after."""
        surface = dict(self._schema)
        if self._parts:
            surface["properties"] = {**surface["properties"], **{name: {} for name in self._parts}}
        if self._items:
            del surface["items"]
        return {**surface, "$defs": self._definitions}

    @cached_property
    def _validator(self) -> jsonschema_rs.Draft202012Validator:
        return _build({**self._schema, "$defs": self._definitions})

    @cached_property
    def _surface_validator(self) -> jsonschema_rs.Draft202012Validator:
        return _build(self._surface)

    def _surface_at(self, path: list[str | int]) -> Schema:
        found: Any = self._surface
        for step in path:
            found = found[int(step) if isinstance(found, list) else step]
        return found


def _resolved(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    while "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/$defs/")]
    return schema


def _brief(value: object, schema: Schema) -> object:
    """Return a value, but emptied where it is a list or an object and the schema wants another type."""
    if not isinstance(value, list | dict) or "type" not in schema:
        return value
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    is_wanted = ("array" if isinstance(value, list) else "object") in wanted
    return value if is_wanted else type(value)()


def _build(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        schema,
        validate_formats=True,
        formats={"date-time": is_moment},
        keywords={"x-max-bytes": _MaxBytes, "x-max-depth": _MaxDepth, "x-uncommon": _Uncommon},
    )


def depth(value: object) -> int:
    """Return how deep lists and objects are nested: 0 for a plain value, 1 for `{}`; never recurses."""
    deepest = 0
    pending = [(value, 1)]
    while pending:
        each, level = pending.pop()
        if isinstance(each, dict):
            pending.extend((inner, level + 1) for inner in each.values())
        elif isinstance(each, list):
            pending.extend((inner, level + 1) for inner in each)
        else:
            continue
        deepest = max(deepest, level)
    return deepest


class _MaxBytes:
    """Our keyword x-max-bytes: the most bytes that a value may take as compact JSON."""

    def __init__(self, parent: object, value: int, path: object) -> None:
        self.most = value

    def validate(self, instance: object) -> None:
        """Raise ValueError where the value takes more."""
        try:
            size = len(orjson.dumps(instance))
        except (TypeError, orjson.JSONEncodeError):  # too deep or beyond 64 bits: other checks name that
            size = len(json.dumps(instance, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        if size > self.most:
            raise ValueError(f"must take at most {self.most} bytes of JSON")


class _MaxDepth:
    """Our keyword x-max-depth: how deep a value may be nested."""

    def __init__(self, parent: object, value: int, path: object) -> None:
        self.most = value

    def validate(self, instance: object) -> None:
        """Raise ValueError where the value is nested deeper."""
        if depth(instance) > self.most:
            raise ValueError(f"must be nested at most {self.most} deep")


class _Uncommon:
    """Our keyword x-uncommon: a password that is none of the common ones."""

    def __init__(self, parent: object, value: bool, path: object) -> None:
        self.applies = value

    def validate(self, instance: object) -> None:
        """Raise ValueError for one of the most common passwords."""
        if self.applies and isinstance(instance, str) and is_common(instance):
            raise ValueError(COMMON)
