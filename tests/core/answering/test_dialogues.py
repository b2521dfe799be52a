"""Questions about real dialogues whose answers a reader is certain of; the dialogues' licences are in the file."""

import json
from pathlib import Path

import pytest

from core.analysis.pipeline import analyse
from core.answering.answer import answer_question
from core.campaigns import CampaignBrief
from tests.builders import Line, a_call, a_campaign

DIALOGUES = {
    dialogue["key"]: dialogue
    for dialogue in json.loads((Path(__file__).parent / "dialogues.json").read_text(encoding="utf-8"))["dialogues"]
}


@pytest.mark.parametrize(
    ("key", "question", "beginning"),
    [
        ("donation declined", "Did the customer donate in the past?", "Yes ("),
        ("donation declined", "Did the customer agree to donate?", "No ("),
        ("donation declined", "Why did the customer decline to donate?", "I donate to the charity twice a year"),
        ("donation declined", "What will the customer do with the money?", "It will be put into savings"),
        ("donation declined", "Does the charity sell coffee?", "Not stated"),
        ("donation agreed", "Did the customer agree to donate?", "Yes ("),
        ("donation agreed", "Is the donation tax deductible?", "Yes ("),
        ("donation agreed", "Where is the charity headquartered?", "501 Kings Highway East"),
        ("donation agreed", "How many children were helped?", "155 million - "),
        ("donation agreed", "What is the average donation?", "$2.00 - "),
        ("donation agreed", "Did the customer give a phone number?", "No ("),
        ("several tasks", "How much does the apartment cost?", "1095 credits - "),
        ("several tasks", "How much does the ride cost?", "11 credits - "),
        ("several tasks", "Does the apartment have an elevator?", "Yes ("),
        ("several tasks", "Has the customer paid the application fee?", "No ("),
        ("several tasks", "What will the weather be like on Saturday?", "It will be Snowing all day on Saturday"),
        ("several tasks", "Was the ride booked?", "Yes ("),
        ("several tasks", "Did the customer ask about a garage?", "No ("),
        ("party moved", "How many guests were finally agreed on?", "50 - "),
        ("party moved", "On which day will the party take place?", "on Monday - "),
        ("party moved", "Why could the reservation not be changed at first?", "The venue is too small for the party"),
        ("party moved", "Did the customer change their mind?", "Yes ("),
        ("party moved", "How much does the party cost?", "Not stated"),
    ],
)
def test_the_answer_is_what_a_reader_says(key, question, beginning):
    dialogue = DIALOGUES[key]
    call = a_call([Line(speaker, text) for speaker, text in dialogue["turns"]])
    brief = CampaignBrief(dialogue["campaign"]["name"], dialogue["campaign"]["description"])
    campaign = a_campaign(brief=brief)
    answer = answer_question(question, call, campaign, analyse(call, campaign))
    assert answer.text.startswith(beginning)
    assert all(item.quote in call.turns[item.turn].text for item in answer.evidence)
    assert answer.confidence <= 0.3 or not beginning.startswith("Not stated")
