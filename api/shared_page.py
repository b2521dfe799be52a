"""The report of one call as a page for people, who come by an address that was shared with them; needs no login."""

import hashlib
from base64 import b64encode
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, current_app, render_template

from api import presenting
from api.wiring import services
from core.reports import Report

shared = Blueprint("shared", __name__, template_folder="templates")

_STYLE: Final = (Path(__file__).parent / "templates" / "shared_report.css").read_text(encoding="utf-8")
# No script, no picture, nothing from elsewhere, and no style but this one.
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@shared.get("/shared/<string:token>")
def shared_report(token: str) -> Response:
    """Show the report that a shared address leads to; 404 for an address that is none, or has ended."""
    page = Response(render(services().share_links.open(token)), mimetype="text/html")
    page.headers["Content-Security-Policy"] = _POLICY
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    return page


def render(report: Report) -> str:
    """Return a report as a page that prints well and needs nothing else."""
    return render_template("shared_report.html", report=presenting.report(report), style=_STYLE)


def address(token: str) -> str:
    """Return the address of a shared report; it begins as the settings say, whatever the request was sent to."""
    return f"{current_app.config['PUBLIC_BASE_URL']}/shared/{token}"
