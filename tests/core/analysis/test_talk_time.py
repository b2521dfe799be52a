import json
from pathlib import Path

import pytest

from core.analysis.talk_time import talk_time
from core.preprocessing import prepare
from tests.builders import Line, a_call, bot, customer

SWITCHBOARD = Path(__file__).parents[4] / "shared" / "data" / "switchboard_sample" / "dev.jsonl"


def test_shares_are_of_speech_and_the_rest_is_silence() -> None:
    found = talk_time(prepare(a_call([bot("word " * 10, at=0), customer("word " * 10, at=10)], duration_s=30)))
    assert found.bot_s == pytest.approx(3.6)
    assert found.customer_s == pytest.approx(3.6)
    assert found.bot_share == pytest.approx(0.5)
    assert found.silence_s == pytest.approx(30 - 7.2)


def test_the_longest_monologue_spans_the_turns_of_one_side() -> None:
    lines = [customer("word " * 12, at=0), bot("word " * 10, at=20), bot("word " * 10, at=40), customer("ok", at=60)]
    found = talk_time(prepare(a_call(lines, duration_s=62)))
    assert found.longest_monologue_speaker == "bot"
    assert found.longest_monologue_turn == 1
    assert found.longest_monologue_s == pytest.approx(7.2)


def test_response_gaps_are_measured_from_the_other_sides_last_words() -> None:
    lines = [bot("word " * 10, at=0), customer("ok", at=5), bot("fine", at=10), customer("bye", at=12)]
    found = talk_time(prepare(a_call(lines, duration_s=14)))
    assert found.mean_customer_response_gap_s == pytest.approx(((5 - 3.6) + (2 - 1.26)) / 2)
    assert found.mean_bot_response_gap_s == pytest.approx(5 - 1.26)


def test_a_side_that_never_answers_has_no_gap() -> None:
    found = talk_time(prepare(a_call([bot("Hello"), bot("Anyone there?")])))
    assert found.mean_customer_response_gap_s is None
    assert found.mean_bot_response_gap_s is None
    assert found.customer_share == 0


@pytest.mark.skipif(not SWITCHBOARD.exists(), reason="the corpora are not here")
def test_shares_from_starts_and_words_are_near_those_from_measured_ends() -> None:
    errors = []
    for line in SWITCHBOARD.read_text(encoding="utf-8").splitlines():
        turns = json.loads(line)["turns"]
        measured = {"bot": 0.0, "customer": 0.0}
        for turn in turns:
            measured[turn["speaker"]] += turn["labels"]["end"] - turn["timestamp"]
        lines = [Line(turn["speaker"], turn["text"], turn["timestamp"]) for turn in turns]
        end_s = max(turn["labels"]["end"] for turn in turns)
        found = talk_time(prepare(a_call(lines, duration_s=end_s)))
        errors.append(abs(found.bot_share - measured["bot"] / sum(measured.values())))
    assert sum(errors) / len(errors) < 0.04
