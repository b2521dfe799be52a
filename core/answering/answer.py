"""The entry: a question about one call, answered from its words and its stored analysis."""

from collections.abc import Callable, Mapping
from typing import Final

from core.answering.around import answer_around
from core.answering.checked import answer_check
from core.answering.compare import answer_compare
from core.answering.concerns import answer_concern
from core.answering.confidence import calibrated
from core.answering.counting import answer_count
from core.answering.deeds import answer_deed
from core.answering.given import answer_stated
from core.answering.introduced import known_names
from core.answering.likely import supported
from core.answering.listing import answer_list
from core.answering.measures import answer_focus, answer_interest, answer_score, answer_sentiment
from core.answering.outcome import answer_outcome
from core.answering.passages import answer_passage
from core.answering.plan import Operator, Plan
from core.answering.presence import answer_ask, answer_mention
from core.answering.propositions import answer_proposition
from core.answering.reasons import answer_reason
from core.answering.replies import not_stated
from core.answering.requested import answer_requests
from core.answering.stance import answer_stance
from core.answering.states import answer_act, answer_state
from core.answering.summary import answer_purpose, answer_summary
from core.answering.times import answer_duration, answer_share, answer_when
from core.answering.transcript import Transcript, read_transcript
from core.answering.understand import understand
from core.answering.who import answer_who
from core.answers import Answer
from core.calls import Call
from core.campaigns import Campaign
from core.reports import Analysis

_ANSWERS: Final[Mapping[Operator, Callable[[Plan, Transcript], Answer]]] = {
    "check": answer_check,
    "focus": answer_focus,
    "sentiment": answer_sentiment,
    "interest": answer_interest,
    "requests": answer_requests,
    "score": answer_score,
    "share": answer_share,
    "duration": answer_duration,
    "count": answer_count,
    "when": answer_when,
    "mention": answer_mention,
    "ask": answer_ask,
    "stance": answer_stance,
    "deed": answer_deed,
    "proposition": answer_proposition,
    "state": answer_state,
    "act": answer_act,
    "stated": answer_stated,
    "who": answer_who,
    "reason": answer_reason,
    "concern": answer_concern,
    "list": answer_list,
    "compare": answer_compare,
    "around": answer_around,
    "outcome": answer_outcome,
    "purpose": answer_purpose,
    "summary": answer_summary,
    "passage": answer_passage,
}


def answer_question(question: str, call: Call, campaign: Campaign, analysis: Analysis) -> Answer:
    """Answer a free-text question about a call, with evidence that is verbatim in it.

    `analysis` is the stored analysis of this call: what the report says, the answer says. A question that the call
    does not answer is told so, with a confidence of at most 0.3. Deterministic, linear in the call's characters.
    """
    transcript = read_transcript(call, campaign, analysis)
    return answer_as_planned(understand(question, call.bot_name, known_names(transcript)), transcript)


def answer_as_planned(plan: Plan, transcript: Transcript) -> Answer:
    """Answer a question that has been read, about a call that has been read; else as answer_question."""
    return calibrated(plan, answer_plan(plan, transcript))


def answer_plan(plan: Plan, transcript: Transcript) -> Answer:
    """Answer a plan, with the confidence that its operator puts forward, which is not calibrated yet."""
    if plan.operator == "none":
        return not_stated(plan, transcript, "the text asks nothing")
    return supported(plan, transcript, _ANSWERS[plan.operator](plan, transcript))
