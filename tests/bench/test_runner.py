from pathlib import Path

import pytest

from tests.bench.figures import Figure, Scale
from tests.bench.results import Outcome
from tests.bench.runner import run

IMPORTS = "import os\nfrom tests.bench.figures import Figure\n\ndef measure(scale):\n"
ONE = '    yield Figure("made_up", "one", "ms", (1.0,))\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))


def outcome_of(folder: Path, body: str) -> tuple[Outcome, list[Figure]]:
    (folder / "made_up.py").write_text(IMPORTS + body, encoding="utf-8")
    shown: list[Figure] = []
    return run("made_up", Scale(short=True), shown.append), shown


@pytest.mark.slow  # each starts a process
def test_figures_are_shown_as_they_come_and_returned(tmp_path: Path) -> None:
    outcome, shown = outcome_of(tmp_path, ONE)
    assert outcome.failure is None
    assert [figure.name for figure in shown] == ["one"] == [figure.name for figure in outcome.figures]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    raise RuntimeError('it is broken')\n", "it is broken"),
        (ONE, "comes twice"),
        ("    os._exit(3)\n", "with code 3"),
    ],
)
def test_a_part_that_breaks_keeps_what_it_had_and_tells_why(tmp_path: Path, body: str, said: str) -> None:
    outcome, _ = outcome_of(tmp_path, ONE + body)
    assert [figure.name for figure in outcome.figures] == ["one"]
    assert said in str(outcome.failure)
