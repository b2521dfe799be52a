"""What each turn of a call does: asks, requests, objects, agrees, thanks, … by rules and by trained heads.

The rules read words rather than marks, since speech recognition often gives neither punctuation nor capitals. An
answer ("yes", "no", "two dollars") is read together with what the other side said just before it. Where a head
tells an act of the customer better (core/models/acts.*: it knows the rules' findings too) it has the last word:
a turn does what one of its sentences does. All sentences of a call go through it at once.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, get_args

import numpy as np

from core.analysis import act_phrases as phrases
from core.analysis import bot_phrases
from core.analysis.act_features import RULES, rule_features
from core.analysis.forms import is_question, is_request, sentences_of
from core.analysis.heads import MODELS, Features, Values, load_head
from core.analysis.lookups import Lookups
from core.analysis.ngrams import Grams
from core.analysis.phrases import CLAUSE_MARKS, PhraseBook
from core.analysis.prompts import NO_PROMPT, Prompt, prompt_in
from core.analysis.reaction import reactions
from core.analysis.recurring import Recurring
from core.analysis.said import said
from core.dialogues import Dialogue
from core.reports import Act

HEAD: Final = "acts"
_ORDER: Final = {act: place for place, act in enumerate(get_args(Act))}
_LONGEST_ANSWER_OPENING: Final = 4  # words within which a yes or no has to come
_LONGEST_GREETING_OPENING: Final = 8  # words within which a greeting has to come
_LONGEST_CLAUSE: Final = 30  # words to each side of a promise that can deny it
_CLAUSE_ENDS: Final = frozenset({",", ";", "but", "because"})
_WITHDRAWING: Final = (("nevermind",), ("never", "mind"))
_UNREAL: Final = frozenset({"were", "had"})
_DOUBTS: Final = frozenset({"maybe", "perhaps", "might"})
_NO: Final = frozenset({"no", "not"})
_DEMANDS: Final[frozenset[Act]] = frozenset({"question", "request", "complaint", "handoff_request"})


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words of one utterance do: its normal words, its acts (in the order of `Act`), and what it asks.

    `reaction` is how the customer takes what the bot proposed, −1 (against) to 1 (for), by the sentence that shows it
    most; 0 for the bot.
    """

    words: tuple[str, ...]
    acts: tuple[Act, ...]
    prompt: Prompt
    reaction: float = 0.0


@dataclass(slots=True)
class _Utterance:
    """An utterance by the rules alone; `before` are the bot's words that a customer's turn answers."""

    words: tuple[str, ...]
    acts: set[Act]
    prompt: Prompt
    sentences: list[tuple[str, ...]]
    found: list[set[PhraseBook[bool]]]
    answered: Prompt
    before: tuple[str, ...]
    bot: bool


def hear(
    dialogue: Dialogue, words: Sequence[tuple[str, ...]] | None = None, lookups: Lookups | None = None
) -> tuple[Heard, ...]:
    """Return what each utterance of a dialogue does, in the order of its utterances. Linear in their words.

    `words` are the normal words of each and `lookups` those of the call, where they are at hand.
    """
    known = lookups or Lookups()
    found = _by_rules(dialogue, words or [said(utterance).words for utterance in dialogue.utterances])
    turn_of = [at for at, each in enumerate(found) for _ in each.sentences]
    sentences = [sentence for each in found for sentence in each.sentences]
    reaction = [0.0] * len(found)
    if sentences:
        texts = [" ".join(sentence) for sentence in sentences]
        known.look_up(
            chain((each.words for each in found), sentences),
            chain((utterance.text for utterance in dialogue.utterances), texts),
        )
        spoken = known.grams(sentences)
        rules = np.array(
            [
                rule_features(sentence, each.answered, first=place == 0, bot=False, found=books)
                for each in found
                for place, (sentence, books) in enumerate(zip(each.sentences, each.found, strict=True))
            ],
            np.float32,
        )
        for at, acts in zip(turn_of, told(spoken, rules), strict=True):
            found[at].acts.update(acts)
        before = known.grams([found[at].before for at in turn_of])
        taken = reactions(spoken, before, known.vectors(texts), rules)
        for at, value in zip(turn_of, (taken[:, 1] - taken[:, 2]).tolist(), strict=True):
            reaction[at] = max(reaction[at], value, key=abs)
    return tuple(
        Heard(each.words, _ordered(each.acts), each.prompt, round(value, 4))
        for each, value in zip(found, reaction, strict=True)
    )


def _by_rules(dialogue: Dialogue, words_of: Sequence[tuple[str, ...]]) -> list[_Utterance]:
    found: list[_Utterance] = []
    prompt = NO_PROMPT  # only the bot is answered, and by the customer's next turn alone
    before: tuple[str, ...] = ()
    demands = False  # of the customer, since the bot spoke last
    left = frozenset(thresholds())
    for utterance, words in zip(dialogue.utterances, words_of, strict=True):
        if utterance.speaker == "customer":
            turn = _turn(words)
            acts = _common_acts(turn) | _customer_acts(turn, prompt)
            demands = demands or not _DEMANDS.isdisjoint(acts)
            found.append(_Utterance(words, acts - left, NO_PROMPT, turn.sentences, turn.found, prompt, before, False))
            prompt = NO_PROMPT
        else:
            bot = RECURRING(words)
            acts = set(bot.acts)
            if bot.cannot[demands]:
                acts.add("out_of_scope")
            prompt, before = bot.prompt, words
            found.append(_Utterance(words, acts, prompt, [], [], NO_PROMPT, (), True))
            demands = False
    return found


@dataclass(frozen=True, slots=True)
class _BotSays:
    """What a turn of the bot does, whether it cannot help if it was asked and if not, and what it asks."""

    acts: frozenset[Act]
    cannot: tuple[bool, bool]  # not asked, asked
    prompt: Prompt


def _read_bot(words: tuple[str, ...]) -> _BotSays:
    turn = _turn(words)
    return _BotSays(
        frozenset(_common_acts(turn)),
        (bot_cannot(words, asked=False), bot_cannot(words, asked=True)),
        prompt_in(words, turn.sentences, turn.questions),
    )


RECURRING: Final = Recurring(_read_bot)


@dataclass(slots=True)
class _Turn:
    """The normal words of a turn, its sentences, which of them ask, and the books that have phrases in them."""

    words: tuple[str, ...]
    sentences: list[tuple[str, ...]]
    questions: list[bool]
    found: list[set[PhraseBook[bool]]]
    found_anywhere: set[PhraseBook[bool]]

    @property
    def stated(self) -> Iterator[tuple[tuple[str, ...], set[PhraseBook[bool]]]]:
        """Yield each sentence that asks nothing, and the books that have phrases in it."""
        for sentence, asks, found in zip(self.sentences, self.questions, self.found, strict=True):
            if not asks:
                yield sentence, found


def _turn(words: tuple[str, ...]) -> _Turn:
    sentences = sentences_of(words)
    found = [phrases.SHELF.books_in(sentence) for sentence in sentences]
    anywhere = found[0] if len(found) == 1 else phrases.SHELF.books_in(words)
    return _Turn(words, sentences, [is_question(sentence) for sentence in sentences], found, anywhere)


def rule_acts(words: tuple[str, ...], prompt: Prompt, *, bot: bool) -> frozenset[Act]:
    """Return what the rules alone find in the normal words of a turn, after what the bot asked."""
    turn = _turn(words)
    return frozenset(_common_acts(turn) if bot else _common_acts(turn) | _customer_acts(turn, prompt))


def told(sentences: Grams, rules: Values) -> list[frozenset[Act]]:
    """Return the acts that are the head's, of each of n sentences of the customer, given its rule features."""
    chances = load_head(HEAD).probabilities(Features(sentences, dense={RULES: rules}))
    does = chances >= np.array(list(thresholds().values()), np.float32)
    return [frozenset(act for act, shown in zip(thresholds(), row, strict=True) if shown) for row in does.tolist()]


@cache
def thresholds() -> Mapping[Act, float]:
    """Return the acts that are the head's, in its order, with the probability from which a sentence does them."""
    found: dict[Act, float] = json.loads((MODELS / f"{HEAD}.json").read_text(encoding="utf-8"))["thresholds"]
    return found


def bot_cannot(words: tuple[str, ...], *, asked: bool) -> bool:
    """Tell whether the bot says that it did not understand or, having been asked, that it cannot help."""
    if bot_phrases.NOT_UNDERSTANDING.any_in(words):
        return True
    if not asked:
        return False
    if bot_phrases.NOT_KNOWING.any_in(words):
        return True
    return any(
        (end >= len(words) or words[end] not in bot_phrases.FIGURATIVE_VERBS)
        and "if" not in words[max(0, start - 2) : start]
        and bot_phrases.OF_ALL.isdisjoint(words[end + 1 : end + 3])
        for start, end, _ in bot_phrases.UNABLE.find(words)
    )


def shows(sentence: tuple[str, ...], act: Act) -> bool:
    """Tell whether a customer's or bot's sentence, by its own words, does what an act says.

    For the acts that a report quotes (objection, complaint, refusal, hand-over, commitment, agreement, out of scope).
    """
    match act:
        case "commitment":
            return _commits(sentence)
        case "objection":
            return _objects(sentence, is_question(sentence))
        case "complaint":
            return _shows(phrases.COMPLAINING, sentence)
        case "refusal":
            return _declines(sentence) or phrases.REFUSING_A_PROPOSAL.any_in(sentence)
        case "agreement":
            return phrases.AGREEING_ANYWHERE.any_in(sentence)
        case "handoff_request":
            return phrases.HANDOFF.any_in(sentence)
        case "out_of_scope":
            return bot_cannot(sentence, asked=True)
        case _:
            return False


def _ordered(acts: set[Act]) -> tuple[Act, ...]:
    return tuple(sorted(acts, key=_ORDER.__getitem__))


def _common_acts(turn: _Turn) -> set[Act]:
    acts: set[Act] = set()
    if any(turn.questions):
        acts.add("question")
    if any(is_request(sentence) for sentence in turn.sentences):
        acts.add("request")
    if phrases.CLOSING in turn.found_anywhere:
        acts.add("closing")
    if phrases.THANKING in turn.found_anywhere:
        acts.add("thanks")
    if phrases.GREETING.any_in(turn.words[:_LONGEST_GREETING_OPENING]):
        acts.add("greeting")
    return acts


def _customer_acts(turn: _Turn, prompt: Prompt) -> set[Act]:
    acts: set[Act] = set(_answer_acts(turn, prompt))
    if phrases.HANDOFF in turn.found_anywhere:
        acts.add("handoff_request")
    sentences = tuple(zip(turn.sentences, turn.questions, turn.found, strict=True))
    if any(phrases.COMPLAINING in found and _shows(phrases.COMPLAINING, sentence) for sentence, _, found in sentences):
        acts.add("complaint")
    if any(phrases.COMMITTING in found and _commits(sentence) for sentence, found in turn.stated):
        acts.add("commitment")
    if any((asks or phrases.OBJECTING in found) and _objects(sentence, asks) for sentence, asks, found in sentences):
        acts.add("objection")
    return acts


def _objects(sentence: tuple[str, ...], asks: bool) -> bool:
    """Tell whether a sentence doubts what is offered; a question only where it asks for the catch."""
    return _shows(phrases.OBJECTING_BY_A_QUESTION if asks else phrases.OBJECTING, sentence)


def _shows(book: PhraseBook[bool], sentence: tuple[str, ...]) -> bool:
    """Tell whether a phrase of the book stands in a sentence without being denied just before."""
    return any(_NO.isdisjoint(sentence[max(0, start - 2) : start]) for start, _, _ in book.find(sentence))


def _declines(sentence: tuple[str, ...]) -> bool:
    """Tell whether a sentence refuses, whatever was asked, or takes back what was wanted ("Nevermind.")."""
    return phrases.REFUSING.any_in(sentence) or _withdraws(sentence)


def _withdraws(sentence: tuple[str, ...]) -> bool:
    rest = next((sentence[len(words) :] for words in _WITHDRAWING if sentence[: len(words)] == words), None)
    return rest is not None and (len(rest) <= 1 or (rest[0] in _CLAUSE_ENDS and not is_request(rest[1:])))


def _commits(sentence: tuple[str, ...]) -> bool:
    """Tell whether a sentence promises something, in a clause that neither denies, puts off nor makes it depend."""
    for start, end, _ in phrases.COMMITTING.find(sentence):
        before = range(max(0, start - _LONGEST_CLAUSE), start)
        first = max((at + 1 for at in before if sentence[at] in _CLAUSE_ENDS), default=before.start)
        after = range(end, min(len(sentence), end + _LONGEST_CLAUSE))
        last = next((at for at in after if sentence[at] in _CLAUSE_ENDS), after.stop)
        if _supposes(sentence[:start]):
            continue  # "If it were any other charity, I would …"
        if "would" in sentence[start:end] and "but" in sentence[end : end + _LONGEST_CLAUSE]:
            continue  # "I would love to, but …"
        if not phrases.UNCOMMITTING.any_in(sentence[first:last]):
            return True
    return False


def _supposes(words: tuple[str, ...]) -> bool:
    """Tell whether words suppose what is not so: "if it were", "if I had"."""
    return any(word == "if" and not _UNREAL.isdisjoint(words[at + 2 : at + 4]) for at, word in enumerate(words[:-2]))


def _answer_acts(turn: _Turn, prompt: Prompt) -> Iterable[Act]:
    """Yield what a customer's turn says to the bot's last words: agreement, refusal, commitment."""
    refuses = _refuses(turn, prompt)
    if refuses:
        yield "refusal"
    elif _agrees(turn, prompt):
        yield "agreement"
    doubts = phrases.OBJECTING in turn.found_anywhere or not _DOUBTS.isdisjoint(turn.words)
    if prompt.asks_amount and prompt.proposes and not refuses and not doubts and _names_amount(turn.words):
        yield "commitment"


def _refuses(turn: _Turn, prompt: Prompt) -> bool:
    words, opening = turn.words, turn.words[:_LONGEST_ANSWER_OPENING]
    if prompt.asks_for_more and "no" in opening:
        return False  # "anything else?" – "no, thanks" turns nothing down
    stated = turn.stated
    if words and words[0] in phrases.PLAIN_YES and turn.sentences:
        # After a plain yes only the same sentence can take it back: "Yes. I don't want to go there, but please book."
        stated = iter(() if turn.questions[0] else ((turn.sentences[0], turn.found[0]),))
    for sentence, found in stated:
        if phrases.REFUSING in found or _withdraws(sentence):
            return True
        if prompt.proposes and phrases.REFUSING_A_PROPOSAL in found:
            return True
    if not prompt.proposes or not opening:
        return False
    says_no = opening[0] in _NO or tuple(opening[:2]) == ("sorry", "no")
    corrects = prompt.confirms and is_request(words[1:])  # "no, make it two" declines nothing
    return says_no and not corrects


def _agrees(turn: _Turn, prompt: Prompt) -> bool:
    words, opening = turn.words, turn.words[:_LONGEST_ANSWER_OPENING]
    if words and words[0] in phrases.PLAIN_YES and not (_NO & set(opening)):
        return True
    if any(phrases.AGREEING_ANYWHERE in found for _, found in turn.stated):
        return True
    if not (prompt.asks or prompt.proposes) or not turn.sentences:
        return False
    echo = phrases.ECHOING.first_in(opening)
    if echo is not None and _NO.isdisjoint(opening) and (echo[1] == len(words) or words[echo[1]] in CLAUSE_MARKS):
        return True
    hit = phrases.AGREEING.first_in(opening)
    if hit is None or hit[0] > 1 or not _NO.isdisjoint(opening):
        return False
    if opening[hit[0] : hit[0] + 2] == ("right", "now"):
        return False  # says when
    return hit[0] == 0 or not turn.questions[0]


def _names_amount(words: tuple[str, ...]) -> bool:
    amounts = [
        float(word.replace(",", "").replace(":", "."))
        for word in words
        if word.replace(",", "").replace(".", "", 1).isdigit()
    ]
    if amounts:
        return max(amounts) > 0
    return any(word in {"dollar", "dollars", "cents", "half", "all"} for word in words) and not (_NO & set(words))
