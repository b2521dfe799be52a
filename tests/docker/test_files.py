"""What docker/ promises of every container, and that it says the same as the launcher does."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from api import launcher_workers
from api.ndjson import MAX_BYTES
from api.settings import Settings
from tests.proxy.image import DOCKER, PROJECT, compose, copied

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
OURS = ("web", "worker", "courier", "migrate")


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_do_no_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert service["logging"]["options"]["max-size"]
    assert "healthcheck" in service
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")


def test_only_nginx_is_published_and_only_couriers_reach_out() -> None:
    networks = compose()["networks"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    open_to = {
        name: [n for n in service["networks"] if not networks[n].get("internal")] for name, service in SERVICES.items()
    }
    assert {name: found for name, found in open_to.items() if found} == {"nginx": ["edge"], "courier": ["outside"]}


def test_web_and_workers_begin_when_the_migration_has_succeeded() -> None:
    for name in ("web", "worker", "courier"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_only_the_migration_is_told_who_owns_the_tables() -> None:
    assert [name for name, service in SERVICES.items() if "database_owner_url" in service.get("secrets", [])] == [
        "migrate"
    ]


def test_secrets_are_made_for_all_services_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    run = ["sh", DOCKER / "make-secrets", folder]
    subprocess.run(run, check=True, capture_output=True)
    made = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    subprocess.run(run, check=True, capture_output=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == made
    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(made) == set(compose()["secrets"])
    assert all(service.get("secrets", []) for name, service in SERVICES.items() if name != "nginx")
    for role in OURS:
        given = {name: str(value or "") for name, value in SERVICES[role]["environment"].items()}
        given = {name: value.replace("/run/secrets", str(folder)) for name, value in given.items()}
        settings = Settings.from_env({**given, "DATA_DIR": str(tmp_path)})
        user = "call_quality_owner" if role == "migrate" else "call_quality_app"
        assert str(settings.database_url).startswith(f"postgresql+psycopg2://{user}:")


def test_what_the_image_copies_is_let_through_to_its_builder() -> None:
    let_through = {
        line[1:].rstrip("/")
        for line in (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line[0] == "!"
    }
    assert {source.rstrip("/") for sources, _ in copied() for source in sources} | {"docker/nginx.conf"} == let_through


def test_workers_are_started_as_the_launcher_starts_them(tmp_path: Path) -> None:
    script = (DOCKER / "entrypoint").read_text(encoding="utf-8")
    said = re.sub(r"\\\n\s*", "", script)
    for worker in launcher_workers.workers(2, tmp_path, {}):
        options = " ".join(worker._command[worker._command.index("--app") :])
        options = options.replace(f"{worker.name}@%h", '"$name@%h"').replace(
            "--concurrency 2", '--concurrency "${CELERY_CONCURRENCY:-2}"'
        )
        common, _, own = options.partition(" --queues")
        assert f"python -m celery {common}" in said
        assert f"--queues{own}" in said


def test_nginx_takes_bodies_as_large_as_the_service_does() -> None:
    conf = (DOCKER / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"client_max_body_size (\w+);", conf) == ["10m", "256m", "0"]
    assert f"1 {MAX_BYTES};" in conf
