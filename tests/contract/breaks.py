"""What a client of one edition of the contract would stumble over in another.

Requests may be taken more widely than before, answers be given more narrowly; the other way round, somebody breaks.
Texts, examples and the order of things are not looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Document = Mapping[str, Any]
Schema = Mapping[str, Any]
Way = Literal["sent", "answered"]

METHODS = ("get", "post", "put", "patch", "delete")
# Of each pair: whether a greater number lets less through.
LIMITS = {
    "minimum": True,
    "minLength": True,
    "minItems": True,
    "minProperties": True,
    "maximum": False,
    "maxLength": False,
    "maxItems": False,
    "maxProperties": False,
}
# What a request may no longer be where one of these holds.
RULES = {
    "uniqueItems": "may no longer repeat an item",
    "exclusiveMinimum": "may no longer be its minimum",
    "exclusiveMaximum": "may no longer be its maximum",
}


@dataclass(frozen=True)
class Break:
    """What is broken: the operation, and what of it."""

    operation: str
    what: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.what}"


def operations(document: Document) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Map path and method to the operation, its parameters being those of the path, too."""
    return {
        (path, method): {
            **item[method],
            "parameters": [*item.get("parameters", ()), *item[method].get("parameters", ())],
        }
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    }


def servers(document: Document, path: str) -> list[str]:
    """Return what the addresses of a path begin with."""
    return [each["url"] for each in document["paths"][path].get("servers", document.get("servers", ()))]


def resolved(document: Document, spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and put what `allOf` names into one."""
    while "$ref" in spec:
        target: Any = document
        for step in spec["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        spec = target
    if "allOf" not in spec:
        return spec
    whole: dict[str, Any] = {}
    for part in (
        *(resolved(document, each) for each in spec["allOf"]),
        {k: v for k, v in spec.items() if k != "allOf"},
    ):
        whole |= part | {
            "properties": {**whole.get("properties", {}), **part.get("properties", {})},
            "required": [*whole.get("required", ()), *part.get("required", ())],
        }
    return whole


def breaks(old: Document, new: Document) -> list[Break]:
    """Return every break between two documents, in the order of the older one."""
    found = operations(new)
    result: list[Break] = []
    for (path, method), spec in operations(old).items():
        name = spec["operationId"]
        if (path, method) not in found:
            result.append(Break(name, f"{method.upper()} {path} is gone"))
        else:
            if servers(old, path) != servers(new, path):
                result.append(Break(name, f"is at {', '.join(servers(new, path))} now"))
            result += [Break(name, what) for what in _Comparison(old, new).of(spec, found[path, method])]
    return result


@dataclass
class _Comparison:
    """Compares one operation of two documents."""

    old: Document
    new: Document
    _seen: set[tuple[int, int, Way]] = field(default_factory=set)
    # By what they were made of, which stays as long as they do.
    _made: dict[int, tuple[Schema, Schema]] = field(default_factory=dict)

    def of(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"is called {new['operationId']} now"
        if old["tags"] != new["tags"]:
            yield f"has the tags {new['tags']} now"
        ways = [self._ways(self.old, old), self._ways(self.new, new)]
        if gone := ways[0] - ways[1]:
            yield f"no longer takes {' or '.join(sorted(' with '.join(each) or 'anybody' for each in gone))}"
        yield from self._parameters(old, new)
        yield from self._body(old.get("requestBody", {}), new.get("requestBody", {}))
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                yield f"{status} is gone"
                continue
            yield from self._answer(status, resolved(self.old, answer), resolved(self.new, new["responses"][status]))

    def _ways(self, document: Document, spec: Mapping[str, Any]) -> set[tuple[str, ...]]:
        return {tuple(sorted(way)) for way in spec.get("security", document.get("security", []))} or {()}

    def _parameters(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        before = {(each["in"], each["name"]): each for each in (resolved(self.old, p) for p in old["parameters"])}
        after = {(each["in"], each["name"]): each for each in (resolved(self.new, p) for p in new["parameters"])}
        for key, parameter in before.items():
            where = f"{key[0]} parameter {key[1]}"
            if key not in after:
                yield f"{where} is gone"
                continue
            if after[key].get("required", False) and not parameter.get("required", False):
                yield f"{where} is required now"
            yield from self._schema("sent", where, parameter["schema"], after[key]["schema"])
        for key in after.keys() - before.keys():
            if after[key].get("required", False):
                yield f"{key[0]} parameter {key[1]} is new and required"

    def _body(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        if new.get("required", False) and not old.get("required", False):
            yield "a body is required now"
        yield from self._content("sent", "body", old.get("content", {}), new.get("content", {}))

    def _answer(self, status: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        for header in old.get("headers", {}):
            if header not in new.get("headers", {}):
                yield f"{status} comes without {header}"
        yield from self._content("answered", status, old.get("content", {}), new.get("content", {}))

    def _content(self, way: Way, where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        for media_type, spec in old.items():
            if media_type not in new:
                yield f"{where} is no longer {media_type}"
            elif "schema" in spec:
                yield from self._schema(way, where, spec["schema"], new[media_type].get("schema", {}))

    def _schema(self, way: Way, where: str, old: Schema, new: Schema) -> Iterator[str]:
        old, new = self._whole(self.old, old), self._whole(self.new, new)
        if (id(old), id(new), way) in self._seen:
            return
        self._seen.add((id(old), id(new), way))
        if "oneOf" in old or "oneOf" in new:
            yield from self._alternatives(way, where, old.get("oneOf", [old]), new.get("oneOf", [new]))
            return
        yield from self._kind(way, where, old, new)
        yield from self._limits(way, where, old, new)
        if way == "sent":
            yield from self._sent_object(where, old, new)
        else:
            yield from self._answered_object(where, old, new)
        for name, part in old.get("properties", {}).items():
            if name in new.get("properties", {}):
                yield from self._schema(way, f"{where}.{name}", part, new["properties"][name])
        if "items" in old or "items" in new:
            yield from self._schema(way, f"{where}[]", old.get("items", {}), new.get("items", {}))
        maps = [each.get("additionalProperties", True) for each in (old, new)]
        if any(isinstance(each, dict) for each in maps) and False not in maps:
            yield from self._schema(way, f"{where}.*", *(each if isinstance(each, dict) else {} for each in maps))

    def _whole(self, document: Document, schema: Schema) -> Schema:
        if id(schema) not in self._made:
            self._made[id(schema)] = (schema, resolved(document, schema))
        return self._made[id(schema)][1]

    def _alternatives(self, way: Way, where: str, old: list[Schema], new: list[Schema]) -> Iterator[str]:
        """Each that was taken is to be among those that are taken; each that comes among those that came."""
        asked, offered = (old, new) if way == "sent" else (new, old)
        for each in asked:
            pairs = [(each, other) if way == "sent" else (other, each) for other in offered]
            if all(list(_Comparison(self.old, self.new)._schema(way, where, *pair)) for pair in pairs):
                kind = each.get("type", "something else")
                yield f"{where} {'no longer takes' if way == 'sent' else 'may come as'} {kind}"

    def _kind(self, way: Way, where: str, old: Schema, new: Schema) -> Iterator[str]:
        wide, narrow = (new, old) if way == "sent" else (old, new)
        if not _types(narrow) <= _types(wide):
            yield f"{where} is {new.get('type', 'anything')} now, not {old.get('type', 'anything')}"
        if narrow.get("nullable", False) and not wide.get("nullable", False):
            yield f"{where} {'may no longer be null' if way == 'sent' else 'may be null now'}"
        if "enum" in wide:
            values = (
                [each for each in narrow["enum"] if each not in wide["enum"]] if "enum" in narrow else ["any other"]
            )
            if values:
                said = ", ".join(map(str, values))
                yield f"{where} {'no longer takes' if way == 'sent' else 'may be'} {said}"
        for rule in ("format", "pattern") if way == "sent" else ("format",):
            if rule in wide and wide[rule] != narrow.get(rule):
                yield f"{where} has the {rule} {new.get(rule, 'none')} now, not {old.get(rule, 'none')}"
        if old.get("default") != new.get("default") and way == "sent" and "default" in old:
            yield f"{where} is {new.get('default')} now where it is not sent, not {old['default']}"

    def _limits(self, way: Way, where: str, old: Schema, new: Schema) -> Iterator[str]:
        wide, narrow = (new, old) if way == "sent" else (old, new)
        for limit, greater_is_less in LIMITS.items():
            if limit not in wide or (way == "answered" and limit not in ("minimum", "maximum")):
                continue
            least, given = wide[limit], narrow.get(limit)
            if given is None or (given < least if greater_is_less else given > least):
                yield f"{where} has the {limit} {new.get(limit, 'none')} now, not {old.get(limit, 'none')}"
        for rule, said in RULES.items():
            if way == "sent" and new.get(rule, False) and not old.get(rule, False):
                yield f"{where} {said}"

    def _sent_object(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for name in old.get("properties", {}):
            if name not in new.get("properties", {}):
                yield f"{where}.{name} is no longer read"
        for name in new.get("required", ()):
            if name not in old.get("required", ()):
                yield f"{where}.{name} is required now"
        if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
            yield f"{where} no longer takes other fields"

    def _answered_object(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for name in old.get("properties", {}):
            if name not in new.get("properties", {}):
                yield f"{where}.{name} is gone"
            elif name in old.get("required", ()) and name not in new.get("required", ()):
                yield f"{where}.{name} may be absent now"


def _types(schema: Schema) -> set[str]:
    """Return the types that a value may have; without any, all of them."""
    kinds = {"integer"} | ({"number"} if schema.get("type") == "number" else set())
    if schema.get("type") in ("integer", "number"):
        return kinds
    return {schema["type"]} if "type" in schema else {"string", "number", "integer", "boolean", "array", "object"}
