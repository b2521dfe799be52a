"""Questions about calls whose answering turns are known, and as many that the call cannot answer.

QMSum's questions with the turns that people marked as evidence, and questions about what STAR's bots ask for or tell,
which the labels of its turns place: in the reply to what is asked for, in the bot's turn for what it tells. A question
that a call cannot answer is one about another: about a meeting of another series, or a task that the dialogue has not.
Harder ones are the call's own with its most telling word changed for one of such a stranger, which nobody says: "What
is the colour of the remote control?" becomes "What is the curriculum of the remote control?".
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.answering.plan import Plan
from core.answering.retrieve import kin_of
from core.answering.transcript import Transcript, read_transcript
from core.answering.understand import understand
from core.answering.vocabulary import topic_words
from core.text import stem, tokens
from training.corpora import records
from training.evaluate.calls import asked, by_hash

OF_STAR = Path(__file__).with_name("star_questions.json")
WORDS_SAID_AGAIN = 3  # of a reply at most, for another turn with them to say the same
CALLS_OF_A_TOPIC = 25  # of STAR, both with the topic and without it
# Tasks that may well answer each other's questions, about places and times of a journey.
_ALIKE = {"ride": "journey", "trip": "journey", "plane": "journey"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a call: `gold` are the turns that answer it, none where the call does not; `topic` is its family.

    The turns are numbered as sent. `corpus` and `call` tell where it is from.
    """

    corpus: str
    call: str
    topic: str
    plan: Plan
    transcript: Transcript
    gold: frozenset[int]


def of_qmsum(corpora: Path) -> Iterator[Question]:
    """Yield the questions to QMSum's meetings, without speakers' names, each with one to a meeting of another series.

    A series is what people met about, by the letters that a meeting's id begins with.
    """
    meetings = [record for record in by_hash(records(corpora, "qmsum")) if _marked(record)]
    for place, record in enumerate(meetings):
        read = _transcript(record)
        others = (*meetings[place + 1 :], *meetings)
        stranger = next((other for other in others if _series(other["id"]) != _series(record["id"])), None)
        for item in _marked(record):
            gold = frozenset(
                turn for first, last in item["evidence_turn_spans"] for turn in range(first, last + 1)
            )  # fmt: skip
            yield Question("qmsum", record["id"], record["id"], _plan(item["question"]), read, gold)
        strange = [item["question"] for item in _marked(stranger)] if stranger else []
        for question in strange:
            yield Question("qmsum", record["id"], question, _plan(question), read, frozenset())
        for item, other in zip(_marked(record), strange, strict=False):
            if changed := with_a_strange_word(item["question"], other, read):
                yield Question("qmsum", record["id"], record["id"], _plan(changed), read, frozenset())


def of_star(corpora: Path) -> Iterator[Question]:
    """Yield questions about what was asked for or told in STAR's dialogues, and as many about tasks of others."""
    wordings: Mapping[str, Sequence[str]] = json.loads(OF_STAR.read_text(encoding="utf-8"))
    with_it, without = dict.fromkeys(wordings, CALLS_OF_A_TOPIC), dict.fromkeys(wordings, CALLS_OF_A_TOPIC)
    for record in by_hash(records(corpora, "star")):
        has = {topic: gold for topic, gold in _places(record).items() if with_it.get(topic)}
        tasks = {_task(domain) for domain in record["labels"]["domains"] if domain}
        lacks = [topic for topic, left in without.items() if left and tasks and _task(topic) not in tasks][:2]
        if not has and not lacks:
            continue
        read = _transcript(record)
        for topic, gold in (*has.items(), *((topic, frozenset[int]()) for topic in lacks)):
            left = with_it if gold else without
            left[topic] -= 1
            wording = wordings[topic][left[topic] % len(wordings[topic])]
            again = _said_again(read, gold) if "_ask_" in topic else gold
            yield Question("star", record["id"], topic, _plan(wording), read, again)
            other = wordings[_stranger_to(topic, wordings)][left[topic] % len(wordings[topic])]
            if gold and left[topic] % 2 and (changed := with_a_strange_word(wording, other, read)):
                yield Question("star", record["id"], topic, _plan(changed), read, frozenset())


def with_a_strange_word(question: str, other: str, read: Transcript) -> str:
    """Return a question with the word that tells most in a call changed for one of another question that it lacks.

    The other word is the first that neither it nor its kin are said; "" where there is none, or nothing to be changed.
    """
    own = [word for word in _topic(question) if read.frequency[stem(word)]]
    strange = [
        word for word in _topic(other) if not read.frequency[stem(word)] and not _is_said(kin_of(stem(word)), read)
    ]
    if not own or not strange:
        return ""
    telling = max(own, key=lambda word: read.weight(stem(word)))
    return re.sub(rf"\b{re.escape(telling)}\b", strange[0], question, flags=re.IGNORECASE)


def _topic(question: str) -> tuple[str, ...]:
    return topic_words(tokens(question))


def _is_said(stems: frozenset[str], read: Transcript) -> bool:
    return any(read.frequency[each] for each in stems)


def _stranger_to(topic: str, topics: Mapping[str, Sequence[str]]) -> str:
    """Return the next topic of another task, in the order of the file, from its end on to the beginning."""
    names = list(topics)
    place = names.index(topic)
    return next(other for other in (*names[place:], *names) if _task(other) != _task(topic))


def _places(record: dict[str, Any]) -> dict[str, frozenset[int]]:
    """Return for each label of the bot's turns where it is answered, of those that a dialogue has just once.

    What is asked for stands in the customer's reply; the bot's own turn is beside it.
    """
    found: dict[str, list[int]] = {}
    turns = record["turns"]
    for index, turn in enumerate(turns):
        label = turn["labels"].get("action_label")
        if turn["speaker"] == "bot" and label:
            found.setdefault(label, []).append(index)
    places = {}
    for label, (first, *others) in found.items():
        replied = first + 1 < len(turns) and turns[first + 1]["speaker"] == "customer"
        if not others and "_ask_" not in label:
            places[label] = frozenset({first})
        elif not others and replied and not turns[first + 1]["text"].rstrip().endswith("?"):
            places[label] = frozenset({first, first + 1})
    return places


def _said_again(read: Transcript, gold: frozenset[int]) -> frozenset[int]:
    """Return the turns of a question and its short reply with those that say all words of the reply too."""
    reply = frozenset(read.line_of(max(gold)).stems) if gold else frozenset[str]()
    if not 0 < len(reply) <= WORDS_SAID_AGAIN:
        return gold
    return gold.union(line.turn.index for line in read.lines if reply.issubset(line.stems))


def _marked(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in record["qa"] if item.get("evidence_turn_spans")]


def _plan(question: str) -> Plan:
    return understand(question if question.endswith("?") else f"{question}?")


def _series(meeting: str) -> str:
    """Return the kind of a meeting: of researchers ("Bdb001"), of designers ("ES2002a") or of a parliament.

    >>> _series("qmsum-Bdb001"), _series("qmsum-ES2002a"), _series("qmsum-TS3005b"), _series("qmsum-covid_1")
    ('research', 'design', 'design', 'parliament')
    """
    name = meeting.removeprefix("qmsum-")
    if name.startswith("B"):
        return "research"
    return "design" if name[:2] in ("ES", "IS", "TS") else "parliament"


def _task(label: str) -> str:
    domain = label.partition("_")[0]
    return _ALIKE.get(domain, domain)


def _transcript(record: dict[str, Any]) -> Transcript:
    ready = asked(record)
    return read_transcript(ready.call, ready.campaign, ready.analysis)
