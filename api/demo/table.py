"""The table of calls and scores, a block for each campaign."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from api.demo.convert import is_timed
from api.demo.layout import WIDTH, heading, paragraph
from api.demo.posting import Judged, Report
from api.demo.sample import CORPUS_NAMES
from core.preprocessing.dialogue import SECONDS_PER_TURN, SECONDS_PER_WORD

_ROW = "{:<28}{:>8}  {:<10}{:<8}{:>3}{:>5}  {:<14}{:>5}{:>5}{:>5}  {}"
_HEAD = ("CALL", "TIME", "SENTIMENT", "FOCUS", "NEW", "OPEN", "INTEREST", "ALL", "BOT", "CUST", "CHOSEN AS")
_LEGEND = (
    "FOCUS: was the call about the campaign's topic, and the share of its time that went to the main offer. NEW: the"
    " customer's requests beyond the offer, and how many of them are still OPEN. ALL, BOT, CUST: scores from 0 to 10"
    " for overall quality, the bot's performance and the customer's engagement. CHOSEN AS: what people noted of the"
    " dialogue; the analysis does not look at it. The customer was annoyed; the bot answered that something was out of"
    " scope; several tasks came up in one dialogue; the customer agreed, or at some point refused, to donate, and gave"
    " or did not."
)
_UNTIMED = (
    "* This corpus has no times. Each turn is taken to start when the words before it have been said, at"
    f" {SECONDS_PER_TURN:g} s a turn and {SECONDS_PER_WORD:g} s a word: times and shares of time of these calls are"
    " estimates."
)


def metrics(report: Report) -> Mapping[str, Mapping[str, Any]]:
    """Map the ids of a report's quality questions to their answers."""
    return {metric["question_id"]: metric for metric in report["quality_analysis"]["metrics"]}


def table(judged: Sequence[Judged], campaigns: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the lines of the table, its calls in the order given, and what its columns mean."""
    names = {campaign["code"]: campaign["name"] for campaign in campaigns}
    lines = [*heading("Calls and scores"), _ROW.format(*_HEAD)]
    for code, calls in groupby(judged, key=lambda each: each.dialogue.campaign):
        block = list(calls)
        star = "" if all(is_timed(each.dialogue) for each in block) else " *"
        lines += ["", f"{names[code]} ({CORPUS_NAMES[block[0].dialogue.corpus]}){star}"]
        lines += [_row(each) for each in block]
    lines += ["", *paragraph(_LEGEND)]
    untimed = any(not is_timed(each.dialogue) for each in judged)
    return lines + paragraph(_UNTIMED) if untimed else lines


def _row(judged: Judged) -> str:
    dialogue, report = judged.dialogue, judged.report
    if report is None:
        return f"{dialogue.id:<28}  not analysed: {judged.failure}"[:WIDTH]
    answers, details = metrics(report), report["call_details"]
    scores = (
        report["summary_insights"]["overall_quality_score"],
        details["bot_performance_score"],
        details["customer_engagement_score"],
    )
    return _ROW.format(
        dialogue.id,
        details["duration"],
        answers["Q002"]["answer"],
        f"{answers['Q001']['answer']:<3}{answers['Q004']['answer']:>5}",
        len(answers["Q003"].get("new_requests", ())),
        answers["Q003"].get("unresolved_count", 0),
        answers["Q005"]["answer"],
        *(f"{score:.1f}" for score in scores),
        dialogue.labels["chosen_as"],
    ).rstrip()
