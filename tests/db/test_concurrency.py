import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from core.errors import AlreadyExists
from db.base import db
from db.work import open_work
from tests.builders import a_call
from tests.db.builders import a_job, stored_campaign
from tests.db.waiting import wait_for_waiting


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


def test_batches_that_share_ids_in_opposite_order_do_not_deadlock(app: Flask, tenant: str) -> None:
    """Both batches are made to wait in their middle, where each has written what the other still wants to write."""
    campaign = stored_campaign(tenant)
    middle_is_written = threading.Event()

    def hold_the_middle() -> None:
        with open_work(tenant) as work:
            work.jobs.add_completed(a_job([a_call(call_id="m")]), [(a_call(call_id="m"), campaign)])
            middle_is_written.set()
            wait_for_waiting(db.engine, 2)
            raise RuntimeError("gone")

    def post(call_ids: Sequence[str]) -> str:
        calls = [a_call(call_id=call_id) for call_id in call_ids]
        middle_is_written.wait(5)
        with open_work(tenant) as work:
            work.jobs.add_completed(a_job(calls), [(call, campaign) for call in calls])
        return "stored"

    outcomes = at_once(app, [hold_the_middle, lambda: post(["a", "m", "z"]), lambda: post(["z", "m", "a"])])[1:]

    assert outcomes.count("stored") == 1, outcomes
    refusals = [outcome.keys for outcome in outcomes if isinstance(outcome, AlreadyExists)]
    assert [sorted(keys) for keys in refusals] == [["a", "m", "z"]]


def test_a_call_id_whose_writer_gives_up_is_free_for_the_one_who_waited(app: Flask, tenant: str) -> None:
    campaign = stored_campaign(tenant)
    call = a_call()
    written = threading.Event()

    def give_up() -> None:
        with open_work(tenant) as work:
            work.jobs.add_completed(a_job([call]), [(call, campaign)])
            written.set()
            wait_for_waiting(db.engine, 1)
            raise RuntimeError("gone")

    def wait() -> str:
        written.wait(5)
        with open_work(tenant) as work:
            work.jobs.add_completed(a_job([call]), [(call, campaign)])
        return "stored"

    outcomes = at_once(app, [give_up, wait])
    assert isinstance(outcomes[0], RuntimeError)
    assert outcomes[1] == "stored"
