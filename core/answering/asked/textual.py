"""What a question for words asks for: a reason, a value, a list, a summary, a passage."""

import re

from core.answering.asked import forms, verbs
from core.answering.asked.value_kinds import asks_for_occasion, value_kind
from core.answering.asked.why import asks_reason
from core.answering.plan import Operator
from core.text import tokens


def of_textual(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    """Return the operator and the aspect of a question for words."""
    if forms.SUMMARY.search(words) and not set(topic) - forms.SUMMARY_WORDS:
        return "summary", ""
    if forms.OPEN_REQUESTS.search(words):
        return "requests", "open"
    if forms.PURPOSE.search(words) and not set(topic) - forms.PURPOSE_WORDS:
        return "purpose", ""
    if forms.REASON.search(words) or asks_reason(words):
        return "reason", ""
    if forms.OUTCOME.search(words):
        return "outcome", "next" if re.search(r"\b(?:next|follow|action)\b", words) else ""
    listed = forms.LIST.match(words)
    if listed and not set(topic) - forms.LIST_WORDS - set(tokens(listed.group("what"))):
        return "list", listed.group("what")
    if forms.SCORE.search(words) and re.search(
        r"\b(?:strengths?|weakness\w*|improve\w*|recommend\w*|better|well|wrong|perform\w*)\b", words
    ):
        return "score", "advice"
    if forms.CONCERN.search(words) and not re.match(r"who|when|where", words) and not set(topic) - forms.CONCERN_WORDS:
        return "concern", ""
    if re.search(r"\bhow (?:did|does|has|have|was) .*\b(?:sentiment|mood|tone|attitude|emotion)\w*\b", words):
        return "sentiment", "trend"
    if forms.WHO.search(words):
        return "who", "more" if forms.TALKED_MORE.search(words) else ""
    if forms.WHEN.search(words) and not forms.CHOSEN_TIME.search(words) and not _is_ahead(words):
        return "when", "last" if "last" in words.split() else "first"
    if asks_for_occasion(words):
        return "when", "last" if "last" in words.split() else "first"
    kind = value_kind(words)
    if kind == "number" and re.match(r"what (?:is|was) the (?:\w+ )?(?:rating|temperature|age|size|number)\b", words):
        return "stated", kind
    open_word = r"(?:why|how did|where|(?:\w+ )?whom?)\b" if kind != "address" else r"(?:why|how did|(?:\w+ )?whom?)\b"
    if kind and kind not in ("number", "percentage") and not re.match(open_word, words):
        return "stated", kind
    return "passage", ""


def _is_ahead(words: str) -> bool:
    """Tell whether a question with "when" is after a time that the call tells of, not a moment of the call."""
    if forms.TOLD_TIME.match(words) is not None:
        return True
    return forms.AHEAD.match(words) is not None and re.search(rf"\b(?:{verbs.SAYING}|ask\w*)\b", words) is None
