"""Has squawk read the SQL of every migration; run by `make lint`.

What squawk finds fails it, unless it is listed here with the reason: the migrations before the first release of this
check cannot be changed any more. What is listed and not found any more fails it, too.
"""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Final

from alembic import command
from alembic.script import ScriptDirectory

from db.migrate import configuration

PROJECT: Final = Path(__file__).resolve().parents[2]
OUTPUT: Final = PROJECT / "build" / "migrations"
SETTINGS: Final = PROJECT / "migrations" / "squawk.toml"

NEW_CONSTRAINTS: Final = "constraint-missing-not-valid"
ACCEPTED: Final[dict[tuple[str, str], str]] = {
    ("0002", "ban-drop-default"): "the default was for the rows of before, and lasts as long as the transaction",
    ("0002", NEW_CONSTRAINTS): "checks a table of answers, in the first release",
    ("0003", "require-concurrent-index-creation"): "on a table that the same migration makes",
    ("0007", NEW_CONSTRAINTS): "checks calls once; docs/pages/deploy/migrations.md says for how long",
    ("0008", NEW_CONSTRAINTS): "checks calls and jobs once; docs/pages/deploy/migrations.md says for how long",
    ("0008", "adding-foreign-key-constraint"): "checks calls once; docs/pages/deploy/migrations.md says for how long",
    ("0008", "ban-drop-constraint"): "replaced by one that allows more, in the same transaction",
    ("0008", "ban-drop-not-null"): "calls may outlive their jobs: nobody relied on the opposite",
    ("0012", "require-concurrent-index-creation"): "docs/pages/deploy/migrations.md says for how long",
}


def sql_of(revision: str, before: str | None) -> str:
    """Return what the upgrade to one revision would say to the server."""
    config = configuration()
    config.output_buffer = written = StringIO()
    command.upgrade(config, f"{before}:{revision}" if before else revision, sql=True)
    return written.getvalue()


def main() -> int:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    files = []
    for script in ScriptDirectory.from_config(configuration()).walk_revisions():
        file = OUTPUT / f"{script.revision}.sql"
        file.write_text(sql_of(script.revision, script.down_revision), encoding="utf-8")  # type: ignore[arg-type]
        files.append(file)
    squawk = Path(sys.executable).with_name("squawk")
    done = subprocess.run(
        [squawk, f"--config={SETTINGS}", "--reporter=json", *sorted(files)], capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout or "null")
    if found is None:
        print(done.stderr, file=sys.stderr)
        return 1
    seen, bad = set(), 0
    for each in found:
        key = (Path(each["file"]).stem, each["rule_name"])
        seen.add(key)
        if key not in ACCEPTED:
            bad += 1
            print(f"{each['file']}:{each['line'] + 1}: {each['rule_name']}: {each['message']}")
    for revision, rule in sorted(ACCEPTED.keys() - seen):
        bad += 1
        print(f"{revision}: {rule} is accepted in tests/db/lint_migrations.py, and is not there any more")
    print(f"Migrations  {len(files)} read by squawk, {bad} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
