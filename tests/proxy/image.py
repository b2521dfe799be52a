"""What the image holds and how compose.yaml starts it, for tests without a container engine.

The files are those that the Dockerfile copies, and nothing else; they cannot be written. A role runs as a user who has
a number only, without any power of root's but to read (the interpreter of a test may lie in root's own folder).
"""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2]
DOCKER = PROJECT / "docker"
SERVICE_UID, PROXY_UID = 10001, 101


def compose() -> dict[str, Any]:
    """Return compose.yaml, with the defaults of what may be set."""
    text = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)))


def copied() -> list[tuple[list[str], str]]:
    """Return what the Dockerfile copies from the project into the service, and where to."""
    text = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    builder = re.search(r"AS builder\n(.*?)\nFROM ", text, re.DOTALL)
    assert builder is not None
    lines = [line.split()[1:] for line in builder[1].splitlines() if line.startswith("COPY ")]
    return [(words[:-1], words[-1]) for words in lines]


def make_tree(tree: Path) -> None:
    """Put the files of the image into a folder, and take away the right to write."""
    for sources, target in copied():
        for source in sources:
            origin, place = PROJECT / source, tree / target
            if origin.is_dir():
                shutil.copytree(origin, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                place.mkdir(parents=True, exist_ok=True)
                shutil.copy(origin, place)
    for path in (tree, *tree.rglob("*")):
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) | stat.S_IRGRP | stat.S_IROTH)


def unmake(folder: Path) -> None:
    """Delete a folder with what cannot be written in it."""
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    shutil.rmtree(folder)


def confined(uid: int, *command: str | Path) -> list[str | Path]:
    """Return a command that runs as this user, with no way to become more; as ourselves, where we may not switch."""
    if os.geteuid() != 0:
        return [*command]
    capabilities = "-all,+dac_read_search"
    return [
        *("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--no-new-privs"),
        *(f"--inh-caps={capabilities}", f"--ambient-caps={capabilities}", f"--bounding-set={capabilities}"),
        *command,
    ]


def own(path: Path, uid: int) -> Path:
    """Make a folder of this user's."""
    path.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(path, uid, uid)
    return path


def environment_of(role: str, secrets: Path, **changes: str) -> dict[str, str]:
    """Return the environment that compose.yaml and the Dockerfile give to a role."""
    given = {name: str(value or "") for name, value in compose()["services"][role]["environment"].items()}
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{name: value.replace("/run/secrets", str(secrets)) for name, value in given.items()},
        **changes,
    }
