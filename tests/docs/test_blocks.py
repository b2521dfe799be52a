"""The pages are whole: each in the navigation, each block well formed; and the runner finds what is wrong with one."""

import json
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, Block, BlockError, blocks, page_blocks, pages
from tests.docs.checks import fault, treatment
from tests.docs.outputs import is_as_shown
from tests.docs.shell import Shell


def a_block(language: str, text: str, **fields: str) -> Block:
    return Block("page.md", 1, language, text, **fields)


def test_every_page_stands_in_the_navigation_once() -> None:
    written = sorted(str(path.relative_to(PAGES)) for path in PAGES.rglob("*.md"))
    assert sorted(pages()) == written


@pytest.mark.parametrize("page", pages())
def test_the_blocks_of_a_page_are_well_formed(page: str) -> None:
    assert [f"{block.place}: {found}" for block in page_blocks(page) if (found := fault(block))] == []


def test_blocks_are_found_with_their_lines_indents_and_attributes() -> None:
    text = 'One\n\n```bash {.not-run reason="needs Docker"}\ndocker ps\n```\n'
    text += '\n- a\n\n    ````json title="Thing"\n    ```\n    ````\n'
    first, second = blocks(text, "page.md")
    assert (first.line, first.language, first.text, first.not_run) == (3, "bash", "docker ps\n", "needs Docker")
    assert (second.line, second.text, second.title) == (9, "```\n", "Thing")


def test_a_block_stands_for_the_part_of_a_file_that_it_quotes() -> None:
    (block,) = blocks('```toml\n--8<-- "pyproject.toml"\n```\n', "page.md")
    assert 'name = "call-quality-api"' in block.text
    assert fault(block) is None


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("```bash\nls\n", "does not end"),
        ("```\nls\n```\n", "no language"),
        ("```bash {.not-run}\nls\n```\n", "needs a reason"),
        ("```bash {.slow}\nls\n```\n", "braces"),
        ('```java {.tested by="tests/nothing.py"}\n```\n', "does not exist"),
        ('```text\n--8<-- "nothing.toml"\n```\n', "no nothing.toml"),
        ('```text\n--8<-- "pyproject.toml:nothing"\n```\n', "no part nothing"),
    ],
)
def test_a_block_that_breaks_the_rules_is_refused(markdown: str, message: str) -> None:
    with pytest.raises(BlockError, match=message):
        blocks(markdown, "page.md")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("json", "{"),
        ("yaml", "a: [1"),
        ("toml", "a = "),
        ("ini", "[a\n"),
        ("nginx", "server { listen 80; "),
        ("nginx", "server }{ "),
        ("nginx", "listen 80"),
        ("cobol", "STOP RUN."),
    ],
)
def test_a_block_that_is_not_well_formed_is_found(language: str, text: str) -> None:
    assert fault(a_block(language, text))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("json", '{"a": 1}'),
        ("yaml", "a: [1]\n---\nb: 2\n"),
        ("toml", "a = 1"),
        ("ini", "A=1\n[Unit]\nAfter=a\nAfter=b\n"),
        ("nginx", "server { listen 80; # }\n add_header X '{'; }\n"),
    ],
)
def test_a_block_that_is_well_formed_is_not_blamed(language: str, text: str) -> None:
    assert fault(a_block(language, text)) is None


def test_json_that_names_a_schema_is_held_against_the_contract() -> None:
    good = {"tenant_id": "demo", "username": "demo", "password": "secret"}
    assert fault(a_block("json", json.dumps(good), title="LoginRequest")) is None
    assert "password" in str(fault(a_block("json", json.dumps(good | {"password": 1}), title="LoginRequest")))


def test_what_is_done_with_a_block_is_told_from_its_language_and_attributes() -> None:
    blocks = [
        a_block("bash", ""), a_block("json", ""), a_block("text", ""), a_block("text", "", title="Output"),
        a_block("bash", "", not_run="needs Docker"), a_block("java", "", tested_by="tests/sdk/test_java.py"),
    ]  # fmt: skip
    assert [treatment(block) for block in blocks] == ["ran", "checked", "shown", "checked", "not run", "elsewhere"]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb\n", "a\nb", True),
        ("a\n", "a\nb\n", False),
        ("id …, 3 calls\n", "id 4711, 3 calls\n", True),
        ("id …, 3 calls\n", "id 4711,\n 3 calls\n", False),
        ("a\n…\nz\n", "a\nb\nc\nz\n", True),
        ("a\n…\nz\n", "a\nb\nc\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_outputs_are_compared_but_for_what_is_left_open(shown: str, printed: str, same: bool) -> None:
    assert is_as_shown(shown, printed) is same


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ({"a": 1}, True),
        ({"a": 2}, False),
        ({"c": 1}, False),
        ({"a": "…", "b": ["x", "…"]}, True),
        ({"b": ["x", "y…"]}, True),
        ({"b": ["x"]}, False),
        ({"b": ["x", "yz", "z", "…"]}, False),
        ({"b": ["…"]}, True),
        ({"a": True}, False),
    ],
)
def test_json_is_compared_in_what_is_shown(shown: object, same: bool) -> None:
    assert is_as_shown(json.dumps(shown), '{"a": 1, "b": ["x", "yz"]}', as_json=True) is same


def test_a_shell_remembers_and_ends_with_the_first_failure(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {"PATH": "/usr/bin:/bin"})
    try:
        assert shell.bash("NAME=world\n").status == 0
        assert shell.bash("echo hello $NAME\n").output == "hello world\n"
        assert shell.python("import os\nname = os.environ['NAME']\n", "page.md:1").status == 0
        assert shell.python("print(name.upper())\n", "page.md:2").output == "WORLD\n"
        assert "page.md:3" in shell.python("1 / 0\n", "page.md:3").errors
        failed = shell.bash("false | cat\necho after\n")
        assert (failed.status, failed.output) == (1, "")
    finally:
        shell.end()
