"""Strict JSON: what is let through is plain, finite and unambiguous."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from api.faults import BODY, MAX_FAULTS, Faults, add, path_of
from core.errors import InvalidRequest

MAX_DEPTH = 32
MAX_NUMBER = 1e15

# Strings are skipped as a whole, so that brackets within them do not count. Linear, in memory as well: nothing is taken
# back (`*+`), and a string without an end reaches to the end of the text, so that none of its quotes begins another.
_STRUCTURE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
# What text that may hold NUL or a surrogate looks like; only then are all strings looked through.
_SUSPICIOUS_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_FORBIDDEN_CHARACTER = re.compile("[\x00\ud800-\udfff]")


def decode(raw: bytes) -> str:
    """Return the text of a body; raise InvalidRequest where it is not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _fault(f"is not UTF-8 at byte {error.start}") from None


def parse(text: str) -> tuple[Any, Faults]:
    """Return the value of a JSON text, and what is doubtful in it by path; raise InvalidRequest where it is not JSON.

    Doubtful are: NaN and Infinity, numbers beyond ±1e15 (0 stands in their place), a key given twice in one object (the
    last one stands), NUL and lone surrogates in any string. Nesting deeper than 32 counts as not JSON.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return _parse_doubtful(text)
    return (value, {}) if _is_plain(text, value) else _parse_doubtful(text)


def _is_plain(text: str, value: Any) -> bool:
    """Tell whether orjson, which is three times as fast as what can tell what is wrong, has read all that was there.

    It takes the last of a key's values without a word. But then the text has more quotes than strings were read. Where
    escapes would make that hard to see, the answer is False too.
    """
    escaped = 0
    if "\\" in text:
        if "\\\\" in text or "\\u0000" in text:
            return False
        escaped = text.count('\\"')
    strings = 0
    level: list[Any] = [[value]]
    for _ in range(MAX_DEPTH + 1):
        deeper: list[Any] = []
        for container in level:
            values: Iterable[Any] = container
            if type(container) is dict:
                strings += len(container)
                values = container.values()
            for each in values:
                # This runs for every value of every request: types are compared in the order of how frequent they are.
                kind = type(each)
                if kind is str:
                    strings += 1
                elif kind is dict or kind is list:
                    deeper.append(each)
                elif (kind is float or kind is int) and not -MAX_NUMBER <= each <= MAX_NUMBER:
                    return False
        if not deeper:
            return text.count('"') - escaped == 2 * strings
        level = deeper
    return False


def _parse_doubtful(text: str) -> tuple[Any, Faults]:
    """Return what `parse` does, for texts of which there may be something to say."""
    if text.startswith("\ufeff"):
        raise _fault("must not begin with a byte order mark")
    _check_depth(text)
    reader = _Reader()
    try:
        value = reader.decoder.decode(text)
    except json.JSONDecodeError as error:
        raise _fault(f"is not JSON: line {error.lineno}, column {error.colno}") from None
    if reader.doubtful or _SUSPICIOUS_ESCAPE.search(text):
        return _settle(value)
    return value, {}


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Stands for something doubtful until its path is known: why it is, and what to go on with."""

    message: str
    value: Any


class _Reader:
    """A JSON decoder that remembers whether it met something doubtful."""

    def __init__(self) -> None:
        self.doubtful = False
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_int=self._integer,
            parse_float=self._float,
            parse_constant=self._constant,
        )

    def _doubt(self, message: str, value: Any = 0) -> _Doubt:
        self.doubtful = True
        return _Doubt(message, value)

    def _object(self, pairs: list[tuple[str, Any]]) -> Any:
        read = dict(pairs)
        return read if len(read) == len(pairs) else self._doubt("gives a key twice", read)

    def _integer(self, digits: str) -> Any:
        if len(digits) > 17 or abs(int(digits)) > MAX_NUMBER:
            return self._doubt("must be within ±1e15")
        return int(digits)

    def _float(self, digits: str) -> Any:
        number = float(digits)
        return number if abs(number) <= MAX_NUMBER else self._doubt("must be within ±1e15")

    def _constant(self, name: str) -> Any:
        return self._doubt("must be a finite number")


def _settle(value: Any) -> tuple[Any, Faults]:
    """Take the doubts out of a value; return it and at most MAX_FAULTS faults by path, in the order of the text."""
    faults: Faults = {}
    root = [value]
    # Where a value stands (container and key) and the steps to it; a stack, so that depth costs no recursion.
    pending: list[tuple[Any, Any, tuple[str | int, ...]]] = [(root, 0, ())]
    while pending:
        container, key, path = pending.pop()
        each = container[key]
        if isinstance(each, _Doubt):
            _note(faults, path, each.message)
            each = container[key] = each.value
        if isinstance(each, str) and _FORBIDDEN_CHARACTER.search(each):
            _note(faults, path, "must not hold NUL or a lone surrogate")
            container[key] = _FORBIDDEN_CHARACTER.sub("�", each)
        elif isinstance(each, list):
            pending.extend((each, index, (*path, index)) for index in range(len(each) - 1, -1, -1))
        elif isinstance(each, dict):
            for name in [name for name in each if _FORBIDDEN_CHARACTER.search(name)]:
                _note(faults, (*path, name), "has NUL or a lone surrogate in its name")
                del each[name]
            pending.extend((each, name, (*path, name)) for name in reversed(each))
    return root[0], faults


def _note(faults: Faults, path: tuple[str | int, ...], message: str) -> None:
    if len(faults) < MAX_FAULTS:
        add(faults, path_of(path), message)


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    level = 0
    for match in _STRUCTURE.finditer(text):
        bracket = match[0]
        if bracket in "[{":
            level += 1
            if level > MAX_DEPTH:
                raise _fault(f"must be nested at most {MAX_DEPTH} deep")
        elif bracket in "]}":
            level -= 1


def _fault(message: str) -> InvalidRequest:
    return InvalidRequest({BODY: [message]})
