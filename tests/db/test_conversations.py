from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from core.answers import Answer, AskedQuestion
from core.calls import Call
from core.conversations import StoredCall
from core.errors import AlreadyExists, NotFound
from core.jobs import CallResult, Failure
from core.reports import Evidence
from db.base import db
from db.codec import dump_analysis, dump_turns
from db.work import inside, open_work
from tests.builders import a_call, bot, customer
from tests.db.builders import NOW, a_job, stored_call, stored_campaign, stored_job

ODD_TEXTS = (
    "🎉👩‍👩‍👧‍👦 emoji",
    "שלום \u202eمرحبا\u202c",
    "e\u0301 is not é, nor is ﬁ fi",
    "  spaces\tkept \r\n\u00a0\u200b",
    "'; drop table conversations; -- %s %(x)s {{7*7}} <b> =1+1 \\u0041 \\",
    "\U0010ffff\ufffe\x7f",
)


def test_a_call_comes_back_exactly_as_it_was_sent(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    call = a_call(
        [bot(odd, at=0.1 + index) for index, odd in enumerate(ODD_TEXTS)],
        call_id="call/🎉",
        campaign_ref=str(campaign.campaign_id).upper(),
        bot_name="بوت",
        started_at=datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        metadata={"z": 1, "a": [1.0, None, {"é": "e\u0301"}], "big": 1e15, "small": 1e-7, "": True},
    )
    job = stored_job(tenant, campaign, [call])
    with open_work(tenant) as work:
        assert work.conversations.find("call/🎉") == StoredCall(call, campaign, NOW, job.results[0])


def spellings(call: Call) -> list[str]:
    return [repr(number) for number in (call.duration_s, *(turn.timestamp_s for turn in call.turns))]


@pytest.mark.parametrize("duration", [5, 5.0, 0, 0.0, 604_800, 422.25, 0.1 + 0.2, 1e-7, 12_345_678.9])
def test_numbers_come_back_as_they_were_spelt(tenant: str, duration: float) -> None:
    campaign = stored_campaign(tenant)
    times: tuple[Any, ...] = (0, 0.0, 3, 3.5, 1e-7)
    call = a_call([customer("Hm.", at=at) for at in times], duration_s=duration, metadata={"n": [1, 1.0]})
    stored_job(tenant, campaign, [call])
    with open_work(tenant) as work:
        found = work.conversations.find(call.call_id)
    assert found is not None
    assert spellings(found.call) == spellings(call)
    assert repr(found.call.metadata) == repr(call.metadata)


def test_keys_keep_their_order(tenant: str) -> None:
    stored_call(tenant, metadata={"zebra": 1, "ant": 2, "m": {"b": 1, "a": 2}})
    with open_work(tenant) as work:
        found = work.conversations.find("call-1")
    assert found is not None
    assert str(found.call.metadata) == "{'zebra': 1, 'ant': 2, 'm': {'b': 1, 'a': 2}}"
    report = found.result.report
    assert report is not None
    assert list(report.analysis.metric("Q004").time_breakdown or ()) == [
        "main_offer",
        "additional_queries",
        "closing",
        "total",
    ]


def test_what_is_stored_is_the_document_letter_by_letter(tenant: str) -> None:
    call = a_call([customer(odd, at=index) for index, odd in enumerate(ODD_TEXTS)], metadata={"z": 1.0, "a": 1e-7})
    job = stored_job(tenant, stored_campaign(tenant), [call])
    report = job.results[0].report
    assert report is not None
    with db.engine.connect() as connection:
        connection.execute(text("select set_config('app.tenant_id', :tenant, true)"), {"tenant": tenant})
        stored = connection.execute(
            text("select analysis::text, turns::text, metadata::text from reports join conversations using (tenant_id)")
        ).one()
    documents = (dump_analysis(report.analysis), dump_turns(call.turns), call.metadata)
    assert stored == tuple(orjson.dumps(each).decode() for each in documents)


def test_taken_call_ids_are_told(tenant: str, other_tenant: str) -> None:
    stored_call(tenant, call_id="mine")
    stored_call(other_tenant, call_id="theirs")
    with open_work(tenant) as work:
        assert work.conversations.taken(["mine", "theirs", "nobody's"]) == {"mine"}
        assert work.conversations.taken([]) == frozenset()


def test_a_result_is_found_without_the_call(tenant: str) -> None:
    job = stored_job(tenant, stored_campaign(tenant), [a_call(call_id="a"), a_call(call_id="b")], failing=["b"])
    with open_work(tenant) as work:
        assert work.conversations.find_result("a") == job.results[0]
        assert work.conversations.find_result("b") == job.results[1]
        assert work.conversations.find_result("c") is None
        assert work.conversations.find("c") is None


def test_a_job_comes_back_with_its_results_in_the_order_sent(tenant: str) -> None:
    calls = [a_call(call_id=call_id) for call_id in ("m", "z", "a", "Z", "é")]
    job = stored_job(tenant, stored_campaign(tenant), calls, failing=["z"])
    with open_work(tenant) as work:
        assert work.jobs.find(job.job_id) == job
        assert work.jobs.find(uuid7()) is None
    assert job.failed_count == 1


def test_a_large_batch_is_stored_whole(tenant: str) -> None:
    calls = [a_call(call_id=f"call-{n}") for n in range(500)]
    job = stored_job(tenant, stored_campaign(tenant), calls)
    with open_work(tenant) as work:
        assert work.jobs.find(job.job_id) == job


def test_all_taken_call_ids_of_a_batch_are_named_and_nothing_of_it_is_stored(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    stored_job(tenant, campaign, [a_call(call_id="b"), a_call(call_id="d")])
    calls = [a_call(call_id=call_id) for call_id in "dcba"]
    job = a_job(calls)
    with pytest.raises(AlreadyExists) as refused, open_work(tenant) as work:
        work.jobs.add_completed(job, [(call, campaign) for call in calls])
    assert (refused.value.kind, refused.value.keys) == ("call", ("d", "b"))
    with open_work(tenant) as work:
        assert work.conversations.taken([*"abcd"]) == {"b", "d"}
        assert work.jobs.find(job.job_id) is None


def test_a_call_id_twice_in_a_batch_is_refused(tenant: str) -> None:
    with pytest.raises(AlreadyExists) as refused:
        stored_job(tenant, stored_campaign(tenant), [a_call(call_id="a"), a_call(call_id="b"), a_call(call_id="a")])
    assert refused.value.keys == ("a",)


def test_calls_and_results_in_different_orders_are_refused(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    one, two = a_call(call_id="1"), a_call(call_id="2")
    with pytest.raises(ValueError, match="same order"), open_work(tenant) as work:
        work.jobs.add_completed(a_job([one, two]), [(two, campaign), (one, campaign)])


def test_a_failed_call_has_no_report(tenant: str) -> None:
    stored_job(tenant, stored_campaign(tenant), [a_call()], failing=["call-1"])
    with open_work(tenant) as work:
        found = work.conversations.find("call-1")
    assert found is not None
    assert found.result == CallResult("call-1", "FIBRE", failure=Failure("The analysis failed.", "analysis_failed"))


def test_an_answer_is_kept_with_its_call(tenant: str) -> None:
    stored_call(tenant)
    evidence = (Evidence(3, 12.5, "customer", "Does it come with a router? 🎉"),)
    asked = AskedQuestion(uuid7(), "call-1", "Was there a question?", Answer("boolean", "Yes.", 0.8, evidence), NOW)
    with open_work(tenant) as work:
        work.answers.add(asked)
    with db.engine.connect() as connection:
        connection.execute(text("select set_config('app.tenant_id', :tenant, true)"), {"tenant": tenant})
        row = connection.execute(
            text("select answers.*, call_id from answers join conversations using (tenant_id, conversation_id)")
        ).one()
    assert (row.answer_id, row.call_id, row.question) == (asked.answer_id, "call-1", asked.question)
    assert (row.detected_type, row.text, row.confidence, row.answered_at) == ("boolean", "Yes.", 0.8, NOW)
    assert row.evidence == [
        {"turn": 3, "timestamp_s": 12.5, "speaker": "customer", "quote": "Does it come with a router? 🎉"}
    ]


def test_an_answer_about_an_unknown_call_is_refused(tenant: str, other_tenant: str) -> None:
    stored_call(other_tenant)
    asked = AskedQuestion(uuid7(), "call-1", "Is it there?", Answer("boolean", "No.", 0.8), NOW)
    with pytest.raises(NotFound), open_work(tenant) as work:
        work.answers.add(asked)


def test_units_of_work_can_take_place_inside_a_transaction_that_is_rolled_back(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    with db.engine.connect() as connection, connection.begin() as outer, inside(connection):
        stored_call(tenant, campaign)
        with pytest.raises(AlreadyExists):
            stored_call(tenant, campaign)
        with open_work(tenant) as work:
            assert work.conversations.taken(["call-1"]) == {"call-1"}
        outer.rollback()
    with open_work(tenant) as work:
        assert work.conversations.taken(["call-1"]) == frozenset()


def test_an_error_leaves_nothing_behind(tenant: str) -> None:
    campaign = stored_campaign(tenant)

    def store_and_fail() -> None:
        with open_work(tenant) as work:
            work.jobs.add_completed(a_job([a_call()]), [(a_call(), campaign)])
            assert work.conversations.taken(["call-1"]) == {"call-1"}
            raise KeyError

    with pytest.raises(KeyError):
        store_and_fail()
    with open_work(tenant) as work:
        assert work.conversations.find("call-1") is None
