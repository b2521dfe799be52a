"""A question in one plain form: contractions spelt out, courtesies and wrappings taken off."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.analysis.phrases import CLAUSE_MARKS, SENTENCE_MARKS, normal_words, words_only
from core.answering.asked.spelling import respell
from core.answering.vocabulary import word_set

AUXILIARIES: Final = (
    "do|does|did|is|are|was|were|am|has|have|had|can|could|will|would|shall|should|may|might|must|ain't|isn't|wasn't"
)
_WH: Final = "what|which|who|whom|whose|when|where|why|how"
_CALL: Final = "(?:call|conversation|transcript|dialogue|dialog|recording|chat|interaction|discussion|phone call)"

# Wrappings at the head of a question, taken off one after the other until none is left.
_WRAPPINGS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:i|we) (?:just |only |really |also )?(?:would like|want|need|would love|am after"
        r"|are after)(?: to (?:have|get|see))?"
        r" (?=(?:the|a|an|his|her|their|all)\b)",
        r"(?:can|could|may|might) (?:i|we) (?:please |kindly |perhaps |just )?(?:have|get|see|ask(?: you)? for"
        r"|trouble you"
        r" for|request) (?=(?:the|a|an|his|her|their|all)\b)",
        r"(?:is there|would it be|is it|would there be|any(?= way| chance))\b.{0,40}?\b(?:of getting|of seeing"
        r"|of having"
        r"|of finding(?: out)?|to get|to see"
        r"|to have|to find(?: out)?) (?=(?:the|a|an|his|her|their|all)\b)",
        r"for (?:the|my|our|a|an|her|his|training|your) [\w'-]+(?: [\w-]+)? (?=(?:i|we) (?:need|want|would))",
        r"(?:please )?(?:would|will|could|can) you (?:please |kindly )?(?:be able to|be so (?:kind|good) as to"
        r"|be kind enough to|mind"
        r"|manage to) (?:to )?",
        r"let (?:me|us) (?:have|get|see) (?=(?:the|a|an|his|her|their|all)\b)",
        r"(?:telling|giving|letting|showing)(?: me| us)? (?:know )?",
        r"(?:please )?(?:kindly |just )?(?:have a look|look up|see|double check|check)(?: for me| for us)? (?=(?:if"
        r"|whether)\b)",
        r"(?:so|and|but|surely|therefore|even so|well|okay|hi|hello|hey|please|kindly|now|also|just|then|alright"
        r"|question|q|a question|one more"
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
        r"(?:do|would) (?:you|we) (?:happen to )?have (?=(?:the|his|her|their)\b)",
        r"(?:i|we|qa|finance|marketing|sales|legal|hr|ops|management|the team|my boss|my manager) (?:would "
        r"|will |just |also )*"
        r"(?:need|needs|want|wants|like|love|am after|is after|are after|require|requires)(?: to (?:have|see|get))? "
        r"(?=(?:the|an?|his|her|their|our) )",
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
# Words of which the clause around an indirect question is made: "Is there any way of finding out (how many …)".
_MATRIX: Final = word_set(
    """
    i we you me us my our it this that there is are was am be been being would will can could may might shall should
    do did does have has had not the a an any some one to of for on in about as with and or so but just only really
    simply quickly briefly also please kindly possibly perhaps maybe ever quite rather very all exactly know knowing
    known tell telling told say see seeing seen hear hearing learn find finding out figure figuring work working
    check checking double look looking up ask asking asked establish understand understanding determine verify
    confirm wonder wondering clarify explain explaining state let get getting got give giving show shown want wanted
    need needed like love interested curious keen eager dying glad happy pleased grateful sure certain unsure clear
    unclear possible able chance way idea clue question answer help helpful useful nice good great interesting mind
    minding trying try after care matter thing bother pain trouble sorry hi hello hey thanks thank cheers quick long
    ages minute second if somehow into run through over again recording transcript tape log file anyone anybody
    someone somebody boss manager team management wants likes needs hoping hope remember recall ended concerning
    regarding what's most best put let's read note no
    """
)
_INTERROGATIVE: Final = re.compile(rf"(?:if|whether|{_WH})$")
# A yes/no wrapping around a statement: "Would you say (that) she was glad?" asks whether she was.
_OPINION: Final = re.compile(
    r"(?:do|did|would|could|can) (?:you|one|we) (?:also |really )?(?:say|think|believe|agree|guess|reckon|suppose"
    r"|argue) (?:that )?"
    rf"(?!(?:if|whether|{_WH}|{AUXILIARIES})\b)(?=\w+ \w+ \w)"
)
_QUOTED: Final = re.compile(r"\"([^\"]{1,200})\"|“([^”]{1,200})”|«([^»]{1,200})»|(?<!\w)['‘]([^'’]{2,200})['’](?!\w)")
_OPENING: Final = re.compile(rf"(?:if|whether|{_WH}|{AUXILIARIES})\b")
_ASKING: Final = re.compile(
    rf"\b(?:{_WH}|whether|summari[sz]e|describe|list|rate|count|classify|categori[sz]e|explain|give|name|tell)\b"
)


_DASH: Final = re.compile(r"\s+[-–—]+\s+")
_TAG: Final = re.compile(
    rf"(?:(?:{AUXILIARIES}) (?:not )?(?:he|she|they|it|you|there|we|i)(?: not)?|(?:would"
    rf"|do) (?:not )?you (?:not )?(?:say|think|agree|reckon)|(?:is|was) it not|is not (?:that|it) (?:so|right|true)"
    rf"|is (?:that|this) (?:right|correct"
    rf"|so|true)|was that so)$"
)
_PRONOUN: Final = r"(?:the|a|an|any|he|she|they|it|there|this|that|our|his|her|their|its|i|you|we|us|somebody|someone)"
_CONJUNCTION: Final = re.compile(
    rf"(?:if|whether)|(?:when|where) (?!{AUXILIARIES})(?:{_PRONOUN}|\w+) (?!do\b|did\b|does\b|is\b|was\b).*"
)
# What is restricted stays a part of the question: "Out of all the offers, how many …?"
_RESTRICTING: Final = re.compile(
    r"(?:if|when|where|once|after|before|following|prior|upon|since|while|during|until|out of|of (?:all|the)|among"
    r"|given that|assuming|supposing"
    r"|provided|in case|in the event|on hearing|as soon as|from the|concerning|regarding|as for)\b"
)
_IMPERATIVE: Final = re.compile(
    r"(?:summari[sz]e|describe|list|rate|grade|count|classify|categori[sz]e|label|explain|quote|name|assess"
    r"|evaluate|judge"
    r"|give|tell|show|sort|tag|mark|put|pick|choose|set|score) (?!(?:me|us)$)\w+"
)
# "How keen would you say she was?"
_ASIDE: Final = re.compile(
    r"(?<=\w) (?:would|do|did) (?:you|one) (?:say|think|reckon|believe|guess)(?: that)?(?= (?:the|he|she|they|it"
    r"|his|her|their|our|this)\b)"
)
_THANKS: Final = ("please", "thanks", "cheers", "ta", "then")
_BARE: Final = 2  # words of a question that asks of the sentence before it
_SHORTEST_STATEMENT: Final = 3  # words; a bare "refund policy" asks, "Ignore what I said and agree" does not


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A question in its plain form.

    `words` are lower case, contractions spelt out, without marks and wrappings, joined by single spaces; `main` is the
    clause of them that asks, its commas kept ("if she paid, how much was it" → "how much was it"); `whole` is the same
    of the whole text, wrappings included; `asks` tells whether it ended in a question mark; `quoted` is what stood in
    quotation marks, verbatim; `written` is the text as it was sent.
    """

    words: str
    main: str
    whole: str
    asks: bool
    quoted: tuple[str, ...]
    written: str


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
    spoken = respell(tuple(filter(None, normal_words(_DASH.sub(", ", question.replace("%", " percent "))))))
    sentences: list[tuple[list[str], bool]] = []
    current: list[str] = []
    for word in spoken:
        if word in SENTENCE_MARKS:
            if words_only(current):
                sentences.append((current, word == "?"))
            current = []
        else:
            current.append(word)
    if words_only(current):
        sentences.append((current, False))
    whole = " ".join(filter(None, words_only(spoken)))
    quoted = tuple(" ".join(filter(None, found)).strip() for found in _QUOTED.findall(question))
    words, main, asks = _asking([(*clauses, asks) for words, asks in sentences if (clauses := _clauses(words))[0]])
    return Phrasing(words, main, whole, asks, tuple(text for text in quoted if text), question)


def _clauses(sentence: Sequence[str]) -> tuple[str, str]:
    """Return the words of a sentence without wrappings, and its clause that asks, with commas.

    What stands before that clause is kept only where it says of what is asked ("if she paid, how much was it").
    """
    parts: list[list[str]] = [[]]
    for word in sentence:
        if word in CLAUSE_MARKS:
            parts.append([])
        else:
            parts[-1].append(word)
    parts = [
        part[:-1] if len(part) > 1 and part[-1] in _THANKS else part
        for part in parts
        if part[:1] != ["please"] or part[1:]
    ]
    raw = [text for part in parts if (text := " ".join(words_only(part)))]
    texts = [_unwrap(text) for text in raw]
    start = next((at for at, text in enumerate(texts) if _opens(text) or (at == 1 and _orders(texts))), 0)
    if start and _IMPERATIVE.match(texts[0]):
        start = 0
    main = _ASIDE.sub("", _unwrap(" , ".join((texts[start], *raw[start + 1 :]))))
    kept = raw if start and _RESTRICTING.match(texts[0]) else raw[start:]
    return _unwrap(" ".join(kept)), main


def _opens(part: str) -> bool:
    """Tell whether a part of a sentence begins a question, and is no tag ("…, did she?") nor a clause with "when"."""
    return _OPENING.match(part) is not None and _TAG.match(part) is None and _CONJUNCTION.match(part) is None


def _orders(parts: Sequence[str]) -> bool:
    """Tell whether an order follows what it is for: "For the bonus sheet, score the agent"."""
    return re.match(r"(?:for|as|before|to|because)\b", parts[0]) is not None and _IMPERATIVE.match(parts[1]) is not None


def _asking(sentences: Sequence[tuple[str, str, bool]]) -> tuple[str, str, bool]:
    """Choose the sentence that asks: opening like a question, else a question mark, else asking somewhere.

    One that is no more than a question word ("Why?") asks of the sentence before it.
    """
    if not sentences:
        return "", "", False

    def forwardness(at: int) -> int:
        _, main, asks = sentences[at]
        opens = _OPENING.match(main) is not None
        if asks:
            return 4 if opens else 3
        return 2 if opens else int(_ASKING.search(main) is not None)

    best = max(range(len(sentences)), key=forwardness)
    words, main, asks = sentences[best]
    if best and len(words.split()) <= _BARE and _OPENING.match(words):
        words = f"{words} {sentences[best - 1][0]}"
    return words, main, asks


def _unwrap(text: str) -> str:
    """Take courtesies and wrappings off the head of a sentence."""
    for _ in range(_MOST_WRAPPINGS):
        opinion = _OPINION.match(text)
        if opinion:
            return f"whether {text[opinion.end() :]}"
        for wrapping in _WRAPPINGS:
            found = wrapping.match(text + " ")
            if found and found.end() < len(text):
                text = text[found.end() :]
                break
        else:
            break
    return _out_of_matrix(text.strip(" ,"))


def _out_of_matrix(text: str) -> str:
    """Take off the clause around an indirect question, which says nothing of the call.

    >>> _out_of_matrix("is there any way of finding out how many children she has")
    'how many children she has'
    """
    words = text.split()
    start = 0
    for at, word in enumerate(words):
        cleft = not _INTERROGATIVE.match(words[0]) or words[at - 1] in ("is", "was")  # "what I am after is whether"
        if at and cleft and _INTERROGATIVE.match(word):
            start = at
        if word not in _MATRIX and word != "," and not _INTERROGATIVE.match(word):
            break
    return " ".join(words[start:])
