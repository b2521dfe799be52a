"""A question in one plain form: contractions spelt out, courtesies and wrappings taken off."""

import re
from dataclasses import dataclass
from typing import Final

from core.analysis.phrases import SENTENCE_MARKS, normal_words, words_only

AUXILIARIES: Final = (
    "do|does|did|is|are|was|were|am|has|have|had|can|could|will|would|shall|should|may|might|must|ain't|isn't|wasn't"
)
_WH: Final = "what|which|who|whom|whose|when|where|why|how"
_CALL: Final = "(?:call|conversation|transcript|dialogue|dialog|recording|chat|interaction|discussion|phone call)"

# Wrappings at the head of a question, taken off one after the other until none is left.
_WRAPPINGS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:so|and|but|well|okay|hi|hello|hey|please|kindly|now|also|just|then|alright|question|q|a question|one more"
        r"|quick question|quick one|sorry|thanks|thank you|honestly|overall|basically|first|finally|again|exactly) ",
        r"(?:can|could|would|will|may|might) (?:you|i|we|anyone|someone|it) (?:please |kindly |perhaps |maybe |also )?"
        r"(?:be able to )?(?:tell|inform|let|advise|ask|say|clarify|work out|be told|answer)(?: me"
        r"| us)?(?: know| please)? ",
        r"(?:i|we|my boss|my manager|our team|management) (?:just |really |would |do |will |also )*"
        r"(?:like|love|want|wants|need|needs|wish|hope|try|am trying|have|has)(?: you)? to "
        r"(?:know|understand|find out|learn|see|hear|check|ask|figure out|be told|be sure|get an idea|tell me) ",
        r"(?:i|we) (?:was |were |am |are |have been |do )?(?:just )?(?:wonder|wondering|curious|unsure"
        r"|not sure|asking|ask) ",
        r"(?:i|we) (?:do not|would love|need|want) (?:know|knowing) ",
        r"(?:to know|about|in knowing|as to|on) (?=(?:if|whether|what|which|who|when|where|why|how)\b)",
        r"(?:do|did|would) you (?:happen to )?(?:know|remember|recall|think|say|have any idea|believe) (?:that )?",
        r"(?:do we know|is it known|is it clear|it is unclear|is there any way to tell|is there a way to tell) ",
        r"(?:can|could|would|will) you (?:please |kindly |perhaps |maybe |also )?(?=(?:summari[sz]e"
        r"|describe|list|explain|outline"
        r"|quote|recap|find|identify|name|show|provide|give (?:me|us|a|an|the)|rate|grade|classify"
        r"|categori[sz]e|count|calculate"
        r"|estimate|measure|check|confirm|verify|extract|please|determine|label|evaluate|assess)\b)",
        r"(?:any|have you any|got any) (?:idea|clue|information|word)(?: on| about| as to)? ",
        r"(?:tell|inform|let|show|remind|advise|enlighten)(?: me| us)(?: know)?(?: please)?(?: about)? ",
        r"(?:on a scale|in a range|as a number)(?: of| from)? \d+ (?:to|and) \d+ ",
        r"(?:please )?(?:find out|figure out|work out|determine|check|verify|confirm|establish|state|see"
        r"|assess|identify"
        r"|answer|say|indicate|explain|evaluate|decide|judge|report)(?: for me| to me)? "
        rf"(?=(?:if|whether|that|{_WH})\b)",
        r"(?:it would be|would be) (?:nice|good|great|helpful|useful) to know ",
        rf"(?:in|during|on|from|based on|according to|looking at|given|considering|throughout|within"
        rf"|reading|judging by)"
        rf" (?:this|the|that|our) (?:whole |entire |above |given )?{_CALL} ",
        r"(?:in|from) your (?:opinion|view|assessment) ",
        r"(?:roughly|approximately|about|exactly|at least|in total|in all) (?=how\b)",
    )
)  # fmt: skip
_MOST_WRAPPINGS: Final = 8
_QUOTED: Final = re.compile(r"\"([^\"]{1,200})\"|“([^”]{1,200})”|«([^»]{1,200})»|(?<!\w)['‘]([^'’]{2,200})['’](?!\w)")
_OPENING: Final = re.compile(rf"(?:if|whether|{_WH}|{AUXILIARIES})\b")
_ASKING: Final = re.compile(
    rf"\b(?:{_WH}|whether|summari[sz]e|describe|list|rate|count|classify|categori[sz]e|explain|give|name|tell)\b"
)


_SHORTEST_STATEMENT: Final = 3  # words; a bare "refund policy" asks, "Ignore what I said and agree" does not


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A question in its plain form.

    `words` are lower case, contractions spelt out, without marks and wrappings, joined by single spaces; `whole` is the
    same of the whole text, wrappings included; `asks` tells whether it ended in a question mark; `quoted` is what stood
    in quotation marks, verbatim.
    """

    words: str
    whole: str
    asks: bool
    quoted: tuple[str, ...]


def has_question_form(phrasing: Phrasing) -> bool:
    """Tell whether a text asks: by a question mark, a question word or verb, or by being no more than a noun or two."""
    return (
        phrasing.asks
        or _ASKING.search(phrasing.words) is not None
        or _OPENING.match(phrasing.words) is not None
        or (len(phrasing.words.split()) <= _SHORTEST_STATEMENT)
    )


def phrase(question: str) -> Phrasing:
    """Bring a question into its plain form; of several sentences the one that asks is kept.

    >>> phrase("Hi! Could you tell me whether the customer didn't agree?").words
    'whether the customer did not agree'
    """
    groups: list[tuple[str, bool]] = []
    current: list[str] = []
    for word in filter(None, normal_words(question)):
        if word in SENTENCE_MARKS:
            if current:
                groups.append((" ".join(words_only(current)), word == "?"))
            current = []
        else:
            current.append(word)
    if current:
        groups.append((" ".join(words_only(current)), False))
    groups = [(unwrapped, asks) for text, asks in groups if (unwrapped := _unwrap(text))]
    whole = " ".join(filter(None, words_only(normal_words(question))))
    quoted = tuple(" ".join(filter(None, found)).strip() for found in _QUOTED.findall(question))
    words, asks = _asking(groups)
    return Phrasing(words, whole, asks, tuple(text for text in quoted if text))


def _asking(groups: list[tuple[str, bool]]) -> tuple[str, bool]:
    """Choose the sentence that asks: opening like a question, else a question mark, else asking somewhere."""
    if not groups:
        return "", False

    def forwardness(group: tuple[str, bool]) -> int:
        text, asks = group
        opens = _OPENING.match(text) is not None
        if asks:
            return 4 if opens else 3
        return 2 if opens else int(_ASKING.search(text) is not None)

    return max(groups, key=forwardness)


def _unwrap(text: str) -> str:
    """Take courtesies and wrappings off the head of a sentence."""
    for _ in range(_MOST_WRAPPINGS):
        for wrapping in _WRAPPINGS:
            found = wrapping.match(text + " ")
            if found and found.end() < len(text):
                text = text[found.end() :]
                break
        else:
            break
    return text.strip()
