"""The phrases by which the bot says that it did not understand, does not know or cannot help. Data only."""

from typing import Final

from core.analysis.phrases import phrase_set, word_set

NOT_UNDERSTANDING: Final = phrase_set(
    "do|did not quite|really|fully? understand|get what|you|your|that|it|.|,|!", "sorry i do|did not understand",
    "did not quite? catch that|you|your|what|it", "not sure i? understand|follow what|you|your|that|it|.",
    "am not sure what you", "do not follow you",
)  # fmt: skip
NOT_KNOWING: Final = phrase_set(
    "i really|honestly|actually|also? do not know", "i do not really|actually know", "i would not know",
    "do not have access|information|details",
    "do not have that|any|the|this|specific|such|more|much access|information|details|data|answer|record|records",
    "do not have any|the|that|this specific|more|such|further information|details|data",
    "not sure about that|this|it", "not really|quite|entirely|too|so|very sure", "have no clue",
    "i am not sure about|if|what|whether|how|when|where|which",
    "outside of? my|our|the scope|knowledge|area|remit|power|control",
    "beyond my|our", "that is|are not something i|we", "not something i|we",
    "i|we have no information|idea|record|way|access",
    "am not aware", "am not familiar", "not trained", "am not allowed to", "do not support|handle that|this|it",
    "not equipped", "is not able to be", "it|that|this does not specify|state", "not my department",
)  # fmt: skip
# What the bot, or who it speaks for, is not able to do; the verb stands after it.
UNABLE: Final = phrase_set(
    "i|we can not", "i|we am|are not able to", "i|we am|are not currently|yet able to", "i|we am|are unable to",
    "not able to help|assist|answer|do|provide|process|change|tell",
    "sorry , unable to",
    "sorry , can not", "only able to", "i can only help|assist|do", "can not be done|changed|provided|answered",
)  # fmt: skip
# "I cannot thank you enough", "we cannot wait", "I can't promise anything" leave nothing undone.
FIGURATIVE_VERBS: Final = word_set(
    "thank wait believe imagine stress emphasize emphasise express agree recommend complain praise overstate deny "
    "blame "
    "force make promise guarantee go let argue lie stop speak judge save be"
)
# "We can't help everyone" speaks of the world, not of what this customer asked for.
OF_ALL: Final = word_set("everyone everybody anyone anybody them all")
