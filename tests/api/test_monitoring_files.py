"""Dashboard, alerts and page speak of the metrics that there are, and of all of them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.launcher_uwsgi import PROJECT
from tests.api.partner import Partner

MONITORING = PROJECT / "docker" / "monitoring"
PAGE = PROJECT / "docs" / "pages" / "deploy" / "monitoring.md"
RULES = yaml.safe_load((MONITORING / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
DASHBOARD: dict[str, Any] = json.loads((MONITORING / "grafana-dashboard.json").read_text(encoding="utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


@pytest.fixture
def metrics(partner: Partner) -> dict[str, str]:
    """The metrics that there are, without the prefix of all, and their kinds."""
    text = partner.client.get("/metrics").text
    return dict(re.findall(r"^# TYPE call_quality_(\w+) (\w+)$", text, re.MULTILINE))


def named(text: str, metrics: dict[str, str]) -> set[str]:
    """Return the metrics that a text names, each by the name of its family."""
    names = set(re.findall(r"call_quality_(\w+)", text))
    whole = {re.sub("_(bucket|sum|count)$", "", name) for name in names if name not in metrics}
    return {name for name in names if name in metrics} | whole


@pytest.mark.parametrize("file", ["alerts.yml", "grafana-dashboard.json"])
def test_every_metric_that_is_looked_at_is_there(file: str, metrics: dict[str, str]) -> None:
    found = named((MONITORING / file).read_text(encoding="utf-8"), metrics)
    assert len(found) > 9
    assert found <= set(metrics)


def test_the_dashboard_shows_every_metric(metrics: dict[str, str]) -> None:
    assert named(json.dumps(PANELS), metrics) == set(metrics)


def test_the_dashboard_can_be_imported_with_any_data_source() -> None:
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    assert "datasource" in {variable["name"] for variable in DASHBOARD["templating"]["list"]}
    for panel in PANELS:
        assert panel["datasource"]["uid"] == "${datasource}"
        assert all(target["expr"] for target in panel["targets"])


def test_the_page_has_every_metric_and_no_other(metrics: dict[str, str]) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (counter|gauge|histogram)\b", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == metrics


def test_every_alert_leads_to_what_to_do_and_is_tried_both_ways() -> None:
    page = PAGE.read_text(encoding="utf-8")
    trials = yaml.safe_load((PROJECT / "tests" / "monitoring" / "alerts.yml").read_text(encoding="utf-8"))["tests"]
    expected = set()
    for rule in RULES:
        name = rule["alert"]
        assert f"\n### {name}\n" in page
        assert rule["annotations"]["runbook"] == f"docs/pages/deploy/monitoring.md#{name.lower()}"
        expected |= {f"{name} fires", f"{name} is silent"}
    assert {trial["name"] for trial in trials} == expected


def test_prometheus_looks_where_the_containers_are() -> None:
    configured = yaml.safe_load((MONITORING / "prometheus.yml").read_text(encoding="utf-8"))
    assert configured["rule_files"] == ["alerts.yml"]
    assert (MONITORING / configured["rule_files"][0]).exists()
    compose = yaml.safe_load(Path(PROJECT / "docker" / "compose.yaml").read_text(encoding="utf-8"))
    for scraped in configured["scrape_configs"]:
        assert scraped["job_name"].startswith("call-quality-")
        for target in scraped["static_configs"][0]["targets"]:
            assert target.partition(":")[0] in compose["services"]
