"""Questions that compare: moods, counts, values, and which of two came first."""

import re
from typing import Final

_MOOD: Final = (
    r"(?:mood|sentiment|tone|attitude|spirits?|feelings?|temper|(?:un)?friendl\w+|happ(?:y|ier|iness)|calm\w*"
    r"|angr\w+|warm\w*|nic\w+"
    r"|polite\w*|positiv\w+|negativ\w+|satisf\w+|annoyed|upset|frustrated|cheer\w+|relaxed|irritat\w+|enthusias\w+)"
)
_CHANGE: Final = (
    r"(?:improv\w+|better|worse\w*|chang\w+|shift\w*|dropp?\w*|ris\w+|rose|turn\w*|brighten\w*|soften\w*|sour\w*"
    r"|lift\w*"
    r"|decline\w*|fall|fell|differ\w*|warm\w* up|cool\w* (?:down|off)|calm\w* down|cheer\w* up|go up|go down"
    r"|went up|went down|more|less"
    r"|happier|friendlier|unfriendlier|calmer|angrier|warmer|nicer|politer|sadder|cooler|grumpier|crosser|keener)"
)
_ENDS: Final = r"(?:start|beginning|begin|outset|opening|end|ending|close|closing|finish|first|last|later|earlier)"
# "Did the mood improve after the offer?", "Was he friendlier at the start or the end?"
_MOOD_CHANGED: Final = (
    re.compile(
        rf"\b{_MOOD}\b.*\b{_CHANGE}\b|\b{_CHANGE}\b.*\b{_MOOD}\b|\b(?:happ|friendl|calm|angr|warm|nic|polit)i?er\b"
    ),
    re.compile(
        rf"\b(?:after|before|towards?|by the|than|since|from|between|as the|over the|once)\b"
        rf"|\b{_ENDS}\b.* or .*\b{_ENDS}\b"
        rf"|\b(?:at|in|towards?|near|by) (?:the|its) (?:very )?{_ENDS}\b"
    ),
)
_MOOD_AROUND: Final = re.compile(
    rf"\b{_MOOD}\b.* (?:after|before|once|when|following) (?!the (?:call|end|start|conversation|line|chat)\b)\w+ \w+"
    rf"|^(?:when|after|before|once) .*\b(?:{_MOOD}|reaction)\b"
)
_COUNT_COMPARED: Final = re.compile(
    r"^(?:who|which (?:side|one|speaker|party)(?: of (?:them|the two))?|did|does|was it) .*\b(?:more|most|fewer"
    r"|fewest|less"
    r"|least)\b (?:\w+ )?(?P<what>questions?|objections?|requests?|offers?|thanks|words|turns|promises|complaints"
    r"|concessions|apologies|suggestions|proposals)\b"
)
_STANCE_COMPARED: Final = re.compile(
    r"\b(?:stance|position|opinion|view|willingness|attitude|answer|stand|resolve)\b.*\b(?:chang\w+|shift\w*"
    r"|differ\w*"
    r"|soften\w*|harden\w*|move\w*|waver\w*)\b|\bcome (?:a)?round\b"
    r"|\bmore (?:willing|inclined|open|ready|eager|convinced|keen)\b.*\b(?:after|than|once|by the end|at the end"
    r"|later)\b"
)
_ORDER_COMPARED: Final = re.compile(
    r"^(?:what|which)(?: \w+){0,3}? (?:came|come|comes|was|were|is|happened|got)"
    r"(?: (?:mentioned|asked|ordered|named|raised|brought up|discussed|done|booked|said|requested"
    r"|arranged)(?: for)?)?"
    r" (?P<end>first|last|earlier|later)\b.*?(?P<left>\w.*?) or (?P<right>.+)$"
)
_BEFORE_OR_AFTER: Final = re.compile(
    r"^(?:did|does|was|were|is|has|had) (?P<left>.+?) (?:come |happen |occur |fall )?(?:(?:up|in|back)? )?"
    r"(?P<choice>before or after|after or before) (?P<right>.+)$"
)
_CAME_BEFORE: Final = re.compile(
    r"^(?:did|does) (?P<left>.+?) (?:come|happen|occur)(?:s|ed)? (?:up )?(?P<end>before|after) (?P<right>.+)$"
)
_VALUE_COMPARED: Final = re.compile(
    r"^(?:which|what)\b.*\b(?P<how>cheap\w*|dear\w*|expensive|pricier|costlier|more|less|higher|highest|lower"
    r"|lowest|better|best|worse|worst|bigger|biggest|smaller|smallest|longer|longest|shorter|shortest|faster|fastest"
    r"|slower|warmer|colder|hotter|earlier|later|most|least)\b.*?(?:of the two )?(?P<left>\w.*?) or (?P<right>.+)$"
)
# "Did he claim more for the hotel or for the meals?", "Was the taxi cheaper than the bus?"
_HIGHER: Final = (
    r"(?:cheaper|dearer|(?:more|less) expensive|pricier|costlier|more|less|higher|lower|better|worse|bigger|smaller"
    r"|longer|shorter|faster|slower|warmer|colder|hotter|older|younger|nearer|closer|further)"
)
_WHICH_HIGHER: Final = re.compile(
    rf"^(?:did|does|do|was|were|is|are|will|would|had|has) .*?\b(?P<how>{_HIGHER})(?! (?:or|than|likely|often)\b)"
    rf" (?P<left>\w.*?) or (?!{_HIGHER}|not\b|no\b)(?P<right>.+)$"
)
_HIGHER_THAN: Final = re.compile(
    rf"^(?:was|were|is|are|will|would|did|does) (?P<left>(?!there\b|it\b|this\b|that\b).+?) (?:be |cost |get |have )?"
    rf"(?P<how>{_HIGHER}) (?:\w+ )?than (?!(?:he|she|they|it|we|i|expect\w*|before|usual|what|that|\d)\b)(?P<right>.+)$"
)
# "Which of the two cities will be warmer on Friday?"
_WHICH_OF_TWO: Final = re.compile(
    r"^which (?:one )?(?:of (?:the|these|those) (?:two |three |\w+ )?)?(?P<what>\w+)(?: \w+){0,2}?"
    rf" (?:is|was|were|are|will be|would be|had|has|cost|costs|got|gets) (?:going to be )?(?:the )?(?P<how>{_HIGHER}"
    r"|cheapest|dearest|most expensive|highest|lowest|best|worst|biggest|smallest|longest|shortest|warmest|coldest"
    r"|hottest)\b(?!.* or )"
)
_STRESSING: Final = (
    r"(?:matter\w*|need\w*|want\w*|prefer\w*|car(?:e|ed|es)|important|valu(?:e|ed|es)|lik(?:e|ed|es)|keen\w*"
    r"|favou?r\w*)"
)
# "Which mattered more to the bot, food or water?", "Did she prefer tea or coffee?"
_PREFERRED: Final = re.compile(
    rf"^(?:which|what|was|is|were|did|does)\b.*\b(?:{_STRESSING}\b.*\b(?:more|most|rather|better)|(?:more|most)"
    rf" important|more keen|keener|prefer\w*)\b(?: (?:to|for|by|about|on|with))?"
    rf"(?: (?:the )?(?:bot|customer|him|her|them))?(?: of the two)? (?P<left>\w.*?) or (?!not\b|no\b)(?P<right>.+)$"
)
_GETTING: Final = (
    r"(?:gets?|got|getting|receiv\w*|tak(?:e|es|en|ing)|took|keep\w*|kept|c[oa]mes? (?:away|out)|walk\w* (?:away|off)"
    r"|end\w* up|left with|ha(?:ve|s|d)|giv\w+|gave|donat\w*|pay\w*|paid|contribut\w*|pledg\w*)"
)
_ANY_SIDE: Final = r"(?:the )?(?:bot|agent|assistant|customer|client|caller|user|other)"
_SHARES: Final = re.compile(
    rf"^(?:who|which (?:side|one|party|of (?:them|the two)))\b.*\b{_GETTING}\b.*\b(?:more|most|less|fewer|fewest"
    r"|majority|(?:bigger|larger|smaller) (?:share|part|half|portion|cut))\b(?! (?:questions?|words|turns|often)\b)"
    r"|^(?:who|whose (?:share|part|portion|cut))\b.*\b(?:bigger|larger|smaller|biggest|largest|smallest)\b"
    rf"|^(?:did|does|do|will|would) .*\b{_GETTING}\b.*\b(?:more|less|fewer|as (?:much|many)|the same)\b.*"
    rf" (?:than|as) {_ANY_SIDE}\b(?! (?:\w+ )?(?:ask|want|offer|suggest|propos|demand|request|expect|nam|hop|plan)\w*)"
    rf"|^(?:did|do|does|will|would) (?:both|the two|they|each)\b.*\b{_GETTING}\b.*\b(?:same|equal\w*|even\w*|as much)\b"
    r"|^(?:how|compare)\b.*\bshares?\b.*\bcompar\w*|^compare .*\bshares\b"
)
# "What is each side most keen on?"
_OF_EACH: Final = re.compile(
    r"^(?:what|which)\b.*\b(?:each|both|either) (?:of (?:them|the two)|sides?|part(?:y|ies)|speakers?)\b"
    r".*\b(?:most|keen\w*|priorit\w*|top)\b"
)
_SAME_PRIORITY: Final = re.compile(
    r"\b(?:same|different|equal|alike|shared?|identical)\b.*\b(?:priorit\w*|preferences?|needs?|favou?rites?)\b"
    r"|\bpriorit\w*\b.*\b(?:same|differ\w*|alike|clash\w*|match\w*|compare)\b"
)
_OFFER_COMPARED: Final = re.compile(
    r"\b(?P<how>above|below|more|less|higher|lower|over|under(?! (?:what|which|whose|the|his|her) name)|beyond)"
    r"(?: or (?:above|below|more|less|higher|lower|over|under))? (?:than )?"
    r"(?:what |the (?:amount|sum|figure|price) (?:that )?)?.*\b(?:ask\w*|suggest\w*|propos\w*"
    r"|request\w*|want\w*|demand\w*|offer\w*|nam\w+|mention\w*|quot\w+|stat\w+)\b"
)
_EARLY: Final = (
    r"(?:first|initial\w*|original\w*|to (?:begin|start) with|beg[ai]n|start\w* (?:out|off|at)|opening|earlier"
    r"|at the (?:start|outset|beginning))"
)
_LATE: Final = (
    r"(?:final\w*|end(?:ed|s|ing)? up|(?:in|at|by) the (?:very )?end|last|latest|eventual\w*|clos\w+ (?:at|on)"
    r"|settled?|actually|instead|second|later on|confirmed|finish\w*|booked|came (?:out|away)|turned out|agreed)"
)
_CONTRASTING: Final = r"(?:compar\w*|differ\w*|chang\w*|versus|vs|than|against|between|same|stuck?|gap|and|with|then)"
_DIRECTION: Final = (
    r"(?:more|less|fewer|higher|lower|bigger|smaller|larger|longer|shorter|earlier|later|sooner|better|worse|above"
    r"|below|cheaper|dearer|expensive)"
)
_NO_WILL: Final = r"(?! (?:willing|keen|open|likely|interested|inclined|ready|convinced|eager|generous)\b)"
_AUXILIARY: Final = r"(?:did|does|do|was|were|is|are|has|have|had|will|would)"
# "What time did they want originally, and what did they end up with?", "Did he get more than he first asked for?"
_FIRST_AND_LAST: Final = (
    re.compile(
        rf"^(?:what|which|how|by how|from what|tell|give|compare|describe|{_AUXILIARY})\b"
        r"(?! (?:was|is|came) (?:\w+ ){0,2}first\b)"
        rf"(?=.*\b{_EARLY}\b)(?=.*\b{_LATE}\b)(?=.*\b(?:{_CONTRASTING}|from .+ to)\b)"
        rf"(?!{_AUXILIARY}\b(?!.*\b(?:differ\w*|chang\w*|same|stick|stuck|{_DIRECTION})\b))"
    ),
    re.compile(
        rf"^(?!why\b|when\b|who\b|how (?:many|much)\b)"
        rf"(?=.*\b(?:(?:than|compared (?:with|to)|against)\b.*\b(?:{_EARLY}|before)|{_EARLY}\b.* or .*\b{_LATE})\b)"
        rf"(?=.*\b{_DIRECTION}\b{_NO_WILL})"
    ),
    re.compile(rf"^compared (?:with|to) .*\b(?:{_EARLY})\b.*\b{_DIRECTION}\b{_NO_WILL}"),
)
COMPARED: Final = {
    "count": _COUNT_COMPARED,
    "order": _ORDER_COMPARED,
    "either": _BEFORE_OR_AFTER,
    "sequence": _CAME_BEFORE,
    "preferred": _PREFERRED,
    "value": _VALUE_COMPARED,
    "which higher": _WHICH_HIGHER,
    "higher than": _HIGHER_THAN,
    "which of two": _WHICH_OF_TWO,
    "offer": _OFFER_COMPARED,
}

_MEASURE: Final = re.compile(
    r"\b(?:sum|amounts?|price|money|ask|offer\w*|pay|donat\w*|pledge\w*|bid|figure|cost|fee|time|hour|date|day"
    r"|how (?:much|many)|numbers?|ids?|quantity|slot|appointment|meeting|reservation|booking|wait\w*|sums|quot\w*|bill"
    r"|more|less|fewer|earlier|later|sooner|longer|shorter|higher|lower|rating|price|discount|rate|duration|cheaper|dearer|expensive)\b"
)
_NO_COMPARISON: Final = re.compile(
    r"^(?:why|how (?:many|much|often|long|come)|when|what (?:did|does|was|made|caused))\b"
)

_TALK: Final = re.compile(r"\b(?:talk\w*|speak\w*|spoke|airtime)\b")


def compared(words: str) -> str:
    """Return what a question compares: mood, count, stance, order, value, offer and so on; "" for none."""
    if _COUNT_COMPARED.match(words):
        return "count"
    if _TALK.search(words):
        return ""
    if (
        any(pattern.match(words) for pattern in _FIRST_AND_LAST)
        and _MEASURE.search(words)
        and not re.search(rf"\b{_MOOD}\b", words)
    ):
        return "first and last"
    if _OF_EACH.match(words):
        return "priorities"
    if _SAME_PRIORITY.search(words) and not _NO_COMPARISON.match(words):
        return "same priority"
    if _SHARES.search(words):
        return "shares"
    if all(pattern.search(words) for pattern in _MOOD_CHANGED) and not _NO_COMPARISON.match(words):
        return "mood"
    if _MOOD_AROUND.search(words) and not _NO_COMPARISON.match(words):
        return "mood around"
    if _STANCE_COMPARED.search(words) and not _NO_COMPARISON.match(words):
        return "stance"
    return next((name for name, pattern in COMPARED.items() if pattern.search(words)), "")
