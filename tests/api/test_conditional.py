"""Answers that a client has already are not sent anew."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.api.partner import BASE, Partner, a_transcription
from tests.api.test_reports import analysed_anew

REPORT = "/conversations/call-1/report"
FORMS = ["application/json", "text/html", "image/svg+xml"]

Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(partner: Partner) -> Ask:
    """Asks for the report of a call that was analysed."""
    partner.create_campaign(code="FIBRE")
    assert partner.process(a_transcription()).status_code == 200

    def get(accept: str = "application/json", *, path: str = REPORT, **headers: str) -> TestResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return partner.client.get(BASE + path, headers={**partner.headers(), "Accept": accept, **given})

    return get


@pytest.mark.parametrize("form", FORMS)
def test_a_report_that_the_client_has_is_not_sent_again(ask: Ask, form: str) -> None:
    whole = ask(form)
    again = ask(form, If_None_Match=whole.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == whole.headers["ETag"]
    assert set(again.vary) == set(whole.vary) == {"Accept", "Accept-Encoding"}
    assert again.headers["Cache-Control"] == "no-store"
    assert "Content-Type" not in again.headers


def test_each_form_of_a_report_has_a_name_of_its_own(ask: Ask) -> None:
    names = {ask(form).headers["ETag"] for form in FORMS}
    assert len(names) == 3
    assert ask("text/html", If_None_Match=ask("image/svg+xml").headers["ETag"]).status_code == 200


def test_a_name_is_found_among_several_strong_or_weak_and_by_a_star(ask: Ask) -> None:
    name = ask().headers["ETag"]
    assert name.startswith('W/"')
    for said in (f'"other", {name}', name.removeprefix("W/"), "*"):
        assert ask(If_None_Match=said).status_code == 304
    for said in ('"other"', "", "nonsense", '"' + "x" * 5000 + '"', name.upper().replace("W/", "")):
        assert ask(If_None_Match=said).status_code == 200


def test_a_report_that_took_the_place_of_another_has_another_name(ask: Ask, partner: Partner) -> None:
    before = ask().headers["ETag"]
    earlier = ask().json["report_metadata"]["report_id"]  # type: ignore[index]
    analysed_anew(partner, 3.0)
    assert ask(If_None_Match=before).status_code == 200
    assert ask(path=f"{REPORT}?report_id={earlier}", If_None_Match=before).status_code == 304


def test_a_page_has_another_name_where_its_campaign_has_and_the_report_has_not(ask: Ask, partner: Partner) -> None:
    page, report = ask("text/html").headers["ETag"], ask().headers["ETag"]
    assert partner.patch("/campaigns/FIBRE", {"name": "Fibre, renamed"}).status_code == 200
    renewed = ask("text/html", If_None_Match=page)
    assert renewed.status_code == 200
    assert "Fibre, renamed" in renewed.text
    assert ask(If_None_Match=report).status_code == 304


def test_what_may_not_be_seen_is_not_told_to_be_unchanged(ask: Ask, other_partner: Partner) -> None:
    name = ask().headers["ETag"]
    for headers in ({}, other_partner.headers()):
        answer = other_partner.client.get(BASE + REPORT, headers={**headers, "If-None-Match": name})
        assert answer.status_code == (404 if headers else 401)
        assert "ETag" not in answer.headers
    assert ask("audio/ogg", If_None_Match=name).status_code == 406


def test_a_compressed_report_has_the_name_of_the_plain_one(ask: Ask) -> None:
    plain, packed = ask("text/html"), ask("text/html", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert ask("text/html", Accept_Encoding="gzip", If_None_Match=plain.headers["ETag"]).status_code == 304


def test_the_engine_is_not_told_again_to_who_knows_it(ask: Ask) -> None:
    engine = ask(path="/analysis/engine")
    assert engine.status_code == 200
    assert ask(path="/analysis/engine", If_None_Match=engine.headers["ETag"]).status_code == 304


def test_a_head_is_answered_as_a_get_without_its_body(partner: Partner, ask: Ask) -> None:
    whole = ask()
    head = partner.client.head(BASE + REPORT, headers=partner.headers())
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    named = {**partner.headers(), "If-None-Match": whole.headers["ETag"]}
    assert partner.client.head(BASE + REPORT, headers=named).status_code == 304
