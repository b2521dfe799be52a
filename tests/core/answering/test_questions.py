"""A hundred questions about twenty real dialogues, asked by people who had not seen the rules, judged by reading.

Each question has the answer that its author expects and the verdict of a reader on ours: what was right stays right.
Sources and licences of the dialogues stand in their file.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.analysis.pipeline import analyse
from core.answering.answer import answer_question
from core.campaigns import CampaignBrief
from core.reports import Analysis
from tests.builders import Line, a_call, a_campaign
from training.people_questions import holds

pytestmark = pytest.mark.slow  # analyses twenty real calls

HERE = Path(__file__).parent
DIALOGUES = {
    dialogue["id"]: dialogue
    for dialogue in json.loads((HERE / "questioned_dialogues.json").read_text(encoding="utf-8"))["dialogues"]
}
QUESTIONS = json.loads((HERE / "questions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked["question"])
def test_evidence_is_verbatim_and_what_was_right_stays_right(asked):
    call, campaign, analysis = ready(asked["dialogue"])
    answer = answer_question(asked["question"], call, campaign, analysis)
    assert all(item.quote in call.turns[item.turn].text for item in answer.evidence)
    if asked["certain"] and asked["verdict"] in ("right", "abstained"):
        assert holds(answer.text, asked["key"]) or answer.text == asked["got"]


def test_there_are_a_hundred_questions_about_twenty_dialogues_of_four_corpora():
    assert len(QUESTIONS) == 100
    assert {asked["dialogue"] for asked in QUESTIONS} == set(DIALOGUES)
    assert len(DIALOGUES) == 20
    assert len({name.partition("-")[0] for name in DIALOGUES}) == 4


@cache
def ready(dialogue_id: str) -> tuple[Any, Any, Analysis]:
    """Return a dialogue as a call with its campaign and its analysis, made once."""
    dialogue = DIALOGUES[dialogue_id]
    lines = [Line(speaker, text, at=at) for speaker, at, text in dialogue["turns"]]
    call = a_call(lines, duration_s=dialogue["duration_s"])
    campaign = a_campaign(brief=CampaignBrief(dialogue["campaign"]["name"], dialogue["campaign"]["description"]))
    return call, campaign, analyse(call, campaign)
