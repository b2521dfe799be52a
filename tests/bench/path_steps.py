"""The steps of a synchronous call, taken in this process by the pieces that the service is made of."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

import orjson
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from api import parsing, presenting
from api.app import create_app
from api.contract import CONTRACT
from api.settings import Settings
from api.strict_json import decode, parse
from api.wiring import Services
from core.analysis.pipeline import analyse
from core.calls import Call
from core.campaigns import Campaign
from core.jobs import CallResult
from core.services.conversations import ConversationService
from core.services.judging import CallJudge
from db.base import db
from db.embedded import running
from tests.blackbox.conftest import BASE, Service

STEPS = ("reading", "validation", "parsing", "admission", "analysis", "storing", "presenting", "writing")
PATH = f"{BASE}/conversations/process"
TENANT = "demo"
OF_ANALYSIS = "analysis: "


@dataclass
class Watch:
    """Takes the time of steps that follow each other, in seconds: of this process's processor, and of the clock."""

    processor_s: Counter[str] = field(default_factory=Counter)
    elapsed_s: Counter[str] = field(default_factory=Counter)
    _since: tuple[float, float] = (0.0, 0.0)

    def begin(self) -> None:
        """Let the first step begin."""
        self._since = time.process_time(), time.perf_counter()

    def lap(self, *steps: str) -> None:
        """Let a step, and what it is a part of, end, and the next one begin."""
        now = time.process_time(), time.perf_counter()
        for step in steps:
            self.processor_s[step] += now[0] - self._since[0]
            self.elapsed_s[step] += now[1] - self._since[1]
        self._since = now

    def lap_of_analysis(self, step: str) -> None:
        """Let a step of the analysis end."""
        self.lap("analysis", f"{OF_ANALYSIS}{step}")


class Way:
    """The way of requests through the service's pieces, under a watch."""

    def __init__(self, app: Flask, service: Service) -> None:
        """Prepare the way of what a partner of the running service sends."""
        self.watch = Watch()
        self._app = app
        self._headers = service.headers()
        shipped = cast(Services, app.extensions["services"]).conversations
        self._judge = replace(cast(CallJudge, shipped.judge), analyse=self._analyse)
        self._service: ConversationService = replace(shipped, judge=self._judged)

    def step_by_step(self, body: bytes) -> None:
        """Take a request step by step."""
        watch = self.watch
        watch.begin()
        payload, doubts = parse(decode(body))
        watch.lap("reading")
        faults = CONTRACT.faults("ProcessConversationRequest", payload)
        watch.lap("validation")
        submission = parsing.submission(payload, doubts | faults)
        watch.lap("parsing")
        with self._app.app_context():
            job = self._service.process(TENANT, submission)
        watch.lap("storing")  # and all else that follows the last analysis
        shown = presenting.processed(job)
        watch.lap("presenting")
        orjson.dumps(shown).decode()
        watch.lap("writing")
        assert job.failed_count == 0

    def whole(self, body: bytes) -> None:
        """Take a request as the web server hands it in."""
        builder = EnvironBuilder(PATH, method="POST", data=body, headers=self._headers)
        environ = builder.get_environ()
        self.watch.begin()
        answer, status, _ = run_wsgi_app(self._app, environ, buffered=True)
        self.watch.lap("whole")
        assert status == "200 OK", b"".join(answer)

    def _judged(self, call: Call, campaign: Campaign) -> CallResult:
        self.watch.lap("admission")  # before the first call; nothing to speak of before the others
        result = self._judge(call, campaign)
        self.watch.lap_of_analysis("report")
        return result

    def _analyse(self, call: Call, campaign: Campaign) -> Any:
        return analyse(call, campaign, lap=self.watch.lap_of_analysis)


@contextmanager
def in_process(service: Service) -> Iterator[Flask]:
    """Lend the application of a running service to this process, on the same database and with the same secrets."""
    with running(service.data_dir) as urls:
        environment = {"DATA_DIR": str(service.data_dir), "DATABASE_URL": urls.app, **service.settings}
        app = create_app(Settings.from_env(environment))
        yield app
        with app.app_context():
            db.engine.dispose()
