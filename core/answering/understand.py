"""From a question to a plan: what is asked, of whom and about what. The call itself is not looked at."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from core.answering.asked.boolean import of_boolean
from core.answering.asked.categorical import of_categorical
from core.answering.asked.detect import asks_on_scale, detect_type
from core.answering.asked.discourse import of_discourse
from core.answering.asked.graded import of_grade, of_moment
from core.answering.asked.numeric import of_numeric
from core.answering.asked.order import asked_order, asked_relation, without_relation
from core.answering.asked.phrasing import has_question_form, phrase
from core.answering.asked.purpose import without_brevity
from core.answering.asked.sides import asks_for_the_opposite, side_asked_about
from core.answering.asked.textual import of_textual
from core.answering.checked import asked_check
from core.answering.introduced import by_side
from core.answering.plan import Operator, Plan
from core.answering.transcript import joined_hours
from core.answering.vocabulary import stems_of, subject_of, topic_words
from core.answers import QuestionType
from core.calls import Speaker
from core.text import content_stems, tokens

_CALL_BACK = re.compile(r"\bcall(?:s|ed|ing)? (?:(?:the )?(?!back\b)\w+ )?back\b")


def understand(question: str, bot_name: str = "", names: Mapping[str, Speaker] = MappingProxyType({})) -> Plan:
    """Read a question of any shape into a plan. Deterministic and linear in its characters.

    `names` are those by which the sides of the call introduced themselves (core.answering.introduced).
    """
    phrasing = phrase(by_side(question, names))
    kind = detect_type(phrasing)
    words = _CALL_BACK.sub("callback", joined_hours(without_brevity(phrasing.words)))
    if not any(character.isalnum() for character in words):
        return Plan("textual", "none")
    quoted = phrasing.quoted[0] if phrasing.quoted else ""
    topic = tokens(quoted) if quoted else topic_words(words.split())
    speaker = side_asked_about(words, phrasing.main, bot_name)
    order = asked_order(words)
    operator, aspect = (
        of_moment(words, kind, order)
        or of_discourse(words, phrasing.whole, kind, topic)
        or _operator(words, kind, topic)
    )
    if kind == "categorical" or asks_on_scale(phrasing):
        operator, aspect = of_grade(words, speaker, (operator, aspect), kind == "numeric")
    relation, anchor = asked_relation(words)
    return Plan(
        type=kind,
        operator=operator,
        words=words,
        speaker=speaker,
        topic=stems_of(topic),
        terms=tuple(dict.fromkeys(content_stems(words))),
        subject=quoted or subject_of(words, topic),
        aspect=aspect,
        asks=has_question_form(phrasing),
        negated=asks_for_the_opposite(words),
        order=order,
        relation=relation,
        anchor=anchor,
    )


def _operator(words: str, kind: QuestionType, topic: tuple[str, ...]) -> tuple[Operator, str]:
    if kind != "categorical" and not re.match(r"why\b", words) and (check := asked_check(words, topic)):
        return "check", check
    by_kind = {"boolean": of_boolean, "numeric": of_numeric, "categorical": of_categorical, "textual": of_textual}
    return by_kind[kind](without_relation(words) if kind == "boolean" else words, topic)
