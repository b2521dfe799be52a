"""What is analysed after the answer, by workers that die and with a broker that forgets."""

import os
import signal

import pytest

from tests.blackbox.async_faults import Blows
from tests.blackbox.brokers import OwnBroker
from tests.blackbox.conftest import Service, new_id, wait_until
from tests.blackbox.dialogues import real_calls
from tests.blackbox.posting import has_ended, post_async, status_of

pytestmark = pytest.mark.slow

CALLS = 100  # three chunks


def test_calls_are_analysed_though_a_worker_was_killed_and_the_broker_forgot(service: Service) -> None:
    blows = Blows(service, OwnBroker())
    jobs = []
    for blow in (blows.kill_worker, blows.empty_broker, blows.restart_broker):
        jobs.append(post_async(service, real_calls(CALLS, new_id())))
        assert blow()
    wait_until(lambda: all(has_ended(service, job_id) for job_id in jobs))
    for job_id in jobs:
        status = status_of(service, job_id)
        assert (status["state"], status["processed_count"]) == ("completed", CALLS)


def test_what_was_posted_while_no_broker_was_there_is_analysed_later(service: Service) -> None:
    broker = OwnBroker()
    os.kill(broker.pid(service), signal.SIGSTOP)
    try:
        job_id = post_async(service, real_calls(CALLS, new_id()))
        assert service.process(new_id()).status == 200
    finally:
        os.kill(broker.pid(service), signal.SIGCONT)
    wait_until(lambda: has_ended(service, job_id))
    assert status_of(service, job_id)["failed_count"] == 0
