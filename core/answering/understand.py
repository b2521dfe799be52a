"""From a question to a plan: what is asked, of whom and about what. The call itself is not looked at."""

import re
from typing import Final

from core.answering.detect import detect_type
from core.answering.phrasing import phrase
from core.answering.plan import Operator, Plan
from core.answering.transcript import joined_hours
from core.answering.vocabulary import speaker_asked_about, stems_of, subject_of, topic_words, word_set
from core.answers import QuestionType
from core.text import content_stems, tokens

_MOOD: Final = (
    r"(?:sentiments?|moods?|feelings?|emotions?|emotional|tone|attitude|disposition|state of mind|satisfaction|temper)"
)
_SAYING: Final = (
    r"(?:mention\w*|sa(?:y|ys|id|ying)|t(?:ell|ells|old)|talk\w*|discuss\w*|speak|spoke|spoken|br(?:ing"
    r"|ings|ought) up|refer\w*"
    r"|state[sd]?|explain\w*|inform\w*|describe\w*|warn\w*|remind\w*|touch(?:ed)? on|cover(?:ed|s)?"
    r"|c[oa]mes? up|name[sd]?"
    r"|use[sd]? the words?|utter\w*|note[sd]?|pitch\w*|quote[sd]?|disclos\w*|reveal\w*|addressed|introduce[sd]?"
    r"|there (?:any |a )?(?:mention|talk|discussion|reference))"
)
_ASKING: Final = (
    r"(?:ask(?:s|ed|ing)? (?!for a (?:human|manager|supervisor))|in?quir\w*|enquir\w*|request(?:s|ed"
    r"|ing)? |want(?:s|ed)? to know"
    r"|quer(?:y|ied) |wonder\w* |(?:questions?|queries|query) (?:about|on|regarding|concerning))"
)
_STANCE: Final = (
    r"(?:reach\w* (?:a|an|any) (?:deal|agreement|decision|conclusion)|com\w+ to (?:a|an) (?:agreement"
    r"|deal)|agree\w*|accept\w*|consent\w*|commit\w*|promise\w*|approve\w*|willing|want(?:s|ed)?|wish\w*"
    r"|intend\w*|plan(?:s|ned)? to"
    r"|cho(?:ose|se|sen)|buy|bought|purchase\w*|donate\w*|pay|paid|sign(?:ed)? up|subscribe\w*|sa(?:y"
    r"|id) yes|convinced|persuaded"
    r"|open to|take (?:up )?the|took|in favou?r|ready to|go ahead|opt\w*|join\w*|enrol\w*|like[sd]?"
    r"|prefer\w*|keen|eager)"
)
_REFUSAL: Final = (
    r"(?:refus\w+|declin\w+|reject\w*|den(?:y|ied)|sa(?:y|id) no\b|turn(?:ed)? (?:\w+ ){0,3}?down|oppos\w+"
    r"|disagree\w*|object(?:ed)? to"
    r"|against|unwilling|reluctant|dismiss\w*|opt(?:ed)? out)"
)
_DEED: Final = (
    r"(?:book|reserv|schedul|submit|send|sent|file|report|find|found|recommend|suggest|search|chang|updat"
    r"|modif|cancel|answer|solv|resolv|fix"
    r"|recover|transfer|unlock|open|confirm|register|enroll?|subscrib|run|play|authenticat|verif|process"
    r"|complet|arrang|order|place|set up"
    r"|make|made|give|gave|tell|told|inform|provid|offer|help|check|deliver|refund|activat|deactivat|renew"
    r"|pay|paid|creat|add|remov|identif"
    r"|connect|forward|escalat|fulfil|fulfill|buy|bought|issu|creat|hand|show|assist|secur|finish"
    r"|close|achiev|start|let)"
)
# Which state a word asks for, and whether it is the wanted one.
_STATES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("changed", re.compile(r"\bchang\w* (?:\w+ ){0,4}?minds?\b|\breconsider\w*|\bsecond thoughts\b|\bmind changed\b"
        r"|\bback out\b")),
    ("angry", re.compile(
        r"\b(?:annoy\w*|angry|anger|aggressive\w*|frustrat\w*|upset|irritat\w*|rude|hostile|impatient"
        r"|unhappy|dissatisfied|displeased"
        r"|mad|furious|abusive|swear|swore|curse[sd]?|insult\w*|shout\w*|lose (?:\w+ )?temper"
        r"|lost (?:\w+ )?temper|disappointed|offended|agitated)\b")),
    ("confused", re.compile(
        r"\b(?:confus\w*|puzzled|unsure|misunderst\w+|lost|unclear|bewildered|(?:trouble|difficulty"
        r"|difficulties|hard time) understanding"
        r"|not understand)\b")),
    ("hesitant", re.compile(r"\b(?:hesita\w+|hesitant|sceptical|skeptical|doubt\w*|reluctan\w+|worried|concerned"
        r"|suspicious|wary|uneasy)\b")),
    ("conduct", re.compile(r"\b(?:calm|helpful|polite\w*|professional\w*|patient|courteous|respectful\w*|friendly|kind"
        r"|civil)\b")),
    ("happy", re.compile(
        r"\b(?:happy|satisfied|pleased|glad|content|grateful|enthusiastic|excited|delighted|impressed"
        r"|cheerful|cooperative|positive)\b")),
    ("negative", re.compile(r"\bnegative\b")),
)  # fmt: skip
_ACTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("handoff_request", re.compile(
        r"\b(?:speak|talk|transfer\w*|ask\w*|connect\w*|escalat\w*|hand\w*)\b.*\b(?:human|manager"
        r"|supervisor|real person|live agent|real agent|someone else|representative)\b")),
    ("greeting", re.compile(r"\b(?:greet\w*|say hello|said hello|welcom\w*|say hi|open politely)\b")),
    ("introduction", re.compile(r"\bintroduc\w+ (?:itself|himself|herself|themselves|themself|him|her)\b|\b(?:say|state"
        r"|give"
        r"|mention|tell)\w* (?:its|his|her|their) (?:own )?name\b|\bidentif\w+ (?:itself|himself|herself"
        r"|themselves)\b")),
    ("thanks", re.compile(r"\b(?:thank\w*|gratitude|appreciat\w+)\b")),
    ("apology", re.compile(r"\b(?:apolog\w+|say sorry|said sorry)\b")),
    ("closing", re.compile(r"\b(?:goodbye|good bye|farewell|say bye|said bye|bye)\b")),
    ("complaint", re.compile(r"\bcomplain\w*\b")),
    ("objection", re.compile(r"\bobject(?:ion|ions|ed)\b(?! to)|\bpush ?back\b|\bpushed back\b")),
)  # fmt: skip
_FOCUS: Final = re.compile(
    r"\b(?:focus\w*|(?:on|off) (?:the )?(?:topic|track|subject|message|point)|stray\w*|deviat\w*"
    r"|campaign topic|relevant to the campaign"
    r"|relate[sd]? to the campaign|about the campaign|(?:stick|stuck|kept|keep) to (?:the )?(?:topic"
    r"|subject|script|campaign))\b"
)
_INTEREST: Final = re.compile(
    r"\b(?:interest(?:ed)?(?: level)?|uninterested|convert\w*|conversion|likely to (?:buy|convert|proceed"
    r"|purchase|accept|continue|sign|donate)"
    r"|want(?:s|ed)? to (?:proceed|continue|go ahead|move forward)|lead (?:qualified|quality)|hot lead"
    r"|undecided|willing to (?:proceed|continue|go ahead|move))\b"
)
_NEW_REQUESTS: Final = re.compile(
    r"\b(?:(?:new|additional|further|other|any|extra|more) (?:\w+ )?(?:or \w+ )?(?:requests?|quer(?:y"
    r"|ies))|requests? or quer(?:y|ies)"
    r"|(?:raise|make|made|have)\w* (?:any |a |new )?(?:requests?|quer(?:y|ies)))\b"
)
_RESOLVED: Final = re.compile(
    r"\b(?:requests?|quer(?:y|ies)|questions?|issues?|problems?|concerns?)\b.*\b(?:resolved|answered"
    r"|addressed|solved|unresolved|unanswered"
    r"|open|handled|satisfied|pending|dealt with|fulfilled|met|sorted)\b"
    r"|\b(?:resolv\w*|answer\w*|address\w*|unresolved|unanswered|solv\w*|handl\w*|deal with"
    r"|dealt with)\b.*\b(?:requests?|quer(?:y|ies)|questions?|issues?|problems?|concerns?)\b"
)
_PROCEEDING: Final = word_set(
    """
    proceed proceeding offer product service campaign deal proposal continuing continue going ahead buying purchasing
    plan what topic pitch forward moving solution level high low likely likelihood probability conversion convert
    undecided offered call sale lead
    """
)
_SUMMARY: Final = re.compile(
    r"\b(?:summar\w*|recap\w*|overview|gist|tl dr|tldr|in a nutshell|in short|main points|key points"
    r"|key takeaways?|takeaways?|highlights"
    r"|what (?:was|is) (?:the|this) (?:\w+ )?(?:call|conversation|chat|discussion) (?:all )?about"
    r"|what happened(?: in| during| on)?(?: the| this)? ?(?:call|conversation)?$"
    r"|(?:purpose|topic|subject|theme|point|goal) of (?:the|this) (?:call|conversation)|describe (?:the"
    r"|this) (?:call|conversation)"
    r"|what (?:did they|do they|was) (?:talk|talked|discuss|discussed)(?: about)?$|briefly describe|story of)\b"
)
_OUTCOME: Final = re.compile(
    r"\b(?:outcome|result of|conclusion|conclude\w*|next steps?|follow ups?|followups?|action items?"
    r"|what happens next|what (?:was|were|is|did they) (?:agreed?|decided?|concluded?)"
    r"|how (?:did|does|do|was) (?:the |this |it |things )?(?:\w+ )?(?:end|ended|finish|conclude|turn out"
    r"|resolved|go)\b|end result|final (?:decision|result|agreement)"
    r"|happen\w* (?:at|in) the end|what (?:comes|is) next|how (?:the|this) (?:call|conversation) (?:ended"
    r"|ends|finished|went))"
)
_CONCERN: Final = re.compile(
    r"\b(?:main|biggest|primary|key|major|chief|principal|greatest|top|most important|central|core"
    r"|customer's|underlying|real)? ?"
    r"(?:concern|objection|problem|issue|worry|complaint|obstacle|hesitation|pain point|reservation"
    r"|blocker|barrier|fear|doubt|frustration)s?\b"
)
_REASON: Final = re.compile(
    r"\b(?:why|how come|what (?:was|is|were) (?:the |his |her |their )?(?:\w+ ){0,2}?(?:reasons?|causes?"
    r"|explanation|motivation|rationale)"
    r"|reasons?|what (?:made|caused|led|prompted|stopped|prevented|kept|motivated|drove)|for what reason"
    r"|what for|because of what|cause of|motiv\w+)\b"
)
_LISTED: Final = (
    r"(?:questions|objections|requests|concerns|complaints|queries|amounts|prices|dates|times|numbers|names|values"
    r"|percentages|emails|email addresses|phone numbers|thanks|greetings|apologies"
    r"|refusals|agreements|promises|commitments)"
)
_LIST: Final = re.compile(
    rf"(?:list|enumerate|name|give|show|what were|what are|which were|which|what|quote|extract|identify"
    rf"|all)\b(?: \w+){{0,5}}? ?\b(?P<what>{_LISTED})\b"
)
_SCORE: Final = re.compile(
    r"\b(?:bot(?:'s)? (?:\w+ )?(?:performance|score)|performance (?:score|of)|perform(?:ed|s)?"
    r"|quality score|overall quality|quality of the (?:call|conversation)"
    r"|engagement score|customer(?:'s)? engagement|how engaged|level of engagement|engagement|strengths?"
    r"|weakness\w*|improve\w*|improvements?"
    r"|recommendations?|done better|do better|went (?:well|wrong)|go well|go wrong|rating|rate the (?:bot"
    r"|agent|call|assistant|conversation)|performance)\b"
)
_SHARE: Final = re.compile(
    r"\b(?:percent(?:age)?|share|proportion|fraction|ratio|part of the (?:call|time)|how much (?:of the"
    r"|time|call)|in percent|portion)\b"
)
_SHARE_OF_TIME: Final = re.compile(
    r"\b(?:time|call|calls|conversation|talk\w*|spe(?:ak|aking|ech)|spoke|silen\w+|minutes|dominat\w*"
    r"|airtime|duration|offer|pitch|closing|queries)\b"
)
_LENGTH: Final = re.compile(
    r"\b(?:how long|how many (?:seconds|minutes|hours)|duration|length|how much time|average response"
    r"|response time|response gap|talk time|speaking time|talking time"
    r"|handle time|longest|silence|pauses?)\b"
)
_COUNTED: Final = re.compile(
    r"\b(?:how (?:often|frequently|regularly)|how many times|number of times|count (?:how|the times"
    r"|of times|the number)|occurrences?|frequency"
    r"|times (?:did|was|were|has|is)|how many times)\b|\bhow many (?:\w+ ){0,3}?(?:questions?|turns?"
    r"|objections?|requests?|quer(?:y|ies)|complaints?|words?|utterances|messages|sentences"
    r"|mentions|interruptions|refusals|agreements|greetings|lines|apolog\w+|exchanges|replies|responses"
    r"|concerns|issues|rejections|promises|commitments)\b"
    r"|\b(?:number|count|total) of (?:\w+ ){0,3}?(?:questions?|turns?|objections?|requests?|quer(?:y|ies)"
    r"|complaints?|words?|utterances|messages|sentences|mentions|refusals"
    r"|apolog\w+|interruptions|exchanges|replies|responses|concerns)\b|^count\b|^tally\b"
)
_WHEN: Final = re.compile(
    rf"\b(?:when|at (?:what|which) (?:point|time|moment|stage|minute|second|timestamp)|how (?:late|early"
    rf"|soon|far into)|what (?:time|minute|second|timestamp|moment|turn))\b"
    rf".*\b(?:{_SAYING}|{_ASKING.replace(' ', ' ?')}|agree\w*|accept\w*|refus\w*|declin\w*|reject\w*|first"
    rf"|last|object\w*|complain\w*|raised?|thank\w*"
    rf"|apolog\w*|greet\w*|hang up|hung up|goodbye|end(?:ed)?|start(?:ed)?|begin|began|offer(?:ed)?"
    rf"|interrupt\w*|confirm\w*|reply|replied|answer(?:ed)?)\b"
)
_WHO: Final = re.compile(
    rf"^(?!who (?:is|was|will be) (?:the|his|her|their|my) (?!(?:first|last)\b))(?:who|which (?:speaker"
    rf"|side|party|participant)|by whom|whose turn)\b(?:.*\b(?:{_SAYING}"
    rf"|{_ASKING.replace(' ', ' ?')}|propos\w+|suggest\w+|offer\w*|rais\w+|first|last"
    rf"|longest|dominat\w*|talk\w*|spoke|hung up|end(?:ed|s)?|start(?:ed|s)?|open(?:ed|s)?|clos(?:ed|es)"
    rf"|interrupt\w*|thank\w*|apolog\w*|greet\w*|refus\w*|agree\w*|accept\w*|complain\w*|promis\w*|call(?:ed|s)?)\b)"
)
_VALUE_KINDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("email", re.compile(r"\be ?mails?(?: address(?:es)?)?\b")),
    ("phone", re.compile(r"\b(?:phone|telephone|mobile|cell|contact|callback|call back|whatsapp"
        r"|fax)(?: phone)? numbers?\b|\b(?:phone|mobile|telephone)$")),
    ("code", re.compile(
        r"\b(?:account|reference|order|booking|card|policy|tracking|room|flight|case|ticket|confirmation"
        r"|customer|serial|passport|license|licence|pin|id|access|zip"
        r"|postal|clearance|code|member\w*)(?: \w+)? ?(?:number|code|id)\b|\b(?:pin|id|code|zip)\b")),
    ("url", re.compile(r"\b(?:website|web site|url|link|web page|webpage)\b")),
    ("percentage", re.compile(r"\b(?:what|which|how (?:much|big|large|high)) .*\b(?:chance|chances|probability"
        r"|likelihood"
        r"|discount|percentage|percent"
        r"|interest rate|rate|reduction)\b")),
    ("name", re.compile(r"\b(?:what|which|who|tell|give|name)\b.*\bnames?\b(?! of (?!the (?:customer|client|caller"
        r"|user|bot|agent|assistant)))|\bnames? of (?:the )?(?:customer|client|caller|user|bot|agent"
        r"|assistant)\b|^who (?:is|was) (?:the )?(?:customer|client|caller|user|bot|agent|assistant)$"
        r"|\bwhat (?:is|was) (?:he|she|the (?:customer|bot|agent|caller)) called\b")),
    ("time", re.compile(r"\b(?:what|which|at what|for what|by what) (?:time|hour)\b|\bwhat is the time\b|\btime (?:was"
        r"|is|did|does|of)\b")),
    ("date", re.compile(r"\b(?:what|which|on what|on which|for what|by what) (?:day|date|dates|days|month|weekday)\b"
        r"|\b(?:date|day) (?:was|is|did|of)\b")),
    ("when", re.compile(r"^(?:by |until |since |from |for )?when\b")),
    ("duration", re.compile(r"\b(?:how long|how many (?:days|nights|weeks|months|years|hours|minutes))\b")),
    ("amount", re.compile(
        r"\bhow much\b|\b(?:what|which|the|at what|for what|give)\b.*\b(?:price|cost|fee|amount|sum|fare"
        r"|total|budget|charge|donation|payment|salary|balance|rate|dollars|money)\b"
        r"|^(?:price|cost|fee|amount)\b|\bhow (?:expensive|cheap)\b")),
    ("number", re.compile(r"\bhow (?:many|old|far|big|tall|large|high|heavy)\b|\b(?:the )?(?:number|amount|quantity"
        r"|size"
        r"|age|temperature|rating) of\b|\bwhat (?:is|was) the (?:\w+ )?(?:rating|temperature|age|size|number)\b")),
)  # fmt: skip
_NEGATED: Final = re.compile(
    r"\b(?:not|never|without|un(?:resolved|answered|interested|happy|willing)|fail(?:ed|s)? to|neither)\b"
)
_GIVING: Final = re.compile(
    r"\b(?:give|gave|given|provide[sd]?|share[sd]?|leave|left|state[sd]?|mention(?:ed)?|disclose[sd]?|tell"
    r"|told|say|said|reveal\w*|offer\w*)\b"
)
_TALKED_MORE: Final = re.compile(
    r"\b(?:spoke|speak|talk\w*|said|dominat\w*|airtime|speaking|led|controlled)\b.*\b(?:more|most|less"
    r"|least|longer|longest)\b|\bdominat\w*\b"
)


def understand(question: str, bot_name: str = "") -> Plan:
    """Read a question of any shape into a plan. Deterministic and linear in its characters."""
    phrasing = phrase(question)
    kind = detect_type(phrasing)
    words = joined_hours(phrasing.words)
    if not any(character.isalnum() for character in words):
        return Plan("textual", "none")
    quoted = phrasing.quoted[0] if phrasing.quoted else ""
    topic = tokens(quoted) if quoted else topic_words(words.split())
    speaker = speaker_asked_about(words, bot_name)
    operator, aspect = _operator(words, kind, topic)
    return Plan(
        type=kind,
        operator=operator,
        words=words,
        speaker=speaker,
        topic=stems_of(topic),
        terms=tuple(dict.fromkeys(content_stems(words))),
        subject=quoted or subject_of(words, topic),
        aspect=aspect,
        negated=_NEGATED.search(words) is not None,
    )


def _operator(words: str, kind: QuestionType, topic: tuple[str, ...]) -> tuple[Operator, str]:
    by_kind = {"boolean": _of_boolean, "numeric": _of_numeric, "categorical": _of_categorical, "textual": _of_textual}
    return by_kind[kind](words, topic)


def _of_boolean(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    for aspect, pattern in _ACTS[:1]:
        if pattern.search(words):
            return "act", aspect
    if _FOCUS.search(words) and set(topic) <= _FOCUS_WORDS:
        return "focus", ""
    asks = re.search(rf"\b{_ASKING}", words) is not None
    if asks and topic and not _NEW_REQUESTS.search(words):
        return "ask", ""
    if _NEW_REQUESTS.search(words) and not set(topic) - _REQUEST_WORDS:
        return "requests", "raised"
    if _RESOLVED.search(words) and not set(topic) - _REQUEST_WORDS:
        return "requests", "resolved"
    if _INTEREST.search(words) and set(topic) <= _PROCEEDING | {"interested", "interest", "uninterested"}:
        return "interest", ""
    state = next((name for name, pattern in _STATES if pattern.search(words)), "")
    if state and not re.search(rf"\b{_SAYING}\b", words):
        return "state", state
    act = next((name for name, pattern in _ACTS if pattern.search(words)), "")
    if act and len(topic) <= 3:
        return "act", act
    if _SUBJECTLESS_QUESTION.search(words) and not topic:
        return "act", "question"
    value = _value_kind(words)
    if _GIVING.search(words) and value in ("email", "phone", "code", "name", "url"):
        return "stated", value
    if _CONCERN.search(words) and not set(topic) - _CONCERN_WORDS:
        return "act", "objection"
    if _DEAL.search(words):
        return "stance", "agree"
    if re.search(rf"\b{_REFUSAL}", words):
        return "stance", "refuse"
    if re.search(rf"\b{_SAYING}\b", words) and not _TELLING_YOU.search(words):
        return "mention", ""
    if _PASSIVE.match(words):
        return "deed", ""
    if re.search(rf"\b{_STANCE}\b", words):
        return "stance", "agree"
    if re.search(rf"\b{_DEED}", words):
        return "deed", ""
    return "proposition", ""


_PASSIVE: Final = re.compile(
    r"(?:was|were|is|are|has|have) (?!.*\b(?:customer|client|caller|user|he|she|they)\b)"
    r".*\b(?:bought|purchased|paid|signed|subscribed|joined|chosen|enrol\w*)\b"
)
_DEAL: Final = re.compile(
    r"\b(?:deal|agreement)\b.*\b(?:reached|made|struck|closed|found)\b|\bend\w* (?:with|in) (?:a|an"
    r"|any) (?:deal|agreement)\b"
)
_FOCUS_WORDS: Final = word_set(
    """
    focus focused focusing topic track campaign relevant stray strayed deviate deviated stick stuck kept keep script
    on off message point related relate about
    """
)
_REQUEST_WORDS: Final = word_set(
    """
    resolved resolve answered address addressed solved solve unresolved unanswered open handled satisfied pending
    dealt fulfilled met sorted issues issue problems problem concerns concern queries query requests request
    additional further extra deal handle solve outside scope unrelated fully completely properly everything remain
    left solution full order
    """
)
_CONCERN_WORDS: Final = word_set(
    """
    concern concerns objection objections problem problems issue issues worry worries complaint complaints obstacle
    hesitation biggest primary key major express expressed show showed voice voiced show any have serious
    """
)
_SUBJECTLESS_QUESTION: Final = re.compile(
    r"\bask\w*\b.*\bquestions?\b|\bquestions? (?:asked|raised)\b|\bhave (?:any )?questions?\b"
)
_TELLING_YOU: Final = re.compile(
    r"\b(?:tell|told|inform|inform(?:ed)?) (?:you|me|the (?:customer|user|client|caller))\b"
)


def _of_numeric(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    if (
        re.search(
            r"\bsentiment (?:score|value)\b|\b(?:score|rate|number).*\b(?:sentiment|mood)\b|\b(?:satisf\w+"
            r"|happy|sentiment)\b",
            words,
        )
        and not set(topic) - _MOOD_WORDS
    ):
        return "sentiment", "score"
    if (
        re.search(r"\b(?:probability|likelihood|likely|chances?|conversion|interest level|probable)\b", words)
        and not set(topic) - _PROCEEDING - _CHANCE_WORDS
    ):
        return "interest", "probability"
    if _RESOLVED.search(words) and re.search(r"\b(?:unresolved|unanswered|open|resolved|answered|pending)\b", words):
        return "requests", "count"
    if re.search(r"\bnew (?:requests?|quer(?:y|ies))\b", words):
        return "requests", "count"
    if _SCORE.search(words) and re.search(
        r"\b(?:scores?|rate|rating|points|scale|perform\w*|quality|engage\w*)\b", words
    ):
        return "score", ""
    if _COUNTED.search(words):
        return "count", ""
    if _SHARE.search(words) and _SHARE_OF_TIME.search(words):
        return "share", ""
    if _LENGTH.search(words) and not set(topic) - _LENGTH_WORDS:
        return "duration", ""
    if _WHEN.search(words) and not re.match(r"how (?:many|much|long)", words):
        return "when", "last" if "last" in words.split() else "first"
    return "stated", _value_kind(words) or "number"


_CHANCE_WORDS: Final = word_set(
    "chance chances probable donate donates buy buys purchase sign accept accepts agree yes"
)
_MOOD_WORDS: Final = word_set(
    """
    sentiment score mood satisfied satisfaction happy scale rate value overall average mean numeric customer's unhappy
    positive negative 1 10 5 0 100
    """
)
_LENGTH_WORDS: Final = word_set(
    """
    duration length long lasted last takes take took talk talking speaking speech silence silent pause pauses longest
    gap average response reply wait waiting monologue seconds minutes hours main offer pitch closing opening
    additional queries spent handle handling mean total q&a presentation greeting phase section segment spend end
    began quiet uninterrupted stretch phone run go went longest
    """
)


def _of_categorical(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    if _WHO.search(words) or _TALKED_MORE.search(words):
        return "who", "more" if _TALKED_MORE.search(words) else ""
    if _INTEREST.search(words) or re.search(r"\binterest\w*\b", words):
        return "interest", ""
    if re.search(r"\b(?:resolved|unresolved|answered|unanswered)\b", words):
        return "requests", "resolved"
    if re.search(r"\b(?:accept\w*|declin\w*|reject\w*|refus\w*|agree\w*)\b", words) and not re.search(
        rf"\b{_MOOD}\b", words
    ):
        return "stance", "choice"
    if re.search(
        r"\b(?:polite|rude|formal|informal|friendly|helpful|professional|calm|patient)\b", words
    ) and _BOT_SUBJECT.search(words):
        return "score", "conduct"
    if _SCORE.search(words) or (_BOT_SUBJECT.search(words) and not re.search(rf"\b{_MOOD}\b", words)):
        return "score", ""
    if re.search(
        r"\b(?:trend|trajectory|rising|falling|increas\w+|decreas\w+|improv\w+|wors\w+|develop\w*|chang\w+"
        r"|evolv\w*|over time)\b",
        words,
    ):
        return "sentiment", "trend"
    if set(topic) - _MOOD_WORDS and not _MOOD_OF_CALL.search(words):
        return "passage", ""
    return "sentiment", ""


_MOOD_OF_CALL: Final = re.compile(
    r"\b(?:customer|client|caller|user|call|conversation|overall|he|she|they|prospect|lead)\b"
)
_BOT_SUBJECT: Final = re.compile(r"\b(?:bot|agent|assistant|robot|representative|operator|system)\b")


def _of_textual(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    if _SUMMARY.search(words) and not set(topic) - _SUMMARY_WORDS:
        return "summary", ""
    if _PURPOSE.search(words) and not set(topic) - _PURPOSE_WORDS:
        return "purpose", ""
    if _REASON.search(words):
        return "reason", ""
    if _OUTCOME.search(words):
        return "outcome", "next" if re.search(r"\b(?:next|follow|action)\b", words) else ""
    listed = _LIST.match(words)
    if listed and not set(topic) - _LIST_WORDS - set(tokens(listed.group("what"))):
        return "list", listed.group("what")
    if _SCORE.search(words) and re.search(
        r"\b(?:strengths?|weakness\w*|improve\w*|recommend\w*|better|well|wrong|perform\w*)\b", words
    ):
        return "score", "advice"
    if _CONCERN.search(words) and not re.match(r"who|when|where", words) and not set(topic) - _CONCERN_WORDS:
        return "concern", ""
    if re.search(r"\bhow (?:did|does|has|have|was) .*\b(?:sentiment|mood|tone|attitude|emotion)\w*\b", words):
        return "sentiment", "trend"
    if _WHO.search(words):
        return "who", "more" if _TALKED_MORE.search(words) else ""
    if _WHEN.search(words) and not _CHOSEN_TIME.search(words):
        return "when", "last" if "last" in words.split() else "first"
    kind = _value_kind(words)
    if kind == "number" and re.match(r"what (?:is|was) the (?:\w+ )?(?:rating|temperature|age|size|number)\b", words):
        return "stated", kind
    if kind and kind not in ("number", "percentage") and not re.match(r"(?:why|how did|where|(?:\w+ )?whom?)\b", words):
        return "stated", kind
    return "passage", ""


# "What time did he ask for?" is after a time of day; "At what time did he ask?" after a moment of the call.
_CHOSEN_TIME: Final = re.compile(
    r"\b(?:time|day|date)\b.*\b(?:for|to|want\w*|cho\w+|prefer\w*|need\w*|offer\w*|propos\w*|suggest\w*"
    r"|gave|give|agree\w* on)$"
)
_PURPOSE: Final = re.compile(
    r"\bwhy (?:did|does|has|is|was|were) .*\b(?:call(?:ed|ing|s)?|contact\w*|phon\w+|r(?:ing|ang)"
    r"|reach\w* out|get in touch)\b"
    r"|\breason (?:for|of) (?:the|this|his|her|their) (?:call|contact)|\b(?:purpose"
    r"|aim) of the (?:customer|caller|client)"
    r"|^what (?:did|does|is|was) (?:the )?(?:customer|client|caller|user) (?:want|wanted|need|looking for"
    r"|after|request|ask for|trying)\b"
)
_PURPOSE_WORDS: Final = word_set(
    "call calling called contact contacted phone reach reached touch out purpose aim looking trying company"
)
_SUMMARY_WORDS: Final = word_set(
    """
    summary summarize summarise summarized summarised summarizing recap overview gist tl dr tldr nutshell short
    highlights purpose goal theme key takeaways takeaway sentences sentence three two brief executive happened
    describe story concise what's points 3 2 content contents give main
    """
)
_LIST_WORDS: Final = word_set(
    "list enumerate quote extract identify show all open unanswered named come up there voiced expressed were"
)


def _value_kind(words: str) -> str:
    return next((name for name, pattern in _VALUE_KINDS if pattern.search(words)), "")
