"""What a question with the answer yes or no asks for."""

import re

from core.answering.asked import forms, verbs
from core.answering.asked.manner import asked_act, asked_state
from core.answering.asked.value_kinds import value_given
from core.answering.plan import Operator


def of_boolean(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    """Return the operator and the aspect of a question with the answer yes or no."""
    if asked_act(words, topic) == "handoff_request":
        return "act", "handoff_request"
    if forms.FOCUS.search(words) and set(topic) <= forms.FOCUS_WORDS:
        return "focus", ""
    if forms.REQUEST_MET.search(words) and not forms.NEW_REQUESTS.search(words):
        return "requests", "resolved"
    asks = re.search(rf"\b{verbs.ASKING}", words) is not None
    if asks and topic and not forms.NEW_REQUESTS.search(words):
        return "ask", ""
    if forms.NEW_REQUESTS.search(words) and not set(topic) - forms.REQUEST_WORDS:
        return "requests", "raised"
    if forms.RESOLVED.search(words) and not set(topic) - forms.REQUEST_WORDS:
        return "requests", "resolved"
    if forms.INTEREST.search(words) and set(topic) <= forms.PROCEEDING | {"interested", "interest", "uninterested"}:
        return "interest", ""
    state = asked_state(words)
    if state and not re.search(rf"\b{verbs.SAYING}\b", words):
        return "state", state
    if act := asked_act(words, topic):
        return "act", act
    if forms.SUBJECTLESS_QUESTION.search(words) and not topic:
        return "act", "question"
    if value := value_given(words):
        return "stated", value
    if forms.EXISTS.match(words) and not re.search(rf"\b{verbs.SAYING}\b", words):
        return "proposition", ""
    if forms.BEFORE_THE_CALL.search(words) and not forms.ASSENT.search(words):
        return "proposition", ""
    if forms.CONCERN.search(words) and not set(topic) - forms.CONCERN_WORDS:
        return "act", "objection"
    if forms.DEAL.search(words):
        return "stance", "agree"
    if re.search(rf"\b{verbs.REFUSAL}", words):
        return "stance", "refuse"
    if re.search(rf"\b{verbs.SAYING}\b", words) and not forms.TELLING_YOU.search(words):
        return "mention", ""
    if forms.PASSIVE.match(words):
        return "deed", ""
    if re.search(rf"\b{verbs.STANCE}\b", words):
        return "stance", "agree"
    if forms.SO_NOW.match(words):
        return "proposition", ""
    if re.search(rf"\b{verbs.DEED}", words):
        return "deed", ""
    return "proposition", ""
