"""What became of a request of the customer: read from the bot's next turns, and later ones while it is still open.

A redirection elsewhere ("please use the app for that") and a promise to see to it later do not resolve anything in the
call. Where the words do not settle the matter the outcome is the likelier one, and `sure` is false: reports then say
nothing about that request.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final, Literal

from core.analysis import reply_phrases
from core.analysis.acts import shows
from core.analysis.forms import is_question, is_request
from core.analysis.lookups import Lookups
from core.analysis.phrases import words_only
from core.analysis.reading import Sentence, TurnReading

Outcome = Literal["resolved", "unresolved", "deferred"]

LATER_TURNS: Final = 8  # bot turns within which an open request may still be met
MOST_SENTENCES: Final = 40  # of one turn that are read for requests and for their answers
_SHORT_STATEMENT: Final = 3  # words of a bot's next turn that may answer a question
_FULL_STATEMENT: Final = 5  # words from which a plain statement may answer an open question
_SHORT_FACT: Final = 14  # words within which a number or a time surely answers a question for one
_TELLING: Final = 2  # stems shared with a question from which a reply surely answers it
# Likeness of meaning from which a plain statement right after a question surely answers it: of 46 pairs of Persuasion
# for Good and STAR with .3 or more, read by hand, 43 did; of those with less about four in five.
_ALIKE: Final = 0.2
# Of a request for a deed, and of any later reply: with it 9 of 10 such pairs that were read by hand are settled.
_ALIKE_LATER: Final = 0.2
_MOST_COMPARED: Final = 6  # sentences of a reply


@dataclass(frozen=True, slots=True)
class Ask:
    """A request before its outcome is known; `place` is its position in the order of time."""

    place: int
    sentence: Sentence
    stems: frozenset[str]
    asks: bool
    on_topic: bool

    @property
    def words(self) -> tuple[str, ...]:
        """Return the normal words of the request."""
        return self.sentence.words


@dataclass(frozen=True)  # without slots: what is read of a reply is read when it is asked for, and kept
class Reply:
    """A bot turn as a possible answer, with what does not depend on the request that it may answer."""

    place: int
    turn: TurnReading

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return the content stems of the turn."""
        return frozenset(self.turn.stems)

    @cached_property
    def only_asks(self) -> bool:
        """Tell whether the bot says nothing but what asks, or is short."""
        sentences = self.turn.sentences[:MOST_SENTENCES]
        return bool(sentences) and all(
            len(item.words) < 4 or is_question(item.words) or is_request(item.words) for item in sentences
        )

    @cached_property
    def defers(self) -> bool:
        """Tell whether the bot puts something off or refers elsewhere."""
        return reply_phrases.DEFERRING.any_in(self.turn.words)

    @cached_property
    def fails(self) -> bool:
        """Tell whether the bot says that something did not work or is not to be had."""
        return reply_phrases.FAILING.any_in(self.turn.words)

    @cached_property
    def succeeds(self) -> bool:
        """Tell whether the bot says that something is done for good."""
        return reply_phrases.SUCCEEDING.any_in(self.turn.words)

    @cached_property
    def does(self) -> bool:
        """Tell whether the bot says that it does something."""
        return reply_phrases.DOING.any_in(self.turn.words)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the normal words of the turn."""
        return self.turn.words

    @property
    def turns_away(self) -> bool:
        """Tell whether the bot says that it cannot help or did not understand."""
        return "out_of_scope" in self.turn.acts


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a request, the reply that it was read from (None: the bot said nothing more), and how surely."""

    outcome: Outcome
    reply: Reply | None
    sure: bool


def likenesses(asks: Sequence[Ask], replies: Sequence[TurnReading | None], lookups: Lookups) -> tuple[float, ...]:
    """Return how like each request is, in meaning, to the likest statement of the bot's next turn: −1..1.

    The cosine of their embeddings; 0 where the bot states nothing. `replies` are the next bot turns (None: there is
    none), `lookups` those of the call. Linear in the sentences compared.
    """
    if not asks:
        return ()
    texts = [ask.sentence.text for ask in asks]
    places: list[range] = []
    for turn in replies:
        stated = () if turn is None else (item for item in turn.sentences if not is_question(item.words))
        start = len(texts)
        texts.extend(item.text for item in islice(stated, _MOST_COMPARED))
        places.append(range(start, len(texts)))
    meaning = lookups.vectors(texts)
    return tuple(
        float((meaning[place.start : place.stop] @ meaning[at]).max()) if place else 0.0
        for at, place in enumerate(places)
    )


def outcome_of(
    ask: Ask,
    replies: Iterable[Reply],
    turns: Sequence[TurnReading],
    common: frozenset[str],
    likeness: float = 0.0,
) -> Verdict:
    """Read the outcome of one request from the bot turns that follow it, in order.

    `common` stems answer nothing; `likeness` is that of the request and the first of these turns.
    """
    verdict: Verdict | None = None
    first: Reply | None = None
    taken_up = False
    for number, reply in enumerate(replies):
        direct = number == 0
        first = first or reply
        if not ask.asks and not reply.fails and _declined_after(reply, turns):
            return Verdict("resolved", reply, sure=False)  # an offer was made, and the customer thought better of it
        if reply.turns_away:
            verdict = verdict or Verdict("unresolved", reply, sure=direct or (taken_up and not ask.asks))
        elif reply.succeeds and not reply.fails:
            if (verdict is None or not ask.asks) and _same_matter(ask, reply, verdict):
                # After a failure it may be something else that has been done.
                if ask.asks:
                    sure = direct and (likeness >= _ALIKE or bool(_met(ask, reply, common, direct=True)))
                else:
                    sure = verdict is None or _names(ask, reply)
                return Verdict("resolved", reply, sure=sure)
        elif direct and ask.asks and _answers_for_itself(ask, reply):
            return Verdict("resolved", reply, sure=bool(ask.stems & reply.stems))
        elif reply.defers and not (ask.asks and reply_phrases.ASKING_THE_WAY.any_in(ask.words)):
            if verdict is None or verdict.outcome == "unresolved":
                verdict = Verdict("deferred", reply, sure=direct)
        elif (met := _met(ask, reply, common, direct=direct)) is not None and _same_matter(ask, reply, verdict):
            stated = direct and ask.asks and likeness >= _ALIKE and not (reply.only_asks or reply.fails)
            return Verdict("resolved", reply, sure=met or stated)
        elif not ask.asks and reply.fails:
            verdict = Verdict("unresolved", reply, sure=(direct or taken_up) and not reply.succeeds)
        elif direct and (reply.only_asks or (not ask.asks and "question" in reply.turn.acts)):
            taken_up = True
        elif direct:
            verdict = verdict or Verdict("unresolved", reply, sure=False)
        elif taken_up and not ask.asks and verdict is None and _states(reply):
            verdict = Verdict("resolved", reply, sure=False)
        if ask.asks and verdict is not None and number >= 2:
            break  # a question that three turns have passed over is not answered by a chance word
    return verdict or Verdict("unresolved", first, sure=first is None)


def settled(
    asks: Sequence[Ask],
    verdicts: Sequence[Verdict],
    common: frozenset[str],
    next_turns: Sequence[TurnReading | None],
    alike: Sequence[float],
    lookups: Lookups,
) -> list[Verdict]:
    """Return the verdicts, now sure of what was likely resolved by a reply that is of the same matter.

    That is, one that shares a word with a request for a deed, or is like the request in meaning. `alike` is the
    likeness of each request to the bot's next turn, which most verdicts rest on; others are compared here.
    """
    found = list(verdicts)
    doubtful = [
        (at, verdict.reply)
        for at, verdict in enumerate(verdicts)
        if verdict.outcome == "resolved" and not verdict.sure and verdict.reply is not None and not verdict.reply.fails
    ]
    later = [(at, reply.turn) for at, reply in doubtful if reply.turn is not next_turns[at]]
    likeness = dict(enumerate(alike))
    compared = likenesses([asks[at] for at, _ in later], [turn for _, turn in later], lookups)
    likeness |= zip((at for at, _ in later), compared, strict=True)
    for at, reply in doubtful:
        names = not asks[at].asks and not reply.only_asks and not asks[at].stems.isdisjoint(reply.stems - common)
        if names or likeness[at] >= (_ALIKE if asks[at].asks else _ALIKE_LATER):
            found[at] = replace(verdicts[at], sure=True)
    return found


def _same_matter(ask: Ask, reply: Reply, verdict: Verdict | None) -> bool:
    """Tell whether a reply is still about a request: what was turned down is met only where it is named again."""
    turned_down = verdict is not None and verdict.reply is not None and verdict.reply.turns_away
    return not turned_down or _names(ask, reply)


def _names(ask: Ask, reply: Reply) -> bool:
    return not ask.stems.isdisjoint(reply.stems)


def telling_sentence(reply: Reply, ask: Ask) -> str | None:
    """Return the sentence of a bot turn that says what became of a request, or shares most with it (the first)."""
    if not reply.turn.sentences:
        return None
    if reply.turns_away:
        refusing = next((item for item in reply.turn.sentences if shows(item.words, "out_of_scope")), None)
        if refusing is not None:
            return refusing.text
    if not ask.asks:
        doing = next((item for item in reply.turn.sentences if reply_phrases.SUCCEEDING.any_in(item.words)), None)
        if doing is not None:
            return doing.text
    wanted = reply_phrases.facts_wanted(ask.words) if ask.asks else ()
    sentences = reply.turn.sentences[:MOST_SENTENCES]
    for item in sentences:
        if any(fact(item.words) for fact in wanted):
            return item.text
    return max(sentences, key=lambda item: len(ask.stems.intersection(item.stems))).text


def _answers_for_itself(ask: Ask, reply: Reply) -> bool:
    """Tell whether the bot, asked what it is or does, says so."""
    about_bot = reply_phrases.ABOUT_THE_BOT.any_in(ask.words)
    return about_bot and reply_phrases.BOT_OF_ITSELF.any_in(reply.words)


def _declined_after(reply: Reply, turns: Sequence[TurnReading]) -> bool:
    """Tell whether the customer turns down what the bot proposes in this turn."""
    following = turns[reply.place + 1] if reply.place + 1 < len(turns) else None
    return following is not None and "refusal" in following.acts and reply.turn.prompt.proposes


def _states(reply: Reply) -> bool:
    """Tell whether a bot turn says something of substance, rather than asks or takes leave."""
    if len(reply.words) < _FULL_STATEMENT or {"closing", "question"} & set(reply.turn.acts):
        return False
    return not reply.turn.prompt.confirms


def _met(ask: Ask, reply: Reply, common: frozenset[str], *, direct: bool) -> bool | None:
    """Tell whether a bot turn gives what was asked for: surely (True), perhaps (False) or not (None)."""
    if "handoff" in reply_phrases.kinds(ask.words):
        return True if reply_phrases.CONNECTING.any_in(reply.words) else None
    return _answered(ask, reply, common, direct=direct) if ask.asks else _granted(ask, reply, common, direct=direct)


def _granted(ask: Ask, reply: Reply, common: frozenset[str], *, direct: bool) -> bool | None:
    if reply.fails or reply.only_asks:
        return None
    if direct and _says_shortly(reply, ask):
        return True
    grants = direct and bool(reply.words) and reply.words[0] in reply_phrases.GRANTING
    asks_back = "question" in reply.turn.acts and not reply.turn.prompt.asks_for_more
    if reply.does:
        return (grants or reply_phrases.DOING_NOW.any_in(reply.words)) and not asks_back
    if grants and not asks_back:
        return True
    return False if direct and not asks_back and ask.stems & reply.stems - common else None


def _answered(ask: Ask, reply: Reply, common: frozenset[str], *, direct: bool) -> bool | None:
    if direct and reply.words and reply.words[0] in reply_phrases.YES_OR_NO:
        return not reply.only_asks and not _is_open(ask)
    if not direct and "closing" in reply.turn.acts:
        return None  # a farewell answers nothing that the bot's next words have not
    if reply.only_asks:
        return False if direct and reply_phrases.SUGGESTING.any_in(reply.words) else None
    shared = len(ask.stems & reply.stems - common)
    if direct and any(fact(reply.words) for fact in reply_phrases.facts_wanted(ask.words)):
        return not reply.fails and (shared > 0 or _says_shortly(reply, ask))
    if shared:
        return direct and not reply.fails and (shared >= _TELLING or _is_open(ask) or shared == len(ask.stems))
    if direct and len(words_only(reply.words)) >= _SHORT_STATEMENT and not reply_phrases.EVADING.any_in(reply.words):
        return False
    return None


def _says_shortly(reply: Reply, ask: Ask) -> bool:
    """Tell whether a short sentence of a reply gives the number or time that was asked for."""
    short = [item.words for item in reply.turn.sentences[:MOST_SENTENCES] if len(item.words) <= _SHORT_FACT]
    return any(fact(words) for fact in reply_phrases.facts_wanted(ask.words) for words in short)


def _is_open(ask: Ask) -> bool:
    """Tell whether a question wants more than yes or no."""
    return not reply_phrases.OPEN_QUESTION_WORDS.isdisjoint(ask.words)
