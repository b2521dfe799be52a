"""Pictures of the pages of a running service, for people to look at: `make screenshots`.

Takes pages of campaigns and of a few of their calls as they are on a desktop, a phone and paper, and the timelines by
themselves. Needs Chromium, which neither the service nor its tests need otherwise.
"""

import argparse
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx

from api.demo.access import Access
from tests.blackbox.conftest import PROJECT

DESKTOP, PHONE = 1280, 375
HEIGHT = 3600
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--to", type=Path, default=PROJECT / "build" / "screenshots", help="The folder of the pictures."
    )
    parser.add_argument("--calls", type=int, default=2, help="How many calls of each campaign.")
    parser.add_argument("campaigns", nargs="*", help="Codes of campaigns; all without any.")
    given = parser.parse_args()
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise SystemExit("Chromium is needed: apt-get install chromium")
    given.to.mkdir(parents=True, exist_ok=True)
    for name, source in _pages(given.campaigns, given.calls):
        path = given.to / name
        path.write_text(source, encoding="utf-8")
        for picture in _shoot(browser, path):
            print(picture)


def _pages(wanted: list[str], calls: int) -> Iterator[tuple[str, str]]:
    """Fetch each page, with the name of its file."""
    access = Access.from_env()
    with httpx.Client(base_url=f"{access.url}/api/v1", timeout=60) as client:
        login = {"tenant_id": access.tenant_id, "username": access.username, "password": access.password}
        token = client.post("/auth/login", json=login).raise_for_status().json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        campaigns = wanted or [
            each.get("code", each["campaign_id"]) for each in client.get("/campaigns").json()["campaigns"]
        ]
        for code in campaigns:
            yield f"{_safe(code)}.html", client.get(f"/campaigns/{code}/report").raise_for_status().text
            listed = client.get("/conversations", params={"campaign_id": code, "limit": calls}).raise_for_status()
            for call in listed.json()["conversations"]:
                for form, ending in (("text/html", "html"), ("image/svg+xml", "svg")):
                    path = f"/conversations/{call['call_id']}/report"
                    shown = client.get(path, headers={"Accept": form}).raise_for_status()
                    yield f"{_safe(call['call_id'])}.{ending}", shown.text


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name)


def _shoot(browser: str, page: Path) -> Iterator[Path]:
    """Take a page as it is on a desktop, a phone and paper; a picture as it is."""
    desktop = page.with_name(f"{page.stem}-{'desktop' if page.suffix == '.html' else 'timeline'}.png")
    height = HEIGHT if page.suffix == ".html" else 480
    yield _run(browser, page, desktop, f"--screenshot={desktop}", f"--window-size={DESKTOP},{height}")
    if page.suffix == ".html":
        # A window has a least width, a frame has none.
        frame = page.with_name("phone.html")
        size = f"width={PHONE} height={HEIGHT}"
        frame.write_text(f"<body style=margin:0><iframe src={page.name!r} {size} frameborder=0>")
        phone = page.with_name(f"{page.stem}-phone.png")
        yield _run(browser, frame, phone, f"--screenshot={phone}", f"--window-size={PHONE},{HEIGHT}")
        frame.unlink()
        paper = page.with_suffix(".pdf")
        yield _run(browser, page, paper, "--no-pdf-header-footer", f"--print-to-pdf={paper}")


def _run(browser: str, page: Path, made: Path, *options: str) -> Path:
    quiet = ("--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu")
    subprocess.run([browser, *quiet, *options, page.as_uri()], check=True, capture_output=True, timeout=120)
    return made


if __name__ == "__main__":
    main()
