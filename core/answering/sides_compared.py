"""The two sides compared: who gets more of what is divided, who gives more, whether both care most for the same."""

import re
from typing import Final

from core.answering.first_last import figure_of
from core.answering.plan import Plan
from core.answering.priorities import preferred
from core.answering.replies import on_lines, said
from core.answering.terms import Share, proposed, shares_before, told_shares
from core.answering.transcript import Line, Transcript
from core.answering.values import values_in
from core.answering.vocabulary import side
from core.answers import Answer
from core.calls import Speaker
from core.text import content_stems, stem

_FEWER: Final = re.compile(r"\b(?:less|fewer|fewest|least|smaller|smallest)\b")
_SAME: Final = re.compile(r"\b(?:same|equal\w*|even\w*|as (?:much|many)|alike|half)\b")
_PROPOSAL: Final = re.compile(r"\b(?:last|final|latest|closing) (?:\w+ )?(?:proposal|offer|suggestion|bid)\b")
_GIVING: Final = re.compile(r"\b(?:giv\w+|gave|donat\w*|pay\w*|paid|contribut\w*|pledg\w*|spend\w*|spent|bid\w*)\b")
# "I'll do $20", "we would like to give …": what stands before a sum that a side itself gives.
_OWN: Final = re.compile(
    r"\b(?:i|we)(?:['’]?(?:ll|d|m|ve|re))?\b[^.!?]{0,40}\b(?:do|doing|giv\w*|gave|donat\w*|pay\w*|offer\w*"
    r"|contribut\w*|pledg\w*|match\w*|for|with)\b[^.!?]{0,20}$",
    re.IGNORECASE,
)
_AMOUNTS: Final = {"all": 99.0, "both": 2.0, "no": 0.0}
_MORE_OF: Final = re.compile(r"\b(?:more|most|less|fewer|fewest|least|same) (?:of )?(?:the )?(?P<what>\w+)")
_ANYTHING: Final = frozenset(
    content_stems("overall items item things thing stuff goods packages supplies total altogether")
)
_MONEY: Final = frozenset(content_stems("dollars cents bucks euros pounds money"))
_PART_OF_NAME: Final = 4  # characters of the last part of a name that stands for it
_SIDES: Final[tuple[Speaker, ...]] = ("customer", "bot")


def compare_shares(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell which side gets, or gives, more; None where the call does not say what each gets."""
    if _GIVING.search(plan.words) and (given := _given(plan, transcript)) is not None:
        return given
    shares = _divided(plan, transcript)
    if not shares:
        return None
    sums = {each: sum(_figure(share) for share in shares if share.side == each) for each in _SIDES}
    lines = list({share.line.position: share.line for share in shares}.values())
    grounds = f"{told_shares(shares)}; {said(lines[-1])}"
    known = all(any(share.side == each for share in shares) for each in _SIDES)
    return _verdict(plan, sums, grounds, lines, 0.5 if known else 0.35)


def compare_priorities(plan: Plan, transcript: Transcript) -> Answer | None:
    """Tell whether what each side cares most for is the same; None where no things are divided or stressed."""
    goods = list(dict.fromkeys(share.thing for share in proposed(transcript)))
    tops = [preferred(transcript, each, goods)[:1] for each in _SIDES]
    if len(goods) < 2 or not all(tops):
        return None
    (own, own_line), (other, other_line) = tops[0][0], tops[1][0]
    told = f"the customer: {own}, the bot: {other}; {said(own_line)}; {said(other_line)}"
    lines = [own_line, other_line]
    if plan.type == "boolean":
        yes = (own == other) is (_SAME.search(plan.words) is not None)
        return on_lines(plan, f"{'Yes' if yes is not plan.negated else 'No'} ({told})", 0.45, lines)
    return on_lines(plan, f"{'The same' if own == other else 'Different'} - {told}", 0.45, lines)


def _divided(plan: Plan, transcript: Transcript) -> tuple[Share, ...]:
    """Return what each side gets: by the last proposal of a side, where that is asked for, else in the end."""
    shares = shares_before(transcript, transcript.lines[-1])
    whose = next(filter(None, map(side, plan.words.split())), None)
    if whose is not None and _PROPOSAL.search(plan.words):
        own = [share for share in proposed(transcript) if share.line.speaker == whose]
        until = own[-1].line if own else transcript.lines[-1]
        shares = shares_before(transcript, until)
    shares = tuple(share for share in shares if stem(share.thing) not in _MONEY)
    named = tuple(share for share in shares if any(_is_named(share.thing, item) for item in plan.topic))
    specific = _MORE_OF.search(plan.words)
    if specific is not None and not _ANYTHING.issuperset(content_stems(specific.group("what"))):
        return named  # where it is nothing that they divide, neither gets any
    return named or shares


def _is_named(thing: str, item: str) -> bool:
    own = stem(thing)
    return own == item or item in content_stems(thing) or (len(item) >= _PART_OF_NAME and own.endswith(item))


def _figure(share: Share) -> float:
    return float(share.number) if share.number.isdigit() else _AMOUNTS.get(share.number, 0.0)


def _given(plan: Plan, transcript: Transcript) -> Answer | None:
    """Compare the last sum that each side says it gives."""
    last: dict[Speaker, tuple[float, Line]] = {}
    for line in transcript.lines:
        for value in values_in(line, "amount"):
            figure = figure_of("amount", value.text)
            if figure is not None and _OWN.search(line.turn.text, 0, value.start):
                last[line.speaker] = (figure, line)
    if len(last) < len(_SIDES):
        return None
    lines = [last[each][1] for each in _SIDES]
    grounds = "; ".join(said(line) for line in lines)
    return _verdict(plan, {each: last[each][0] for each in _SIDES}, grounds, lines, 0.4)


def _verdict(plan: Plan, sums: dict[Speaker, float], grounds: str, lines: list[Line], sure: float) -> Answer:
    fewer = _FEWER.search(plan.words) is not None
    alike = sums["customer"] == sums["bot"]
    ahead: Speaker = "customer" if (sums["customer"] > sums["bot"]) is not fewer else "bot"
    if plan.type == "boolean":
        asked = next(filter(None, map(side, plan.words.split())), "customer")
        yes = alike if _SAME.search(plan.words) else not alike and ahead == asked
        return on_lines(plan, f"{'Yes' if yes is not plan.negated else 'No'} ({grounds})", sure, lines)
    if re.match(r"(?:how|compare|what)\b", plan.words):
        return on_lines(plan, f"{grounds[0].upper()}{grounds[1:]}", sure, lines)
    return on_lines(plan, f"{'Both the same' if alike else f'The {ahead}'} - {grounds}", sure, lines)
