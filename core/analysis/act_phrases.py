"""The words and phrases by which core.analysis.acts knows what a turn does. Data only.

Patterns are in the language of core.analysis.phrases.PhraseBook, over words in their normal form.
"""

from typing import Final

from core.analysis.phrases import Shelf, phrase_set, word_set

# What may stand before the words that show the form of a sentence: "okay so what is it".
LEAD_INS: Final = word_set(
    "and so but okay well oh hi hello hey yes no sure thanks great also um uh please now then right good all "
    "actually hmm nice cool wow alright fine perfect excellent awesome or just first again honestly wait ah sir madam"
)
AUXILIARIES: Final = word_set("is are was were do does did can could will would should has have had may am shall might")
QUESTION_WORDS: Final = word_set("what which who whom whose where when why how")
SUBJECTS: Final = word_set(
    "i you he she it we they that this there these those the a an any my your his her its our their some someone "
    "anyone everyone anything everything all most people"
)
# After these words a question word asks nothing: "what I want", "when you are ready", "what a day".
NOT_AFTER_QUESTION_WORD: Final = word_set("a an i you we they he she it ever so my your their the")
# After these a question word opens a subordinate clause: "I know what is there".
SUBORDINATING: Final = word_set(
    "know see understand about of to that if whether than as or is was are be believe think depends depending wonder "
    "remember from in on for by with like know sure just matter saw heard hear read love imagine show shows "
    "tell told forgot explain explains which who what where when why how all only even"
)

ASKING: Final = phrase_set(
    "i was|am wondering", "was|am wondering if|whether|how|what|when|where|why|who",
    "i would like|love to know",
    "want|wanted|need|needed to know if|whether|how|what|when|where|why|who|which|more|about",
    "curious to know|about|how|what|if|as", "can|could|would|will you please? tell|explain|give|share|confirm|let",
    "can|could|would|will you please? clarify|elaborate|send|provide|describe|help|check",
    "tell me more? about|how|what|why|where|when|if", "tell me more", "please explain", "explain to me|how|what|why",
    "do you know|have|think|need|want|accept|offer|work|mean|like",
    "do you believe|donate|support|plan|get|charge|ever|usually|provide|take", "any idea|ideas",
    "may|can|could i ask|know", "would you mind", "how about you|yourself", "what about", "and you|yourself ?",
    "i have a|one|another|some|few question|questions", "my question is", "would like more? information",
    "like some more? information",
)  # fmt: skip

# Openings of a question that are found anywhere in a run of words without punctuation.
QUESTION_RUNS: Final = phrase_set(
    "do|did|would|could|can|are|were|have|will you", "is|was there|it|this|that", "are there|they|these|those",
    "can|could|may|should|do|did|would|will i|we", "does|did it|they|he|she|this|that|the",
    "do they|these|those|the|he|she",
    "are|is|was|do|does|did|can|could|would|have|should not you|they|it|this|that|there|we|i",
    "what|where|how|why is|are|was|were|do|does|did|can|could|will|would|should|has|have",
    "how much|many|long|far|often", "what kind|type|time|sort|percent|percentage|about", "has it|this|that|anyone",
    "have they",
)  # fmt: skip

REQUESTING: Final = phrase_set(
    "can|could|would|will you please? *", "please * me", "i need a|an|the|some|you|my|your|this|that|to",
    "i need one|two|three|another|more|information|help|it|someone|something|directions", "i|we need|want help",
    "am|was|been trying to book|cancel|change|report|transfer|make|order|get|reserve|find|check|pay|reach|open|close",
    "need|want|like|wish|have|got to book|cancel|change|report|transfer|make|order|get|reserve",
    "need|want|like|wish|have|got to schedule|open|close|pay|file|update|buy|rent|speak",
    "need|want|like|wish|have|got to talk|travel|send|move|set|switch|sign|find|check",
    "need|want|like|wish|have|got to block|apply|return|play|fly|plan|search|withdraw|exchange",
    "i want to|a|an|the|some|you|my|that|another", "we need|want a|an|the|you",
    "i would like|prefer to|a|an|the|some|you|my|that|one|another|it",
    "i would love to? a|an|some|one|another|have|get|book|order|buy|speak|talk|learn|hear|know",
    "i am looking for|to", "i am trying to",
    "looking for a|an|some|to", "i am calling|here|writing to|about|because|regarding", "help me",
    "i also|still|really|just need|want a|an|the|some|to|another",
    "please|and|also|just|then|so tell|give|send|show|find|get|email|text|call me", "send it",
    "let us book|do|try|go|get|make",
    "i|we still|just|really|also? need|want help|assistance|support",
    "may|can|could i please? have|get|book|order|speak|talk|change|cancel",
    "may|can|could i please? see|also|make|request|use|pay|buy|do", "would you mind", "how about *",
    "is it possible|okay to", "do you think|suppose you could", "i wish to", "i request", "need you to", "like you to",
    "want you to",
)  # fmt: skip
# Verbs that, opening a customer's sentence, ask for something to be done.
IMPERATIVES: Final = word_set(
    "book send check find tell show give cancel change transfer reserve play add make set schedule search explain "
    "repeat help connect put call email update order buy get look confirm remove activate open close switch "
    "pay provide describe list try create increase decrease raise lower stop block unblock refund forward turn read "
    "let reschedule"
)

# Declining without a plain "no", and doubts about what is offered.
REFUSING: Final = phrase_set(
    "no thanks|thank", "no , thanks|thank", "not interested", "no interest", "not really? interested",
    "i do not want|wish|care|plan|intend to|a|any|it|that|this|one|your|them",
    "i do not need a|any|it|that|this|one|your|them", "do not think so",
    "do not think i will|want|would|can|should|need", "i will|would pass",
    "i|must|to|respectfully decline",
    "i am not going to donate|give|buy|pay|sign|do|take|join|contribute",
    "i can|will|would not donate|give|afford|buy|pay|join|contribute|sign",
    "not able to donate|give|contribute|help|afford", "unable to donate|give|contribute",
    "leave me alone", "stop calling", "do not call", "take me off", "remove me from", "i do not intend",
    "do not book", "will not be donating|giving|buying|joining", "i would not like|want to|it|that|any|a",
    "would not be interested", "do not sign", "changed my mind", "not willing to", "$ 0", "0|zero dollars|cents",
    "not make|making a|any donation|contribution|purchase", "not donate|give|contribute any",
    "keep my|all|the money|payment|earnings|bonus|dollar", "do not have the|any funds|money", "can not give any",
    "so no", "not want to|it|that|any|this", "i am not willing", "prefer to keep", "like to keep my|the|all",
    "like to not", "not looking for|to", "sorry , no", "no , sorry", "no sorry",
)  # fmt: skip

# These decline only where the bot has proposed something.
REFUSING_A_PROPOSAL: Final = phrase_set(
    "rather|prefer not", "prefer to keep", "i would rather|prefer not",
    "not today|now|yet|right|tonight", "not at this|the time|moment|point", "not for me", "no way",
    "wish that? i could", "wish i was|were able", "absolutely not", "definitely not", "of course not", "certainly not",
    "i am good thanks", "never mind", "forget it", "that will not be necessary", "not necessary", "no need",
    "i will|would|do|can not reconsider",
)  # fmt: skip

OBJECTING: Final = phrase_set(
    "too expensive|pricey|much|costly|high|far|late|early|long|slow|risky|good", "expensive for me",
    "can not|not really? afford", "can barely afford",
    "do not have any|the|enough|that|much|extra? time|money|funds|cash|budget|income",
    "do not have any|the|enough|that extra|spare money|cash|funds",
    "not sure|certain|convinced|comfortable|confident|ready",
    "am|was|feel unsure|skeptical|sceptical|hesitant|doubtful|wary|suspicious|leery",
    "am|was concerned|worried that|about the|how|where|if|whether", "am|was|feel wary|suspicious|leery",
    "need|have|want|like to think", "let me think", "think about it", "think it over",
    "i already have|donate|give|donated|gave|use|pay|own|got|support", "i have already",
    "no|little extra? time|money|cash",
    "am busy", "i am quite|very|really|too busy", "do not trust",
    "do not believe you|that|this|it|in|them|charities", "hard|difficult to trust|believe",
    "scam|scams|scammed", "do not see|understand why|how|the", "corrupt|corruption",
    "overhead|administrative costs|cost|fees", "on a budget", "tight budget", "money is tight", "short on money|cash",
    "maybe|perhaps later|next|another|some|not|in", "some other time", "another time", "do it|that|this|so later",
    "hold|wait off|on that|it|for", "hold off", "at a later time|date|point", "maybe|perhaps at",
    "book|buy|decide|call|come it|them|that? back? later", "later on", "not right? now", "not yet",
    "in the near? future", "next time", "maybe|perhaps next *", "need|want|like|have to do? some|more|my? research",
    "need|want|have|like to look into|at|it|them|up",
    "need|want|have|like to talk|ask|consult|discuss with|it|them|my|your",
    "need|want|have|like to check with|it|them", "need|have to check my|your",
    "before i decide|donate|commit|buy|make|give|do", "not a good time", "not the right time", "bad time",
    "i would have to", "i do not know if i", "i am broke", "am poor",
    "need my|the|this|every money|payment|it|penny", "there is no guarantee", "sounds like a scam|trick",
    "not enough money|time|funds|cash|income", "i doubt", "have my|some|a few? doubts|concerns|reservations|concern",
    "my concern|concerns|worry|problem is", "prefer to donate|give|help|support",
    "rather donate|give|help|spend|use|support", "do not get paid", "not paid", "do not make much|enough|a",
    "do not earn",
)  # fmt: skip
OBJECTING_BY_A_QUESTION: Final = phrase_set(
    "how do|can|would|will i know", "what is the catch", "scam|scams|scammed", "how can i trust", "too expensive|much",
)  # fmt: skip

AGREEING: Final = phrase_set(
    "yes", "sure", "okay", "of course", "absolutely", "definitely", "certainly", "correct", "all right", "right",
    "exactly", "indeed", "sounds good|great|fine|perfect|nice|wonderful|awesome|excellent|like a plan",
    "sound good|great", "that is right|correct|fine|perfect|great|good|true|okay|it|the one", "that works",
    "that will work|do", "that would be great|good|fine|nice|perfect|wonderful|okay|awesome|lovely|fantastic|helpful",
    "works for me", "go ahead", "please do", "i agree", "i would love to|that", "i would like that", "fine", "perfect",
    "great", "please", "good", "good idea", "let us do it|that|this", "do it", "i guess so|i", "i suppose",
    "i think so", "no problem", "happy to", "i am in .|!|,", "why not", "gladly", "cool", "it is correct|right|fine",
    "looks good|great|correct", "all correct", "confirmed", "confirm", "with pleasure", "you got it", "yes please",
    "that is what i want", "i am interested", "i confirm", "seems good|great|fine", "i like that|it",
)  # fmt: skip
PLAIN_YES: Final = word_set("yes sure absolutely definitely correct certainly")
# Agreement wherever it stands in a turn, and whether or not the bot asked.
AGREEING_ANYWHERE: Final = phrase_set(
    "i agree", "i totally|completely|definitely|certainly|do|absolutely agree", "sounds good|great|perfect|wonderful",
    "that works", "works for me", "i would love to .|,|!|do|help|donate|hear|join|try|book|sign|learn",
    "i am interested",
    "count me in", "i am in .|!|,", "that is right|correct", "i am willing", "would be willing",
    "happy to help|donate|do|give|contribute",
    "you are right", "yes please", "yes , please", "would be interested", "that will work", "that would work",
    "that would be great|perfect|fine|wonderful",
)  # fmt: skip

COMMITTING: Final = phrase_set(
    "i will|can|could|would|shall gladly|definitely|certainly? donate|contribute|pledge|give|buy|order",
    "i will|can|could|would|shall also|just|happily? donate|contribute|pledge|give|buy|order",
    "i will|can|could|would|shall gladly|definitely|certainly? subscribe|join|enroll|enrol|pay|purchase",
    "i will|can|could|would|shall also|just|happily? subscribe|join|enroll|enrol|pay|purchase",
    "i will|would|can|could like|love|want to donate|contribute|pledge|give|buy|order",
    "i will|would|can|could like|love|want to subscribe|join|enroll|enrol|purchase|sign",
    "i will take it|that|the|one|two|both|this|them", "i will go|do with|for|it|that|ahead",
    "i will book|reserve|accept|do it|that|this|the|one|your", "i will sign up", "sign me up", "count me in",
    "put me down", "enroll|enrol|register|subscribe me", "i am in .|!|,",
    "i want|wish|choose|decided|plan|intend to donate|contribute|give|buy|order",
    "i want|wish|choose|decided|plan|intend to subscribe|join|enroll|sign|book|reserve",
    "i am going to donate|give|contribute|buy|order|book|take|sign|subscribe",
    "i am willing|happy|glad|ready to donate|give|contribute|buy|pay|sign|book|join",
    "be willing|happy|glad to donate|give|contribute|buy|sign|join", "donate|give|contribute my|the|all|half|full",
    "let us book|do|reserve|go it|that|this|with|ahead|the", "book|reserve|buy|order|schedule it|that|this",
    "please book|reserve|buy|order|schedule", "please go ahead",
    "go ahead and book|reserve|order|sign|do|make|schedule|buy", "i accept", "i commit|pledge|promise to", "deal",
    "agree|agreed to start|give|donate|pay|contribute|sign|join|try|buy|take|have|go",
    "you have a deal", "you can take|deduct|charge", "i am donating|giving|buying", "i have decided to",
    "will be donating|giving", "send me the? contract|invoice|link", "you convinced me",
)  # fmt: skip
# What makes a promise none: it is put off, made to depend, or only a look.
UNCOMMITTING: Final = phrase_set(
    "if", "might", "maybe", "perhaps", "unless", "not", "never", "think about", "consider", "would have",
    "in the near? future", "later", "next time|month|year|week", "some day", "someday", "another time", "look into",
    "take a look", "have a look", "depends", "when i can|am|get|have", "once i", "until", "more information",
    "details", "how", "cannot", "zero", "nothing", "could give|donate more", "wish i could", "before",
    "give it some? thought", "back", "give you", "give me", "give them", "call",
    "what if|about|would|do|is|are|can", "instead", "after i", "when i die", "some other",
)  # fmt: skip

THANKING: Final = phrase_set(
    "thank", "thanks", "thankful", "ty", "many thanks", "much appreciated", "i really? appreciate",
    "appreciate it|that|your|you|the", "cheers", "grateful",
)  # fmt: skip
GREETING: Final = phrase_set(
    "hi", "hello", "hey", "good morning|afternoon|evening", "greetings", "howdy", "welcome to", "nice to meet",
)  # fmt: skip
CLOSING: Final = phrase_set(
    "bye", "good bye", "have a|an * day|evening|night|weekend|one|afternoon|week|time|flight|trip|meal",
    "have a|an * * day|evening|night|weekend|time", "have a wonderful|great|good|nice rest", "take care", "see you",
    "talk to you later|soon", "that is all", "that will be all", "that is it for|thanks|thank", "that is everything",
    "that is it", "nothing else", "nothing more", "good night",
    "enjoy the|your rest|day|time|evening|show|movie|music|song",
    "enjoy your day|evening|trip|meal|ride|stay|flight|weekend", "good day",
    "nice|great|good|pleasure talking|chatting|speaking", "farewell", "i am all set", "all set", "no more questions",
    "that will be it", "that would be all", "i am done", "have a? good|great|nice",
)  # fmt: skip
HANDOFF: Final = phrase_set(
    "pass|put|get|give me to? a|an? human|person|agent|someone|manager|representative",
    "speak|talk directly? to|with the reception|bank|team|staff|front|desk", "do not want to talk|speak to|with you",
    "talking|chat|chatting|speaking to|with a? human|person|agent|bots|robots",
    "speak|talk|chat to|with a|an|your|the|some? real|live|human|actual? human|agent|person",
    "transferred|connected to|with a|an|your|the|some? real|live|human|actual? human|agent|person",
    "transfer|connect to|with a|an|your|the|some? real|live|human|actual? human|agent|person",
    "speak|talk|chat to|with a|an|your|the|some? real|live|human|actual? manager|supervisor",
    "speak|talk|chat to|with a|an|your|the|some? real|live|human|actual? representative|rep",
    "transferred|connected to|with a|an|your|the|some? real|live|human|actual? manager|supervisor",
    "transferred|connected to|with a|an|your|the|some? real|live|human|actual? representative|rep",
    "transfer|connect to|with a|an|your|the|some? real|live|human|actual? manager|supervisor",
    "transfer|connect to|with a|an|your|the|some? real|live|human|actual? representative|rep",
    "speak|talk|chat to|with a|an|your|the|some? real|live|human|actual? operator|advisor|adviser|someone",
    "transferred|connected to|with a|an|your|the|some? real|live|human|actual? operator|advisor",
    "transferred|connected to|with a|an|your|the|some? real|live|human|actual? adviser|someone",
    "transfer|connect to|with a|an|your|the|some? real|live|human|actual? operator|advisor",
    "transfer|connect to|with a|an|your|the|some? real|live|human|actual? adviser|someone",
    "speak|talk|chat to|with a|an|your|the|some? real|live|human|actual? somebody|boss|employee|assistant",
    "transferred|connected to|with a|an|your|the|some? real|live|human|actual? somebody|boss",
    "transferred|connected to|with a|an|your|the|some? real|live|human|actual? employee|assistant",
    "transfer|connect to|with a|an|your|the|some? real|live|human|actual? somebody|boss",
    "transfer|connect to|with a|an|your|the|some? real|live|human|actual? employee|assistant",
    "speak|talk to|with someone|somebody|humans|people", "put me through", "transfer|connect me to|with",
    "human agent|being|operator", "real|live|actual person|human|agent",
    "want|need a human|person|agent|manager|representative|operator",
    "get me a|your human|person|agent|manager|supervisor|representative", "your manager|supervisor|superior",
    "customer service|support representative|agent|rep|line", "call the police|branch",
)  # fmt: skip
COMPLAINING: Final = phrase_set(
    "waste|wasting of|my|your? time",
    "ridiculous|unacceptable|outrageous|incompetent|pathetic|unprofessional|disgraceful",
    "you|this|that|it is|are so|totally|completely|really|just? useless|worthless",
    "terrible|horrible|awful|bad|poor|worst|lousy|shoddy service|experience|support|company",
    "terrible|horrible|awful|bad|poor|worst|lousy|shoddy customer|job|assistant|quality|product", "fed up",
    "did not|never help me|at", "what is wrong with you", "you never|do not listen",
    "you do|did not help|listen|understand|care", "not helpful|helping",
    "sick|tired of this|waiting|being|you|your|these|getting|calls|calling|it|hearing",
    "stop calling|bothering|harassing", "leave me alone",
    "do not call", "you are not helping|listening|helpful",
    "you are no|so|very|being|really useless|rude|slow|annoying|unhelpful|help",
    "i already|just told|said|gave|answered", "i have already told|said|given|answered", "i told you",
    "not what i asked|wanted|said|ordered|need", "how many times",
    "it|nothing|app|phone|site|website|card|internet|service|router does|did not work|connect|load", "not working",
    "never works|worked", "stopped working",
    "charged twice|wrongly|incorrectly|me", "overcharged", "never|not received|arrived|got|showed",
    "it|this|that|product|device|item|order|delivery|screen|phone|router is|was|arrived broken|damaged|cracked|missing",
    "is|was|are defective|faulty", "file a complaint", "complaint", "complain",
    "this is annoying|frustrating|stupid|nonsense|crazy|insane|unfair|terrible|horrible",
    "annoying|annoyed|frustrating|frustrated", "thanks|thank you? for nothing", "very slow",
    "so slow", "too slow", "taking so|too|forever long",
    "i am not at? all? really|very|too? happy|satisfied|pleased|impressed",
    "i am very|so|really|extremely|quite? upset|angry|annoyed|mad|frustrated|disappointed|unhappy|dissatisfied",
    "disappointed", "idiot",
    "stupid bot|robot|machine|system|assistant|company", "a|total|big rip off", "still waiting",
    "no one helped|answered|called|responded", "shut up", "makes no sense",
)  # fmt: skip

# Agreement that says what it agrees to: to proceed.
STATING_INTEREST: Final = phrase_set(
    "i am interested", "would be interested",
    "i would love|like to donate|help|join|try|buy|contribute|sign|book|proceed|go", "i am|would be willing",
    "i am in .|!|,", "count me in", "happy to help|donate|do|give|contribute",
)  # fmt: skip
# An answer that gives the question's own verb back: "Yes, I do", "I am.".
ECHOING: Final = phrase_set(
    "i|we would|will|do|am|are|can|have|did", "i will|would gladly|happily|definitely|certainly|surely"
)

# What is looked for in every sentence.
SHELF: Final = Shelf(
    THANKING, CLOSING, HANDOFF, COMPLAINING, COMMITTING, UNCOMMITTING, OBJECTING, REFUSING, REFUSING_A_PROPOSAL,
    AGREEING_ANYWHERE,
)  # fmt: skip
