"""Tell whether this container's role works: `python docker/health.py web`; ends with 1 where it does not.

A web server has to answer /healthz. A worker touches a file for as long as its loop turns (api.liveness).
"""

import os
import sys
import time
import urllib.request
from pathlib import Path

TIMEOUT_S = 4
STALE_S = 60  # a worker touches its file every ten seconds


def main(role: str) -> int:
    """Return 0 where the role works."""
    if role == "web":
        port = os.environ.get("LISTEN", ":5000").rpartition(":")[2]
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever proxy the host has
        with direct.open(f"http://127.0.0.1:{port}/healthz", timeout=TIMEOUT_S) as answer:
            return 0 if answer.status == 200 else 1
    touched_s = Path(os.environ.get("RUNTIME_DIRECTORY", "/tmp"), f"{role}.alive").stat().st_mtime  # noqa: S108
    return 0 if time.time() - touched_s < STALE_S else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
