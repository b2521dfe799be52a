"""RESTX told *which* operation of the contract a handler is, never *what* it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Self, cast

import orjson
from flask import Flask, Response, request
from flask_restx import Api, Namespace, SchemaModel
from flask_restx.utils import BaseResponse, unpack

from api import faults as wording
from api.body import StrictRequest
from api.contract import CONTRACT, Operation, Parameter
from api.dates import moment
from api.faults import Faults
from api.idempotency import Repeat, once, takes_key
from core.errors import InvalidRequest, NotFound

Handler = Callable[..., Any]

# Query parameters that are ends of one range: where it begins and ends, whether the end may be the beginning, and what
# is said where it is before.
_RANGES = (("from", "to", False, "must be after from"), ("min_score", "max_score", True, "must be at least min_score"))


class ContractModel(SchemaModel):
    """A model that the contract describes; validating it reports every fault at once."""

    def validate(self, data: Any, resolver: object = None, format_checker: object = None) -> None:
        """Raise InvalidRequest with every fault of the request's body, by path."""
        faults = body_faults(self.name, data)
        if faults:
            raise InvalidRequest(faults)

    def __deepcopy__(self, memo: object) -> Self:
        """Return itself: RESTX copies the models of each operation when it loads, and nothing changes them."""
        return self


def body_faults(schema: str, data: Any) -> Faults:
    """Return every fault of the request's body against one schema of the contract: the reader's doubts, then ours."""
    faults: Faults = {path: list(messages) for path, messages in _doubts().items()}
    wording.add_all(faults, CONTRACT.faults(schema, data))
    return faults


def _doubts() -> Faults:
    """Return what the strict reader doubts in this request's body."""
    return cast(StrictRequest, request).doubts


class ContractNamespace(Namespace):
    """A namespace whose methods name their operation of the contract."""

    def operation(
        self, operation_id: str, *, validate: bool = True, repeat: Repeat | None = None
    ) -> Callable[[Handler], Handler]:
        """Make a method the handler of an operation: it gets path and query parameters typed and defaulted.

        `validate=False` leaves the body to the handler, for use cases that add faults of their own. `repeat` says how
        an operation with an Idempotency-Key is answered again. An operation that the contract does not have, or that
        takes a key without a `repeat`, raises LookupError at import.
        """
        operation = CONTRACT.operation(operation_id)
        if takes_key(operation) and repeat is None:
            raise LookupError(f"{operation_id} takes an Idempotency-Key: say how it is answered again")
        in_path, in_query = operation.parameters_in("path"), operation.parameters_in("query")

        def decorate(method: Handler) -> Handler:
            @wraps(method)
            def handle(resource: object, **path: str) -> Response:
                arguments = {**_path_arguments(in_path, path), **_query_arguments(operation, in_query)}
                if repeat is None:
                    made = method(resource, **arguments)
                else:
                    made = once(operation, repeat, lambda: method(resource, **arguments))
                # What is no response yet, RESTX would hold against `Accept` twice to find the one form that it has.
                return made if isinstance(made, BaseResponse) else json_response(*unpack(made))

            handle.operation = operation  # type: ignore[attr-defined]
            return self._documented(operation, validate)(handle)

        return decorate

    def _documented(self, operation: Operation, validate: bool) -> Callable[[Handler], Handler]:
        def document(handle: Handler) -> Handler:
            told: dict[str, Any] = {
                "id": operation.operation_id,
                "description": operation.summary,
                "params": {
                    each.name: _swagger_parameter(each)
                    for place in ("query", "header")
                    for each in operation.parameters_in(place)
                },
                "responses": {
                    str(status): (response.description, self._model(response.schema) if response.schema else None, {})
                    for status, response in operation.responses.items()
                },
                "security": list(operation.schemes),
            }
            if operation.body:
                told |= {"expect": [self._model(operation.body)], "validate": validate}
            # All at once: each decorator of RESTX copies what those before it have told.
            return self.doc(**told)(handle)

        return document

    def _model(self, name: str) -> SchemaModel:
        if name not in self.models:
            self.add_model(name, ContractModel(name, swagger_schema(name)))
            for reference in _references(CONTRACT.schemas[name]):
                self._model(reference)
        return self.models[name]


class ContractApi(Api):
    """The RESTX API: routes and documents; errors are presented in one place, api.errors."""

    def error_router(self, original_handler: Callable[[Exception], Any], e: Exception) -> Any:
        """Leave every error to the application."""
        return original_handler(e)

    def _register_apidoc(self, app: Flask) -> None:
        """Leave out the Swagger UI that RESTX brings: api.swagger_page serves a newer one."""


def swagger_schema(name: str) -> dict[str, Any]:
    """Return a schema of the contract in the dialect of Swagger 2.0, which RESTX speaks."""
    return _to_swagger(CONTRACT.schemas[name])


def _to_swagger(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_to_swagger(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        return {"$ref": schema["$ref"].replace("#/components/schemas/", "#/definitions/")}
    # Swagger 2.0 has no oneOf: a value of several types is left untyped there.
    turned = {key: _to_swagger(value) for key, value in schema.items() if key not in ("oneOf", "nullable")}
    if schema.get("nullable") is True:
        turned["x-nullable"] = True
    return turned


def _references(schema: Any) -> list[str]:
    return list(dict.fromkeys(re.findall(r"#/components/schemas/(\w+)", repr(schema))))


def _swagger_parameter(parameter: Parameter) -> dict[str, Any]:
    return {"in": parameter.place, "description": parameter.description, **_without_references(parameter.schema)}


def _without_references(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter with those it refers to put in: parameters of Swagger 2.0 know no references."""
    referring = schema.get("allOf", (schema,) if "$ref" in schema else ())
    parts = (CONTRACT.schemas[name] for each in referring for name in _references(each))
    own = {key: value for key, value in schema.items() if key not in ("$ref", "allOf")}
    return {key: value for part in (*parts, own) for key, value in part.items() if key != "description"}


def _path_arguments(parameters: Sequence[Parameter], path: dict[str, str]) -> dict[str, str]:
    """Return the path's parameters; one that cannot be an identity names nothing, hence NotFound."""
    for parameter in parameters:
        if CONTRACT.parameter_faults(parameter, path[parameter.name]):
            raise NotFound(parameter.name.removesuffix("_id"), path[parameter.name])
    return path


def _query_arguments(operation: Operation, parameters: Sequence[Parameter]) -> dict[str, Any]:
    if not request.query_string and not any(parameter.required for parameter in parameters):
        return {parameter.argument: parameter.default for parameter in parameters}
    faults: Faults = {}
    arguments = {}
    for parameter in parameters:
        given = request.args.getlist(parameter.name)
        if len(given) > 1:
            wording.add(faults, parameter.name, "must be given once")
        value = _typed(parameter, given[0]) if given else parameter.default
        if given:
            if "\0" in given[0]:
                wording.add(faults, parameter.name, "must not hold NUL")
            for message in CONTRACT.parameter_faults(parameter, value):
                wording.add(faults, parameter.name, message)
        elif parameter.required:
            wording.add(faults, parameter.name, "is required")
        arguments[parameter.argument] = value
    if not operation.frozen:
        _doubt_unknown(parameters, faults)
    _doubt_ranges(parameters, faults)
    if faults:
        raise InvalidRequest(faults)
    return arguments


def _doubt_unknown(parameters: Sequence[Parameter], faults: Faults) -> None:
    """Note parameters that the operation does not have: a filter that is misspelt would filter nothing."""
    known = {parameter.name for parameter in parameters}
    for name in list(dict.fromkeys(name for name in request.args if name not in known))[: wording.MAX_FAULTS]:
        wording.add(faults, wording.path_of([name]), "is not a known parameter")


def _doubt_ranges(parameters: Sequence[Parameter], faults: Faults) -> None:
    """Note ranges that end before they begin, where both ends are in order themselves."""
    for first, last, may_be_one, message in _RANGES:
        ends = [
            _end(each, request.args[name])
            for name in (first, last)
            for each in parameters
            if each.name == name and name in request.args and name not in faults
        ]
        if len(ends) == 2 and (ends[1] < ends[0] or (ends[0] == ends[1] and not may_be_one)):
            wording.add(faults, last, message)


def _end(parameter: Parameter, text: str) -> Any:
    return moment(text) if parameter.schema.get("format") == "date-time" else _typed(parameter, text)


def _typed(parameter: Parameter, text: str) -> Any:
    """Return the text as the parameter's type; as it is where it is not of that type, for the validator to say so."""
    match parameter.schema.get("type"):
        case "integer" if re.fullmatch(r"-?[0-9]{1,18}", text, re.ASCII):
            return int(text)
        case "number" if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text, re.ASCII):
            return float(text)
        case "boolean" if text in ("true", "false"):
            return text == "true"
        case _:
            return text


def json_response(data: Any, code: int, headers: dict[str, str] | None = None) -> Response:
    """Write data as JSON, in UTF-8: the one representation of the API."""
    response = Response(orjson.dumps(data), status=code, mimetype="application/json")
    if headers:
        response.headers.extend(headers)
    return response
