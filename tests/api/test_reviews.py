"""Reviews over HTTP: who may add what, and what becomes of them."""

from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import a_partner
from tests.api.partner import Partner, a_transcription

ANSWERS = [{"question_id": "Q001", "answer": "No"}, {"question_id": "Q002", "answer": "Mixed"}]


@pytest.fixture
def campaign_id(partner: Partner) -> str:
    campaign_id = partner.create_campaign(code="FIBRE")
    hello = {"speaker": "bot", "timestamp": 0, "text": "Hello?"}
    calls = [a_transcription(f"call-{number}") for number in (1, 2)]
    partner.process(*calls, a_transcription("nobody", conversation=[hello]))
    return campaign_id


def add(partner: Partner, call_id: str = "call-1", answers: Any = None, **more: Any) -> Any:
    return partner.post(f"/conversations/{call_id}/reviews", {"answers": answers or ANSWERS, **more})


def test_a_review_keeps_what_the_machine_had_answered(partner: Partner, campaign_id: str) -> None:
    report = partner.get("/conversations/call-1/report").get_json()
    machine = {each["question_id"]: each["answer"] for each in report["quality_analysis"]["metrics"]}
    added = add(partner, comment="Rather “mixed”.")
    assert added.status_code == 201
    review = added.get_json()
    assert review["answers"] == [{**each, "machine_answer": machine[each["question_id"]]} for each in ANSWERS]
    assert (review["call_id"], review["reviewer"], review["comment"]) == ("call-1", "ann", "Rather “mixed”.")
    assert review["report_id"] == report["report_metadata"]["report_id"]
    assert partner.get("/conversations/call-1/reviews").get_json() == {"reviews": [review]}
    assert partner.get("/conversations/call-1/report").get_json() == report


def test_reviews_are_listed_page_by_page(partner: Partner, campaign_id: str) -> None:
    added = [add(partner).get_json()["review_id"] for _ in range(3)]
    first = partner.get("/conversations/call-1/reviews?limit=2").get_json()
    rest = partner.get(f"/conversations/call-1/reviews?limit=2&cursor={first['next_cursor']}").get_json()
    assert [each["review_id"] for each in (*first["reviews"], *rest["reviews"])] == added[::-1]
    assert "next_cursor" not in rest
    other = partner.get(f"/conversations/call-2/reviews?cursor={first['next_cursor']}")
    assert other.status_code == 400


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"answers": []}, "answers"),
        ({"answers": [{"question_id": "Q001", "answer": "Perhaps"}]}, "answers[0].answer"),
        ({"answers": [{"question_id": "Q099", "answer": "Yes"}]}, "answers[0].question_id"),
        ({"answers": [{"question_id": "q1", "answer": "Yes"}]}, "answers[0].question_id"),
        ({"answers": [*ANSWERS, ANSWERS[0]]}, "answers[2].question_id"),
        ({"answers": ANSWERS, "comment": "x" * 5001}, "comment"),
        ({"answers": ANSWERS, "reviewer": "bob"}, "reviewer"),
        ({"answers": ANSWERS, "comment": "a\u0000b"}, "comment"),
    ],
)
def test_what_is_wrong_with_a_review_is_told_by_its_path(
    partner: Partner, campaign_id: str, body: Any, path: str
) -> None:
    answer = partner.post("/conversations/call-1/reviews", body)
    assert (answer.status_code, list(answer.get_json()["details"])) == (400, [path])
    assert partner.get("/conversations/call-1/reviews").get_json() == {"reviews": []}


def test_there_is_nothing_to_review_of_an_unknown_call_or_one_that_cannot_be_judged(
    partner: Partner, other_partner: Partner, campaign_id: str
) -> None:
    assert add(partner, "unknown").status_code == 404
    assert add(other_partner).status_code == 404
    assert other_partner.get("/conversations/call-1/reviews").status_code == 404
    answer = add(partner, "nobody")
    assert (answer.status_code, answer.get_json()["message"]) == (
        409,
        "This call cannot be judged, so there are no answers to review.",
    )


def test_a_review_that_is_sent_twice_with_a_key_is_added_once(partner: Partner, campaign_id: str) -> None:
    def send(comment: str) -> Any:
        headers = {**partner.headers(), "Idempotency-Key": "k-1"}
        body = {"answers": ANSWERS, "comment": comment}
        return partner.client.post("/api/v1/conversations/call-1/reviews", json=body, headers=headers)

    first, again = send("Hm."), send("Hm.")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(partner.get("/conversations/call-1/reviews").get_json()["reviews"]) == 1
    assert send("Another.").status_code == 422


def test_analysts_review_and_viewers_read(app: Flask, partner: Partner, campaign_id: str) -> None:
    viewer = a_partner(app, "acme", username="vic", role="viewer")
    assert add(viewer).status_code == 403
    assert add(partner).status_code == 201
    assert len(viewer.get("/conversations/call-1/reviews").get_json()["reviews"]) == 1
    assert viewer.get(f"/campaigns/{campaign_id}/agreement").status_code == 200
    assert viewer.get("/campaigns/FIBRE/review-plan").status_code == 200


def test_the_audit_tells_of_a_review_but_not_what_it_says(partner: Partner, admin: Partner, campaign_id: str) -> None:
    add(partner, comment="Secretly bad.")
    (event,) = admin.get("/audit?action=review.added").get_json()["events"]
    assert event["object"] == {"kind": "conversation", "id": "call-1"}
    assert event["actor"]["name"] == "ann"
    assert "Secretly" not in str(event)


def test_erasing_a_call_erases_its_reviews(partner: Partner, admin: Partner, campaign_id: str) -> None:
    add(partner)
    add(partner)
    assert admin.delete("/conversations/call-1").get_json()["rows"]["reviews"] == 2
    assert partner.get("/campaigns/FIBRE/agreement").get_json()["reviewed_count"] == 0


def test_people_and_the_machine_are_compared_and_people_with_each_other(
    app: Flask, partner: Partner, admin: Partner, campaign_id: str
) -> None:
    machine = partner.get("/conversations/call-1/reviews")
    assert machine.get_json() == {"reviews": []}
    add(partner, "call-1")
    add(partner, "call-2")
    add(admin, "call-1", [{"question_id": "Q002", "answer": "Positive"}])
    found = partner.get(f"/campaigns/{campaign_id}/agreement").get_json()
    assert (found["campaign_id"], found["reviewed_count"]) == (campaign_id, 2)
    assert [(each["question_id"], each["n"]) for each in found["machine"]] == [("Q001", 2), ("Q002", 2)]
    assert [each["reviewer"] for each in found["reviewers"]] == ["ann", "boss"]
    (pair,) = found["pairs"]
    assert pair["reviewers"] == ["ann", "boss"]
    assert [(each["question_id"], each["n"], each["agreed_count"]) for each in pair["questions"]] == [("Q002", 1, 0)]


def test_a_plan_names_calls_to_review(partner: Partner, other_partner: Partner, campaign_id: str) -> None:
    plan = partner.get("/campaigns/FIBRE/review-plan?margin=0.05&uncertain=1&seed=7").get_json()
    assert (plan["campaign_id"], plan["seed"], plan["population"]) == (campaign_id, 7, 2)
    assert (plan["random_count"], plan["uncertain_count"]) == (1, 1)
    assert [call["reason"] for call in plan["calls"]] == ["random", "uncertain"]
    assert {call["call_id"] for call in plan["calls"]} == {"call-1", "call-2"}
    assert other_partner.get(f"/campaigns/{campaign_id}/review-plan").status_code == 404
    for query in ("margin=0", "margin=0.6", "margin=nan", "uncertain=501", "seed=-1", "seed=1.5"):
        assert partner.get(f"/campaigns/FIBRE/review-plan?{query}").status_code == 400
