"""A campaign as a page to look at."""

import base64
import hashlib
import html
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import a_partner
from tests.api.partner import BASE, Partner, a_transcription

pytestmark = pytest.mark.slow  # analyses some calls a test

ODD = "</style><script>alert(1)</script> {{7*7}} \u202e & \"'"
VOID = {"meta", "br"}
TURNS = a_transcription()["conversation"]
ASKING = [
    *TURNS[:3],
    {"speaker": "customer", "timestamp": 20, "text": "Is there a discount for students?"},
    {"speaker": "bot", "timestamp": 23, "text": "I do not know, please look at our web site for that."},
    *({**turn, "timestamp": turn["timestamp"] + 10} for turn in TURNS[3:]),
]


class Outline(HTMLParser):
    """The tags that a page opens and closes, its headings, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def calling(partner: Partner) -> Partner:
    """A partner with a campaign of two bots, on four days."""
    partner.create_campaign(code="FIBRE")
    calls = [
        a_transcription(
            f"call-{at}", bot_name=bot, timestamp=f"2024-03-0{at + 1}T09:00:00Z", conversation=ASKING, **more
        )
        for at, (bot, more) in enumerate(
            [
                ("Ava", {"metadata": {"campaign_segment": "gold"}}),
                ("Bob", {}),
                ("Ava", {"metadata": {"interaction_outcome": "sold_at_once"}}),
                ("Bob", {"metadata": {"campaign_segment": "gold"}}),
            ]
        )
    ]
    assert partner.process(*calls).status_code == 200
    return partner


def page_of(partner: Partner, campaign: str = "FIBRE", **query: Any) -> str:
    answer = partner.get(f"/campaigns/{campaign}/report", query_string={k.rstrip("_"): v for k, v in query.items()})
    assert (answer.status_code, answer.mimetype) == (200, "text/html"), answer.text
    return str(answer.text)


def test_the_page_shows_the_figures_of_the_analytics(calling: Partner) -> None:
    page = Outline(page_of(calling)).words
    figures = calling.get("/campaigns/FIBRE/analytics").get_json()
    for score in figures["scores"]:
        assert f"{score['mean']:.1f}" in page
        assert f"{max(score['low'], 0):.2f} to {min(score['high'], 10):.2f}" in page
    for question in figures["questions"]:
        assert (question["question"] in page) is (question["n"] > 0)
    for topic in figures["new_requests"] + figures["unresolved_requests"]:
        assert topic["topic"] in page
    assert figures["new_requests"]
    assert "sold at once" in page


def test_calls_that_are_named_are_linked_to_their_reports(calling: Partner) -> None:
    addresses = Outline(page_of(calling)).addresses
    named = calling.get("/campaigns/FIBRE/analytics").get_json()["worth_a_listen"]
    for call in named:
        path = f"/conversations/{call['call_id']}/report"
        assert f"http://localhost:5000{BASE}{path}" in addresses
        assert calling.get(path).status_code == 200
    assert named


def test_two_bots_are_compared_where_they_are_named(calling: Partner) -> None:
    page = Outline(page_of(calling, baseline="Ava", candidate="Bob"))
    compared = calling.get("/campaigns/FIBRE/comparison?baseline=Ava&candidate=Bob").get_json()
    assert "Bob against Ava" in page.words
    assert "Nothing can be concluded yet" in page.words
    for warning in compared["warnings"]:
        assert warning in page.words
    assert compared["warnings"]
    assert "against" not in Outline(page_of(calling)).words


@pytest.mark.parametrize(
    ("query", "status", "path"),
    [
        ({"baseline": "Ava"}, 400, "candidate"),
        ({"candidate": "Ava"}, 400, "baseline"),
        ({"baseline": "Ava", "candidate": "Ava"}, 400, "candidate"),
        ({"from": "yesterday"}, 400, "from"),
        ({"baseline": "Ava", "candidate": "Nobody"}, 404, None),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(
    calling: Partner, query: dict[str, str], status: int, path: str | None
) -> None:
    answer = calling.get("/campaigns/FIBRE/report", query_string=query)
    assert answer.status_code == status
    if path:
        assert path in answer.get_json()["details"]


def test_the_period_is_that_of_the_query(calling: Partner) -> None:
    page = Outline(page_of(calling, from_="2024-03-02T00:00:00Z", to="2024-03-04T00:00:00Z")).words
    assert "2 March 2024 to 4 March 2024 (UTC)" in page
    assert "2024-03-02" in page
    assert "2024-03-04: " not in page


def test_a_campaign_without_judged_calls_has_a_page_that_says_so(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    assert "No call of this period has been judged" in page_of(partner)
    alone = a_transcription(conversation=a_transcription()["conversation"][:1])
    assert partner.process(alone).status_code == 200
    page = Outline(page_of(partner)).words
    assert "No call of this period has been judged" in page
    assert "Cannot be judged" in page


def test_the_page_needs_nothing_and_runs_nothing(calling: Partner) -> None:
    answer = calling.get("/campaigns/FIBRE/report?baseline=Ava&candidate=Bob")
    policy = answer.headers["Content-Security-Policy"]
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")
    page = Outline(answer.text)
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "object", "embed", "form"})
    assert not [name for name in page.attributes if name == "style" or name.startswith("on")]
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_is_well_formed_and_its_headings_are_in_order(calling: Partner) -> None:
    page = Outline(page_of(calling, baseline="Ava", candidate="Bob"))
    assert page.open == []
    levels = [int(heading[1]) for heading in page.headings]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_picture_has_words_that_stand_for_it(calling: Partner) -> None:
    text = page_of(calling, baseline="Ava", candidate="Bob")
    pictures = re.findall("<svg .*?</svg>", text, re.DOTALL)
    for picture in pictures:
        assert 'aria-hidden="true"' in picture or re.search("<title.+</title><desc.+</desc>", picture)
    assert len(pictures) > 20
    names = re.findall(r' id="([^"]+)"', text)
    assert len(names) == len(set(names))


def test_what_customers_and_campaigns_say_is_shown_as_it_is_and_never_run(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE", name=f"Fibre {ODD}", offer=f"Fibre {ODD}")
    turns = [*ASKING]
    turns[3] = {**turns[3], "text": f"Is there a discount {ODD}?"}
    odd = a_transcription(
        "call 1 é?#", conversation=turns, bot_name=f"Ava {ODD}", metadata={"interaction_outcome": ODD}
    )
    assert partner.process(odd, a_transcription("b", bot_name="Bob")).status_code == 200
    text = page_of(partner, baseline=f"Ava {ODD}", candidate="Bob")
    assert "<script" not in text
    assert text.count("</style>") == 1
    assert "49" not in re.findall("<h1>(.*?)</h1>", text)[0]
    page = Outline(text)
    assert page.open == []
    assert f"Fibre {ODD}" in page.words
    assert f"Bob against Ava {ODD}" in page.words
    (address, *_) = [each for each in page.addresses if "call" in each]
    assert address.endswith("/conversations/call%201%20%C3%A9%3F%23/report")
    assert html.unescape(address) == address


def test_of_another_tenants_campaign_there_is_no_page(app: Flask, calling: Partner, other_partner: Partner) -> None:
    assert other_partner.get("/campaigns/FIBRE/report").status_code == 404
    viewer = a_partner(app, "acme", username="vic", role="viewer")
    assert viewer.get("/campaigns/FIBRE/report").status_code == 200
