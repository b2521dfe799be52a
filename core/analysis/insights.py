"""Strengths, areas for improvement and recommendations: what the measures of a call say, in sentences.

Every sentence follows from one measure of this call and names its turns and numbers; in between good and bad nothing is
said, nor where the words leave a doubt. A recommendation belongs to an area that was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.analysis import checks, conduct, findings
from core.analysis.findings import Finding
from core.analysis.reading import Reading
from core.reports import Metric

_MOST: Final = 5  # sentences of each kind; the weightiest first


@dataclass(frozen=True, slots=True)
class Insights:
    """What to say about a call, the weightiest first; `recommendations` are for the areas, in their order."""

    strengths: tuple[str, ...]
    areas_for_improvement: tuple[str, ...]
    recommendations: tuple[str, ...]


def insights(reading: Reading, metrics: Sequence[Metric]) -> Insights:
    """Return the insights that follow from a reading and its metrics."""
    by_id = {metric.question_id: metric for metric in metrics}
    found: list[Finding] = [
        *findings.of_requests(reading),
        *checks.of_goal(reading, by_id),
        *checks.of_faults(reading, by_id),
        *checks.of_annoyance(reading, by_id),
        *findings.of_mood(reading, by_id),
        *findings.of_interest(reading, by_id),
        *conduct.of_focus(reading, by_id),
        *conduct.of_talk(reading),
        *conduct.of_courtesy(reading),
        *checks.of_script(reading, by_id),
        *checks.of_compliance(reading, by_id),
    ]
    good = sorted((finding for finding in found if finding.good), key=lambda finding: -finding.weight)[:_MOST]
    bad = sorted((finding for finding in found if not finding.good), key=lambda finding: -finding.weight)[:_MOST]
    return Insights(
        strengths=tuple(finding.sentence for finding in good),
        areas_for_improvement=tuple(finding.sentence for finding in bad),
        recommendations=tuple(dict.fromkeys(finding.advice for finding in bad if finding.advice)),
    )
