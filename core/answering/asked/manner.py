"""Which state or which act a question asks for: annoyed, confused, polite; thanks, objections, a wish for a person."""

import re
from typing import Final

# Which state a word asks for, and whether it is the wanted one.
_STATES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("changed", re.compile(r"\bchang\w* (?:\w+ ){0,4}?minds?\b|\breconsider\w*|\bsecond thoughts\b|\bmind changed\b"
        r"|\bchang\w* (?:his|her|their|the) (?:\w+ )?(?:orders?|choices?|plans?|decisions?|answers?)\b"
        r"|\bback out\b")),
    ("hurried", re.compile(r"\b(?:hurr(?:y|ied|ying)|rush(?:ed|ing)?|pressed for time|short (?:of|on) time|out of time"
        r"|time pressure|busy)\b")),
    ("pushy", re.compile(r"\b(?:push(?:y|ing)|pressur\w*|persisten\w*|squeez\w*|forceful\w*|nag(?:ged|ging)?|badger\w*"
        r"|high pressure|overbearing|hard sell)\b")),
    ("unsure", re.compile(r"\b(?:unsure|uncertain|not (?:\w+ )?(?:sure|certain|know for sure)|in two minds"
        r"|indecisive)\b")),
    ("surprised", re.compile(r"\b(?:surpris\w*|shock\w*|astonish\w*|amaz\w*|taken aback|stunned|incredulous)\b")),
    ("angry", re.compile(
        r"\b(?:annoy\w*|angry|anger|aggressive\w*|frustrat\w*|upset|irritat\w*|rude|hostile|impatient"
        r"|unhappy|dissatisfied|displeased"
        r"|mad|furious|abusive|swear|swore|curse[sd]?|insult\w*|shout\w*|lose (?:\w+ )?temper"
        r"|lost (?:\w+ )?temper|disappointed|offended|agitated)\b")),
    ("confused", re.compile(
        r"\b(?:confus\w*|puzzled|misunderst\w+|lost|unclear|bewildered|(?:trouble|difficulty"
        r"|difficulties|hard time) understanding"
        r"|not understand)\b")),
    ("hesitant", re.compile(r"\b(?:hesita\w+|hesitant|sceptical|skeptical|doubt\w*|reluctan\w+|worried|concerned"
        r"|suspicious|wary|uneasy|nervous|anxious|afraid|scared|leery|distrust\w*|mistrust\w*)\b")),
    ("conduct", re.compile(r"\b(?:calm|helpful|polite\w*|professional\w*|patient|courteous|respectful\w*|friendly|kind"
        r"|civil)\b")),
    ("happy", re.compile(
        r"\b(?:happy|satisfied|pleased|glad|content|grateful|enthusiastic|excited|delighted|impressed"
        r"|cheerful|cooperative|positive|enjoy\w*)\b")),
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

# Acts that are asked for in so few words that a longer question is about something else.
_LONGEST: Final = 3


def asked_state(words: str) -> str:
    """Return the name of the state that a question asks for; "" for none."""
    return next((name for name, pattern in _STATES if pattern.search(words)), "")


def asked_act(words: str, topic: tuple[str, ...]) -> str:
    """Return the name of the act that a question asks for; "" for none, or where it is about much besides."""
    act = next((name for name, pattern in _ACTS if pattern.search(words)), "")
    return act if len(topic) <= _LONGEST or act == "handoff_request" else ""
