"""The README, word by word: every command runs, and shows what the README says it shows."""

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.launcher_uwsgi import other_port
from tests.docs.blocks import PROJECT, blocks
from tests.docs.running import Runner

pytestmark = pytest.mark.slow

README = (PROJECT / "README.md").read_text(encoding="utf-8")
BLOCKS = blocks(README, "README.md")
# Two of the README's commands are the shell that serves and the suite that this test belongs to.
START, TEST = "make run\n", "make test\n"
MOST_LINES = 150


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """`make run`, as the README has it, on a free port and with data of its own."""
    port = other_port(5100)
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(tmp_path_factory.mktemp("readme") / "var")}
    process = subprocess.Popen(["bash", "-c", START], cwd=PROJECT, env=environment, start_new_session=True)
    try:
        _wait_until_ready(port, process)
        yield environment
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/readyz") as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("`make run` did not come up")


def test_the_readme_starts_and_tests_with_one_command_each() -> None:
    assert [block.text for block in BLOCKS if block.text in (START, TEST)] == [START, TEST]


def test_every_command_of_the_readme_shows_what_it_says(service: dict[str, str], tmp_path: Path) -> None:
    runner = Runner(tmp_path, service)
    assert runner.run([block for block in BLOCKS if block.text not in (START, TEST)]) == []


def test_the_readme_is_short_and_all_that_it_links_to_exists() -> None:
    assert len(README.splitlines()) <= MOST_LINES
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(links) > 20
    assert [link for link in links if not (PROJECT / link).is_file()] == []


def test_the_readme_names_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z][a-z-]+)", README)) - {"run", "demo", "test"}
    assert named <= targets
    assert {"run", "demo", "test"} <= targets
