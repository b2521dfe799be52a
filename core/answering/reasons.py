"""Why: the clause after because, since or so that, or else the objection that goes with it; and the main concern."""

import re
from collections.abc import Sequence
from typing import Final

from core.analysis.sentiment import turn_sentiment
from core.answering.asked.manner import asked_state
from core.answering.cues import fails, part_fails, stance
from core.answering.parts import denies, parts_of
from core.answering.plan import Plan
from core.answering.quotes import at, cut
from core.answering.replies import name_of, not_stated, on_lines, said, shown, times
from core.answering.requested import open_requests
from core.answering.retrieve import coverage, rank
from core.answering.spans import answer_span, asked_of
from core.answering.stance import stances_of
from core.answering.states import feeling_lines
from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import word_set
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems, stem, tokens

_CLAUSE: Final = re.compile(
    r"\b(?:because(?! of (?:that|this|it)\b)|cuz|coz"
    r"|since(?= (?:i|we|it|you|he|she|they|the|my|there|that)\b)|as(?= (?:i|we|he|she"
    r"|they) (?:am|are|is|was|do|don't|have|can't|cannot)\b)"
    r"|as(?= i (?!said|mentioned|told|know|see|go|can|could|understand|recall)\w)"
    r"|due to|so that|in order to|reason(?:ing)?\b[^.!?\n]{0,60}? (?:is|was)\b"
    r"|that's why|that is why|in case|the thing is)\b",
    re.IGNORECASE,
)
_CONSEQUENCE: Final = re.compile(
    r",? so (?:i|we|that's why i) (?:need|want|would|have|had|am|can|can't|cannot|could|must|will|was|do"
    r"|don't|decided)\b",
    re.IGNORECASE,
)
_SHORTEST: Final = 3  # words of a clause that can be a reason
_END: Final = re.compile(r"[.!?;\n]")
_REFUSING: Final = re.compile(
    r"\b(?:refus\w*|declin\w*|reject\w*|not (?:\w+ ){0,2}?(?:want|agree|accept|donate|buy|interested"
    r"|proceed)|hesita\w*|turn\w* down|say no|said no|object\w*|unwilling|reluctant)\b"
)
_AGREEING: Final = re.compile(r"\b(?:agree\w*|accept\w*|donate\w*|willing|interested|convinced)\b")
_WHY: Final = re.compile(r"\b(?:why|reasons?|how come|what makes|what is stopping|what holds)\b")
_BARE_REFUSAL: Final = word_set(
    "thank thanks sorri interest think want need today now moment right believ feel like anyth donat agre buy realli"
    " actual offer accept guess time"
)  # words of a refusal that give no reason for it
_TELLING: Final = 2  # words of content that a reason has besides those
_OFTEN: Final = 2  # questions with the same word that make it what was asked most
_LONGEST: Final = 200
_LEAST: Final = 0.5  # share of the topic that a turn with a reason has to cover
_LEAST_AROUND: Final = 0.4  # the same of a turn with those next to it
_NEAR: Final = 2  # turns after the one asked about in which its reason may be given


def answer_reason(plan: Plan, transcript: Transcript) -> Answer:
    """Tell a reason that was stated: of a refusal or feeling from the turns that show it, else from those on topic."""
    words = plan.words
    refusing = _REFUSING.search(words) is not None
    told_of = plan.speaker is None and bool(plan.topic)  # of somebody or something else than a side of the call
    if not refusing and not told_of and (feeling := asked_state(words)) and feeling != "changed":
        return _reason_of_feeling(plan, transcript, feeling)
    if refusing or (_AGREEING.search(words) and not plan.topic):
        polarity = -1 if refusing else 1
        turns = [line for line, found in stances_of(plan, transcript) if found == polarity]
        if not turns and refusing:
            turns = [line for line in transcript.of(plan.speaker or "customer") if "objection" in line.acts]
        if not turns and not told_of:
            did = "did not refuse" if refusing else "did not agree"
            return not_stated(plan, transcript, f"{name_of(plan.speaker or 'customer')} {did}")
        if turns:
            return _reason_of(plan, transcript, turns)
    ranked = rank(transcript, plan.terms, plan.speaker, words, plan.topic)
    if not ranked:
        return not_stated(plan, transcript)
    return _by_topic(plan, transcript, [line for line, _ in ranked[:5]])


def _reason_of_feeling(plan: Plan, transcript: Transcript, feeling: str) -> Answer:
    """Tell what a feeling goes with: a because in its turn, the bot's words just before that fall short, or its own."""
    speaker = plan.speaker or "customer"
    turns = feeling_lines(transcript, feeling, speaker)
    for line in turns:
        if clause := clause_of(line):
            return on_lines(plan, f"{clause} - {name_of(speaker)} at {at(line)}", 0.6, [line])
    for line in turns:
        before = transcript.before(line)
        if feeling in ("angry", "negative") and before is not None and before.speaker != speaker and fails(before):
            cause = next(part for part in (*parts_of(before), None) if part is None or part_fails(part.words))
            told = _plain(cause.text if cause is not None else before.turn.text)
            text = (
                f"{told} - {name_of(before.speaker)} at {at(before)}, to which {name_of(speaker)} replied {_told(line)}"
            )
            return on_lines(plan, text, 0.5, [line, before])
    for line in turns:
        statement = telling_part(line)
        if statement and len(content_stems(statement)) >= _TELLING:
            return on_lines(plan, f"{_plain(statement)} - {name_of(speaker)} at {at(line)}", 0.35, [line])
    shown = f"{name_of(speaker)} gave no reason" if turns else f"no turn of {name_of(speaker)} shows it"
    return not_stated(plan, transcript, shown)


def _reason_of(plan: Plan, transcript: Transcript, turns: Sequence[Line]) -> Answer:
    """Look for a because-clause in the turns and those of the same side near them, or for the reply to a why."""
    near: list[Line] = []
    for line in reversed(turns):
        reach = transcript.lines[line.position : line.position + 2 * _NEAR + 1]
        near.extend(other for other in reach if other.speaker == line.speaker and other not in near)
    for line in near:
        if clause := clause_of(line):
            return on_lines(plan, f"{clause} - {name_of(line.speaker)} at {at(line)}", 0.65, [line, *turns])
    for line in near:
        before = transcript.before(line)
        if before is not None and before.asks and _WHY.search(" ".join(before.words)) and len(line.stems) >= _TELLING:
            return on_lines(plan, f"{_as_said(line)} - {name_of(line.speaker)} at {at(line)}", 0.6, [line, before])
    for line in reversed(turns):
        for part in parts_of(line):
            if not part.asks and len(part.stems - frozenset(plan.topic) - _BARE_REFUSAL) >= _TELLING:
                text = f"{_plain(part.text)} - {name_of(line.speaker)} at {at(line)}"
                return on_lines(plan, text, 0.4, [line, *turns])
    return not_stated(plan, transcript, f"{name_of(turns[-1].speaker)} gave no reason, {said(turns[-1])}")


def _by_topic(plan: Plan, transcript: Transcript, ranked: Sequence[Line]) -> Answer:
    best = ranked[0]
    heard = best.stems
    if plan.speaker is None:  # of somebody or something else, who need not be named in the very turn
        around = transcript.lines[max(0, best.position - 1) : best.position + 2]
        heard = tuple(item for line in around for item in line.stems)
    covered = coverage(transcript, plan.topic or plan.terms, heard)
    if covered < (_LEAST if plan.speaker is not None else _LEAST_AROUND):
        return not_stated(plan, transcript, "no reason is given")
    after = transcript.after(best)
    told_by = after.speaker if after is not None else None
    if not best.asks and plan.speaker not in (None, told_by):
        after = None  # the other side's next words are no reason of this one's
    others = [line for line in ranked[1:4] if _covers(plan, transcript, line)]
    near = (best, *([after] if after is not None else []), *others)
    for line in sorted(near, key=lambda each: plan.speaker not in (None, each.speaker)):
        if plan.speaker not in (None, line.speaker) and line is not after:
            continue  # the other side's reasons are its own
        if clause := clause_of(line):
            return on_lines(
                plan, f"{clause} - {name_of(line.speaker)} at {at(line)}", 0.3 + 0.35 * covered, [best, line, *ranked]
            )
    line = after if best.asks and after is not None else best
    wishes = line.speaker == "customer" and "request" in line.acts and plan.speaker is not None
    if wishes or not telling_part(line):  # a wish tells no reason; a statement about it may
        told = [each for each in ranked if plan.speaker in (None, each.speaker) and not each.asks]
        told = [each for each in told if "request" not in each.acts]
        told = [each for each in told if plan.speaker is None or _covers(plan, transcript, each)]
        if not told:
            return not_stated(plan, transcript, "no reason is given")
        line = told[0]
    if plan.speaker is None and len(set(line.stems).difference(plan.terms, _BARE_REFUSAL)) < _TELLING:
        return not_stated(plan, transcript, "no reason is given")
    reason = cut(answer_span(asked_of(plan, transcript), line.turn.text), _LONGEST)
    return on_lines(
        plan, f"{reason} - {name_of(line.speaker)} at {at(line)}", 0.2 + 0.25 * covered, [best, line, *ranked]
    )


def _covers(plan: Plan, transcript: Transcript, line: Line) -> bool:
    return coverage(transcript, plan.topic or plan.terms, frozenset(line.stems)) >= _LEAST


def clause_of(line: Line) -> str:
    """Return the words of a turn from because on to the end of the sentence; "" where there are none."""
    found = _CLAUSE.search(line.turn.text)
    if found is None:
        return _ground_of(line)
    start = found.start()
    end = _END.search(line.turn.text, found.end())
    clause = " ".join(line.turn.text[start : end.start() if end else None].split())
    if len(clause.split()) < _SHORTEST:
        return ""
    if end is not None and end.group() == "?":
        clause = clause.partition(",")[0]  # "…, since I am away, can you …?"
    clause = cut(clause, _LONGEST)
    return clause[0].upper() + clause[1:]


def _ground_of(line: Line) -> str:
    """Return what stands before "so I need" in its sentence; "" where nothing does."""
    text = line.turn.text
    found = _CONSEQUENCE.search(text)
    if found is None:
        return ""
    head = max(text.rfind(mark, 0, found.start()) for mark in ".!?;\n") + 1
    ground = " ".join(text[head : found.start()].split()).rstrip(",")
    return cut(ground, _LONGEST) if len(ground.split()) >= _SHORTEST else ""


def _as_said(line: Line) -> str:
    return _plain(line.turn.text)


def _plain(text: str) -> str:
    return cut(" ".join(text.split()), _LONGEST).rstrip(".")


def _told(line: Line) -> str:
    return f"at {shown(line)}"


def answer_concern(plan: Plan, transcript: Transcript) -> Answer:
    """Tell the customer's main concern in its own sentence: an objection or complaint, else a request left open."""
    speaker = plan.speaker or "customer"
    voiced = [line for line in transcript.of(speaker) if {"objection", "complaint"} & set(line.acts)]
    voiced = [line for line in voiced if telling_part(line)] or [
        line for line in transcript.of(speaker) if stance(line) < 0 and len(line.stems) >= 3 and _worries(line)
    ]
    if voiced:
        recurring = _recurring(voiced)
        main = max(voiced, key=lambda line: (sum(recurring.get(item, 0) for item in set(line.stems)), -line.position))
        before = transcript.before(main)
        more = f", after {said(before)}" if before is not None and before.speaker != speaker and fails(before) else ""
        more += f" (one of {len(voiced)} turns with concerns)" if len(voiced) > 1 else ""
        text = f"{_plain(telling_part(main) or main.turn.text)} - {name_of(speaker)} at {at(main)}{more}"
        others = [line for line in voiced if line is not main]
        return on_lines(plan, text, 0.45 + 0.05 * min(4, len(voiced)), [main, *others])
    if speaker == "customer" and (left := open_requests(transcript)):
        line = transcript.line_of(left[0].request.turn)
        text = f"{_plain(left[0].request.quote)} - a request that was not resolved, {name_of(speaker)} at {at(line)}"
        return on_lines(plan, text, 0.4, [line])
    return _no_concern(plan, transcript, speaker)


def _no_concern(plan: Plan, transcript: Transcript, speaker: Speaker) -> Answer:
    """Say that no concern was raised, and what was asked about most."""
    asked = [line for line in transcript.of(speaker) if line.asks]
    counts = _recurring(asked)
    most = max(counts, key=lambda item: (counts[item], -list(counts).index(item)), default="")
    if not most or counts[most] < _OFTEN:
        grounds = f"{name_of(speaker)} neither objected nor complained"
        return on_lines(plan, f"No concern was raised - {grounds}", 0.5, asked)
    about = [line for line in asked if most in line.stems]
    word = next(word for line in about for word in tokens(line.turn.text) if stem(word) == most)
    grounds = f'{name_of(speaker)} asked most about "{word}", {times(len(about))}, first at {shown(about[0], [most])}'
    return on_lines(plan, f"No concern was raised - {grounds}", 0.5, about)


def telling_part(line: Line) -> str:
    """Return the sentence of a turn that carries its objection or complaint, the worst one; "" where all of it asks."""
    told = [part for part in parts_of(line) if not part.asks]
    worst = min(
        told, key=lambda part: turn_sentiment(part.text) - 0.3 * denies(part.words, tuple(part.stems)), default=None
    )
    return worst.text if worst is not None else ""


def _worries(line: Line) -> bool:
    return any(not part.asks and len(part.stems - _BARE_REFUSAL) >= _TELLING for part in parts_of(line))


def _recurring(lines: Sequence[Line]) -> dict[str, int]:
    """Count in how many of the turns each stem occurs."""
    counts: dict[str, int] = {}
    for line in lines:
        for item in set(line.stems):
            counts[item] = counts.get(item, 0) + 1
    return counts
