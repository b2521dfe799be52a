"""Interest in proceeding, where it is labelled: a service that the bot of SGD offers is accepted or declined.

The call is cut off after the customer's reply to the offer, so that nothing said later helps.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from core.analysis.pipeline import analyse
from training.corpora import records
from training.evaluate.calls import by_hash, call_of, campaign_of
from training.evaluate.protocol import RULES, Row, auc, has, measured, over, share

OFFERS = 1000


def rows(data: Path) -> Iterator[Row]:
    """Yield how well the interest level tells accepted offers from declined ones."""
    if not has(data, "sgd"):
        return
    found = offers(data)
    calls = [call for call, _, _, _ in found]
    accepted = [truth for _, truth, _, _ in found]
    task = "interest: an offered service accepted or declined"
    yield measured(
        task, "sgd", "AUC of interest_level", calls, over(auc, accepted, [level for _, _, level, _ in found]),
        how=RULES, target=0.85,
    )  # fmt: skip
    wanted = ["Interested" if truth else "Not interested" for truth in accepted]
    hits = [truth == said for truth, (_, _, _, said) in zip(wanted, found, strict=True)]
    usual = max(accepted.count(True), accepted.count(False)) / len(accepted)
    yield measured(
        task, "sgd", "accuracy of Interested / Not interested", calls, share(hits), how=RULES,
        baseline_name="the usual answer", baseline=usual,
    )  # fmt: skip


@cache
def offers(data: Path) -> tuple[tuple[str, bool, float, str], ...]:
    """Return call, whether the offer was accepted, interest level and answer for offers that were answered."""
    found: list[tuple[str, bool, float, str]] = []
    for record in by_hash(record for record in records(data, "sgd") if record["labels"].get("offered_intents")):
        for offer in record["labels"]["offered_intents"]:
            cut = record | {"turns": record["turns"][: offer["turn"] + 2]}
            metric = analyse(call_of(cut), campaign_of(cut)).metric("Q005")
            accepted = offer["response"] == "AFFIRM_INTENT"
            found.append((record["id"], accepted, metric.interest_level or 0.0, metric.answer))
        if len(found) >= OFFERS:
            break
    return tuple(found)
