"""What the site makes of the repository's own files is all of it, and is told once."""

import importlib.util
import json
import re
from collections import Counter
from fnmatch import fnmatchcase
from types import ModuleType

import pytest

from api.contract import CONTRACT
from core.analysis.engine import ACCURACY, MODELS
from tests.docs.blocks import PAGES, PROJECT


@pytest.fixture(scope="module")
def hooks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hooks", PROJECT / "docs" / "hooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(hooks: ModuleType, page: str) -> str:
    return str(hooks.on_page_markdown((PAGES / page).read_text(encoding="utf-8")))


def test_each_thing_measured_stands_on_the_page_of_accuracy_once(hooks: ModuleType) -> None:
    places = hooks.PLACE.findall((PAGES / "accuracy.md").read_text(encoding="utf-8"))
    patterns = [one for kind, several in places if kind == "accuracy" for one in several.split(" | ")]
    tasks = {row["task"] for row in json.loads((MODELS / ACCURACY).read_text(encoding="utf-8"))["rows"]}
    counts = {task: sum(fnmatchcase(task, pattern) for pattern in patterns) for task in tasks}
    assert {task: count for task, count in counts.items() if count != 1} == {}


def test_a_missed_target_stands_out_and_a_baseline_is_named(hooks: ModuleType) -> None:
    row = {
        "task": "act: thanks", "corpus": "meld", "n": 11083, "measure": "F1", "value": 0.5123, "low": 0.5, "high": 0.52,
        "baseline": 0.407, "baseline_name": "VADER", "target": 0.6, "reached": False, "how": "five folds",
    }  # fmt: skip
    line = hooks.accuracy_table([row], ["act: *"]).splitlines()[-1]
    assert line == "| act: thanks | meld (11,083) | five folds | F1 | **0.512 (0.5–0.52)** | 0.407 VADER | ≥ 0.6 |"
    assert "**" not in hooks.accuracy_table([row | {"reached": True}], ["*"])
    with pytest.raises(ValueError, match="nothing was measured"):
        hooks.accuracy_table([row], ["sentiment*"])


def test_the_reference_has_every_operation_with_its_statuses(hooks: ModuleType) -> None:
    text = shown(hooks, "reference.md")
    parts = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", text, re.DOTALL | re.MULTILINE))
    assert set(parts) == set(CONTRACT.operations)
    for name, operation in CONTRACT.operations.items():
        base = "" if operation.tag == "Health" else CONTRACT.base_path
        assert f"`{operation.method} {base}{operation.path}`" in parts[name]
        assert set(map(int, re.findall(r"^    \| (\d+) \|", parts[name], re.MULTILINE))) == set(operation.responses)


def test_the_page_of_settings_has_every_setting_of_the_example_once(hooks: ModuleType) -> None:
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    titles = "\n".join(re.findall(r"^### .*$", shown(hooks, "settings.md"), re.MULTILINE))
    assert Counter(re.findall(r"`([A-Z_]+)`", titles)) == Counter(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE))


def test_attributes_that_are_the_tests_are_not_shown(hooks: ModuleType) -> None:
    text = '```bash title="Log in" {.not-run reason="needs Docker"}\nls {a}\n```\n'
    assert hooks.on_page_markdown(text) == '```bash title="Log in"\nls {a}\n```\n'


@pytest.mark.parametrize(
    ("page", "is_whole"),
    [
        ('<a href="https://example.com">there</a><script src="assets/a.js"></script>', True),
        ('<link rel="stylesheet" href="assets/a.css"><img src="a.png">', True),
        ('<script defer src="https://example.com/a.js"></script>', False),
        ("<link rel=stylesheet href=//example.com/a.css>", False),
    ],
)
def test_no_page_fetches_from_elsewhere(hooks: ModuleType, page: str, is_whole: bool) -> None:
    if is_whole:
        assert hooks.on_post_page(page) == page
    else:
        with pytest.raises(ValueError, match="elsewhere"):
            hooks.on_post_page(page)
