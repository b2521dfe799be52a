import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from core.errors import AlreadyExists
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import a_job, stored_campaign


def at_once(app: Flask, jobs: Sequence[Callable[[], object]]) -> list[object]:
    """Run all jobs at the same moment, each in a thread; return what each returned or raised."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        with app.app_context():
            gate.wait()
            try:
                return job()
            except Exception as error:
                return error

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_a_call_that_is_posted_50_times_at_once_is_stored_once(app: Flask, tenant: str) -> None:
    campaign = stored_campaign(tenant)

    def post() -> str:
        call = a_call()
        with open_work(tenant) as work:
            work.jobs.add_completed(a_job([call]), [(call, campaign)])
        return "stored"

    outcomes = at_once(app, [post] * 50)

    assert outcomes.count("stored") == 1
    others = [outcome for outcome in outcomes if outcome != "stored"]
    assert all(isinstance(other, AlreadyExists) and other.keys == ("call-1",) for other in others), others


@pytest.mark.parametrize("round_", range(5))
def test_batches_that_share_ids_in_opposite_order_do_not_deadlock(app: Flask, tenant: str, round_: int) -> None:
    campaign = stored_campaign(tenant)
    ids = [f"call-{n}" for n in range(40)]

    def post(call_ids: Sequence[str]) -> Callable[[], str]:
        calls = [a_call(call_id=call_id) for call_id in call_ids]
        job = a_job(calls)

        def store() -> str:
            with open_work(tenant) as work:
                work.jobs.add_completed(job, [(call, campaign) for call in calls])
            return "stored"

        return store

    outcomes = at_once(app, [post(ids), post(ids[::-1]), post(ids[20:] + ids[:20]), post(ids[::2] + ids[1::2])])

    assert outcomes.count("stored") == 1
    assert sum(isinstance(outcome, AlreadyExists) for outcome in outcomes) == 3, outcomes


def test_a_call_id_whose_writer_gives_up_is_free_for_the_one_who_waited(app: Flask, tenant: str) -> None:
    campaign = stored_campaign(tenant)
    call = a_call()
    written, waiting = threading.Event(), threading.Event()

    def give_up() -> None:
        with open_work(tenant) as work:
            work.jobs.add_completed(a_job([call]), [(call, campaign)])
            written.set()
            waiting.wait(5)
            raise RuntimeError("gone")

    def wait() -> str:
        written.wait(5)
        threading.Timer(0.05, waiting.set).start()
        with open_work(tenant) as work:
            work.jobs.add_completed(a_job([call]), [(call, campaign)])
        return "stored"

    outcomes = at_once(app, [give_up, wait])
    assert isinstance(outcomes[0], RuntimeError)
    assert outcomes[1] == "stored"
