"""What a question asks for, as a value that can be logged and tested. It is made in core.answering.understand."""

from dataclasses import dataclass
from typing import Final, Literal

from core.answering.vocabulary import word_set
from core.answers import QuestionType
from core.calls import Speaker

Order = Literal["", "first", "last"]
Relation = Literal["", "before", "after"]

Operator = Literal[
    "check",  # one of the report's checks: goal, annoyance, faults, script, compliance, silence
    "focus",  # was the call on the campaign's topic
    "sentiment",  # the customer's mood, of the call or of a phase
    "interest",  # was the customer interested in proceeding
    "requests",  # requests raised and resolved
    "share",  # parts of the time
    "duration",  # lengths in time
    "count",  # how many, how often
    "when",  # when in the call something was said
    "mention",  # was it said
    "ask",  # was it asked
    "stance",  # agreed or refused
    "deed",  # was it done
    "proposition",  # does it hold
    "state",  # calm, annoyed, confused, changed mind
    "act",  # greeted, thanked, objected, …
    "stated",  # a value: an amount, a time, a number, a name
    "who",  # which side said or did it
    "reason",
    "concern",
    "list",
    "compare",  # moods, counts, values, which came first
    "around",  # what was said right before or after something
    "outcome",
    "purpose",  # why the call was made, what the customer wanted
    "summary",
    "score",
    "passage",  # anything else: the words that come nearest
    "none",  # nothing that could be asked of a call
]

# Aspects that are names of ours and not words of the question (what a list is asked of is in its words).
ASPECTS: Final = word_set(
    """
    agree refuse choice first last between more next settled final priorities trend score probability conduct advice
    raised resolved count open amount number percentage time date year when duration phone email code name url address
    age changed angry confused hesitant happy negative greeting introduction thanks apology closing complaint
    objection handoff_request question mood order either sequence value offer quantity stance Q006 Q007 Q008 Q009
    Q010 Q011 hurried pushy unsure surprised contested
    """
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question will be answered.

    `words` is the question in its plain form (core.answering.asked.phrasing), `speaker` the side that it is about
    (None: both, or not said); `topic` the stems of what it is about and `subject` the same as it was asked; `terms` the
    stems of all its words of content, to search by; `aspect` is the operator's own detail (a state, an act, a kind of
    value, "first", …); `negated` tells whether the question asks for the opposite ("didn't", "without"); `asks` is
    False for words that have no form of a question; `order` tells that it is after what came first or last, and
    `relation` that it looks before or after an event, whose stems are `anchor`.
    """

    type: QuestionType
    operator: Operator
    words: str = ""
    speaker: Speaker | None = None
    topic: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    subject: str = ""
    aspect: str = ""
    negated: bool = False
    asks: bool = True
    order: Order = ""
    relation: Relation = ""
    anchor: tuple[str, ...] = ()

    def in_short(self) -> str:
        """Return the plan in one line without the caller's words, for a log.

        >>> Plan("boolean", "stance", speaker="customer", aspect="agree", negated=True, order="last").in_short()
        'boolean stance:agree customer last negated'
        """
        operator = f"{self.operator}:{self.aspect}" if self.aspect in ASPECTS else self.operator
        parts = (self.type, operator, self.speaker, self.order, self.relation, "negated" if self.negated else "")
        return " ".join(part for part in parts if part)
