"""Swagger UI is served by us, under a strict policy, in files that browsers may keep for good."""

import gzip
import re
from importlib.resources import files

from tests.api.partner import Partner


def _loaded(anybody: Partner) -> dict[str, str]:
    """Return the addresses of what the page loads, by the name of the file."""
    found = re.findall(r'(?:src|href)="(/swagger/[^"]+)"', anybody.client.get("/swagger/").text)
    return {address.rsplit("/", 1)[1]: address for address in found}


def test_the_page_is_not_kept_and_allows_nothing_inline_and_nothing_of_others(anybody: Partner) -> None:
    page = anybody.client.get("/swagger/")
    assert page.headers["Cache-Control"] == "no-store"
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


def test_files_are_kept_for_good_under_addresses_that_name_what_they_hold(anybody: Partner) -> None:
    loaded = _loaded(anybody)
    assert {"swagger-ui.css", "swagger-ui-bundle.js", "swagger.css", "swagger.js"} < set(loaded)
    for address in loaded.values():
        answer = anybody.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_files_are_those_of_swagger_ui_compressed_where_that_is_taken(anybody: Partner) -> None:
    address = _loaded(anybody)["swagger-ui-bundle.js"]
    bundled = (files("flask_swagger_ui") / "dist" / "swagger-ui-bundle.js").read_bytes()
    assert anybody.client.get(address).data == bundled
    packed = anybody.client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == bundled


def test_other_editions_other_files_and_the_bundle_of_restx_are_not_found(anybody: Partner) -> None:
    address = _loaded(anybody)["swagger.js"]
    folder = address.rsplit("/", 1)[0]
    for other in (
        *("/swagger/0000000000000000/swagger.js", f"{folder}/oauth2-redirect.html", f"{folder}/..%2fpages.py"),
        *("/swaggerui/swagger-ui.css", "/swaggerui/swagger-ui-bundle.js", "/static/swagger.js"),
    ):
        assert anybody.client.get(other).status_code == 404
