"""What worried the customer most: an objection or complaint, else a request left open, else what it called for."""

import re
from collections.abc import Sequence
from typing import Final

from core.analysis.sentiment import turn_sentiment
from core.answering.cues import fails, shows, stance, wishes
from core.answering.grounds import BARE_REFUSAL, TELLING, plain
from core.answering.items import wished
from core.answering.outcome import COURTESY
from core.answering.parts import denies, parts_of
from core.answering.plan import Plan
from core.answering.quotes import at
from core.answering.replies import name_of, on_lines, said, shown, times
from core.answering.requested import open_requests
from core.answering.summary import first_wish
from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import stems_of, word_set
from core.answers import Answer
from core.calls import Speaker
from core.reports import Act
from core.text import stem, tokens

_AGAINST: Final[frozenset[Act]] = frozenset(("objection", "refusal", "complaint"))
# Words of every negotiation, which are never what it is about.
_NO_MATTER: Final = COURTESY | frozenset(
    stems_of(
        word_set(
            """
    deal offer agreement agree fair unfair take give get need want think make sorry accept reject submit split trade
    really lot extra sure thing way guess like know one two three package packages packs able maybe also just let
    """
        )
    )
)
_ASKED: Final = frozenset(
    stems_of(word_set("concern objection worry worries doubt doubts fear complaint biggest main"))
)
_DOUBTING: Final = re.compile(
    r"\b(?:leery|wary|worr\w+|concern\w*|afraid|fear\w*|doubt\w*|sceptic\w*|skeptic\w*|suspicious|not sure|unsure"
    r"|trust\w*|scam\w*|risk\w*|expensive|too (?:much|high|late|small|cold|far|long|big)|hesita\w+|legit\w*"
    r"|can not afford|afford|hard to|difficult|problem|bother\w*|uncomfortable|nervous|rather not|depends)\b"
)
_OFTEN: Final = 2  # questions with the same word that make it what was asked most


def answer_concern(plan: Plan, transcript: Transcript) -> Answer:
    """Tell the customer's main concern in its own sentence: an objection or complaint, else a request left open."""
    if plan.aspect == "contested" and (contested := _contested(plan, transcript)) is not None:
        return contested
    speaker = plan.speaker or "customer"
    voiced = [line for line in transcript.of(speaker) if {"objection", "complaint"} & set(line.acts)]
    voiced = [line for line in voiced if telling_part(line)] or [
        line for line in transcript.of(speaker) if stance(line) < 0 and len(line.stems) >= 3 and _worries(line)
    ]
    if not any(map(_doubts, voiced)):
        voiced += [line for line in transcript.of(speaker) if _doubts(line) and _worries(line) and line not in voiced]
    if voiced:
        recurring = _recurring(voiced)
        about = frozenset(item for item in plan.topic if item not in _ASKED)
        main = max(
            voiced,
            key=lambda line: (
                _doubts(line),
                not about.isdisjoint(line.stems),
                sum(recurring.get(item, 0) for item in set(line.stems)),
                -line.position,
            ),
        )
        before = transcript.before(main)
        more = f", after {said(before)}" if before is not None and before.speaker != speaker and fails(before) else ""
        more += f" (one of {len(voiced)} turns with concerns)" if len(voiced) > 1 else ""
        text = f"{plain(telling_part(main) or main.turn.text)} - {name_of(speaker)} at {at(main)}{more}"
        others = [line for line in voiced if line is not main]
        return on_lines(plan, text, 0.45 + 0.05 * min(4, len(voiced)), [main, *others])
    if speaker == "customer" and (left := open_requests(transcript)):
        line = transcript.line_of(left[0].request.turn)
        text = f"{plain(left[0].request.quote)} - a request that was not resolved, {name_of(speaker)} at {at(line)}"
        return on_lines(plan, text, 0.4, [line])
    if speaker == "customer" and (purpose := first_wish(transcript, speaker)) and _wants(purpose):
        text = f"{plain(purpose.turn.text)} - what the customer called for at {at(purpose)}; nothing was objected to"
        return on_lines(plan, text, 0.4, [purpose])
    return _no_concern(plan, transcript, speaker)


def _wants(line: Line) -> bool:
    return wishes(line) or "request" in line.acts or bool(wished(line))


def _doubts(line: Line) -> bool:
    """Tell whether a turn says that its speaker doubts, fears or is short of something, and not only that it is sad."""
    return shows(line, "doubting") or _DOUBTING.search(" ".join(line.words)) is not None


def _contested(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell what both sides disagreed about: the word that the turns against something share; None where none does."""
    against = [line for line in transcript.lines if stance(line) < 0 or _AGAINST & set(line.acts) or _opposes(line)]
    near = [line for each in against for line in (transcript.before(each), each) if line is not None]
    counts = _recurring(list({line.position: line for line in near}.values()))
    matters = {item: number for item, number in counts.items() if item not in _NO_MATTER and number >= _OFTEN}
    if not matters:
        return None
    own = _recurring(against)
    most = max(matters, key=lambda item: (matters[item], own.get(item, 0), transcript.frequency[item]))
    about = [line for line in against if most in line.stems] or [line for line in near if most in line.stems]
    word = next(word for line in near for word in tokens(line.turn.text) if stem(word) == most)
    sides = {line.speaker: line for line in reversed(about)}
    told = "; ".join(said(line, [most]) for line in sorted(sides.values(), key=lambda line: line.position))
    return on_lines(plan, f"{word.capitalize()} - {told}", 0.45, [*sides.values(), *about])


def _opposes(line: Line) -> bool:
    return line.words[:1] in (("but",), ("however",)) or "instead" in line.words


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
    told = [part for part in told if _DOUBTING.search(" ".join(part.words))] or told
    worst = min(
        told, key=lambda part: turn_sentiment(part.text) - 0.3 * denies(part.words, tuple(part.stems)), default=None
    )
    return worst.text if worst is not None else ""


def _worries(line: Line) -> bool:
    return any(not part.asks and len(part.stems - BARE_REFUSAL) >= TELLING for part in parts_of(line))


def _recurring(lines: Sequence[Line]) -> dict[str, int]:
    """Count in how many of the turns each stem occurs; the stems in the order of their first turns."""
    counts: dict[str, int] = {}
    for line in lines:
        for item in dict.fromkeys(line.stems):
            counts[item] = counts.get(item, 0) + 1
    return counts
