"""One stack for all tests of nginx and uWSGI."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.proxy import servers
from tests.proxy.servers import Nginx, Program
from tests.proxy.stack import PASSWORD, TENANT, USER, Client, Stack, a_certificate, standing


@dataclass
class Site:
    """The stack with its web server and nginx, which listens twice: plainly and with TLS."""

    stack: Stack
    web: Program
    nginx: Nginx
    tls_port: int
    certificate: Path
    client: Client


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with standing() as stack:
        tls_port = servers.free_port()
        tls = a_certificate(stack.folder).replace("listen 8443", f"listen 127.0.0.1:{tls_port}")
        web = stack.start_web()
        with Nginx(stack.folder / "nginx", stack.web_port, tls=tls).running() as nginx:
            client = Client(nginx.port)
            answer = client.post("/auth/login", {"tenant_id": TENANT, "username": USER, "password": PASSWORD})
            assert answer.status == 200, answer.body
            client.token = answer.json()["access_token"]
            assert client.post("/campaigns", {"name": "Fibre", "code": "FIBRE"}).status == 201
            site = Site(stack, web, nginx, tls_port, stack.folder / "tls_certificate", client)
            yield site
        site.web.stop()


@pytest.fixture
def client(site: Site) -> Client:
    return site.client
