"""The three scores of a call, each the sum of its parts' points.

A part takes one measure in 0..1 and gives that share of its maximum; `reason` says the measure in words, with its
numbers. The maxima of a score sum to 10. A part whose question had no opportunity to arise (no request of the customer,
hence no resolution) is left out, and its maximum goes to the score's other parts in proportion to theirs.

Maxima before that:

- bot_performance_score: resolution 3 (requests met), understanding 2 (faults, Q008), no annoyance 1.5 (Q007), room for
  the customer 1.5, courtesy 1, script 1 (Q009);
- customer_engagement_score: share of the talk 3, replies 3, own questions 2, interest in proceeding 2;
- overall_quality_score: the bot's performance 4 and the customer's engagement 1.5 (each score's tenth), focus on the
  campaign 1.5 (Q001), the customer's sentiment 1.5 (Q002), the outcome 1.5 (interest, Q005, and goal, Q006, in equal
  shares).
"""

from collections.abc import Sequence
from typing import Final

from core.analysis.engagement import engagement_measures
from core.analysis.interest import stated_interest
from core.analysis.measured import Measured
from core.analysis.performance import bot_measures
from core.analysis.reading import Reading
from core.reports import Metric, ScoreName, ScorePart

FULL: Final = 10.0
_CENTS: Final = 100


def score_parts(reading: Reading, metrics: Sequence[Metric]) -> tuple[ScorePart, ...]:
    """Return the parts of all three scores; the points of each score sum to 0..10, its maxima to 10."""
    by_id = {metric.question_id: metric for metric in metrics}
    bot = _parts("bot_performance_score", bot_measures(reading, by_id))
    customer = _parts("customer_engagement_score", engagement_measures(reading, by_id.get("Q005")))
    overall = _parts("overall_quality_score", _overall_measures(by_id, _total(bot), _total(customer)))
    return (*bot, *customer, *overall)


def _overall_measures(by_id: dict[str, Metric], bot: float, customer: float) -> list[Measured | None]:
    found: list[Measured | None] = [
        Measured("bot performance", 4.0, bot / FULL, f"the bot's performance scored {bot:.1f} of 10"),
        Measured("customer engagement", 1.5, customer / FULL, f"the customer's engagement scored {customer:.1f} of 10"),
    ]
    focus, mood, interest = by_id.get("Q001"), by_id.get("Q002"), by_id.get("Q005")
    if focus is not None:
        value = focus.confidence if focus.answer == "Yes" else 1.0 - focus.confidence
        verdict = "was" if focus.answer == "Yes" else "was not"
        turns = tuple(item.turn for item in focus.evidence)
        reason = f"the call {verdict} focused on the campaign topic (confidence {focus.confidence:.2f})"
        found.append(Measured("focus", 1.5, value, reason, turns))
    if mood is not None and mood.sentiment_score is not None:
        # Calls are polite: a mean feeling of ±0.5 by words is as strong as they come.
        value = min(1.0, max(0.0, 0.5 + mood.sentiment_score))
        turns = tuple(item.turn for item in mood.evidence)
        reason = f"the customer's sentiment was {mood.answer.lower()} ({mood.sentiment_score:+.2f})"
        found.append(Measured("customer sentiment", 1.5, value, reason, turns))
    found.append(_outcome(interest, by_id.get("Q006")))
    return found


def _outcome(interest: Metric | None, goal: Metric | None) -> Measured | None:
    """Measure what came of the call: the customer's interest, and the goal where there was one to reach."""
    if interest is None or interest.interest_level is None:
        return None
    turns = [item.turn for item in interest.evidence]
    reason = stated_interest(interest.answer, interest.interest_level)
    value = interest.interest_level
    if goal is not None and goal.status != "no_opportunity":
        reached = goal.answer == "Yes"
        value = (value + (goal.confidence if reached else 1.0 - goal.confidence)) / 2
        reason += f", and the goal of the call was {'reached' if reached else 'not reached'} ({goal.confidence:.2f})"
        turns += [item.turn for item in goal.evidence]
    return Measured("outcome", 1.5, value, reason, tuple(dict.fromkeys(turns)))


def _parts(score: ScoreName, measured: Sequence[Measured | None]) -> tuple[ScorePart, ...]:
    """Turn measures into parts; the maxima of those that apply are stretched to sum to 10."""
    applicable = [measure for measure in measured if measure is not None]
    whole = sum(measure.maximum for measure in applicable)
    maxima = _to_cents([FULL * measure.maximum / whole for measure in applicable])
    return tuple(
        ScorePart(
            score=score,
            part=measure.part,
            points=round(maximum * min(1.0, max(0.0, measure.value)), 2),
            maximum=maximum,
            reason=measure.reason,
            turns=measure.turns,
        )
        for measure, maximum in zip(applicable, maxima, strict=True)
    )


def _to_cents(maxima: Sequence[float]) -> list[float]:
    """Round to hundredths such that the sum stays 10; the last part takes the rest."""
    cents = [round(maximum * _CENTS) for maximum in maxima[:-1]]
    return [cent / _CENTS for cent in (*cents, round(FULL * _CENTS) - sum(cents))]


def _total(parts: Sequence[ScorePart]) -> float:
    return round(sum(part.points for part in parts), 2)
