"""What is started and stopped while requests come; what is logged; who is believed. The service is changed here."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPException

from tests.api.partner import a_transcription
from tests.blackbox.conftest import children_of
from tests.proxy.conftest import Site
from tests.proxy.connections import is_an_error_of_ours
from tests.proxy.servers import wait_until
from tests.proxy.stack import BASE, TENANT, USER, Client, exchange


@contextmanager
def load(client: Client) -> Iterator[list[int]]:
    """Have four partners ask and post all the time, over connections that they keep; collect the statuses."""
    statuses: list[int] = []
    over = threading.Event()

    def ask(number: int) -> None:
        with closing(client.connection()) as connection:
            for turn in range(1_000_000):
                if over.is_set():
                    return
                calls = {"transcription": [a_transcription(f"load-{number}-{turn}")]}
                try:
                    posted = exchange(
                        connection, "POST", f"{BASE}/conversations/process", json.dumps(calls), client.headers()
                    )
                    listed = exchange(connection, "GET", f"{BASE}/campaigns", None, client.headers())
                    statuses.extend((posted.status, listed.status))
                except (OSError, HTTPException):
                    statuses.append(0)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    try:
        yield statuses
    finally:
        over.set()
        for each in threads:
            each.join()


def workers_of(site: Site) -> set[int]:
    return set(children_of(site.web.pid))


def load_anew(site: Site) -> None:
    before, done = workers_of(site), site.stack.web_log.count("chain reloading complete")
    site.stack.run("reload")
    wait_until(lambda: site.stack.web_log.count("chain reloading complete") > done)
    assert len(workers_of(site)) == len(before)
    assert not workers_of(site) & before


def test_no_request_fails_while_the_service_is_loaded_anew(client: Client, site: Site) -> None:
    with load(client) as statuses:
        wait_until(lambda: len(statuses) > 8)
        load_anew(site)
        asked = len(statuses)
        wait_until(lambda: len(statuses) > asked + 16)
    assert set(statuses) == {200}
    print(f"\nloaded anew: {len(statuses)} requests, none failed")


def test_a_secret_that_was_changed_is_read_when_the_service_is_loaded_anew(client: Client, site: Site) -> None:
    assert client.get(f"{BASE}/campaigns").status == 200
    key = site.stack.secrets / "jwt_secret_key"
    kept = key.read_text(encoding="utf-8")
    try:
        key.chmod(0o644)
        key.write_text(kept[::-1], encoding="utf-8")
        load_anew(site)
        assert {client.get(f"{BASE}/campaigns").status for _ in range(10)} == {401}
    finally:
        key.write_text(kept, encoding="utf-8")
        assert site.web.stop() == 0
        site.web = site.stack.start_web()
    assert {client.get(f"{BASE}/campaigns").status for _ in range(10)} == {200}


def test_requests_that_are_being_answered_end_well_when_the_service_stops(client: Client, site: Site) -> None:
    turns = [
        {"speaker": ("bot", "customer")[number % 2], "timestamp": number, "text": f"The fibre plan, part {number}."}
        for number in range(4000)
    ]
    calls = json.dumps({"transcription": [a_transcription("last-1", conversation=turns, duration_seconds=4000)]})
    answers = []
    asking = threading.Thread(
        target=lambda: answers.append(client.ask("POST", f"{BASE}/conversations/process", calls.encode()).status)
    )
    asking.start()
    wait_until(lambda: any(_reads_a_request(pid) for pid in workers_of(site)))
    assert site.web.stop(signal.SIGTERM) == 0
    asking.join()
    site.web = site.stack.start_web()
    assert answers == [200]


def _reads_a_request(pid: int) -> bool:
    """Tell whether a worker has been computing for a moment."""

    def ticks() -> int:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return int(stat.read().rpartition(")")[2].split()[11])

    before = ticks()
    time.sleep(0.2)
    return ticks() - before > 5


def test_failed_logins_are_counted_by_the_true_address(client: Client, site: Site) -> None:
    def fail(port: int, user: str) -> set[int]:
        body = {"tenant_id": TENANT, "username": user, "password": "wrong-password"}
        asking = Client(port)
        return {asking.post("/auth/login", body, X_Forwarded_For=f"203.0.113.{n}").status for n in range(1, 15)}

    assert 429 in fail(client.port, USER)
    # Past nginx, where the header is believed, each of them would be somebody else.
    assert 429 not in fail(site.stack.web_port, "somebody")


def test_a_service_that_is_away_is_told_and_no_log_tells_what_opens_something(client: Client, site: Site) -> None:
    assert client.post("/conversations/process", {"transcription": [a_transcription("named-1")]}).status == 200
    made = client.post("/conversations/named-1/share", {"expires_in_seconds": 3600})
    shared = made.json()["url"].rpartition("/shared/")[2]
    assert client.get(f"/shared/{shared}").status == 200
    assert client.get(f"{BASE}/search?q=credit+card").status == 200
    assert site.web.stop() == 0
    away = client.get(f"/shared/{shared}")
    is_an_error_of_ours(away, 503)
    assert away.one("Retry-After") == "2"
    lines = client.ask(
        "POST", f"{BASE}/conversations/process", b" " * 11 * 1024**2, Content_Type="application/x-ndjson"
    )
    is_an_error_of_ours(lines, 503)
    site.web = site.stack.start_web()
    assert client.get(f"/shared/{shared}").status == 200
    events = [json.loads(line) for line in site.nginx.access_log.splitlines()]
    assert {"/shared", f"{BASE}/search", f"{BASE}/conversations"} <= {event["path"] for event in events}
    away = {event["path"] for event in events if event["status"] == 503}
    assert {"/shared", f"{BASE}/conversations"} <= away
    for log in (site.nginx.access_log, site.nginx.error_log, site.stack.web_log):
        assert shared not in log
        assert "credit" not in log
        assert "named-1" not in log


def test_the_tree_and_the_user_are_those_of_the_container(site: Site) -> None:
    assert not os.access(site.stack.tree / "api", os.W_OK) or os.geteuid() == 0
    with open(f"/proc/{site.web.pid}/status", encoding="utf-8") as status:
        said = dict(line.split(":", 1) for line in status.read().splitlines())
    assert os.geteuid() != 0 or said["Uid"].split()[0] == "10001"
    assert list(site.stack.tree.rglob("__pycache__")) == []
