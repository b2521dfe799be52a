"""The report of a call to look at: which form is served, what the page tells, and that words of a call do nothing."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from flask import Flask
from uuid_utils.compat import uuid7
from werkzeug.test import TestResponse

from api.call_page import summary
from core.analysis.pipeline import analyse
from tests.api.partner import BASE, Partner, a_transcription
from tests.builders import a_call, a_campaign
from tests.db.builders import stored_campaign, stored_job

pytestmark = pytest.mark.slow  # analyses a call a test

REPORT = "/conversations/call-1/report"
JSON, HTML, SVG = "application/json", "text/html", "image/svg+xml"
ODD = "</style></title><script>alert(1)</script> {{7*7}} \u202eevil\u2067 & \"' \x08"
VOID = {"meta", "br"}


@pytest.fixture(autouse=True)
def call(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE", name="Fibre & more")
    assert partner.process(a_transcription()).status_code == 200


def shown(partner: Partner, accept: str | None, path: str = REPORT, method: str = "GET") -> TestResponse:
    headers = partner.headers() | ({} if accept is None else {"Accept": accept})
    return partner.client.open(BASE + path, method=method, headers=headers)


class Page(HTMLParser):
    """The elements of a page and its text by the element that it stands in; fails where they do not nest."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.text.setdefault(self._open[-1], []).append(data)

    def names(self) -> set[str]:
        return {name for name, _ in self.elements}

    def words(self) -> str:
        return " ".join(each for texts in self.text.values() for each in texts)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", HTML),
        ("image/*", SVG),
        (f"{HTML},application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", HTML),
        (f"{HTML};q=0.4, {SVG};q=0.5, {JSON};q=0.3", SVG),
        (f"{HTML};q=0, */*;q=0.1", JSON),
        (f"{JSON};q=0, text/plain", None),
        (f"{JSON};q=0, */*", HTML),
        ("text/html;charset=utf-8", HTML),
        ("Text/HTML", HTML),
        ("Application/Problem+JSON", JSON),
        ("text/csv", None),
        ("*/*;q=0", None),
        ("garbled", None),
    ],
)
def test_a_report_comes_in_the_form_that_is_wanted_most(partner: Partner, accept: str | None, kind: str | None) -> None:
    for method in ("GET", "HEAD"):
        answer = shown(partner, accept, method=method)
        assert (answer.status_code, answer.mimetype) == ((200, kind) if kind else (406, JSON))
        assert kind is None or "Accept" in answer.vary


@pytest.mark.parametrize("accept", [HTML, SVG])
def test_what_cannot_be_shown_is_an_error_as_everywhere(app: Flask, partner: Partner, accept: str) -> None:
    with app.app_context():
        stored_job("acme", stored_campaign("acme", code=None), [a_call(call_id="bad")], failing=["bad"])
    for path, status in (
        ("/conversations/none/report", 404),
        ("/conversations/bad/report", 409),
        (f"{REPORT}?report_id={uuid7()}", 404),
        (f"{REPORT}?report_id=1", 400),
    ):
        answer = shown(partner, accept, path)
        assert (answer.status_code, answer.mimetype) == (status, JSON), path


def test_the_page_tells_what_the_report_tells(partner: Partner) -> None:
    report = partner.get(REPORT).get_json()
    answer = shown(partner, HTML)
    page = Page(answer.text)
    words = page.words()
    assert page.text["h1"] == ["Call call-1"]
    assert "Fibre & more" in words
    for metric in report["quality_analysis"]["metrics"]:
        assert metric["question"] in words
        assert metric["answer"] in words
        assert all(quote in words for quote in metric["supporting_evidence"][:4])
    for group in ("strengths", "areas_for_improvement", "recommendations"):
        assert all(each in words for each in report["summary_insights"][group])
    for part in report["call_details"]["score_parts"]:
        assert part["reason"] in words
    for request in report["quality_analysis"]["metrics"][2]["requests"]:
        assert request["request"]["quote"] in words
        assert request["outcome"] in page.text["span"]


def test_the_page_needs_nothing_runs_nothing_and_shows_its_own_style_only(partner: Partner) -> None:
    answer = shown(partner, HTML)
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = dict(each.strip().partition(" ")[::2] for each in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == f"'sha256-{digest}'"
    assert set(policy) == {"default-src", "style-src", "base-uri", "form-action", "frame-ancestors"}
    page = Page(answer.text)
    assert page.names().isdisjoint({"script", "link", "img", "iframe", "form", "object", "image", "use", "a"})
    for name, attributes in page.elements:
        assert not {each for each in attributes if each.startswith("on") or each in ("style", "src", "href")}, name
    assert not re.search(r"https?:|url\((?!#)|@import", answer.text)


def test_who_does_not_see_the_page_is_told_the_same(partner: Partner) -> None:
    page = Page(shown(partner, HTML).text)
    assert ("html", {"lang": "en"}) in page.elements
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    pictures = [attributes for name, attributes in page.elements if name == "svg"]
    assert sum(each.get("role") == "img" for each in pictures) == 2
    for each in pictures:
        named = (each.get("aria-labelledby") or "").split()
        assert each.get("aria-hidden") == "true" or (len(named) == 2 and set(named) <= set(ids))
    assert all(attributes.get("scope") in ("row", "col") for name, attributes in page.elements if name == "th")


def test_the_colours_of_words_stand_out_from_their_ground(partner: Partner) -> None:
    answer = shown(partner, HTML).text
    colours = set(re.findall(r"color: (#[0-9a-f]{6})", answer)) - set(re.findall(r"-color: (#[0-9a-f]{6})", answer))
    colours |= set(re.findall(r"--(?:ink|muted|blue): (#[0-9a-f]{6})", answer))
    colours |= set(re.findall(r'<text [^>]*?fill="(#[0-9a-f]{6})"', answer))
    assert len(colours) >= 3
    for colour in colours:
        for ground in ("#ffffff", "#f4f6f9"):
            assert contrast(colour, ground) >= 4.5, (colour, ground)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_of_a_call_are_shown_as_they_are_and_do_nothing(partner: Partner) -> None:
    turns = a_transcription()["conversation"]
    said = [
        turns[0],
        {"speaker": "customer", "timestamp": 9, "text": f"{ODD} Does the fibre plan have it?"},
        {"speaker": "bot", "timestamp": 15, "text": f"Yes, it has {'x' * 10_000} and {ODD} in the fibre plan."},
        {"speaker": "customer", "timestamp": 21, "text": f"I hate this {ODD} plan, it is terrible and awful!"},
    ]
    call_id = "odd <b>&{{7*7}} <title>"
    assert partner.process(a_transcription(call_id, conversation=said, bot_name=ODD)).status_code == 200
    path = "/conversations/odd%20<b>&{{7*7}}%20<title>/report"
    usual, answer = Page(shown(partner, HTML).text), shown(partner, HTML, path)
    page = Page(answer.text)
    assert page.names() <= usual.names() | {"q", "span"}
    assert page.text["h1"] == [f"Call {call_id}"]
    assert "<script>alert(1)</script> {{7*7}}" in page.words()
    assert "49" not in page.text["h1"][0]
    assert len(answer.text) < 100_000
    picture = shown(partner, SVG, path)
    kinds = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(picture.text).iter()}
    assert kinds <= {"svg", "title", "desc", "defs", "pattern", "g", "rect", "circle", "line", "path", "text"}
    assert "<script>alert(1)</script>" in "".join(ElementTree.fromstring(picture.text).itertext())


def test_the_timeline_stands_alone(partner: Partner) -> None:
    answer = shown(partner, SVG)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("; sandbox")
    assert "src 'self'" not in policy
    picture = ElementTree.fromstring(answer.text)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Call call-1" in "".join(picture.itertext())
    assert re.findall(r"https?://[^\"]*", answer.text) == ["http://www.w3.org/2000/svg"]


def test_a_call_that_cannot_be_judged_says_so_and_shows_no_score(partner: Partner) -> None:
    turns = [{"speaker": "bot", "timestamp": 0, "text": "Hello, this is Ava about the fibre plan."}]
    assert partner.process(a_transcription("alone", conversation=turns)).status_code == 200
    page = Page(shown(partner, HTML, "/conversations/alone/report").text)
    reason = partner.get("/conversations/alone/report").get_json()["status_reason"]
    assert "This call was not judged." in page.text["strong"]
    assert reason in page.words()
    assert "of 10" not in page.words()
    assert page.text["h2"] == ["Course of the call"]
    said = page.words().replace(*page.text["style"], "")
    assert not [each for each in ("mood", "Mood", "Phase", "Evidence", "Quotes") if each in said]
    assert shown(partner, SVG, "/conversations/alone/report").status_code == 200


def test_the_page_is_the_same_every_time_and_to_whom_it_is_shared(partner: Partner, anybody: Partner) -> None:
    pages = [shown(partner, HTML).text for _ in range(2)]
    link = partner.post("/conversations/call-1/share", {"expires_in_seconds": 60}).get_json()["url"]
    assert pages[0] == pages[1] == anybody.client.get(link.removeprefix("http://localhost:5000")).text


def test_phases_stand_in_the_order_of_their_beginnings(partner: Partner) -> None:
    turns = a_transcription()["conversation"]
    asked_first = [{**turn, "timestamp": 8 * at} for at, turn in enumerate([*turns[1:3], turns[0], *turns[3:]])]
    assert partner.process(a_transcription("late", conversation=asked_first)).status_code == 200
    for call_id in ("call-1", "late"):
        source = shown(partner, HTML, f"/conversations/{call_id}/report").text
        (table,) = re.findall('<table class="phases">(.*?)</table>', source, re.DOTALL)
        since = [int(m) * 60 + int(s) for m, s in re.findall(r'</th><td class="number">(\d+):(\d\d)</td>', table)]
        assert len(since) > 1
        assert since == sorted(since)


def test_another_tenant_sees_neither_page_nor_picture(partner: Partner, other_partner: Partner) -> None:
    for accept in (HTML, SVG):
        assert shown(other_partner, accept).status_code == 404


def test_the_page_says_in_two_sentences_how_the_call_went(partner: Partner) -> None:
    (lead,) = (each for each in Page(shown(partner, HTML).text).text["p"] if each.startswith("The customer was"))
    assert lead == (
        "The customer was interested in proceeding, and the goal of the call was reached. "
        "The customer raised one question: resolved."
    )


def test_a_report_from_before_there_were_more_questions_is_summed_up_by_the_ones_it_has() -> None:
    analysis = analyse(a_call(), a_campaign())
    told = replace(analysis, metrics=tuple(each for each in analysis.metrics if each.question_id <= "Q005"))
    assert summary(told).startswith("The customer ")
    assert "goal" not in summary(told)
