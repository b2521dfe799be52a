"""The collection of requests, run by newman against a running service: `make test-collection`."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.contract import CONTRACT
from tests.blackbox.conftest import PROJECT, Service, serving

TOOLS = PROJECT / "build" / "collection-tools"
MADE = PROJECT / "build" / "collection"
POSTMAN = MADE / "call-quality-api.postman_collection.json"
# A partner's way: what needs a browser's or a machine's help is left out.
WAY = [
    *("login", "me", "createCampaign", "listCampaigns", "getCampaign", "processConversations", "getConversation"),
    *("getReport", "askQuestion", "listAnswers", "getJobStatus", "addReview", "getCampaignAnalytics", "getEngine"),
    *("createWebhook", "getWebhook", "testWebhook", "listDeliveries", "createApiKey", "getApiKey", "deleteApiKey"),
    "getReadiness",
]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as service:
        yield service


def requests_of(item: dict[str, Any]) -> Iterator[str]:
    if "item" in item:
        for each in item["item"]:
            yield from requests_of(each)
    else:
        yield item["name"]


def test_the_collection_has_every_operation_once() -> None:
    names = list(requests_of(json.loads(POSTMAN.read_text(encoding="utf-8"))))
    assert sorted(names) == sorted(CONTRACT.operations)


def test_the_collection_for_bruno_has_every_operation_too() -> None:
    def names(item: dict[str, Any]) -> Iterator[str]:
        for each in item.get("items", []):
            yield from names(each) if each["type"] == "folder" else [each["name"]]

    collection = json.loads((MADE / "call-quality-api.bruno.json").read_text(encoding="utf-8"))
    assert sorted(names(collection)) == sorted(CONTRACT.operations)


def test_a_partner_goes_his_way_with_the_collection(service: Service, tmp_path: Path) -> None:
    lines = (service.data_dir / "demo.env").read_text(encoding="utf-8").splitlines()
    kept = dict(line.partition("=")[::2] for line in lines)
    given = {
        "origin": f"http://127.0.0.1:{service.port}",
        "tenant_id": kept["DEMO_TENANT_ID"],
        "username": kept["DEMO_USERNAME"],
        "password": kept["DEMO_PASSWORD"],
    }
    said = tmp_path / "newman.json"
    done = subprocess.run(
        [
            *(TOOLS / "node_modules" / ".bin" / "newman", "run", POSTMAN, "--reporters", "cli,json"),
            *("--reporter-json-export", said, "--color", "off"),
            *(part for name in WAY for part in ("--folder", name)),
            *(part for name, value in given.items() for part in ("--env-var", f"{name}={value}")),
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    print(done.stdout)
    run = json.loads(said.read_text(encoding="utf-8"))["run"]
    answered = {each["item"]["name"]: each["response"]["code"] for each in run["executions"]}
    assert answered.keys() == set(WAY)
    assert run["failures"] == [], done.stdout
    assert done.returncode == 0
