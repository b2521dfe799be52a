"""What is checked of a block that is not run: whether it is well formed, and JSON whether it keeps to the contract."""

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Final

import yaml

from api.contract import CONTRACT
from tests.docs.blocks import Block

OUTPUT: Final = "Output"
RUN: Final = frozenset({"bash", "console", "python"})
SHOWN: Final = frozenset({"text", "http"})


def fault(block: Block) -> str | None:
    """Return what is wrong with a block as it stands, None where nothing is."""
    if block.not_run or block.tested_by or block.title == OUTPUT or block.language in RUN | SHOWN:
        return None
    check = _CHECKS.get(block.language)
    if check is None:
        return f"a block of {block.language} has to say .not-run or .tested"
    try:
        return check(block)
    except (ValueError, yaml.YAMLError, configparser.Error) as error:
        return str(error)


def treatment(block: Block) -> str:
    """Return in one word what is done with a block: ran, checked, shown, tested elsewhere or not run."""
    if block.not_run:
        return "not run"
    if block.tested_by:
        return "elsewhere"
    if block.language in RUN:
        return "ran"
    return "shown" if block.language in SHOWN and block.title != OUTPUT else "checked"


def _json(block: Block) -> str | None:
    value = json.loads(block.text)
    if block.title not in CONTRACT.schemas:
        return None
    faults = CONTRACT.faults(block.title, value)
    return f"it is no {block.title}: {faults}" if faults else None


def _yaml(block: Block) -> None:
    list(yaml.safe_load_all(block.text))


def _toml(block: Block) -> None:
    tomllib.loads(block.text)


def _ini(block: Block) -> None:
    # systemd's files repeat keys, and .env files have no sections.
    configparser.RawConfigParser(strict=False).read_string(f"[top]\n{block.text}")


def _nginx(block: Block) -> str | None:
    """Check that braces match, and that each directive ends with a semicolon or a block."""
    code = re.sub(r"#.*|'[^'\n]*'|\"[^\"\n]*\"", "_", block.text)
    depth = 0
    for mark in re.findall(r"[{}]", code):
        depth += 1 if mark == "{" else -1
        if depth < 0:
            break
    ended = code.replace("_", "").strip().endswith((";", "}"))
    return None if depth == 0 and ended else "its braces or semicolons do not match"


_CHECKS: Final[Mapping[str, Callable[[Block], str | None]]] = {
    "json": _json, "yaml": _yaml, "toml": _toml, "ini": _ini, "nginx": _nginx,
}  # fmt: skip
