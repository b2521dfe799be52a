"""Q012: how the talk was divided between the bot and the customer."""

import math
from typing import Final

from core.analysis.evidence import quote
from core.analysis.not_applicable import not_applicable
from core.analysis.reading import Reading
from core.reports import Metric
from core.wording import percent

QUESTION_ID: Final = "Q012"
QUESTION: Final = "What percentage of the talk was the bot's?"
_ESTIMATED: Final = 0.8  # on telephone talk the estimate is off by 3 points on average (Switchboard)


def balance(reading: Reading) -> Metric:
    """Answer Q012, such as "64%" of all speech, with seconds; Not applicable where only one side speaks."""
    talk = reading.talk_time
    if not talk.bot_share or not talk.customer_share:
        return not_applicable(QUESTION_ID, QUESTION)
    parts = {"bot": talk.bot_s, "customer": talk.customer_s, "silence": talk.silence_s}
    longest = next(turn for turn in reading.turns if turn.utterance.index == talk.longest_monologue_turn)
    return Metric(
        question_id=QUESTION_ID,
        question=QUESTION,
        answer=percent(talk.bot_share),
        answer_type="numeric",
        confidence=_ESTIMATED,
        evidence=(quote(longest),),
        time_breakdown={**parts, "total": math.fsum(parts.values())},
    )
