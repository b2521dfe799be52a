"""How a campaign is doing, in the contract's words."""

from dataclasses import asdict

from api.dates import stamp
from api.figures import rounded
from api.presenting import Json, present
from api.presenting_requests import topics, worth_a_listen
from core.analytics import (
    AnswerShare,
    CampaignAnalytics,
    GroupStatistics,
    Mean,
    QuestionStatistics,
    Rate,
    ScoreStatistics,
)


def campaign_analytics(shown: CampaignAnalytics) -> Json:
    """Present how a campaign is doing."""
    answer = present(
        campaign_id=str(shown.campaign_id),
        **{"from": stamp(shown.since) if shown.since else None},
        to=stamp(shown.until) if shown.until else None,
        counts={"total": shown.counts.total, **asdict(shown.counts)},
        scores=[_score(each) for each in shown.scores],
        rates=[_rate(each) for each in shown.rates],
        questions=[_question(each) for each in shown.questions],
        outcomes=[_answer(each) for each in shown.outcomes],
        trend=[_group(each) for each in shown.trend],
        groups=None if shown.groups is None else [_group(each) for each in shown.groups],
        new_requests=topics(shown.requests.new),
        unresolved_requests=topics(shown.requests.unresolved),
        worth_a_listen=worth_a_listen(shown.worth_a_listen),
        methods=dict(shown.methods),
    )
    return dict(rounded(answer))


def _score(shown: ScoreStatistics) -> Json:
    return present(
        score=shown.score,
        n=shown.n,
        **(_mean(shown.mean) if shown.mean else {}),
        standard_deviation=shown.standard_deviation,
        quantiles=asdict(shown.quantiles) if shown.quantiles else None,
        histogram=list(shown.histogram),
    )


def _mean(shown: Mean) -> Json:
    return present(mean=shown.mean, low=shown.low, high=shown.high)


def _rate(shown: Rate) -> Json:
    return present(
        rate=shown.rate,
        count=shown.count,
        n=shown.n,
        share=shown.share,
        low=shown.low,
        high=shown.high,
    )


def _question(shown: QuestionStatistics) -> Json:
    return present(
        question_id=shown.question_id,
        question=shown.question,
        n=shown.n,
        mean_confidence=shown.mean_confidence,
        answers=[_answer(each) for each in shown.answers],
        mean={"n": shown.mean.n, **_mean(shown.mean)} if shown.mean else None,
    )


def _answer(shown: AnswerShare) -> Json:
    return {
        "answer": shown.answer,
        "count": shown.count,
        "share": shown.share,
        "low": shown.low,
        "high": shown.high,
    }


def _group(shown: GroupStatistics) -> Json:
    return {
        "group": shown.group,
        "n": shown.n,
        "scores": [{"score": score, **_mean(mean)} for score, mean in shown.scores.items()],
        "rates": [_rate(each) for each in shown.rates],
    }
