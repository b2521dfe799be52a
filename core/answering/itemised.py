"""Lists as they are told: items with who named them, the wishes after the first one, what the nearest turn lists."""

import re
from collections.abc import Sequence
from typing import Final

from core.answering.confidence import confidence_of, signs_of
from core.answering.items import Item, distinct, enumerated, is_clean
from core.answering.parts import parts_of
from core.answering.plan import Plan
from core.answering.quotes import cut
from core.answering.replies import name_of, not_stated, on_lines
from core.answering.retrieve import rank
from core.answering.spans import asked_of, nearest_sentence
from core.answering.transcript import Transcript
from core.answers import Answer
from core.calls import Speaker

_FURTHER: Final = re.compile(r"^(?:special|extra|additional|further|dietary|particular|more) \w+$")
_WISHING: Final = re.compile(
    r"\b(?:i|we)(?:'d| would| also| really| just)? (?:need|want|like|prefer|require|can only"
    r"|have (?:an?|one) (?:\w+ )?request|(?:do not|don't) (?:need|want))\b"
    r"|\bplease (?!wait|hold)\w+|\bmake sure\b|\b(?:vegetarian|vegan|allerg\w+)\b",
    re.IGNORECASE,
)
_MOST: Final = 8
_LONGEST_ITEM: Final = 110
_LONGEST_WHOLE: Final = 200
_COVERED: Final = 0.3  # share of the topic's weight in and next to a turn that is told with little confidence
_MEANT: Final = 0.3  # cosine of the same
_SEVERAL: Final = 3  # things that a turn has to enumerate to be told as a list and not as its sentence
_SHORT: Final = 4  # words of things that are told one after the other
_LOOKED_AT: Final = 4  # best passages in which an enumeration is looked for


def itemised(plan: Plan, items: Sequence[Item], confidence: float) -> Answer:
    """Tell items, at most eight, and which side named them."""
    shown = items[:_MOST]
    rest = f"; and {len(items) - _MOST} more" if len(items) > _MOST else ""
    by = {item.line.speaker for item in shown}
    who = f"named by {name_of(by.pop())}" if len(by) == 1 else "named by both sides"
    lines = list({item.line.position: item.line for item in shown}.values())
    return on_lines(plan, f"{'; '.join(item.text for item in shown)}{rest} - {who}", confidence, lines, most=_MOST)


def further_wishes(plan: Plan, transcript: Transcript, speaker: Speaker) -> list[Item]:
    """Return the wishes of a side after its first one, each as its sentence, where "extra requests" are asked for.

    Where the last ones are asked for, those of the call's second half.
    """
    if _FURTHER.search(plan.aspect) is None:
        return []
    wishing = [line for line in transcript.of(speaker) if _WISHING.search(line.turn.text)][1:]
    least = len(transcript.lines) // 2 if plan.order == "last" else 0
    return distinct(
        Item(cut(" ".join(part.text.split()), _LONGEST_ITEM).rstrip(".!"), line)
        for line in wishing
        if line.position >= least
        for part in parts_of(line)
        if not part.asks and _WISHING.search(part.text)
    )


def nearest_items(plan: Plan, transcript: Transcript, speaker: Speaker | None) -> Answer:
    """List what the turn nearest to a question enumerates, or quote it, where nothing is named as one of the class."""
    best = [line for line, _ in rank(transcript, plan.terms, speaker, plan.words, plan.topic)[:_LOOKED_AT]]
    best = [line for line in best if speaker in (None, line.speaker)]
    signs = [signs_of(plan, transcript, line) for line in best]
    if not any(sign.covered >= _COVERED or sign.cosine >= _MEANT for sign in signs):
        return not_stated(plan, transcript)
    sure = max(confidence_of(sign) for sign in signs)
    items = enumerated(best[0])
    if len(items) >= _SEVERAL and all(is_clean(item.text) and len(item.text.split()) <= _SHORT for item in items):
        return itemised(plan, items, min(0.35, sure))
    whole = cut(nearest_sentence(asked_of(plan, transcript), best[0].turn.text), _LONGEST_WHOLE).rstrip(".,")
    return itemised(plan, [Item(whole, best[0])], min(0.3, sure))
