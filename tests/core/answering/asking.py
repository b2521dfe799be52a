"""Ask a question of a few lines, as the service would."""

from collections.abc import Sequence
from typing import Any

from core.analysis.pipeline import analyse
from core.answering.answer import answer_question
from core.answers import Answer
from core.reports import Analysis
from tests.builders import SMALL_TALK, Line, a_call, a_campaign


def ask(question: str, turns: Sequence[Line] = SMALL_TALK, **about: Any) -> Answer:
    answer, _ = ask_with_analysis(question, turns, **about)
    return answer


def ask_with_analysis(question: str, turns: Sequence[Line] = SMALL_TALK, **about: Any) -> tuple[Answer, Analysis]:
    call, campaign = a_call(turns, **about), a_campaign()
    analysis = analyse(call, campaign)
    return answer_question(question, call, campaign, analysis), analysis
