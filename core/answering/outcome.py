"""How a call ended, what was agreed in it and on which terms, and what comes next.

Extractive: nothing is worded anew but the frame.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from core.answering.cues import completes, fails, stance, starts_with_yes
from core.answering.parts import parts_of
from core.answering.passages import answer_passage
from core.answering.plan import Plan
from core.answering.priorities import answer_priorities
from core.answering.quotes import at, cut, in_words, quote
from core.answering.replies import grounded, name_of, not_stated, on_lines, said
from core.answering.retrieve import coverage
from core.answering.terms import Share, shares_before, told_shares
from core.answering.transcript import Line, Part, Transcript
from core.answering.values import Kind, values_in
from core.answering.vocabulary import stems_of, word_set
from core.answers import Answer
from core.text import stem

COURTESY: Final = frozenset(
    stems_of(
        word_set(
            """
            thank thanks bye goodbye welcome hello hi hey day nice great okay ok good have wonderful morning evening yes
            yeah sir
            """
        )
    )
)
_SUBSTANCE: Final = 3  # words of content that a decision has at least
_SEARCHED: Final = 0.5  # the last part of a call, where its outcome is looked for
_THREAD: Final = 8  # turns before a report that may name what it is about
_COVERED: Final = 0.35  # share of a matter's weight that the turns up to a report cover
_TERMS: Final[tuple[Kind, ...]] = ("amount", "number", "time", "date", "percentage")
_LONGEST_TERMS: Final = 200  # characters of an offer's sentence
_PLEASED: Final = 0.3  # sentiment of a reply from which on it welcomes an offer
_COUNTED: Final = "one|two|three|four|five|six|seven|eight|nine|ten"
_NUMBER_WORDS: Final = word_set("all half both") | frozenset(_COUNTED.split("|"))
_NO_TERMS: Final = word_set("today tonight tomorrow yesterday")
_ANYTHING_ELSE: Final = re.compile(
    r"\b(?:(?:any|some)thing (?:else|more)|is that all|continue playing"
    r"|else (?:can )?i)\b",
    re.I,
)
_OF_OTHERS: Final = re.compile(r"\b(?:they|people|children|kids|who|organi[sz]ation|charity) (?:have|has|had) been\b")
_PUT_IN: Final = re.compile(
    r"\b(?:put (?:in|forward)|made|submit\w*|propos\w*|offer(?:ed)?)\b.*\b(?:deal|offer|proposal)\b"
)
_FOR_YOU: Final = re.compile(r"\b(?:your?|you've|i have|i've|has been|have been|is now)\b", re.IGNORECASE)
_PARTIAL: Final = 2  # values of an offer that only changes a part of the one before
_BACK: Final = 9  # turns before an acceptance that its terms may stand
_SHARED: Final = 2  # shares from which on a deal's terms are told
_GAMES: Final = word_set("game games quiz trivia test match")
_SCORED: Final = re.compile(rf"\b(?:\d+|zero|{_COUNTED}) (?:correct|right|points?)\b", re.IGNORECASE)
_TALLIES: Final = word_set("tally score scores total totals count points sum")
_WALKED: Final = re.compile(
    r"\bwalk(?:ing|s)?[- ]away\b|\bno deal\b|\bdeal is off\b|\b(?:i am|i'm|we're|we are) out\b|\bcan ?not (?:agree"
    r"|accept)\b"
    r"|\bcall (?:it|the whole thing) off\b",
    re.IGNORECASE,
)
_SEALED: Final = re.compile(
    r"\baccept[- ]deal\b|\bsubmit[- ]deal\b|\b(?:it is|it's|we have|you have|that makes|that's|that is|make"
    r"|sounds? like) a deal\b"
    r"|^\W*deal\b|\bi accept\b|\bagreed\b|\bwe came to an agreement\b",
    re.IGNORECASE,
)
_PLEDGING: Final = re.compile(
    r"\b(?:i|we)(?:'ll| will| can| could| am willing to| am going to| would like to|'d like to) (?:\w+ ){0,2}?"
    r"(?:give|donate|pay|contribute|pledge|offer)\b[^.?!]{0,30}?(?:[$£€] ?\d|\d ?(?:[$£€]|cents?\b|dollars?\b)|\.\d)",
    re.IGNORECASE,
)
_PROMISING: Final = re.compile(
    r"\b(?:i|we|they|he|she|someone|somebody|you|it)(?:'ll| will| shall| are going to| is going to| am going to)\b"
    r"(?! (?:it|you|that|this|there)\b)(?! be (?:happy|glad)\b)[^.?!]*",
    re.IGNORECASE,
)
_FRAME: Final = frozenset(
    stems_of(
        word_set(
            """
            outcome result conclusion final finally split deal division agreement decision tally score terms arrangement
            settle settled settlement word verdict bottom line upshot work worked out fall fell apart landed slot end
            ended supplies get agree agreed give gave walk walks amount sum sorted resolved solved fixed done everything
            negotiation talks haggling conversation call
            issue problem matter shake offer day date time hour price close closing side sides parties
            """
        )
    )
)

Status = Literal["Agreed", "Done", "Not done", "No agreement", "Declined", ""]


@dataclass(frozen=True, slots=True)
class Result:
    """How something ended: in one word, the turns that show it in temporal order, terms first, and who gets what."""

    status: Status
    lines: tuple[Line, ...]
    shares: tuple[Share, ...] = ()


def answer_outcome(plan: Plan, transcript: Transcript) -> Answer:
    """Tell how the call or a matter in it ended, which next steps were agreed, or what mattered to each side."""
    if plan.aspect == "next":
        return _next_steps(plan, transcript)
    if plan.aspect == "priorities":
        return answer_priorities(plan, transcript)
    about = tuple(item for item in plan.topic if item not in _FRAME)
    result = result_of(transcript, about, plan.words.split())
    if plan.words.startswith("who ") and _PUT_IN.search(plan.words) and result.status == "Agreed":
        closing = result.lines[-1]  # the other side closes it
        side = "customer" if closing.speaker == "bot" else "bot"
        return on_lines(plan, f"The {side} - {said(closing)} closed it", 0.5, result.lines)
    if plan.words.startswith("who ") and not result.shares:
        return answer_passage(plan, transcript)
    if plan.aspect == "settled":
        return _settled(plan, transcript, result)
    interest = transcript.analysis.metric("Q005")
    if not result.lines:
        return grounded(
            plan,
            f"{interest.answer} - no decision was voiced before the call ended",
            interest.confidence * 0.6,
            interest.evidence[:3],
        )
    what = "; ".join(f"{name_of(line.speaker)} at {at(line)}: {_words_of(line, about)}" for line in result.lines)
    word = result.status or interest.answer
    if result.shares:
        return on_lines(plan, f"{word} - {told_shares(result.shares)} ({what})", 0.55, result.lines)
    return on_lines(plan, f"{word} - {what}", 0.55, result.lines)


def _settled(plan: Plan, transcript: Transcript, result: Result) -> Answer:
    """Tell whether it came to an agreement or a solution."""
    if not result.status:
        return not_stated(plan, transcript)
    what = "; ".join(f"{name_of(line.speaker)} at {at(line)}: {_words_of(line)}" for line in result.lines)
    good = result.status in ("Agreed", "Done")
    if plan.type == "boolean" and " or did " not in plan.words:
        return on_lines(
            plan, f"{'Yes' if good is not plan.negated else 'No'} ({result.status.lower()}: {what})", 0.55, result.lines
        )
    return on_lines(plan, f"{result.status} - {what}", 0.5, result.lines)


def result_of(transcript: Transcript, about: Sequence[str] = (), asked: Sequence[str] = ()) -> Result:
    """Return how a call, or a matter in it, ended: the bot's last report on it, or the last decision, with terms."""
    if (counted := _tally(transcript, asked)) is not None:
        return Result("Done", (counted,))
    tail = transcript.lines[int(len(transcript.lines) * _SEARCHED) :]
    ending = next((line for line in reversed(tail) if breaks_off(line) or _closes(transcript, line)), None)
    shares = shares_before(transcript, ending) if ending is not None and not breaks_off(ending) else ()
    asked_of = tuple(share for share in shares if any(stem(share.thing).endswith(item) for item in about))
    report = _last_report(transcript, about) if about and not asked_of else None
    if report is not None:
        terms = _terms_before(transcript, report)
        lines = [*(line for line in terms if line.speaker == "customer"), report]
        return Result(reported(report), tuple(_in_order(lines)))
    if ending is not None and breaks_off(ending):
        return Result("No agreement", tuple(_in_order((*_terms_before(transcript, ending)[:1], ending))))
    if ending is not None:
        shares = asked_of or shares
        if asked_of or len(shares) >= _SHARED:
            lines = [*(share.line for share in shares), ending]
            return Result("Agreed", tuple(_in_order(lines)), shares)
        terms = _terms_before(transcript, ending, about)
        return Result(
            "Agreed", tuple(_in_order((*terms, ending) if terms else (*_context(transcript, ending), ending)))
        )
    if (pledge := _last_pledge(transcript)) is not None:
        return Result("Agreed", (pledge,))
    decisive = last_decision(transcript)
    bot = next((line for line in decisive if line.speaker == "bot"), None)
    offer = _taken_offer(transcript)
    if offer is not None and (bot is None or bot.position <= offer[-1].position):
        return Result("Agreed", offer)
    if not decisive:
        return Result("", ())
    last = decisive[-1]
    customer = next((line for line in decisive if line.speaker == "customer"), None)
    status: Status
    if bot is not None and (customer is None or bot.position > customer.position or not stance(customer)):
        status = reported(bot)
    else:
        status = "Declined" if customer is not None and stance(customer) < 0 else "Agreed"
        if bot is not None and status == "Declined":
            if reported(bot) == "Done" and _FOR_YOU.search(bot.turn.text):
                status = "Done"  # something else was declined after it
            else:
                decisive = [last]
    if _needs_terms(last) and status in ("Agreed", "Declined"):
        terms = _terms_before(transcript, last) if status == "Agreed" else ()
        decisive = [*(terms or _context(transcript, last)), *decisive]
    return Result(status, tuple(_in_order(decisive)))


def _last_pledge(transcript: Transcript) -> Line | None:
    """Return the last turn in which the customer says how much it will give; None if it decides otherwise later."""
    for line in reversed(transcript.of("customer")):
        if _PLEDGING.search(line.turn.text) and not line.asks and stance(line) >= 0:
            return line
        if stance(line) < 0 and _decides(transcript, line):
            return None
    return None


def _taken_offer(transcript: Transcript) -> tuple[Line, ...] | None:
    """Return the last amount that a side named and the other side's welcome of it; None where there is none."""
    for line in reversed(transcript.lines[int(len(transcript.lines) * _SEARCHED) :]):
        reply = transcript.after(line)
        if not values_in(line, "amount") or (line.speaker == "bot" and line.asks):
            continue
        if reply is None or reply.speaker == line.speaker:
            return (line,) if line.speaker == "customer" and stance(line) >= 0 else None
        pleased = reply.sentiment >= _PLEASED or "thanks" in reply.acts or starts_with_yes(reply)
        if pleased and stance(reply) >= 0:
            return line, reply
        return None
    return None


def _tally(transcript: Transcript, asked: Sequence[str]) -> Line | None:
    """Return the last turn that tells a score or a total, where the question is for one."""
    if not _GAMES.isdisjoint(asked):
        return next((line for line in reversed(transcript.lines) if _SCORED.search(line.turn.text)), None)
    if _TALLIES.isdisjoint(asked):
        return None
    told = (line for line in reversed(transcript.lines) if not _TALLIES.isdisjoint(line.words) and not line.asks)
    return next((line for line in told if any(map(_numbers, parts_of(line)))), None)


def reported(line: Line) -> Status:
    """Tell whether a turn says that something is or could not be done, whatever it asks besides; "" for neither."""
    if "out_of_scope" in line.acts:
        return ""
    told = [part for part in parts_of(line) if not part.asks]
    if any(fails(part) and len(part.stems) > 2 for part in told):
        return "Not done"
    return "Done" if any(completes(part) and not _OF_OTHERS.search(" ".join(part.words)) for part in told) else ""


def _words_of(line: Line, about: Sequence[str] = ()) -> str:
    """Quote a turn: the sentence with most numbers where it has any, else the one nearest to a topic."""
    part = max(parts_of(line), key=lambda part: (_numbers(part), len(part.stems.intersection(about))))
    if _numbers(part) > 1:
        start = line.turn.text.index(part.text)
        return f'"{cut(" ".join(line.turn.text[start:].split()), _LONGEST_TERMS)}"'
    return in_words(quote(line, about))


def _numbers(part: Part) -> int:
    return sum(word[0].isdigit() or word in _NUMBER_WORDS for word in part.words)


def seals(line: Line) -> bool:
    """Tell whether a turn closes a deal."""
    return _SEALED.search(line.turn.text) is not None


def _closes(transcript: Transcript, line: Line) -> bool:
    """Tell whether a turn closes a deal: one that has terms, and that the customer does not refuse afterwards."""
    if not seals(line):
        return False
    later = [other for other in transcript.of("customer") if other.position > line.position]
    return bool(_terms_before(transcript, line)) and not any(
        stance(other) < 0 and _decides(transcript, other) for other in later
    )


def breaks_off(line: Line) -> bool:
    """Tell whether a turn ends a negotiation without an agreement."""
    return _WALKED.search(line.turn.text) is not None


def _decides(transcript: Transcript, line: Line) -> bool:
    """Tell whether a turn agrees to or refuses something, and does not only say that there is nothing more."""
    before = transcript.before(line)
    parting = before is not None and before.speaker != line.speaker and _ANYTHING_ELSE.search(before.turn.text)
    own = set(line.stems).difference(COURTESY)
    alone = before is None or before.speaker == line.speaker  # what it replies to is not in the call
    if stance(line) > 0 and own and not alone and before is not None and not _is_offered(transcript, before, line):
        return False  # "I agree, many people need help" decides nothing
    return bool(stance(line)) and not parting and bool(own or (line.stems and not alone))


def _is_offered(transcript: Transcript, before: Line, line: Line) -> bool:
    """Tell whether a turn stands where something was asked or proposed, or itself names what the call is about."""
    stems = {*before.stems, *line.stems}
    return before.asks or any(values_in(line, kind) for kind in _TERMS) or bool(transcript.campaign_stems & stems)


def _needs_terms(line: Line) -> bool:
    return len(set(line.stems).difference(COURTESY)) < _SUBSTANCE and not any(values_in(line, kind) for kind in _TERMS)


def _context(transcript: Transcript, line: Line) -> tuple[Line, ...]:
    before = transcript.before(line)
    return (before,) if before is not None else ()


def _last_report(transcript: Transcript, about: Sequence[str]) -> Line | None:
    """Return the last turn in which the bot tells what became of a matter, named there or in the turns before."""
    best: tuple[float, Line] | None = None
    for line in transcript.of("bot"):
        if not reported(line):
            continue
        own = coverage(transcript, about, line.stems)
        thread = transcript.lines[max(0, line.position - _THREAD) : line.position]
        near = coverage(transcript, about, [*line.stems, *(item for other in thread for item in other.stems)])
        score = own + 0.5 * near
        if near >= _COVERED and (best is None or score >= best[0] - 0.35):
            best = (max(score, best[0]) if best is not None else score, line)
    return best[1] if best is not None else None


def _terms_before(transcript: Transcript, line: Line, about: Sequence[str] = ()) -> tuple[Line, ...]:
    """Return the last offer with numbers or times before a decision, and the one before if it changes only a part.

    Of a matter (where one is given) the last offer that names it, wherever that is.
    """
    found: list[Line] = []
    lines = transcript.lines[max(0, line.position - _BACK) : line.position + 1]
    naming = [other for other in transcript.lines[: line.position + 1] if not set(about).isdisjoint(other.stems)]
    for other in reversed(naming or lines):
        values = sum(value.text.lower() not in _NO_TERMS for kind in _TERMS for value in values_in(other, kind))
        if not values or (fails(other) and other.speaker == "bot"):
            continue
        if not found:
            found.append(other)
            if values > _PARTIAL:
                break
        else:
            if found[0].position - other.position <= _PARTIAL and values >= _PARTIAL:
                found.append(other)
            break
    return tuple(found)


def _in_order(lines: Sequence[Line]) -> list[Line]:
    return sorted({line.position: line for line in lines}.values(), key=lambda line: line.position)


def last_decision(transcript: Transcript) -> list[Line]:
    """Return the last turn in which the bot reports success or failure and the last in which the customer decides."""
    tail = transcript.lines[int(len(transcript.lines) * _SEARCHED) :]
    told = next((line for line in reversed(tail) if line.speaker == "bot" and reported(line)), None)
    decided = next((line for line in reversed(tail) if line.speaker == "customer" and _decides(transcript, line)), None)
    return sorted((line for line in (told, decided) if line is not None), key=lambda line: line.position)


def _next_steps(plan: Plan, transcript: Transcript) -> Answer:
    """Tell which steps were agreed, and what the bot says will be done."""
    interest = transcript.analysis.metric("Q005")
    agreed = (interest.next_steps or "").rstrip(".")
    promised = [line for line in transcript.of("bot") if not line.asks and _PROMISING.search(line.turn.text)]
    about = tuple(item for item in plan.topic if item not in _FRAME)
    near = [
        line for line in promised if about and coverage(transcript, about, _thread_stems(transcript, line)) >= _COVERED
    ]
    last = (near or promised)[-1:]
    told = [f"the bot will do as it said at {at(line)}: {in_words(quote(line, _promise_stems(line)))}" for line in last]
    if interest.next_steps and "No next step" not in interest.next_steps:
        text = "; ".join((agreed, *told))
        lines = tuple(quote(line, _promise_stems(line)) for line in last)
        return grounded(
            plan,
            f"{text} - {interest.answer.lower()} at the end",
            interest.confidence,
            (*lines, *interest.evidence[:2]),
        )
    if last:
        return on_lines(plan, f"{_promise(last[0])} - said {said(last[0], _promise_stems(last[0]))}", 0.5, last)
    if not interest.next_steps:
        return not_stated(plan, transcript, "no next step was agreed")
    return grounded(
        plan, f"{agreed} - {interest.answer.lower()} at the end", interest.confidence, interest.evidence[:3]
    )


def _promise(line: Line) -> str:
    found = _PROMISING.search(line.turn.text)
    return " ".join(found.group().split()) if found is not None else ""


def _promise_stems(line: Line) -> tuple[str, ...]:
    return stems_of(_promise(line).lower().split())


def _thread_stems(transcript: Transcript, line: Line) -> list[str]:
    thread = transcript.lines[max(0, line.position - _THREAD) : line.position + 1]
    return [item for other in thread for item in other.stems]
