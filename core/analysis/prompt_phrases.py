"""The phrases by which core.analysis.acts knows what the bot asks of the customer. Data only."""

from typing import Final

from core.analysis.phrases import phrase_set

# The bot offers something, or asks to go on with it.
PROPOSING: Final = phrase_set(
    "would you like|want|care|be|consider|mind|love|prefer", "do you want|wish|need", "you want|like me|to",
    "shall|should|may|can|could i|we book|reserve|sign|send|schedule|go|proceed",
    "shall|should|may|can|could i|we make|order|set|put|do|add|transfer",
    "shall|should|may|can|could i|we play|tell|arrange|process|interest|count|offer",
    "shall|should|may|can|could i|we share|purchase|buy|complete|find|look|rent|start",
    "are you interested|willing|ready|able|up|open|in|going|okay|happy|considering|thinking", "interested in",
    "willing to", "how about a|an|the|some|it|this|that|we|if|one|making|renting|booking|at|on|for|in|just|trying",
    "will you be? donate|donating|help|give|contribute|join|take|consider|support|buy|make|accept|like",
    "wont|will you not? please",
    "can|could you spare|donate|give|contribute|help|make|consider|please donate|please help",
    "good to make|go|donate|proceed|start", "make a donation|contribution|payment|purchase|booking|reservation",
    "consider donating|giving|making|joining|a|it|helping|contributing", "how much would|do|are|will|can|could you",
    "like to donate|book|buy|proceed|continue|make|reserve|order|sign",
    "like to give|contribute|hear|know|go|schedule|try|join|purchase|add", "sounds good ?", "is that okay|fine|all",
    "is this okay|fine|all", "okay ?", "deal ?", "proceed", "go ahead", "sign up",
    "do you think you could|would|can|will|might", "please donate|give|help|consider",
    "do you have a|any minute|moment|time|few|interest", "what do you say|think ?|.",
    "does that|this|it work|sound", "shall|should i|we *", "help you purchase|buy|book|reserve|rent|order|schedule",
    "do i need to buy|book|reserve|make|order|schedule|purchase",
)  # fmt: skip
AMOUNT_ASKED: Final = phrase_set("how much", "what amount", "amount")
NOTHING_MORE_ASKED: Final = phrase_set(
    "anything else", "any more|other *", "something else", "any other question|questions|request|requests|help|thing",
    "any more|further|special|additional question|questions|help|requests|assistance|request", "else i can",
    "else can i", "more i can", "further assistance|help|questions", "other assistance|help",
    "anything more|further|other", "what else", "need help with|any", "other questions", "all for now|today",
    "any questions", "more questions",
)  # fmt: skip
# The bot asks leave to talk on, to ask or to tell more: a yes to that agrees to listen, to nothing else.
LEAVE_ASKED: Final = phrase_set(
    "have|got|spare a|any|some|few|the|your? few|couple|quick|moment? of? minute|minutes|moment|moments|second|seconds",
    "do you have time", "have time to talk|speak|chat", "good|bad|convenient time to|for|?",
    "may|can|could i ask|tell|share|explain|interrupt|have|get|know", "like|want|care|love me? to hear|know|learn|read",
    "like|want me to tell|explain|describe|say|share", "interested in hearing|learning|knowing|talking",
    "may|can|could|should|shall i|we continue|begin|start", "would you mind if|answering|telling|sharing|talking",
    "have you ever? heard|considered|thought", "are you familiar|aware",
)  # fmt: skip
# The bot checks whether it has understood.
CONFIRMING: Final = phrase_set(
    "confirm", "correct ?", "right ?", "is that|this|everything right|correct|all", "so you",
    "you want|wish|would like to? * correct|right", "to be clear", "did i get", "just to",
    "do i have this|that|it|everything right", "sound|sounds right",
)  # fmt: skip
