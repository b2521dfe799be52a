"""What is measured of the topic of calls."""

import json

from core.campaigns import CampaignBrief
from training.evaluate.topic import best, bm25, keeps, on_topic, rows, services


def turn(speaker, text, *acts):
    return {"speaker": speaker, "timestamp": None, "text": text, "labels": {"acts": [[*act, "", []] for act in acts]}}


CALL = {
    "id": "sgd-1",
    "campaign": {"name": "FindDentist", "description": "Find a dentist for aching teeth."},
    "labels": {},
    "turns": [
        turn("customer", "My tooth hurts, I need a dentist in Leeds.", ("Dentists_1", "INFORM_INTENT")),
        turn("bot", "Doctor Bell is a good dentist there.", ("Dentists_1", "OFFER")),
        turn("customer", "Good. What will the weather be like tomorrow?", ("Weather_1", "INFORM_INTENT")),
        turn("bot", "Rain all day. Anything else?", ("Weather_1", "INFORM"), ("", "REQ_MORE")),
        turn("customer", "Thanks.", ("", "THANK_YOU")),
    ],
}
BUS = {
    "id": "sgd-2",
    "campaign": {"name": "FindBus", "description": "Find a bus journey between two cities."},
    "labels": {},
    "turns": [
        turn("customer", "Which bus goes from Leeds to York?", ("Buses_1", "INFORM_INTENT")),
        turn("bot", "A bus leaves the station at nine.", ("Buses_1", "OFFER")),
        turn("customer", "And the fare of the bus?", ("Buses_1", "REQUEST")),
        turn("bot", "The ticket is twelve dollars.", ("Buses_1", "INFORM")),
    ],
}


def test_a_turn_is_on_the_topic_where_it_is_about_the_first_service_and_a_courtesy_is_neither():
    assert on_topic(CALL) == [True, True, False, None, None]
    assert services(CALL) == {"Dentists", "Weather"}


def test_a_call_keeps_to_what_half_of_its_words_are_about():
    assert keeps(CALL)
    assert not keeps({**CALL, "turns": [CALL["turns"][0], *[CALL["turns"][2]] * 3]})


def test_the_first_of_equal_scores_is_the_best():
    assert best([0.1, 0.7, 0.7]) == 1


def test_the_rows_of_a_folder_tell_campaign_turns_and_calls(tmp_path):
    (tmp_path / "sgd").mkdir()
    lines = "".join(json.dumps(record) + "\n" for record in (CALL, BUS))
    (tmp_path / "sgd" / "held.jsonl").write_text(lines, encoding="utf-8")
    found = {(row.task, row.measure): row for row in rows(tmp_path)}
    first = found["campaign topic: right campaign among all", "R@1 of name and description"]
    assert (first.n, first.value, first.target) == (2, 1.0, 0.4)
    assert found["turn on the campaign's topic", "AUC"].value == 1.0
    assert found["Q001, No of calls with a campaign they never touch", "share found"].n == 2
    assert not list(rows(tmp_path / "sgd"))


def test_bm25_scores_the_campaign_that_shares_rare_words_highest():
    briefs = [CampaignBrief(**record["campaign"]) for record in (CALL, BUS)]
    assert [best(scores) for scores in bm25([CALL, BUS], briefs)] == [0, 1]
