"""The rule of migrations, tried: an older edition of the code goes on serving a database that the newer one migrated.

The older editions are those before a revision was added, out of the history; a checkout without one skips this.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.embedded import DatabaseUrls, running
from db.migrate import MIGRATIONS, upgrade
from tests.blackbox.conftest import CAMPAIGN, PROJECT, SETTINGS, Service, wait_until

TENANT = "steady"
THE_LAST = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
# The edition before the last revision, and one that knows of neither facts, words nor reviews.
BEFORE = (THE_LAST, "0012")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="editions-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def urls(folder: Path) -> Iterator[DatabaseUrls]:
    with running(folder / "data", durable=False) as urls:
        upgrade(urls.owner)
        yield urls


@pytest.fixture(scope="module")
def newer(folder: Path, urls: DatabaseUrls) -> Iterator[Service]:
    with serving_code(PROJECT, folder / "newer", urls) as service:
        password = f"wander-crisp-{uuid.uuid4().hex}"
        service.command("tenants", "add", TENANT, "--name", TENANT)
        options = ["--tenant", TENANT, "--username", "ann", "--role", "admin", "--password-stdin"]
        service.command("users", "add", *options, given=password)
        (folder / "password").write_text(password, encoding="ascii")
        log_in(service, folder)
        assert service.post("/campaigns", {"name": "Fibre", "code": CAMPAIGN}).status == 201
        yield service


@contextlib.contextmanager
def serving_code(tree: Path, data_dir: Path, urls: DatabaseUrls) -> Iterator[Service]:
    """Serve the code of a folder, which migrates nothing."""
    data_dir.mkdir()
    settings = {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "CELERY_BROKER_URL": "none",
        "JWT_SECRET_KEY": "the same for all editions, so that tokens are good everywhere",
    }
    service = Service(data_dir, **settings)
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    environment |= {**settings, "DATA_DIR": str(data_dir), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "run", f"--port={service.port}"]
    with (
        (data_dir / "log").open("ab") as log,
        subprocess.Popen(command, cwd=tree, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            wait_until(lambda: process.poll() is not None or service.ask("GET", "/healthz").status == 200)
            assert process.poll() is None, (data_dir / "log").read_text(encoding="utf-8")
            yield service
        finally:
            process.terminate()


def log_in(service: Service, folder: Path) -> None:
    password = (folder / "password").read_text(encoding="ascii")
    answer = service.post("/auth/login", {"tenant_id": TENANT, "username": "ann", "password": password})
    assert answer.status == 200, answer.body
    service.token = answer.json()["access_token"]


def code_before(revision: str, tree: Path) -> str:
    """Unpack the last edition that did not have a revision; return its newest one."""

    def git(*words: str) -> bytes:
        return subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, check=True).stdout

    try:
        added = git("log", "--format=%H", "--diff-filter=A", "--", f"migrations/versions/{revision}_*.py").split()
        archive = git("archive", f"{added[-1].decode()}^")
    except (OSError, IndexError, subprocess.CalledProcessError):
        pytest.skip(f"this checkout has no history of the time before {revision}")
    tree.mkdir()
    subprocess.run(["tar", "-x", "-C", tree], input=archive, check=True)
    return max(path.name[:4] for path in (tree / "migrations" / "versions").glob("[0-9]*.py"))


@pytest.mark.parametrize("revision", BEFORE)
def test_code_of_before_serves_what_a_newer_edition_has_migrated(
    revision: str, folder: Path, urls: DatabaseUrls, newer: Service
) -> None:
    known = code_before(revision, folder / f"code-{revision}")
    assert known < revision
    assert newer.process(f"of-newer-{revision}").status == 200
    with serving_code(folder / f"code-{revision}", folder / f"data-{revision}", urls) as older:
        log_in(older, folder)
        made = older.process(f"of-older-{revision}")
        assert made.status == 200, made.body
        for call_id in (f"of-older-{revision}", f"of-newer-{revision}"):
            said = [each.get(f"/conversations/{call_id}/report") for each in (older, newer)]
            assert [each.status for each in said] == [200, 200], [each.body for each in said]
            assert said[0].json()["report_metadata"]["report_id"] == said[1].json()["report_metadata"]["report_id"]
            asked = older.post(f"/conversations/{call_id}/qa", {"question": {"text": "Was the customer interested?"}})
            assert asked.status == 200, asked.body
        job_id = made.json()["job_id"]
        for each in (older, newer):
            assert each.get(f"/jobs/{job_id}/status").json()["processed_count"] == 1
        listed = [each.get("/campaigns").json() for each in (older, newer)]
        assert listed[0] == listed[1]
        assert older.post("/campaigns", {"name": "Of before"}).status == 201
        told = json.dumps(newer.get("/campaigns?limit=100").json())
        assert "Of before" in told
        assert newer.ask("GET", "/readyz").status == 200
    print(f"The code of {known} serves the schema of {THE_LAST}")
    with contextlib.suppress(OSError):
        shutil.rmtree(folder / f"code-{revision}")
