"""The report of one call as a page for people, who come by an address that was shared with them; needs no login."""

from flask import Blueprint, Response, current_app

from api import call_page
from api.wiring import services

shared = Blueprint("shared", __name__, template_folder="templates")


@shared.get("/shared/<string:token>")
def shared_report(token: str) -> Response:
    """Show the report that a shared address leads to; 404 for an address that is none, or has ended."""
    return call_page.page(services().share_links.open(token))


def address(token: str) -> str:
    """Return the address of a shared report; it begins as the settings say, whatever the request was sent to."""
    return f"{current_app.config['PUBLIC_BASE_URL']}/shared/{token}"
