"""What is measured of evidence and of the words of answers."""

import json

import pytest

from training.evaluate.retrieval import bm25, rows, token_f1, words_of


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("in May - the customer at 9s: \"Then - in May.\"", "in May"),
        ("a well - known firm - the bot at 9s", "a well - known firm"),
        ("The bot - at 9s: \"Hello.\"", "The bot"),
        ("Yes (it was said)", "Yes"),
        ("Not stated in this call (nearest passage: the bot at 9s: \"Hello.\")", ""),
    ],
)  # fmt: skip
def test_the_words_of_an_answer_end_before_its_grounds(answer, told):
    assert words_of(answer) == told


def test_token_f1_leaves_out_case_marks_and_articles():
    assert token_f1("The Red car!", "a red car") == 1
    assert token_f1("a blue car", "the red car") == 0.5
    assert token_f1("", "red") == 0


def test_bm25_prefers_the_rarer_word_and_the_shorter_document():
    ranking = bm25([["a", "b"], ["a", "c", "d", "e"], ["a", "c"]])
    assert ranking(["c"])[:2] == [2, 1]
    assert ranking(["b", "a"])[0] == 0


def test_the_rows_of_a_folder_are_of_the_corpora_that_it_has(tmp_path):
    turns = [
        {"speaker": "bot", "timestamp": None, "text": "Hello there.", "labels": {"speaker_name": "Ann Bell"}},
        {"speaker": "customer", "timestamp": None, "text": "I moved to Leeds.", "labels": {"speaker_name": "Joe Fox"}},
        {"speaker": "bot", "timestamp": None, "text": "( They laugh . )", "labels": {"speaker_name": "#NOTE#"}},
    ]
    question = {"question": "Where did Joe move?", "answers": [{"text": "Leeds", "turn": 1, "is_speaker": False}]}
    record = {"id": "friendsqa-1", "campaign": None, "turns": turns, "labels": {}, "qa": [question]}
    (tmp_path / "friendsqa").mkdir()
    (tmp_path / "friendsqa" / "held.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    found = {(row.task, row.measure): row.value for row in rows(tmp_path)}
    assert found["evidence turn, with speakers' names", "R@1"] == 1
    assert found["answer text, with speakers' names", "token F1"] > 0.6
    assert len(found) == 7
