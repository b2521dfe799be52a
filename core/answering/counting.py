"""How many, how often: turns, words, acts and mentions."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, cast

from core.analysis.phrases import CLAUSE_MARKS
from core.answering.asked.mentioned import with_subject
from core.answering.asked.verbs import ASKING, SAYING
from core.answering.plan import Plan
from core.answering.presence import questions_about
from core.answering.repeated import said_alike
from core.answering.replies import grounded, name_of, named, not_stated, on_lines, said, shown
from core.answering.retrieve import matches
from core.answering.states import act_lines
from core.answering.transcript import Line, Transcript
from core.answering.values import Kind, stated
from core.answering.vocabulary import stems_of, topic_words, word_set
from core.answers import Answer
from core.calls import Speaker
from core.text import stem, tokens
from core.wording import count

_COVERED: Final = 0.6
_QUESTION_MARKS: Final = re.compile(r"\?+")
_ACTS: Final = (
    ("objection", re.compile(r"\bobjections?|\bobject(?:ed)?\b"), "objection"),
    ("complaint", re.compile(r"\bcomplain\w*"), "complaint"),
    (
        "refusal",
        re.compile(r"\brefus\w*|\breject(?:s|ed|ions?)?\b|\bdecline|\bturn\w* (?:[\w']+ ){0,3}?down\b"),
        "refusal",
    ),
    ("agreement", re.compile(r"\bagreements?|\bagree[ds]?\b"), "agreement"),
    ("thanks", re.compile(r"\bthank\w*"), "turn with thanks"),
    ("apology", re.compile(r"\bapolog\w*"), "apology"),
    ("greeting", re.compile(r"\bgreet\w*"), "greeting"),
    ("handoff_request", re.compile(r"\b(?:human|manager|supervisor)\b"), "request for a person"),
    ("request", re.compile(r"\brequests?\b"), "request"),
    ("question", re.compile(r"\bquestions?\b|\bquer(?:y|ies)\b"), "question"),
)
_GENERIC: Final = word_set(
    """
    question object complain refus reject declin agreement thank apolog greet queri turn word utter messag sentenc line
    repli exchang rais deal offer propos bid suggest
    """
)
_QUESTIONS: Final = re.compile(
    r"\b(?:how many|number of|count (?:the|all)?) ?(?P<kind>(?:[\w']+ ){0,3}?)(?:questions?|quer(?:y|ies)|requests?)\b"
    r"(?:.*\b(?:about|on|regarding|concerning|related to|to do with|for) (?P<about>.+))?"
)
_ANY_QUESTION: Final = word_set("kind sort type open differ separ individu total ani all follow-up follow")
_QUIZ: Final = re.compile(r"\b(?:quiz|trivia|riddles?)\b")
_JUDGED: Final = re.compile(
    r"\banswer (?:was|is) (?:\w+ )?(?:correct|incorrect|right|wrong)\b|\banswer (?:\w+ ){0,4}would have been\b"
    r"|\b(?:correct|right|wrong) answer\b"
    r"|\bthat(?:'s| is| was) (?:\w+ )?(?:correct|incorrect|right|wrong)\b|^(?:in)?correct\b",
    re.IGNORECASE,
)
_VALUE_NOUNS: Final = {"url": "link", "email": "e-mail address", "phone": "telephone number", "address": "address"}
# "How often did he threaten to leave?" counts what is threatened, "that the report had gone in" the report.
_FRAME_OF_WHAT: Final = frozenset(
    stem(word)
    for word in [
        "threaten",
        "warn",
        "insist",
        "claim",
        "repeat",
        "admit",
        "hint",
        "remind",
        "promise",
        "complain",
        "go",
        "goes",
        "gone",
        "went",
        "going",
        "come",
        "been",
        "thing",
        "things",
        "something",
        "somebody",
        "someone",
        "anybody",
        "anyone",
        "in",
        "out",
        "up",
        "bring",
        "keep",
        "kept",
        "get",
        "got",
        "put",
        "let",
    ]
)
_COUNTS_TURNS: Final = re.compile(
    r"\bhow many (?:of )?(?:[\w']+ ){0,3}?(?:turns|messages|lines|replies|responses|utterances)\b"
)
_ABOUT: Final = re.compile(
    r"\b(?:about|mention\w*|br[io]ng\w*|brought|contain\w*|includ\w*|with the|refer\w*|talk\w*|discuss\w*|touch\w*"
    r"|concern\w*|of (?:his|her|their|its) (?:turns|messages|lines|replies|responses|utterances))\b"
)
_BY_NAME: Final = re.compile(
    r"\b(?:by|us(?:e|es|ed|ing)) (?:(?:his|her|their|its|the|customer's|client's|caller's|bot's|agent's|first|own) )"
    r"{0,3}name\b"
)
_ASKED_FOR: Final = re.compile(r"\bask\w* (?:\w+ ){0,2}?for\b")
_WISHING: Final = word_set("please pls need want like give")
_NAMED_ACTS: Final = {
    "refusal": frozenset(stems_of(("rejected", "refused", "declined"))),
    "agreement": frozenset(stems_of(("accepted", "agreed"))),
}
_BIDS: Final = word_set("offer deal propos bid quot suggest counteroff")
_EVERY: Final = 0.95
_BRIEF: Final = 3  # words of content of a turn that can only ask for what it names
_FEW: Final = 2
_OF_WORDS: Final = re.compile(rf"\b(?:{SAYING}|{ASKING}|mention\w*|c[ao]mes? up|word|occur\w*|appear\w*|heard)\b")
_PLURALS: Final = {
    "apology": "apologies",
    "turn with thanks": "turns with thanks",
    "request for a person": "requests for a person",
}


def answer_count(plan: Plan, transcript: Transcript) -> Answer:
    """Count turns, words, questions and other acts, or the times that something was said."""
    plan = with_subject(plan)
    words = plan.words
    by = f" by {name_of(plan.speaker)}" if plan.speaker else ""
    if plan.aspect:
        return _values(plan, transcript, by)
    if _BY_NAME.search(words):
        return _names_used(plan, transcript)
    counts_mentions = re.search(r"\b(?:times|often|frequen\w+|mentions?|occurrences?|regularly)\b", words) is not None
    if not counts_mentions or _COUNTS_TURNS.search(words):
        if re.search(r"\b(?:turns?|utterances|messages|lines|exchanges|replies|responses)\b", words):
            lines = transcript.of(plan.speaker)
            about = tuple(item for item in plan.topic if item not in _GENERIC and item not in _FRAME_OF_WHAT)
            if about and _ABOUT.search(words):
                told = [match.line for match in matches(transcript, about, plan.speaker, least=_COVERED)]
                return _times(plan, told, f"{count(len(told), 'turn')} of {len(lines)}", by)
            return grounded(plan, f"{count(len(lines), 'turn')} - {'all' + by if by else _sides(transcript)}", 0.97)
        if re.search(r"\bwords\b", words):
            spoken = sum(len(tokens(line.turn.text)) for line in transcript.of(plan.speaker))
            return grounded(plan, f"{count(spoken, 'word')} - {'all' + by if by else 'in the whole call'}", 0.95)
        if re.search(r"\bsentences\b", words):
            ended = sum(_sentences(line) for line in transcript.of(plan.speaker))
            return grounded(plan, f"{count(ended, 'sentence')} - {'all' + by if by else 'in the whole call'}", 0.7)
    if counts_mentions and (alike := said_alike(plan, transcript)):
        return _times(plan, alike, f"{count(len(alike), 'time')}, counting turns that say much the same", by)
    for act, pattern, noun in _ACTS:
        if pattern.search(words) and not (counts_mentions and set(plan.topic) - _GENERIC):
            return _acts(plan, transcript, act, noun, by)
    if counts_mentions and re.search(r"\bask\w*\b", words) and not plan.topic:
        return _acts(plan, transcript, "question", "question", by)
    if counts_mentions and re.search(r"\bask\w*\b", words) and plan.topic and not plan.subject.isdigit():
        asked = [match.line for match in questions_about(plan, transcript)]
        if _ASKED_FOR.search(words):  # "more details please" asks for them without being a question
            said_so = matches(transcript, plan.topic, plan.speaker, least=_COVERED)
            found = {line.position for line in asked}
            found |= {
                match.line.position
                for match in said_so
                if len(match.line.stems) <= _BRIEF or not _WISHING.isdisjoint(match.line.words)
            }
            asked = [transcript.lines[position] for position in sorted(found)]
        return _times(plan, asked, f"{count(len(asked), 'time')}, counting questions about {named(plan)}", by)
    if not plan.topic:
        return _spoken_words(plan, transcript, words, by)
    return _mentions(plan, transcript, by)


def _acts(plan: Plan, transcript: Transcript, act: str, noun: str, by: str) -> Answer:
    topic = _about(plan)
    if act == "question" and _QUIZ.search(plan.words):
        put = quizzed(transcript)
        return _times(plan, put, f"{count(len(put), 'quiz question')}", " by the bot" if put else "")
    if topic and act in ("question", "request"):
        lines = [match.line for match in questions_about(replace(plan, topic=topic), transcript)]
        about = f' about "{plan.subject}"'
    else:
        lines, about = _acting(transcript, act, plan.speaker), ""
    number = sum(questions_in(line) for line in lines) if act == "question" else len(lines)
    plural = noun if number == 1 else _PLURALS.get(noun, noun + "s")
    return _times(plan, lines, f"{number} {plural}{about}", by)


def _acting(transcript: Transcript, act: str, speaker: Speaker | None) -> list[Line]:
    """Return the turns with an act, and brief ones that do no more than name it: "Declined.", "offer accepted"."""
    lines = act_lines(transcript, act, speaker)
    verbs = _NAMED_ACTS.get(act, frozenset())
    found = {line.position for line in lines}
    found |= {
        line.position
        for line in transcript.of(speaker)
        if len(line.stems) <= _BRIEF and not line.asks and not verbs.isdisjoint(line.stems)
    }
    return [transcript.lines[position] for position in sorted(found)]


def count_deeds(plan: Plan, transcript: Transcript, counted: frozenset[str]) -> Answer | None:
    """Count the turns in which a bid was made ("how many offers were submitted"); None where none tells of it."""
    deed = tuple(item for item in plan.topic if item not in counted)
    if counted.isdisjoint(_BIDS) or not deed:
        return None
    lines = [match.line for match in matches(transcript, deed, plan.speaker, least=_EVERY) if not match.line.asks]
    return _times(plan, lines, f"{len(lines)}, by the turns that say so", "") if lines else None


def _about(plan: Plan) -> tuple[str, ...]:
    """Return what the questions that are counted are about: "questions about the fee", "pricing questions"."""
    found = _QUESTIONS.search(plan.words)
    if found is None:
        return tuple(item for item in plan.topic if item not in _GENERIC)
    topic = stems_of(topic_words(f"{found['kind']} {found['about'] or ''}".split()))
    return tuple(item for item in topic if item not in _GENERIC and item not in _ANY_QUESTION)


def quizzed(transcript: Transcript) -> list[Line]:
    """Return the bot's turns whose reply it judges right or wrong: the questions of a quiz."""
    put = []
    for line in transcript.of("bot"):
        reply = transcript.before(line)
        asked = transcript.before(reply) if reply is not None and reply.speaker == "customer" else None
        if asked is not None and asked.speaker == "bot" and _JUDGED.search(line.turn.text):
            put.append(asked)
    return put


def _values(plan: Plan, transcript: Transcript, by: str) -> Answer:
    """Count the different values of a kind that were stated; what only masks one counts each time."""
    found = [
        value for value in stated(transcript, cast("Kind", plan.aspect)) if plan.speaker in (None, value.line.speaker)
    ]
    distinct = {value.text.lower() if value.text != "URL" else (value.line.position, value.start) for value in found}
    noun = _VALUE_NOUNS.get(plan.aspect, plan.aspect)
    lines = list({value.line.position: value.line for value in found}.values())
    return _times(plan, lines, f"{len(distinct)} {noun if len(distinct) == 1 else _plural(noun)}", by)


def _names_used(plan: Plan, transcript: Transcript) -> Answer:
    """Count how often a side called the other one by its name, where the call tells that."""
    passive = re.search(r"\b(?:was|were|is|are|been|being) (?:\w+ ){0,3}(?:called|addressed|named)\b", plan.words)
    named_side: Speaker | None = plan.speaker if passive else "bot" if plan.speaker == "customer" else "customer"
    given = [value.text for value in stated(transcript, "name") if value.line.speaker == named_side]
    if named_side == "bot":
        given.append(transcript.call.bot_name)
    spoken = frozenset(word for line in transcript.lines for word in tokens(line.turn.text))
    names = spoken.intersection(word for name in given for word in tokens(name)[:1])
    if not names:
        return not_stated(plan, transcript, "the call does not tell the name")
    calling: Speaker = "bot" if named_side == "customer" else "customer"
    heard = transcript.of(calling)
    lines = [line for line in heard if not names.isdisjoint(tokens(line.turn.text))]
    number = sum(word in names for line in lines for word in tokens(line.turn.text))
    return _times(plan, lines, count(number, "time"), f" by {name_of(calling)}")


def _plural(noun: str) -> str:
    return f"{noun}es" if noun.endswith("ss") else f"{noun}s"


def questions_in(line: Line) -> int:
    """Count the questions of a turn that asks: its question marks, or one where it has none."""
    return max(1, len(_QUESTION_MARKS.findall(line.turn.text)))


def _times(plan: Plan, lines: list[Line], what: str, by: str) -> Answer:
    if not lines:
        return grounded(plan, f"{what} - none{by} was found", 0.7)
    return on_lines(plan, f"{what} - {_spread(plan, lines, by)}", 0.75, lines, most=10)


def _spread(plan: Plan, lines: Sequence[Line], by: str) -> str:
    """Say in how many turns something was found, and where first."""
    where = shown(lines[0], plan.topic) if plan.speaker else said(lines[0], plan.topic)
    if len(lines) == 1:
        return f"{by.strip()} at {where}".strip() if plan.speaker else f"by {where}"
    return f"in {count(len(lines), 'turn')}{by}, first {'at' if plan.speaker else 'by'} {where}"


def _sides(transcript: Transcript) -> str:
    return f"{len(transcript.of('bot'))} by the bot, {len(transcript.of('customer'))} by the customer"


def _mentions(plan: Plan, transcript: Transcript, by: str) -> Answer:
    """Count how often something was said: a phrase as often as it occurs, in however many turns."""
    lines, number = _where_said(transcript.of(plan.speaker), tokens(plan.subject), _base)
    if not lines:
        lines, number = _where_said(transcript.of(plan.speaker), tokens(plan.subject), stem)
    core = tuple(item for item in plan.topic if item not in _FRAME_OF_WHAT) or plan.topic
    if not lines and (len(plan.topic) > 1 or core != plan.topic):
        lines = [match.line for match in matches(transcript, core, plan.speaker, least=_COVERED)]
        number = len(lines)
    if not lines and (len(core) > _FEW or not _OF_WORDS.search(plan.words)):
        return not_stated(plan, transcript)  # that a deed is not named does not say that it was never done
    if not lines:
        return grounded(plan, f"0 times - {named(plan)} was never mentioned{by}", 0.85)
    spread = _spread(plan, lines, by)
    return on_lines(plan, f"{count(number, 'time')} - {named(plan)} was mentioned {spread}", 0.9, lines, most=10)


def _where_said(lines: Sequence[Line], wanted: Sequence[str], form: Callable[[str], str]) -> tuple[list[Line], int]:
    """Return the turns that say the words, compared in some base form, and how often they say them."""
    sought = tuple(form(word) for word in wanted)
    found, number = [], 0
    for line in lines:
        if occurrences := _occurrences(tuple(form(word) for word in tokens(line.turn.text)), sought):
            number += occurrences
            found.append(line)
    return found, number


def _base(word: str) -> str:
    """Take off the possessive and the plural, but no other ending: a donation is not to donate."""
    word = word.removesuffix("'s")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _spoken_words(plan: Plan, transcript: Transcript, words: str, by: str) -> Answer:
    """Count a word that is grammar elsewhere: "how often did the customer say no"."""
    tail = words.split()
    after = next(
        (place for place, word in enumerate(tail) if word in ("say", "said", "says", "word", "mention", "mentioned")),
        None,
    )
    wanted = tuple(tail[after + 1 :]) if after is not None else ()
    if not wanted:
        return grounded(
            plan, f"{count(len(transcript.of(plan.speaker)), 'turn')} - {'all' + by if by else _sides(transcript)}", 0.4
        )
    lines, number = _where_said(transcript.of(plan.speaker), wanted, str)
    sought = " ".join(wanted)
    if not lines:
        return grounded(plan, f'0 times - "{sought}" was never said{by}', 0.8)
    spread = _spread(plan, lines, by)
    return on_lines(plan, f'{count(number, "time")} - "{sought}" was said {spread}', 0.85, lines, most=10)


def _occurrences(said_words: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    """Count the places where the wanted words follow each other."""
    if not wanted:
        return 0
    width = len(wanted)
    return sum(
        said_words[place] == wanted[0] and said_words[place : place + width] == wanted
        for place in range(len(said_words) - width + 1)
    )


def _sentences(line: Line) -> int:
    marks = sum(word in CLAUSE_MARKS - {",", ";", ":"} for word in line.words)
    return max(1, marks)
