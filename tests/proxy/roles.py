"""The other roles, from the image's files, under supervisord and under systemd; and what linters say of all files.

CONTAINER_TOOLS is the folder of the linters and of supervisord (`make test-proxy` makes it).
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.partner import a_transcription
from tests.proxy import image, servers
from tests.proxy.conftest import Site
from tests.proxy.servers import Program, wait_until
from tests.proxy.stack import Client, Stack

TOOLS = Path(os.environ.get("CONTAINER_TOOLS", ".venv-containers/bin"))
DOCKER = image.DOCKER


def output_of(*command: str | Path, given: str = "", **variables: str) -> str:
    """Run a command that has to find no fault; return what it said."""
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, cwd=image.PROJECT, env={**os.environ, **variables}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def is_healthy(stack: Stack, role: str) -> bool:
    """Ask as the container's check of health does."""
    command = image.confined(image.SERVICE_UID, "python", *image.compose()["services"][role]["healthcheck"]["test"][2:])
    done = subprocess.run(command, cwd=stack.tree, env=stack.environment(role), capture_output=True)
    return done.returncode == 0


def analyses(client: Client, call_id: str) -> bool:
    """Post a call to be analysed later, and wait until it is."""
    posted = client.post("/conversations/process?async=true", {"transcription": [a_transcription(call_id)]})
    assert posted.status == 202, posted.body
    path = posted.json()["status_url"]
    wait_until(lambda: client.get(path).json()["status"] != "processing")
    return bool(client.get(path).json()["processed_count"] == 1)


def test_workers_run_from_the_files_of_the_image_and_are_healthy_until_they_end(client: Client, site: Site) -> None:
    assert is_healthy(site.stack, "web")
    ports = {"worker": servers.free_port(), "courier": servers.free_port()}
    assert not any(is_healthy(site.stack, role) for role in ports)
    roles = {role: site.stack.start(role, METRICS_PORT=str(port)) for role, port in ports.items()}
    try:
        for role, program in roles.items():
            program.wait_until(lambda role=role: is_healthy(site.stack, role))
        assert analyses(client, "by-worker-1")
        tells_figures(site, *ports.values(), site.stack.web_port)
    finally:
        codes = [program.stop() for program in roles.values()]
    assert codes == [0, 0]
    assert not any(is_healthy(site.stack, role) for role in roles)


def tells_figures(site: Site, *ports: int) -> None:
    """Check that who has the token is told the figures, past nginx, and nobody else is."""
    token = (site.stack.secrets / "metrics_token").read_text(encoding="utf-8").strip()
    for port in ports:
        assert Client(port, token).get("/metrics").status == 200
        assert Client(port).get("/metrics").status == 401


def test_supervisord_runs_all_roles(client: Client, site: Site) -> None:
    assert site.web.stop() == 0
    run = image.own(site.stack.folder / "supervised", os.geteuid())
    environment = site.stack.environment("worker") | {"RUNTIME_DIRECTORY": str(run), "TMPDIR": str(run)}
    command = [TOOLS.absolute() / "supervisord", "--nodaemon", "--configuration", DOCKER / "supervisor.conf"]
    supervisor = Program(command, site.stack.folder / "supervisord.log", env=environment)
    try:
        supervisor.wait_until(lambda: servers.status_of(site.stack.web_port, "/readyz") == 200)
        assert analyses(client, "by-supervised-1")
        control = [TOOLS / "supervisorctl", "--configuration", DOCKER / "supervisor.conf", "status"]
        assert output_of(*control, RUNTIME_DIRECTORY=str(run)).count("RUNNING") == 3
    finally:
        code = supervisor.stop()
        site.web = site.stack.start_web()
    assert code == 0


def test_units_are_sound_and_exposed_little(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    for unit in (DOCKER / "systemd").rglob("*.*"):
        if unit.is_file():
            place = tmp_path / unit.relative_to(DOCKER / "systemd")
            place.parent.mkdir(exist_ok=True)
            text = unit.read_text(encoding="utf-8").replace("/opt/call-quality/", f"{image.PROJECT}/")
            place.write_text(text.replace("WorkingDirectory=/opt/call-quality", "WorkingDirectory=/"), encoding="utf-8")
    units = [tmp_path / f"call-quality@{role}.service" for role in ("web", "worker", "courier", "migrate")]
    said = output_of(
        *("systemd-analyze", "verify", "--man=no", tmp_path / "call-quality.target", *units),
        SYSTEMD_UNIT_PATH=f"{tmp_path}:",
    )
    assert [line for line in said.splitlines() if "call-quality" in line and "is dropped" not in line] == []
    shutil.copy(tmp_path / "call-quality@.service", tmp_path / "call-quality-web.service")
    exposed = ["systemd-analyze", "security", "--offline=true", "--threshold=20"]
    print(f"\n{output_of(*exposed, tmp_path / 'call-quality-web.service').splitlines()[-1].strip()}")


def test_linters_find_no_fault(tmp_path: Path) -> None:
    output_of(TOOLS / "hadolint", DOCKER / "Dockerfile")
    output_of(TOOLS / "shellcheck", *(DOCKER / name for name in ("entrypoint", "make-secrets", "postgres-init.sh")))
    check = "import sys, compose_spec; compose_spec.PyCompose.from_yaml(sys.stdin.read()).validate()"
    output_of(TOOLS / "python", "-c", check, given=json.dumps(image.compose()))
