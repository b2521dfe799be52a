"""From a question to a plan: what is asked, of whom and about what. The call itself is not looked at."""

import re

from core.answering import forms, verbs
from core.answering.asked_manner import asked_act, asked_state
from core.answering.asked_values import value_given, value_kind
from core.answering.checked import asked_check
from core.answering.detect import detect_type
from core.answering.phrasing import has_question_form, phrase
from core.answering.plan import Operator, Plan
from core.answering.transcript import joined_hours
from core.answering.vocabulary import speaker_asked_about, stems_of, subject_of, topic_words
from core.answers import QuestionType
from core.text import content_stems, tokens

_CALL_BACK = re.compile(r"\bcall(?:s|ed|ing)? (?:(?:the )?(?!back\b)\w+ )?back\b")


def understand(question: str, bot_name: str = "") -> Plan:
    """Read a question of any shape into a plan. Deterministic and linear in its characters."""
    phrasing = phrase(question)
    kind = detect_type(phrasing)
    words = _CALL_BACK.sub("callback", joined_hours(phrasing.words))
    if not any(character.isalnum() for character in words):
        return Plan("textual", "none")
    quoted = phrasing.quoted[0] if phrasing.quoted else ""
    topic = tokens(quoted) if quoted else topic_words(words.split())
    speaker = speaker_asked_about(words, bot_name)
    operator, aspect = _operator(words, kind, topic)
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
        negated=forms.NEGATED.search(words) is not None,
    )


def _operator(words: str, kind: QuestionType, topic: tuple[str, ...]) -> tuple[Operator, str]:
    if kind != "categorical" and not re.match(r"why\b", words) and (check := asked_check(words, topic)):
        return "check", check
    by_kind = {"boolean": _of_boolean, "numeric": _of_numeric, "categorical": _of_categorical, "textual": _of_textual}
    return by_kind[kind](words, topic)


def _of_boolean(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    if asked_act(words, topic) == "handoff_request":
        return "act", "handoff_request"
    if forms.FOCUS.search(words) and set(topic) <= forms.FOCUS_WORDS:
        return "focus", ""
    if forms.REQUEST_MET.search(words) and not forms.NEW_REQUESTS.search(words):
        return "requests", "resolved"
    asks = re.search(rf"\b{verbs.ASKING}", words) is not None
    if asks and topic and not forms.NEW_REQUESTS.search(words):
        return "ask", ""
    if forms.NEW_REQUESTS.search(words) and not set(topic) - forms.REQUEST_WORDS:
        return "requests", "raised"
    if forms.RESOLVED.search(words) and not set(topic) - forms.REQUEST_WORDS:
        return "requests", "resolved"
    if forms.INTEREST.search(words) and set(topic) <= forms.PROCEEDING | {"interested", "interest", "uninterested"}:
        return "interest", ""
    state = asked_state(words)
    if state and not re.search(rf"\b{verbs.SAYING}\b", words):
        return "state", state
    if act := asked_act(words, topic):
        return "act", act
    if forms.SUBJECTLESS_QUESTION.search(words) and not topic:
        return "act", "question"
    if value := value_given(words):
        return "stated", value
    if forms.EXISTS.match(words) and not re.search(rf"\b{verbs.SAYING}\b", words):
        return "proposition", ""
    if forms.BEFORE_THE_CALL.search(words) and not forms.ASSENT.search(words):
        return "proposition", ""
    if forms.CONCERN.search(words) and not set(topic) - forms.CONCERN_WORDS:
        return "act", "objection"
    if forms.DEAL.search(words):
        return "stance", "agree"
    if re.search(rf"\b{verbs.REFUSAL}", words):
        return "stance", "refuse"
    if re.search(rf"\b{verbs.SAYING}\b", words) and not forms.TELLING_YOU.search(words):
        return "mention", ""
    if forms.PASSIVE.match(words):
        return "deed", ""
    if re.search(rf"\b{verbs.STANCE}\b", words):
        return "stance", "agree"
    if forms.SO_NOW.match(words):
        return "proposition", ""
    if re.search(rf"\b{verbs.DEED}", words):
        return "deed", ""
    return "proposition", ""


def _of_numeric(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    if (
        re.search(
            r"\bsentiment (?:score|value)\b|\b(?:score|rate|number).*\b(?:sentiment|mood)\b|\b(?:satisf\w+"
            r"|happy|sentiment)\b",
            words,
        )
        and not set(topic) - forms.MOOD_WORDS
    ):
        return "sentiment", "score"
    if (
        re.search(r"\b(?:probability|likelihood|likely|chances?|conversion|interest level|probable)\b", words)
        and not set(topic) - forms.PROCEEDING - forms.CHANCE_WORDS
    ):
        return "interest", "probability"
    if forms.RESOLVED.search(words) and re.search(
        r"\b(?:unresolved|unanswered|open|resolved|answered|pending)\b", words
    ):
        return "requests", "count"
    if re.search(r"\bnew (?:requests?|quer(?:y|ies))\b", words):
        return "requests", "count"
    if forms.SCORE.search(words) and re.search(
        r"\b(?:scores?|rate|rating|points|scale|perform\w*|quality|engage\w*)\b", words
    ):
        return "score", ""
    if forms.COUNTED.search(words):
        return "count", ""
    if forms.SHARE.search(words) and forms.SHARE_OF_TIME.search(words):
        return "share", ""
    if forms.LENGTH.search(words) and not set(topic) - forms.LENGTH_WORDS:
        return "duration", ""
    if forms.WHEN.search(words) and not re.match(r"how (?:many|much|long)", words):
        return "when", "last" if "last" in words.split() else "first"
    return "stated", value_kind(words) or "number"


def _of_categorical(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    if forms.WHO.search(words) or forms.TALKED_MORE.search(words):
        return "who", "more" if forms.TALKED_MORE.search(words) else ""
    if forms.INTEREST.search(words) or re.search(r"\binterest\w*\b", words):
        return "interest", ""
    if re.search(r"\b(?:resolved|unresolved|answered|unanswered)\b", words):
        return "requests", "resolved"
    if re.search(r"\b(?:accept\w*|declin\w*|reject\w*|refus\w*|agree\w*)\b", words) and not re.search(
        rf"\b{verbs.MOOD}\b", words
    ):
        return "stance", "choice"
    if re.search(
        r"\b(?:polite|rude|formal|informal|friendly|helpful|professional|calm|patient)\b", words
    ) and forms.BOT_SUBJECT.search(words):
        return "score", "conduct"
    if forms.SCORE.search(words) or (forms.BOT_SUBJECT.search(words) and not re.search(rf"\b{verbs.MOOD}\b", words)):
        return "score", ""
    if re.search(
        r"\b(?:trend|trajectory|rising|falling|increas\w+|decreas\w+|improv\w+|wors\w+|develop\w*|chang\w+"
        r"|evolv\w*|over time)\b",
        words,
    ):
        return "sentiment", "trend"
    if set(topic) - forms.MOOD_WORDS and not forms.MOOD_OF_CALL.search(words):
        return "passage", ""
    return "sentiment", ""


def _of_textual(words: str, topic: tuple[str, ...]) -> tuple[Operator, str]:
    if forms.SUMMARY.search(words) and not set(topic) - forms.SUMMARY_WORDS:
        return "summary", ""
    if forms.OPEN_REQUESTS.search(words):
        return "requests", "open"
    if forms.PURPOSE.search(words) and not set(topic) - forms.PURPOSE_WORDS:
        return "purpose", ""
    if forms.REASON.search(words):
        return "reason", ""
    if forms.OUTCOME.search(words):
        return "outcome", "next" if re.search(r"\b(?:next|follow|action)\b", words) else ""
    listed = forms.LIST.match(words)
    if listed and not set(topic) - forms.LIST_WORDS - set(tokens(listed.group("what"))):
        return "list", listed.group("what")
    if forms.SCORE.search(words) and re.search(
        r"\b(?:strengths?|weakness\w*|improve\w*|recommend\w*|better|well|wrong|perform\w*)\b", words
    ):
        return "score", "advice"
    if forms.CONCERN.search(words) and not re.match(r"who|when|where", words) and not set(topic) - forms.CONCERN_WORDS:
        return "concern", ""
    if re.search(r"\bhow (?:did|does|has|have|was) .*\b(?:sentiment|mood|tone|attitude|emotion)\w*\b", words):
        return "sentiment", "trend"
    if forms.WHO.search(words):
        return "who", "more" if forms.TALKED_MORE.search(words) else ""
    if forms.WHEN.search(words) and not forms.CHOSEN_TIME.search(words) and not _is_ahead(words):
        return "when", "last" if "last" in words.split() else "first"
    kind = value_kind(words)
    if kind == "number" and re.match(r"what (?:is|was) the (?:\w+ )?(?:rating|temperature|age|size|number)\b", words):
        return "stated", kind
    if kind and kind not in ("number", "percentage") and not re.match(r"(?:why|how did|where|(?:\w+ )?whom?)\b", words):
        return "stated", kind
    return "passage", ""


def _is_ahead(words: str) -> bool:
    """Tell whether a question with "when" is after a time that the call tells of, not a moment of the call."""
    if forms.TOLD_TIME.match(words) is not None:
        return True
    return forms.AHEAD.match(words) is not None and re.search(rf"\b(?:{verbs.SAYING}|ask\w*)\b", words) is None
