"""What a question says was mentioned, where its words are ones that else only frame a question ("the amount")."""

import re
from dataclasses import replace
from typing import Final

from core.answering.plan import Plan
from core.answering.vocabulary import stems_of
from core.text import is_stop_word

_MENTION: Final = r"(?:mention\w*|br(?:ing|ings|ought|inging) up|com(?:e|es|ing) up|came up|rais\w+)"
_ENDS: Final = (
    r"(?: (?:first|last|for the (?:very )?(?:first|last) time|at all|in (?:the|this) (?:call|conversation)|by .+))*$"
)
_OBJECT: Final = re.compile(rf"\b{_MENTION} (?:the |a |an |any |his |her |their |its )?(?P<what>[\w' ]+?){_ENDS}")
_SUBJECT: Final = re.compile(
    rf"\b(?:was|were|did|does|is|are) (?:the |a |an |any |his |her |their |its )?(?P<what>[\w' ]+?)"
    rf" (?:(?:first|last|ever) )?{_MENTION}{_ENDS}"
)
_OF: Final = re.compile(r"\bmentions of (?:the |a |an |any )?(?P<what>[\w' ]+?)$")
_MOST: Final = 3  # words of a thing that is named so


def with_subject(plan: Plan) -> Plan:
    """Return a plan without a topic with that of what its question says was mentioned; any other plan as it is.

    >>> with_subject(Plan("numeric", "count", words="how often was the amount mentioned")).topic
    ('amount',)
    """
    if plan.topic:
        return plan
    found = next(filter(None, (pattern.search(plan.words) for pattern in (_OBJECT, _OF, _SUBJECT))), None)
    words = found["what"].split() if found is not None else []
    named = [word for word in words if not is_stop_word(word)]
    if not named or len(words) > _MOST:
        return plan
    topic = stems_of(named)
    return replace(plan, topic=topic, terms=plan.terms or topic, subject=" ".join(words))
