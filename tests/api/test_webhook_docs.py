"""The snippets of docs/pages/webhooks.md verify what the service sends, and nothing else."""

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from core.webhooks import PAUSES, Delivery, Message, message, secret_of
from tests.core.test_webhooks import a_webhook
from tests.db.builders import an_event

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "pages" / "webhooks.md"
NOW = datetime(2024, 3, 1, 10, 0, tzinfo=UTC)
SECRET, OLD_SECRET, OTHER_SECRET = (secret_of(letter * 42 + "A") for letter in "abc")
# All the types that the TypeScript snippet names: a Node that cannot leave them out by itself is given it without them.
TYPES = r": (string\[\]|Record<string, string \| undefined>|Uint8Array|number|boolean)(?=[,\s{])"

Verified = Callable[[list[str], dict[str, str], bytes, float], bool]


def snippet(language: str) -> str:
    (found,) = re.findall(rf"```{language}[^\n]*\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def in_python(folder: Path) -> Verified:
    names: dict[str, Any] = {}
    exec(compile(snippet("python"), "docs/pages/webhooks.md", "exec"), names)
    return names["verified"]  # type: ignore[no-any-return]


def in_typescript(folder: Path) -> Verified:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node here")
    source = folder / "webhook.mjs"
    source.write_text(re.sub(TYPES, "", snippet("typescript")), encoding="utf-8")
    run = folder / "run.mjs"
    run.write_text(
        "import { verified } from './webhook.mjs';\n"
        "const [secrets, headers, body, now] = JSON.parse(process.argv[2]);\n"
        "console.log(verified(secrets, headers, Buffer.from(body, 'base64'), now));\n",
        encoding="utf-8",
    )

    def verified(secrets: list[str], headers: dict[str, str], body: bytes, now: float) -> bool:
        arguments = json.dumps([secrets, headers, base64.b64encode(body).decode(), now])
        done = subprocess.run([node, run, arguments], capture_output=True, text=True, check=True)
        return {"true\n": True, "false\n": False}[done.stdout]

    return verified


@pytest.fixture(params=[in_python, pytest.param(in_typescript, marks=pytest.mark.slow)], ids=["Python", "TypeScript"])
def verified(request: pytest.FixtureRequest, tmp_path: Path) -> Verified:
    found: Verified = request.param(tmp_path)
    return found


def sent(at: datetime = NOW, **secrets: Any) -> Message:
    webhook = a_webhook(**{"secret": SECRET, **secrets})
    event = an_event(data={"n": "ü – 🎉"})
    return message(webhook, Delivery(uuid4(), uuid4(), event.type, "pending", NOW, webhook.payload(event)), at)


def test_a_message_of_the_service_is_verified(verified: Verified) -> None:
    given = sent()
    for seconds in (-299, 0, 299):
        assert verified([SECRET], dict(given.headers), given.body, NOW.timestamp() + seconds)


def test_while_secrets_change_over_either_will_do(verified: Verified) -> None:
    given = sent(previous_secret=OLD_SECRET, previous_until=NOW + timedelta(hours=1))
    for secrets in ([SECRET], [OLD_SECRET], [OTHER_SECRET, OLD_SECRET]):
        assert verified(secrets, dict(given.headers), given.body, NOW.timestamp())


def test_what_is_not_of_the_service_or_not_of_now_is_not_verified(verified: Verified) -> None:
    given, now = sent(), NOW.timestamp()
    headers, body = dict(given.headers), given.body
    assert not verified([OTHER_SECRET], headers, body, now)
    assert not verified([SECRET], headers, body + b" ", now)
    assert not verified([SECRET], headers, body, now + 301)
    assert not verified([SECRET], headers, body, now - 301)
    for name, value in (
        ("webhook-id", str(uuid4())),
        ("webhook-timestamp", str(int(now) + 1)),
        ("webhook-timestamp", f"{int(now)}.0"),
        ("webhook-timestamp", ""),
        ("webhook-signature", ""),
        ("webhook-signature", headers["webhook-signature"].replace("v1,", "v1a,")),
        ("webhook-signature", headers["webhook-signature"][:-2]),
    ):
        assert not verified([SECRET], {**headers, name: value}, body, now), (name, value)
    assert not verified([SECRET], {}, body, now)


def test_the_pauses_in_the_document_are_those_of_the_service() -> None:
    assert [pause.total_seconds() for pause in PAUSES] == [
        *(5, 60, 5 * 60, 30 * 60),
        *(hours * 3600 for hours in (2, 5, 10, 20, 24)),
    ]
    text = " ".join(DOCUMENT.read_text(encoding="utf-8").split())
    assert "5 seconds, 1 minute, 5 minutes, 30 minutes, 2, 5, 10, 20 and 24 hours" in text


def test_nothing_of_a_type_is_left_where_a_node_is_given_the_snippet_without_them() -> None:
    assert len(re.findall(TYPES, snippet("typescript"))) == 5
