"""Writers that keep posting while things break, and a ledger of what they were told."""

import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from core.analysis.measures import MEASURES
from tests.api.partner import BASE, a_transcription
from tests.blackbox.conftest import CAMPAIGN, Reply, Service, new_id, wait_until

TURNS = 5  # of every call that is posted
PATIENCE_S = 15  # of a writer with a request whose worker was killed, and that nobody answers any more
IN_A_ROW = 20  # answers of success that count as "well again"


@dataclass
class Ledger:
    """What the writers were told: `acknowledged` calls have to be there, of `open` ones nobody knows."""

    acknowledged: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    statuses: list[tuple[float, int | None]] = field(default_factory=list)
    hasty: list[Reply] = field(default_factory=list)  # 503 that do not say when to come again


class Traffic:
    """Writers, each posting batches of two calls; a batch without an answer is posted again until it has one."""

    def __init__(self, service: Service, writers: int = 8, pause_s: float = 0.1) -> None:
        self.ledger = Ledger()
        self._service = service
        self._pause_s = pause_s
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(writers)]

    def __enter__(self) -> "Traffic":
        for thread in self._threads:
            thread.start()
        self.wait_until_well(30)
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def wait_until_well(self, within_s: float) -> float:
        """Wait until the next answers are all successes; return the seconds until the first of them."""
        begun, already = time.monotonic(), len(self.ledger.statuses)

        def answers() -> list[tuple[float, int | None]]:
            return self.ledger.statuses[already:][-IN_A_ROW:]

        wait_until(lambda: len(answers()) == IN_A_ROW and {status for _, status in answers()} == {200}, within_s)
        return max(0.0, answers()[0][0] - begun)

    def counted(self) -> Counter[int | None]:
        return Counter(status for _, status in list(self.ledger.statuses))

    def outage_s(self) -> float:
        """Return the seconds from the first answer that was no success to the last."""
        failed = [at for at, status in self.ledger.statuses if status != 200]
        return failed[-1] - failed[0] if failed else 0.0

    def _post(self, batch: list[str]) -> Reply:
        calls = [a_transcription(call_id, CAMPAIGN) for call_id in batch]
        body = json.dumps({"transcription": calls}).encode()
        return self._service.ask("POST", f"{BASE}/conversations/process", body, timeout_s=PATIENCE_S)

    def _write(self) -> None:
        batch: list[str] = []
        while not self._ended.is_set():
            batch = batch or [new_id(), new_id()]
            self.ledger.open.update(batch)
            answer = self._post(batch)
            self.ledger.statuses.append((time.monotonic(), answer.status))
            if answer.status == 200 or (answer.status == 400 and b"has been used before" in answer.body):
                # The second: it was stored before, though the answer did not arrive.
                self.ledger.acknowledged.update(batch)
                self.ledger.open.difference_update(batch)
                batch = []
            elif answer.status == 503 and not answer.headers.get("Retry-After", "").isdigit():
                self.ledger.hasty.append(answer)
            self._ended.wait(self._pause_s)


@dataclass(frozen=True)
class Audit:
    """What became of the calls: none may be lost, half there, or there twice."""

    acknowledged: int
    lost: list[str]
    half: list[str]
    doubled: int

    def __str__(self) -> str:
        return f"{self.acknowledged} acknowledged, {len(self.lost)} lost, {len(self.half)} half, {self.doubled} doubled"


def audit(service: Service, ledger: Ledger) -> Audit:
    """Look after every call that was ever posted to a service of which nobody else writes."""
    calls = sorted(ledger.acknowledged | ledger.open)
    with ThreadPoolExecutor(4) as pool:
        states = dict(zip(calls, pool.map(lambda call_id: _state(service, call_id), calls), strict=True))
    there = sum(state != "absent" for state in states.values())
    counted = service.get(f"/campaigns/{CAMPAIGN}").json()["conversation_count"]
    return Audit(
        acknowledged=len(ledger.acknowledged),
        lost=[call_id for call_id in ledger.acknowledged if states[call_id] == "absent"],
        half=[call_id for call_id, state in states.items() if state == "half"],
        doubled=counted - there,
    )


def _state(service: Service, call_id: str) -> str:
    conversation = service.get(f"/conversations/{call_id}")
    report = service.get(f"/conversations/{call_id}/report")
    if (conversation.status, report.status) == (404, 404):
        return "absent"
    if (conversation.status, report.status) != (200, 200):
        return "half"
    whole = len(conversation.json()["turns"]) == TURNS
    whole &= len(report.json()["quality_analysis"]["metrics"]) == len(MEASURES)
    return "whole" if whole else "half"
