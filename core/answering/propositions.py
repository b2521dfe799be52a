"""Does it hold: answers from the sentences that say or deny a thing, and from the replies to questions on it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.answering.asked.clauses import main_clause
from core.answering.cues import answers, only_regrets, part_fails
from core.answering.parts import denies, nearest_part, parts_of
from core.answering.plan import Plan
from core.answering.presence import COVERED, NEAR, absent, asking_stems
from core.answering.replies import not_stated, on_lines, said
from core.answering.retrieve import coverage, matches, replies_to
from core.answering.transcript import Line, Part, Transcript
from core.answering.verdicts import of_main_clause, opening
from core.answering.vocabulary import related, word_set
from core.answering.wishes import answer_knowing, answer_more, answer_wish
from core.answers import Answer
from core.calls import Speaker
from core.text import stem

_SIDES: Final[tuple[Speaker, Speaker]] = ("customer", "bot")
_POINTING_BACK: Final = word_set("it they this that these those he she we")
_OTHERS: Final = word_set("people others everyone everybody somebody someone they")
_WH: Final = word_set("what which who whom whose when where why how")
_HEAD: Final = 6  # words of a question among which its question word stands
_OF_THE_NAME: Final = 0.6  # of the coverage of a question that may only name the campaign
_DISPUTED: Final = 0.7  # what is left of the confidence where another turn says the opposite
# Words of a question that name no thing: "any sign of …", "a history of …".
_VAGUE: Final = frozenset(
    map(
        stem,
        word_set(
            """
            history sign indication evidence hint experience somehow previously threaten threatened similar comparable
            care taken
            """
        ),
    )
)
# Who calls goes without saying in a call: "Does the charity work in Kenya?"
_SELLERS: Final = frozenset(map(stem, word_set("charity organization organisation company firm campaign")))
_UNREALISED: Final = re.compile(
    r"\b(?:(?:would|d) (?:like|love|prefer) to|want to|wish|hop(?:e|ing) to|plan(?:ning)? to|thinking (?:of|about)"
    r"|used to|should|intend to)\b"
)
_ASKS_OF_WISHES: Final = re.compile(
    r"\b(?:want\w*|like|wish\w*|hop\w+|plan\w*|prefer\w*|will|would|going to|intend\w*|before|ever|used)\b"
)
_TAKEN_BACK: Final = re.compile(r"\b(?:but|though|however|yet)\b.*\b(?:not|no|never)\b")
# "Had they heard of the company before?"
_ACQUAINTED: Final = re.compile(
    r"\b(?:kn[eo]wn?|hear(?:d|ing)?|familiar|aware|acquainted|c[ao]me across|new to|news to|unknown to|unfamiliar"
    r"|strangers? to|first encounter)\b"
)
# "Was this charity new to her?" asks for the opposite.
_NOT_BEFORE: Final = re.compile(
    r"\b(?:(?:for the|the very|their|his|her) first (?:time|encounter)|new to|news to|unknown to|unfamiliar"
    r"|strangers? to)\b"
)
_NEWS_OF: Final = re.compile(
    r"\b(?:know(?: \w+){0,2} (?:about|of)|known|know (?!(?:if|whether|that|what|how|i|you|let)\b)"
    r"|heard? (?:of|about|anything)|familiar|aware of|never heard)\b"
)
_KNOWING: Final = re.compile(r"^(?:just )?(?:an? (?:little|bit)|some\b|somewhat|vaguely|i have\b(?! not)|of course)")
# "Did they need water?"
_NEED: Final = re.compile(r"\b(?:need|needs|needed|require|required|short of|lack|lacked)\b")
_NEEDING: Final = re.compile(
    r"\b(?:need\w*|want\w*|requir\w*|like|could use|important|priorit\w*|essential|vital|crucial|must have"
    r"|have to have)\b"
)
_SATED: Final = re.compile(r"\b(?:good (?:on|for|with)|enough|plenty|already have|not a (?:concern|priority))\b")
_PROBLEM: Final = re.compile(
    r"^(?:was|were|is|are) there (?:\w+ ){0,3}?(?:problems?|issues?|trouble|difficult\w+|errors?|hitch\w*)\b"
)
_PROBLEMS: Final = frozenset(map(stem, word_set("problem issue trouble difficulty difficulties error hitch")))
# "Was she able to give her number?", "Could he not remember the code?"
_ABLE: Final = re.compile(
    r"\b(?:un)?able to (?:give|tell|provide|state|recall|remember|name|supply|say|find|produce)\b"
)
_UNABLE: Final = re.compile(
    r"\b(?:(?:can|could|do|did) not (?:\w+ )?(?:know|remember|recall|have|find|get|say|tell|give)|not sure"
    r"|no idea|forgot\w*|unable|not able)\b"
)
_GIVING: Final = frozenset(
    map(stem, word_set("give tell provide state recall remember name supply say find produce us"))
)
_AT_FIRST: Final = re.compile(r"\b(?:when|at first|first|initially|originally)\b")
_UNKNOWING: Final = re.compile(
    r"\b(?:never heard|not (?:\w+ )?(?:heard?|know|familiar|aware)|unfamiliar|first time|not believe (?:that )?i have"
    r"|not think (?:so|i have)|not too sure)\b"
)


_OF_BEING: Final = re.compile(r"(?:is|are|was|were) (?:not )?(?:he|she|they|the \w+) (?:really |actually )?\w+$")


_READERS: Final[Mapping[str, Callable[[Plan, Transcript], Answer | None]]] = {
    "wish": answer_wish,
    "more": answer_more,
    "knowing": answer_knowing,
}


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one turn says of a proposition, and how much of it the turn's words cover."""

    line: Line
    holds: bool
    coverage: float


def answer_proposition(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether something holds: the last sentence that says or denies it, or reply to a question on it, decides."""
    plan = of_main_clause(plan)
    plan = replace(plan, topic=tuple(item for item in plan.topic if item not in _VAGUE) or plan.topic)
    own_reader = _READERS.get(plan.aspect)
    if own_reader is not None and (read := own_reader(plan, transcript)) is not None:
        return read
    if _ABLE.search(main_clause(plan.words)) and (told := _able(plan, transcript)) is not None:
        return _told(plan, transcript, told, 0.6)
    if _PROBLEM.search(plan.words) and (trouble := _trouble(plan, transcript)) is not None:
        return _told(plan, transcript, trouble, 0.5)
    if _ACQUAINTED.search(plan.words) and (known := _known(plan, transcript)) is not None:
        asked_for_unknown = _NOT_BEFORE.search(main_clause(plan.words)) is not None
        return _told(plan, transcript, replace(known, holds=known.holds != asked_for_unknown), 0.6)
    own = tuple(item for item in plan.topic if item not in _SELLERS) or plan.topic
    plan = replace(plan, topic=own)
    verdicts = [
        found
        for found in (*_stated(plan, transcript), *_replied(plan, transcript))
        if _is_about(transcript, found.line, own)
    ]
    if not verdicts and plan.aspect == "wish":
        return absent(plan, transcript, "asked for")
    if not verdicts:
        return not_stated(plan, transcript)
    best = max(
        verdicts, key=lambda found: (found.line.speaker == plan.speaker, round(found.coverage, 1), found.line.position)
    )
    rivals = [found for found in verdicts if round(found.coverage, 1) >= round(best.coverage, 1)]
    disputed = any(found.holds != best.holds for found in rivals)
    return _told(plan, transcript, best, (0.35 + 0.4 * best.coverage) * (_DISPUTED if disputed else 1.0))


def _told(plan: Plan, transcript: Transcript, best: _Verdict, confidence: float) -> Answer:
    evidence = [best.line]
    if (before := transcript.before(best.line)) is not None and before.speaker != best.line.speaker and before.asks:
        evidence.append(before)
    return on_lines(plan, f"{opening(plan, best.holds)}{said(best.line, plan.topic)})", confidence, evidence)


def _is_about(transcript: Transcript, line: Line, own: Sequence[str]) -> bool:
    """Tell whether a turn, or it with the question before it, says what is particular of a proposition."""
    before = transcript.before(line)
    asked = before.stems if before is not None and before.speaker != line.speaker else ()
    return coverage(transcript, own, frozenset((*line.stems, *asked))) >= NEAR


def _known(plan: Plan, transcript: Transcript) -> _Verdict | None:
    """Read whether the customer knew of something: from what they first say of it or reply when they are asked."""
    general = not plan.topic or transcript.is_general(plan.topic) or _names_campaign(transcript, plan.topic)
    for line in transcript.of("customer"):
        before = transcript.before(line)
        words = " ".join(line.words)
        asked = (
            before is not None and before.speaker == "bot" and before.asks and _NEWS_OF.search(" ".join(before.words))
        )
        stems = frozenset((*line.stems, *(before.stems if before is not None else ())))
        if not general and coverage(transcript, plan.topic, stems) < NEAR:
            continue
        if _UNKNOWING.search(words) and (asked or _NEWS_OF.search(words)):
            return _Verdict(line, holds=False, coverage=1.0)
        if asked and (_KNOWING.search(words) or answers(line)):
            return _Verdict(line, _KNOWING.search(words) is not None or answers(line) > 0, 1.0)
    return None


def _trouble(plan: Plan, transcript: Transcript) -> _Verdict | None:
    """Find where a problem is told: a complaint, or a turn of the bot that could not do something, on the topic."""
    topic = tuple(item for item in plan.topic if item not in _PROBLEMS)
    for line in transcript.lines:
        before = transcript.before(line)
        stems = frozenset((*line.stems, *(before.stems if before is not None else ())))
        tells = line.speaker == "bot" and any(part_fails(part.words) for part in parts_of(line))
        if (tells or "complaint" in line.acts) and (not topic or coverage(transcript, topic, stems) >= NEAR):
            return _Verdict(line, holds=True, coverage=1.0)
    return None


def _able(plan: Plan, transcript: Transcript) -> _Verdict | None:
    """Read whether a side could give or do what it was asked for: its last turn on it, or the first where asked so."""
    topic = tuple(item for item in plan.topic if item not in _GIVING)
    if " number" in main_clause(plan.words):
        topic = (*topic, "number")
    wanted = frozenset(topic).union(*(related(item) for item in topic))
    found: list[_Verdict] = []
    for line in transcript.of(plan.speaker or "customer"):
        before = transcript.before(line)
        asked = before.stems if before is not None and before.speaker != line.speaker and not answers(before) else ()
        if wanted.isdisjoint((*line.stems, *asked)) or all(part.asks for part in parts_of(line)):
            continue
        if topic and coverage(transcript, topic, frozenset((*line.stems, *asked))) < COVERED:
            continue  # another number than the one asked about
        if _UNABLE.search(" ".join(line.words)):
            found.append(_Verdict(line, holds=False, coverage=1.0))
        elif not wanted.isdisjoint(asked) or _gives(line, topic):
            found.append(_Verdict(line, holds=True, coverage=1.0))
    if not found:
        return None
    return found[0] if _AT_FIRST.search(plan.words) else found[-1]


def _gives(line: Line, topic: Sequence[str]) -> bool:
    """Tell whether a turn gives a number unasked, with all that it is called by: not the account but its number."""
    named = all(not related(item).union((item,)).isdisjoint(line.stems) for item in topic)
    return named and any(character.isdigit() for character in line.turn.text)


def _names_campaign(transcript: Transcript, topic: Sequence[str]) -> bool:
    """Tell whether a topic is but another word for what the campaign names ("this charity")."""
    named = transcript.campaign_stems
    return all(item in named or not related(item).isdisjoint(named) for item in topic)


def _stated(plan: Plan, transcript: Transcript) -> list[_Verdict]:
    """Read the sentences that cover a topic, each by its own polarity."""
    verdicts: list[_Verdict] = []
    for match in matches(transcript, plan.topic, plan.speaker, least=COVERED):
        found = nearest_part(transcript, match.line, plan.topic, asking=False)
        if found is None or (match.line.asks and len(parts_of(match.line)) == 1):
            continue
        # "It has a lift" leaves the rest of the topic to the sentence before.
        if found[1] < (NEAR if not _POINTING_BACK.isdisjoint(found[0].words[:2]) else COVERED):
            continue
        if found[0].is_open or (plan.speaker is not None and _is_of_others(found[0])):
            continue
        if _NEED.search(plan.words):
            told = " ".join(found[0].words)
            if _SATED.search(told):
                verdicts.append(_Verdict(match.line, holds=False, coverage=found[1]))
                continue
            if _NEEDING.search(told) is None:
                continue  # that a thing is spoken of does not say that it is needed
        if _OF_BEING.match(plan.words) and match.coverage < 1.0:
            continue  # "my health" does not say that one is healthy
        holds = not denies(found[0].words, plan.topic)
        if holds and _ASKS_OF_WISHES.search(plan.words) is None and _UNREALISED.search(" ".join(found[0].words)):
            if _TAKEN_BACK.search(" ".join(found[0].words)) is None:
                continue  # a wish says nothing of what is
            holds = False
        verdicts.append(_Verdict(match.line, holds, found[1]))
    return verdicts


def _replied(plan: Plan, transcript: Transcript) -> list[_Verdict]:
    """Read the yes or no to each question on a topic; a reply that speaks of the topic is a statement."""
    verdicts: list[_Verdict] = []
    wanted = frozenset(plan.topic).union(*(related(item) for item in plan.topic))
    for speaker in _SIDES:
        for question, reply in replies_to(transcript, plan.topic, speaker, least=COVERED):
            covered = coverage(transcript, plan.topic, asking_stems(question))
            own = nearest_part(transcript, reply, plan.topic, asking=False)
            polarity = answers(reply)
            if covered < COVERED or not polarity or (own is not None and own[1] >= COVERED):
                continue
            if polarity < 0 and only_regrets(reply) and wanted.isdisjoint(reply.stems):
                continue  # sorry for something else
            asked = nearest_part(transcript, question, plan.topic, asking=True)
            if asked is not None and not _WH.isdisjoint(asked[0].words[:_HEAD]):
                continue  # a yes to "how much …" says nothing
            asked_without = asked is not None and _excludes(asked[0], plan.topic)
            named = transcript.campaign_stems.issuperset(plan.topic)  # as its name alone, perhaps
            worth = covered * _OF_THE_NAME if named else covered
            verdicts.append(_Verdict(reply, (polarity > 0) != asked_without, worth))
    return verdicts


def _is_of_others(part: Part) -> bool:
    """Tell whether a sentence is about people in general and not about its speaker."""
    return not _OTHERS.isdisjoint(part.words) and "i" not in part.words


def _excludes(asked: Part, topic: Sequence[str]) -> bool:
    """Tell whether a question asks for a thing's absence: "without a fee"; "don't you" does not."""
    return denies([word for word in asked.words if word != "not"], topic)
