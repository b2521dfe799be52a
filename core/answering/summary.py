"""Why a call was made, and the call in three sentences: what was wanted, what was said to it, how it ended.

Extractive: nothing is worded anew but the frame.
"""

import re
from typing import Final

from core.answering.cues import wishes
from core.answering.items import wished
from core.answering.named import names_in
from core.answering.outcome import COURTESY, result_of
from core.answering.passages import answer_passage
from core.answering.plan import Plan
from core.answering.quotes import at, cut, in_words, quote, quotes
from core.answering.replies import grounded, name_of, not_stated, on_lines
from core.answering.transcript import Line, Transcript
from core.answers import Answer
from core.calls import Speaker
from core.text import stem

_SUBSTANCE: Final = 2  # words of content that a request has at least
_SMALL_TALK: Final = re.compile(r"\bhow (?:are|about|is|was) (?:you|your|it going)|\bwhat about you", re.IGNORECASE)
_PITCHING: Final = re.compile(
    r"\b(?:(?:would|could|will|can) you|are you (?:willing|interested|able)|do you (?:want|wish)|how much|how about"
    r"|(?:i|we) (?:want|need|hope|ask|would like|am asking|are asking|am calling|are calling)|please|consider|let us"
    r"|interested in)\b"
)
_BIDDING: Final = re.compile(
    r"^(?:(?:hi|hello|hey|good \w+|ok|okay|so|well|and|there|,|!|\.) )*(?:can|could|may|would|will) (?:we|i|you)\b"
)
_SHORT: Final = 60  # characters of a wish that leaves room for the next one
_MOST_WISHES: Final = 3


def answer_purpose(plan: Plan, transcript: Transcript) -> Answer:
    """Tell why the call was made: what was first asked for or proposed, courtesies left out."""
    if plan.speaker is None and _names_a_third(plan, transcript):
        return answer_passage(plan, transcript)
    lines = _purpose(transcript, plan.speaker)
    if not lines:
        return not_stated(plan, transcript)
    line = lines[0]
    told = "; ".join(cut(" ".join(each.turn.text.split()), 200).rstrip(".") for each in lines)
    return on_lines(plan, f"{told} - {name_of(line.speaker)} at {at(line)}", 0.5, lines)


def _names_a_third(plan: Plan, transcript: Transcript) -> bool:
    """Tell whether a question that names neither side is about somebody whom the call names."""
    names = {stem(word.lower()) for line in transcript.lines for name in names_in(line) for word in name.split()}
    return not names.isdisjoint(plan.topic)


def _purpose(transcript: Transcript, speaker: Speaker | None) -> list[Line]:
    """Return the turns with the first wish of a side (None: of whichever wants something first), short ones joined."""
    own = (_pitch(transcript) if speaker == "bot" else None) or first_wish(transcript, speaker or "customer")
    if speaker is None:
        offered = next((line for line in transcript.of("bot") if _on_campaign(transcript, line)), None)
        if offered is not None and (own is None or offered.position < own.position):
            return [offered]
    if own is None:
        return []
    chosen = [own]
    for line in transcript.lines[own.position + 1 :]:
        if len(chosen) == _MOST_WISHES or len(chosen[-1].turn.text) > _SHORT:
            break
        if (
            line.speaker == own.speaker
            and len(line.turn.text) <= _SHORT
            and wished(line)
            and _content(line) >= _SUBSTANCE
        ):
            chosen.append(line)
    return chosen


def _pitch(transcript: Transcript) -> Line | None:
    """Return the first turn in which the bot asks for what its campaign is about: an agent calls for a purpose."""
    lines = transcript.of("bot")
    named = {line.position: len(transcript.campaign_stems.intersection(line.stems)) for line in lines}
    asking = [line for line in lines if named[line.position] and _PITCHING.search(" ".join(line.words))]
    telling = asking or [line for line in lines if named[line.position] >= _SUBSTANCE]
    enough = min(_SUBSTANCE, max((named[line.position] for line in telling), default=0))
    return next((line for line in telling if named[line.position] >= enough), None)


def first_wish(transcript: Transcript, speaker: Speaker) -> Line | None:
    """Return the turn in which a side first says what it wants; of one that wants nothing, the first of substance."""
    lines = [line for line in transcript.of(speaker) if _content(line)]
    wanting = [line for line in lines if wishes(line) or wished(line) or "request" in line.acts or _bids(line)]
    asking = wanting or [line for line in lines if line.asks and not _SMALL_TALK.search(line.turn.text)]
    told = [line for line in asking if _content(line) >= _SUBSTANCE or wishes(line)] or asking
    told = told or [line for line in lines if _content(line) >= _SUBSTANCE] or lines
    early = [line for line in lines if _content(line) > _SUBSTANCE and line.position < told[0].position] if told else []
    return (early or told)[0] if told else None


def _bids(line: Line) -> bool:
    """Tell whether a turn asks the other side to do something, or to let it be done: "Can we play?"."""
    return line.asks and _BIDDING.search(" ".join(line.words)) is not None


def _on_campaign(transcript: Transcript, line: Line) -> bool:
    return len(transcript.campaign_stems.intersection(line.stems)) >= _SUBSTANCE


def _content(line: Line) -> int:
    return len(set(line.stems).difference(COURTESY))


def answer_summary(plan: Plan, transcript: Transcript) -> Answer:
    """Tell the call in at most three sentences: what was wanted, what was said to it, how it ended and in what mood."""
    opening = _purpose(transcript, None)
    ending = list(result_of(transcript).lines)
    first = opening[-1].position if opening else -1
    ending = [line for line in ending if line.position > first]
    last = ending[0].position if ending else len(transcript.lines)
    middle = next(
        (
            line
            for line in _central(transcript)
            if first < line.position < last and (not opening or line.speaker != opening[0].speaker)
        ),
        None,
    )
    chosen = [*opening, *([middle] if middle is not None else []), *ending]
    if not chosen:
        return not_stated(plan, transcript, "too little was said to summarise")
    topic = transcript.campaign_stems
    begun = [*opening, *([middle] if middle is not None else [])]
    told = [", then ".join(f"{name_of(line.speaker)} {_verb(line)} {in_words(quote(line, topic))}" for line in begun)]
    told.append("; ".join(f"{name_of(line.speaker)} {_verb(line)} {in_words(quote(line))}" for line in ending))
    told[1] = f"in the end {told[1]}" if told[1] and told[0] else told[1]
    mood = transcript.analysis.metric("Q002").answer.lower()
    interest = transcript.analysis.metric("Q005").answer.lower()
    said = ". ".join(part[0].upper() + part[1:] for part in told if part)
    text = f"Summary - {said}. The customer was {interest}, with {mood} sentiment overall."
    return grounded(plan, text, 0.6, quotes(chosen, topic, most=6))


def _verb(line: Line) -> str:
    return "asked" if line.words[-1:] == ("?",) else "said"


def _central(transcript: Transcript) -> list[Line]:
    """Return the turns with the most of what the call is about, best first, courtesies left out."""
    topic = transcript.campaign_stems
    scored: list[tuple[float, int]] = []
    for line in transcript.lines:
        content = set(line.stems).difference(COURTESY)
        if len(content) <= _SUBSTANCE:
            continue
        shared = sum(transcript.frequency[item] >= 2 for item in content)
        on_topic = len(content & topic)
        scored.append(
            (
                (shared + 2 * on_topic) / (4 + len(content)) + (0.15 if line.segment == "Offer presentation" else 0.0),
                line.position,
            )
        )
    scored.sort(key=lambda item: (-item[0], item[1]))
    return [transcript.lines[position] for _, position in scored]
