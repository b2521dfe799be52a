"""Exact facts that a call's turns and times settle, and absent things that its turns settle too.

Computed from the turns of STAR's timed dialogues alone, in words of its own: nothing of the product says what is true,
but for the shares of talk and the longest silence, which are estimates, so that the answer has to repeat the report.
Each question is put in one of several wordings, chosen by a hash of call and question. The things asked for are nouns
that the call itself uses, found by the article before them; what nobody mentions is drawn from a list.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from core.calls import Speaker, Turn
from training.corpora import records
from training.evaluate.answer_text import denies, moment_said, number_said, percent_said, seconds_said
from training.evaluate.calls import Asked, asked, by_hash, one_of, some_of
from training.evaluate.protocol import RULES, Row, measured, share

CALLS_WITH_FACTS = 150
NOUNS_OF_A_CALL = 3
THINGS_OF_A_CALL = 8
FAILURES_TOLD = 3  # of each kind
ERRORS = {"wrong yes": "share of wrong yes", "invented": "share of invented values"}
SIDES: tuple[Speaker, ...] = ("bot", "customer")
WORDINGS: Mapping[str, Sequence[str]] = {
    "mentions": (
        "How often was the {noun} mentioned?",
        "How many times was the {noun} mentioned in the call?",
        "Count the mentions of the {noun}.",
        "How many times did anybody say {noun}?",
    ),
    "mentions by one side": (
        "How often did the {side} mention the {noun}?",
        "How many times did the {side} say {noun}?",
        "How many times was the {noun} mentioned by the {side}?",
        "Tell me how often the {side} spoke of the {noun}.",
    ),
    "presence": (
        "Did the {side} mention the {noun}?",
        "Was the {noun} mentioned by the {side}?",
        "Did the {side} say anything about the {noun}?",
        "Did the {side} bring up the {noun}?",
        "I'd like to know whether the {side} talked about the {noun}.",
    ),
    "first mention": (
        "When did the {side} first mention the {noun}?",
        "At what point did the {side} first bring up the {noun}?",
        "At what time was the {noun} first mentioned by the {side}?",
        "How far into the call did the {side} mention the {noun} for the first time?",
    ),
    "last mention": (
        "When did the {side} last mention the {noun}?",
        "At what point did the {side} bring up the {noun} for the last time?",
        "What was the last time that the {side} mentioned the {noun}?",
        "When was the {noun} last mentioned by the {side}?",
    ),
    "who was first": (
        "Who mentioned the {noun} first?",
        "Who was the first to bring up the {noun}?",
        "Which of the two spoke of the {noun} first?",
        "Who first mentioned the {noun}, the bot or the customer?",
    ),
    "said after": (
        "What did the {other} say right after the {side} first mentioned the {noun}?",
        "What did the {other} reply when the {side} first mentioned the {noun}?",
        "How did the {other} respond when the {side} first brought up the {noun}?",
        "What was the {other}'s answer to the {side}'s first mention of the {noun}?",
    ),
    "said before": (
        "What did the {other} say right before the {side} first mentioned the {noun}?",
        "What had the {other} said just before the {side} first mentioned the {noun}?",
        "What was said by the {other} immediately before the {side} first brought up the {noun}?",
        "Which words of the {other} came right before the {side}'s first mention of the {noun}?",
    ),
    "first words": (
        "What did the {side} say first?",
        "What were the {side}'s first words?",
        "How did the {side} open the call?",
        "What was the first thing that the {side} said?",
    ),
    "last words": (
        "What did the {side} say last?",
        "What were the {side}'s last words?",
        "How did the {side} end the call?",
        "What was the last thing that the {side} said?",
    ),
    "turns": (
        "How many turns did the {side} have?",
        "How many times did the {side} speak?",
        "How many turns were the {side}'s?",
        "Count the {side}'s turns.",
    ),
    "all turns": (
        "How many turns does the call have?",
        "How many turns were there?",
        "What is the number of turns in this conversation?",
        "How many turns did the two take altogether?",
    ),
    "questions": (
        "How many questions did the {side} ask?",
        "How many questions were asked by the {side}?",
        "How often did the {side} ask something?",
        "What is the number of the {side}'s questions?",
    ),
    "duration": (
        "How long did the call last?",
        "What was the length of the call?",
        "How long was the conversation?",
        "What is the duration of this call?",
    ),
    "longest silence": (
        "How long was the longest silence?",
        "What was the longest pause?",
        "For how long at most did nobody speak?",
        "How long did the longest pause in the call last?",
    ),
    "share of talk": (
        "What share of the talk was the {side}'s?",
        "What percentage of the talking did the {side} do?",
        "How much of the talk came from the {side}, in percent?",
        "What was the {side}'s share of the talk time?",
    ),
    "talk time": (
        "How long did the {side} talk?",
        "For how long did the {side} speak altogether?",
        "What was the {side}'s talk time?",
        "How much time did the {side} spend talking?",
    ),
}
ABSENT = (
    "warranty", "mortgage", "refund", "insurance", "subscription", "newsletter", "router", "lawyer", "pension",
    "parking fee", "gym membership", "oil change", "tax return", "student loan", "solar panels", "voucher", "dentist",
    "broadband upgrade", "passport", "vaccination", "screenplay", "swimming lesson", "dishwasher", "anniversary cake",
)  # fmt: skip
YES_NO_OF_ABSENT = (
    "Did the customer ask about the {}?",
    "Did the bot mention the {}?",
    "Did the customer agree to the {}?",
    "Was the {} confirmed?",
    "Did the bot offer a {}?",
    "Is there a {}?",
    "Did the customer refuse the {}?",
    "Has the {} been paid for?",
    "Was the customer happy with the {}?",
    "Did anybody talk about a {}?",
)
VALUES_OF_ABSENT = (
    "How much does the {} cost?",
    "When is the {}?",
    "What did the customer say about the {}?",
    "Why did the customer cancel the {}?",
    "When did the customer first mention the {}?",
    "Who mentioned the {} first?",
    "How often was the {} mentioned?",
    "What did the bot say right after the customer mentioned the {}?",
    "What is the name of the {}?",
    "How long will the {} take?",
)
ABSENT_ASKED = 4  # of each of the two lists and of each thing
_NOUN = re.compile(
    r"\b(?:the|a|an|my|your)\s+([a-z]{4,})(?=\s*[.,?!;]|\s*$|\s+(?:for|to|at|in|on|is|was|and|of|with)\b)"
)
_NO_NOUNS = frozenset(
    ("agent", "assistant", "best", "call", "computer", "customer", "first", "help", "last", "left", "moment", "name",
     "next", "number", "question", "right", "robot", "same", "time", "turn", "user")
)  # fmt: skip
_UNMARKED_QUESTION = re.compile(
    r"^(?:and |so |ok(?:ay)?,? )?(?:what|when|where|who|why|how|which|can|could|would|will|do|does|did|is|are|may)\b"
    r"|\b(?:can|could|would|will|do|may) (?:you|i|we)\b|\bplease (?:tell|give|provide)\b|\bwonder"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A question whose answer is settled, what was said to it, and whether that is right."""

    kind: str
    call: str
    question: str
    truth: str
    said: str
    right: bool


def rows(data: Path) -> Iterator[Row]:
    """Yield the rows of exact facts and of absent things."""
    found = of_star(data)
    yield from invented("star", found)
    yield from exact("star", [fact for fact in found if fact.kind not in ERRORS])


def notes(data: Path) -> str:
    """Return the first failures of each kind as Markdown."""
    return failures(of_star(data))


@cache
def of_star(data: Path) -> tuple[Fact, ...]:
    """Return what was said to the questions about some timed dialogues."""
    dialogues = by_hash(records(data, "star"))[:CALLS_WITH_FACTS]
    return tuple(fact for record in dialogues for fact in facts(asked(record)))


def exact(corpus: str, found: Sequence[Fact]) -> Iterator[Row]:
    """Yield the row of all facts of a corpus and one for each kind."""
    if not found:
        return
    calls, hits = [fact.call for fact in found], share([fact.right for fact in found])
    yield measured("exact facts", corpus, "accuracy", calls, hits, how=RULES, target=0.85)
    for kind in sorted({fact.kind for fact in found}):
        of = [fact for fact in found if fact.kind == kind]
        hits = share([fact.right for fact in of])
        yield measured(f"exact facts: {kind}", corpus, "accuracy", [fact.call for fact in of], hits, how=RULES)


def invented(corpus: str, found: Sequence[Fact]) -> Iterator[Row]:
    """Yield how often something that is not there was affirmed or valued."""
    for kind, measure in ERRORS.items():
        of = [fact for fact in found if fact.kind == kind]
        if of:
            yield measured(
                "absent things", corpus, measure, [fact.call for fact in of], share([not fact.right for fact in of]),
                how=RULES, target=0.05, lower_is_better=True,
            )  # fmt: skip


def failures(found: Sequence[Fact], most: int = FAILURES_TOLD) -> str:
    """Return the first wrong answers of each kind as Markdown, shortened."""
    lines: list[str] = []
    for kind in sorted({fact.kind for fact in found}):
        wrong = [fact for fact in found if fact.kind == kind and not fact.right]
        lines += [
            f"- {kind}: {fact.question} Right: {fact.truth[:80]!r}; said: {fact.said[:140]!r}" for fact in wrong[:most]
        ]
    return "\n".join(lines) + "\n"


def facts(ready: Asked) -> Iterator[Fact]:
    """Ask a call for facts that its turns settle, and for things that nobody mentions."""
    yield from _of_the_call(ready)
    for noun in nouns_of(ready.call.turns):
        yield from _of_noun(ready, noun)
    yield from _of_absent(ready)


def nouns_of(turns: Sequence[Turn]) -> list[str]:
    """Return some nouns of a call, each with no other word of the call made from it ("booking" beside "book")."""
    words = {word for turn in turns for word in _words(turn)}
    found = {
        noun
        for turn in turns
        for noun in _NOUN.findall(turn.text.lower())
        if noun not in _NO_NOUNS and not noun.endswith("s") and not any(_kin(noun, word) for word in words)
    }
    return sorted(found, key=lambda noun: zlib.crc32(noun.encode()))[:NOUNS_OF_A_CALL]


def _kin(noun: str, word: str) -> bool:
    """Tell whether a word is made from a noun, or the noun from it, and is not its plural or genitive."""
    return word[: max(4, len(noun) - 3)] == noun[: max(4, len(noun) - 3)] and not _is(noun, word)


def _is(noun: str, word: str) -> bool:
    return word in (noun, f"{noun}s", f"{noun}es", f"{noun}'s")


def _words(turn: Turn) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", turn.text.lower())


def _fact(ready: Asked, kind: str, truth: str, right: Callable[[str], bool], **names: str) -> Fact:
    """Ask one question of a kind in one of its wordings."""
    key = f"{ready.call.call_id} {kind} {sorted(names.values())}"
    wordings = WORDINGS[kind]
    question = one_of(wordings, key).format(**names)
    said = ready.ask(question).text
    return Fact(kind, ready.call.call_id, question, truth, said, right(said))


def _of_the_call(ready: Asked) -> Iterator[Fact]:
    """Ask for what concerns the whole call: its length, turns, questions, and how each side began and ended."""
    call, talk = ready.call, ready.analysis.talk_time
    long = call.duration_s
    yield _fact(ready, "duration", f"{long:.0f} s", lambda said: _near(seconds_said(said), long, 1.0))
    yield _fact(ready, "all turns", f"{len(call.turns)}", lambda said: number_said(said) == len(call.turns))
    silence = ready.analysis.metric("Q011").answer
    expected = seconds_said(str(silence))
    if expected is not None:
        yield _fact(ready, "longest silence", str(silence), lambda said: _near(seconds_said(said), expected, 1.0))
    for side, part, spoke in (
        ("bot", talk.bot_share, talk.bot_s),
        ("customer", talk.customer_share, talk.customer_s),
    ):
        own = [turn for turn in call.turns if turn.speaker == side]
        if not own:
            continue
        for kind, truth, right in (
            ("turns", f"{len(own)}", lambda said, own=own: number_said(said) == len(own)),
            ("share of talk", f"{part:.0%}", lambda said, part=part: _near(percent_said(said), 100 * part, 1.0)),
            ("talk time", f"{spoke:.0f} s", lambda said, spoke=spoke: _near(seconds_said(said), spoke, 1.0)),
            ("first words", own[0].text, lambda said, own=own: repeats(said, own[0].text)),
            ("last words", own[-1].text, lambda said, own=own: repeats(said, own[-1].text)),
        ):
            yield _fact(ready, kind, truth, right, side=side)
        asks = [turn for turn in own if "?" in turn.text]
        marked = sum(len(re.findall(r"\?+", turn.text)) for turn in asks)
        plain = [turn for turn in own if "?" not in turn.text]
        if marked == len(asks) and not any(_UNMARKED_QUESTION.search(turn.text.lower()) for turn in plain):
            yield _fact(ready, "questions", f"{marked}", lambda said, n=marked: number_said(said) == n, side=side)


def _near(found: float | None, expected: float, reach: float) -> bool:
    return found is not None and abs(found - expected) <= reach


def repeats(said: str, turn: str) -> bool:
    """Tell whether an answer holds five words of a turn in their order, or all of a shorter one's."""
    whole = " ".join(["", *re.findall(r"\w+", said.lower()), ""])
    words = re.findall(r"\w+", turn.lower())
    length = min(5, len(words))
    return any(f" {' '.join(words[at : at + length])} " in whole for at in range(len(words) - length + 1))


def _of_noun(ready: Asked, noun: str) -> Iterator[Fact]:
    """Ask how often, when, by whom and whether a noun was said, and what was said before and after."""
    turns = ready.call.turns
    number = {turn.index: sum(_is(noun, word) for word in _words(turn)) for turn in turns}
    total = sum(number.values())
    yield _fact(ready, "mentions", f"{total}", lambda said: number_said(said) == total, noun=noun)
    holding = [turn for turn in turns if number[turn.index]]
    if {turn.speaker for turn in holding} == set(SIDES):
        first = holding[0].speaker
        named = ready.call.bot_name.lower() if first == "bot" else first
        yield _fact(
            ready, "who was first", first,
            lambda said: said.lower().removeprefix("the ").startswith((first, named)), noun=noun,
        )  # fmt: skip
    for side in SIDES:
        own = [turn for turn in holding if turn.speaker == side]
        times = sum(number[turn.index] for turn in own)
        wanted = "Yes" if own else "No"
        yield _fact(ready, "presence", wanted, lambda said, v=wanted: _says(said, v), noun=noun, side=side)
        if not own:
            continue
        yield _fact(
            ready,
            "mentions by one side",
            f"{times}",
            lambda said, n=times: number_said(said) == n,
            noun=noun,
            side=side,
        )
        for kind, turn in (("first mention", own[0]), ("last mention", own[-1])):
            at = int(turn.timestamp_s)
            truth = f"{at // 60}:{at % 60:02}"
            yield _fact(ready, kind, truth, lambda said, at=at: moment_said(said) == at, noun=noun, side=side)
        yield from _around(ready, noun, own[0])


def _says(said: str, wanted: str) -> bool:
    return re.match(rf"{wanted}\b", said) is not None


def _around(ready: Asked, noun: str, mention: Turn) -> Iterator[Fact]:
    """Ask what the other side said right before and right after the first mention of a noun."""
    side = mention.speaker
    other = "bot" if side == "customer" else "customer"
    for before, after in pairwise(ready.call.turns):
        for kind, turn, beside in (("said after", before, after), ("said before", after, before)):
            if turn is mention and beside.speaker == other:
                names = {"noun": noun, "side": side, "other": other}
                yield _fact(ready, kind, beside.text, lambda said, text=beside.text: repeats(said, text), **names)


def _of_absent(ready: Asked) -> Iterator[Fact]:
    """Ask for things that nobody mentions: neither a yes nor a value may be said."""
    call = ready.call
    words = {word for turn in call.turns for word in _words(turn)}
    absent = [thing for thing in ABSENT if words.isdisjoint(thing.split())]
    for thing in some_of(absent, call.call_id, THINGS_OF_A_CALL):
        for form in some_of(YES_NO_OF_ABSENT, call.call_id + thing, ABSENT_ASKED):
            said = ready.ask(form.format(thing)).text
            yield Fact("wrong yes", call.call_id, form.format(thing), "No", said, not said.startswith("Yes"))
        for form in some_of(VALUES_OF_ABSENT, call.call_id + thing, ABSENT_ASKED):
            said = ready.ask(form.format(thing)).text
            yield Fact("invented", call.call_id, form.format(thing), "Not stated", said, denies(said))
