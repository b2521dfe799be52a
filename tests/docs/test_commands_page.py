"""The page on the command line names every command, and every option that it names exists."""

import re

import click
import pytest
from flask import Flask

from api.cli import register_commands
from tests.docs.blocks import PAGES

PAGE = (PAGES / "commands.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `flask --app wsgi ([^`]+)` \|(.*)$", PAGE, re.MULTILINE)


def commands() -> dict[str, click.Command]:
    app = Flask("commands")
    register_commands(app)
    found: dict[str, click.Command] = {}
    for name, command in app.cli.commands.items():
        parts = command.commands if isinstance(command, click.Group) else {"": command}
        found |= {f"{name} {part}".strip(): each for part, each in parts.items()}
    return found


COMMANDS = commands()


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_stands_on_the_page(path: str) -> None:
    group, _, name = path.partition(" ")
    named = any(line.startswith(path) for line, _ in ROWS)
    assert named or any(line.startswith(f"{group} ") and f"`{name}`" in said for line, said in ROWS)


@pytest.mark.parametrize(("line", "said"), [row for row in ROWS if not row[0].startswith("db ")])
def test_every_option_on_the_page_exists(line: str, said: str) -> None:
    command = next(each for path, each in COMMANDS.items() if line.startswith(path))
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", f"{line} {said}")) - {"--app"} <= options
