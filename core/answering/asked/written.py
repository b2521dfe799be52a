"""Kinds of answers that a question's written form settles: options in brackets, blanks, field names, checklists."""

import re
from typing import Final

from core.answering.asked.phrasing import AUXILIARIES
from core.answers import QuestionType

_OPTION: Final = r"[\w' -]{1,30}"
# "(positive / neutral / negative)", "(sale | no sale)", ": low/med/high", "– fully, partly or not at all?"
_OPTIONS: Final = re.compile(
    rf"(?:[(\[]|:\s)\s*{_OPTION}(?:\s*[/|]\s*{_OPTION})+"
    rf"|(?:\s[–-]|[:(])\s+?{_OPTION}(?:,\s*{_OPTION})+,?\s+or\s+{_OPTION}[?)]*\s*$",
    re.IGNORECASE,
)
_TRUTH: Final = re.compile(r"\b(?:y\s*/\s*n|yes\s*/\s*no|true\s*/\s*false|yes\s*\|\s*no)\b", re.IGNORECASE)
_BETWEEN_WORDS: Final = re.compile(
    r"\band\s*/\s*or\b|\bn/a\b|\d\s*/\s*\d|\bw/|\bs/he\b|\bhe/she\b|\w+://", re.IGNORECASE
)
_BLANK: Final = re.compile(r"_{2,}|\.{3,}\s*[?)]|…")
_COUNTED_BLANK: Final = re.compile(
    r"[$€£]\s*(?:_{2,}|…|\.{3,})|(?:_{2,}|…|\.{3,})\s*(?:%|times|x\b|dollars?|euros?|pounds?|rupees?|bucks|cents"
    r"|per ?cent|percent|minutes?|seconds?|hours?|days?|weeks?|months?|years?|questions?|people|turns?|points?)",
    re.IGNORECASE,
)
_FELT_BLANK: Final = re.compile(
    r"\b(?:feel|felt|mood|sentiment|tone|sounded|seemed|attitude|interest)\b", re.IGNORECASE
)
_FIELD: Final = re.compile(r"^\W*[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")
_FIELD_CLASS: Final = re.compile(r"_(?:label|class|category|level|type|status|trend|sentiment|mood|tone|intent)$")
_FIELD_NUMBER: Final = re.compile(
    r"^(?:num|n|count|total|avg|pct|percent|amount)_"
    r"|_(?:usd|eur|gbp|inr|amount|count|number|score|rate|pct|percent|percentage|share|ratio|sec|secs|seconds|ms|s"
    r"|min|minutes|total|sum|price|fee|premium|duration|length)$"
)
_FIELD_TRUTH: Final = re.compile(r"^(?:is|was|has|did|had|were|are|can)_|_(?:flag|yn|given|asked|done|reached|met)$")
# "Did the donor commit to a sum, and if so, how much?"
_SECOND: Final = re.compile(
    rf"^\W*(?:(?:so|and|but|well|then)\b,? )?(?:(?:{AUXILIARIES})\b|any\b).*"
    r"(?:[,;–-]|\band)\s*(?:and\s+)?(?:if (?:so|yes|yea|any)\s*,?\s*|and\s+)"
    r"(?:to |for |at |by |in |on )?(?P<word>how (?:much|many|long|often)|how|who|whom|what|which|when|where|why)\b",
    re.IGNORECASE,
)
_COUNTS: Final = re.compile(r"how \w+", re.IGNORECASE)
# "Checklist item 4: …", "Compliance check: …", "Red flag: …", "Y/N: …"
_CHECK: Final = re.compile(
    r"^\W*(?:check ?list|check|compliance|script|red flag|flag|audit|rule|criterion|qa|quality gate"
    r"|must-have)\b[\w ]{0,15}"
    r":\s*(?!how|what|which|who|when|where|why)",
    re.IGNORECASE,
)
_NOT_STATED_BY_DEED: Final = (
    r"(?!(?:the |any )?(?:\w+ ){0,2}?(?:reasons?|objections?|questions?|names?|dates?|times?|address\w*"
    r"|numbers?|answers?"
    r"|amounts?|prices?|details|products?|items?|options?|topics?|terms?|steps? agreed|outcome|result|words?|quotes?"
    r"|percentage|share|count|sum|fees?|fares?|costs?|rates?|balance|deposit|figure|donation|pledge|salary|value|discount"
    r"|premium|payment)\b)"
)
# "Recording notice given by the agent?", "Script step skipped?"
_DEED: Final = re.compile(
    rf"^\W*(?!(?:{AUXILIARIES})\b)(?!.*\b(?:what|which|who|whom|whose|when|where|why|how|or)\b){_NOT_STATED_BY_DEED}"
    r"(?:[\w'-]+ ){1,4}?(?:\w{2,}(?:ed|pped)|given|read|made|done|kept|shown|told|taken|sent|sold|paid|met|broken"
    r"|spoken|left|set|found|held|put|said)\b(?: (?:by|to|on|in|at|for|with|before|after|without|properly|correctly"
    r"|during|yet|already|as|from)\b[^?]*)?\?\s*$",
    re.IGNORECASE,
)


def written_type(question: str) -> QuestionType | None:
    """Return the kind of answer that the written form settles, or None where it settles none.

    >>> written_type("How did it end (sale | no sale | callback)?"), written_type("The bot asked it ___ times?")
    ('categorical', 'numeric')
    """
    text = question.strip()
    if _TRUTH.search(text):
        return "boolean"
    if field := _FIELD.match(text):
        return _of_field(field.group().strip(" -*>").lower())
    if _BLANK.search(text):
        if _COUNTED_BLANK.search(text):
            return "numeric"
        return "categorical" if _OPTIONS.search(text) or _FELT_BLANK.search(text) else "textual"
    if (second := _SECOND.match(text)) is not None:
        return "numeric" if _COUNTS.fullmatch(second["word"]) else "textual"
    if _OPTIONS.search(text) and not _BETWEEN_WORDS.search(text):
        return "categorical"
    if _CHECK.match(text) or _DEED.match(text):
        return "boolean"
    return None


def _of_field(name: str) -> QuestionType:
    if _FIELD_TRUTH.search(name):
        return "boolean"
    if _FIELD_CLASS.search(name):
        return "categorical"
    return "numeric" if _FIELD_NUMBER.search(name) else "textual"
