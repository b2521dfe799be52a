"""How somebody was: annoyed, confused, hesitant, happy, calm and helpful; and acts such as thanks or objections."""

import re
from collections.abc import Sequence

from core.answering.cues import fails, hedges, is_unsure, shows, stance, wishes
from core.answering.plan import Plan
from core.answering.replies import NOT_STATED, grounded, name_of, named, not_stated, on_lines, said, shown, times
from core.answering.retrieve import coverage, matches
from core.answering.transcript import Line, Transcript
from core.answering.verdicts import opening
from core.answering.vocabulary import related, word_set
from core.answers import Answer
from core.calls import Speaker
from core.reports import Act
from core.text import stem
from core.wording import count

_UPSET = -0.35  # sentiment of a turn from which on it counts as upset
_PLEASED = 0.3
_SURELY_CALM, _PERHAPS_ANGRY = 0.96, 0.3
_WEAK_SIGNS = 2  # turns that may each be harmless, and together are not
_ACT_NAMES: dict[str, str] = {
    "question": "asked a question",
    "request": "made a request",
    "objection": "objected",
    "agreement": "agreed",
    "refusal": "refused",
    "complaint": "complained",
    "commitment": "made a commitment",
    "thanks": "gave thanks",
    "greeting": "greeted",
    "closing": "said goodbye",
    "handoff_request": "asked for a person",
    "apology": "apologised",
    "introduction": "gave a name",
    "out_of_scope": "went off the subject",
}
_HALF = 0.5  # share of the weight of a thing's words that must come up
# What names the call as a whole or how it ended, and need not be said in it.
_WHOLE = word_set(
    """
    split deal outcom result servic assist help solut offer agreement way convers experi respons treatment decis divis
    arrang bot agent answer handl end call support perform product progress time stori
    went go goe
    """
)
_UNSURE = word_set("unsur uncertain sure certain mind indecis")
# "I am very happy with that"; not "I am happy to wait" or "I would be happy if …".
_FIRST_PERSON = r"\b(?:i|we) (?:am|are|feel) (?:(?:so|very|really|quite|just|also|truly|extremely) )*"
_SAYS_PLEASED = re.compile(
    rf"{_FIRST_PERSON}(?:happy|pleased|satisfied|delighted|thrilled|impressed|grateful|glad)\b"
    r"(?! (?:to|if|when|as long)\b)"
)
_SAYS_DISPLEASED = re.compile(
    rf"{_FIRST_PERSON}(?:not (?:\w+ )?(?:happy|pleased|satisfied|impressed)|unhappy|displeased|dissatisfied"
    r"|disappointed|unsatisfied|fed up)\b"
)
# "Perfect, thank you so much" at the end is content, "thanks" alone no more than polite.
_PRAISES = re.compile(
    r"\b(?:perfect\w*|great|awesome|excellent|wonderful\w*|fantastic|amazing|brilliant|lovely|super|superb|useful"
    r"|helpful|helped a lot|big help|well done|good job|nice (?:job|work|talking|speaking|chat\w*)|much obliged"
    r"|(?:very|so|too) (?:kind|nice|good|much)|(?:thanks?|thank you) (?:a lot|a million|a bunch|very|so|for all)"
    r"|appreciat\w*|fine now|all good|sounds (?:good|great|fair)|works for me|pleasure|love (?:it|that|this)|yay"
    r"|happy with|glad|deal)\b"
)
_THANKS_ONLY = re.compile(r"\b(?:thanks?|thank you|thankyou|thx|cheers)\b")
_WISHING_WELL = re.compile(
    r"\b(?:have|enjoy) (?:an? |your |the )?(?:\w+ )?(?:great|nice|good|wonderful|lovely|day|evening|one|rest)\b.*"
)
# Whoever is asked about without being a word for a side, "the flyer", is the customer.
_FEELER = re.compile(r"(?:was|is|were|did|does|has|whether) (?:the|this|that|our) (?P<who>[\w-]+) ")
_PARTING = 4  # last turns of the customer that tell how content it leaves
# A call that goes badly may leave a customer sad without any anger.
_SAD = re.compile(r"\b(?:unhappy|upset|disappoint\w*|dissatisf\w*|displeas\w*|unsatisfied)\b")
_ANGRY_FACES = frozenset("\U0001f620\U0001f621\U0001f624\U0001f92c")
_APOLOGIES = word_set("sorry apologize apologise apologies apology")
_THANKS = word_set("thank thanks thankful grateful appreciate cheers")
_BYES = word_set("bye goodbye farewell")
_GREETINGS = word_set("hello hi hey greetings welcome")


def answer_state(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether a side was in a state, by turns that show it."""
    if plan.aspect == "conduct" or (plan.speaker == "bot" and plan.aspect in ("angry", "happy", "negative")):
        return _conduct(plan, transcript)
    if plan.aspect == "happy":
        return _pleased(plan, transcript)
    if plan.aspect == "pushy":
        return _pressed(plan, transcript)
    if plan.aspect == "unsure":
        return _verdict(plan, _unsure_lines(plan, transcript), "was not sure")
    lines = [line for line in transcript.of(plan.speaker or "customer") if _shows(line, plan.aspect)]
    if "impatient" in plan.words.split():
        lines = lines or [line for line in transcript.of(plan.speaker or "customer") if _shows(line, "hurried")]
    if plan.aspect in ("angry", "negative"):
        weak = [line for line in transcript.of(plan.speaker or "customer") if _is_cross(line)]
        lines = sorted({*lines, *weak}, key=lambda line: line.position) if lines or len(weak) >= _WEAK_SIGNS else []
    if plan.aspect in ("angry", "negative") and not lines and (plan.aspect == "negative" or _SAD.search(plan.words)):
        return _by_report(plan, transcript, "Negative")
    return _verdict(plan, lines, {"changed": "changed their mind"}.get(plan.aspect, "showed it"))


def feeling_lines(transcript: Transcript, state: str, speaker: Speaker) -> list[Line]:
    """Return the turns of a side that show a state, the surest signs first, else in temporal order."""
    lines = transcript.of(speaker)
    if state == "happy":
        return [line for line in lines if line.sentiment >= _PLEASED]
    sure = [line for line in lines if _shows(line, state)]
    weak = [line for line in lines if state in ("angry", "negative") and _is_cross(line) and line not in sure]
    return [*sure, *weak]


def _shows(line: Line, state: str) -> bool:
    if state == "changed":
        return shows(line, "changed")
    if state == "confused":
        return shows(line, "confused")
    if state == "hesitant":
        counters = line.words[:1] == ("but",)
        return counters or "objection" in line.acts or shows(line, "confused") or shows(line, "doubting")
    if state in ("hurried", "pushy", "surprised"):
        return shows(line, state)
    if state == "unsure":
        return is_unsure(line) or hedges(line) or shows(line, "confused")
    return "complaint" in line.acts or shows(line, "angry") or not _ANGRY_FACES.isdisjoint(line.turn.text)


def _unsure_lines(plan: Plan, transcript: Transcript) -> list[Line]:
    """Return the turns in which a side is not sure: of a thing, where one is named, else of anything."""
    speaker: Speaker = plan.speaker or "customer"
    topic = frozenset(item for item in plan.topic if item not in _UNSURE)
    if not topic:
        return [line for line in transcript.of(speaker) if _shows(line, "unsure")]
    wanted = topic.union(*(related(item) for item in topic))
    found: list[Line] = []
    for line in transcript.of(speaker):
        before = transcript.before(line)
        asked = before.stems if before is not None and before.speaker != speaker else ()
        if not wanted.isdisjoint((*line.stems, *asked)) and (_shows(line, "unsure") or shows(line, "unsure")):
            found.append(line)
    return found


def _pressed(plan: Plan, transcript: Transcript) -> Answer:
    """Judge whether a side (the bot, if not said) pressed the other: by its words, or by asking again after a no."""
    speaker: Speaker = plan.speaker or "bot"
    lines = [line for line in transcript.of(speaker) if shows(line, "pushy")]
    refused = [line for line in transcript.lines if line.speaker != speaker and "refusal" in line.acts]
    again = [line for line in refused if (after := transcript.after(line)) is not None and after.asks]
    accused = [line for line in transcript.lines if line.speaker != speaker and shows(line, "accusing")]
    shown = [*accused, *lines, *(line for line in map(transcript.after, again) if line is not None)]
    return _verdict(plan, list(dict.fromkeys(shown)), "pressed")


def _is_cross(line: Line) -> bool:
    """Tell whether a turn may be cross: what regrets or asks for help is sad rather."""
    regrets = not _APOLOGIES.isdisjoint(line.words) or "help" in line.words
    return (line.sentiment <= _UPSET and not regrets) or shows(line, "cross")


def _verdict(plan: Plan, lines: list[Line], what: str) -> Answer:
    who = name_of(plan.speaker or "customer")
    if lines:
        text = f"{opening(plan, True)}{who} {what} {_often(lines)})"
        return on_lines(plan, text, 0.3 + 0.1 * min(len(lines), 4), lines)
    return grounded(plan, f"{opening(plan, False)}no turn of {who} shows it)", 0.78)


def _conduct(plan: Plan, transcript: Transcript) -> Answer:
    """Judge a side's conduct: it is proper unless its words are harsh, or it mostly could not help."""
    speaker: Speaker = plan.speaker or "bot"
    lines = transcript.of(speaker)
    if not lines:
        return grounded(plan, f"{NOT_STATED} ({name_of(speaker)} said nothing)", 0.1)
    harsh, failed = misconduct(transcript, speaker)
    bad = bool(harsh or failed)
    asked_for_good = plan.aspect not in ("angry", "negative")
    head = opening(plan, (not bad) == asked_for_good)
    who = name_of(speaker)
    if harsh:
        return on_lines(plan, f"{head}{who} was harsh, {said(harsh[0])})", 0.55, harsh)
    if bad:
        return on_lines(plan, f"{head}{who} could not help {_often(failed)})", 0.55, failed)
    good = [line for line in lines if not _THANKS.isdisjoint(line.words) or not _GREETINGS.isdisjoint(line.words)]
    return on_lines(plan, f"{head}no harsh word in {count(len(lines), 'turn')} of {who})", _SURELY_CALM, good)


def misconduct(transcript: Transcript, speaker: Speaker) -> tuple[list[Line], list[Line]]:
    """Return the turns that show a side harsh, and those in which a bot that mostly cannot help fails."""
    lines = transcript.of(speaker)
    harsh = [line for line in lines if shows(line, "angry") or (speaker == "customer" and _is_cross(line))]
    if speaker == "customer":
        return harsh, []
    harsh += [line for line in transcript.of("customer") if shows(line, "accusing")]
    failed = [line for line in lines if fails(line)]
    return harsh, failed if len(failed) >= 3 and len(failed) * 2 >= len(lines) else []


def _pleased(plan: Plan, transcript: Transcript) -> Answer:
    """Judge whether the customer was pleased: with something, by the turns about it; else by the report."""
    unknown = _FEELER.match(plan.words)
    feeler = stem(unknown["who"]) if unknown is not None and plan.speaker is None else ""
    topic = tuple(item for item in plan.topic if item not in FEELINGS and item != feeler)
    lines = lines_on(transcript, topic) if set(topic) - _WHOLE else []
    if not lines and coverage(transcript, topic, frozenset(transcript.frequency)) < _HALF and set(topic) - _WHOLE:
        return not_stated(plan, transcript, f"{named(plan)} never came up")
    if not lines and (stated := _said_to_feel(transcript)) is not None:
        line, holds = stated
        return on_lines(plan, f"{opening(plan, holds)}{said(line)})", 0.6, [line])
    if not lines and (parting := _parting(transcript)) is not None:
        line, holds, sure = parting
        return on_lines(plan, f"{opening(plan, holds)}{said(line)})", sure, [line])
    if not lines:
        return _by_report(plan, transcript, "Positive")
    felt = felt_on(lines, topic)
    mean = sum(line.sentiment for line in felt) / len(felt)
    strongest = sorted(felt, key=lambda line: (-abs(line.sentiment), line.position))
    return on_lines(
        plan, f"{opening(plan, mean >= _PLEASED / 2)}{said(strongest[0])})", 0.45 + 0.3 * min(1.0, abs(mean)), strongest
    )


def felt_on(lines: Sequence[Line], topic: Sequence[str]) -> list[Line]:
    """Return the turns of some that tell a feeling about a thing: they name it and ask for nothing; else all."""
    told = [line for line in lines if not line.asks and not wishes(line) and line.words[:1] != ("no",)] or list(lines)
    own = [line for line in told if not frozenset(topic).isdisjoint(line.stems)] or told
    return [line for line in own if abs(line.sentiment) >= _PLEASED] or told


def _said_to_feel(transcript: Transcript) -> tuple[Line, bool] | None:
    """Return the customer's last turn that says in words whether they are pleased, and whether they are."""
    for line in reversed(transcript.of("customer")):
        words = " ".join(line.words)
        if _SAYS_PLEASED.search(words) and not line.asks:
            return line, True
        if _SAYS_DISPLEASED.search(words):
            return line, False
    return None


def _parting(transcript: Transcript) -> tuple[Line, bool, float] | None:
    """Return the customer's last turn that shows how content it leaves, whether it is, and how sure that is."""
    thanks: Line | None = None
    for line in reversed(transcript.of("customer")[-_PARTING:]):
        words = " ".join(line.words)
        if "complaint" in line.acts or shows(line, "angry") or _SAYS_DISPLEASED.search(words):
            return line, False, 0.6
        if (
            not line.asks
            and stance(line) >= 0
            and _PRAISES.search(_WISHING_WELL.sub("", words))
            and "not" not in line.words
        ):
            return line, True, 0.6
        if thanks is None and _THANKS_ONLY.search(words):
            thanks = line
    if thanks is None or any(fails(line) for line in transcript.of("bot")[-_PARTING:]):
        return None
    return thanks, True, 0.45


def lines_on(transcript: Transcript, topic: tuple[str, ...]) -> list[Line]:
    """Return the customer's turns on a topic and those in which they reply to the bot about it."""
    if not topic:
        return []
    lines = [match.line for match in matches(transcript, topic, "customer", least=0.6)]
    for match in matches(transcript, topic, "bot", least=0.6):
        reply = transcript.after(match.line)
        if reply is not None and reply.speaker == "customer":
            lines.append(reply)
    return list({line.position: line for line in lines}.values())


FEELINGS = word_set(
    """
    happi satisfi pleas glad content grate enthusiast excit delight impress cheer cooper posit sentiment mood feel
    emot tone attitud disposit overal level score degre trend state mind express show react respons respond toward
    two both side parti pair everyon everybodi
    """
)


def _by_report(plan: Plan, transcript: Transcript, wanted: str) -> Answer:
    """Answer by the sentiment that the report gives to the customer."""
    metric = transcript.analysis.metric("Q002")
    holds = metric.answer == wanted
    if not any(line.speaker == "customer" for line in transcript.lines):
        return grounded(plan, f"{NOT_STATED} (the customer said nothing)", 0.2)
    text = f"{opening(plan, holds)}the customer's overall sentiment was {metric.answer.lower()})"
    # Anger is rare: its absence is surer than a call's sentiment, and a negative one need not be anger (STAR).
    sure = metric.confidence if wanted == "Positive" else _SURELY_CALM if not holds else _PERHAPS_ANGRY
    return grounded(plan, text, sure, metric.evidence[:3])


def act_lines(transcript: Transcript, act: str, speaker: Speaker | None) -> list[Line]:
    """Return the turns of a side that do an act, in temporal order."""
    return [line for line in transcript.of(speaker) if _does(line, act)]


def _does(line: Line, act: str) -> bool:
    words = set(line.words)
    if act == "apology":
        return not words.isdisjoint(_APOLOGIES)
    if act == "thanks":
        return "thanks" in line.acts or not words.isdisjoint(_THANKS)
    if act == "closing":
        return not words.isdisjoint(_BYES)
    if act == "greeting":
        return "greeting" in line.acts or not _GREETINGS.isdisjoint(line.words[:4])
    if act == "introduction":
        said_words = " ".join(line.words)
        return any(opening in said_words for opening in ("my name is", "this is", "i am calling", "speaking"))
    if act == "question":
        return line.asks
    known: tuple[Act, ...] = line.acts
    return act in known


def answer_act(plan: Plan, transcript: Transcript) -> Answer:
    """Tell whether a side did an act such as greeting, thanking or objecting."""
    customers_own = plan.aspect in ("objection", "complaint", "handoff_request")
    speaker: Speaker | None = plan.speaker or ("customer" if customers_own else None)
    lines = act_lines(transcript, plan.aspect, speaker)
    what = _ACT_NAMES[plan.aspect]
    who = name_of(speaker) if speaker else "somebody"
    if lines:
        often = _often(lines) if speaker else f"{times(len(lines))}, first {said(lines[0])}"
        text = f"{opening(plan, True)}{who} {what} {often})"
        return on_lines(plan, text, 0.8, lines)
    return grounded(
        plan,
        f"{opening(plan, False)}{name_of(speaker) if speaker else 'nobody'} {_never(what, speaker)})",
        0.75,
    )


def _never(what: str, speaker: Speaker | None) -> str:
    return f"never {what}" if speaker else f"ever {what}"


def _often(lines: list[Line]) -> str:
    """Say how often, and where first: "once at 9s: …", "3 times, first at 9s: …"."""
    return f"{times(len(lines))}{', first' if len(lines) > 1 else ''} at {shown(lines[0])}"
