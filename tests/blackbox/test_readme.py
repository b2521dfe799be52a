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

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parent.parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(sh|text)\n(.*?)```", re.DOTALL)
# Two of the README's commands are the shell that serves and the suite that this test belongs to.
START, TEST = "make run\n", "make test\n"


def commands() -> list[tuple[str, str | None]]:
    """Return each block of commands with the output that the README promises after it, if it does."""
    blocks = BLOCK.findall(README)
    following = [*blocks[1:], ("sh", "")]
    return [
        (text, shown if kind == "text" else None)
        for (language, text), (kind, shown) in zip(blocks, following, strict=True)
        if language == "sh"
    ]


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
    assert [text for text, _ in commands() if text in (START, TEST)] == [START, TEST]


def test_every_command_of_the_readme_shows_what_it_says(service: dict[str, str]) -> None:
    script, expected = "set -euo pipefail\n", []
    for number, (text, shown) in enumerate(commands()):
        if text not in (START, TEST):
            script += f"{text}\necho '=== {number}'\n"
            expected.append(shown)
    script = script.replace("localhost:5000", f"localhost:{service['PORT']}")
    script = re.sub(r"\bvar/", f"{service['DATA_DIR']}/", script)
    done = subprocess.run(["bash", "-c", script], cwd=PROJECT, env=service, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    printed = re.split(r"=== \d+\n", done.stdout)
    for shown, output in zip(expected, printed, strict=False):
        if shown is not None:
            assert output == shown


def test_the_readme_names_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z][a-z-]+)", README)) - {"run", "demo", "test"}
    assert named <= targets
    assert {"run", "demo", "test"} <= targets
