"""The authored contract, swagger.yaml: its operations, its schemas, and every fault of a value by its path."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
import yaml

from api.faults import Faults
from api.validation import Shape

CONTRACT_FILE = Path(__file__).resolve().parent.parent / "swagger.yaml"

_METHODS = ("get", "post", "put", "patch", "delete")
_REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A path or query parameter with its schema as authored; equal to itself alone, so that it can be a key."""

    name: str
    place: str
    required: bool
    description: str
    schema: Mapping[str, Any]

    @property
    def default(self) -> Any:
        """Return the value that an absent parameter counts as, or None."""
        return self.schema.get("default")

    @property
    def argument(self) -> str:
        """Return the name under which a handler gets it: Python's own words get an underscore (`async_`)."""
        return f"{self.name}_" if self.name in ("async", "from") else self.name


@dataclass(frozen=True, slots=True)
class ResponseSpec:
    """One documented answer of an operation.

    `schema` is the name of its body's schema; `headers` are those that always come (not those with an `x-when`).
    """

    status: int
    description: str
    schema: str | None
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when an operation is to go, the day from which it may be gone, and where it stands what to do instead."""

    since: date
    sunset: date
    link: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract. `schemes` are the ways to say who one is; without any, everybody may call it.

    `role` is the least role of a person that may call it, `scope` what an API key needs for it. `frozen` are the
    operations of edition 1.0: their clients may go on sending query parameters that nobody knows. `secret` are
    those whose answers tell a secret.
    """

    operation_id: str
    method: str
    path: str
    tag: str
    summary: str
    schemes: tuple[str, ...]
    role: str | None
    scope: str | None
    body: str | None
    parameters: tuple[Parameter, ...]
    responses: Mapping[int, ResponseSpec]
    frozen: bool
    secret: bool = False
    deprecation: Deprecation | None = None

    @property
    def secured(self) -> bool:
        """Tell whether one has to say who one is."""
        return bool(self.schemes)

    def parameters_in(self, place: str) -> tuple[Parameter, ...]:
        """Return the parameters of one place (path or query)."""
        return tuple(parameter for parameter in self.parameters if parameter.place == place)


class Contract:
    """The contract as read from its file."""

    def __init__(self, source: str) -> None:
        """Read the text of an OpenAPI 3.0 document."""
        self.source = source
        self.document: dict[str, Any] = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - CSafeLoader is safe
        self.operations = {operation.operation_id: operation for operation in self._read_operations()}
        self._shapes: dict[str | Parameter, Shape] = {}

    @classmethod
    def load(cls, path: Path = CONTRACT_FILE) -> "Contract":
        """Read the contract from its file."""
        return cls(path.read_text(encoding="utf-8"))

    @property
    def base_path(self) -> str:
        """Return the path that all operations but the health pages stand under."""
        return str(self.document["servers"][0]["url"])

    @cached_property
    def as_json(self) -> bytes:
        """Return the contract as JSON."""
        return orjson.dumps(self.document)

    @property
    def schemas(self) -> Mapping[str, Mapping[str, Any]]:
        """Map each schema's name to the schema as authored."""
        return self.document["components"]["schemas"]

    @cached_property
    def definitions(self) -> dict[str, Any]:
        """Map each schema's name to the schema as JSON Schema 2020-12, references pointing at `$defs`."""
        return {name: to_json_schema(schema) for name, schema in self.schemas.items()}

    def operation(self, operation_id: str) -> Operation:
        """Return an operation; raise LookupError for an id that the contract does not have."""
        try:
            return self.operations[operation_id]
        except KeyError:
            raise LookupError(f"swagger.yaml has no operation {operation_id!r}") from None

    def faults(self, schema: str, value: object) -> Faults:
        """Return the faults of a value against one schema, by path; empty where there is none."""
        if schema not in self._shapes:
            self._shapes[schema] = Shape(self.definitions[schema], self.definitions)
        return self._shapes[schema].faults(value)

    def parameter_faults(self, parameter: Parameter, value: object) -> list[str]:
        """Return every fault of one parameter's value."""
        if parameter not in self._shapes:
            self._shapes[parameter] = Shape(to_json_schema(parameter.schema), self.definitions)
        return [message for messages in self._shapes[parameter].faults(value).values() for message in messages]

    def _read_operations(self) -> list[Operation]:
        found = []
        for path, item in self.document["paths"].items():
            for method in _METHODS:
                if method in item:
                    found.append(self._read_operation(path, method, item))
        return found

    def _read_operation(self, path: str, method: str, item: Mapping[str, Any]) -> Operation:
        spec = item[method]
        parameters = [self._resolved(each) for each in (*item.get("parameters", ()), *spec.get("parameters", ()))]
        content = spec.get("requestBody", {}).get("content", {})
        return Operation(
            operation_id=spec["operationId"],
            method=method.upper(),
            path=path,
            tag=spec["tags"][0],
            summary=spec["summary"],
            schemes=tuple(name for way in spec.get("security", self.document["security"]) for name in way),
            role=spec.get("x-required-role"),
            scope=spec.get("x-required-scope"),
            body=_schema_name(content),
            parameters=tuple(
                Parameter(
                    each["name"], each["in"], each.get("required", False), each.get("description", ""), each["schema"]
                )
                for each in parameters
            ),
            responses={
                int(status): self._read_response(int(status), each) for status, each in spec["responses"].items()
            },
            frozen=spec.get("x-frozen", False),
            secret=spec.get("x-secret", False),
            deprecation=_deprecation(spec),
        )

    def _read_response(self, status: int, spec: Mapping[str, Any]) -> ResponseSpec:
        spec = self._resolved(spec)
        always = (name for name, each in spec.get("headers", {}).items() if "x-when" not in self._resolved(each))
        return ResponseSpec(status, spec["description"], _schema_name(spec.get("content", {})), tuple(always))

    def _resolved(self, spec: Mapping[str, Any]) -> Mapping[str, Any]:
        return _walk(self.document, spec["$ref"].removeprefix("#/").split("/")) if "$ref" in spec else spec


def to_json_schema(schema: Any) -> Any:
    """Turn a schema of OpenAPI 3.0 into JSON Schema 2020-12: nullable, boolean exclusiveMinimum, references."""
    if isinstance(schema, list):
        return [to_json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    turned = {key: to_json_schema(value) for key, value in schema.items() if key != "nullable"}
    if isinstance(schema.get("$ref"), str):
        turned["$ref"] = schema["$ref"].replace(_REF, "#/$defs/")
    if schema.get("nullable") is True:
        turned["type"] = [schema["type"], "null"]
        if "enum" in schema:
            turned["enum"] = [*schema["enum"], None]
    if turned.get("exclusiveMinimum") is True:
        turned["exclusiveMinimum"] = turned.pop("minimum")
    elif turned.get("exclusiveMinimum") is False:
        del turned["exclusiveMinimum"]
    return turned


def _deprecation(spec: Mapping[str, Any]) -> Deprecation | None:
    if not spec.get("deprecated", False):
        return None
    going = spec["x-deprecation"]
    since, sunset = (date.fromisoformat(str(going[day])) for day in ("since", "sunset"))
    return Deprecation(since, sunset, going["link"])


def _schema_name(content: Mapping[str, Any]) -> str | None:
    reference = content.get("application/json", {}).get("schema", {}).get("$ref")
    return re.sub("^.*/", "", reference) if reference else None


def _walk(root: Any, path: list[str | int]) -> Any:
    for step in path:
        root = root[int(step) if isinstance(root, list) else step]
    return root


CONTRACT = Contract.load()
