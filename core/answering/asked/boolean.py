"""What a question with the answer yes or no asks for."""

import re
from typing import Final

from core.answering.asked import forms, verbs
from core.answering.asked.clauses import main_clause
from core.answering.asked.manner import asked_act, asked_state
from core.answering.asked.phrasing import AUXILIARIES
from core.answering.asked.value_kinds import value_given
from core.answering.plan import Operator
from core.answering.vocabulary import side, word_set

# "Did she get a table in the end?", "Has he received the link?", "Did they end up with a room?"
_GETTING: Final = re.compile(
    rf"(?!(?:has|have|had) .* got\b)(?:{AUXILIARIES}) (?:not )?(?:he|she|they|we|(?:the|our|this) \w+) (?:\w+ly )?"
    r"(?:end up getting|end up with|get|gets|got|receive|received|obtain|obtained|given|manage to get|able to get)"
    r" (?!in touch|back to|the point)\w+"
)
# "Was it settled in the end?", "Did it work out?"
_SETTLED: Final = re.compile(
    r"\b(?:settle\w*|sort\w* (?:it |this |that |things |everything )?out|sorted|work(?:ed|s)? out|came? to terms"
    r"|come to terms|turn(?:ed)? out (?:well|fine|alright|okay)|end(?:ed)? well)\b"
)
_MATTER: Final = word_set(
    """
    settle settled sort sorted work worked works matter matters thing things issue problem everything case well fine
    alright turn turned terms finally eventually deal
    """
)
# "Did they say why?", "Did she give a reason for that?"
_WHETHER_WHY: Final = re.compile(
    r"\b(?:say|said|tell|told|explain\w*|mention\w*|know|clear) (?:us |me |him |her |the \w+ )?why\b"
    r"|\b(?:give|gave|given|state|stated|offer|offered) (?:us |me |a |an |any |the |his |her |their )*reasons?\b"
)
# "Did they find it tricky?" asks how it was to them, not what was found.
_FOUND_SO: Final = re.compile(
    r"\bf(?:ind|ound) (?:\w+ ){1,4}(?:(?:too|very) \w+|difficult|hard|easy|tricky|confusing|useful|helpful|funny|boring"
    r"|interesting|expensive|cheap|annoying|odd|strange|rude|fair|unfair|acceptable|reasonable)$"
)
_LIKING: Final = re.compile(
    r"(?:does|do|did) (?:he|she|they|(?:the|our|this) \w+) (?:really |actually )?(?:like|love|adore) (?!to\b)\w+"
)
# "Is the viewing settled?" asks for what was done, though it is put in the present.
_IS_DONE: Final = re.compile(
    r"(?:is|are) .*\b(?:settled|booked|confirmed|scheduled|arranged|reserved|sorted|fixed|cancell?ed|completed|done)\b"
)
_ABLE: Final = re.compile(
    r"\b(?:un)?able to (?:give|tell|provide|state|recall|remember|name|supply|say|find|produce)\b"
)
# "Did they strike a deal?"
_DEAL: Final = re.compile(
    r"\b(?:strike|struck|make|made|reach\w*|clos\w+|cut|have|get) (?:a|an|any|the) (?:deal|bargain)\b"
)
# "Did the customer give anything in the end?", "Did the bot give in?"
_CONTRIBUTING: Final = re.compile(
    r"\b(?:giv(?:e|ing)|offer(?:ing)?|contribut(?:e|ing)|chip(?:ping)? in|put(?:ting)? money down|pay(?:ing)? up"
    r"|spend(?:ing)?|pledg(?:e|ing)|donat(?:e|ing)|part(?:ing)? with)(?: (?:any|some)thing| any| some| money"
    r"| (?:any|some) money| more| away)*(?: in the end| at last| eventually| after all)?$"
)
_YIELDING: Final = re.compile(
    r"\b(?:g[ia]ve in|back(?:ed)? down|concede\w*|relent\w*|cave[sd]?(?: in)?|budge[sd]?|yield\w*|come around"
    r"|came around)(?: (?:in the end|at last|eventually|after all))?$"
)
# "Was the alarm switched off?"
_DONE_TO: Final = re.compile(
    rf"(?:was|were|has|have|had) (?:not )?(?!it\b|there\b)(?!.*\b{verbs.MOOD}\b)"
    r"(?P<subject>(?:(?:the|this|that|our|any|his|her|their) )?\w+) .*?"
    r"\b\w{3,}(?:ed|en)(?: (?:off|on|up|out|back|down|in))?(?: (?:in the end|eventually|after all|successfully))?$"
)
# "Was the first offer accepted?", "Was any donation agreed by the end?"
_TAKEN_UP: Final = re.compile(
    r"(?:was|were|is|are|has|have|had|did|do) (?!it\b|there\b).*\b(?:accepted|agreed|consented|get agreed|get accepted)"
    r"(?: (?:on|to|upon|by (?:both|the|either) (?:\w+ )?\w+|by the end|in the end|at last|eventually|finally"
    r"|after all))*$"
)
_BETWEEN_TWO: Final = re.compile(r"\b(?:the two|both|them|each other|sides|parties)\b")
_SIDE: Final = r"(?:(?:the|this|that|our) )?\w+"
# "Did she want her money back?", "Was the customer looking for a cheaper plan?"
_WISH: Final = re.compile(
    rf"(?:{AUXILIARIES}) (?:not )?{_SIDE} (?:ever |really |also |still |actually )?"
    r"(?:want(?:ed|ing)?(?! to know)|wish(?:ed|ing)?|hop(?:e|ed|ing) (?:to|for)|look(?:ed|ing)? (?:for|to)"
    r"|plan(?:ned|ning)?|intend(?:ed|ing)?|interested in|keen on|after|like (?:to|a|an|the|some|any)\b)"
)
# "Did they need anything else?", "Was there something else he wanted done?"
_MORE_WANTED: Final = re.compile(
    r"\b(?:want|need|ask|request|require|raise|bring up|there|wish|would like)\w* .*\b(?:any|some)(?:thing)? "
    r"(?:else|more|further|other)\b"
)
# "Did the agent know when it opens?", "Could he remember his code?"
_KNOWING: Final = re.compile(
    rf"(?:{AUXILIARIES}) (?:not )?{_SIDE} (?:\w+ly |even |already )?"
    r"(?:know|knew|aware of|remember|recall|sure (?:of|about|what|when|where|which|how)"
    r"|tell (?:if|whether|how|what|when))\b"
)
_OF_A_THING: Final = re.compile(rf"(?:{AUXILIARIES}) (?:not )?(?:the|this|that|their|its|our|any) (?:\w+ )??(\w+)")


def of_boolean(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    """Return the operator and the aspect of a question with the answer yes or no."""
    clause = main_clause(words)
    if asked_act(words, topic) == "handoff_request":
        return "act", "handoff_request"
    if forms.FOCUS.search(words) and set(topic) <= forms.FOCUS_WORDS:
        return "focus", ""
    if forms.REQUEST_MET.search(words) and not forms.NEW_REQUESTS.search(words):
        return "requests", "resolved"
    asks = re.search(rf"\b{verbs.ASKING}", clause) is not None
    if asks and topic and not forms.NEW_REQUESTS.search(words):
        return "ask", ""
    if forms.NEW_REQUESTS.search(words) and not set(topic) - forms.REQUEST_WORDS:
        return "requests", "raised"
    if forms.RESOLVED.search(words) and not set(topic) - forms.REQUEST_WORDS:
        return "requests", "resolved"
    if forms.INTEREST.search(words) and set(topic) <= forms.PROCEEDING | {"interested", "interest", "uninterested"}:
        return "interest", ""
    if _MORE_WANTED.search(clause) and not re.search(rf"\b{verbs.SAYING}\b", clause):
        return "proposition", "more"
    if _KNOWING.match(clause) and topic:
        return "proposition", "knowing"
    state = asked_state(clause)
    if state and not re.search(rf"\b{verbs.SAYING}\b", clause):
        return "state", state
    if act := asked_act(words, topic):
        return "act", act
    if forms.SUBJECTLESS_QUESTION.search(words) and not topic:
        return "act", "question"
    if _WHETHER_WHY.search(words):
        return "reason", ""
    if _LIKING.match(clause):
        return "state", "happy"
    if _ABLE.search(clause):
        return "proposition", ""
    if value := value_given(clause):
        return "stated", value
    return _of_what_happened(clause, topic)


def _of_what_happened(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    """Return what the main clause asks for: what is so, was agreed, said or done."""
    says = re.search(rf"\b{verbs.SAYING}\b", words) is not None
    if forms.EXISTS.match(words) and not says:
        return "proposition", ""
    if forms.BEFORE_THE_CALL.search(words) and not forms.ASSENT.search(words):
        return "proposition", ""
    if _TAKEN_UP.match(words):
        return "stance", "agree"
    if forms.CONCERN.search(words) and not set(topic) - forms.CONCERN_WORDS:
        return "act", "objection"
    if _SETTLED.search(words) and set(topic) <= _MATTER:
        return "deed", "settled"
    if _WISH.match(words) and not says:
        return "proposition", "wish"
    if forms.DEAL.search(words) or _DEAL.search(words) or _CONTRIBUTING.search(words) or _YIELDING.search(words):
        return "stance", "agree"
    if re.search(rf"\b{verbs.REFUSAL}", words):
        return "stance", "refuse"
    if says and not forms.TELLING_YOU.search(words):
        return "mention", ""
    if forms.PASSIVE.match(words) or _GETTING.match(words):
        return "deed", ""
    if re.search(rf"\b{verbs.STANCE}\b", words) and not _is_of_a_thing(words):
        return "stance", "agree"
    done = _DONE_TO.match(words)
    if _FOUND_SO.search(words):
        return "proposition", ""
    if _IS_DONE.match(words):
        return "deed", ""
    if done and all(side(word) is None for word in done["subject"].split()[-1:]):
        return "deed", ""
    if forms.SO_NOW.match(words):
        return "proposition", ""
    if re.search(rf"\b{verbs.DEED}", words):
        return "deed", ""
    return "proposition", ""


def _is_of_a_thing(words: str) -> bool:
    """Tell whether a thing and neither side is what a question is about: "could the venue take the party"."""
    found = None if _BETWEEN_TWO.search(words) else _OF_A_THING.match(words)
    return found is not None and all(side(word) is None for word in found.group().split())
