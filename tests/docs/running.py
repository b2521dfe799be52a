"""Runs the pages of the documentation, each in a shell of its own, against one service."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.docs.blocks import Block, page_blocks
from tests.docs.checks import OUTPUT, fault, treatment
from tests.docs.outputs import is_as_shown
from tests.docs.shell import Done, Shell

START = "start.md"
LOG_IN = "Log in"
_COMMAND = re.compile(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)


class Runner:
    """Runs pages once each; `treated` counts by page what was done with its blocks, and lists those not run."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._faults: dict[str, list[str]] = {}
        self.treated: dict[str, tuple[Counter[str], list[Block]]] = {}

    def faults(self, page: str) -> list[str]:
        """Run a page, after the one that all the others build on; return what is wrong, by place."""
        if page != START:
            self.faults(START)
        if page not in self._faults:
            found = page_blocks(page)
            self.treated[page] = (Counter(map(treatment, found)), [block for block in found if block.not_run])
            self._faults[page] = self.run(found, log_in() if page != START else "")
        return self._faults[page]

    def run(self, found: Sequence[Block], before: str = "") -> list[str]:
        """Run and check blocks in one shell, up to the first that cannot be run."""
        folder = self._folder / f"page-{len(self.treated)}"
        folder.mkdir()
        shell, faults, last = Shell(folder, self._environment), [], None
        try:
            if before:
                last = shell.bash(self._here(before))
                assert last.status == 0, last.errors
            for block in found:
                wrong, done = self._treat(shell, block, last)
                last = done or last
                if wrong:
                    faults.append(f"{block.place}: {wrong}")
                if done and done.status:
                    break
        finally:
            shell.end()
        return faults

    def _treat(self, shell: Shell, block: Block, last: Done | None) -> tuple[str | None, Done | None]:
        """Run or check one block; return its fault, and how it ended where it was run."""
        if block.title == OUTPUT and not block.not_run:
            printed = last.output if last else ""
            as_shown = is_as_shown(self._here(block.text), printed, as_json=block.language == "json")
            return None if as_shown else f"this was printed:\n{printed}", None
        if treatment(block) != "ran":
            return fault(block), None
        if block.language == "console":
            return self._console(shell, block)
        text = self._here(block.text)
        done = shell.bash(text) if block.language == "bash" else shell.python(text, block.place)
        return _failure(done), done

    def _console(self, shell: Shell, block: Block) -> tuple[str | None, Done | None]:
        done = None
        for command, shown in _COMMAND.findall(self._here(block.text)):
            done = shell.bash(re.sub(r"^> ", "", command, flags=re.MULTILINE))
            if done.status:
                return _failure(done), done
            if shown.strip() and not is_as_shown(shown, done.output):
                return f"`{command.strip()}` printed:\n{done.output}", done
        return None if done else "a console has no line that begins with `$ `", done

    def _here(self, text: str) -> str:
        """Put the port and the folder of the service that is running into the words of a page."""
        text = text.replace("localhost:5000", f"localhost:{self._environment['PORT']}")
        return re.sub(r"(?<![\w/.-])(?:\./)?var/", f"{self._environment['DATA_DIR']}/", text)


def log_in() -> str:
    """Return what each shell begins with: the block of the first page that logs in."""
    (block,) = [block for block in page_blocks(START) if block.title == LOG_IN]
    return block.text


def _failure(done: Done) -> str | None:
    return f"it ended with {done.status}\n{done.output}{done.errors}" if done.status else None
