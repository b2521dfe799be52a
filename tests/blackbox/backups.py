"""Backups of a service that is being written to, and what becomes of them elsewhere; run by `make test-faults`.

This tries what docs/pages/deploy/backup.md says.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.receiver import Receiver
from tests.blackbox.conftest import BASE, PROJECT, SETTINGS, Service, an_admin, new_id, serving, wait_until
from tests.blackbox.dialogues import real_calls
from tests.blackbox.posting import has_ended, post_async

TENANTS = ("demo", "harbour")
# What a partner can read, each with what makes it a list of things that are named.
PARTS = ("", "/report", "/reviews", "/qa")
PATHS = ("/campaigns?limit=100", "/webhooks", "/users", "/api-keys", "/audit?limit=100", "/jobs?limit=100")


def backup(*words: object, data_dir: Path, ends_with: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run(
        [sys.executable, "-m", "api.backup", *map(str, words)],
        cwd=PROJECT, env=environment | {"DATA_DIR": str(data_dir)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == ends_with, done.stdout + done.stderr
    return done.stdout + done.stderr


class Partner:
    """A tenant's admin at a running service, who can move to another one."""

    def __init__(self, service: Service, credentials: dict[str, str]) -> None:
        self.credentials = credentials
        self.move_to(service)

    def move_to(self, service: Service) -> None:
        self.service = Service(service.data_dir)
        self.service.port = service.port
        answer = self.service.post("/auth/login", self.credentials)
        assert answer.status == 200, answer.body
        self.service.token = answer.json()["access_token"]

    def settle(self, hook: str) -> list[str]:
        """Store something of every kind; return the ids of the calls."""
        tell = self.service.post
        if self.credentials["tenant_id"] != "demo":
            assert tell("/campaigns", {"name": "Fibre", "code": "FIBRE"}).status == 201
        assert tell("/webhooks", {"url": hook, "events": ["conversation.analysed"]}).status == 201
        assert tell("/api-keys", {"name": "dialler", "scopes": ["campaigns:read"]}).status == 201
        calls = [{**each, "campaign_id": "FIBRE"} for each in real_calls(6, new_id())]
        assert tell("/conversations/process", {"transcription": calls}).status == 200
        later = [{**each, "campaign_id": "FIBRE"} for each in real_calls(4, new_id())]
        job_id = post_async(self.service, later)
        wait_until(lambda: has_ended(self.service, job_id))
        call_ids = [str(each["call_id"]) for each in calls + later]
        for call_id in call_ids[:3]:
            question = {"question": {"text": "Was the customer interested?"}}
            assert tell(f"/conversations/{call_id}/qa", question).status == 200
            review = {"answers": [{"question_id": "Q001", "answer": "Yes"}]}
            answer = tell(f"/conversations/{call_id}/reviews", review)
            assert answer.status == 201, answer.body
        return call_ids

    def reads(self, call_ids: list[str]) -> dict[str, Any]:
        """Return every byte of what the service says of these calls and of all else that it lists."""
        of_calls = [f"/conversations/{call_id}{part}" for call_id in call_ids for part in PARTS]
        found = {}
        for path in of_calls:
            answer = self.service.get(path)
            assert answer.status == 200, (path, answer.body)
            found[path] = answer.body
        return found

    def lists(self) -> dict[str, set[str]]:
        """Return the things that the service lists, as they are, in no order."""
        found = {}
        for path in PATHS:
            answer = self.service.get(path)
            assert answer.status == 200, (path, answer.body)
            things = next(value for value in answer.json().values() if isinstance(value, list))
            found[path] = {json.dumps(each, sort_keys=True) for each in things}
        return found


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="elsewhere-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_what_was_acknowledged_before_a_backup_under_load_is_there_elsewhere(
    receiver: Receiver, elsewhere: Path
) -> None:
    hook = f"http://127.0.0.1:{receiver.server_port}/hooks"
    with serving(WEBHOOK_ALLOWED_HOSTS=f"127.0.0.1:{receiver.server_port}") as service:
        service.command("tenants", "add", "harbour", "--name", "Harbour")
        partners = [Partner(service, an_admin(service, tenant_id, "adam")) for tenant_id in TENANTS]
        call_ids = [partner.settle(hook) for partner in partners]
        said = [partner.reads(some) for partner, some in zip(partners, call_ids, strict=True)]
        lists = [partner.lists() for partner in partners]

        acknowledged: list[str] = []
        done = threading.Event()

        def write() -> None:
            while not done.is_set():
                call_id = new_id("meanwhile")
                if service.process(call_id).status == 200:
                    acknowledged.append(call_id)

        writer = threading.Thread(target=write)
        writer.start()
        wait_until(lambda: len(acknowledged) >= 5)
        sure = list(acknowledged)
        told = backup("save", "--to", elsewhere / "kept", data_dir=service.data_dir)
        wait_until(lambda: len(acknowledged) > len(sure) + 5)
        done.set()
        writer.join()
        (file,) = (elsewhere / "kept").iterdir()
        print(told.strip(), f"\n{len(acknowledged)} calls were acknowledged meanwhile, {len(sure)} of them before")
        secret = (service.data_dir / "jwt_secret_key").read_text(encoding="utf-8")
        shutil.copy(service.data_dir / "demo.env", elsewhere / "demo.env")

    there = elsewhere / "data"
    there.mkdir()
    cut = elsewhere / "cut.backup"
    cut.write_bytes(file.read_bytes()[:-5000])
    assert "damaged" in backup("restore", cut, data_dir=there, ends_with=1)
    assert "is not the one of the backup" in backup("restore", file, data_dir=there)
    (there / "jwt_secret_key").write_text(secret, encoding="utf-8")
    shutil.copy(elsewhere / "demo.env", there / "demo.env")
    assert "Give --replace" in backup("restore", file, data_dir=there, ends_with=1)
    assert "is not the one of" not in backup("restore", file, "--replace", data_dir=there)

    restored = Service(there)
    restored.start()
    try:
        restored.log_in()
        for partner, some, before, listed in zip(partners, call_ids, said, lists, strict=True):
            # The same secret: a token of before is still good.
            kept = Service(there)
            kept.port, kept.token = restored.port, partner.service.token
            assert kept.get("/auth/me").status == 200
            partner.move_to(restored)
            assert partner.reads(some) == before
            for path, things in partner.lists().items():
                assert things >= listed[path] or path in ("/audit?limit=100", "/jobs?limit=100"), path
            theirs = call_ids[1 - call_ids.index(some)][0]
            assert partner.service.get(f"/conversations/{theirs}/report").status == 404
        for call_id in sure:
            assert restored.get(f"/conversations/{call_id}/report").status == 200
        assert "whole" in restored.command("audit", "verify", "--all-tenants")
        # And it works on.
        assert restored.process(new_id("afterwards")).status == 200
        assert restored.ask("GET", BASE.replace("/api/v1", "/readyz")).status == 200
    finally:
        restored.stop()
