"""The running service with a language model beside it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.chat_server import fails, says, serving_chats
from tests.blackbox.conftest import PROJECT, at_once, new_id, serving

pytestmark = pytest.mark.slow

KEY = "sk-secret"
REPLY = {
    "stated": True,
    "answer": "The customer signed up because a router is included in the plan",
    "evidence": [{"turn": 3, "quote": "Great, sign me up please."}],
}
QUESTION = {"question": {"text": "Why did the customer sign up?"}}


def test_questions_are_worded_on_every_thread_and_answered_without_a_model_that_is_away() -> None:
    settings = {"LLM_MODEL": "some-model", "LLM_API_KEY": KEY, "CELERY_BROKER_URL": "none"}
    with serving_chats() as chat, serving(LLM_BASE_URL=chat.url, **settings) as service:
        chat.script = [says(REPLY)]
        call_ids = [new_id() for _ in range(24)]
        assert service.process(*call_ids).status == 200
        ask = [lambda path=f"/conversations/{call_id}/qa": service.post(path, QUESTION) for call_id in call_ids]
        assert {reply.json()["answer"]["answered_by"] for reply in at_once(*ask[:16])} == {"language_model"}
        chat.script = [fails(500)]
        assert {reply.json()["answer"]["answered_by"] for reply in at_once(*ask[16:])} == {"local"}
        assert [reply.json()["answer"]["answered_by"] for reply in at_once(*ask[:16])] == ["language_model"] * 16
        log = (service.data_dir / "server.log").read_text(encoding="utf-8")
        assert "language_model.failed" in log
        for word in (KEY, "sign me up", "sign up", "included"):
            assert word not in log


def test_half_a_language_model_keeps_the_service_from_starting(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "LLM_BASE_URL": "http://127.0.0.1:9/v1"}
    command = [sys.executable, "-m", "api.launcher"]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "LLM_MODEL must be set too" in done.stderr
