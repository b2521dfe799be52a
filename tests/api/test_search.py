"""Calls found by what was said in them."""

import base64
import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from flask import Flask

from api.wiring import services
from core.searching import Highlight, highlights
from tests.api.partner import Partner, a_transcription

CANCELLING = [
    {"speaker": "bot", "timestamp": 0, "text": "Hello, this is Ava from the bank. May I tell you of a credit card?"},
    {"speaker": "customer", "timestamp": 9.5, "text": "No! I want to cancel, and I want refunds: all of them."},
    {"speaker": "bot", "timestamp": 15, "text": "You may cancel within 14 days. The card costs 49.99 a year."},
    {"speaker": "customer", "timestamp": 21, "text": "Then cancel it, cancel it now; your credit is bad."},
]


def said(text: str) -> list[dict[str, Any]]:
    """A call of a greeting and one turn of the customer's."""
    return [
        {"speaker": "bot", "timestamp": 0, "text": "Good day."},
        {"speaker": "customer", "timestamp": 3, "text": text},
    ]


@pytest.fixture
def searched(partner: Partner) -> Partner:
    """A partner with a call on a router and one on cancelling, of two campaigns and bots."""
    partner.create_campaign(code="FIBRE")
    partner.create_campaign(code="CARDS")
    answer = partner.process(
        a_transcription("router", timestamp="2024-03-01T09:00:00Z"),
        a_transcription("cancel", "CARDS", timestamp="2024-03-02T09:00:00Z", bot_name="Bob", conversation=CANCELLING),
    )
    assert answer.status_code == 200, answer.text
    return partner


def found(partner: Partner, q: str, **query: Any) -> list[dict[str, Any]]:
    answer = partner.get("/search", query_string={"q": q, **query})
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["results"])


def ids(partner: Partner, q: str, **query: Any) -> list[str]:
    return [each["call_id"] for each in found(partner, q, **query)]


def highlighted(result: dict[str, Any]) -> list[tuple[int, list[str]]]:
    return [
        (quote["turn"], [quote["quote"][each["start"] : each["end"]] for each in quote["highlights"]])
        for quote in result["quotes"]
    ]


def pages(partner: Partner, q: str, **query: Any) -> Iterator[list[str]]:
    cursor: dict[str, str] = {}
    while True:
        answer = partner.get("/search", query_string={"q": q, **query, **cursor}).get_json()
        yield [each["call_id"] for each in answer["results"]]
        if "next_cursor" not in answer:
            return
        cursor = {"cursor": answer["next_cursor"]}


def test_a_result_quotes_the_turns_verbatim_in_their_order(searched: Partner) -> None:
    (result,) = found(searched, "cancel")
    rank = result.pop("rank")
    assert rank > 0
    assert result == {
        "call_id": "cancel",
        "campaign_id": "CARDS",
        "timestamp": "2024-03-02T09:00:00Z",
        "bot_name": "Bob",
        "quotes": [
            {
                "turn": turn,
                "timestamp": CANCELLING[turn]["timestamp"],
                "speaker": CANCELLING[turn]["speaker"],
                "quote": CANCELLING[turn]["text"],
                "highlights": places,
            }
            for turn, places in (
                (1, [{"start": 14, "end": 20}]),
                (2, [{"start": 8, "end": 14}]),
                (3, [{"start": 5, "end": 11}, {"start": 16, "end": 22}]),
            )
        ],
    }


@pytest.mark.parametrize(
    ("q", "calls"),
    [
        ("refund", ["cancel"]),  # in another form
        ("REFUNDING", ["cancel"]),
        ("credit cancel", ["cancel"]),  # in different turns, of different sides
        ("router refund", []),
        ('"credit card"', ["cancel"]),
        ('"card credit"', []),
        ('"no i want to cancel and"', ["cancel"]),
        ('"days the card"', ["cancel"]),  # over the end of a sentence
        ('"them then"', []),
        ('"plan great"', []),  # from one turn of the side into its next
        ("refund or router", ["cancel", "router"]),
        ("plan -refund", ["router"]),
        ('fibre -"sign me up"', []),
        ("speaker:customer router", ["router"]),
        ("router speaker:bot", ["router"]),
        ("speaker:bot refund", []),
        ("SPEAKER:Customer fourteen or 14", []),
        ("speaker:bot 14", ["cancel"]),
        ("49.99", ["cancel"]),
        ("99.49", []),
        ("e-mail", ["router"]),
        ("mail/e", []),
        ("or or refund or", ["cancel"]),
        ("refund:* & <-> !(", ["cancel"]),
        ("refund' or ''='", ["cancel"]),
        ('"refund', ["cancel"]),
        ('"your credit is bad"', ["cancel"]),
        ('"your credit of bad"', []),
        ("-refund or router", ["router"]),
    ],
)
def test_words_phrases_or_and_without_are_understood(searched: Partner, q: str, calls: list[str]) -> None:
    assert sorted(ids(searched, q)) == calls
    listed = searched.get("/conversations", query_string={"q": q}).get_json()["conversations"]
    assert sorted(each["call_id"] for each in listed) == calls


@pytest.mark.parametrize(
    ("q", "highlights"),
    [
        ("refund", [(1, ["refunds"])]),
        ('"credit card"', [(0, ["credit card"])]),
        ('"want to cancel" or "credit is bad"', [(1, ["want to cancel"]), (3, ["credit is bad"])]),
        ("credit -router", [(0, ["credit"]), (3, ["credit"])]),
        ("speaker:customer credit cancel", [(1, ["cancel"]), (3, ["cancel", "cancel", "credit"])]),
        ("49.99", [(2, ["49.99"])]),
    ],
)
def test_highlights_are_what_was_looked_for(searched: Partner, q: str, highlights: list[Any]) -> None:
    assert highlighted(found(searched, q)[0]) == highlights


def test_the_best_match_comes_first_and_pages_go_on_from_there(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    texts = {"once": "A refund please.", "thrice": "Refund, refund, refund!", "twice": "A refund, yes, a refund."}
    texts |= {f"same{number}": "A refund please." for number in range(3)}
    partner.process(*(a_transcription(name, conversation=said(text)) for name, text in texts.items()))
    whole = ids(partner, "refund")
    assert whole[:2] == ["thrice", "twice"]
    assert sorted(whole) == sorted(texts)
    assert [call for page in pages(partner, "refund", limit=1) for call in page] == whole
    ranks = [each["rank"] for each in found(partner, "refund")]
    assert ranks == sorted(ranks, reverse=True)
    paged = pages(partner, "refund", limit=2)
    assert next(paged) == whole[:2]
    partner.process(a_transcription("added", conversation=said("Refund, refund, refund, refund!")))
    assert [call for page in paged for call in page] == whole[2:]


def test_filters_go_together_with_words(searched: Partner) -> None:
    both = "router or cancel"
    campaign_id = searched.get("/campaigns/CARDS").get_json()["campaign_id"]
    assert ids(searched, both, campaign_id="CARDS") == ["cancel"]
    assert ids(searched, both, campaign_id=campaign_id) == ["cancel"]
    assert ids(searched, both, bot_name="Ava") == ["router"]
    assert ids(searched, both, bot_name="ava") == []
    assert ids(searched, both, to="2024-03-02T09:00:00Z") == ["router"]
    assert ids(searched, both, **{"from": "2024-03-02T10:00:00+01:00"}) == ["cancel"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({}, {"q": ["is required"]}),
        ({"q": "x", "campaign_id": "NOPE"}, {"campaign_id": ["is not a campaign of this tenant"]}),
        ({"q": "speaker:agent no"}, {"q": ["knows speaker:customer and speaker:bot only"]}),
        ({"q": "speaker: no"}, {"q": ["knows speaker:customer and speaker:bot only"]}),
        ({"q": "speaker:bot speaker:customer no"}, {"q": ["must name one speaker at most"]}),
    ],
)
def test_what_cannot_be_looked_for_is_told(searched: Partner, query: dict[str, str], fault: Any) -> None:
    answer = searched.get("/search", query_string=query)
    assert (answer.status_code, answer.get_json()["details"]) == (400, fault)


@pytest.mark.parametrize("q", ["", "x" * 201, "nul\0byte"])
def test_a_search_is_of_one_to_200_characters_without_nul(searched: Partner, q: str) -> None:
    for path in ("/search", "/conversations"):
        answer = searched.get(path, query_string={"q": q})
        assert answer.status_code == 400, answer.text
        assert list(answer.get_json()["details"]) == ["q"]


@pytest.mark.parametrize(
    "q",
    [
        "(" * 200,
        '"' * 199,
        "-" * 200,
        "or " * 66,
        '-"" ' * 50,
        "&|!<->" * 33,
        "a:*b:*" * 33,
        "\\" * 200,
        "' or 1=1 --",
        "%s %(q)s {q} :q",
        "\u202e\u200b\U0001f389" * 60,
        "\r\n\t" * 60,
        " ".join("abcdefghijklmnopqrstuvwxyz0123456789") * 2,
    ],
)
def test_whatever_is_looked_for_finds_nothing_or_is_refused(searched: Partner, q: str) -> None:
    for path, list_of in (("/search", "results"), ("/conversations", "conversations")):
        answer = searched.get(path, query_string={"q": q})
        told = answer.get_json()
        assert told.get(list_of) == [] if answer.status_code == 200 else list(told["details"]) == ["q"], answer.text


@pytest.mark.parametrize("q", ["speaker:customer", '"', "or", "-", "!&|():*<->'", "-router", '-"credit card" -refund'])
def test_a_search_that_names_nothing_to_find_is_refused(searched: Partner, q: str) -> None:
    for path in ("/search", "/conversations"):
        answer = searched.get(path, query_string={"q": q})
        assert answer.status_code == 400, answer.text
        assert answer.get_json()["details"] == {"q": ["must name a word or a phrase to find"]}


def test_a_search_names_so_many_words_and_no_more(searched: Partner) -> None:
    assert ids(searched, "refund " + "cancel " * 15 + '"i want" ' * 8) == ["cancel"]
    answer = searched.get("/search", query_string={"q": "a " * 33})
    assert answer.get_json()["details"] == {"q": ["must not name more than 32 words"]}


SAID = {
    "very": "I am very interested!",
    "not": "I am not interested.",
    "let": "I will let you know.",
    "know": "I don't know.",
    "how": "How are you today?",
    "no": "No thank you.",
    "able": "I can't, and I will not.",
}


@pytest.mark.parametrize(
    ("q", "calls", "marked"),
    [
        ('"not interested"', ["not"], "not interested"),
        ('"I don\'t know"', ["know"], "I don't know"),
        ("don't", ["know"], "don't"),
        ('"how are you"', ["how"], "How are you"),
        ('"no thank you"', ["no"], "No thank you"),
        ('"I will not"', ["able"], "I will not"),
        ("can't", ["able"], "can't"),
        ("very", ["very"], "very"),
        ('"let you know"', ["let"], "let you know"),
    ],
)
def test_common_words_are_found_as_they_were_said(partner: Partner, q: str, calls: list[str], marked: str) -> None:
    partner.create_campaign(code="FIBRE")
    answer = partner.process(*(a_transcription(name, conversation=said(text)) for name, text in SAID.items()))
    assert answer.status_code == 200, answer.text
    results = found(partner, q)
    assert [each["call_id"] for each in results] == calls
    assert highlighted(results[0]) == [(1, [marked])]


def test_calls_of_many_words_in_any_script_can_be_searched(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    letters = (chr(0x4E00 + at % 20_000) for at in range(10**6))
    turns = [
        {"speaker": speaker, "timestamp": at, "text": " ".join(islice(letters, 400))}
        for at in range(160)
        for speaker in ("customer", "bot")
    ]
    assert partner.process(a_transcription("long", conversation=turns)).status_code == 200
    assert ids(partner, "router") == []
    assert ids(partner, turns[0]["text"][0]) == ["long"]


def test_words_that_are_looked_for_again_and_again_cost_no_more(partner: Partner) -> None:
    text = "b " * 10_000
    stems = {"b": frozenset({"b"})}
    assert len(highlights(text, [("b",)] * 32, stems)) == 10_000
    seldom = highlights(text + "c", [("b",) * 31 + ("c",)], {**stems, "c": frozenset({"c"})})
    assert seldom == (Highlight(2 * (10_000 - 31), 20_001),)


@pytest.mark.parametrize("score", [1e300, -1e300, 1e-60])
def test_a_rank_that_no_search_gives_is_no_place_in_one(searched: Partner, score: float) -> None:
    query = {"q": "router or cancel", "limit": 1}
    cursor = searched.get("/search", query_string=query).get_json()["next_cursor"]
    packed = bytearray(base64.urlsafe_b64decode(cursor + "="))
    packed[-24:-16] = struct.pack(">d", score)
    changed = base64.urlsafe_b64encode(bytes(packed)).decode().rstrip("=")
    answer = searched.get("/search", query_string={**query, "cursor": changed})
    assert (answer.status_code, list(answer.get_json()["details"])) == (400, ["cursor"])


def test_a_cursor_belongs_to_its_search(searched: Partner) -> None:
    cursor = searched.get("/search", query_string={"q": "router or cancel", "limit": 1}).get_json()["next_cursor"]
    for query in ({"q": "router"}, {"q": "router or cancel", "bot_name": "Ava"}):
        answer = searched.get("/search", query_string={**query, "cursor": cursor})
        assert (answer.status_code, list(answer.get_json()["details"])) == (400, ["cursor"])


def test_words_of_an_erased_call_are_gone(searched: Partner, admin: Partner) -> None:
    receipt = admin.delete("/conversations/cancel").get_json()
    assert receipt["rows"]["call_words"] == 1
    assert ids(searched, "refund") == []


@pytest.mark.parametrize("before", ["", "Ünï€ 🎉 ", "<b>&amp;</b> ", "a_a_" * 300, "x" * 3000 + " "])
def test_highlights_stand_right_in_strange_texts(partner: Partner, before: str) -> None:
    text = f"{before}my Café’s café/CAFÉ"
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription("strange", conversation=said(text)))
    (result,) = found(partner, "café")
    (quote,) = result["quotes"]
    assert quote["quote"] in text
    assert highlighted(result) == [(1, ["Café", "café", "CAFÉ"])]


def test_a_long_turn_is_quoted_around_the_match(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    text = "blah words " * 100 + "the refund is here " + "more talk " * 100
    partner.process(a_transcription("long", conversation=said(text)))
    (result,) = found(partner, "refund")
    (quote,) = result["quotes"]
    assert quote["quote"] in text
    assert 300 < len(quote["quote"]) <= 400
    assert highlighted(result) == [(1, ["refund"])]
    assert quote["quote"].split()[0] in ("blah", "words")


def test_at_most_five_turns_are_quoted_the_best_ones(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    turns = [{"speaker": "customer", "timestamp": at, "text": "A refund please."} for at in range(8)]
    turns[6]["text"] = "Refund, refund, refund!"
    partner.process(a_transcription("many", conversation=turns))
    assert [quote["turn"] for quote in found(partner, "refund")[0]["quotes"]] == [0, 1, 2, 3, 6]


def test_others_calls_are_not_found(searched: Partner, other_partner: Partner) -> None:
    other_partner.create_campaign(code="FIBRE")
    assert ids(other_partner, "router") == []
    other_partner.process(a_transcription("theirs"))
    assert ids(other_partner, "router") == ["theirs"]
    assert ids(searched, "router") == ["router"]


def test_a_call_is_found_before_it_is_analysed(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    answer = partner.post("/conversations/process?async=true", {"transcription": [a_transcription("waiting")]})
    assert answer.status_code == 202
    assert ids(partner, "router") == ["waiting"]
    (listed,) = partner.get("/conversations", query_string={"q": "router"}).get_json()["conversations"]
    assert (listed["call_id"], listed["status"]) == ("waiting", "pending")


def test_what_was_redacted_is_not_found(app: Flask, partner: Partner) -> None:
    with app.app_context():
        services().privacy.redact("acme", True)
    partner.create_campaign(code="FIBRE")
    partner.process(a_transcription("redacted", conversation=said("My card is 4111 1111 1111 1111, a refund please.")))
    assert ids(partner, "refund") == ["redacted"]
    assert ids(partner, "1111") == []
    assert "1111" not in partner.get("/search", query_string={"q": "card"}).text


def test_the_first_120_000_characters_of_a_side_can_be_found(partner: Partner) -> None:
    partner.create_campaign(code="FIBRE")
    turns = [{"speaker": "customer", "timestamp": at, "text": f"Turn{at} " + "a_" * 9_990} for at in range(8)]
    partner.process(a_transcription("long", conversation=turns))
    assert ids(partner, "turn5") == ["long"]
    assert ids(partner, "turn7") == []
