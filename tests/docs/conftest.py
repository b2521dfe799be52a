"""A service with a demo tenant, which all pages are run against; and what was done with their blocks, in the end."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.blackbox.conftest import SETTINGS, Service
from tests.docs.blocks import PROJECT, Block
from tests.docs.running import Runner

_COLUMNS = ("ran", "checked", "shown", "elsewhere", "not run")
_TREATED = pytest.StashKey[dict[str, tuple[Counter[str], list[Block]]]]()


@pytest.fixture(scope="session")
def runner(pytestconfig: pytest.Config) -> Iterator[Runner]:
    folder = Path(tempfile.mkdtemp(prefix="docs-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    service = Service(folder / "var", CELERY_CONCURRENCY="1")
    service.data_dir.mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS and name[:4] != "LLM_"}
    environment |= {"DATA_DIR": str(service.data_dir), "PORT": str(service.port)}
    environment["PATH"] = f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{environment['PATH']}"
    try:
        service.start()
        runner = Runner(folder, environment)
        yield runner
        pytestconfig.stash[_TREATED] = runner.treated
    finally:
        service.stop()
        shutil.rmtree(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    treated = config.stash.get(_TREATED, {})
    if not treated:
        return
    terminalreporter.section("blocks of code")
    total: Counter[str] = Counter()
    terminalreporter.line(f"{'page':28}" + "".join(f"{column:>11}" for column in _COLUMNS))
    for page, (counts, _) in treated.items():
        total += counts
        terminalreporter.line(f"{page:28}" + "".join(f"{counts[column] or '-':>11}" for column in _COLUMNS))
    terminalreporter.line(f"{'all':28}" + "".join(f"{total[column]:>11}" for column in _COLUMNS))
    for block in (block for _, left_out in treated.values() for block in left_out):
        terminalreporter.line(f"not run: {block.place} {block.language}: {block.not_run}")
