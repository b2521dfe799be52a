"""Answers that the report has already: sentiment, interest, focus, requests and scores.

They agree with it by construction.
"""

import re
from collections.abc import Sequence
from typing import Final

from core.analysis.sentiment import NEUTRAL_BAND
from core.answering.offered import chosen, in_options, options_of
from core.answering.plan import Plan
from core.answering.quotes import in_words
from core.answering.replies import grounded, name_of, not_stated, on_lines, said
from core.answering.states import FEELINGS, felt_on, lines_on, misconduct
from core.answering.transcript import Line, Transcript
from core.answering.verdicts import is_denying, opening
from core.answering.vocabulary import stems_of, topic_words
from core.answers import Answer
from core.reports import Evidence, Metric
from core.text import stem
from core.wording import count, percent

_PHASES: Final = (
    ("Opening", re.compile(r"\b(?:opening|beginning|start|initially|greeting|first part)\b")),
    ("Offer presentation", re.compile(r"\b(?:offer presentation|presentation|pitch)\b")),
    ("Q&A", re.compile(r"\b(?:q a|q and a|questions and answers|question phase)\b")),
    (
        "Closing",
        re.compile(
            r"\b(?:closing|end|ending|finally|close|last part|left|leave|h[au]ng(?:ing)? up"
            r"|sa(?:id|ying) goodbye|parting)\b"
        ),
    ),
)
_WEAK: Final = 0.35  # share of a part's points below which a question between good and bad gets the latter
_ENDS: Final = {"Opening": "at the beginning", "Closing": "at the end"}
_CONDUCT: Final = re.compile(
    r"\b(?:polite\w*|rude\w*|courteous\w*|civil\w*|respectful\w*|disrespectful\w*|impolite\w*|curt\w*|brusque\w*"
    r"|professional\w*|unprofessional\w*|patient\w*|impatient\w*|helpful\w*|unhelpful\w*)\b"
)
_STANDING: Final = {"Interested": "Positive", "Undecided": "Neutral", "Not interested": "Negative"}
# "How did she take the offer?", "How did he react to being asked to donate?"
_TO_THE_OFFER: Final = re.compile(
    r"\b(?:take|took|taken|react\w*|reaction|respon\w+|receiv\w*|feel\w*|felt|attitude|greet\w*|stance|mood)\b.*?"
    r"\b(?:offer|proposal|proposition|pitch|appeal|plea|deal|campaign|(?:donation|sales?|our|the) (?:request|ask)"
    r"|idea of \w+ing|(?:asked|urged|told|invited) to \w+|request (?:for|to) \w+|donation)\b"
)
_ONE_OFFER: Final = re.compile(r"\b(?:first|second|third|last|final|initial|opening|counter\w*|next|new)\b")
_TRENDS: Final = {
    "positive_increasing": "positive and rising",
    "positive_decreasing": "positive but falling",
    "positive_stable": "positive and stable",
    "negative_increasing": "negative but rising",
    "negative_decreasing": "negative and falling",
    "negative_stable": "negative and stable",
    "neutral": "neutral throughout",
    "mixed": "mixed",
}


def answer_sentiment(plan: Plan, transcript: Transcript) -> Answer:
    """Tell the customer's mood: overall, of one phase, its course, or as a score in -1..1.

    A question that leaves the choice between words of its own is answered in these.
    """
    if (judged := _conduct(plan, transcript)) is not None:
        return judged
    to_the_offer = _TO_THE_OFFER.search(plan.words) and not _ONE_OFFER.search(plan.words)
    if plan.speaker != "bot" and to_the_offer and (judged := _towards_the_offer(plan, transcript)):
        return judged
    leaning = transcript.analysis.metric("Q002").sentiment_score or 0.0
    return in_options(plan.words, _mood(plan, transcript), leaning)


def _conduct(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell a side's conduct in a word that the question offers ("politely or rudely"); None where it is not asked."""
    options = options_of(plan.words)
    side = plan.speaker or "customer"
    lines = transcript.of(side)
    if not options or not lines or _CONDUCT.search(plan.words) is None:
        return None
    harsh, failed = misconduct(transcript, side)
    option = chosen(options, -1 if harsh or failed else 1)
    if option is None:
        return None
    told = said((harsh or failed)[0]) if harsh or failed else f"no harsh word in {count(len(lines), 'turn')}"
    head = f"{option.word.capitalize()} - {name_of(side)}: {told}"
    return on_lines(plan, head, 0.55, harsh or failed) if harsh or failed else grounded(plan, head, 0.75)


def _mood(plan: Plan, transcript: Transcript) -> Answer:
    words = plan.words
    metric = transcript.analysis.metric("Q002")
    if not any(line.speaker == "customer" for line in transcript.lines):
        return not_stated(plan, transcript, "the customer said nothing")
    offered = stems_of(option.word for option in options_of(words))
    topic = tuple(item for item in plan.topic if item not in FEELINGS and item not in offered)
    lines = lines_on(transcript, topic)
    if lines and plan.type == "categorical" and not plan.aspect:
        about = " ".join(word for word in topic_words(words.split()) if stem(word) in topic)
        return _mood_of(plan, felt_on(lines, topic), f'about "{about}"')
    course = ", ".join(f"{part.segment.lower()} {part.sentiment}" for part in metric.sentiment_trajectory)
    grounds = f"score {_score(metric)}{f'; {course}' if course else ''}{_first_quote(metric.evidence)}"
    if plan.aspect == "score":
        return _from(
            plan,
            metric,
            f"{_score(metric)} - on a scale from -1 to 1, {metric.answer.lower()}{_first_quote(metric.evidence)}",
        )
    if plan.aspect == "trend":
        trend = _TRENDS[transcript.analysis.sentiment_trend]
        return _from(plan, metric, f"{trend.capitalize()} - {grounds}")
    for segment, pattern in _PHASES:
        if pattern.search(words):
            found = next((part for part in metric.sentiment_trajectory if part.segment == segment), None)
            if found is None:
                return _of_a_third(plan, transcript, segment)
            lines = [line for line in transcript.lines if line.segment == segment and line.speaker == "customer"]
            evidence = tuple(item for item in metric.evidence if item.turn in {line.turn.index for line in lines})
            return grounded(
                plan,
                f"{found.sentiment.capitalize()} - in the {segment.lower()}{_first_quote(evidence)}",
                metric.confidence * 0.9,
                evidence,
            )
    return _from(plan, metric, f"{metric.answer} - {grounds}")


def _towards_the_offer(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell how the customer took what was offered or asked of it, by its interest; None where that is not known."""
    metric = transcript.analysis.metric("Q005")
    told = _STANDING.get(metric.answer)
    if told is None or metric.interest_level is None:
        return None
    text = f"{told} - the customer was {metric.answer.lower()}{_first_quote(metric.evidence[-1:])}"
    return in_options(plan.words, _from(plan, metric, text), 2 * metric.interest_level - 1)


def _mood_of(plan: Plan, lines: Sequence[Line], where: str) -> Answer:
    """Tell the mood of some turns, with the strongest of them."""
    mean = sum(line.sentiment for line in lines) / len(lines)
    mood = "Positive" if mean > NEUTRAL_BAND else "Negative" if mean < -NEUTRAL_BAND else "Neutral"
    strongest = sorted(lines, key=lambda line: (-abs(line.sentiment), line.position))
    text = f"{mood} - mean score {mean:.2f} over {count(len(lines), 'turn')} {where}, {said(strongest[0])}"
    return on_lines(plan, text, 0.4 + 0.3 * min(1.0, abs(mean)), strongest)


def _of_a_third(plan: Plan, transcript: Transcript, segment: str) -> Answer:
    """Tell the mood of a call's beginning or end where no opening or closing was found: of the third of the turns."""
    lines = transcript.of("customer")
    if segment not in ("Opening", "Closing"):
        return not_stated(plan, transcript, f"the call has no {segment} in which the customer speaks")
    third = -(-len(lines) // 3)
    return _mood_of(plan, lines[:third] if segment == "Opening" else lines[-third:], _ENDS[segment])


def answer_interest(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether the customer wanted to proceed, how interested they were, or how likely they are to convert."""
    metric = transcript.analysis.metric("Q005")
    likely = metric.conversion_probability
    level = f"interest level {metric.interest_level:.2f}" if metric.interest_level is not None else "no interest level"
    chance = f", conversion probability {percent(likely)}" if likely is not None else ""
    quote = _first_quote(metric.evidence[-1:])  # the last word on the matter
    if plan.type == "numeric":
        if likely is None:
            return not_stated(plan, transcript, "the call cannot be judged")
        return _from(
            plan, metric, f"{percent(likely)} - conversion probability; {metric.answer.lower()}, {level}{quote}"
        )
    if plan.type == "boolean":
        head = opening(plan, metric.answer == "Interested")
        return _from(plan, metric, f"{head}{metric.answer.lower()}, {level}{chance}{quote})")
    return _from(plan, metric, f"{metric.answer} - {level}{chance}{quote}")


def answer_focus(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether the call was on the campaign's topic."""
    metric = transcript.analysis.metric("Q001")
    answer = metric.answer
    if is_denying(plan) and answer in ("Yes", "No"):
        answer = "No" if answer == "Yes" else "Yes"
    topic = transcript.campaign.brief.name
    grounds = "the call was about the campaign" if metric.answer == "Yes" else "the call was not about the campaign"
    return _from(plan, metric, f'{answer} ({grounds} "{topic}"{_first_quote(metric.evidence)})')


def answer_score(plan: Plan, transcript: Transcript) -> Answer:
    """Tell the scores of the report, with the parts that made them, or its advice."""
    words = plan.words
    analysis = transcript.analysis
    if plan.aspect == "advice":
        wants_good = re.search(r"\b(?:strengths?|well)\b", words) and not re.search(
            r"\b(?:improve|better|wrong|weak)", words
        )
        points = analysis.strengths if wants_good else (*analysis.areas_for_improvement, *analysis.recommendations)
        if not points:
            return not_stated(plan, transcript, "the report names nothing of the kind")
        return grounded(
            plan, f"{points[0].rstrip('.')}{'' if len(points) < 2 else ' - also: ' + '; '.join(points[1:3])}", 0.6
        )
    if plan.type == "categorical" and (judged := _conduct(plan, transcript)) is not None:
        return judged
    name, score, what = "bot_performance_score", analysis.bot_performance_score, "bot performance"
    if re.search(r"\bengag", words):
        name, score, what = "customer_engagement_score", analysis.customer_engagement_score, "customer engagement"
    elif re.search(r"\b(?:quality|overall)\b", words) or (
        re.search(r"\bcall\b", words) and not re.search(r"\bbot|agent|assistant\b", words)
    ):
        name, score, what = "overall_quality_score", analysis.overall_quality_score, "overall quality"
    parts = [part for part in analysis.score_parts if part.score == name]
    reasons = "; ".join(f"{part.part} {part.points:g} of {part.maximum:g}" for part in parts[:4])
    label = "High" if score >= 7 else "Medium" if score >= 4 else "Low"
    grounds = f"{what} score {score:g} of 10{f' ({reasons})' if reasons else ''}"
    weak = next((part for part in parts if part.points < _WEAK * part.maximum), None)
    if weak is not None and plan.type == "categorical" and (bad := chosen(options_of(words), -1)) is not None:
        told = f"weak in {weak.part} ({weak.points:g} of {weak.maximum:g})"
        return grounded(plan, f"{bad.word.capitalize()} - {told}; {grounds}", 0.55)
    answer = grounded(
        plan,
        f"{score:g} - {what} on a scale from 0 to 10{f' ({reasons})' if reasons else ''}"
        if plan.type == "numeric"
        else f"{label} - {grounds}",
        0.7,
    )
    return answer if plan.type == "numeric" else in_options(words, answer)


def _from(plan: Plan, metric: Metric, text: str) -> Answer:
    return grounded(plan, text, metric.confidence, metric.evidence[:5])


def _score(metric: Metric) -> str:
    return f"{metric.sentiment_score:.2f}" if metric.sentiment_score is not None else "none"


def _first_quote(evidence: tuple[Evidence, ...]) -> str:
    return f"; {in_words(evidence[0])}" if evidence else ""
