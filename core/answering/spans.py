"""How much of a turn answers a question: the stretch that its question word asks for, and no more.

A question repeats what is known and leaves out what is asked for. So the sentence is chosen that repeats most of the
question, means most like it and tells most besides, and in it the clause that repeats most; there, what stands beside
the repeated words: before the first of them where the subject is asked for ("who called?"), behind the last of them
otherwise ("what did they order?"). A place, a moment and a reason have forms of their own. Nothing is worded anew: an
answer is a stretch of the turn, verbatim but for white space and for what stands at its ends.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from core.analysis.background import specificity
from core.analysis.embedding import embed
from core.answering.plan import Plan
from core.answering.transcript import Transcript, named_speaker
from core.answering.vocabulary import related, word_set
from core.text import content_stems, is_stop_word, sentences, stem

Weight = Callable[[str], float]  # how much a stem tells in this call
Span = tuple[int, int]

_TELLING: Final = 0.35  # how specific a word has to be to answer alone: "still" does not
_NAME_LIKE: Final = 0.9  # how specific a word at the head of a sentence is if it is a name
_LONGEST_REASON: Final = 20  # words up to which a turn is told whole where a reason is asked for
# What the meaning and the length of a sentence weigh beside the words that it repeats, and that it asks: chosen on
# training/people_questions.jsonl, where the sentence that holds the answer is found for .79 instead of .74.
_OF_MEANING: Final = 4.0
_OF_LENGTH: Final = 1.5
_OF_ASKING: Final = 2.0
_ENOUGH: Final = 2  # words that a clause has to repeat for what stands beside them to be the answer

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’.:][^\W_]+)*|[$£€%]|[^\w\s]")
_CLAUSE_END: Final = re.compile(r"[,;:()\[\]–—.!?…\"“”]+(?=\s|$)|\s-\s|\n")
_QUESTION_WORD: Final = re.compile(r"\b(who|whom|whose|what|which|where|when|why|how)\b")
_AS_ONE: Final = {"whom": "who", "whose": "who", "which": "what"}
_NAME: Final = re.compile(r"(?:(?:Dr|Mr|Mrs|Ms)\.? )?[A-Z][\w'’-]+(?: (?:of |the |and )?[A-Z][\w'’-]+)*")
_INNER_NAME: Final = re.compile(r"^[A-Z][\w'’-]+(?: [A-Z]| ?$|[,.])|(?<=\w )[A-Z][\w'’-]+")
_NUMBER: Final = re.compile(r"(?<![$£€\d])\b\d+[a-z]? [A-Za-z]|\b\d{5}\b")
_FIRST_PERSON: Final = word_set("i i'm i've i'd i'll we we're we've we'd we'll")
_LEADING: Final = word_set(
    """
    i you he she it we they me him her us them who which that this there these those i'm you're he's she's it's we're
    they're i've you've we've they've i'll you'll he'll she'll it'll we'll they'll am is are was were be been being do
    does did have has had will would shall should can could may might must 'm 're 've 'll 'd 's not and but or so then
    just really well oh okay ok yeah yes no um uh hey gonna got gotta going to
    """
)
_TRAILING: Final = word_set(
    """
    and or but so because that which who of to in on at for from with by as than the a an is are was were be do does did
    have has had will would can could i you he she it we they if when while 'm 're 've 'll 's just then
    """
)
# "What did she say about it" asks for all that was said of it.
_TOLD: Final = re.compile(
    r"\b(?:sa(?:y|ys|id)|think|thinks|thought|feel|feels|felt|t(?:ell|ells|old)|mention\w*|believe\w*|describe\w*)\b.*"
    r" \b(?:about|of|on|regarding|towards?)\b"
)
_SUBJECT_ASKED: Final = re.compile(
    r"(?:who|what|which(?: \w+)?) (?!(?:do|does|did|have|has|had|will|would|can|could|should|shall|may|might|must)\b)"
    r"(?!(?:is|are|was|were|am) (?!\w+(?:ing|ed|en|wn|ld|pt|nt|ght)\b|(?:at|in|on|with|there)\b))"
)
_BEGINNING: Final = re.compile(
    r"(?:(?:well|oh|ah|uh|umm?|hmm|hey|yeah|yep|okay|ok|alright|so|anyway|y'know|you know|look|listen|i mean)"
    r" ?[,.!…-]+ *(?=\w))+",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"\b(?:in|at|on|near|to|from|inside|outside|into|onto|under|behind|by|through|across|around|over|next to"
    r"|in front of) (?:(?:the|a|an|my|your|his|her|our|their|this|that) )?[^\s.,;:!?()\[\]]{2,30}"
    r"(?: (?:of |'s |and )?(?!(?:and|as|when|while|with|for|to|so|but|because|in|on|at|is|are)\b)"
    r"[^\s.,;:!?()\[\]]{2,30}){0,2}",
    re.IGNORECASE,
)
# "I need to book" names no place, unlike "I drove to Bath".
_BEFORE_AN_AIM: Final = re.compile(
    r"\b(?:need|want|like|love|have|has|had|try|trying|able|ready|happy|hope|hoping|plan|planning|decided|used|how|what)"
    r"(?:s|ed)? $",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    r"\b(?:(?:every|each|this|that|last|next|one|in the|at the|on the|the other|early|late|on|at|in|by) )?"
    r"(?:(?:(?:a|an|one|two|three|four|five|six|seven|eight|ten|\d{1,4}|few|couple(?: of)?|a couple(?: of)?|a few) )?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|nights?)(?: ago| later| from now)?"
    r"|today|tonight|tomorrow(?: \w{1,12})?|yesterday|morning|afternoon|evening|noon|midnight"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: morning| afternoon| evening| night)?"
    r"|\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m\.|p\.m\.|o'clock)|\d{1,2}:\d\d"
    r"|never|always|now|soon|later|christmas|(?:19|20)\d\d"
    r"|(?:january|february|march|april|june|july|august|september|october|november|december)(?: \d{1,2})?)\b",
    re.IGNORECASE,
)
_MOMENT: Final = re.compile(
    r"\b(?:(?:(?:right|just|only|shortly|immediately) )?(?:when|after|before|while|until|till|since|during|once"
    r"|as soon as)|just as|as) (?!(?:a|if|well|long|much|though|to)\b)[^.,;:!?()\[\]]{3,120}",
    re.IGNORECASE,
)
_AIM: Final = re.compile(
    r"\b(?:so that|so as to|in order to|so (?=(?:i|we|you|he|she|they|it)\b)"
    r"|to (?!(?:the|a|an|my|your|his|her|you|me|him|them|us|it|this|that|be)\b))[^.;:!?()\[\]]{3,160}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a span is looked for by: the question in its plain form, the stems of its words of content, their weight."""

    words: str
    terms: tuple[str, ...]
    weight: Weight

    @property
    def wanted(self) -> frozenset[str]:
        """Return the stems of the question and those that mean nearly the same."""
        return frozenset(self.terms).union(*(related(term) for term in self.terms))

    @property
    def question_word(self) -> str:
        """Return who, what, where, when, why or how, the first of them; "" for none."""
        found = _QUESTION_WORD.search(self.words)
        return _AS_ONE.get(found.group(1), found.group(1)) if found else ""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str
    repeats: bool


def asked_of(plan: Plan, transcript: Transcript) -> Asked:
    """Return what a span is looked for by in a call."""
    return Asked(plan.words, plan.terms, transcript.weight)


def answer_span(asked: Asked, turn: str) -> str:
    """Return the stretch of a turn that answers a question; never empty where the turn has a word.

    Linear in the turn's characters.
    """
    name, text = named_speaker(turn)
    if not text.strip():
        return name
    sentence = _nearest_sentence(asked, text)
    clause = _nearest_clause(asked, text)
    told = {"where": _place, "when": _moment, "why": _reason, "what": _thing}.get(asked.question_word)
    found = told(asked, text, clause, sentence) if told is not None else ""
    if asked.question_word == "who":
        found = person_in(asked, turn)
    if text[sentence[1] - 1] in ":-–" and "\n" in text[sentence[1] :]:  # "Here are three:" and a list
        return _plain(text, (sentence[0], len(text)))
    return found or _plain(text, sentence)


def is_moment(text: str) -> bool:
    """Tell whether a text names a time, or tells it by what happens then."""
    return _TIME.search(text) is not None or _MOMENT.search(text) is not None


def names_place(text: str) -> bool:
    """Tell whether a text has words for a place, as "behind the door", a number of a house, or a name."""
    place = any(not _is_aim(text, match) for match in _PLACE.finditer(text))
    return place or _NUMBER.search(text) is not None or _INNER_NAME.search(text) is not None


def person_in(asked: Asked, turn: str) -> str:
    """Return the name in a turn that answers "who", its speaker's own where the turn gives it; "" for none."""
    name, text = named_speaker(turn)
    clause = _nearest_clause(asked, text)
    found = _person(asked, text, clause, _nearest_sentence(asked, text))
    return name if name and _speaks_of_self(asked, name, text, clause, found) else found


def nearest_sentence(asked: Asked, turn: str) -> str:
    """Return the sentence of a turn that repeats most of a question and tells most besides; the first of equals."""
    _, text = named_speaker(turn)
    return _plain(text, _nearest_sentence(asked, text))


def _person(asked: Asked, text: str, clause: Span, sentence: Span) -> str:
    repeating = [token for token in _tokens(asked, text, clause) if token.repeats]
    names = [
        match
        for match in _NAME.finditer(text, *sentence)
        if not asked.wanted.issuperset(content_stems(match.group()))
        and _FIRST_PERSON.isdisjoint(match.group().lower().replace("’", "'").split())
        and not _is_called_to(text, match.span())
        and not _is_plain_word(text, match)
    ]
    if names and repeating:
        before = [match for match in names if match.end() <= repeating[-1].end]
        after = [match for match in names if match.start() >= repeating[0].start]
        if _SUBJECT_ASKED.match(asked.words):
            return (before or names)[-1 if before else 0].group()
        return (after or names)[0].group()
    return names[0].group() if names else ""


def _speaks_of_self(asked: Asked, name: str, text: str, clause: Span, found: str) -> bool:
    """Tell whether the speaker, who is known by name, is who is asked for: "Ann: I ordered first"."""
    if not frozenset(asked.terms).isdisjoint(content_stems(name)):
        return False
    tokens = _tokens(asked, text, clause)
    last = max((token.start for token in tokens if token.repeats), default=0)
    said = {token.word for token in tokens if token.start < last}
    return not found or (_SUBJECT_ASKED.match(asked.words) is not None and not _FIRST_PERSON.isdisjoint(said))


def _place(asked: Asked, text: str, clause: Span, sentence: Span) -> str:
    repeating = [token.start for token in _tokens(asked, text, clause) if token.repeats]
    spans = [(repeating[-1], clause[1]), clause, sentence] if repeating else [sentence, (0, len(text))]
    for span in spans:
        for match in _PLACE.finditer(text, *span):
            if not _is_aim(text, match) and not asked.wanted.issuperset(content_stems(match.group())):
                return _without_stop_words_at_end(match.group())
    return ""


def _is_aim(text: str, place: re.Match[str]) -> bool:
    """Tell whether what has the form of a place is what somebody wants to do: "I need to book"."""
    aims = place.group().lower().startswith("to ")
    return aims and _BEFORE_AN_AIM.search(text, 0, place.start()) is not None


def _moment(_: Asked, text: str, clause: Span, sentence: Span) -> str:
    for span in (clause, sentence, (0, len(text))):
        for pattern in (_TIME, _MOMENT):
            if match := pattern.search(text, *span):
                return match.group().strip()
    return ""


def _reason(asked: Asked, text: str, clause: Span, sentence: Span) -> str:
    repeating = [token.end for token in _tokens(asked, text, clause) if token.repeats]
    if len(repeating) >= _ENOUGH and (aim := _AIM.search(text, repeating[-1], clause[1])):
        return aim.group().strip()
    return _plain(text, (0, len(text)) if text.count(" ") < _LONGEST_REASON else sentence)


def _thing(asked: Asked, text: str, clause: Span, sentence: Span) -> str:
    if _TOLD.search(asked.words):
        return ""
    tokens = _tokens(asked, text, clause)
    places = [place for place, token in enumerate(tokens) if token.repeats]
    if len({tokens[place].word for place in places}) >= _ENOUGH:
        between = [tokens[left + 1 : right] for left, right in pairwise(places)]
        before, after = tokens[: places[0]], tokens[places[-1] + 1 :]
        subject = _SUBJECT_ASKED.match(asked.words) is not None
        for run in (before, *between, after) if subject else (after, *reversed(between), before):
            if told := _trimmed(text, run):
                return told
    inner = [span for span in _clauses(text) if sentence[0] <= span[0] and span[1] <= sentence[1]]
    return _plain(text, max(inner, key=lambda span: _worth(asked, text[slice(*span)]))) if inner else ""


def _nearest_sentence(asked: Asked, text: str) -> Span:
    spans = sentences(text) or ((0, len(text)),)
    if len(spans) == 1:
        return spans[0]
    texts = [text[slice(*span)] for span in spans]
    near = (embed(texts) @ embed([asked.words])[0]).tolist()
    worths = [
        _worth(asked, each) + _OF_MEANING * cosine + _OF_LENGTH * math.log1p(len(content_stems(each)))
        - (_OF_ASKING if each.rstrip().endswith("?") else 0.0)
        for each, cosine in zip(texts, near, strict=True)
    ]  # fmt: skip
    return spans[worths.index(max(worths))]


def _worth(asked: Asked, text: str) -> float:
    """Return how much of the question a text repeats and how much it tells besides, by weight.

    Length is no merit, but for a reason, which takes more words.
    """
    said = frozenset(content_stems(text))
    news = sum(asked.weight(item) for item in sorted(said.difference(asked.terms)))
    length = 1.0 if asked.question_word == "why" else math.sqrt(1 + len(text.split()))
    return _repeated(asked, said) + news / length


def _repeated(asked: Asked, said: frozenset[str]) -> float:
    return sum(asked.weight(term) for term in asked.terms if term in said or not related(term).isdisjoint(said))


def _nearest_clause(asked: Asked, text: str) -> Span:
    spans = list(_clauses(text)) or [(0, len(text))]
    return max(spans, key=lambda span: _repeated(asked, frozenset(content_stems(text[slice(*span)]))))


def _clauses(text: str) -> Iterator[Span]:
    """Yield the spans between marks that hold a word."""
    start = 0
    for match in _CLAUSE_END.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _tokens(asked: Asked, text: str, span: Span) -> list[_Token]:
    wanted = asked.wanted
    found = []
    for match in _TOKEN.finditer(text, *span):
        word = match.group().lower().replace("’", "'")
        found.append(_Token(match.start(), match.end(), word, not is_stop_word(word) and stem(word) in wanted))
    return found


def _is_called_to(text: str, span: Span) -> bool:
    """Tell whether a name only calls to somebody: "Ann, are you there?"."""
    before, after = text[: span[0]].rstrip(), text[span[1] :].lstrip()
    closes = not after or after[0] in ".!?)"
    opens = not before or before[-1] in ".!?(["
    return (opens and (closes or after[0] == ",")) or (before.endswith(",") and (closes or after[0] == ","))


def _is_plain_word(text: str, name: re.Match[str]) -> bool:
    """Tell whether a capital is due to the sentence that begins there: "Unfortunately it is lost"."""
    before = text[: name.start()].rstrip()
    at_head = not before or before[-1] in '.!?…"“([:'
    word = name.group().lower()
    return at_head and " " not in word and (is_stop_word(word) or specificity(stem(word)) < _NAME_LIKE)


def _trimmed(text: str, run: list[_Token]) -> str:
    """Return the words of a run without those at its ends that belong to its frame; "" where no content is left."""
    while run and (run[0].word in _LEADING or not (run[0].word[0].isalnum() or run[0].word in "$£€")):
        run = run[1:]
    while run and (run[-1].word in _TRAILING or not (run[-1].word[-1].isalnum() or run[-1].word == "%")):
        run = run[:-1]
    if not run or all(is_stop_word(token.word) for token in run):
        return ""
    if len(run) == 1 and run[0].word.isalpha() and specificity(stem(run[0].word)) < _TELLING:
        return ""
    return " ".join(text[run[0].start : run[-1].end].split())


def _without_stop_words_at_end(text: str) -> str:
    words = text.split()
    while len(words) > 1 and is_stop_word(words[-1].lower()):
        words.pop()
    return " ".join(words)


def _plain(text: str, span: Span) -> str:
    """Return a span in one line, without the marks at its ends and the words with which one begins to speak."""
    told = " ".join(text[slice(*span)].split()).strip(" ,.")
    return _BEGINNING.sub("", told) or told
