"""What the customer asked or asked for, and what became of it.

Every question or request of the customer counts, sentence by sentence, but for small talk ("how are you?"), requests to
be heard again ("pardon?"), and wishes that merely answer a question of the bot ("a table for four"). The outcome is
read from the bot's next turns, and from later ones while the matter is still open.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from core.analysis import reply_phrases
from core.analysis.acts import Prompt, is_question, is_request, prompt_of
from core.analysis.phrases import normal_words, words_only
from core.analysis.reading import Sentence, TurnReading
from core.analysis.relevance import ON_TOPIC
from core.dialogues import Dialogue
from core.text import content_stems

Outcome = Literal["resolved", "unresolved", "deferred"]

_LATER_TURNS: Final = 8  # bot turns within which an open request may still be met
_MOST_SENTENCES: Final = 40  # of one turn that are read for requests and for their answers
_SAME_REQUEST: Final = 0.6  # share of common stems from which two requests are one
_POLITE: Final = frozenset({"thank"})  # stems that two sides share for courtesy
_COMMON_WORD: Final = 0.3  # a stem in more of the bot's turns than this shows no answer
_SHORT_STATEMENT: Final = 3  # words of a bot's next turn that may answer a question
_FULL_STATEMENT: Final = 5  # words from which a plain statement may answer an open question


@dataclass(frozen=True, slots=True)
class Request:
    """One question or request of the customer.

    `turn` is the index of its turn as sent, `quote` its sentence verbatim, `asks` whether it asks for words (a
    question) rather than for something to be done, `on_topic` whether its turn is about the campaign. `reply_turn` and
    `reply_quote` say which bot turn the outcome was read from; None where the bot said nothing more.
    """

    turn: int
    quote: str
    asks: bool
    on_topic: bool
    outcome: Outcome
    reply_turn: int | None = None
    reply_quote: str | None = None


@dataclass(frozen=True, slots=True)
class _Ask:
    """A request before its outcome is known; `place` is its position in the order of time."""

    place: int
    sentence: Sentence
    words: tuple[str, ...]
    stems: frozenset[str]
    asks: bool
    on_topic: bool


@dataclass(frozen=True, slots=True)
class _Reply:
    """A bot turn as a possible answer, with what does not depend on the request that it may answer."""

    place: int
    turn: TurnReading
    words: tuple[str, ...]
    stems: frozenset[str]
    sentence_stems: tuple[frozenset[str], ...]
    prompt: Prompt
    only_asks: bool
    defers: bool
    fails: bool
    succeeds: bool
    does: bool


def customer_requests(dialogue: Dialogue, turns: Sequence[TurnReading]) -> tuple[Request, ...]:
    """Return the customer's questions and requests in the order of time; repeats of one are one, with its last outcome.

    `turns` are the readings of `dialogue.utterances`, in their order. Linear in the turns.
    """
    bot = [place for place, turn in enumerate(turns) if turn.utterance.speaker == "bot"]
    common = _common_stems([turns[place] for place in bot])
    asked = _asks(turns)
    read: dict[int, _Reply] = {}  # only the replies that some request needs
    found: list[Request] = []
    kept: list[_Ask] = []
    following = 0
    for number, ask in enumerate(asked):
        while following < len(bot) and bot[following] < ask.place:
            following += 1
        window = bot[following : following + _LATER_TURNS]
        answered = _outcome(ask, (_read_once(read, place, turns) for place in window), turns, common)
        same = next((at for at in range(len(kept) - 1, max(-1, len(kept) - 6), -1) if _alike(kept[at], ask)), None)
        if same is None:
            kept.append(asked[number])
            found.append(answered)
        else:
            first = found[same]
            found[same] = replace(answered, turn=first.turn, quote=first.quote, on_topic=first.on_topic)
    return tuple(found)


def _read_once(read: dict[int, _Reply], place: int, turns: Sequence[TurnReading]) -> _Reply:
    if place not in read:
        read[place] = _reply(place, turns[place])
    return read[place]


def _reply(place: int, turn: TurnReading) -> _Reply:
    words = normal_words(turn.utterance.text)
    sentences = turn.sentences[:_MOST_SENTENCES]
    said = [normal_words(sentence.text) for sentence in sentences]
    return _Reply(
        place=place,
        turn=turn,
        words=words,
        stems=frozenset(turn.stems),
        sentence_stems=tuple(frozenset(content_stems(sentence.text)) for sentence in sentences),
        prompt=prompt_of(words),
        only_asks=bool(said)
        and all(is_question(sentence) or is_request(sentence) or len(sentence) < 4 for sentence in said),
        defers=reply_phrases.DEFERRING.any_in(words),
        fails=reply_phrases.FAILING.any_in(words),
        succeeds=reply_phrases.SUCCEEDING.any_in(words),
        does=reply_phrases.DOING.any_in(words),
    )


def _asks(turns: Sequence[TurnReading]) -> list[_Ask]:
    found: list[_Ask] = []
    prompt, open_prompt = Prompt(), True
    for place, turn in enumerate(turns):
        if turn.utterance.speaker == "bot":
            words = normal_words(turn.utterance.text)
            prompt, open_prompt = prompt_of(words), reply_phrases.OPEN_QUESTIONS.any_in(words)
            continue
        for sentence in turn.sentences[:_MOST_SENTENCES]:
            ask = _ask(place, turn, sentence, answering=prompt.asks and not open_prompt)
            if ask is not None:
                found.append(ask)
    return found


def _ask(place: int, turn: TurnReading, sentence: Sentence, *, answering: bool) -> _Ask | None:
    words = normal_words(sentence.text)
    asks = is_question(words)
    if not asks and (answering or not is_request(words)):
        return None
    plain = words_only(words)
    if len(plain) < 2 or (not asks and plain[0] == "no"):  # "no, …" corrects
        return None
    if any(book.any_in(plain) for book in (reply_phrases.SMALL_TALK, reply_phrases.PARDON, reply_phrases.NO_REQUEST)):
        return None
    stems = frozenset(content_stems(sentence.text)) - _POLITE
    if not stems and len(plain) < 3:
        return None
    polite = reply_phrases.ASKED_TO_DO.any_in(words) and not reply_phrases.ASKED_TO_SAY.any_in(words)
    return _Ask(place, sentence, words, stems, asks and not polite, turn.relevance >= ON_TOPIC)


def _common_stems(bot: Sequence[TurnReading]) -> frozenset[str]:
    """Return the stems that the bot uses so often that using one answers nothing."""
    if len(bot) < 4:
        return frozenset()
    counts = Counter(stem for turn in bot for stem in dict.fromkeys(turn.stems))
    return frozenset(stem for stem, count in counts.items() if count > _COMMON_WORD * len(bot))


def _alike(first: _Ask, second: _Ask) -> bool:
    if not first.stems or not second.stems:
        return first.words == second.words
    return len(first.stems & second.stems) >= _SAME_REQUEST * len(first.stems | second.stems)


def _outcome(ask: _Ask, replies: Iterable[_Reply], turns: Sequence[TurnReading], common: frozenset[str]) -> Request:
    """Read the outcome of one request from the bot turns that follow it."""

    def ended(outcome: Outcome, reply: _Reply | None) -> Request:
        where = None if reply is None else reply.turn
        return Request(
            turn=turns[ask.place].utterance.index,
            quote=ask.sentence.text,
            asks=ask.asks,
            on_topic=ask.on_topic,
            outcome=outcome,
            reply_turn=None if where is None else where.utterance.index,
            reply_quote=None if reply is None else _telling_sentence(reply, ask.stems),
        )

    verdict: Request | None = None
    first: _Reply | None = None
    taken_up: _Reply | None = None
    for number, reply in enumerate(replies):
        direct = number == 0
        first = first or reply
        failed = reply.fails
        if not ask.asks and not failed and _declined_after(reply, turns):
            return ended("resolved", reply)  # the bot made an offer, and the customer thought better of it
        if _turned_away(reply):
            verdict = verdict or ended("unresolved", reply)
        elif reply.succeeds and not failed:
            if verdict is None or not ask.asks:
                return ended("resolved", reply)
        elif direct and ask.asks and _answers_for_itself(ask, reply):
            return ended("resolved", reply)
        elif reply.defers:
            if verdict is None or verdict.outcome == "unresolved":
                verdict = ended("deferred", reply)
        elif _met(ask, reply, common, direct=direct):
            return ended("resolved", reply)
        elif not ask.asks and failed:
            verdict = ended("unresolved", reply)
        elif direct and (reply.only_asks or (not ask.asks and "question" in reply.turn.acts)):
            taken_up = reply
        elif direct:
            verdict = verdict or ended("unresolved", reply)
        elif taken_up is not None and not ask.asks and verdict is None and _states(reply):
            verdict = ended("resolved", reply)
        if ask.asks and verdict is not None and number >= 2:
            break  # a question that three turns have passed over is not answered by a chance word
    return verdict or ended("unresolved", first)


def _answers_for_itself(ask: _Ask, reply: _Reply) -> bool:
    """Tell whether the bot, asked what it is or does, says so."""
    about_bot = reply_phrases.ABOUT_THE_BOT.any_in(ask.words)
    return about_bot and reply_phrases.BOT_OF_ITSELF.any_in(reply.words)


def _declined_after(reply: _Reply, turns: Sequence[TurnReading]) -> bool:
    """Tell whether the customer turns down what the bot proposes in this turn."""
    following = turns[reply.place + 1] if reply.place + 1 < len(turns) else None
    return following is not None and "refusal" in following.acts and reply.prompt.proposes


def _states(reply: _Reply) -> bool:
    """Tell whether a bot turn says something of substance, rather than asks or takes leave."""
    if len(reply.words) < _FULL_STATEMENT or {"closing", "question"} & set(reply.turn.acts):
        return False
    return not reply.prompt.confirms


def _turned_away(reply: _Reply) -> bool:
    return "out_of_scope" in reply.turn.acts


def _met(ask: _Ask, reply: _Reply, common: frozenset[str], *, direct: bool) -> bool:
    """Tell whether a bot turn gives what was asked for."""
    if "handoff" in reply_phrases.kinds(ask.words):
        return reply_phrases.CONNECTING.any_in(reply.words)
    if not ask.asks:
        if reply.fails or reply.only_asks:
            return False
        if reply.does:
            return True
        if direct and reply.words and reply.words[0] in reply_phrases.GRANTING:
            return True
        return direct and bool(ask.stems & reply.stems - common)
    if direct and reply.words and reply.words[0] in reply_phrases.YES_OR_NO:
        return True
    if not direct and "closing" in reply.turn.acts:
        return False  # a farewell answers nothing that the bot's next words have not
    if reply.only_asks:
        return direct and reply_phrases.SUGGESTING.any_in(reply.words)
    if ask.stems & reply.stems - common:
        return True
    if direct and any(fact(reply.words) for fact in reply_phrases.facts_wanted(ask.words)):
        return True
    return direct and len(words_only(reply.words)) >= _SHORT_STATEMENT and not reply_phrases.EVADING.any_in(reply.words)


def _telling_sentence(reply: _Reply, stems: frozenset[str]) -> str | None:
    """Return the sentence of a bot turn that shares most with a request (the first of them)."""
    if not reply.sentence_stems:
        return None
    best = max(range(len(reply.sentence_stems)), key=lambda at: len(stems & reply.sentence_stems[at]))
    return reply.turn.sentences[best].text
