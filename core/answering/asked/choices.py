"""Questions that leave the choice between what they name: "Was it the bot or the customer?", "Deal or no deal?"."""

import re
from typing import Final

from core.answering.asked.manner import asked_state
from core.answering.asked.phrasing import AUXILIARIES
from core.answering.vocabulary import side, word_set

_OPPOSITES: Final = re.compile(
    r"\b(?:(?:positive|negative|neutral|mixed|happy|unhappy|sad|angry|calm|good|bad|satisfied|dissatisfied|high|low"
    r"|medium|interested|uninterested|undecided|enthusiastic|friendly|hostile|increasing|decreasing|stable|rising"
    r"|falling|increase|decrease|rise|fall|climb|drop|grow|shrink|win|lose|better|worse|accept|accepted|decline"
    r"|declined|reject|rejected|refuse|refused|agree|agreed|disagree"
    r"|disagreed|resolved|unresolved|formal|informal|polite|rude|short|long|improve|improved|worsen|worsened|strong"
    r"|weak"
    r"|inbound|outbound|more|less|hot|warm|cold)"
    r"(?: \w+){0,2} or (?:rather |was it |is it |more |they |did they |did he |did she |was |be |not )?"
    r"(?:positive|negative|neutral|mixed|unhappy|happy|sad|angry|calm|good|bad|satisfied|dissatisfied|high|low|medium"
    r"|interested|uninterested|undecided|indifferent|friendly|hostile|increasing|decreasing|stable|rising|falling"
    r"|increase|decrease|rise|fall|climb|drop|grow|shrink|win|lose|better|worse|accept|accepted|decline|declined"
    r"|reject|rejected|refuse|refused|agree|agreed|disagree|disagreed"
    r"|unresolved|resolved|open|informal|formal|polite|rude|short|long|improve|improved|worsen|worsened|strong|weak"
    r"|inbound|outbound|less|more|hot|warm|cold))\b"
)
# "Were any names or addresses given?" asks whether one of them was, not which.
_INCLUSIVE: Final = re.compile(
    r"\bany\b(?!one).* or |\bor (?:not$|any|other|else|so\b|something|anything|similar|such|more (?:\w+ )?\w+s\b"
    r"|two\b|thank|for (?:that matter|any\w*)\b"
    r"|am i\b|(?:did|do|does|was|were|is|has|have) \w+ not\b)"
    r"|\b(?:ever|at all|at any|in any)\b|\b(?:yes or no|no or yes|true or false|right or wrong|correct or not)\b"
)
_SERIES: Final = re.compile(r" , (?:[^,]+ , )*(?:\S+ ){0,5}?or \w|, (?:[\w' ]+?)$(?<= or )")
_CLEFT: Final = re.compile(
    r"(?:whether |if )?(?:was|is|were|are) (?:it|this|that|these|he|she|they|there)\b.* or |.*\beither\b.* or "
    r"|(?:whether |if )?(?:it|this|that) (?:was|is) .* or "
)
_PASSIVE_END: Final = re.compile(r" or (?:\w+ )*?\w+(?:ed|en|ven|ld|id|de)(?: (?:by|in|to|on|at|with) .*)?$")
_GRADABLE: Final = word_set(
    """
    fast slow loud quiet long short high low big small great warm cold cool hot kind friendli politi rud calm happi
    sad angri hard soft harsh strong weak clear keen earli quick cheap dear rich poor old young new tough tight easi
    busi dull bright light heavi dark deep firm fair full near rough smooth sharp mild gloomi cheeri chatti curt
    cross clever lengthi likeli liveli pushi bossi moodi grumpi stern strict lax frank blunt plain bold shaki sunni
    unfriendli unhappi nic polit larg lat tens clos wis brav simpl gentl
    """
)
_COMPARATIVE: Final = re.compile(
    rf"\b(?:more|most|less|least|better|worse|fewer|further|(?:{'|'.join(sorted(_GRADABLE))})(?:[bdgmnt])?e(?:r|st))\b"
)
_BOTH_WAYS: Final = re.compile(r"\b(?:before or after|up or down|grow or shrink)\b")
# "by card or by direct debit", "as pushy or as laid-back", "the family room or the double"
_PARALLEL: Final = re.compile(
    r"\b(by|in|at|on|to|with|about|from|as|before|after|up|down|too|in the|on the|at the|the|his|her|no|it|did)"
    r" (?:[\w'-]+ ){1,5}?or (?:rather |just |only |more |in )?\1\b"
)
_INDEFINITE: Final = re.compile(r"\ban? (?:[\w'-]+ ){1,4}?or (?:rather |just |only |more (?:of )?)?an? ")
_CHOOSING: Final = re.compile(
    r"\b(?:want\w*|prefer\w*|cho(?:ose|se|osing)|lean\w*|opt\w*|sound\w*|seem\w*|appear\w*|feel\w*|felt|look\w*"
    r"|come (?:across|over)"
    r"|become|became|get|got|turn\w*|stay\w*|remain\w*|favou?r\w*|go (?:for|up|down)|went|rather)\b"
)
_IS: Final = re.compile(r"(?:whether )?(?:is|are|was|were)\b")
_SPEAKING: Final = re.compile(
    r"\b(?:mention\w*|ask\w*|sa(?:y|id)|tell|told|offer\w*|complain\w*|discuss\w*|talk\w*|raise\w*|own|have|has|had"
    r"|need\w*)\b"
)
_ADVERBS: Final = re.compile(r"\b\w+ly or (?:only )?\w+ly\b|\b(\w+) or (?:un|dis|in|im|non)\1\b")
_LONGEST_OPTION: Final = 3  # words
_VERB: Final = re.compile(rf"\b(?:{AUXILIARIES})\b")


def leaves_choice(main: str) -> bool:
    """Tell whether a clause leaves the choice between what it names; its commas stand as words of their own.

    >>> leaves_choice("did the tone improve , worsen or stay the same")
    True
    >>> leaves_choice("were any names or addresses given")
    False
    """
    if _OPPOSITES.search(main) and not re.search(r"\bor not$", main):
        return True
    if " or " not in main or _INCLUSIVE.search(main) or _of_one_kind(main):
        return False
    if _between_sides(main) or _CLEFT.match(main) or _compared(main) or _ADVERBS.search(main):
        return True
    if _SERIES.search(main) or _PARALLEL.search(main):
        return True
    if _CHOOSING.search(main) or (_INDEFINITE.search(main) and (_IS.match(main) or not _SPEAKING.search(main))):
        return True
    return not _PASSIVE_END.search(main) and not _SPEAKING.search(main)


def names_options(main: str) -> bool:
    """Tell whether a text without a verb, or after its question, names options: "Mood: sunny or stormy?"."""
    listed = main.split(" , ")[1:]
    if len(listed) > 1 and all(len(each.split()) <= _LONGEST_OPTION for each in listed):
        return " and " not in listed[-1] or _OPPOSITES.search(main) is not None
    if " or " not in main or _INCLUSIVE.search(main):
        return False
    return " or " in listed[-1] if listed else _VERB.search(main) is None


def _of_one_kind(main: str) -> bool:
    """Tell whether what is named on both sides of "or" is nearly the same: "annoyed or angry" leaves no choice."""
    left, _, right = main.partition(" or ")
    state = asked_state(left.split()[-1]) if left else ""
    return bool(state) and state == asked_state(" ".join(right.split()[:1]))


def compares(words: str) -> bool:
    """Tell whether words hold a comparative or superlative ("more", "friendlier")."""
    return _COMPARATIVE.search(words) is not None


def _compared(main: str) -> bool:
    return _BOTH_WAYS.search(main) is not None or compares(main.partition(" or ")[0])


def _between_sides(main: str) -> bool:
    """Tell whether the choice is between both sides of the call: "the bot or the shopper"."""
    words = main.split()
    at = words.index("or")
    left = {side(word) for word in words[max(0, at - 3) : at]} - {None}
    right = {side(word) for word in words[at + 1 : at + 4]} - {None}
    return bool(left and right and left != right)
