"""The entry: a question about one call, answered from its words and its stored analysis."""

from core.answering.counting import answer_count
from core.answering.deeds import answer_deed
from core.answering.given import answer_stated
from core.answering.listing import answer_list
from core.answering.measures import answer_focus, answer_interest, answer_requests, answer_score, answer_sentiment
from core.answering.outcome import answer_outcome, answer_summary
from core.answering.passages import answer_passage
from core.answering.phrasing import phrase
from core.answering.plan import Plan
from core.answering.presence import answer_ask, answer_mention, answer_proposition
from core.answering.reasons import answer_concern, answer_reason
from core.answering.replies import not_stated
from core.answering.stance import answer_stance
from core.answering.states import answer_act, answer_state
from core.answering.times import answer_duration, answer_share, answer_when
from core.answering.transcript import Transcript, read_transcript
from core.answering.understand import understand
from core.answering.who import answer_who
from core.answers import Answer
from core.calls import Call
from core.campaigns import Campaign
from core.reports import Analysis


def answer_question(question: str, call: Call, campaign: Campaign, analysis: Analysis) -> Answer:
    """Answer a free-text question about a call, with evidence that is verbatim in it.

    `analysis` is the stored analysis of this call: what the report says, the answer says. A question that the call
    does not answer is told so, with a confidence of at most 0.3. Deterministic, linear in the call's characters.
    """
    plan = understand(question, call.bot_name)
    transcript = read_transcript(call, campaign, analysis)
    return _answer(plan, transcript, phrase(question).words)


def _answer(plan: Plan, transcript: Transcript, words: str) -> Answer:
    """Hand a plan to the part that answers it."""
    match plan.operator:
        case "focus":
            return answer_focus(plan, transcript)
        case "sentiment":
            return answer_sentiment(plan, transcript, words)
        case "interest":
            return answer_interest(plan, transcript)
        case "requests":
            return answer_requests(plan, transcript)
        case "score":
            return answer_score(plan, transcript, words)
        case "share":
            return answer_share(plan, transcript, words)
        case "duration":
            return answer_duration(plan, transcript, words)
        case "count":
            return answer_count(plan, transcript, words)
        case "when":
            return answer_when(plan, transcript, words)
        case "mention":
            return answer_mention(plan, transcript)
        case "ask":
            return answer_ask(plan, transcript)
        case "stance":
            return answer_stance(plan, transcript)
        case "deed":
            return answer_deed(plan, transcript)
        case "proposition":
            return answer_proposition(plan, transcript)
        case "state":
            return answer_state(plan, transcript)
        case "act":
            return answer_act(plan, transcript)
        case "stated":
            return answer_stated(plan, transcript, words)
        case "who":
            return answer_who(plan, transcript, words)
        case "reason":
            return answer_reason(plan, transcript, words)
        case "concern":
            return answer_concern(plan, transcript)
        case "list":
            return answer_list(plan, transcript)
        case "outcome":
            return answer_outcome(plan, transcript)
        case "summary":
            return answer_summary(plan, transcript)
        case "passage":
            return answer_passage(plan, transcript, words)
        case "none":
            return not_stated(plan, transcript, "the text asks nothing")
