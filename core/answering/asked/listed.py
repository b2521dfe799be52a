"""Questions for a list: of which things, in the words of the question."""

import re
from typing import Final

_LIST_ORDER: Final = re.compile(
    r"\b(?:list|enumerate|itemi[sz]e|one by one|item by item|all of (?:them|it|these|those)|in full|run (?:me"
    r"|us) through"
    r"|walk (?:me|us) through|every single|what all|(?:give me|name|tell me|show me|want|need) (?:all|every|each))\b"
    r"|^(?:everything|all (?!that\b)|every|each|go through|run through|(?:the )?(?:items|(?:whole|full|complete"
    r"|entire) order))\b"
)
_PLURAL: Final = (
    r"(?:(?!(?:this|his|was|is|does|has|its|us|as|address|business|process|address|status|basis|always|hours"
    r"|minutes|seconds"
    r"|times|terms|needs|means|besides|steps|news|chances|odds|words|series|others)\b)[a-z-]{2,}(?:[^su]s|ies)"
    r"|people|children|men|women)"
)
_WHICH_OF_MANY: Final = re.compile(
    rf"^(?:in |on |at |for |to |from |with )?(?:which|what)(?: (?:are|were|all))?(?: the)?"
    r" (?!(?:of|is|was|are|were|does|do|did|would|will|can|could|should|has|have|had|one|thing|answer)\b)"
    rf"(?P<what>(?:[a-z0-9'-]+ ){{0,3}}?{_PLURAL})"
    r"(?= (?:did|does|do|was|were|are|is|has|have|had|came|come|can|could|would|will|got|they|he|she|we|the|that"
    r"|of (?:the|his|her|their|its|our) \w+|\w+ed)\b|$)"
)
_KINDS_OF: Final = re.compile(
    rf"\b(?:(?:kinds|types|sorts|forms|ways) of (?P<what>[a-z]+(?: (?!that\b|which\b|for\b|of\b|in\b|on\b|to\b"
    rf"|the\b|he\b|she\b|we\b|they\b|d\w+\b|was\b|were\b|are\b|is\b|can\b|could\b|will\b|would\b|has\b|have\b"
    rf"|had\b|may\b|might\b)[a-z]+)?)|(?:kind|type|sort) of (?P<many>{_PLURAL}))\b"
)
_LISTED: Final = re.compile(
    r"(?:\b(?:list(?: of)?|name|enumerate|itemi[sz]e|give me|tell me|show me|run (?:me|us) through|want|need)|^)"
    r"(?: ?\b(?:all|every|each|single|of|the|his|her|their|those|these|different|various|several))*"
    r" ?\b(?P<what>(?!all\b|list\b|a\b|everything|whatever|anything|what\b|which\b|it\b"
    r"|them\b)[a-z0-9'-]+(?: [a-z0-9'-]+){0,2}?)"
    r"(?= (?:that|which|he|she|they|the|we|did|were|was|in|of|on|from|by|for|to|named|mentioned|asked|made|wanted"
    r"|requested"
    r"|please|pls|our|his|her)\b|$)"
)
_ONE_BY_ONE: Final = re.compile(
    r" (?:one by one|item by item|one per line|in order|in full|please|pls|plz"
    r"|list (?:it|them))$"
)
_BESIDES: Final = re.compile(r"\bwhat (?:else|other \w+)\b|\b(?:besides|apart from|other than|in addition to)\b")
# "What did they order, all items?"
_ALL_AT_THE_END: Final = re.compile(
    r"^what\b.*\b(?:all|every|each)(?: of)?(?: the)? (?:items?|things?|products?|dish(?:es)?)$"
)
# "What was ordered altogether?"
_ALL_DONE: Final = re.compile(
    r"^what (?:all )?(?:was|were|got|has been|have been) (?:all )?(?:ordered|bought|purchased|requested|booked|arranged"
    r"|asked for)(?: (?:altogether|in total|in all|in the end|in this call|by \w+|by the \w+|all in all|overall))?$"
)
_ASKING: Final = re.compile(r"^what (?:all )?(?:did|does) .*\b(?:want\w*|ask\w*|like\w*) to know\b|\bthe questions$")
_NO_LIST: Final = re.compile(r"\bhow (?:many|much|often|long)\b|^(?:why|when|who|where|whether|if|did|does|was|is)\b")


def things_listed(words: str, whole: str) -> str:
    """Return what a list is asked of ("security questions", "everything"); "" where none is asked for.

    `words` is the question in its plain form, `whole` the same of all its sentences.
    """
    if _NO_LIST.search(words):
        return ""
    words = _ONE_BY_ONE.sub("", words)
    if _ALL_DONE.match(words):
        return "everything"
    if _LIST_ORDER.search(whole) and _ASKING.search(whole):
        return "questions"
    if found := _KINDS_OF.search(words):
        return found.group("what") or found.group("many")
    if found := _WHICH_OF_MANY.match(words):
        return found.group("what")
    if _BESIDES.search(words):
        return "else"
    if _ALL_AT_THE_END.search(whole):
        return "everything"
    if not _LIST_ORDER.search(whole):
        return ""
    if found := _LISTED.search(words):
        return found.group("what")
    return "everything"
