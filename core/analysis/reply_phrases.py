"""The words by which core.analysis.requests knows small talk, replies, deferrals and refusals to help. Mostly data."""

from collections.abc import Callable, Sequence
from typing import Final

from core.analysis import act_phrases
from core.analysis.phrases import phrase_set, word_set

SMALL_TALK: Final = phrase_set(
    "how are|is you|things|everything|life|your", "how you doing", "how do you do", "how about you|yourself",
    "what about you|yourself", "and you", "and yourself", "how have you been", "how is it going", "what is up",
    "are you doing well|okay|good|today", "how was|is|are your|yours", "are you still? there", "good you",
    "you doing", "you too",
    "are you a|an? robot|bot|human|real|machine|person|ai", "your hobbies", "where are? you", "what do you do for",
    "what is your name|favorite|favourite|hobby", "do you like", "do you have any? kids|children|family|pets|hobbies",
    "where are you from", "did you know", "guess what", "are you kidding|serious|joking|sure",
    "what would you like to ask|know|talk|discuss", "do anything fun|interesting",
    "how can|may i help", "are you excited", "is not it",
    "do not you think", "who knows", "who would", "why not",
)  # fmt: skip
# Nothing but these: the customer listens, and asks nothing. ("What is it?" has other words.)
LISTENING: Final = word_set(
    "yes no really oh aw wow huh ah hm hmm okay right seriously ok well so ever true sure you it is that did do are "
    "they "
    "have was were he she for real no way i see haha lol good great nice cool interesting and a an not"
)
PARDON: Final = phrase_set(
    "say that again", "pardon", "come again", "repeat that|it", "what did you say", "can you hear", "excuse me",
    "you there", "hello hello", "what do you mean", "sorry what", "wait what",
)  # fmt: skip
# Sentences with the form of a request that ask for nothing.
NO_REQUEST: Final = phrase_set(
    "let me think|see", "let me know if", "let me send|explain|tell", "no need", "do not want|wish|like|intend|plan to",
    "not going to", "do not know that i", "want|like|love to help out|this|these|in", "just want to help",
    "am trying|wanting|hoping to understand|sort|figure", "need you to understand", "to be honest",
    "do not need", "give it", "i will let", "i want to thank|say",
    "i would like to thank|say", "help the|them|those|children|people|kids|others", "would|could have", "let us see",
    "i would say", "need|needed|have|want|like to think|research|consider|decide|discuss|be",
    "i am|so|very sorry", "i think|guess|thought i would|will",  "sorry to hear|for|about", "let us",
    "let me just|check|ask|get|consider|first|try|talk",
    "do some|more|my research", "buy me", "make a difference", "make sure", "need all", "i need my|the money|payment",
)  # fmt: skip
# "Can you …?" wants a deed, and so does "can I have …?"; "can I repay early?" wants to know.
ASKED_TO_DO: Final = phrase_set(
    "can|could you", "please", "would you mind",
    "would|will you please|kindly|also|send|help|tell|call|check|make|get|give|book|put|do|find|change|update|add|let",
    "can|could|may i|we please|also|just? have|get|book|order|speak|talk|reserve",
)  # fmt: skip
ASKED_TO_SAY: Final = phrase_set(
    "tell|explain|say|describe|clarify|share|elaborate",
    "give me a|an|some|more|any? information|details|idea|example|quote", "let me know", "ask", "know",
    "what|where|when|why|how|which|who|whether", "be more specific",
)  # fmt: skip
OPEN_QUESTIONS: Final = phrase_set(
    "can|could|may|do i|we please? help|assist", "help you|with", "assist you", "can|could i|we do for you",
    "what can|could|do", "anything else", "what would you like", "what do you need", "any questions|other",
    "else i can", "special requests", "how can|may",
)  # fmt: skip

# Who asks the way is answered by being sent there.
ASKING_THE_WAY: Final = phrase_set(
    "how do|can|could|would|should i|we|you|people", "where", "who do|can|should i",
    "what is|are the|your|their website|number|link|site",
)  # fmt: skip
DEFERRING: Final = phrase_set(
    "get|gets|got back to|with",
    "call|contact|reach|email|phone you back|shortly|soon|later|within|with|in|tomorrow|about|as",
    "will contact|email|call|reach you|out",
    "someone|somebody|colleague|representative will|to contact|call|reach|get|be|follow|email",
    "specialist|agent|team|manager will|to contact|call|reach|get|be|follow|email",
    "have someone|somebody|a|our|the * call|contact|reach|email", "have someone|somebody call|contact|reach|email",
    "let me check|find|look|verify", "i will check|ask|verify|look|find|forward|pass|look|inquire|escalate|raise",
    "follow up", "look into|have", "in due course", "pass it|this|that|your on|along|to|request",
    "place that|this|your question",
    "you can|could|should|may|might|will look|check|search|google|find|visit|contact|call|ask|email|read",
    "you will|would? need|have to go|visit|call|contact|use|speak|ask|come",
    "you can|could|should|may|might|will need to? go to|speak|talk to|with",
    "please check|visit|contact|call|email|look|search|see|use|ask the|our|your|their|with|on|up|this",
    "please go|refer|speak|talk|reach to|with|out|our|the", "have to|need to call|contact|visit|ask|check|speak",
    "on the|their|our web|website|site|page", "website is|at",
)  # fmt: skip
FAILING: Final = phrase_set(
    "unfortunately", "was|were|is|are unsuccessful", "unsuccessful", "not available|possible|successful|found|able",
    "could|can not", "unable to", "no longer", "did not work|go", "failed|declined|rejected",
    "there is|are no", "do not have|offer|support|provide", "does not exist|have|offer|work", "no such",
    "fully booked", "sold out", "i am afraid", "am sorry but", "not any more", "will not be able", "won not",
)  # fmt: skip
DOING: Final = phrase_set(
    "booked|reserved|confirmed|scheduled|completed|submitted|cancelled",
    "canceled|updated|changed|activated|sent|added|processed",
    "arranged|ordered|transferred|refunded|removed|unblocked|blocked",
    "registered|created|purchased|set|made|played|rescheduled", "successfully", "is|are|all done", "i found",
    "here is|are|you", "i have found|got|made|added|sent|set|put|changed|done|noted", "i did", "you are all set",
    "now playing|playing", "started playing", "there is|are", "how about", "is a|an|the nice|good|great|cheap|popular",
    "what about", "connecting you", "transferring you",
    "will do|send|make|add|put|book|cancel|change|set|note|arrange|process|transfer|update|remove",
    "i have a|an|the|one|two", "your * is|has|will", "found *",
)  # fmt: skip
SUCCEEDING: Final = phrase_set(
    "booking|reservation|order|payment|purchase|request|transfer|appointment is|was|has been? "
    "successful|confirmed|made",
    "you are now? all? booked|confirmed|registered|signed|enrolled|subscribed|set",
    "is|are already|now booked|reserved|confirmed|scheduled|ordered|purchased|sent",
    "successfully", "has|have|is|are been? booked|reserved|submitted|confirmed|cancelled",
    "has|have|is|are been? scheduled|transferred|sent|completed|updated",
    "booked|reserved|scheduled|submitted|completed it|you|your|the|a|this", "all done|set",
    "signed you up", "it|that|this is|has now|been? done",
)  # fmt: skip
CONNECTING: Final = phrase_set(
    "connect|connecting|transfer|transferring|put|putting|pass|passing you|your", "be with you",
    "agent|representative|manager|colleague is|will",
)  # fmt: skip
ABOUT_THE_BOT: Final = phrase_set("have|did|do|are|will|would|were you")
BOT_OF_ITSELF: Final = phrase_set(
    "i|we have|do|did|am|are|will|would", "not yet", "i actually have|do|did|am|will",
    "i|we donate|donated|gave|give|already|also|always|never",
)  # fmt: skip
EVADING: Final = phrase_set(
    "good|great question", "as i said", "let us|me not", "never mind", "do not worry", "why do you ask",
)  # fmt: skip
GRANTING: Final = word_set("yes sure okay certainly absolutely definitely of all course gladly")
NOT_DONE: Final = phrase_set(
    "i|we will|have cancel|cancelled|canceled the|your|it|this|that", "cancelling your|the|it",
    "unsuccessful", "request|booking|reservation|order|payment failed|declined",
    "could not make|book|complete|process|get|reserve|be", "unable to make|book|complete|process|reserve",
)  # fmt: skip
# What the bot does or has done as it speaks.
DOING_NOW: Final = phrase_set(
    "i|we am|are sending|booking|transferring|connecting|adding|updating|cancelling|changing",
    "i|we have also|just|now|already? "
    "noted|added|updated|changed|sent|booked|cancelled|reserved|set|put|made|scheduled",
    "i|we will also|gladly|now? send|note|add|call|book|email|make sure", "here is|are", "now playing",
)  # fmt: skip
OPEN_QUESTION_WORDS: Final = word_set("what which who whom whose where when why how much many")
# How a bot may open a call besides a greeting.
WELCOMING: Final = phrase_set(
    "thank you|thanks for calling|contacting|choosing|ringing|reaching", "welcome to", "how can|may i|we help|assist",
    "how are you", "nice|pleased|good to meet|see|talk",
)  # fmt: skip
COURTEOUS: Final = phrase_set(
    "my|been|was a? pleasure", "happy|glad to be|help|have|assist", "you are welcome", "enjoy", "good luck",
)  # fmt: skip
SUGGESTING: Final = phrase_set("how|what about", "may i suggest", "can i suggest|interest|recommend")
YES_OR_NO: Final = word_set("yes no sure absolutely definitely correct certainly indeed exactly right not")

_HANDOFF: Final = act_phrases.HANDOFF
_NUMBER_WORDS: Final = word_set(
    "one two three four five six seven eight nine ten twenty thirty forty fifty hundred thousand million billion any "
    "none half percent percentage all free zero dollar dollars cents most every"
)
_TIME_WORDS: Final = word_set(
    "today tomorrow now immediately soon monday tuesday wednesday thursday friday saturday sunday morning noon evening "
    "week month year january february march april may june july august september october november december am pm after "
    "before minutes hours days daily weekly monthly when once since"
)
_REASONS: Final = word_set("because since to so for due as")


def kinds(words: Sequence[str]) -> frozenset[str]:
    """Return what is special about a request: "handoff" where the customer wants another to speak to."""
    return frozenset({"handoff"}) if _HANDOFF.any_in(words) else frozenset()


def facts_wanted(words: Sequence[str]) -> tuple[Callable[[Sequence[str]], bool], ...]:
    """Return tests of a reply, one for each kind of fact that a question asks for."""
    wanted: list[Callable[[Sequence[str]], bool]] = []
    asked = frozenset(words)
    if asked & {"much", "many", "price", "cost", "costs", "percentage", "percent", "amount", "fee", "fees", "rate"}:
        wanted.append(_names_number)
    if "when" in asked or asked & {"time", "date", "day", "long"}:
        wanted.append(lambda reply: _names_number(reply) or bool(_TIME_WORDS.intersection(reply)))
    if "why" in asked:
        wanted.append(lambda reply: bool(_REASONS.intersection(reply)))
    if asked & {"number", "address", "id", "phone"}:
        wanted.append(_names_number)
    return tuple(wanted)


def _names_number(words: Sequence[str]) -> bool:
    return any(word[0].isdigit() or word in _NUMBER_WORDS for word in words)


# The bot says that something is done or will be done.
AGREED_BY_BOT: Final = phrase_set(
    "i|we will send|email|call|contact|transfer|arrange|process|schedule sure",
    "i|we will book|reserve|sign|deduct|take|submit|forward|make sure",
    "i|we have booked|reserved|scheduled|sent|confirmed|submitted|placed|processed",
    "i|we have signed|made|cancelled|arranged|transferred|ordered|purchased|added", "you will|should receive|get|hear",
    "is|are|was|has been|been booked|reserved|confirmed|scheduled|submitted|sent",
    "is|are|was|has been|been placed|set|processed|ordered|paid|made|completed", "successfully",
    "will|shall be deducted|sent|collected|charged|processed|delivered|taken|contacted|transferred",
    "will contact|call|email|collect you|your|all|the", "i have|got booked|reserved",
    "booking|reservation|reference|confirmation id|number|code is", "your payment|donation will",
)  # fmt: skip
# The bot takes up a complaint.
ACKNOWLEDGING: Final = phrase_set(
    "sorry", "apologise|apologize|apologies|apology", "i understand|see|hear", "understandable|regret|inconvenience",
    "you are right", "i can imagine", "frustrating|annoying|unfortunate", "thank you for your? patience|understanding",
)  # fmt: skip
# Who declines with these has given a reason.
GIVING_REASONS: Final = phrase_set(
    "because", "since i", "already", "rather", "prefer", "afford", "broke", "money|budget|income", "trust",
    "scam|scams",
    "so i", "need my|the", "too expensive|much|busy", "instead", "my own", "other charities|charity|organizations",
)  # fmt: skip
