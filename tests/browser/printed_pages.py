"""The pages to read and print, in a real browser under their own content policies. Run by `make test-browser`."""

from collections.abc import Iterator

import httpx
import pytest

from tests.api.examples import request_body
from tests.api.partner import BASE, a_transcription
from tests.browser.chromium import Chromium

CAMPAIGN, CALL = "PRINTED", "printed-1"


@pytest.fixture(scope="module")
def partner(address: str) -> Iterator[httpx.Client]:
    """A partner who has logged in, and posted a call of a campaign."""
    with httpx.Client(base_url=address + BASE, timeout=60) as partner:
        token = partner.post("/auth/login", json=request_body("login")).raise_for_status().json()["access_token"]
        partner.headers["Authorization"] = f"Bearer {token}"
        partner.post("/campaigns", json={"name": "Fibre", "code": CAMPAIGN}).raise_for_status()
        batch = {"transcription": [a_transcription(CALL, CAMPAIGN)]}
        partner.post("/conversations/process", json=batch).raise_for_status()
        yield partner


def shown(chromium: Chromium, address: str, **headers: str) -> str:
    """Open an address with these headers; return the text that can be read."""
    chromium.driver.execute_cdp_cmd("Network.enable", {})
    chromium.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": headers})
    try:
        chromium.driver.get(address)
        text = str(chromium.driver.execute_script("return document.documentElement.textContent"))
        chromium.note()
        assert chromium.complaints == []
        assert chromium.kept() == {}
    finally:
        chromium.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {}})
    return text


@pytest.mark.parametrize(("path", "said"), [(f"/conversations/{CALL}", CALL), (f"/campaigns/{CAMPAIGN}", "Fibre")])
def test_a_page_is_shown_as_its_policy_allows(chromium: Chromium, partner: httpx.Client, path: str, said: str) -> None:
    address = f"{partner.base_url.join(BASE + path)}/report"
    assert said in shown(chromium, address, Authorization=partner.headers["Authorization"])
    rules = chromium.driver.execute_script("return document.styleSheets[0]?.cssRules.length ?? 0")
    assert rules > 0  # the policy lets its own style in


def test_a_shared_report_is_shown_to_who_has_its_address_only(chromium: Chromium, partner: httpx.Client) -> None:
    answer = partner.post(f"/conversations/{CALL}/share", json=request_body("createShareLink")).raise_for_status()
    assert CALL in shown(chromium, answer.json()["url"])
