"""Swagger UI over the authored contract: our page, the pinned files of Swagger UI, and nothing from elsewhere.

Files have addresses with a digest of what is in them, so that browsers may keep them for good; the page is never kept.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, render_template

from api.compression import takes_gzip

swagger_page = Blueprint("swagger", __name__)

# No inline script or style is needed; pictures are in the style sheet.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_KINDS: Final = {".css": "text/css", ".js": "text/javascript", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class _File:
    """A file that the page loads."""

    name: str
    digest: str
    content: bytes

    @classmethod
    def read(cls, path: Traversable) -> "_File":
        content = path.read_bytes()
        return cls(path.name, hashlib.sha256(content).hexdigest()[:16], content)


@cache
def _files() -> Mapping[str, _File]:
    bundled = files("flask_swagger_ui") / "dist"
    ours = files("api") / "static"
    paths = [bundled / name for name in ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")]
    paths += [ours / name for name in ("swagger.css", "swagger.js")]
    return {path.name: _File.read(path) for path in paths}


@cache
def _packed(name: str) -> bytes:
    """Return a file compressed: once, since that of Swagger UI takes a tenth of a second."""
    return gzip.compress(_files()[name].content, compresslevel=6, mtime=0)


@swagger_page.get("/swagger/")
def page() -> Response:
    """Serve the interactive documentation over the authored contract."""
    answer = Response(render_template("swagger.html", digests={each.name: each.digest for each in _files().values()}))
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


@swagger_page.get("/swagger/<digest>/<name>")
def file(digest: str, name: str) -> Response:
    """Serve one of the files that the page loads; 404 for any other, and for another edition of it."""
    found = _files().get(name)
    if found is None or found.digest != digest:
        abort(404)
    kind = _KINDS[Path(name).suffix]
    answer = Response(found.content, mimetype=kind)
    if kind.startswith("text/"):
        answer.vary.add("Accept-Encoding")
        if takes_gzip():
            answer.set_data(_packed(name))
            answer.content_encoding = "gzip"
    answer.cache_control.public = True
    answer.cache_control.max_age = 31_536_000
    answer.cache_control.immutable = True
    return answer
