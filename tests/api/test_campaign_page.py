"""A campaign as a page to look at."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from api import campaign_page
from api.wiring import services
from core.statistics.comparison import BotCalls, BotComparison, BotSegment, compare
from core.statistics.moments import Moments, share
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
        interval = f"{max(score['low'], 0):.2f} to {min(score['high'], 10):.2f}" if "low" in score else None
        assert interval is None or interval in page
    for question in figures["questions"]:
        assert (question["question"] in page) is (question["n"] > 0)
    for topic in figures["new_requests"] + figures["unresolved_requests"]:
        assert topic["topic"] in page
    assert figures["new_requests"]
    assert "sold at once" in page


def test_calls_are_named_without_links_as_a_browser_has_no_login(calling: Partner) -> None:
    page = Outline(page_of(calling))
    named = calling.get("/campaigns/FIBRE/analytics").get_json()["worth_a_listen"]
    assert named
    assert all(call["call_id"] in page.words for call in named)
    assert page.addresses == []


@pytest.mark.parametrize(
    ("accept", "status"), [(None, 200), ("*/*", 200), ("text/*", 200), ("application/json", 406), ("garbled", 406)]
)
def test_the_page_is_html_and_nothing_else(calling: Partner, accept: str | None, status: int) -> None:
    headers = calling.headers() | ({} if accept is None else {"Accept": accept})
    answer = calling.client.get(f"{BASE}/campaigns/FIBRE/report", headers=headers)
    assert answer.status_code == status


def test_days_of_few_calls_are_shown_by_weeks(calling: Partner) -> None:
    source = page_of(calling)
    weeks = calling.get("/campaigns/FIBRE/analytics?group_by=week").get_json()["groups"]
    assert [each["group"] for each in weeks] == ["2024-02-26", "2024-03-04"]
    page = Outline(source).words
    assert "Mean by week, from Monday (UTC)" in page
    for week in weeks:
        assert f'<tr><th scope="row">{week["group"]}</th><td class="number">{week["n"]}</td>' in source
    assert "2024-03-02" not in page


def test_a_trend_of_one_point_is_left_out_and_so_is_the_half_of_few_calls(calling: Partner) -> None:
    page = Outline(page_of(calling, from_="2024-03-01T00:00:00Z", to="2024-03-04T00:00:00Z")).words
    assert "All calls are of one week: there is no trend to show." in page
    assert "half of the calls" not in page
    assert "half of the calls" in Outline(page_of(calling)).words


def test_two_bots_are_compared_where_they_are_named(calling: Partner) -> None:
    page = Outline(page_of(calling, baseline="Ava", candidate="Bob"))
    compared = calling.get("/campaigns/FIBRE/comparison?baseline=Ava&candidate=Bob").get_json()
    assert "Bob against Ava" in page.words
    assert "Nothing can be concluded yet" in page.words
    for warning in compared["warnings"]:
        assert warning in page.words
    assert compared["warnings"]
    assert "against" not in Outline(page_of(calling)).words


def compared_with(app: Flask, unresolved: int) -> tuple[BotComparison, str]:
    """Compare bots with two segments of calls, and show it; new requests arise in so many calls of each."""

    def bot(name: str, quality: float, left: int) -> BotCalls:
        return BotCalls(
            name,
            [
                BotSegment(
                    segment,
                    50,
                    0,
                    {
                        "overall_quality_score": Moments(50, quality + at, 50.0),
                        "requests_left_unresolved": share(left, unresolved // 2),
                    },
                )
                for at, segment in enumerate(("gold", "silver"))
            ],
        )

    with app.app_context():
        analytics = services().analytics.campaign("acme", "FIBRE", group_by="week")
        campaign = services().campaigns.get("acme", "FIBRE").campaign
        comparison = compare(campaign.campaign_id, bot("Ava", 5.0, 0), bot("Bob", 6.0, unresolved // 2))
        return comparison, campaign_page.page(campaign, analytics, comparison).get_data(as_text=True)


def test_differences_at_equal_mix_have_a_column(app: Flask, calling: Partner) -> None:
    comparison, source = compared_with(app, 40)
    first = comparison.metrics[0]
    assert first.adjusted is not None
    assert "At equal mix of segments (adjusted)" in Outline(source).words
    assert f'data-is="At equal mix (adjusted)">{campaign_page.at_equal_mix(first)}</td>' in source
    assert campaign_page.at_equal_mix(first).startswith(f"+{first.adjusted.difference:.2f} (")
    assert "At equal mix" not in Outline(page_of(calling, baseline="Ava", candidate="Bob")).words


@pytest.mark.parametrize(("calls", "verdict"), [(18, "inconclusive"), (40, "regressed")])
def test_a_metric_that_could_arise_too_rarely_says_so(app: Flask, calling: Partner, calls: int, verdict: str) -> None:
    comparison, source = compared_with(app, calls)
    last = comparison.metrics[-1]
    assert last.p_corrected is not None
    assert last.p_corrected < 0.05
    assert last.verdict == verdict
    page = Outline(source).words
    assert "below 0.05 and both bots have 20 calls or more in which it could arise" in page
    assert ("it could arise in 18 and 18 calls: 20 of each are the least" in page) is (calls < 20)
    assert ("New requests left unresolved: the corrected p is below 0.05" in page) is (calls < 20)
    assert not any(name in page for name in ("requests_left_unresolved", "p_corrected"))


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
    for question in calling.get(
        "/campaigns/FIBRE/analytics?from=2024-03-02T00:00:00Z&to=2024-03-04T00:00:00Z"
    ).get_json()["questions"]:
        assert question["n"] <= 2
    assert "in 2 calls" in page
    assert "in 4 calls" not in page


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
    assert "call 1 é?#" in page.words
    assert page.addresses == []


def test_of_another_tenants_campaign_there_is_no_page(app: Flask, calling: Partner, other_partner: Partner) -> None:
    assert other_partner.get("/campaigns/FIBRE/report").status_code == 404
    viewer = a_partner(app, "acme", username="vic", role="viewer")
    assert viewer.get("/campaigns/FIBRE/report").status_code == 200
