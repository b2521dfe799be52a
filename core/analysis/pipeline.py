"""The analysis of one call: a pure function of the call, its campaign and the engine."""

from collections.abc import Callable
from typing import Final

from core.analysis.acts import hear
from core.analysis.digressions import without_asides
from core.analysis.engine import engine_with
from core.analysis.evidence import require_verbatim
from core.analysis.insights import Insights, insights
from core.analysis.judgeable import why_not_judged
from core.analysis.lookups import Lookups
from core.analysis.measures import MEASURES, Measure
from core.analysis.mood import sentiment_trend
from core.analysis.phases import phases
from core.analysis.reading import Reading, TurnReading
from core.analysis.relevance import Topic, campaign_topic, talked_of, topic_closeness, turn_relevances, widened
from core.analysis.requests import customer_requests
from core.analysis.said import said
from core.analysis.scores import score_parts
from core.analysis.sentiment import turn_sentiments
from core.analysis.stance import signals
from core.analysis.talk_time import talk_time
from core.analysis.unjudged import unjudged_metrics, unjudged_parts
from core.calls import Call
from core.campaigns import Campaign
from core.dialogues import Dialogue
from core.preprocessing import DEFAULT_FILLERS, prepare
from core.preprocessing.speakers import joined
from core.reports import Act, Analysis, Metric, ScorePart, Segment, TurnAnalysis

_COURTESIES: Final = frozenset({"greeting", "thanks", "closing"})
# Hears of each step, by its name, when it has ended.
Lap = Callable[[str], None]


def _unheard(step: str) -> None:
    """Let a step end without a word."""


def analyse(
    call: Call, campaign: Campaign, *, fillers: tuple[str, ...] = DEFAULT_FILLERS, lap: Lap = _unheard
) -> Analysis:
    """Analyse a call of a campaign: prepare it, read its turns, answer the questions, score it.

    `fillers` are the words that cleaning leaves out; `lap` may take the time of each step. The same arguments give the
    same analysis. Linear in the turns. Raises ValueError for a call without turns, and NotVerbatim where a measure
    misquotes the call.
    """
    dialogue = prepare(call, fillers)
    lap("preparation")
    reading = read(dialogue, campaign, lap)
    reason = why_not_judged(reading)
    metrics = tuple(_measured(measure, reading, lap) for measure in MEASURES)
    metrics = metrics if reason is None else unjudged_metrics(metrics)
    require_verbatim((item for metric in metrics for item in metric.quotations), reading.dialogue)
    parts = score_parts(reading, metrics) if reason is None else unjudged_parts(reason)
    said = insights(reading, metrics) if reason is None else Insights((), (reason,), ())
    lap("scores")
    turns = _turns(dialogue, reading)
    lap("turns")
    return Analysis(
        turns=turns,
        talk_time=reading.talk_time,
        sentiment_trend=sentiment_trend(reading) if reason is None else "neutral",
        metrics=metrics,
        bot_performance_score=_score(parts, "bot_performance_score"),
        customer_engagement_score=_score(parts, "customer_engagement_score"),
        overall_quality_score=_score(parts, "overall_quality_score"),
        score_parts=parts,
        strengths=said.strengths,
        areas_for_improvement=said.areas_for_improvement,
        recommendations=said.recommendations,
        duration_s=reading.dialogue.duration_s,
        warnings=reading.dialogue.warnings,
        engine=engine_with(fillers),
        status_reason=reason,
    )


def read(dialogue: Dialogue, campaign: Campaign, lap: Lap = _unheard) -> Reading:
    """Read what each turn feels, does and is about, and what the customer asks for.

    Turns of one speaker that follow each other are read as one (core.preprocessing.speakers.joined).
    """
    dialogue = joined(dialogue)
    utterances = dialogue.utterances
    spoken = [said(utterance) for utterance in utterances]
    lap("words")
    words = [turn.words for turn in spoken]
    stems = [turn.stems for turn in spoken]
    lookups = Lookups()
    heard = hear(dialogue, words, lookups)
    lap("acts")
    acts = tuple(turn.acts for turn in heard)
    stated = campaign_topic(campaign.brief)
    topic = widened(stated if stated.is_stated else talked_of(stems), stems)
    texts = [utterance.text for utterance in utterances]
    direct = [topic.relevance(each) for each in stems]
    close = topic_closeness(campaign.brief, direct, lookups.vectors(texts))
    lap("topic")
    feelings = turn_sentiments(words, texts, lookups, [turn.charge for turn in spoken])
    lap("sentiment")
    relevances = without_asides(
        utterances, [stated.relevance(each) for each in stems], turn_relevances(topic, stems, direct, close)
    )
    segments = phases(utterances, acts, stems, direct, relevances)
    turns = tuple(
        TurnReading(
            utterance=utterance,
            sentiment=feelings[position],
            acts=acts[position],
            relevance=_final_relevance(
                topic, stems[position], acts[position], segments[position], relevances[position]
            ),
            segment=segments[position],
            stems=stems[position],
            sentences=spoken[position].sentences,
            words=words[position],
            prompt=heard[position].prompt,
            reaction=heard[position].reaction,
        )
        for position, utterance in enumerate(utterances)
    )
    lap("phases")
    requests = customer_requests(turns, lookups)
    lap("requests")
    found = Reading(
        dialogue=dialogue,
        campaign=campaign,
        turns=turns,
        talk_time=talk_time(dialogue),
        requests=requests,
        signals=signals(turns, requests),
        lookups=lookups,
    )
    lap("stance")
    return found


def _measured(measure: Measure, reading: Reading, lap: Lap) -> Metric:
    metric = measure(reading)
    lap(measure.__name__)
    return metric


def _turns(dialogue: Dialogue, reading: Reading) -> tuple[TurnAnalysis, ...]:
    """Tell what was found about each turn as it was sent, in the order of time.

    Turns that were read as one share their phase and relevance; what each feels and does is read from it alone.
    """
    alone = hear(dialogue) if len(dialogue.utterances) > len(reading.turns) else ()
    heard = {utterance.index: each for utterance, each in zip(dialogue.utterances, alone, strict=False)}
    texts = [utterance.text for utterance in dialogue.utterances]
    felt = turn_sentiments([turn.words for turn in alone], texts) if alone else ()
    feelings = dict(zip(heard, felt, strict=True))
    return tuple(
        TurnAnalysis(
            turn=part.turn.index,
            sentiment=feelings[part.turn.index] if turn.utterance.parts else turn.sentiment,
            acts=heard[part.turn.index].acts if turn.utterance.parts else turn.acts,
            segment=turn.segment,
            topic_relevance=turn.relevance,
        )
        for turn in reading.turns
        for part in turn.utterance.turns
    )


def _final_relevance(
    topic: Topic, stems: tuple[str, ...], acts: tuple[Act, ...], segment: Segment, in_place: float
) -> float:
    """Return a turn's relevance, 0..1. A greeting or farewell has that of its own words alone: it is about nothing."""
    courtesy = segment in ("Opening", "Closing") and _COURTESIES.issuperset(acts)
    return round(min(in_place, topic.relevance(stems)) if courtesy else in_place, 4)


def _score(parts: tuple[ScorePart, ...], score: str) -> float:
    """Return the sum of a score's parts, in 0..10."""
    return round(sum(part.points for part in parts if part.score == score), 2)
