"""What a free question about a call costs, by the length of the call: in all, and where the time goes.

Calls made of real dialogues, none of them twice. Each question of a round is asked of another call, and in the next
round each of the next call, so that no question meets the same call again: whatever is kept from an answer helps the
next one no more than it does in service, where every request reads the stored call anew. What is timed is what the
service does between its two transactions: read the call's turns, understand the question, find the answer.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Final, TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in wsgi.py; idle threads of a product would count as work

from api.parsing import call as call_of
from core.analysis.pipeline import analyse
from core.answering.answer import answer_as_planned, answer_question
from core.answering.introduced import known_names
from core.answering.transcript import read_transcript
from core.answering.understand import understand
from core.calls import Call
from core.reports import Analysis
from tests.bench.figures import Figure, Scale, quotients
from tests.blackbox.dialogues import calls_of
from tests.builders import a_campaign

PART: Final = "questions"
LENGTHS: Final = (60, 250, 1000)
LENGTHS_SHORT: Final = (20, 60)
CALLS: Final = 24  # of each length
CALLS_SHORT: Final = 4
CAMPAIGN: Final = a_campaign(
    "Bookings and support", description="Book hotels, rides, tables and appointments, and help with accounts."
)
QUESTIONS: Final = (
    "Did the customer agree to the booking?",
    "Did the bot mention the price?",
    "Did the customer ask about parking?",
    "Was the customer annoyed?",
    "Is the hotel close to the station?",
    "What is the overall sentiment of the customer?",
    "How did the mood change after the offer?",
    "Was the customer interested in proceeding?",
    "How many questions did the customer ask?",
    "How often was the hotel mentioned?",
    "How long did the call last?",
    "What share of the talk was the customer's?",
    "How long was the longest silence?",
    "When did the customer first mention the restaurant?",
    "When was the appointment last mentioned?",
    "Who mentioned the weather first?",
    "Why did the customer change their mind?",
    "What is the customer's name?",
    "How much does the ride cost?",
    "Which questions did the customer ask?",
    "What did the bot say after the customer asked for a hotel?",
    "What are the next steps?",
    "What was the customer's main concern?",
    "Summarise the call.",
)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of the processor for one question: in all, to read the turns, and to understand the question.

    To the turns belong the names in them, by which a question may mean a side.
    """

    whole: float
    reading: float
    understanding: float


def measure(scale: Scale) -> Iterator[Figure]:
    """Measure all questions on calls of each length, in turn; then say how the cost grows with the length."""
    lengths = LENGTHS_SHORT if scale.short else LENGTHS
    calls = {length: _analysed(length, CALLS_SHORT if scale.short else CALLS) for length in lengths}
    _look(calls[lengths[0]])
    rounds: dict[int, list[list[Cost]]] = {length: [] for length in lengths}
    for number in range(scale.rounds + 1):  # one goes before and is thrown away, for caches
        for length, those in calls.items():
            costs = [_cost(question, *those[(at + number) % len(those)]) for at, question in enumerate(QUESTIONS)]
            rounds[length].append(costs)
    each_turn: dict[int, tuple[float, ...]] = {}
    for length, (_, *counted) in rounds.items():
        middle = tuple(median(cost.whole for cost in costs) for costs in counted)
        each_turn[length] = tuple(ms / length for ms in middle)
        of = f"{length} turns: "
        yield Figure(PART, of + f"median of {len(QUESTIONS)} questions", "ms", middle)
        yield Figure(PART, of + "dearest question", "ms", tuple(max(cost.whole for cost in costs) for costs in counted))
        yield Figure(PART, of + "reading the turns", "ms", _medians(counted, lambda cost: cost.reading))
        yield Figure(PART, of + "understanding the question", "ms", _medians(counted, lambda cost: cost.understanding))
        yield Figure(PART, of + "a turn", "ms", each_turn[length])
    short, *_, long = lengths
    growth = quotients(each_turn[long], each_turn[short])
    yield Figure(PART, f"a turn of {long} against a turn of {short}", "×", growth)


def _analysed(length: int, number: int) -> list[tuple[Call, Analysis]]:
    calls = [call_of(call) for call in islice(calls_of(length, f"asked-{length}"), number)]
    return [(call, analyse(call, CAMPAIGN)) for call in calls]


def _look(calls: Sequence[tuple[Call, Analysis]]) -> None:
    """Raise RuntimeError where a question gets another answer when it comes again, or one that misquotes the call."""
    for at, question in enumerate(QUESTIONS):
        call, analysis = calls[at % len(calls)]
        answer = answer_question(question, call, CAMPAIGN, analysis)
        if answer != answer_question(question, call, CAMPAIGN, analysis):
            raise RuntimeError(f"{question} has two answers on the same call")
        if not answer.text or any(item.quote not in call.turns[item.turn].text for item in answer.evidence):
            raise RuntimeError(f"{question} is answered by what was not said")


def _cost(question: str, call: Call, analysis: Analysis) -> Cost:
    """Answer a question as core.services.questions does, and tell what the steps took."""
    reading, transcript = _timed(lambda: read_transcript(call, CAMPAIGN, analysis))
    naming, names = _timed(lambda: known_names(transcript))
    understanding, plan = _timed(lambda: understand(question, call.bot_name, names))
    finding, _ = _timed(lambda: answer_as_planned(plan, transcript))
    return Cost(reading + naming + understanding + finding, reading + naming, understanding)


def _timed(step: Callable[[], Result]) -> tuple[float, Result]:
    began = time.process_time()
    result = step()
    return 1000.0 * (time.process_time() - began), result


def _medians(rounds: Sequence[Sequence[Cost]], of: Callable[[Cost], float]) -> tuple[float, ...]:
    return tuple(median(map(of, costs)) for costs in rounds)
