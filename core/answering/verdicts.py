"""Yes or no, told such that the answer to a question that denies cannot be misread."""

import re
from dataclasses import replace
from typing import Final

from core.answering.asked.clauses import main_clause, untagged
from core.answering.asked.phrasing import AUXILIARIES
from core.answering.plan import Plan
from core.answering.vocabulary import stems_of, subject_of, topic_words

# "Didn't they agree?" expects a yes: its no says that they did not.
_EXPECTING: Final = re.compile(rf"(?:{AUXILIARIES}) not\b")
_DENYING: Final = re.compile(
    r"^(?:nobody|no one|nothing)\b|\b(?:not|never|without|neither|unable|unsuccessful\w*"
    r"|un(?:resolved|answered|interested|happy|willing)|fail(?:ed|s|ing)? (?:to|in|at))\b"
)
_DENYING_VERB: Final = re.compile(r"fail\w*$|unable$|unsuccessful\w*$")
_SUBJECT: Final = r"(?P<subject>(?:(?:the|this|that|our|a|an|any|his|her|their|its) )?\w+)"
_ASKED: Final = re.compile(rf"(?P<verb>{AUXILIARIES}) {_SUBJECT} (?P<rest>.+)")
_TOLD: Final = re.compile(rf"{_SUBJECT} (?P<verb>{AUXILIARIES}) (?P<rest>.+)")
_NOT: Final = re.compile(r"(?:not|never) ")


def is_denying(plan: Plan) -> bool:
    """Tell whether a question asks for the opposite of what its words name: "not", "never", "unable", "fail to".

    What only a subordinate clause denies is not asked for, and "Didn't they …?" asks the same as "Did they …?".
    """
    clause = main_clause(plan.words)
    return _DENYING.search(clause) is not None and _EXPECTING.match(clause) is None


def verdict(plan: Plan, holds: bool) -> str:
    """Return "Yes" or "No" to a question, given whether what it names or denies holds."""
    return "Yes" if holds != is_denying(plan) else "No"


def opening(plan: Plan, holds: bool) -> str:
    """Return the verdict and the bracket of its grounds; where the question denies, they begin with what is so.

    "So he did not know them?" is answered by "Yes (he did not know them; ", to which grounds and bracket are added.
    """
    head = f"{verdict(plan, holds)} ("
    if not is_denying(plan):
        return head
    words = untagged(plan.words)
    found = _ASKED.match(words) or _TOLD.match(words)
    if found is None:
        return head + ("that is so; " if not holds else "that is not so; ")
    subject, verb, rest = found["subject"], found["verb"], found["rest"]
    bare = _NOT.sub("", rest, count=1)
    negated = bare != rest
    if negated == holds:  # the two denials, or none of them
        return f"{head}{subject} {verb} {bare}; " if negated else f"{head}{subject} {verb} {rest}; "
    return f"{head}{subject} {verb} not {bare}; "


def of_main_clause(plan: Plan) -> Plan:
    """Return a plan whose topic and subject are those of the question's main clause, where that has a topic of its own.

    "Was the bill sent although he had not asked for it?" is about the bill alone.
    """
    clause = main_clause(plan.words)
    topic = tuple(word for word in topic_words(clause.split()) if _DENYING_VERB.match(word) is None)
    if not topic:
        return plan
    return replace(plan, topic=stems_of(topic), subject=subject_of(clause, topic))
