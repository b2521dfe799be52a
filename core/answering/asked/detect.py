"""Which kind of answer a question wants: boolean, categorical, numeric or textual.

What it asks about is read elsewhere (core.answering.understand).
"""

import re
from typing import Final

from core.answering.asked.phrasing import AUXILIARIES, Phrasing
from core.answers import QuestionType

_CATEGORY: Final = (
    r"(?:sentiments?|moods?|emotions?|emotional state|tone|tone of voice|attitude|disposition|feelings?|state of mind"
    r"|level|degree|extent|category|categories|class|classification|trend|trajectory|polarity|temper|segment|phase"
    r"|interest level|engagement|satisfaction|satisfaction level|quality)"
)
_FEELING: Final = (
    r"(?:sentiment|mood|emotion|emotional|tone|attitude|feeling|disposition|interest|engagement|satisfaction)"
)
_NUMBER_NOUN: Final = (
    r"(?:percentage|percent|share|proportion|fraction|ratio|number|count|total|amount|sum|duration|length"
    r"|average|mean|median"
    r"|score|probability|likelihood|chance|chances|price|cost|fee|fare|balance|quantity|frequency|rate|size|temperature"
    r"|talk time|speaking time|talking time|call time|handle time|response time|handling time|age|sentiment score"
    r"|discount|budget|salary|revenue|value)"
)
# "the phone number" is a text: nobody counts with it.
_NAMED_NUMBER: Final = re.compile(
    r"\b(?:phone|telephone|mobile|cell|account|reference|order|booking|card|policy|tracking|contact|room"
    r"|flight|case|ticket|id"
    r"|identification|confirmation|customer|serial|passport|license|licence|bank|fax|house|postal|pin"
    r"|membership|callback)"
    r" (?:number|numbers|code|id)\b"
)
_SCALE: Final = re.compile(
    r"\b(?:on a scale|out of (?:ten|five|10|5|100)|(?:from|between) (?:0|1|one|zero) (?:to|and)|score|scores|in percent"
    r"|as a percentage|in (?:seconds|minutes)|points|percentage|how many|how much)\b"
)
_HOW_NUMBER: Final = re.compile(
    r"(?:for |by |in |within |after |since |of |at |to )?how (?:many|much|often|long|frequently|old|far"
    r"|tall|big|large|late|soon"
    r"|quick|quickly|fast|slow|slowly|early|likely|probable|high|low|heavy|expensive|cheap|regularly)\b"
)
_HOW_CATEGORY: Final = re.compile(
    r"how (?:(?:very )?(?:interested|satisfied|happy|positive|negative|engaged|polite|friendly|angry|annoyed|frustrated"
    r"|upset|pleased|enthusiastic|eager|willing|keen|keenly|receptive|helpful|calm|confident|concerned"
    r"|focused|hesitant|open"
    r"|cooperative|professional|patient|rude|unhappy|dissatisfied|disappointed|good|bad|well|strongly|serious|relevant"
    r"|successful|complete|clear|smooth|motivated|committed|excited|warm|cold|confused)\b"
    r"|(?:did|does|do|was|is|were|would|has) (?:(?:you )?(?:rate|describe|characteri[sz]e|classify"
    r"|categori[sz]e|grade|label) )?"
    rf"(?:the |this |our |that )?(?:overall )?(?:\w+ ){{0,4}}?(?:feel|feels|felt|feeling|{_FEELING})\b"
    r"|(?:the |this |our |that )?(?:overall )?(?:\w+ ){0,4}?(?:felt|feels|was feeling|is feeling)\b"
    rf"|(?:would|do|should|could|can) (?:you|one|we) (?:rate|describe|characteri[sz]e|classify"
    rf"|categori[sz]e|grade|label)\b)"
)
_WH_NUMBER: Final = re.compile(
    rf"(?:(?:for|by|in|at|to|with|of) )?(?:what|which|whats) (?:is |was |are |were |would be |s |has been |kind of )?"
    rf"(?:(?:the|a|an|his|her|their|its|this|our|your|my|customer's|bot's|agent's) )?"
    rf"(?:(?:\w+(?:'s)?) ){{0,3}}?{_NUMBER_NOUN}\b(?! (?:of )?(?:tier|plan|type))"
)
_WH_CATEGORY: Final = re.compile(
    rf"(?:(?:in|with|by|to|of|into|under|at) )?(?:what|which|whats) (?:is |was |are |were |would be |s |has been )?"
    rf"(?:(?:the|a|an|his|her|their|its|this|our|kind of|type of|sort of|general|overall|final|customer's"
    rf"|of the) ){{0,3}}"
    rf"(?:(?:\w+(?:'s)?) ){{0,3}}?{_CATEGORY}\b"
)
_WHICH_OF_TWO: Final = re.compile(
    r"(?:which|what) (?:speaker|side|party|participant|of the (?:two|following|speakers|parties))\b"
    r"|who (?:\w+ )?(?:spoke|speaks|talked|talks|had|has|was talking|was speaking|interrupted)"
    r" (?:the )?(?:more|most|less|least|longer|longest|first|last|final)\b(?! (?:about|of|to)\b)"
    r"|who (?:\w+ )?(?:dominated|led|controlled|ended|ends|started|starts|opened|closed|terminated"
    r"|finished|initiated|began)"
    r" (?:the|this) (?:call|conversation|talk|dialogue|chat)\b|who hung up\b"
    r"|which (?:label|word|option|description|adjective|category) best"
    r"|what (?:type|kind|sort) of (?:call|customer|caller|conversation|sentiment|outcome|mood|tone|emotion|response)\b"
)
_OPPOSITES: Final = re.compile(
    r"\b(?:(?:positive|negative|neutral|mixed|happy|unhappy|sad|angry|calm|good|bad|satisfied|dissatisfied"
    r"|high|low|medium"
    r"|interested|uninterested|undecided|enthusiastic|friendly|hostile|increasing|decreasing|stable|rising"
    r"|falling|better|worse"
    r"|accept|accepted|decline|declined|reject|rejected|refuse|refused|agree|agreed|disagree|disagreed"
    r"|resolved|unresolved|formal"
    r"|informal|polite|rude|short|long|improve|improved|worsen|worsened|strong|weak|inbound|outbound|more"
    r"|less|hot|warm|cold)"
    r"(?: \w+){0,2} or (?:rather |was it |is it |more |they |did they |did he |did she |was |be |not )?"
    r"(?:positive|negative|neutral|mixed|unhappy|happy|sad|angry|calm|good|bad|satisfied|dissatisfied|high|low|medium"
    r"|interested|uninterested|undecided|indifferent|friendly|hostile|increasing|decreasing|stable|rising"
    r"|falling|better|worse"
    r"|accept|accepted|decline|declined|reject|rejected|refuse|refused|agree|agreed|disagree|disagreed"
    r"|unresolved|resolved|open"
    r"|informal|formal|polite|rude|short|long|improve|improved|worsen|worsened|strong|weak|inbound"
    r"|outbound|less|more|hot|warm|cold)"
    r"|(?:the )?(?:bot|agent|assistant|customer|client|caller|user) or (?:the )?(?:bot|agent|assistant"
    r"|customer|client|caller|user))\b"
)
_TRUTH: Final = re.compile(r"\b(?:yes or no|true or false|correct or not|right or wrong|or not$)(?!\w)")
_TAG: Final = re.compile(
    rf"(?: (?:right|correct|true|no|yes|eh|huh|innit)|(?: {AUXILIARIES.replace('|', '| ')}) (?:not )?(?:he"
    rf"|she|they|it|you|there)"
    r"(?: not)?)$"
)
_BOOLEAN_HEAD: Final = re.compile(
    rf"(?:if|whether|that (?=the|there|a|an|he|she|they|it|all|any)|(?:confirm|verify|check|ensure|true"
        rf"|false)(?: or false)?(?: that)?|(?:{AUXILIARIES})"
    r"|(?:is|was) it (?:true|correct|right|the case)|any (?!idea|reasons?)\w+"
    r"|(?:yes|no) or (?:no|yes)|at any (?:point|time|moment|stage) (?:did|was|were|does|has)|ever)\b"
)  # fmt: skip
_STATEMENT: Final = re.compile(
    r"(?:the |this |our |your )?(?:customer|client|caller|user|bot|agent|assistant|call|he|she|they|there"
    r"|it|prospect|lead)\b"
)
_WH_ANYWHERE: Final = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b")
_LONGEST: Final = re.compile(
    r"what (?:is|was) the (?:longest|shortest|average|mean) (?:pause|silence|monologue|turn"
    r"|gap"
    r"|wait|response)\b"
)
_RATE: Final = re.compile(
    r"(?:please )?(?:rate|grade|assess|classify|categori[sz]e|label|evaluate|judge|characteri[sz]e|gauge)\b"
)
_COUNT: Final = re.compile(
    r"(?:please )?(?:count|calculate|compute|tally|quantify|measure|estimate|number of|total|sum up the number)\b"
)
_ORDER: Final = re.compile(
    r"(?:please )?(?:summari[sz]e|describe|list|explain|outline|quote|recap|enumerate|narrate|paraphrase"
    r"|discuss|elaborate"
    r"|extract|find|identify|name|tell|write|compose|show|provide|give|get|return|state|report|specify"
    r"|mention|need|want)\b"
)
_GIVE: Final = re.compile(
    r"(?:give|get|show|tell|provide|return|state|report|specify|identify|name|need|want|find)(?: me| us)?(?: with)? "
)
_NOUN_NUMBER: Final = re.compile(
    rf"(?:(?:the|an|a) )?(?:\w+(?:'s)? ){{0,2}}?{_NUMBER_NOUN}\b(?: (?:of|for|that|in|was|did|spent|to|the)\b|$)"
)
_NOUN_CATEGORY: Final = re.compile(
    rf"(?:(?:the|an|a) )?(?:\w+(?:'s)? ){{0,3}}?{_CATEGORY}\b(?: (?:of|at|in|during|towards?|over|throughout)\b|$)"
)


def detect_type(phrasing: Phrasing) -> QuestionType:
    """Tell which kind of answer a question wants.

    Courtesies and wrappings are looked through ("I'd like to know whether…" is boolean, "Tell me how often…" numeric);
    a question between opposites ("positive or negative?") is categorical, "… or not?" boolean.
    """
    words = phrasing.words
    if _TRUTH.search(phrasing.whole):
        return "boolean"
    if _BOOLEAN_HEAD.match(words):
        return _boolean_or_choice(words)
    if phrasing.asks and _TAG.search(words) and not _WH_ANYWHERE.match(words):
        return "boolean"
    if _RATE.match(words):
        return "numeric" if _SCALE.search(phrasing.whole) else "categorical"
    if _COUNT.match(words):
        return "numeric"
    if _ORDER.match(words):
        given = _GIVE.match(words)
        return _asked_by_noun(words[given.end() :]) if given else "textual"
    return _by_question_word(phrasing)


def _boolean_or_choice(words: str) -> QuestionType:
    return "categorical" if _OPPOSITES.search(words) else "boolean"


def _asked_by_noun(words: str) -> QuestionType:
    """Read "(give me) the number of…" and bare nouns such as "Customer sentiment?"."""
    if _HOW_NUMBER.match(words):
        return "numeric"
    if _NOUN_CATEGORY.match(words) and not _SCALE.search(words):
        return "categorical"
    if _NOUN_NUMBER.match(words) and not _NAMED_NUMBER.search(words):
        return "numeric"
    return "textual"


def _by_question_word(phrasing: Phrasing) -> QuestionType:
    words = phrasing.words
    if _HOW_NUMBER.match(words):
        return "numeric"
    if _LONGEST.match(words):
        return "numeric"
    if _WHICH_OF_TWO.match(words):
        return "categorical"
    if _HOW_CATEGORY.match(words) or _WH_CATEGORY.match(words):
        return "numeric" if _SCALE.search(phrasing.whole) else "categorical"
    if _WH_NUMBER.match(words) and not _NAMED_NUMBER.search(words):
        return "numeric"
    found = _WH_ANYWHERE.search(words)
    if found is None:
        return _bare(phrasing)
    if found.start() > 0:
        return _inside(words[found.start() :])
    return "textual"


def _inside(words: str) -> QuestionType:
    """Read a question whose question word stands later: "the bot spoke for how long", "he felt how"."""
    if _HOW_NUMBER.match(words) or (_WH_NUMBER.match(words) and not _NAMED_NUMBER.search(words)):
        return "numeric"
    return "categorical" if _WH_CATEGORY.match(words) else "textual"


def _bare(phrasing: Phrasing) -> QuestionType:
    """Read a question without any question word: a statement with a question mark, or a noun alone."""
    words = phrasing.words
    kind = _asked_by_noun(words)
    if kind != "textual":
        return kind
    if _OPPOSITES.search(words):
        return "categorical"
    verbal = phrasing.asks and _STATEMENT.match(words) and len(words.split()) >= 3
    return "boolean" if verbal else "textual"
