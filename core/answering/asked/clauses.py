"""The clause of a question that asks, without those that only say when, why or of what it asks."""

import re
from typing import Final

from core.answering.asked import verbs
from core.answering.asked.phrasing import AUXILIARIES

_SIDE: Final = r"(?:he|she|they|it|we|i|you|(?:the|our|this) (?:customer|client|caller|user|bot|agent|assistant))"
_IS: Final = r"(?:is|are|was|were|will|would|can|could|has|have|had|does|do|did|might|may|must|should)"
_SUBORDINATE: Final = re.compile(
    r" (?:when|whenever|while|because|although|even though|even if|though|despite|as soon as|now that)\b"
    # "the hour the client asked for", "everything that he wanted"
    rf"| (?:that |which |who )?{_SIDE} (?:(?:had|has|have|first|originally|initially|actually) )*"
    r"(?:asked|wanted|requested|needed|mentioned|named|chose|gave|said|told|ordered|was|were)\b(?=.)"
)
_TAG: Final = re.compile(
    rf" (?:(?:{AUXILIARIES}) (?:not )?(?:he|she|they|it|you|there)(?: not)?|right|correct|true|no|yes)$"
)
_CONTENT: Final = re.compile(
    rf"\b(?:{verbs.SAYING}|claim\w*|think|thought|know|knew|believe[sd]?|admit\w*|promise[sd]?)"
    rf"(?: (?:to )?(?:him|her|them|us|me|(?:the|our) \w+))?(?: at (?:some|any) (?:point|time|stage))?"
    rf" (?:(?:that|whether|if) (?=\S+ )|(?={_SIDE} (?!about|of|that|how|what|when|to|if|whether|the|an?)\w+)"
    rf"|(?=there {_IS})|(?=(?:(?:the|an?|his|her|their|its) )?(?:\w+ )?\w+ {_IS} \w))"
)
_FIRST: Final = 4  # words in which the clause's own subject stands


def untagged(words: str) -> str:
    """Return a question without its tag: "…, right?", "…, didn't they?"."""
    return _TAG.sub("", words)


def main_clause(words: str) -> str:
    """Return the words of a question up to its first subordinate clause, a question tag left out.

    >>> main_clause("was the caller able to give a pin when we did not ask")
    'was the caller able to give a pin'
    """
    words = untagged(words)
    start = len(" ".join(words.split()[:_FIRST]))
    found = [match.start() for match in (_SUBORDINATE.search(words, start),) if match]
    if said := _CONTENT.search(words):
        found.append(said.end())
    return words[: min(found, default=len(words))].strip()


def content_clause(words: str) -> str:
    """Return what somebody is said to have said: the clause after "say that"; "" where the question has none.

    >>> content_clause("did the bot say that it is free")
    'it is free'
    """
    words = untagged(words)
    said = _CONTENT.search(words)
    return words[said.end() :].strip() if said else ""
