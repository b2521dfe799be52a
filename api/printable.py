"""Pages to read and print: one file each that needs nothing else and runs nothing."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Response, render_template
from markupsafe import Markup

_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Printable:
    """A kind of page: its template, its style, and the only content policy under which that style is shown."""

    template: str
    style: Markup
    policy: str

    @classmethod
    def of(cls, template: str, *styles: str) -> "Printable":
        """Read the style of a kind of page: base.css, and what the page has of its own."""
        read = ((_TEMPLATES / name).read_text(encoding="utf-8") for name in ("base.css", *styles))
        style = "".join(read)
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        # No script, no picture, nothing from elsewhere, and no style but this one.
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; " + (
            "frame-ancestors 'none'"
        )
        return cls(template, Markup(style), policy)  # noqa: S704 - our own file

    def response(self, **shown: Any) -> Response:
        """Answer with the page that shows this."""
        page = Response(render_template(self.template, style=self.style, **shown), mimetype="text/html")
        page.headers["Content-Security-Policy"] = self.policy
        page.headers["X-Robots-Tag"] = "noindex, nofollow"
        return page
