"""Questions about what was said right before or after something: "What did the bot say when …?"."""

import re
from dataclasses import dataclass
from typing import Final

from core.answering.asked.verbs import SAYING
from core.answering.vocabulary import word_set

_DOING: Final = (
    rf"(?:{SAYING}|ask\w*|want\w*|answer\w*|repl\w+|respond\w*|react\w*|do|did|does|done|offer\w*|suggest\w*"
    rf"|propos\w*"
    r"|request\w*|need\w*|add\w*|come up|happen\w*|object\w*|agree\w*|take it|talk about|bring up|put forward|know"
    r"|give"
    r"|gave|tr(?:y|ied)|promise\w*|find out|change\w*|comment\w*|came|come|go on|continue\w*)"
)
# What was said right after something: the main clause, how they lie in time, and the event.
_AROUND: Final = re.compile(
    rf"^(?P<main>(?:(?:and|so) )?(?:what|which|how|in what way|with what)\b.*\b{_DOING}\b.*?) "
    r"(?:(?:right|just|directly|immediately|shortly|straight|soon|as soon|the moment|at the point|next) )*"
    r"(?P<relation>after|before|when|once|(?:on|upon)(?= \w+ing\b)|following|prior to|in (?:reply|response|answer"
    r"|reaction) to|to)"
    r" (?:that |being |having )?(?P<event>.+)$"
)
_AROUND_FIRST: Final = re.compile(
    r"^(?:(?:right|just|directly|immediately|shortly) )*(?P<relation>after|before|when|once|following|prior to)"
    rf" (?:being |having )?(?P<event>.+?) (?P<main>(?:what|how|which)\b.*\b{_DOING}\b.*)$"
)
_REACTION: Final = re.compile(
    r"^(?P<main>what (?:was|were|is) (?P<whose>.*?)\b(?:reply|answer|response|reaction|next (?:words|question|move)"
    r"|comment)) (?P<relation>to|when|after|on) (?P<event>.+)$"
)
_SEQUEL: Final = re.compile(r"\b(?:react\w*|respond\w*|repl\w+|take it|answer\w*)\b")
_NEAR_IN_TIME: Final = frozenset(("after", "before", "once", "following", "prior to"))

# "after all", "to the customer", "before or after": no event.
_NO_EVENT: Final = word_set(
    "is are was were do does did has have had will would can could should "
    """
    all or one that this it him her them us me you then
    """
)
# "What did he think of it when discussing the fee?" asks of a subject, not of what came next.
_DISCUSSING: Final = re.compile(r"(?:discuss|talk|present|evaluat|explain|speak)\w*ing\b")
_SIDED: Final = re.compile(
    r"\b(?:bot|agent|assistant|robot|rep|adviser|advisor|customer|client|caller|user|donor|buyer|guest|patient"
    r"|passenger"
    r"|subscriber|man|woman|lady|gentleman|he|she|they|him|her|we|us|call|conversation|things|happened|happens)\b"
)
_FIRST_WORDS: Final = re.compile(
    r"^what (?:did|does|has|had) (?:the |our )?\w+ (?:say|answer|ask) (?:first|last)(?: of all)?$"
    r"|^what (?:were|was|are|is) .*\b(?:first|last|opening|closing|parting|final) (?:words?|remarks?|sentences?"
    r"|lines?)\b"
    r"|^what (?:was|is|were) the (?:very )?(?:first|last) thing (?:that )?(?:the |our )?\w+ (?:said|says|told \w+)$"
    r"|^how (?:did|does) (?:the |our )?\w+ (?:open|start|begin|end|close|finish)(?: off)? (?:the|this) (?:call"
    r"|conversation|chat)$"
)
_AT_THE_END: Final = re.compile(r"\b(?:last|closing|parting|final|end|close|finish)\b")


@dataclass(frozen=True, slots=True)
class Sequence:
    """What is asked for (`main`), and the event that it stands before or after, both as words."""

    main: str
    relation: str
    event: str

    @property
    def before(self) -> bool:
        """Tell whether what is asked for stands before the event."""
        return self.relation in ("before", "prior to")


def extreme_words(words: str) -> str:
    """Return whether a question is after what a side said first or last, "first" or "last"; "" for neither."""
    if _FIRST_WORDS.match(words) is None:
        return ""
    return "last" if _AT_THE_END.search(words) else "first"


def sequence_of(words: str) -> Sequence | None:
    """Return the two parts of a question about what was said before or after an event; None for another question.

    >>> sequence_of("what did the bot say right after the customer refused")
    Sequence(main='what did the bot say', relation='after', event='the customer refused')
    """
    found = _REACTION.match(words) or _AROUND_FIRST.match(words) or _AROUND.match(words)
    if found is None or found.group("event").removeprefix("the ").split()[0] in _NO_EVENT:
        return None
    main, relation, event = found.group("main"), found.group("relation"), found.group("event")
    if relation not in _NEAR_IN_TIME and not (_SEQUEL.search(main) or relation == "when"):
        return None
    if _DISCUSSING.match(event) or not _SIDED.search(words):
        return None
    return Sequence(main, relation, event)
