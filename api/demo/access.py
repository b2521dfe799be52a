"""Where the service is and who logs in: from the environment, `.env`, and the file that `make run` keeps."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

_CREDENTIALS = ("DEMO_TENANT_ID", "DEMO_USERNAME", "DEMO_PASSWORD")


class AccessError(Exception):
    """The demo does not know where to go or who to be; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Access:
    """The address of the service, without a path, and the credentials of the demo tenant."""

    url: str
    tenant_id: str
    username: str
    password: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Access":
        """Read DEMO_URL (or else PORT on this machine) and the credentials.

        The credentials are in DATA_DIR/demo.env, unless all are set. Raises AccessError.
        """
        values = environ if environ is not None else {**_read(Path.cwd() / ".env"), **os.environ}
        url = (values.get("DEMO_URL") or f"http://localhost:{values.get('PORT') or 5000}").rstrip("/")
        try:
            parts = urlsplit(url)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:  # a port that is none
            usable = False
        if not usable:
            raise AccessError(f"{url} is not the address of a service: set DEMO_URL or PORT.")
        kept = Path(values.get("DATA_DIR") or "./var") / "demo.env"
        known = {**_read(kept), **{name: values[name] for name in _CREDENTIALS if values.get(name)}}
        if missing := [name for name in _CREDENTIALS if not known.get(name)]:
            raise AccessError(
                f"The demo tenant's credentials are missing ({', '.join(missing)}). `make run` makes them and"
                f" keeps them in {kept}: start it first, with the same DATA_DIR."
            )
        return cls(url, *(known[name] for name in _CREDENTIALS))


def _read(path: Path) -> dict[str, str]:
    try:
        return {name: value for name, value in dotenv_values(path).items() if value}
    except OSError as error:
        raise AccessError(f"{path} cannot be read: {error.strerror}.") from error
