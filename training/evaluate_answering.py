"""Measure the answers to questions about calls, on public dialogues with labels and on facts made from timed ones.

What is measured: yes/no questions (STAR's questionnaire, as asked and with as many yes as no of every question),
evidence turns (FriendsQA, with and without the speakers' names in the turns), the kind of question, exact facts, and
absent things, of which neither a yes nor a value may be said. Every figure has its n, a 95 % Wilson interval and,
where there is one, a baseline.
Nothing is random: dialogues are chosen by a hash of their id.

Usage: python -m training.evaluate_answering --corpora DIRECTORY [--calls 400]
"""

import argparse
import json
import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from core.analysis.pipeline import analyse
from core.answering.answer import answer_question
from core.answering.detect import detect_type
from core.answering.phrasing import phrase
from core.answers import Answer
from core.calls import Call, Turn
from core.campaigns import Campaign, CampaignBrief
from core.text import content_stems, tokens
from core.wording import clock, percent
from training.sentiment_lexicon import records

SECONDS_PER_WORD = 0.35  # for corpora without times
MOST_BALANCED = 60  # yes and no of one question
NOUNS = (
    "hotel", "flight", "restaurant", "party", "appointment", "doctor", "weather", "venue", "ride", "taxi", "apartment",
    "balance", "meeting",
)  # fmt: skip
ABSENT = (
    "warranty", "mortgage", "refund", "insurance", "subscription", "newsletter", "router", "lawyer", "pension",
    "parking fee", "gym membership", "oil change", "tax return", "student loan", "solar panels",
)  # fmt: skip
YES_NO_OF_ABSENT = (
    "Did the customer ask about the {}?",
    "Did the bot mention the {}?",
    "Did the customer agree to the {}?",
    "Was the {} confirmed?",
    "Did the bot offer a {}?",
    "Is there a {}?",
)
VALUES_OF_ABSENT = (
    "How much does the {} cost?",
    "When is the {}?",
    "What did the customer say about the {}?",
    "Why did the customer cancel the {}?",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: a share of n with its 95 % interval, and what a baseline reaches."""

    task: str
    measure: str
    value: float
    low: float
    high: float
    n: int
    baseline: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A dialogue ready to be asked."""

    record: dict[str, Any]
    call: Call
    campaign: Campaign
    ask: Callable[[str], Answer]


def figure(task: str, measure: str, hits: Iterable[bool], baseline: float | None = None) -> Figure:
    """Return a share with its Wilson interval (Wilson 1927)."""
    found = list(hits)
    n, share, z = len(found), sum(found) / len(found), 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Figure(task, measure, round(share, 4), round(middle - reach, 4), round(middle + reach, 4), n, baseline)


def asked(record: dict[str, Any], *, named: bool = False) -> Asked:
    """Make a call of a dialogue, analyse it once, and return it; `named` puts speakers' names before their words."""
    turns: list[Turn] = []
    now = 0.0
    for index, turn in enumerate(record["turns"]):
        name = (turn.get("labels") or {}).get("speaker_name") if named else None
        text = (f"{name}: " if name else "") + (turn["text"].replace(" n't", "n't").strip() or ".")
        start = now if turn.get("timestamp") is None else float(turn["timestamp"])
        turns.append(Turn(index, turn["speaker"], start, text))
        now = start + 1.0 + SECONDS_PER_WORD * len(text.split())
    about = record.get("campaign") or {"name": "Call", "description": None}
    epoch = datetime(2024, 1, 1, tzinfo=UTC)
    call = Call(record["id"], "CAMPAIGN", epoch, now, "Ava", tuple(turns))
    brief = CampaignBrief(about["name"], about["description"])
    campaign = Campaign(UUID(int=1), "tenant", brief, "active", epoch)
    analysis = analyse(call, campaign)
    return Asked(record, call, campaign, lambda question: answer_question(question, call, campaign, analysis))


def by_hash(dialogues: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Order dialogues by a hash of their ids."""
    return sorted(dialogues, key=lambda record: zlib.crc32(record["id"].encode()))


def balanced_accuracy(pairs: Sequence[tuple[bool, str]]) -> float:
    """Return the mean of the recalls of yes and of no; an answer that is neither is wrong."""
    recalls = []
    for truth, wanted in ((True, "Yes"), (False, "No (")):
        said = [text.startswith(wanted) for label, text in pairs if label is truth]
        recalls.append(sum(said) / len(said))
    return sum(recalls) / 2


def yes_no(corpora: Path, calls: int) -> Iterator[Figure]:
    """Measure STAR's questionnaire as asked and balanced; the baseline is each question's usual answer."""
    dialogues = by_hash(records(corpora, "star"))
    usual: dict[str, Counter[bool]] = defaultdict(Counter)
    by_question: dict[tuple[str, bool], list[dict[str, Any]]] = defaultdict(list)
    for record in dialogues:
        for item in record.get("qa") or ():
            usual[item["question"]][item["answer"]] += 1
            by_question[item["question"], item["answer"]].append(record)
    pairs, plain = [], []
    for record in dialogues[:calls]:
        if record.get("qa"):
            ask = asked(record).ask
            for item in record["qa"]:
                pairs.append((item["answer"], ask(item["question"]).text))
                plain.append((item["answer"], "Yes" if usual[item["question"]].most_common(1)[0][0] else "No ("))
    value, hits = balanced_accuracy(pairs), [text.startswith("Yes" if label else "No (") for label, text in pairs]
    spread = figure("", "", hits)
    half = (spread.high - spread.low) / 2
    baseline = round(balanced_accuracy(plain), 4)
    yield Figure(
        "yes/no, STAR as asked", "balanced accuracy", round(value, 4), round(value - half, 4), round(value + half, 4),
        len(pairs), baseline,
    )  # fmt: skip
    kept: list[bool] = []
    for question in usual:
        both = min(len(by_question[question, True]), len(by_question[question, False]), MOST_BALANCED)
        for truth in (True, False):
            for record in by_question[question, truth][:both]:
                kept.append(asked(record).ask(question).text.startswith("Yes" if truth else "No ("))
    yield figure("yes/no, STAR, as many yes as no", "accuracy", kept, 0.5)


def evidence(corpora: Path) -> Iterator[Figure]:
    """Measure the evidence turns of FriendsQA; the baseline is plain BM25 (k1 1.2, b .75) over content stems."""
    for named in (False, True):
        first, third, plain_first, plain_third = [], [], [], []
        for record in records(corpora, "friendsqa"):
            ready = asked(record, named=named)
            ranking = bm25([content_stems(turn.text) for turn in ready.call.turns])
            for item in record["qa"]:
                gold = {answer["turn"] for answer in item["answers"]}
                found = [evidence.turn for evidence in ready.ask(item["question"]).evidence]
                plain = ranking(content_stems(item["question"]))
                first.append(not gold.isdisjoint(found[:1]))
                third.append(not gold.isdisjoint(found[:3]))
                plain_first.append(not gold.isdisjoint(plain[:1]))
                plain_third.append(not gold.isdisjoint(plain[:3]))
        task = f"evidence, FriendsQA{' with names' if named else ''}"
        yield figure(task, "R@1", first, round(sum(plain_first) / len(plain_first), 4))
        yield figure(task, "R@3", third, round(sum(plain_third) / len(plain_third), 4))


def bm25(documents: Sequence[Sequence[str]]) -> Callable[[Sequence[str]], list[int]]:
    """Return a plain BM25 ranking over documents."""
    frequency = Counter(stem for document in documents for stem in set(document))
    mean = sum(map(len, documents)) / len(documents) or 1.0

    def ranking(query: Sequence[str]) -> list[int]:
        scores = []
        for document in documents:
            length = 1.2 * (0.25 + 0.75 * len(document) / mean)
            score = 0.0
            for stem in set(query):
                count = document.count(stem)
                rarity = math.log(1 + (len(documents) - frequency[stem] + 0.5) / (frequency[stem] + 0.5))
                score += rarity * count * 2.2 / (count + length)
            scores.append(score)
        return sorted(range(len(documents)), key=lambda index: (-scores[index], index))

    return ranking


def kinds(corpora: Path) -> Iterator[Figure]:
    """Measure the kind of question where a corpus settles it."""
    for corpus, kind in (("star", "boolean"), ("boolq", "boolean"), ("friendsqa", "textual"), ("qmsum", "textual")):
        questions = {item["question"] for record in records(corpora, corpus) for item in record.get("qa") or ()}
        asked_as = (question if question.endswith("?") else question + "?" for question in sorted(questions))
        yield figure(f"kind, {corpus} ({kind})", "accuracy", (detect_type(phrase(text)) == kind for text in asked_as))


def facts(corpora: Path, calls: int) -> Iterator[Figure]:
    """Measure exact facts and absent things on STAR's timed dialogues; truth is computed from the turns alone."""
    right: dict[str, list[bool]] = defaultdict(list)
    for record in by_hash(records(corpora, "star"))[:calls]:
        ready = asked(record)
        said = [(turn, tokens(turn.text)) for turn in ready.call.turns]
        words = {word for _, spoken in said for word in spoken}
        for noun in NOUNS:
            if noun in words:
                _ask_of_noun(ready, said, noun, right)
        talk = analyse(ready.call, ready.campaign).talk_time
        bot_turns = sum(turn.speaker == "bot" for turn in ready.call.turns)
        for task, question, beginning in (
            ("turns", "How many turns did the bot have?", f"{bot_turns} "),
            ("duration", "How long did the call last?", f"{clock(ready.call.duration_s)} "),
            ("share", "What share of the talk was the customer's?", f"{percent(talk.customer_share)} "),
        ):
            right[task].append(ready.ask(question).text.startswith(beginning))
        for thing in ABSENT:
            if words.isdisjoint(thing.split()):
                for form in YES_NO_OF_ABSENT:
                    right["absent: no wrong yes"].append(not ready.ask(form.format(thing)).text.startswith("Yes"))
                for form in VALUES_OF_ABSENT:
                    answer = ready.ask(form.format(thing))
                    right["absent: nothing invented"].append(answer.text.startswith("Not stated"))
    for task, hits in right.items():
        yield figure(f"fact, {task}", "accuracy", hits)


def _ask_of_noun(
    ready: Asked, said: Sequence[tuple[Turn, tuple[str, ...]]], noun: str, right: dict[str, list[bool]]
) -> None:
    """Ask how often, when first and whether a noun was said."""
    forms = re.compile(rf"{noun}(?:'s|s)?$")
    number = sum(forms.match(word) is not None for _, spoken in said for word in spoken)
    unit = "time" if number == 1 else "times"
    right["mentions"].append(ready.ask(f"How often was the {noun} mentioned?").text.startswith(f"{number} {unit} "))
    for speaker in ("bot", "customer"):
        turns = [turn for turn, spoken in said if turn.speaker == speaker and any(map(forms.match, spoken))]
        verdict = "Yes" if turns else "No ("
        right["presence"].append(ready.ask(f"Did the {speaker} mention the {noun}?").text.startswith(verdict))
        if turns:
            answer = ready.ask(f"When did the {speaker} first mention the {noun}?")
            right["first mention"].append(answer.text.startswith(f"At {clock(turns[0].timestamp_s)} "))


def main() -> None:
    """Measure everything and print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=400)
    options = parser.parse_args()
    for measure in (
        kinds(options.corpora),
        yes_no(options.corpora, options.calls),
        evidence(options.corpora),
        facts(options.corpora, options.calls // 4),
    ):
        for found in measure:
            print(json.dumps(asdict(found)), flush=True)


if __name__ == "__main__":
    main()
