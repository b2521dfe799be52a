"""The questions asked of a call, as they are kept and listed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from core.answers import Answer, AnswerPage, AskedQuestion
from core.errors import NotFound
from core.paging import Position
from core.reports import Evidence
from db.work import open_work
from tests.db.builders import NOW, stored_call, stored_campaign

LOCAL = Answer("textual", "It is.", 0.5, (Evidence(3, 12.5, "customer", "Does it come with a router?"),))
WORDED = replace(LOCAL, answered_by="language_model", model="some-model")


def asked(number: int = 0, answer: Answer = LOCAL, fingerprint: bytes | None = None) -> AskedQuestion:
    return AskedQuestion(uuid7(), "call-1", f"Why {number}?", answer, NOW + timedelta(microseconds=number), fingerprint)


def add(tenant: str, *questions: AskedQuestion) -> None:
    with open_work(tenant) as work:
        for each in questions:
            work.answers.add(each)


def test_answers_come_back_as_they_were_given(tenant: str) -> None:
    stored_call(tenant)
    kept = [asked(1), asked(2, WORDED, b"\x01" * 32), asked(3, LOCAL, b"\x02" * 32)]
    add(tenant, *kept)
    with open_work(tenant) as work:
        page = work.answers.page("call-1", before=None, limit=3)
    assert page.answers == tuple(reversed(kept))
    assert page.next is None


def test_a_list_goes_on_where_a_page_ended_whatever_is_added_meanwhile(tenant: str) -> None:
    stored_call(tenant)
    same_moment = [replace(asked(0), answered_at=NOW) for _ in range(4)]
    kept = [*same_moment, *(asked(number) for number in range(1, 4))]
    add(tenant, *kept)
    seen: list[AskedQuestion] = []
    before: Position | None = None
    for number in range(10, 20):
        with open_work(tenant) as work:
            page = work.answers.page("call-1", before=before, limit=2)
        assert len(page.answers) == (2 if page.next else 1)
        seen += page.answers
        before = page.next
        if before is None:
            break
        add(tenant, asked(number))
    assert seen == sorted(kept, key=lambda each: (each.answered_at, each.answer_id), reverse=True)


def test_a_list_holds_one_call_only(tenant: str) -> None:
    campaign = stored_campaign(tenant)
    for call_id in ("call-1", "call-2"):
        stored_call(tenant, campaign, call_id=call_id)
    add(tenant, asked())
    with open_work(tenant) as work:
        assert work.answers.page("call-2", before=None, limit=2) == AnswerPage((), None)
        with pytest.raises(NotFound):
            work.answers.page("call-3", before=None, limit=2)


def test_what_came_of_a_request_is_found_by_its_fingerprint_the_first_of_it(tenant: str) -> None:
    stored_call(tenant)
    first = replace(WORDED, text="First.")
    add(tenant, asked(2, WORDED, b"same"), asked(1, first, b"same"), asked(0, LOCAL, b"other"), asked(3))
    with open_work(tenant) as work:
        assert work.answers.find_given("call-1", b"same") == first
        assert work.answers.find_given("call-1", b"other") == LOCAL
        assert work.answers.find_given("call-1", b"none") is None
        assert work.answers.find_given("call-2", b"same") is None


@pytest.mark.parametrize(
    ("answer", "fingerprint"),
    [
        (WORDED, None),
        (replace(LOCAL, model="some-model"), b"x"),
        (replace(LOCAL, answered_by="language_model"), b"x"),
        (replace(LOCAL, answered_by="somebody"), b"x"),  # type: ignore[arg-type]
    ],
)
def test_who_answered_is_told_wholly_or_not_at_all(tenant: str, answer: Answer, fingerprint: bytes | None) -> None:
    stored_call(tenant)
    with pytest.raises(IntegrityError, match="ck_answers_"):
        add(tenant, asked(0, answer, fingerprint))
