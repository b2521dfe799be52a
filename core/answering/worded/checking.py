"""What of a language model's reply can be believed. Whatever it was led to say, these checks hold.

Each quotation is verbatim in a turn that was sent; numbers stand in the turns that are quoted; most words of the answer
occur in what was sent; there are no links, and no mark-up, that are not in the call. The grounds and the confidence are
made here, from the checked quotations, never by the model.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from core.answering.confidence import confidence_of, signs_of
from core.answering.quotes import in_words
from core.answering.replies import abstains, name_of
from core.answering.transcript import Line
from core.answering.vocabulary import related
from core.answering.worded.asking import WordingRequest
from core.answers import Answer
from core.errors import LanguageModelFailed
from core.reports import Evidence
from core.text import content_stems
from core.wording import moment

_LONGEST_REPLY: Final = 20_000  # characters of the whole reply
_LONGEST_ANSWER: Final = 500  # a little more than the model is told
_LONGEST_QUOTE: Final = 300
_MOST_EVIDENCE: Final = 5
_MOST_GROUNDS: Final = 2  # quotations within the answer's text
_LEAST_KNOWN: Final = 0.5  # share of the answer's words of content that occur in what was sent
_UNRANKED: Final = 0.3  # confidence where the search found nothing that the evidence could be measured by

_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_LINK_OR_MARK_UP: Final = re.compile(
    r"\w+://\S+|\bwww\.\S+|[^\s@]+@[^\s@]+|\b(?:[\w-]+\.)+[a-z]{2,}\b(?:/\S*)?|</?[a-z!][^>]*>?"
    r"|`+|\*\*+|__+|~~+|\]\(|^#+ |^[*>-] |\{\{|\}\}|\b(?:javascript|data):",
    re.IGNORECASE,
)
# How quality managers name the two sides, whatever the call does.
_SIDES: Final = frozenset(content_stems("bot agent assistant representative caller customer user client call said"))


def read_reply(reply: str, request: WordingRequest, model: str) -> Answer | None:
    """Return the answer of a reply, worded by this model; None where it finds that the turns do not tell.

    Raises LanguageModelFailed with the first check that failed as its reason. Linear in the characters of the turns.
    """
    told = _parsed(reply)
    if not told["stated"]:
        return None
    evidence = _verified(told["evidence"], request)
    words = _plain(told["answer"], request)
    cited = tuple(request.transcript.line_of(piece.turn) for piece in evidence)
    _require(_numbers(words) <= _known_numbers(cited, request.question), "invented_number")
    _require(_known_share(words, request) >= _LEAST_KNOWN, "off_the_call")
    return Answer(
        request.plan.type,
        _put(words, evidence, request),
        _confidence(cited, request),
        evidence,
        answered_by="language_model",
        model=model,
    )


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise LanguageModelFailed(reason)


def _parsed(reply: str) -> Mapping[str, Any]:
    _require(len(reply) <= _LONGEST_REPLY, "too_long")
    try:
        told = json.loads(reply)
    except (ValueError, RecursionError):
        raise LanguageModelFailed("not_json") from None
    _require(isinstance(told, dict) and told.keys() == {"stated", "answer", "evidence"}, "not_by_schema")
    _require(isinstance(told["stated"], bool) and isinstance(told["answer"], str), "not_by_schema")
    _require(isinstance(told["evidence"], list), "not_by_schema")
    for piece in told["evidence"]:
        _require(isinstance(piece, dict) and piece.keys() == {"turn", "quote"}, "not_by_schema")
        _require(type(piece["turn"]) is int and isinstance(piece["quote"], str), "not_by_schema")
    return dict(told)


def _verified(pieces: list[dict[str, Any]], request: WordingRequest) -> tuple[Evidence, ...]:
    """Return the evidence, each piece once; every quotation is whole words of the raw turn that it names."""
    _require(1 <= len(pieces) <= _MOST_EVIDENCE, "no_evidence" if not pieces else "too_much_evidence")
    sent = {line.turn.index: line.turn for line in request.sent}
    found: list[Evidence] = []
    for piece in pieces:
        _require(piece["turn"] in sent, "unknown_turn")
        turn, quote = sent[piece["turn"]], piece["quote"].strip()
        _require(_is_telling(quote, turn.text), "empty_quote")
        _require(len(quote) <= _LONGEST_QUOTE, "quote_too_long")
        _require(_stands_in(quote, turn.text), "not_verbatim")
        found.append(Evidence(turn.index, turn.timestamp_s, turn.speaker, quote))
    return tuple(dict.fromkeys(found))


def _is_telling(quote: str, text: str) -> bool:
    """Tell whether a quotation is more than a scrap: two words, a number, or all that was said."""
    words = re.findall(r"\w+", quote)
    return len(words) > 1 or any(character.isdigit() for character in quote) or words == re.findall(r"\w+", text) != []


def _stands_in(quote: str, text: str) -> bool:
    """Tell whether a quotation is verbatim in a text and cuts no word."""
    before = r"(?<!\w)" if quote[:1].isalnum() else ""
    after = r"(?!\w)" if quote[-1:].isalnum() else ""
    return re.search(before + re.escape(quote) + after, text) is not None


def _plain(answer: str, request: WordingRequest) -> str:
    """Return the answer on one line, without what would part it from its grounds."""
    words = " ".join(answer.split())
    _require(0 < len(words) <= _LONGEST_ANSWER, "answer_too_long" if words else "no_answer")
    _require(any(character.isalnum() for character in words), "no_answer")
    _require(words.isprintable(), "control_characters")
    for found in _LINK_OR_MARK_UP.finditer(words):
        said = found[0].rstrip(".,;:!?)\"'")
        _require(any(said in line.turn.text for line in request.sent), "link_or_mark_up")
    return words.replace(" - ", ", ").removesuffix(".")


def _numbers(text: str) -> frozenset[str]:
    return frozenset(number.replace(",", "") for number in _NUMBER.findall(text))


def _known_numbers(cited: Iterable[Line], question: str) -> frozenset[str]:
    said = [question]
    for line in cited:
        said += [line.turn.text, moment(line.turn.timestamp_s), str(line.turn.index)]
    return _numbers(" ; ".join(said))


def _known_share(words: str, request: WordingRequest) -> float:
    """Return the share of the answer's words of content that occur, or their like, in what was sent; 1 without any."""
    stems = frozenset(content_stems(words))
    known = _SIDES.union(content_stems(request.question), *(line.stems for line in request.sent))
    occurring = sum(stem in known or not related(stem).isdisjoint(known) for stem in stems)
    return occurring / len(stems) if stems else 1.0


def _put(words: str, evidence: tuple[Evidence, ...], request: WordingRequest) -> str:
    """Put the answer into its form: the answer, then its grounds."""
    if request.plan.operator == "summary":
        return f"Summary - {words}."
    grounds = [f"{name_of(piece.speaker)} at {moment(piece.timestamp_s)}: {in_words(piece)}" for piece in evidence]
    return f"{words} - {'; '.join(grounds[:_MOST_GROUNDS])}"


def _confidence(cited: Sequence[Line], request: WordingRequest) -> float:
    """Return how likely the quoted turns hold an answer, 0..1: the best of them by core.answering.confidence.

    The turn that our own answer rests on, where we have one, does so at least as likely as that answer is right.
    """
    local, found = request.local, [] if request.ranked else [_UNRANKED]
    if local.evidence and not abstains(local):
        found += [local.confidence for line in cited if line.turn.index == local.evidence[0].turn]
    for line in cited if request.ranked else ():
        found.append(confidence_of(signs_of(request.plan, request.transcript, line)))
    return round(max(found), 3)
