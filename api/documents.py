"""Documents of other platforms in files: one document, a list or one a line, plain or gzipped, alone or in folders."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

from api import faults as wording
from api.converters import Given, convert
from api.faults import BODY, Faults
from api.importing import STANDARD_INPUT, CallFile, DamagedFile, Found
from api.ndjson import MAX_LINE_BYTES
from api.strict_json import decode, parse
from core.errors import InvalidRequest

# The largest document that is read, and the largest line; it lies in memory as a whole.
MAX_DOCUMENT_BYTES: Final = MAX_LINE_BYTES
_SUFFIXES: Final = (".json", ".ndjson", ".jsonl")
_ENDING: Final = re.compile(rf"(?:{'|'.join(map(re.escape, _SUFFIXES))})?(?:\.gz)?$")

# Where in a file a document stands (empty: it is the file), the document, and the faults of its form.
_Document = tuple[str, Any, Faults]


def in_folders(sources: Iterable[Path]) -> list[Path]:
    """Return the files, and for each folder its files of JSON (gzipped ones too), in the order of their names."""
    found = []
    for source in sources:
        if source.is_dir():
            found.extend(sorted(path for path in source.iterdir() if path.is_file() and _is_named_so(path.name)))
        else:
            found.append(source)
    return found


def converted(sources: Iterable[Path], written_as: str, given: Given) -> Iterator[Found]:
    """Convert the documents of files one after another; raise OSError for a file that cannot be opened.

    What is wrong with one document keeps none of the others.
    """
    before = 0
    for path in sources:
        with CallFile(path) as file:
            alone = replace(given, name=None if path == STANDARD_INPUT else _ENDING.sub("", path.name))
            for place, document, faults in _documents(file):
                call = None
                if not faults:
                    call, faults = convert(written_as, document, given if place else alone)
                yield Found(str(path), place, call, faults, before + file.position)
            before += file.size or 0


def _is_named_so(name: str) -> bool:
    return name.removesuffix(".gz").endswith(_SUFFIXES) and not name.startswith(".")


def _documents(file: CallFile) -> Iterator[_Document]:
    """Yield the documents of a file.

    A file has one document a line where its first line is one and is not all, and where it makes no sense as a whole
    but one of its lines does.
    """
    lines = ((number, line) for number, line in file.lines() if line.strip())
    try:
        first = next(lines, None)
        if first is None:
            yield "", None, {BODY: ["is empty"]}
            return
        if _read(first[1])[0] is not None:
            second = next(lines, None)
            if second is None:
                yield from _items("", *_read(first[1]))
            else:
                yield from _each(chain([first, second], lines))
            return
        head, length = [first], len(first[1])
        while length <= MAX_DOCUMENT_BYTES and (more := next(lines, None)):
            head.append(more)
            length += len(more[1])
        if length > MAX_DOCUMENT_BYTES and any(isinstance(_read(line)[0], dict) for _, line in head):
            yield from _each(chain(head, lines))
        elif length > MAX_DOCUMENT_BYTES:
            yield "", None, {BODY: [f"must have at most {MAX_DOCUMENT_BYTES} bytes, unless it has one document a line"]}
        else:
            yield from _whole(head)
    except DamagedFile as error:
        yield "", None, {BODY: [f"is damaged: {str(error).rstrip('.')}"]}


def _whole(lines: Sequence[tuple[int, bytes]]) -> Iterator[_Document]:
    document, faults = _read(b"".join(line for _, line in lines))
    if document is None and any(isinstance(_read(line)[0], dict) for _, line in lines):
        yield from _each(lines)
    else:
        yield from _items("", document, faults)


def _each(lines: Iterable[tuple[int, bytes]]) -> Iterator[_Document]:
    for number, line in lines:
        if len(line) - line.endswith(b"\n") > MAX_LINE_BYTES:
            yield f"line[{number}]", None, {BODY: [f"must have at most {MAX_LINE_BYTES} bytes"]}
        else:
            document, faults = _read(line)
            # Every line is the first of its own.
            said = {path: [each.replace("line 1, ", "") for each in told] for path, told in faults.items()}
            yield from _items(f"line[{number}]", document, said)


def _items(place: str, document: Any, faults: Faults) -> Iterator[_Document]:
    """Yield a document, or those that are in a list."""
    if isinstance(document, list) and not faults:
        for index, item in enumerate(document):
            yield f"{place}[{index}]", item, {}
    else:
        yield place, document, faults


def _read(text: bytes) -> tuple[Any, Faults]:
    """Return what JSON says, and what is doubtful in it; None where it is no JSON."""
    try:
        return parse(decode(text.removesuffix(b"\n")))
    except InvalidRequest as error:
        faults: Faults = {}
        wording.add_all(faults, {path: list(said) for path, said in error.faults.items()})
        return None, faults
