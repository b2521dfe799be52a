"""Comparisons of bots in the contract's words."""

from dataclasses import asdict
from typing import Any

from api.figures import rounded
from api.presenting import present
from core.statistics.comparison import BotComparison, MetricComparison, MixComparison


def comparison(shown: BotComparison) -> dict[str, Any]:
    """Present the comparison of two bots."""
    answer = {
        "campaign_id": str(shown.campaign_id),
        "baseline": asdict(shown.baseline),
        "candidate": asdict(shown.candidate),
        "metrics": [_metric(each) for each in shown.metrics],
        "mix": _mix(shown.mix),
        "warnings": list(shown.warnings),
        "methods": dict(shown.methods),
    }
    return dict(rounded(answer))


def _metric(shown: MetricComparison) -> dict[str, Any]:
    return present(**asdict(shown))


def _mix(shown: MixComparison) -> dict[str, Any]:
    return present(
        differs=shown.differs,
        p=shown.p,
        cramers_v=shown.cramers_v,
        segments=[asdict(each) for each in shown.segments],
    )
