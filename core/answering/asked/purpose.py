"""Questions for what a side wanted of the call, or what its trouble was, whoever is named: "What was she after?"."""

import re
from typing import Final

# Words that say how short the answer should be, and nothing of what is asked.
_BREVITY: Final = re.compile(
    r"\b(?:in (?:a|one|two|three|a few|a couple of|some|your own|few|brief|plain|simple|short|single|just one|only one)"
    r"(?: (?:short|brief|single|plain|simple|few))? (?:lines?|sentences?|words?|nutshell|phrases?|bullet points)"
    r"(?: or two)?"
    r"|in (?:short|brief|essence|plain terms|a nutshell)|briefly|shortly(?! (?:before|after)\b)|concisely|succinctly"
    r"|all in all|put simply|to put it (?:briefly|shortly|simply))\b"
)
_LEAST: Final = 2  # words that are left of a question without them

# Whoever wants something, known to us or not; a call wants nothing.
_SIDE: Final = (
    r"(?:(?:the|this|that|our|your|these|those) )?(?!(?:what|which|it|there|the|this|that|all|calls?|conversation|chat"
    r"|talk|dialogue|discussion|thing|whole)\b)[\w-]+(?: (?:side|person|guy))?"
)
_OF: Final = rf"(?:{_SIDE}'s|his|her|their|its|our)"
_ADVERB: Final = (
    r"(?:(?:really|actually|just|originally|ultimately|initially|mainly|basically|all|exactly|even|in fact) )*"
)
_WANTING: Final = (
    r"(?:want(?:s|ed|ing)?(?: (?:to (?:do|be done|have done|get|achieve|get done|accomplish|sort out|arrange|book|buy"
    r"|order|have|reserve|know|find out)|help with|done|sorted|fixed))?"
    r"|need(?:s|ed|ing)?(?: (?:to (?:do|be done|have done|get|get done|know|find out|sort out)|help with|done|sorted"
    r"|fixed))?"
    r"|looking (?:for|to (?:do|get|achieve))|look for|looked for|after|about to do|request(?:s|ed|ing)?"
    r"|requir(?:e|es|ed)"
    r"|seek(?:s|ing)?|sought|ask(?:s|ed|ing)? for|call(?:s|ed|ing)? (?:for|about|us for|us about|in for|in about"
    r"|regarding)"
    r"|c[oa]m(?:e|ing) (?:(?:in|here|to us) )?(?:for|about)|contact(?:ed|ing)? us (?:for|about)"
    r"|r(?:ing(?:ing)?|ang) (?:us )?about|trying to (?:do|get|achieve|accomplish|sort out|arrange|obtain)"
    r"|tr(?:y|ied) to (?:do|get|achieve|accomplish|arrange|obtain)|hop(?:e|ed|ing) (?:for|to (?:get|achieve))"
    r"|aim(?:ed|ing)? (?:for|at)|up to|keen to (?:get|have)|here for|dealing with|struggling with|expect(?:s|ed|ing)?"
    r"|intend(?:s|ed|ing)?(?: to do)?|wish(?:es|ed|ing)? for)"
)
_FROM: Final = (
    r"(?: (?:from|of|off|out of|from out of) (?:us|him|her|them|me|this|it|you|(?:the|this|that|our) [\w-]+))?"
    r"(?: (?:with|in|on|by|from|during|through) (?:this|the|that|his|her|their) (?:call|chat|conversation|talk))?"
    r"(?: (?:to begin with|at first|first of all|initially|in the first place|today|originally|here|then|exactly|at all"
    r"|in the end))?"
)
_TROUBLE: Final = (
    r"(?:problems?|issues?|troubles?|requests?|purpose|goals?|aims?|objectives?|intent|intentions?|needs?|wish|matter"
    r"|inquir(?:y|ies)|enquir(?:y|ies)|quer(?:y|ies)|errand|business|mission|predicament|difficulty|plight)"
)
_PURPOSE: Final = (
    re.compile(rf"what(?:ever)? (?:did|does|do|was|is|were|are|had|has) {_SIDE} {_ADVERB}{_WANTING}{_FROM}"),
    re.compile(rf"what (?:(?:the|this|that|our) [\w-]+(?: (?:guy|person|side))?|he|she|they|we)"
        rf" (?:(?:was|is|were|are) )?{_ADVERB}{_WANTING}{_FROM}"),
    re.compile(rf"(?:what (?:is|was|were|are|s|exactly was|exactly is) )?(?:the )?{_OF} (?:[\w-]+ )?{_TROUBLE}"
        r"(?: about)?(?: (?:here|today|exactly|with us|in (?:this|the) call|in calling(?: us)?))?"),
    re.compile(rf"(?:what|which) {_TROUBLE} (?:did|does|has|had|was|is|were) {_SIDE} (?:have|had|having|report|reported"
        r"|raise|raised|describe|described|face|facing|call about|calling about|called about|bring|brought|experience"
        r"|experiencing|come with|want (?:solved|fixed|sorted)|need help with)(?: with)?"),
    re.compile(rf"what (?:is|was|were|are) the (?:[\w-]+ )??{_TROUBLE}(?: (?:that )?{_SIDE} (?:had|has|reported|raised"
        r"|described|called about|brought up|faced|was having|is having|came with|was calling about|experienced))?"
        r"(?: here| about)?"),
    re.compile(rf"what (?:is|was) (?:the )?(?:[\w-]+ )??{_TROUBLE} (?:of|behind|for) (?:the|this|that|his|her|their"
        r"|our) (?:\w+ )?(?:call|contact|conversation|chat|customer|caller|client|user|bot|agent)"),
    re.compile(r"what brought .{2,30} (?:here|to us|to call|in|on the line|to the phone)"),
)  # fmt: skip
_RESULTING: Final = re.compile(r"\b(?:priorit\w+|solution|next|most|least)\b")


def without_brevity(words: str) -> str:
    """Take off how short the answer should be: "what was her problem in one line" asks for her problem.

    >>> without_brevity("what was her problem in one line")
    'what was her problem'
    """
    bare = " ".join(_BREVITY.sub(" ", words).split())
    return bare if len(bare.split()) >= _LEAST else words


def asks_purpose(words: str) -> bool:
    """Tell whether a question is after what a side wanted, and after no particular thing of it.

    >>> asks_purpose("what was the player after"), asks_purpose("what seat did he want")
    (True, False)
    """
    return _RESULTING.search(words) is None and any(pattern.fullmatch(words) for pattern in _PURPOSE)
