"""A running service whose demo tenant logs in as the contract's example does, and a browser that looks at it."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.examples import request_body
from tests.blackbox.conftest import Service
from tests.browser.chromium import Chromium, browsing
from tests.browser.swagger_page import SwaggerPage


@contextlib.contextmanager
def serving_the_examples() -> Iterator[Service]:
    """Run a service on which `login` works as it is filled in, as it does where somebody chose that password."""
    folder = Path(tempfile.mkdtemp(prefix="browser-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user than root
    login = request_body("login")
    kept = {f"DEMO_{name.upper()}": value for name, value in login.items()}
    (folder / "demo.env").write_text("".join(f"{name}={value}\n" for name, value in kept.items()), encoding="utf-8")
    service = Service(folder)
    try:
        service.start()
        yield service
    finally:
        service.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    with browsing() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def address(chromium: Chromium) -> Iterator[str]:  # the browser first: without it no service need start
    with serving_the_examples() as service:
        yield f"http://localhost:{service.port}"


@pytest.fixture(scope="session")
def page(chromium: Chromium, address: str) -> SwaggerPage:
    return SwaggerPage(chromium, address)
