"""What is measured of the conduct of calls."""

import json

import pytest

pytest.importorskip("sklearn")

from training.evaluate.conduct import last_transaction, other_calls, rows


def a_record(name, turns, **labels):
    known = {"capability_tasks": [], "customer_annoyed": False, "goal_achieved": None, **labels}
    told = [
        {"speaker": speaker, "timestamp": 4.0 * at, "text": text, "labels": {"action_label": label}}
        for at, (speaker, text, label) in enumerate(turns)
    ]
    return {"id": name, "campaign": None, "turns": told, "labels": known}


GOOD = [
    ("customer", "I need a table for two tonight, please.", None),
    ("bot", "Your table is booked for eight.", "restaurant_inform_booking_successful"),
    ("customer", "Thank you very much.", None),
]
BAD = [
    ("customer", "I need a table for two tonight.", None),
    ("bot", "I am sorry, but there is no table available.", "restaurant_inform_unavailable"),
    ("customer", "This is ridiculous. Thanks for nothing!", None),
    ("bot", "I am sorry, I don't quite understand what you mean.", "out_of_scope"),
]


def test_the_last_transaction_is_the_last_one_told():
    assert last_transaction(a_record("a", GOOD)) is True
    assert last_transaction(a_record("a", BAD)) is False
    assert last_transaction(a_record("a", BAD + GOOD)) is True
    assert last_transaction(a_record("a", GOOD[:1])) is None


def test_every_section_of_other_languages_has_ten_calls():
    sections = [section for _, section in other_calls()]
    assert {section: sections.count(section) >= 10 for section in sections} == dict.fromkeys(sections, True)
    assert len(set(sections)) == 9


def test_the_rows_of_a_small_folder_are_right(tmp_path):
    records = [
        a_record(f"good{at}", GOOD, goal_achieved=True) if at % 2 else
        a_record(f"bad{at}", BAD, goal_achieved=False, customer_annoyed=True)
        for at in range(6)
    ]  # fmt: skip
    (tmp_path / "star").mkdir()
    (tmp_path / "star" / "test.jsonl").write_text("\n".join(map(json.dumps, records)))
    found = {(row.task, row.measure): row.value for row in rows(tmp_path) if row.corpus == "star"}
    assert found["goal of the call reached", "accuracy, own answer"] == 1.0
    assert found["goal of the call reached", "accuracy, last transaction"] == 1.0
    assert found["customer frustrated or annoyed", "AUC"] == 1.0
    assert found["customer frustrated or annoyed", "F1 of Yes (3 annoyed)"] == 1.0
    assert found["bot cannot help, by turn", "F1"] == 1.0
    assert found["real English calls that are not judged", "share"] == 0.0
