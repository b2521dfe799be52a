"""Each client that `make sdk` makes, on a running service; run by `make test-sdk`, not by `make test`.

The examples of docs/pages/sdks.md are those that run here.
A walk is a partner's way through the API by one client alone. Types are checked strictly before anything is run.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.blackbox.conftest import PROJECT, Service, an_admin, serving

SDK = PROJECT / "build" / "sdk"
SOURCES = PROJECT / "docs" / "sdk"
WALKS = Path(__file__).parent
PYTHON = PROJECT / ".venv-sdk" / "bin" / "python"
STEPS = (
    *("login", "createCampaign", "processConversations", "getReport", "askQuestion", "getJobStatus"),
    *("listConversations", "401", "400", "404", "409"),
)


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """A service with a broker, and what the clients have to know of it."""
    with serving(RATE_LIMIT_TENANT="0", RATE_LIMIT_KEY="0") as service:
        yield os.environ | partner_of(service)


def partner_of(service: Service) -> dict[str, str]:
    admin = an_admin(service)
    return {
        "API": f"http://127.0.0.1:{service.port}/api/v1",
        **{f"DEMO_{name.upper()}": value for name, value in admin.items()},
    }


def test_what_generators_read_has_one_line_a_paragraph() -> None:
    run([str(PYTHON), "-m", "doctest", "prepare.py"], dict(os.environ), SOURCES)


def test_a_partner_with_the_python_client_goes_all_the_way(environment: dict[str, str], tmp_path: Path) -> None:
    [wheel] = (SDK / "dist").glob("*.whl")
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--target", str(tmp_path)]
    run([str(PYTHON), *install, str(wheel)], dict(os.environ), PROJECT)
    at = environment | {"PYTHONPATH": str(tmp_path)}
    # By MYPYPATH alone, the types of the client itself are checked, too.
    sources = [str(WALKS / "walk.py"), str(SOURCES / "python" / "example.py")]
    types = ["--strict", "--config-file=", "--cache-dir", str(tmp_path / "types"), "--python-executable", str(PYTHON)]
    run([sys.executable, "-m", "mypy", *types, *sources], environment | {"MYPYPATH": str(tmp_path)}, PROJECT)
    walked([str(PYTHON), sources[0]], at, PROJECT)
    assert "python-example" in run([str(PYTHON), sources[1]], at, PROJECT)


def test_a_partner_with_the_typescript_client_goes_all_the_way(environment: dict[str, str], tmp_path: Path) -> None:
    shutil.copy(WALKS / "walk.ts", tmp_path / "walk.ts")
    shutil.copy(SOURCES / "typescript" / "example.ts", tmp_path / "example.ts")
    (tmp_path / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
    [package] = (SDK / "dist").glob("*.tgz")
    run(["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", str(package)], environment, tmp_path)
    compiler = SDK / "typescript" / "node_modules"
    options = ["--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--module", "nodenext"]
    options += ["--types", "node", "--typeRoots", str(compiler / "@types"), "walk.ts", "example.ts"]
    run([str(compiler / ".bin" / "tsc"), *options], environment, tmp_path)
    walked(["node", "walk.js"], environment, tmp_path)
    assert "typescript-example" in run(["node", "example.js"], environment, tmp_path)


@pytest.mark.skipif(not list((SDK / "dist").glob("*.jar")), reason="no Java client was made: `make sdk` says why")
def test_a_partner_with_the_java_client_goes_all_the_way(environment: dict[str, str], tmp_path: Path) -> None:
    [jar] = (SDK / "dist").glob("*.jar")
    needed = run([str(PYTHON), "-c", "import make; print(make.class_path())"], environment, SOURCES).strip()
    classes = os.pathsep.join((str(tmp_path), str(jar), needed))
    sources = [str(WALKS / "Walk.java"), str(SOURCES / "java" / "Example.java")]
    run(["javac", "-Xlint:all,-processing,-classfile", "-Werror", "-d", str(tmp_path), "-cp", classes, *sources],
        environment, PROJECT)  # fmt: skip
    walked(["java", "-cp", classes, "Walk"], environment, PROJECT)
    assert "java-example" in run(["java", "-cp", classes, "Example"], environment, PROJECT)


def walked(command: list[str], environment: dict[str, str], where: Path) -> None:
    """Go a walk and show it; fail where it left a step out."""
    said = run(command, environment, where)
    print(f"\n{said}")
    assert [line.split()[0] for line in said.splitlines()] == list(STEPS)


def run(command: list[str], environment: dict[str, str], where: Path) -> str:
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
