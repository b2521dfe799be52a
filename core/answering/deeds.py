"""Was it done: bookings, requests, searches, answers. The last turn that reports success or failure decides."""

import re
from collections.abc import Sequence
from dataclasses import replace

from core.answering.cues import answers, asks_for_more, completes, fails, part_completes, starts_with_no, wishes
from core.answering.kinship import kinds_of
from core.answering.parts import denies, parts_of, with_classes
from core.answering.plan import Plan
from core.answering.presence import absence, answer_mention
from core.answering.propositions import answer_proposition
from core.answering.replies import abstains, grounded, named, not_stated, on_lines, said
from core.answering.retrieve import coverage, matches
from core.answering.stance import settles
from core.answering.transcript import Line, Transcript
from core.answering.verdicts import of_main_clause, opening, verdict
from core.answering.vocabulary import related, word_set
from core.answers import Answer
from core.text import content_stems, stem

# Deeds that are done by saying something, against deeds that must be reported as done.
_BY_SAYING = frozenset(
    stem(word)
    for word in word_set(
        """
        find found recommend suggest search tell told inform provide give gave offer show explain answer describe help
        check run play identify ask assist quote propose present
        """
    )
)
_VERBS = _BY_SAYING | frozenset(
    stem(word)
    for word in word_set(
        """
        confirm book reserve schedule submit send sent file report change update modify cancel solve resolve fix
        recover transfer unlock open register enroll enrol subscribe authenticate verify process complete arrange
        order place set make made deliver refund activate deactivate renew pay paid create add remove connect forward
        escalate fulfil fulfill buy bought issue hand secure finish close achieve start let take settle sort choose
        """
    )
)
# What a customer does by asking for it.
_ORDERING = frozenset(map(stem, word_set("order request choose select pick add")))
# What a customer gets by being told it.
_TOLD = frozenset(
    map(
        stem,
        word_set(
            "link address number information info detail price quote answer code id name direction advice instruction"
            " explanation reason rating balance forecast recommendation suggestion option"
        ),
    )
)
# What is booked, by what one gets of it: "a table" of a restaurant.
_BOOKED = {
    "tabl": ("restaur", "reserv"), "seat": ("flight", "plane", "ticket", "train", "restaur"), "slot": ("appoint",),
    "room": ("hotel",), "ticket": ("flight", "plane", "train", "bus"), "lift": ("ride", "taxi"),
    "spot": ("appoint", "reserv"),
}  # fmt: skip
_TAKING_BACK = word_set("cancel remove delete drop scratch forget without instead")
_AMOUNTS = word_set("a an one two three four five six some another")
# What undoes must be named by who reports it done: a booking is no cancellation.
_UNDOING = frozenset(map(stem, word_set("cancel refund return unsubscribe delete deactivate block stop")))
_AIMLESS = frozenset(map(stem, word_set("anywhere somewhere instead eventually finally anyway something anything")))
_COURTESY = word_set(
    "welcom bye goodby thank hope day nice great good bless wonder help els anyth sorri okay enjoy pleas hello hi"
)
_NAMED = re.compile(r"\b(?:a|an|the|any|his|her|their|your|my|its|some|of|for) (\w+)")
_UNDERGONE = re.compile(r"^(?:was|were|has|have|had|got) .*\b(\w{3,}(?:ed|en))\b")
_OFFERS = re.compile(r"\b(?:offer|propos|suggest|recommend)\w*\b")
# What the customer does without the bot: "Did the customer hand over the key?", "Does he give to other causes?"
_OWN_ACT = re.compile(
    r"(?:did|does|do|has|have|had|is|was) (?:not )?(?:(?:the|this|that) )?\w+ (?:\w+ly |ever |also |already )?"
    r"(?:giv(?:e|en|es|ing)|gave|hand(?:ed)?|offer(?:ed)?|tell|told|show|shown|help(?:ed)?|let|make|made|run|play|check"
    r"|find|found|answer(?:ed)?)\b"
)
_HALF = 0.5  # share of the weight of the things that must come up
_OPEN_FOR = 6  # turns after its last mention for which a matter is still being dealt with
_CONTEXT = 2  # turns before a report of success or failure that say what it is about
_MOST = 0.7  # share of the weight of the things that makes it a report on just these
_FEW = 3  # words of content of a report that names nothing else: "Confirmed."
_LEAST_SAID = 3  # words of content that make a statement


def answer_deed(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether something was done in the call."""
    plan = of_main_clause(plan)
    if _OFFERS.search(plan.words) and plan.topic:
        return answer_mention(replace(plan, speaker=plan.speaker or "bot"), transcript)
    if plan.aspect == "settled":
        return _settled(plan, transcript)
    if plan.speaker == "customer" and _OWN_ACT.match(plan.words) and plan.topic:
        told = answer_proposition(plan, transcript)
        if not abstains(told):
            return told
    nouns = frozenset(stem(word) for word in _NAMED.findall(plan.words))  # "a refund" is a thing, "to refund" a deed
    undergone = _UNDERGONE.search(plan.words)
    participle = frozenset({stem(undergone.group(1))} if undergone else ())
    verbs = tuple(item for item in plan.topic if item in (_VERBS | participle) - nouns)
    asked = tuple(item for item in plan.topic if item not in {*verbs, *_AIMLESS})
    things = _as_called(transcript, asked)
    booked = frozenset(other for item in asked for other in _BOOKED.get(item, ()))
    by_saying = set(verbs) <= _BY_SAYING if verbs else not _TOLD.isdisjoint(things)
    named = frozenset(things).union(*(related(item) for item in things))
    orders = plan.speaker == "customer" and bool(things) and not _ORDERING.isdisjoint(verbs)
    if orders and (ordered := _ordered(transcript, things)):
        line, done = ordered[-1]
        sure = 0.6 + 0.1 * (len(ordered) > 1)
        return on_lines(plan, f"{opening(plan, done)}{said(line, plan.topic)})", sure, [line])
    if orders and not any(not named.isdisjoint(line.stems) for line in transcript.of("customer")):
        return _never(plan, transcript)
    named_else = booked.intersection(transcript.frequency)
    if things and not named_else and not _comes_up(transcript, things):
        return _never(plan, transcript)
    events = _events(transcript, frozenset(things) | booked, verbs, by_saying)
    if not events:
        return _never(plan, transcript)
    nearer = [event for event in events if _covers(transcript, event[0], things)] if len(things) > 1 else []
    events = nearer or events
    line, done = events[-1]
    agreeing = sum(found == done for _, found in events) / len(events)
    evidence = [line, *(other for other, found in reversed(events[:-1]) if found == done)]
    return on_lines(
        plan, f"{opening(plan, done)}{said(line, plan.topic)})", (0.55 if done else 0.25) + 0.35 * agreeing, evidence
    )


def _as_called(transcript: Transcript, things: Sequence[str]) -> tuple[str, ...]:
    """Leave out the things that the call calls by what they are of: no "table" is said, but "reservation" is."""
    known = transcript.frequency
    return tuple(item for item in things if item in known or known.keys().isdisjoint(_BOOKED.get(item, ())))


def _ordered(transcript: Transcript, things: Sequence[str]) -> list[tuple[Line, bool]]:
    """Collect the customer's turns that ask for things (True) or take them back (False), in temporal order."""
    found: list[tuple[Line, bool]] = []
    for line in transcript.of("customer"):
        if coverage(transcript, things, with_classes(line.stems, things)) < _MOST:
            continue
        named = [part for part in parts_of(line) if not with_classes(part.stems, things).isdisjoint(things)]
        kinds = [item for each in things for item in (each, *kinds_of(each))]
        if any(denies(part.words, kinds) for part in named if not part.asks) or not _TAKING_BACK.isdisjoint(line.words):
            found.append((line, False))
        elif wishes(line) or "request" in line.acts or "please" in line.words or _is_amount(line.words[0]):
            found.append((line, True))
    return found


def _is_amount(word: str) -> bool:
    return word.isdigit() or word in _AMOUNTS


def _settled(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether the matter of the call came to a good end: its last success, failure, agreement or refusal."""
    events: list[tuple[Line, bool]] = []
    for line in transcript.lines:
        before = transcript.before(line)
        if before is not None and before.speaker != line.speaker and asks_for_more(before):
            continue
        if line.speaker == "bot" and fails(line):
            events.append((line, False))
        elif line.speaker == "bot" and completes(line):
            events.append((line, True))
        elif polarity := settles(line):
            events.append((line, polarity > 0))
    if not events:
        return not_stated(plan, transcript, "nothing was settled or refused")
    line, done = events[-1]
    return on_lines(plan, f"{opening(plan, done)}{said(line, plan.topic)})", 0.55, [line])


def _comes_up(transcript: Transcript, things: Sequence[str]) -> bool:
    """Tell whether the things, or words of the same meaning, occur in the call or name its campaign."""
    if not _of_campaign(transcript).isdisjoint(things):
        return True
    return coverage(transcript, things, frozenset(transcript.frequency)) >= _HALF


def _covers(transcript: Transcript, line: Line, things: Sequence[str]) -> bool:
    """Tell whether a turn and those just before it name most of the things."""
    around = transcript.lines[max(0, line.position - _CONTEXT) : line.position + 1]
    return coverage(transcript, things, frozenset(item for each in around for item in each.stems)) >= _MOST


def _of_campaign(transcript: Transcript) -> frozenset[str]:
    """Return the stems by which the campaign names its own business."""
    brief = transcript.campaign.brief
    return frozenset(content_stems(" ".join((brief.name, brief.offer or "", *brief.keywords))))


def _events(
    transcript: Transcript, things: frozenset[str], verbs: Sequence[str], by_saying: bool
) -> list[tuple[Line, bool]]:
    """Collect the bot's turns that report success (True) or failure (False), in temporal order.

    What counts as success depends on the deed: what is done by saying is done once it is said.
    """
    events: list[tuple[Line, bool]] = []
    wanted = things.union(*(related(item) for item in things))
    near = frozenset(verbs).union(*(related(item) for item in verbs)) if verbs else frozenset()
    open_for = 99  # turns since the things came up
    come_up = not wanted or not wanted.isdisjoint(_of_campaign(transcript))
    undoing = not _UNDOING.isdisjoint(verbs)
    asked_for = False  # whether the customer's last turn asks for the deed by its name
    failed_at = False  # whether the last word on the things themselves was that it could not be done
    for line in transcript.lines:
        stems = frozenset(line.stems)
        open_for = 0 if not wanted or not wanted.isdisjoint(stems) else open_for + 1
        if line.speaker == "customer":
            asked_for = not near.isdisjoint(stems)
            if (
                by_saying
                and events
                and events[-1][0].position == line.position - 1
                and events[-1][1]
                and fails_for(line)
            ):
                events.append((line, False))
            continue
        names_deed = not near.isdisjoint(stems)
        names_things = bool(wanted) and not wanted.isdisjoint(stems)
        come_up = come_up or open_for == 0
        if (
            not come_up
            or (open_for > _OPEN_FOR and not names_deed)
            or (failed_at and not (names_things or names_deed or len(stems) <= _FEW))
        ):
            continue
        success = _reports_success(line)
        failed_at = fails(line) and not success if names_things else failed_at
        if fails(line) and not success:
            undone = names_deed and not ("understand" in line.words and "not" in line.words)
            if not events or not events[-1][1] or undone:  # a later failure at something else undoes nothing
                events.append((line, False))
        elif (success or (by_saying and _says(line))) and (names_deed or not undoing or asked_for):
            events.append((line, True))
    return events


def _reports_success(line: Line) -> bool:
    """Tell whether a turn says that something is done, in a sentence that is not about a failure."""
    return completes(line) or (fails(line) and any(part_completes(part.words) for part in parts_of(line)))


def fails_for(line: Line) -> bool:
    """Tell whether a customer turns down what was just said."""
    return starts_with_no(line) or answers(line) < 0


def _says(line: Line) -> bool:
    """Tell whether a turn states something: more than a question back or a courtesy."""
    if "?" in line.words and line.words.index("?") == len(line.words) - 1 and not {".", "!"} & set(line.words[:-1]):
        return False
    return len(set(line.stems) - _COURTESY) >= _LEAST_SAID


def _never(plan: Plan, transcript: Transcript) -> Answer:
    ranked = matches(transcript, plan.topic, None, least=0.35)
    if not ranked:
        if plan.topic:
            text = f"{verdict(plan, False)} (nothing in the call shows {named(plan)})"
            return grounded(plan, text, absence(plan, transcript))
        return not_stated(plan, transcript)
    best = max(ranked, key=lambda match: match.coverage)
    near = said(best.line, plan.topic)
    text = f"{verdict(plan, False)} (nothing in the call shows that it was done; nearest passage: {near})"
    return on_lines(plan, text, absence(plan, transcript), [best.line])
