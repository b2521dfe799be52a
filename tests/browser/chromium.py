"""A Chromium without a window, and all that it complained of and asked for."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.service import Service as Driver

DESKTOP, PHONE = 1280, 375
HOW_TO_GET = (
    "Chromium and its driver are needed: apt-get install chromium chromium-driver (or set CHROMIUM, CHROMEDRIVER)"
)
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"),
)
# Put into every page before anything of its own runs.
_WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


class Chromium:
    """A browser with a profile of its own, which remembers what it complained of."""

    def __init__(self, profile: Path) -> None:
        browser, driver = _program("CHROMIUM", "chromium"), _program("CHROMEDRIVER", "chromedriver")
        if browser is None or driver is None:
            raise LookupError(HOW_TO_GET)
        options = webdriver.ChromeOptions()
        options.binary_location = browser
        for flag in (*_FLAGS, f"--user-data-dir={profile}", f"--window-size={DESKTOP},1400"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Driver(driver))
        self.driver.set_script_timeout(30)
        self.driver.execute_cdp_cmd("Page.enable", {})
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
        self.complaints: list[str] = []
        self.addresses: set[str] = set()

    def note(self) -> None:
        """Remember what the page in sight complained of, and what it asked for: leaving a page forgets it."""
        violations = self.driver.execute_script("return window.__violations ?? []")
        self.complaints += [f"policy: {each}" for each in violations]
        self.complaints += [
            f"console: {entry['message']}" for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"
        ]
        for entry in self.driver.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                self.addresses.add(event["params"]["request"]["url"])

    def forgive(self, address: str) -> None:
        """Forget that the console told of the answers of an address, which were meant to be errors."""
        self.note()
        self.complaints = [each for each in self.complaints if not (address in each and "Failed to load" in each)]

    def shoot(self, to: Path) -> None:
        """Take a picture of what is in sight."""
        to.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(to))

    def hosts(self) -> set[str]:
        """Return the hosts and ports that were asked for anything so far."""
        self.note()
        parts = [urlsplit(address) for address in self.addresses]
        return {each.netloc for each in parts if each.scheme not in ("data", "blob", "about", "chrome")}

    def kept(self) -> dict[str, Any]:
        """Return what the page in sight has left behind in the browser."""
        found: dict[str, Any] = self.driver.execute_async_script("""
            const done = arguments[arguments.length - 1];
            Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker?.getRegistrations() ?? []]).then(
              ([databases, stores, workers]) => done({
                local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie,
                databases: databases.length, stores: stores.length, workers: workers.length,
              }));
        """)
        return {name: what for name, what in {**found, "cookies": self.driver.get_cookies()}.items() if what}

    @contextlib.contextmanager
    def width(self, width: int, height: int = 1400) -> Iterator[None]:
        """Show pages as on a screen of this width; on a narrow one, as a phone does."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        try:
            yield
        finally:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@contextlib.contextmanager
def browsing() -> Iterator[Chromium]:
    """Run a browser; afterwards nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        chromium = Chromium(Path(profile))
        try:
            yield chromium
        finally:
            chromium.driver.quit()


def _program(variable: str, name: str) -> str | None:
    return shutil.which(os.environ.get(variable, name))
