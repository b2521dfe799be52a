"""Questions for a reason, however they are put."""

import re
from typing import Final

# "What put them off?", "What excuse did he give?", "What did she need the water for?", "What got them to agree?"
_REASON: Final = re.compile(
    r"\bwhat (?:was |is |has |had |else )?(?:put\w*|hold\w*|held|keep\w*|stop\w*|prevent\w*)"
    r" (?:the \w+|him|her|them|it) (?:off|back|from)\b"
    r"|\bwhat (?:got|convinced|persuaded|led|brought|moved|pushed|swayed|talked) (?:the \w+|him|her|them) (?:to|into)\b"
    r"|^what (?:is|was) (?:wrong|the matter|the trouble) with (?:him|her|them|the (?:customer|caller|client|user)"
    r"|the (?:patient|guest|buyer|shopper|guy|woman|man|lady))\b"
    r"|^what (?:is|was) the occasion\b"
    r"|\b(?:excuses?|justif\w+|pretext|grounds) (?:did|does|was|were|given|for)\b|\bon what grounds\b"
    r"|^what (?:is|was|were|are|did|does|do|would) .+ for(?: anyway| then| exactly)?$"
)
_NOT_A_REASON: Final = re.compile(r"\b(?:ask|asked|look|looking|wait|waiting|pay|paid|call|called|name|word) for\b")
_REFUSING: Final = re.compile(
    r"\b(?:refus\w*|declin\w*|reject\w*|turn\w* (?:\w+ ){0,3}?down|rebuff\w*|say no|said no|object\w*|unwilling"
    r"|not (?:(?:\w+ )?(?:\w+ ){0,2})?(?:want|agree\w*|accept\w*|donat\w*|buy\w*|interested|proceed\w*"
    r"|giv(?:e|ing)|pay\w*|sign\w*|commit\w*|join\w*|like|continu\w*|do it|go ahead|take it|willing|ready|help\w*"
    r"|send\w*)"
    r"|h(?:o|e)ld(?:ing|s)? (?:\w+ ){1,2}back|put(?:s|ting)? (?:\w+ ){1,2}off|so little"
    r"|(?:ke(?:ep|pt)|stop\w*|prevent\w*) (?:\w+ ){1,3}from)\b"
)
_FAILING: Final = re.compile(
    r"\b(?:fail\w*|unsuccessful|impossible|denied|unavailable|turned away|f[ea]ll through|go wrong"
    r"|went wrong|not (?:\w+ ){0,3}?(?:go through|went through|work|worked|happen|succeed|possible|available|confirmed"
    r"|booked|made|found|find|get|reserved|scheduled|accepted|changed|processed|completed|accommodate\w*|be \w+))\b"
)
_CONTACT: Final = re.compile(
    r"\b(?:g[eo]t(?:ting)? in touch|reach\w* out|contact\w*|call(?:ed|ing)? (?:in|us|the|up|our|this)|phon(?:e|ed|ing)"
    r"|r[iau]ng|get hold of|turn(?:ed)? to us|write in|wrote in|approach\w*)\b"
)


def asks_reason(words: str) -> bool:
    """Tell whether a question with "what" is after a reason.

    >>> asks_reason("what did she need the extra water for"), asks_reason("what did she ask for")
    (True, False)
    """
    return _REASON.search(words) is not None and _NOT_A_REASON.search(words) is None


def of_refusal(words: str) -> bool:
    """Tell whether a question is after the reason of a refusal or reluctance."""
    return _REFUSING.search(words) is not None


def of_failure(words: str) -> bool:
    """Tell whether a question is after the reason why something could not be done."""
    return _FAILING.search(words) is not None


def of_contact(words: str) -> bool:
    """Tell whether a question is after the reason why somebody got in touch."""
    return _CONTACT.search(words) is not None
