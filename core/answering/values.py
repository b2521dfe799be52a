"""Values that are stated in a call, each with its turn: amounts, times, numbers, addresses, names and the like.

What they are for is not decided here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from core.analysis.background import specificity
from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import word_set
from core.text import is_stop_word, sentences, stem

Kind = Literal[
    "address", "amount", "code", "date", "duration", "email", "name", "number", "percentage", "phone", "time", "url",
    "year",
]  # fmt: skip

_ONES: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
)
_NUMBER_WORDS: Final = (
    rf"(?:(?:a|an|half a) (?=dollar|hundred|thousand|couple|cent|buck))?(?:{_ONES})(?:[ -](?:and )?(?:{_ONES})){{0,4}}"
)
_DIGITS: Final = r"\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,4})?"
_MONTHS: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAYS: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_ORDINAL: Final = r"\d{1,2} ?(?:st|nd|rd|th)\b"
_MONEY: Final = r"(?:dollars?|bucks?|cents?|euros?|pounds?|pence|usd|eur|gbp|credits?|rupees?|francs?|yen|quid)"
_SPANS: Final = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?)"
_DAYS: Final = rf"(?:{_DIGITS}|{_NUMBER_WORDS}|an?|(?:a )?few|a couple of) (?:days?|weeks?|months?|years?)"

_STREETS: Final = (
    r"(?:street|st|road|rd|avenue|ave|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|highway|hwy|parkway"
    r"|terrace|way|circle|broadway)"
)
_IN_STREET: Final = r"(?!(?:on|in|at|to|for|and|is|are|of|from|my|your|you|i|miles?|minutes?|hours?|blocks?)\b)"
_AFTER_STREET: Final = (
    r"\.?(?:,? (?:(?:apt|apartment|suite|unit|flat|#)\.? ?\w{1,6}|(?!(?:and|or|is|for|to|in|on|at|as|please|thanks?|but"
    r"|so|with|from)\b)[a-z]{2,20}|\d{4,6})\b){0,6}"
)

# Letters of a code that was spelt out, unlike the little words that stand beside one.
_LETTERS: Final = (
    r"(?!(?:of|is|for|to|at|in|on|and|or|its?|my|the|a|i|am|no|id|was|you|not|can|code|as|by|with|from|if|that|this|so"
    r"|be|do|but|me|we|us|pm|th|st|nd|rd|sir|yes|ok|pls)\b)[a-z]{1,4}"
)

_SPELLINGS: Final[tuple[tuple[Kind, str], ...]] = (
    ("email", r"(?<![\w.%+-])[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    ("email", r"\b[\w.]{1,40} at [\w-]{1,40} dot (?:com|org|net|co|edu|io|de|uk|fr|ch|gov)\b"),
    ("email", r"\b[\w.]{2,40}(?: \d{1,6})? ?(?:gmail|yahoo|hotmail|outlook|icloud|email)(?:mail)? ?\.?com\b"),
    ("url", r"(?:https?://|www\.)[^\s<>\"]{2,200}(?<![.,;:!?)\]])"),
    ("url", r"(?<![@\w.-])[a-z0-9-]{2,63}\.(?:com|org|net|io|gov|edu)\b(?:/[^\s<>\"]{0,100})?"),
    ("url", r"(?-i:\bURL\b)"),  # what masks an address in a transcript
    ("amount", rf"[$£€]\s?{_DIGITS}(?:\s?(?:k|thousand|million|billion)\b)?"),
    (
        "amount",
        rf"(?<![\w.])(?:{_DIGITS}|{_NUMBER_WORDS}|a|half a|few|couple(?: of)?)[ -]{_MONEY}\b(?! (?:value|amount)\b)",
    ),
    ("amount", rf"(?<![\w.]){_DIGITS}\s?(?:[$£€]|usd\b|eur\b|gbp\b|c(?:ents)?\b)"),
    ("amount", r"(?<![\w.,:/$£€])\d{1,6}\.\d{2}(?![\w%:/.]|,\d)"),
    ("amount", r"(?<![\w.,$£€])\.\d{2}(?:\s?cents?\b)?(?![\w.%])"),
    ("percentage", rf"(?<![\w.])(?:{_DIGITS}|{_NUMBER_WORDS})\s?(?:%|percent\b|per cent\b)"),
    ("time", r"(?<![\w:.])\d{1,2}(?::\d{2}){0,2}\s?(?:[ap]\.m\b\.?|[ap]m\b|o'?clock\b)"),
    ("time", r"(?<![\w:.])\d{1,2} [0-5]\d(?= (?:[ap]\.?m\b|(?:in the |at )?(?:morning|afternoon|evening|night)\b))"),
    ("time", r"(?<![\w:./])(?:0?\d|1[0-2])[0-5]\d ?[ap]\.?m\b"),
    ("time", r"(?<![\w:.])\d{1,2}:\d{2}(?::\d{2})?(?![\w:])"),
    (
        "time",
        rf"\b(?:noon|midnight|midday|(?:half|quarter) (?:past|to) (?:\d{{1,2}}|{_ONES})"
        rf"|\d{{1,2}} past (?:\d{{1,2}}|{_ONES})"
        r"|\d{1,2} to \d{1,2}(?= (?:[ap]\.?m|(?:in the )?(?:morning|afternoon|evening))\b)"
        rf"|(?:{_ONES}) o'?clock|(?:{_ONES}) [ap]\.?m|(?:{_ONES}|\d{{1,2}}) in the (?:morning|afternoon|evening))\b",
    ),
    ("date", r"(?<![\w/.-])\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}(?![\w/-])"),
    ("date", rf"\b{_MONTHS}\.? (?:the )?\d{{1,2}}(?: ?(?:st|nd|rd|th)\b)?(?:,? \d{{4}})?\b"),
    ("date", rf"\b(?:the )?(?:{_ORDINAL}|\d{{1,2}}) (?:of )?{_MONTHS}\b(?:,? \d{{4}}\b)?"),
    ("date", rf"\b(?:(?:next|this|coming|on|last) )?{_WEEKDAYS}(?: morning| afternoon| evening| night)?\b"),
    ("time", r"(?:(?<=\bat )|(?<=\bsince ))\d{1,2} (?:to|past|[0-5]) ?\d{1,2}\b(?! ?(?:%|percent|dollars|people))"),
    (
        "time",  # "It starts at 7."
        r"(?<=\bat )\d{1,2}(?=\s*(?:[.,!?;]|\Z|(?:on|for|please|tomorrow|today|tonight|instead|sharp)\b))",
    ),
    ("year", r"(?<![\w$£€.,/-])(?:19|20)\d{2}(?![\w%/-])(?! (?:dollars|bucks|credits|euros|pounds|people)\b)"),
    # Days without their marks: "03152018", "date was 50918".
    ("date", r"(?<!\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:19|20)\d{2}(?!\d)"),
    (
        "date",
        r"(?:(?<=\bon )|(?<=\bdate )|(?<=\bdate is )|(?<=\bdate was ))(?:0?[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:20)?\d{2}"
        r"(?!\d)",
    ),
    ("date", r"(?-i:\b(?:Jan|Febr)uary|April|June|July|August|(?:Sept|Nov|Dec)ember|October)\b"),
    (
        "date",
        rf"(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\btill )|(?<=\bfrom )|(?<=\blast )|(?<=\bnext )){_MONTHS}\b"
        r"(?! (?:i|we|you|be)\b)",
    ),
    (
        "date",
        rf"\b(?:in|within) (?:{_DIGITS}|{_NUMBER_WORDS}|an?|(?:a )?few|a couple of) (?:days?|weeks?|months?|years?)\b",
    ),
    ("date", rf"(?<![\w.])(?:{_DIGITS}|{_NUMBER_WORDS}|an?|few|a couple of) (?:days?|weeks?|months?|years?) ago\b"),
    ("date", r"\b(?:last (?:night|week|month|year|weekend)|the day (?:after tomorrow|before yesterday))\b"),
    ("date", r"(?:(?<=\bin )|(?<=\bsince )|(?<=\byear ))(?:19|20)\d{2}\b(?!\s*(?:[$£€%]|dollars))"),
    ("date", rf"\b(?:the )?{_ORDINAL}\b"),
    ("date", r"\b(?:today|tomorrow|tonight|yesterday|(?:next|this) (?:week|month|year|weekend))\b"),
    ("duration", rf"(?<![\w.])(?:{_DIGITS}|{_NUMBER_WORDS}|an?|half an|few|couple of)[ -]{_SPANS}\b"),
    ("address", rf"\b\d{{1,5}}[a-z]?(?: {_IN_STREET}[\w.'-]{{1,20}}){{1,5}}? {_STREETS}\b{_AFTER_STREET}"),
    ("phone", r"(?<![\w.,/$£€-])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?![\w/])"),
    ("code", r"(?<![\w$£€.@-])(?=[A-Z-]{0,8}\d)[A-Z0-9][A-Z0-9-]{2,24}(?![\w@%-])"),
    ("code", r"(?<![\w-])\d{4}(?:[ -]\d{4}){2,3}(?![\w-])"),
    ("code", r"\A\W*[a-z]{2,4} \d{2,10}\W*\Z"),  # a turn that is nothing else: "kyf 176"
    # "claim number is jif 332", "policy dfs 434555667", "confirmation number f 8 en 27"
    (
        "code",
        r"\b(?:numbers?|no|code|id|policy|claim|confirmation|booking|reference|serial)(?: (?:is|was|its))?:? "
        rf"((?:{_LETTERS} |\d{{1,12}} )*\d{{2,12}}\b(?: {_LETTERS}\b(?!['’]))?(?: \d{{1,12}}\b)?)",
    ),
    ("number", rf"(?<![\w.,$£€:/-]){_DIGITS}(?![\w%:/]|\.\d)"),
    ("number", rf"\b{_NUMBER_WORDS}\b"),
)
_PATTERNS: Final = {
    kind: tuple(re.compile(pattern, re.IGNORECASE) for known, pattern in _SPELLINGS if known == kind)
    for kind, _ in _SPELLINGS
}
_NAME: Final = re.compile(
    r"\b(?:my ?name is|my name's|name is|name's|i am called|call me|this is|i'm|i am|it's|the name is"
    r"|(?:under|in) (?:the|my) name(?: of)?|the name of|same name|under the name)\s+"
    r"((?:(?:mr|mrs|ms|dr)\.?\s+)?[^\W\d_]{2,20}(?:\s+[^\W\d_]{2,20}){0,2})",
    re.IGNORECASE,
)
# "this is samson", but not "this is annoying"
_INTRODUCED: Final = re.compile(
    r"(?:this is|i am|i'm) (?!\w+(?:ed|ing|ly|ful|ous|able|ible|ent|ant|ive|ic)\b)", re.IGNORECASE
)
_RARE: Final = 0.9  # how specific a word in small letters has to be that may be a name
_NEVER_NAMES: Final = word_set("please pls madam sir thanks thank favor favour customer agent")
_HALF_OF_DAY: Final = re.compile(  # "9:45 in the evening"
    r" ?[ap]\.?m\b(?:(?<=\.m)\.)?|(?: in the| at)? (?:morning|afternoon|evening|night)\b", re.IGNORECASE
)
_MOST: Final = 50  # values of a kind in one turn; more than that is no speech
_NAMES_ASKED: Final = word_set("name names named called")
_NO_NAMES: Final = word_set(
    """
    a an the not just so very really looking calling going here interested sorry glad happy in on at from for with
    good fine sure trying afraid also still only about your our my his her their no yes well doing great okay ok all
    that it what how why when where who which planning thinking wondering able ready done now currently new old one
    two both too asking hoping having getting being willing free busy available unable there because if and or but to
    of as by correct right
    """
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it was said: `text` is `line.turn.text[start:end]`, verbatim."""

    kind: Kind
    text: str
    start: int
    end: int
    line: Line


def values_in(line: Line, kind: Kind) -> tuple[Value, ...]:
    """Return the values of one kind that a turn states, in order, none within another; of very many the first 50."""
    if kind == "name":
        return _names_in(line)[:_MOST]
    found: list[Value] = []
    taken = -1
    spans = sorted(
        (match.start(pattern.groups), -match.end(pattern.groups))
        for pattern in _PATTERNS.get(kind, ())
        for match in pattern.finditer(line.turn.text)
    )
    for start, negative_end in spans:
        if len(found) == _MOST:
            break
        end = -negative_end
        if kind == "time" and (half := _HALF_OF_DAY.match(line.turn.text, end)):
            end = half.end()
        if start >= taken:
            found.append(Value(kind, line.turn.text[start:end], start, end, line))
            taken = end
    return tuple(found)


def stated(transcript: Transcript, kind: Kind) -> tuple[Value, ...]:
    """Return all values of one kind in a call, in temporal order."""
    return tuple(each_stated(transcript, kind))


def each_stated(transcript: Transcript, kind: Kind) -> Iterator[Value]:
    """Yield the values of one kind in a call, in temporal order."""
    for line in transcript.lines:
        yield from values_in(line, kind)
        if kind == "name":
            yield from _bare_name(transcript, line)


def _names_in(line: Line) -> tuple[Value, ...]:
    """Read "my name is …" in any case, "this is …" and "I'm …" only before a capital."""
    text = line.turn.text
    if text.isascii() and not _may_introduce(text.lower()):
        return ()
    found: list[Value] = []
    for match in _NAME.finditer(text):
        name = match.group(1)
        words = name.split()
        small = not any(letter.isupper() for letter in line.turn.text)  # as speech is written down
        sure = "name" in match.group().lower() or "call" in match.group().lower()
        named = words[0][0].isupper() or sure or (small and _INTRODUCED.match(match.group()) is not None)
        if words[0].lower() in _NO_NAMES or is_stop_word(words[0].lower()) or not named:
            continue
        if not (words[0][0].isupper() or sure or may_be_name(words[0])):
            continue
        kept = [words[0]]
        for word in words[1:]:
            if word.lower() in _NO_NAMES or not (word[0].isupper() or (small and may_be_name(word))):
                break
            kept.append(word)
        start = match.start(1)
        end = start + name.index(kept[-1], sum(len(word) for word in kept[:-1])) + len(kept[-1])
        found.append(Value("name", line.turn.text[start:end], start, end, line))
    return tuple(found)


def _may_introduce(text: str) -> bool:
    """Tell whether a text in small letters has anything that _NAME begins with; a search takes far longer."""
    return "name" in text or "call" in text or "i'm" in text or "i am" in text or "this is" in text or "it's" in text


def may_be_name(word: str) -> bool:
    """Tell whether a word in small letters may be somebody's name: talk hardly ever has it.

    >>> may_be_name("goulet"), may_be_name("booking")
    (True, False)
    """
    word = word.lower()
    return (
        word.isalpha()
        and not is_stop_word(word)
        and word not in _NO_NAMES
        and word not in _NEVER_NAMES
        and specificity(stem(word)) >= _RARE
    )


def _bare_name(transcript: Transcript, line: Line) -> tuple[Value, ...]:
    """Read a reply of up to three words to a question for a name."""
    before = transcript.before(line)
    if before is None or before.speaker == line.speaker:
        return ()
    asking = before.turn.text.lower()
    if not ("name" in asking or "called" in asking):  # which spares most turns that their words are read
        return ()
    if not before.asks or _NAMES_ASKED.isdisjoint(before.words):
        return ()
    start, end = (*sentences(line.turn.text), (0, len(line.turn.text)))[0]  # "Ann. I need a doctor."
    text = line.turn.text[start:end].strip().rstrip(".!,")
    words = text.split()
    if not 1 <= len(words) <= 3 or not all(word[0].isalpha() and word.lower() not in _NO_NAMES for word in words):
        return ()
    start = line.turn.text.index(text)
    return (Value("name", text, start, start + len(text), line),)
