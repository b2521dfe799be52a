"""Blocks of code in Markdown: where they stand, what they say of themselves and what they quote. Nothing runs here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[2]
PAGES = PROJECT / "docs" / "pages"

_OPENING = re.compile(r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[\w+#.-]*)(?P<attributes>[^`]*)$")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_CLASS = re.compile(r"\{[^}]*\.(not-run|tested)\b[^}]*\}")
_QUOTE = re.compile(r'^[ \t]*--8<--[ \t]+"([^":]+)(?::([\w-]+))?"[ \t]*$', re.MULTILINE)
_MARK = re.compile(r"^.*--8<--[ \t]+\[(?:start|end):[\w-]+\].*\n?", re.MULTILINE)


class BlockError(ValueError):
    """A block that breaks the rules of docs/README.md."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `line` is that of its fence, `not_run` the reason, `tested_by` the file that runs it instead."""

    page: str
    line: int
    language: str
    text: str
    title: str | None = None
    not_run: str | None = None
    tested_by: str | None = None

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[str]:
    """Return the paths of all pages of the navigation, in its order."""
    return list(_leaves(yaml.safe_load((PROJECT / "docs" / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]))


def page_blocks(page: str) -> list[Block]:
    return blocks((PAGES / page).read_text(encoding="utf-8"), page)


def blocks(markdown: str, page: str) -> list[Block]:
    """Return the blocks of a text; raise BlockError for one that does not end, or quotes what is not there."""
    found: list[Block] = []
    lines = iter(enumerate(markdown.splitlines(), 1))
    for number, line in lines:
        opening = _OPENING.match(line)
        if opening is None:
            continue
        place, indent, inside = f"{page}:{number}", opening["indent"], []
        ending = re.compile(rf"[ \t]*{opening['fence'][0]}{{{len(opening['fence'])},}}[ \t]*")
        for _, following in lines:
            if ending.fullmatch(following):
                break
            inside.append(following.removeprefix(indent))
        else:
            raise BlockError(f"{place}: the block does not end")
        text = quoted("".join(f"{each}\n" for each in inside), place)
        found.append(_block(page, number, opening["language"], opening["attributes"], text))
    return found


def quoted(text: str, place: str) -> str:
    """Put the files, or parts of files, that a text quotes into it; raise BlockError where there are none."""

    def content(quote: re.Match[str]) -> str:
        path, part = PROJECT / quote[1], quote[2]
        if not path.is_file():
            raise BlockError(f"{place}: there is no {quote[1]} to quote")
        whole = path.read_text(encoding="utf-8")
        if part:
            found = re.search(rf"\[start:{part}\].*?\n(.*?\n?)^.*\[end:{part}\]", whole, re.DOTALL | re.MULTILINE)
            if found is None:
                raise BlockError(f"{place}: {quote[1]} has no part {part}")
            whole = found[1]
        return _MARK.sub("", whole).rstrip("\n")

    return _QUOTE.sub(content, text)


def _block(page: str, line: int, language: str, attributes: str, text: str) -> Block:
    values, kind, place = dict(_ATTRIBUTE.findall(attributes)), _CLASS.search(attributes), f"{page}:{line}"
    if not language:
        raise BlockError(f"{place}: a block has no language")
    if "{" in attributes and kind is None:
        raise BlockError(f"{place}: braces are for .not-run and .tested")
    name = kind and kind[1]
    if name == "not-run" and not values.get("reason"):
        raise BlockError(f"{place}: .not-run needs a reason")
    tested_by = values.get("by") if name == "tested" else None
    if name == "tested" and not _names(tested_by, page):
        raise BlockError(f"{place}: {tested_by} does not exist, or does not name {page}")
    return Block(
        page, line, language, text, values.get("title"), values["reason"] if name == "not-run" else None, tested_by
    )


def _names(test: str | None, page: str) -> bool:
    """Tell whether a test exists and speaks of a page."""
    return bool(test) and (PROJECT / test).is_file() and Path(page).name in (PROJECT / test).read_text(encoding="utf-8")


def _leaves(nav: object) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for each in nav.values():
            yield from _leaves(each)
    elif isinstance(nav, list):
        for each in nav:
            yield from _leaves(each)
