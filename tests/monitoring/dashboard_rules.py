"""Writes what the dashboard asks as rules of Prometheus, so that promtool can read them: `make test-monitoring`."""

import json
import sys
from pathlib import Path

import yaml

DASHBOARD = Path("docker/monitoring/grafana-dashboard.json")
VARIABLES = {"$__rate_interval": "1m", "$job": ".*"}


def main(target: Path) -> None:
    asked = [
        target["expr"]
        for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
        for target in panel.get("targets", ())
    ]
    for name, value in VARIABLES.items():
        asked = [expression.replace(name, value) for expression in asked]
    assert asked
    assert "$" not in "".join(asked)
    rules = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(asked)]
    target.parent.mkdir(exist_ok=True)
    target.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
