"""Forms of questions, as patterns over their plain words, and the words that say no more than the form does."""

import re
from typing import Final

from core.answering.asked.verbs import ASKING, SAYING
from core.answering.vocabulary import word_set

FOCUS: Final = re.compile(
    r"\b(?:focus\w*|(?:on|off) (?:the )?(?:topic|track|subject|message|point)|stray\w*|deviat\w*"
    r"|campaign topic|relevant to the campaign"
    r"|relate[sd]? to the campaign|about the campaign|(?:stick|stuck|kept|keep) to (?:the )?(?:topic"
    r"|subject|script|campaign))\b"
)
INTEREST: Final = re.compile(
    r"\b(?:interest(?:ed)?(?: level)?|uninterested|convert\w*|conversion|likely to (?:buy|convert|proceed"
    r"|purchase|accept|continue|sign|donate)"
    r"|want(?:s|ed)? to (?:proceed|continue|go ahead|move forward)|lead (?:qualified|quality)|hot lead"
    r"|undecided|willing to (?:proceed|continue|go ahead|move))\b"
)
NEW_REQUESTS: Final = re.compile(
    r"\b(?:(?:new|additional|further|other|any|extra|more) (?:\w+ )?(?:or \w+ )?(?:requests?|quer(?:y"
    r"|ies))|requests? or quer(?:y|ies)"
    r"|(?:raise|make|made|have)\w* (?:any |a |new )?(?:requests?|quer(?:y|ies)))\b"
)
RESOLVED: Final = re.compile(
    r"\b(?:requests?|quer(?:y|ies)|questions?|issues?|problems?|concerns?)\b.*\b(?:resolved|answered"
    r"|addressed|solved|unresolved|unanswered"
    r"|open|handled|satisfied|pending|dealt with|fulfilled|met|sorted)\b"
    r"|\b(?:resolv\w*|answer\w*|address\w*|unresolved|unanswered|solv\w*|handl\w*|deal with"
    r"|dealt with)\b.*\b(?:requests?|quer(?:y|ies)|questions?|issues?|problems?|concerns?)\b"
)
_REQUEST: Final = r"(?:requests?|quer(?:y|ies)|questions?|issues?|problems?|wish(?:es)?)"
_MET: Final = (
    r"(?:resolved|answered|addressed|solved|unresolved|unanswered|handled|satisfied|settled|dealt with|fulfilled"
    r"|granted|met|sorted(?: out)?)"
)
# "Was the request about the fee resolved?", "Did the bot answer the customer's question about the fee?"
REQUEST_MET: Final = re.compile(
    rf"^(?:was|were|is|are|has|have|whether|if)\b(?!.*\bask\w* (?:about|for|whether|if)\b)"
    rf".*\b{_REQUEST}\b.*\b{_MET}\b"
    r"|^(?:did|does|could|can|has|have|whether|if|was|were) (?!(?:the )?(?:customer|client|caller|user|he|she)\b)"
    r".*\b(?:resolve|answer|solve|handle|settle|fulfil|grant|meet|satisfy|deal with)\w*\b"
    r".*\b(?:customer's|client's|caller's|user's|his|her|their|all|every|the|each)\b"
    rf" (?:\w+ ){{0,2}}?{_REQUEST}\b"
)
# "Which requests were not resolved?", "What was the unresolved request?"
OPEN_REQUESTS: Final = re.compile(
    rf"\b(?:unresolved|unanswered|open|pending)\b (?:\w+ )?{_REQUEST}\b|\b{_REQUEST}\b.*\b(?:unresolved|unanswered"
    rf"|open|pending|not (?:\w+ )?{_MET})\b"
)
BEFORE_THE_CALL: Final = re.compile(
    r"^(?:has|have|had|whether|if|did|does|is|was) .*\b(?:before|in the past|previously|ever|already|used to|earlier)\b"
)
# What is so, not what was done in the call: "Is there a fee?", "Does the hotel offer parking?", "Do they usually …?"
# "Is the fee deducted from the salary?" asks for what holds, "Was it deducted?" for what was done.
SO_NOW: Final = re.compile(
    r"(?:is|are) (?!.*\b(?:now|already|yet)\b)(?!the (?:bot|agent|customer|caller)\b).*\b\w{3,}ed\b"
)
EXISTS: Final = re.compile(
    r"(?:is|are|was|were) there\b|(?:does|do) (?!.*\b(?:bot|agent|assistant|customer|client|caller|user|he|she|they)\b)"
    r"|(?:does|do) .*\b(?:regularly|usually|normally|generally|always)\b"
    r"|(?:is|are) .*\b(?!table\b)\w{3,}(?:able|ible)$"
)
ASSENT: Final = re.compile(r"\b(?:agree\w*|accept\w*|consent\w*|promis\w*|commit\w*|refus\w*|declin\w*)\b")
PROCEEDING: Final = word_set(
    """
    proceed proceeding offer product service campaign deal proposal continuing continue going ahead buying purchasing
    plan what topic pitch forward moving solution level high low likely likelihood probability conversion convert
    undecided offered call sale lead
    """
)
SUMMARY: Final = re.compile(
    r"\b(?:summar\w*|recap\w*|overview|gist|tl dr|tldr|in a nutshell|in short|main points|key points"
    r"|key takeaways?|takeaways?|highlights"
    r"|what (?:was|is) (?:the|this) (?:\w+ )?(?:call|conversation|chat|discussion) (?:all )?about"
    r"|what happened(?: in| during| on)?(?: the| this)? ?(?:call|conversation)?$"
    r"|(?:purpose|topic|subject|theme|point|goal) of (?:the|this) (?:call|conversation)|describe (?:the"
    r"|this) (?:call|conversation)"
    r"|what (?:did they|do they|was) (?:talk|talked|discuss|discussed)(?: about)?$|briefly describe|story of)\b"
)
OUTCOME: Final = re.compile(
    r"\b(?:outcome|result of|conclusion|conclude\w*|next steps?|follow ups?|followups?|action items?"
    r"|what happens next|what (?:was|were|is|did they) (?:agreed?|decided?|concluded?)"
    r"|how (?:did|does|do|was) (?:the |this |it |things )?(?:\w+ )?(?:end|ended|finish|conclude|turn out"
    r"|resolved|go)\b|end result|final (?:decision|result|agreement)"
    r"|happen\w* (?:at|in) the end|what (?:comes|is) next|how (?:the|this) (?:call|conversation) (?:ended"
    r"|ends|finished|went))"
)
CONCERN: Final = re.compile(
    r"\b(?:main|biggest|primary|key|major|chief|principal|greatest|top|most important|central|core"
    r"|customer's|underlying|real)? ?"
    r"(?:concern|objection|problem|issue|worry|complaint|obstacle|hesitation|pain point|reservation"
    r"|blocker|barrier|fear|doubt|frustration)s?\b"
)
REASON: Final = re.compile(
    r"\b(?:why|how come|what (?:was|is|were) (?:the |his |her |their )?(?:\w+ ){0,2}?(?:reasons?|causes?"
    r"|explanation|motivation|rationale)"
    r"|reasons?|what (?:made|caused|led|prompted|stopped|prevented|kept|motivated|drove)|for what reason"
    r"|what for|because of what|cause of|motiv\w+)\b"
)
LISTED: Final = (
    r"(?:questions|objections|requests|concerns|complaints|queries|amounts|prices|dates|times|numbers|names|values"
    r"|percentages|emails|email addresses|phone numbers|thanks|greetings|apologies"
    r"|refusals|agreements|promises|commitments)"
)
LIST: Final = re.compile(
    rf"(?:list|enumerate|name|give|show|what were|what are|which were|which|what|quote|extract|identify"
    rf"|all)\b(?: \w+){{0,5}}? ?\b(?P<what>{LISTED})\b"
)
SCORE: Final = re.compile(
    r"\b(?:bot(?:'s)? (?:\w+ )?(?:performance|score)|performance (?:score|of)|perform(?:ed|s)?"
    r"|quality score|overall quality|quality of the (?:call|conversation)"
    r"|engagement score|customer(?:'s)? engagement|how engaged|level of engagement|engagement|strengths?"
    r"|weakness\w*|improve\w*|improvements?"
    r"|recommendations?|done better|do better|went (?:well|wrong)|go well|go wrong|rating|rate the (?:bot"
    r"|agent|call|assistant|conversation)|performance)\b"
)
SHARE: Final = re.compile(
    r"\b(?:percent(?:age)?|share|proportion|fraction|ratio|part of the (?:call|time)|how much (?:of the"
    r"|time|call)|in percent|portion)\b"
)
SHARE_OF_TIME: Final = re.compile(
    r"\b(?:time|call|calls|conversation|talk\w*|spe(?:ak|aking|ech)|spoke|silen\w+|minutes|dominat\w*"
    r"|airtime|duration|offer|pitch|closing|queries)\b"
)
LENGTH: Final = re.compile(
    r"\b(?:how long|how many (?:seconds|minutes|hours)|duration|length|how much time|average response"
    r"|response time|response gap|talk time|speaking time|talking time"
    r"|handle time|longest|silence|pauses?)\b"
)
COUNTED: Final = re.compile(
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
WHEN: Final = re.compile(
    rf"\b(?:when|at (?:what|which) (?:point|time|moment|stage|minute|second|timestamp)|how (?:late|early"
    rf"|soon|far into)|what (?:time|minute|second|timestamp|moment|turn))\b"
    rf".*\b(?:{SAYING}|{ASKING.replace(' ', ' ?')}|agree\w*|accept\w*|refus\w*|declin\w*|reject\w*|first"
    rf"|last|object\w*|complain\w*|raised?|thank\w*"
    rf"|apolog\w*|greet\w*|hang up|hung up|goodbye|end(?:ed)?|start(?:ed)?|begin|began|offer(?:ed)?"
    rf"|interrupt\w*|confirm\w*|reply|replied|answer(?:ed)?|g[ai]ve[sn]?|provid\w+|turn\w*|chang\w*|bec[ao]m\w+)\b"
)
WHO: Final = re.compile(
    rf"^(?!who (?:is|was|will be) (?:the|his|her|their|my) (?!(?:first|last)\b))(?:who|which (?:speaker"
    rf"|side|party|participant)|by whom|whose turn)\b(?:.*\b(?:{SAYING}"
    rf"|{ASKING.replace(' ', ' ?')}|propos\w+|suggest\w+|offer\w*|rais\w+|first|last"
    rf"|longest|dominat\w*|talk\w*|spoke|hung up|end(?:ed|s)?|start(?:ed|s)?|open(?:ed|s)?|clos(?:ed|es)"
    rf"|interrupt\w*|thank\w*|apolog\w*|greet\w*|refus\w*|agree\w*|accept\w*|complain\w*|promis\w*|call(?:ed|s)?)\b)"
)
TALKED_MORE: Final = re.compile(
    r"\b(?:spoke|speak|talk\w*|said|dominat\w*|airtime|speaking|led|controlled)\b.*\b(?:more|most|less"
    r"|least|longer|longest)\b|\bdominat\w*\b"
    r"|\b(?:more|most|less|least|bulk|lion's share) of (?:the )?(?:talk\w*|speaking|conversation|air ?time)\b"
)
PASSIVE: Final = re.compile(
    r"(?:was|were|is|are|has|have) (?!.*\b(?:customer|client|caller|user|he|she|they)\b)"
    r".*\b(?:bought|purchased|paid|signed|subscribed|joined|chosen|enrol\w*)\b"
)
DEAL: Final = re.compile(
    r"\b(?:deal|agreement)\b.*\b(?:reached|made|struck|closed|found)\b|\bend\w* (?:with|in) (?:a|an"
    r"|any) (?:deal|agreement)\b"
)
FOCUS_WORDS: Final = word_set(
    """
    focus focused focusing topic track campaign relevant stray strayed deviate deviated stick stuck kept keep script
    on off message point related relate about
    """
)
REQUEST_WORDS: Final = word_set(
    """
    resolved resolve answered address addressed solved solve unresolved unanswered open handled satisfied pending
    dealt fulfilled met sorted issues issue problems problem concerns concern queries query requests request
    additional further extra deal handle solve outside scope unrelated fully completely properly everything remain
    left solution full order
    """
)
CONCERN_WORDS: Final = word_set(
    """
    concern concerns objection objections problem problems issue issues worry worries complaint complaints obstacle
    hesitation biggest primary key major express expressed show showed voice voiced show any have serious
    """
)
SUBJECTLESS_QUESTION: Final = re.compile(
    r"\bask\w*\b.*\bquestions?\b|\bquestions? (?:asked|raised)\b|\bhave (?:any )?questions?\b"
)
TELLING_YOU: Final = re.compile(
    r"\b(?:tell|told|inform|inform(?:ed)?) (?:you|me|the (?:customer|user|client|caller))\b"
)
CHANCE_WORDS: Final = word_set("chance chances probable donate donates buy buys purchase sign accept accepts agree yes")
MOOD_WORDS: Final = word_set(
    """
    sentiment score mood satisfied satisfaction happy scale rate value overall average mean numeric customer's unhappy
    positive negative 1 10 5 0 100
    """
)
LENGTH_WORDS: Final = word_set(
    """
    duration length long lasted last takes take took talk talking speaking speech silence silent pause pauses longest
    gap average response reply wait waiting monologue seconds minutes hours main offer pitch closing opening
    additional queries spent handle handling mean total q&a presentation greeting phase section segment spend end
    began quiet uninterrupted stretch phone run go went longest
    """
)
BOT_SUBJECT: Final = re.compile(r"\b(?:bot|agent|assistant|robot|representative|operator|system)\b")
# "What time did he ask for?" is after a time of day; "At what time did he ask?" after a moment of the call.
CHOSEN_TIME: Final = re.compile(
    r"\b(?:time|day|date)\b.*\b(?:for|to|want\w*|cho\w+|prefer\w*|need\w*|offer\w*|propos\w*|suggest\w*"
    r"|gave|give|agree\w* on)$"
)
AHEAD: Final = re.compile(
    r"(?:at |on |for |by |until )?(?:when|what (?:time|day|date)) (?:will|is|are|does|do|would|shall|should|can)\b"
)
# "When did the bot say the driver would come?" asks when he comes, not when it was said.
TOLD_TIME: Final = re.compile(
    r"when (?:did|does|do|has|have) .+? (?:say|says|said|think|thinks|believe|believes|claim|claims|tell|tells|told"
    r"|suggest|suggests|expect|expects|feel|feels) (?:\w+ ){0,6}?(?:will|would|should|can|could|shall|going to"
    r"|ha(?:s|ve) to|needs? to)\b"
)
PURPOSE: Final = re.compile(
    r"\bwhy (?:did|does|has|is|was|were) .*\b(?:call(?:ed|ing|s)?|contact\w*|phon\w+|r(?:ing|ang)"
    r"|reach\w* out|get in touch)\b"
    r"|\breason (?:for|of) (?:the|this|his|her|their) (?:call|contact)|\b(?:purpose"
    r"|aim) of the (?:customer|caller|client)"
    r"|^what (?:did|does|is|was) (?:the )?(?:customer|client|caller|user) (?:want|need"
    r"|looking for|after|request|ask for)$"
)
PURPOSE_WORDS: Final = word_set(
    "call calling called contact contacted phone reach reached touch out purpose aim looking trying company"
)
SUMMARY_WORDS: Final = word_set(
    """
    summary summarize summarise summarized summarised summarizing recap overview gist tl dr tldr nutshell short
    highlights purpose goal theme key takeaways takeaway sentences sentence three two brief executive happened
    describe story concise what's points 3 2 content contents give main
    """
)
LIST_WORDS: Final = word_set(
    "list enumerate quote extract identify show all open unanswered named come up there voiced expressed were"
)
