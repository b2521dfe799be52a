"""A client of the service, with nothing but the standard library."""

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

BASE = "/api/v1"
TIMEOUT_S = 120


class ServiceUnreachable(Exception):
    """Nobody answers at the address of the service, or not as this service does."""


class Refused(Exception):
    """The service answered with an error; the message says which, with every fault."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        said = [f"{status} {body.get('error', '')}: {body.get('message', '')}"]
        said += [f"  {path}: {', '.join(faults)}" for path, faults in body.get("details", {}).items()]
        super().__init__("\n".join(said))


class Client:
    """Speaks with one service, as one user once logged in."""

    def __init__(self, url: str) -> None:
        """Take the address of the service, without a path. Nothing is sent yet."""
        self.url = url
        self._token: str | None = None
        self._opener = _opener(url)

    def log_in(self, *, tenant_id: str, username: str, password: str) -> None:
        """Get a token, and send it from now on."""
        credentials = {"tenant_id": tenant_id, "username": username, "password": password}
        self._token = self._send("/auth/login", credentials)["access_token"]

    def find(self, *path: str) -> dict[str, Any] | None:
        """Read what is at a path, given by its unquoted parts; None where there is no such thing."""
        try:
            return self._send("".join(f"/{quote(part, safe='')}" for part in path))
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def post(self, *path: str, body: object) -> dict[str, Any]:
        """Post a body to a path, given by its unquoted parts; return the answer."""
        return self._send("".join(f"/{quote(part, safe='')}" for part in path), body)

    def _send(self, path: str, body: object = None) -> dict[str, Any]:
        """Send a GET, or with a body a POST; raise Refused or ServiceUnreachable."""
        request = Request(self.url + BASE + path)  # noqa: S310 - Access lets http and https through only
        request.add_header("Accept", "application/json")
        if self._token:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        if body is not None:
            request.data = json.dumps(body, ensure_ascii=False).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                return _object(answer.read())
        except HTTPError as error:
            with error:
                raise Refused(error.code, _object(error.read())) from error
        except URLError as error:
            raise ServiceUnreachable(str(getattr(error.reason, "strerror", None) or error.reason)) from error
        except (OSError, HTTPException) as error:  # while the answer is read
            raise ServiceUnreachable(str(error) or type(error).__name__) from error


def _opener(url: str) -> OpenerDirector:
    """Return what opens addresses; a proxy of the surroundings cannot reach this machine's own services."""
    own = urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    return build_opener(ProxyHandler({})) if own else build_opener()


def _object(answer: bytes) -> dict[str, Any]:
    try:
        read = json.loads(answer)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise ServiceUnreachable("something else answers there")
    return read
