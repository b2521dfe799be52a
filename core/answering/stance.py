"""Did they agree or refuse: the last word on the matter counts, so that a later refusal overrides an earlier yes."""

import re
from collections.abc import Sequence

from core.answering.cues import agrees_itself, answers, asks_for_more, hedges, negates, stance
from core.answering.plan import Plan
from core.answering.presence import absence
from core.answering.propositions import answer_proposition
from core.answering.quotes import at, in_words, quote
from core.answering.replies import grounded, name_of, named, not_stated, on_lines, said
from core.answering.retrieve import coverage, matches, rank
from core.answering.transcript import Line, Transcript
from core.answering.values import values_in
from core.answering.verdicts import verdict
from core.answering.vocabulary import related, word_set
from core.answers import Answer
from core.calls import Speaker

_PROPOSING = re.compile(
    r"\b(?:would|will|could|can|shall|should|want|like|willing|interested|how much|mind|let us|please"
    r"|ready|agree|accept"
    r"|how about|what about|happy to|consider|may i|donate|buy|sign up|join)\b"
)
_INQUIRING = re.compile(
    r"(?:^|[.!?] )(?:\w+ , )?(?:is|are|was|were|have|had|did) (?:there|you|it|they"
    r"|that)\b[^.!?]*\?$"
)
_OF_THE_PAST = re.compile(r"\b(?:i|we) (?:have|had|already|used to)\b|\bin the past\b")
_ASSENTING = re.compile(r"\b(?:agree\w*|accept\w*|consent\w*|commit\w*|promis\w*|say yes|said yes)\b")
_FOR_ITSELF = re.compile(
    r"(?:^|[.,;!?] |\b(?:i|we)\b(?: (?!(?:people|who|they|some|you|your)\b)\w+){0,5}? )"
    r"(?:not|no|never)\b"
)
_CLOSED = re.compile(r"\b(?:accept - deal|accept deal|it is a deal|that makes a deal|deal (?:it is|then)|agreed)\b")
_WITHOUT_MORE = re.compile(r"\bsure (?:that )?you (?:do|would|will|can) not\b")
_MORE = re.compile(
    r"\b(?:more(?! (?:information|info|details?|about|questions?|help|time))"
    r"|additional|extra|increase|raise|higher|go up)\b"
)
_AT_FIRST = re.compile(r"\b(?:at first|first|initially|originally)\b")
_COVERED = 0.5
_ABSENT = 0.35  # share of a topic below which it did not come up
# What it takes two for.
_MUTUAL = re.compile(r"\b(?:deals?|agreements?|bargain|split|terms|they|both|sides|parties|the two|anyone|anybody)\b")
# Words for "what was proposed" that a call need not contain.
_PROPOSAL = word_set(
    "offer deal propos product plan servic campaign proceed continu pitch sale negoti agreement choic"
    " anyth someth it option appeal split term bargain plea request idea suggest pitch ask"
)
# Verbs of agreeing say how, not what.
_VERBS = word_set(
    """
    agre accept consent commit promis approv choos chose chosen intend yes reach side parti come convinc persuad
    prefer refus declin reject deni turn object strike struck fail give rebuf spurn budg yield relent conced cave
    contribut end eventu pledg close make made land side final cut settl put forward two set
    """
)


def answer_stance(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether a side (the customer, if not said) agreed to something, or refused it."""
    speaker: Speaker = plan.speaker or "customer"
    topic = tuple(stem for stem in plan.topic if stem not in _VERBS)
    stances = _of_more(transcript, speaker) if _MORE.search(plan.words) else []
    stances = stances or _granted(transcript, stances_of(plan, transcript))
    if not stances:
        return _without(plan, transcript, topic, speaker)
    at_first = _AT_FIRST.search(plan.words) is not None
    line, polarity = stances[0] if at_first else stances[-1]
    later = sum(found == polarity for _, found in stances)
    sure = 0.45 + 0.25 * later / len(stances) + (0.15 if abs(polarity) and len(stances) > 1 else 0.0)
    evidence = _with_question(transcript, line) + [
        other for other, found in reversed(stances[:-1]) if found == polarity
    ]
    return on_lines(plan, _text(plan, polarity, speaker, line), sure, evidence)


def _granted(transcript: Transcript, stances: list[tuple[Line, int]]) -> list[tuple[Line, int]]:
    """Leave out the noes to more that follow a yes: they take nothing back."""
    agreed = next((line.position for line, polarity in stances if polarity > 0), None)
    if agreed is None:
        return stances
    return [
        (line, polarity)
        for line, polarity in stances
        if polarity > 0 or line.position < agreed or not _asked_for_more(transcript.before(line))
    ]


def _asked_for_more(line: Line | None) -> bool:
    words = " ".join(line.words) if line is not None else ""
    return _MORE.search(words) is not None and _PROPOSING.search(words) is not None


def _of_more(transcript: Transcript, speaker: Speaker) -> list[tuple[Line, int]]:
    """Return how a side replies when it is asked for more than it granted, in temporal order."""
    found: list[tuple[Line, int]] = []
    for line in transcript.of(speaker):
        before = transcript.before(line)
        if before is None or before.speaker == speaker or asks_for_more(before):
            continue
        if _asked_for_more(before):
            polarity = _own_stance(line)
            if polarity:
                found.append((line, -polarity if _WITHOUT_MORE.search(" ".join(before.words)) else polarity))
    return found


def stances_of(plan: Plan, transcript: Transcript) -> list[tuple[Line, int]]:
    """Return the turns in which a side (the customer, if not said) agrees (1) or refuses (-1), in temporal order."""
    speaker: Speaker = plan.speaker or "customer"
    topic = tuple(stem for stem in plan.topic if stem not in _VERBS)
    if not topic or set(topic) <= _PROPOSAL:
        found = _general(transcript, speaker)
        if plan.speaker is None and _MUTUAL.search(plan.words):
            found += [(line, polarity) for line in transcript.of("bot") if (polarity := settles(line))]
        return sorted(found, key=lambda item: item[0].position)
    found = _on_topic(transcript, topic, speaker)
    if plan.speaker is None:
        found += _on_topic(transcript, topic, "bot")
    return sorted(found, key=lambda item: item[0].position)


def _text(plan: Plan, polarity: int, speaker: Speaker, line: Line) -> str:
    did = "agreed" if polarity > 0 else "refused"
    if plan.aspect == "choice":
        return f"{'Accepted' if polarity > 0 else 'Declined'} - {said(line, plan.topic)}"
    wanted = -1 if plan.aspect == "refuse" else 1
    grounds = f"{name_of(line.speaker)} {did} at {at(line)}: {in_words(quote(line, plan.topic))}"
    return f"{verdict(plan, polarity == wanted)} ({grounds})"


def _on_topic(transcript: Transcript, topic: Sequence[str], speaker: Speaker) -> list[tuple[Line, int]]:
    """Collect what a side says of itself on a topic, and how it replies when the other side brings it up."""
    found: dict[int, int] = {}
    for match in matches(transcript, topic, speaker, least=_COVERED):
        line = match.line
        if negates(line, topic) and _speaks_for_itself(line):
            found[line.position] = -1
        elif (polarity := _own_stance(line)) and not (polarity > 0 and _only_answers(transcript, line)):
            found[line.position] = polarity
    wanted = frozenset(topic).union(*(related(item) for item in topic))
    for line in transcript.of("bot" if speaker == "customer" else "customer"):
        reply = transcript.after(line)
        if reply is None or reply.speaker != speaker or reply.position in found or wanted.isdisjoint(line.stems):
            continue
        # What is agreed to may be named in part by the proposal and in part by the yes to it.
        if coverage(transcript, topic, frozenset((*line.stems, *reply.stems))) >= _COVERED:
            replied = _reply(line, reply)
            if replied:
                found[reply.position] = replied
    return [
        (transcript.lines[position], polarity)
        for position, polarity in sorted(found.items())
        if polarity < 0 or not hedges(transcript.lines[position])
    ]


def _speaks_for_itself(line: Line) -> bool:
    """Tell whether a turn's denial is the speaker's own, not of what others do ("people who do not")."""
    return _FOR_ITSELF.search(" ".join(line.words)) is not None


def _own_stance(line: Line) -> int:
    """Read a turn's stance; what a bot calls the customer's refusal ("since you are not …") is none of its own."""
    polarity = stance(line)
    return 0 if polarity < 0 and line.speaker == "bot" and not _speaks_for_itself(line) else polarity


def _only_answers(transcript: Transcript, line: Line) -> bool:
    """Tell whether a turn's yes is to a question that proposes nothing ("Have you …?"), or tells of the past."""
    if agrees_itself(line):
        return False
    before = transcript.before(line)
    asked = before is not None and before.speaker != line.speaker and before.asks
    return (asked and before is not None and not _proposes(before)) or _OF_THE_PAST.search(
        " ".join(line.words)
    ) is not None


def _reply(asked: Line, reply: Line) -> int:
    """Read a reply on a topic; an amount in reply to "how much" is a yes."""
    if not asked.asks:
        return _own_stance(reply)
    if not _proposes(asked):
        return 1 if agrees_itself(reply) and stance(reply) > 0 else 0
    polarity = answers(reply)
    if "without" in asked.words:
        return -polarity
    if (
        not polarity
        and "how much" in " ".join(asked.words)
        and (values_in(reply, "amount") or values_in(reply, "number"))
    ):
        return 1
    return polarity


def _proposes(asked: Line) -> bool:
    """Tell whether a question proposes something: a no to "Is there …?" or "Have you …?" refuses nothing."""
    said_words = " ".join(asked.words)
    return _PROPOSING.search(said_words) is not None and _INQUIRING.search(said_words) is None


def _general(transcript: Transcript, speaker: Speaker) -> list[tuple[Line, int]]:
    """Collect what a side accepts or refuses in the whole call, small courtesies left out."""
    found: list[tuple[Line, int]] = []
    for line in transcript.of(speaker):
        before = transcript.before(line)
        if before is not None and before.speaker != speaker and asks_for_more(before):
            continue
        polarity = stance(line)
        if polarity:
            found.append((line, polarity))
    return found


def settles(line: Line) -> int:
    """Read whether a turn of itself closes a matter (1), a deal or a booking, or turns it down (-1)."""
    said_words = " ".join(line.words)
    if _CLOSED.search(said_words):
        return 1
    polarity = stance(line)
    return polarity if polarity < 0 or agrees_itself(line) else 0


def _with_question(transcript: Transcript, line: Line) -> list[Line]:
    before = transcript.before(line)
    if before is not None and before.speaker != line.speaker and before.asks:
        return [line, before]
    return [line]


def _without(plan: Plan, transcript: Transcript, topic: Sequence[str], speaker: Speaker) -> Answer:
    """Answer where no stance was found: nothing came up, or it came up and was left open."""
    if plan.aspect == "choice":
        return not_stated(plan, transcript, f"{name_of(speaker)} neither accepted nor declined")
    if topic and plan.aspect != "refuse" and not _ASSENTING.search(plan.words):
        held = answer_proposition(plan, transcript)
        if held.text.startswith(("Yes", "No (")) and plan.speaker is not None:
            return held
    ranked = rank(transcript, topic, plan.speaker)
    best = max((coverage(transcript, topic, frozenset(line.stems)) for line, _ in ranked[:3]), default=0.0)
    if best >= _ABSENT and plan.aspect != "refuse":
        return not_stated(plan, transcript, f"{name_of(speaker)} gave no clear yes or no to that")
    verb = "refused" if plan.aspect == "refuse" else "agreed to"
    near = f"; nearest passage: {said(ranked[0][0], topic)}" if ranked else ""
    text = f"{verdict(plan, False)} ({name_of(speaker)} never {verb} {named(plan)}{near})"
    if not ranked:
        return grounded(plan, text, absence(plan, transcript))
    return on_lines(plan, text, absence(plan, transcript), [line for line, _ in ranked[:2]])
