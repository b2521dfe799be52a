"""The demo tenant of a development installation: made once, its credentials kept beside the data."""

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings
from core.errors import AlreadyExists

TENANT_ID = "demo"
USERNAME = "demo"


@dataclass(frozen=True, slots=True)
class DemoCredentials:
    """How to log in as the demo tenant; `env_file` holds the same for a shell to source."""

    tenant_id: str
    username: str
    password: str
    env_file: Path


def ensure(settings: Settings, *, made: bool) -> DemoCredentials:
    """Return the demo tenant's credentials; make tenant and user where they are missing.

    The settings must name a database with current migrations; `made` says that tenant and user are there. The password
    is random, made once, and kept in `DATA_DIR/demo.env` for this user alone to read.
    """
    env_file = settings.data_dir / "demo.env"
    password = _kept_password(env_file)
    if not made:
        _make(settings, password)
    return DemoCredentials(TENANT_ID, USERNAME, password, env_file)


def _make(settings: Settings, password: str) -> None:
    # Loaded at the first start alone: that takes as long as a web process does to load.
    from api import wiring
    from api.app import create_app

    with create_app(settings).app_context():
        people = wiring.services().people
        with contextlib.suppress(AlreadyExists):
            people.add_tenant(TENANT_ID, "Demo tenant")
        with contextlib.suppress(AlreadyExists):
            people.add_user(TENANT_ID, USERNAME, "admin", password)


def _kept_password(env_file: Path) -> str:
    if not env_file.exists():
        password = secrets.token_urlsafe(12)
        lines = f"DEMO_TENANT_ID={TENANT_ID}\nDEMO_USERNAME={USERNAME}\nDEMO_PASSWORD={password}\n"
        descriptor = os.open(env_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(lines)
    kept = dict(line.partition("=")[::2] for line in env_file.read_text(encoding="utf-8").splitlines())
    return kept["DEMO_PASSWORD"]
