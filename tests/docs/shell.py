"""A shell and a Python that are given the blocks of a page, one after the other, and remember what went before."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.docs.blocks import PROJECT

PATIENCE_S = 120
_SHELL = "set -aeuo pipefail\n"
# Executes the files that it is told, all with the same names, and says of each how it ended.
_PYTHON = """
import contextlib, json, sys, traceback
names = {"__name__": "__main__"}
for line in sys.stdin:
    script, place, output, errors = json.loads(line)
    with open(output, "w") as out, open(errors, "w") as err, contextlib.redirect_stdout(out):
        try:
            exec(compile(open(script).read(), place, "exec"), names)
            status = 0
        except BaseException:
            traceback.print_exc(file=err)
            status = 1
    print(status, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Done:
    """How a block ended, and what it printed."""

    status: int
    output: str
    errors: str


class Shell:
    """Runs blocks of bash in one shell and blocks of Python in one Python, both in the root of the project."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder, self._count = folder, 0
        self._bash = self._started(["bash", "--noprofile", "--norc"], environment)
        self._python: subprocess.Popen[str] | None = None
        self._tell(self._bash, _SHELL)

    def bash(self, script: str) -> Done:
        """Run commands; the shell ends with the first one that fails."""
        file, output, errors = self._files(script)
        self._tell(self._bash, f". '{file}' >'{output}' 2>'{errors}' </dev/null; echo 0\n")
        return self._done(self._bash, output, errors)

    def python(self, source: str, place: str) -> Done:
        """Execute a block of Python, which knows what the blocks before it defined, and what the shell exported."""
        if self._python is None:
            seen = self.bash("env -0").output
            variables = dict(line.split("=", 1) for line in seen.split("\0") if "=" in line)
            self._python = self._started([sys.executable, "-c", _PYTHON], variables)
        file, output, errors = self._files(source)
        self._tell(self._python, json.dumps([str(file), place, str(output), str(errors)]) + "\n")
        return self._done(self._python, output, errors)

    def end(self) -> None:
        """End both, and what they left running."""
        for process in filter(None, (self._bash, self._python)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def _started(self, command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, cwd=PROJECT, env=dict(environment), text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def _files(self, script: str) -> tuple[Path, Path, Path]:
        self._count += 1
        file = self._folder / f"{self._count}.block"
        file.write_text(script, encoding="utf-8")
        return file, file.with_suffix(".out"), file.with_suffix(".err")

    def _tell(self, process: subprocess.Popen[str], line: str) -> None:
        assert process.stdin is not None
        process.stdin.write(line)
        process.stdin.flush()

    def _done(self, process: subprocess.Popen[str], output: Path, errors: Path) -> Done:
        assert process.stdout is not None
        readable, _, _ = select.select([process.stdout], [], [], PATIENCE_S)
        if not readable:
            return Done(-1, _read(output), f"{_read(errors)}\nstill running after {PATIENCE_S} seconds")
        said = process.stdout.readline().strip()
        return Done(int(said) if said else process.wait() or 1, _read(output), _read(errors))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
