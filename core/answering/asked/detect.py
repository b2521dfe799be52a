"""Which kind of answer a question wants: boolean, categorical, numeric or textual.

What it asks about is read elsewhere (core.answering.understand).
"""

import re
from dataclasses import replace
from typing import Final

from core.answering.asked.choices import compares, leaves_choice, names_options
from core.answering.asked.graded import MOMENT
from core.answering.asked.phrasing import AUXILIARIES, Phrasing
from core.answering.asked.written import written_type
from core.answers import QuestionType

_CATEGORY: Final = (
    r"(?:sentiments?|moods?|emotions?|emotional state|tone|tone of voice|attitude|disposition|feelings?|state of mind"
    r"|level|degree|extent|category|categories|class|classification|trend|trajectory|polarity|temper|segment|phase"
    r"|interest level|engagement|satisfaction|satisfaction level|quality|vibes?|atmosphere|climate|frame of mind"
    r"|spirits"
    r"|humou?r|verdict|manners?|behaviou?r|demeanou?r|temperament|way|direction|urgency|priority|impression|half|grade)"
)
_FEELING: Final = (
    r"(?:sentiment|mood|emotion|emotional|tone|attitude|feeling|disposition|interest|engagement|satisfaction)"
)
_NUMBER_NOUN: Final = (
    r"(?:percentage|percent|share|proportion|fraction|ratio|number|count|total|amount|sum|duration|length"
    r"|average|mean|median"
    r"|score|probability|likelihood|chance|chances|price|cost|fee|fare|balance|quantity|frequency|rate(?! (?:the"
    r"|our|as|us|it|this)\\b)|size|temperature"
    r"|talk time|speaking time|talking time|call time|handle time|response time|handling time|age|sentiment score"
    r"|discount|budget|salary|revenue|value|deposit|figure|premium|refund|rent|odds|income|debt|instal?lments?"
    r"|excess|mark"
    r"|per cent|portion|slice|part of the (?:time|call|talk)|contribution|payment|surcharge|penalty|compensation"
    r"|deductible"
    r"|bill|expense|savings?|bid|maximum|minimum|max|min|factor|quote|emi|tally|difference|margin|donation|pledge"
    r"|chunk)"
)
# "the phone number" is a text: nobody counts with it.
_NAMED_NUMBER: Final = re.compile(
    r"\b(?:phone|telephone|mobile|cell|account|reference|order|booking|card|policy|tracking|contact|room"
    r"|flight|case|ticket|id"
    r"|identification|confirmation|customer|serial|passport|license|licence|bank|fax|house|postal|pin"
    r"|membership|callback)"
    r" (?:number|numbers|code|id)\b"
    r"|\b(?:his|her|their|\w+'s) number\b(?! of\b)|\bnumber .*\b(?:call|ring|phone)\w* from\b"
    r"|\bnumber .*\b(?:reach\w*|call(?:ed)? (?:back|on|under)|ring|rung|contact\w*|phone|phoned|dial\w*|texted)\b"
)
_SCALE: Final = re.compile(
    r"\b(?:on a scale|out of (?:ten|five|10|5|100)|(?:from|between) (?:0|1|one|zero) (?:to|and)|score|scores|in percent"
    r"|as a percentage|in (?:seconds|minutes)|points|percentage|how many|how much)\b"
)
_HOW_NUMBER: Final = re.compile(
    r"(?:(?:for|by|in|within|after|since|of|at|to|from|with|until|roughly|about|exactly|than) )?how (?:many|much"
    r"|often|long|frequently|old|far"
    r"|tall|big|large|late|soon"
    r"|quick|quickly|fast|slow|slowly|early|likely|probable|high|low|heavy|expensive|cheap|regularly"
    r"|(?:warm|cold|hot|cool|chilly|windy|deep|wide|thick)"
    r"(?= (?:will|would|is|was|does|did|might|could) (?:it|the (?:weather|day|night|water|room|temperature))\b))\b"
)
_HOW_CATEGORY: Final = re.compile(
    r"how (?:(?:very )?(?:interested|satisfied|happy|positive|negative|engaged|polite|friendly|angry|annoyed|frustrated"
    r"|upset|pleased|enthusiastic|eager|willing|keen|keenly|receptive|helpful|calm|confident|concerned"
    r"|focused|hesitant|open"
    r"|cooperative|professional|patient|rude|unhappy|dissatisfied|disappointed|good|bad|well|strongly|serious|relevant"
    r"|successful|complete|clear|smooth|motivated|committed|excited|warm|cold|confused)\b"
    r"|(?:did|does|do|was|is|were|would|has) (?:(?:you )?(?:rate|rank|put|place|describe|sum up|characteri[sz]e"
    r"|classify"
    r"|categori[sz]e|grade|label) )?"
    rf"(?:the |this |our |that )?(?:overall )?(?:\w+ ){{0,4}}?(?:feel|feels|felt|feeling|{_FEELING})\b"
    r"|(?:the |this |our |that )?(?:overall )?(?:\w+ ){0,4}?(?:felt|feels|was feeling|is feeling)\b"
    rf"|(?:would|do|should|could|can) (?:you|one|we) (?:rate|rank|put|place|describe|sum up|characteri[sz]e|classify"
    rf"|categori[sz]e|grade|label)\b)"
)
_WH_NUMBER: Final = re.compile(
    rf"(?:(?:for|by|in|at|to|with|of) )?(?:what|which|whats) (?:is |was |are |were |would be |s |has been |kind of )?"
    rf"(?:(?:the|a|an|his|her|their|its|this|our|your|my|customer's|bot's|agent's) )?"
    rf"(?:(?:\w+(?:'s)?) ){{0,3}}?{_NUMBER_NOUN}\b(?! (?:of )?(?:tier|plan|type|dispute|list|range|tag|question"
    rf"|issue|objection|argument|comparison)\\b)"
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
_TRUTH: Final = re.compile(
    r"\b(?:yes or no|yes no(?! (?:un|may|not|or))|y n|true or false|correct or not|right or wrong|or not$)(?!\w)"
)
_TAG: Final = re.compile(
    rf"(?: (?:right|correct|true|no|yes|eh|huh|innit)|(?: {AUXILIARIES.replace('|', '| ')}) (?:not )?(?:he"
    rf"|she|they|it|you|there)"
    r"(?: not)?| am i (?:right|wrong)|(?: or)? (?:would|do) (?:not )?you (?:not )?(?:say|think|agree|reckon)"
    r"| is not that (?:so|right|true)| is (?:that|this) (?:right|correct|so|true))$"
)
_BOOLEAN_HEAD: Final = re.compile(
    rf"(?:if|whether|that (?=the|there|a|an|he|she|they|it|all|any)|(?:confirm|verify|check|ensure|true"
        rf"|false)(?: or false)?(?: that)?|(?:{AUXILIARIES})"
    r"|any(?:thing|one|body) \w+(?! or\b)|no(?:thing|body)?\b(?!.* or )(?! \w+ what)|not (?:one|a|an|a single)\b"
    r"|make (?:sure|certain)\b"
    r"|(?:i|we) (?:want|need|would like|have) to (?:be|make) (?:sure|certain)\b"
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
# An order to choose a class, whatever the classes are.
_LABELLING: Final = re.compile(
    r"(?:please )?(?:(?:rate|grade|assess|classify|categori[sz]e|label|evaluate|judge|characteri[sz]e|gauge|score"
    r"|rank|tag)\b"
    r"|(?:mark|sort|put|set|file|bucket) .*\b(?:as|into|in an?|to|on|for|from)\b|describe .* as .* or|(?:pick"
    r"|choose|select) (?:one|the"
    r"|a|an|between|from)\b"
    r"|give .*\b(?:rating|grade|verdict|mark|score)\b)"
)
_ASKS_ELSE: Final = re.compile(r"(?:what|which|who|when|where|why|how)\b")
_SCALE_GIVEN: Final = re.compile(
    r"\b(?:on|using) an? (?:\w+ ){0,3}scale\b|\b(?:with|where) (?:0|1|one|zero|10|ten) (?:being|means|meaning|is)\b"
    r"|\b(?:0|1|one|zero) (?:to|through) (?:five|six|seven|ten|\d+)\b|\bout of (?:ten|five|twenty|a hundred|\d+)\b"
    r"|\b(?:from|between|of) (?:0|1|one"
    r"|zero|nought|nil)"
    r" (?:to|and) (?:\d+|five|six|seven|ten|a hundred)\b|\bin per ?cent\b|\b(?:if|where) (?:0|1|one|zero) is\b"
    r"|\b(?:0|1|one|zero|10|ten) being\b"
)
_ON_SCALE: Final = re.compile(
    r"\b(?:on|using) an? (?:\w+ ){0,3}scale\b|\b(?:with|where) (?:0|1|one|zero|10|ten) (?:being|means|meaning)\b"
    r"|\b(?:from|between|of|number|figure|mark|score|anger|,) (?:0|1|one|zero|nought) (?:to|and|through) (?:five"
    r"|six|seven|ten|\d+)\b"
    r"|\bhow many (?:stars|marks|points)\b|\b(?:0|1|one|zero) being\b.*\b(?:\d+|five|seven|ten)\b"
)
_OUT_OF: Final = re.compile(r"\b(?:rate|score|grade|mark|rating|marks)\b.*\bout of (?:five|ten|twenty|a hundred|\d+)\b")
# "Was it settled, and how?" wants more than yes or no.
_AND_WHICH: Final = re.compile(
    r"\b(?:(?:and )?if (?:so|yes|not)|and) (?:what|which|who|when|where|why|how)(?: (?!many|much|long|often)\w+){0,2}$"
)
_WAY: Final = re.compile(r"(?:in )?(?:what|which) way (?!.*\b(?:go|went|move|moved|lean|swing|head|develop)\b)")
_DEGREE: Final = re.compile(
    r"in how far\b|how far (?:did|does|do|has|have|would)\b"
    r"(?!.*\b(?:have to|has to|had to|go to|need to (?:go|walk|drive)|drive|walk|travel|live|ride|fly)\b)"
    r"|(?:to|in) (?:what|which) (?:extent|degree)\b"
    r"|how much of an?\b"
    r"|how much (?:enthusiasm|interest|empathy|patience|pressure|trust|respect|confidence|stress|frustration"
    r"|sympathy|understanding|warmth"
    r"|anger|care|doubt|effort|energy|knowledge)\b"
    r"|how much (?:did|does|do|was|is|were) .*\b(?:upset|annoy|bother|like|enjoy|trust|care|worry|matter|irritate"
    r"|disturb|please|love"
    r"|understand|appreciate|mind|struggle)\b"
    r"|how (?:high|low|big|large|great|strong|deep|intense) (?:was|is|were|are) .*\b(?:interest|satisfaction|stress"
    r"|anger|frustration"
    r"|appetite|risk|urgency|trust|willingness|motivation|enthusiasm|engagement|pressure)\b"
)
# Any "how" with an adjective that is no measure asks for its degree: "How pushy was …?"
_HOW_ADJECTIVE: Final = re.compile(
    r"how (?:very |really |truly )?(?!(?:many|much|long|often|come|exactly|precisely|else|about|to|on|in|at|all|did"
    r"|does|do|was|is"
    r"|were|are|has|have|had|would|could|can|should|will|the|a|an|it|he|she|they|this|that|our|we|you|i|his|her"
    r"|their|its|what|old"
    r"|soon|frequently)\b)[a-z-]+ (?:off |up |out |a \w+ |\w+ )??(?:was|is|were|are|did|does|do|has|have|had|would"
    r"|could|can|will|the|he"
    r"|she|they|it|our|his|her|things|this|that)\b"
    r"|how (?:did|does|do|has|have) .*\b(?:feel|felt|sound|seem|come across|come over|take the (?:news|price|offer"
    r"|refusal|idea)"
    r"|(?:mood|tone|attitude|sentiment|feelings?|emotions?|interest|temper|pace|satisfaction"
    r"|engagement)\b.*\b(?:chang\w*|develop\w*"
    r"|evol\w*|mov\w*|shift\w*))\b"
    r"|how (?:was|is|were|are) (?:the |his |her |their |our )?(?:[\w']+ ){0,3}?(?:temper|mood|tone|attitude"
    r"|behaviou?r|manner|manners|feeling"
    r"|line|connection|sound|atmosphere|service|performance|spirits?)\b(?: (?:of|in|on|at|during|towards?|with"
    r"|after|before)\b.*)?$"
)
_WH_COMPARED: Final = re.compile(
    r"(?:who|which (?:side|party|speaker|voice)|which (?:one )?of (?:the two|both|them|us|these two|those two)"
    r"|whose \w+)"
    r" (?!(?:\w+ ){0,6}?(?:about|of all)\b)"
)
_NEAR: Final = 5  # words within which a comparison follows "who" or "whose"
_TRAILING: Final = re.compile(r" (?:is|was|are|were) what$")
_WHAT_FOR: Final = re.compile(
    r"what (?!.*\b(?:price|cost|amount|sum|figure|number|total|discount|rate|share|percentage)\b).*\b(?:for|about)$"
)
_WH_AFFORDED: Final = re.compile(
    r"what (?:can|could|does|did|do|will|would|must|has|is|was) (?!.*\b(?:for|with|by"
    r"|about)$)(?:(?!do\b)[\w']+ ){1,6}?(?:afford|pay|paying|paid|owe|owes|earn|cost"
    r"|costs|spend|charge|charged|weigh|donate|save)(?! (?:attention|for what))\b"
    r"|what (?:is|was) the (?:most|least|highest|lowest) (?!important|likely|\w+ (?:topic|concern|problem))"
    r"(?:\w+ )*(?:pay|spend|give|offer|afford|donate|price|amount|sum|bid|accept|settle|take|agree)\b"
)
# "The price went up?"
_NUMBER_HAPPENS: Final = re.compile(
    rf"the (?:\w+ ){{0,2}}?{_NUMBER_NOUN} (?:{AUXILIARIES}|went|came|rose|fell|dropped|stayed|changed|got) (?!(?:he"
    rf"|she|they|it|the) )"
)
# "Refund approved?"
_DONE: Final = re.compile(
    r"(?:[\w']+ ){1,4}?(?:approved|processed|resolved|verified|confirmed|recorded|booked|paid|sent|cancelled"
    r"|canceled|signed|closed"
    r"|solved|fixed|completed|settled|done|reached|received|delivered|agreed|accepted|declined|refused|rejected"
    r"|transferred"
    r"|refunded|followed|answered|checked|granted|obtained|arranged|satisfied|met|missed|broken|kept)"
    r"(?: (?:by|on|for|to|in|with|at|before|after|during|already|properly|correctly|yet)\b.*)?$"
)
# A subject with its verb: "The gentleman has already paid?"
_PREDICATE: Final = re.compile(
    r"(?:all (?:of )?|both |some of |none of |most of )?(?:the|this|that|our|your|his|her|their|its|my|an?|some|no"
    r"|nobody|somebody|someone|everyone|anyone|nothing"
    r"|everything|he|she|it|they|we|you|i|there|these|those|mr|mrs|ms|dr|all|both)(?: [\w'-]+){0,5}?"
    rf" (?:(?:{AUXILIARIES})(?! (?:of|for)\b)|got|gave|went|came|fell|rose|saw|heard|wrote|broke|held|ran|rang"
    rf"|chose|spent|won|forgot|caught|brought|thought|threw|meant|stood|said|told|took|made|paid|bought|sent|left|kept"
    rf"|knew|knows|wants|needs|likes"
    r"|lives|thinks|says|became|began|hung|felt|found|sold|spoke|understood|met|lost|ended|"
    r"\w{2,}ed(?! (?:by|for|from|with|in|on|at|to)\b))\b"
)
# "how many, more or less": no choice
_HEDGE: Final = re.compile(r" ,? ?(?:more or less|give or take|plus or minus|or so|or thereabouts)$")
# What was said of an amount is no amount: "What did they decide on the cost?"
_SAID_OF: Final = re.compile(
    r"what (?:did|does|do|has|have|had|was|were) .*?\b(?:say|said|think|thought|discuss"
    r"|discussed|decide|decided"
    r"|explain|mention|believe|suggest|propose|conclude|recommend|talk|reply|answer)\b(?: \w+)? (?:about|on|of|to"
    r"|regarding|concerning)\b"
    r"|what (?:is|was|were|are) the (?:\w+ )?(?:decision|discussion|opinion|view|idea|argument|answer|reply|response"
    r"|conclusion|comment)s?\b(?! (?:time|rate|length))"
)
_TIME_TO: Final = re.compile(r"(?:average |mean |total )?time (?:to|until|till|before|since) ")
_COUNT: Final = re.compile(
    r"(?:please )?(?:count|calculate|compute|tally|quantify|measure|estimate|number of|total|sum up the number"
    r"|add up|tot up"
    r"|work out how|put an? (?:number|figure|price|percentage) (?:on|to))\b"
)
_ORDER: Final = re.compile(
    r"(?:please )?(?:sum (?:it|this|that|things|everything|the|up)\b|summari[sz]e|describe|list|explain|outline"
    r"|quote|recap|enumerate|narrate|paraphrase"
    r"|discuss|elaborate"
    r"|extract|find|identify|name|tell|write|compose|show|provide|give|get|return|state|report|specify"
    r"|mention|need|want)\b"
)
_GIVE: Final = re.compile(
    r"(?:give|get|show|tell|provide|return|state|report|specify|identify|name|need|want|find)(?: me| us)?(?: with)? "
)
_NOUN_NUMBER: Final = re.compile(
    rf"(?:(?:the|an|a) )?(?:\w+(?:'s)? ){{0,2}}?{_NUMBER_NOUN}\b(?: (?:of|for|that|in|was|did|spent|to|the|he|she"
    rf"|they|it|agreed|paid|asked|named)\b|$)"
)
_NOUN_CATEGORY: Final = re.compile(
    rf"(?:(?:the|an|a) )?(?:\w+(?:'s)? ){{0,3}}?{_CATEGORY}\b(?: (?:of|at|in|during|towards?|over|throughout|on"
    rf"|for|from|with|after|before|when)\b|$)"
)


def detect_type(phrasing: Phrasing) -> QuestionType:
    """Tell which kind of answer a question wants.

    Courtesies and wrappings are looked through ("I'd like to know whether…" is boolean, "Tell me how often…" numeric);
    a question between opposites ("positive or negative?") is categorical, "… or not?" boolean.
    """
    return written_type(phrasing.written) or _spoken_type(phrasing)


def _spoken_type(phrasing: Phrasing) -> QuestionType:
    phrasing = replace(phrasing, main=_HEDGE.sub("", phrasing.main))
    main = phrasing.main
    words = " ".join(word for word in main.split() if word != ",")
    if _TRUTH.search(phrasing.whole) and not _ASKS_ELSE.match(words):
        return "boolean"
    if _AND_WHICH.search(words):
        return "textual"
    if _ON_SCALE.search(phrasing.whole) and not re.match(r"(?:why|who|when|where)\b", words):
        return "numeric"
    if _BOOLEAN_HEAD.match(words) and not _SCALE_GIVEN.search(phrasing.whole):
        return "categorical" if leaves_choice(main) else "boolean"
    if phrasing.asks and _TAG.search(words) and not _WH_ANYWHERE.match(words) and not _LABELLING.match(words):
        return "boolean"
    if _LABELLING.match(words):
        return "numeric" if _scaled(phrasing) or re.match(r"score\b|put a number", words) else "categorical"
    if _COUNT.match(words) or _TIME_TO.match(words):
        return "numeric"
    if _ORDER.match(words):
        given = _GIVE.match(words)
        return _asked_by_noun(words[given.end() :], main) if given else "textual"
    return _by_question_word(phrasing, words)


def _asked_by_noun(words: str, main: str) -> QuestionType:
    """Read "(give me) the number of…" and bare nouns such as "Customer sentiment?"."""
    if _HOW_NUMBER.match(words):
        return "numeric"
    if names_options(main) or (_NOUN_CATEGORY.match(words) and not _SCALE.search(words)):
        return "categorical"
    if _NOUN_NUMBER.match(words) and not _NAMED_NUMBER.search(words):
        return "numeric"
    return "textual"


def _by_question_word(phrasing: Phrasing, words: str) -> QuestionType:
    if re.match(r"why\b|how come\b|how is it that\b", words) or MOMENT.match(words) or _WAY.match(words):
        return "textual"
    if _SAID_OF.match(words):
        return "textual"
    if _DEGREE.match(words):
        return "numeric" if _SCALE_GIVEN.search(phrasing.whole) else "categorical"
    if _HOW_NUMBER.match(words) and not _in_options(phrasing.main):
        return "numeric"
    if _LONGEST.match(words):
        return "numeric"
    if _WHICH_OF_TWO.match(words) or _between_speakers(words) or _in_options(phrasing.main):
        return "categorical"
    if _HOW_CATEGORY.match(words) or _HOW_ADJECTIVE.match(words) or _WH_CATEGORY.match(words):
        return "numeric" if _scaled(phrasing) else "categorical"
    if _WHAT_FOR.match(words):
        return "textual"
    if (_WH_NUMBER.match(words) or _WH_AFFORDED.match(words)) and not _NAMED_NUMBER.search(words):
        return "numeric"
    found = _WH_ANYWHERE.search(words)
    if found is None:
        return _bare(phrasing, words)
    if found.end() == len(words) and (kind := _asked_by_noun(_TRAILING.sub("", words), "")) != "textual":
        return kind  # "The price of the ticket was what?"
    if found.start() > 0:
        return "categorical" if _in_options(phrasing.main) else _inside(words[found.start() :])
    return "textual"


def asks_on_scale(phrasing: Phrasing) -> bool:
    """Tell whether a question wants a grade on a scale that it names: "On a scale of 1 to 10, how …?"."""
    return _ON_SCALE.search(phrasing.whole) is not None or _OUT_OF.search(phrasing.whole) is not None


def _scaled(phrasing: Phrasing) -> bool:
    return _SCALE.search(phrasing.whole) is not None or _SCALE_GIVEN.search(phrasing.whole) is not None


def _between_speakers(words: str) -> bool:
    """Tell whether a question compares the speakers: "Who laughed more?"."""
    found = _WH_COMPARED.match(words)
    return found is not None and compares(" ".join(words[found.end() :].split()[:_NEAR]))


def _in_options(main: str) -> bool:
    """Tell whether a question ends in the options that it leaves: "How did he take it, well or badly?"."""
    return " , " in main and names_options(main)


def _inside(words: str) -> QuestionType:
    """Read a question whose question word stands later: "the bot spoke for how long", "he felt how"."""
    if _HOW_NUMBER.match(words) or (_WH_NUMBER.match(words) and not _NAMED_NUMBER.search(words)):
        return "numeric"
    return "categorical" if _WH_CATEGORY.match(words) or _HOW_ADJECTIVE.match(words) else "textual"


def _bare(phrasing: Phrasing, words: str) -> QuestionType:
    """Read a question without any question word: a statement with a question mark, or a noun alone."""
    kind = _asked_by_noun(words, phrasing.main)
    if kind == "numeric" and phrasing.asks and _NUMBER_HAPPENS.match(words):
        return "boolean"
    if kind != "textual":
        return kind
    if leaves_choice(phrasing.main):
        return "categorical"
    verbal = phrasing.asks and len(words.split()) >= 3 and (_STATEMENT.match(words) or _PREDICATE.match(words))
    verbal = verbal or (phrasing.asks and _DONE.match(words))
    return "boolean" if verbal else "textual"
