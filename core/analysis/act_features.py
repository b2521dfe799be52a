"""What the rules find in one sentence, as numbers: the dense block "rules" of the act heads.

The rules alone decide too sharply: a sentence with a question mark and no other sign of a question is one in half of
the cases, and the words around it tell which. The heads weigh the rules together with the words.
"""

from collections.abc import Set
from typing import Final

from core.analysis import act_phrases as phrases
from core.analysis.forms import asks_by_its_words, is_request
from core.analysis.phrases import CLAUSE_MARKS, PhraseBook
from core.analysis.prompts import Prompt

RULES: Final = "rules"  # the name of the block
WIDTH: Final = 35

_GREETING_WORDS: Final = 8
_ANSWER_WORDS: Final = 4
_SHORT: Final = 3  # words
_LONG: Final = 30  # words, from which a sentence counts as long
_NO: Final = frozenset({"no", "not"})
_FULL_STOPS: Final = frozenset({".", "!"})


def rule_features(
    sentence: tuple[str, ...],
    prompt: Prompt,
    *,
    first: bool,
    bot: bool,
    found: Set[PhraseBook[bool]] | None = None,
) -> tuple[float, ...]:
    """Return what the rules find in a sentence (its normal words, at least one): WIDTH numbers of 0..1.

    `prompt` is what the bot said just before; `first` tells whether the sentence opens its turn; `found` are the books
    of act_phrases.SHELF that have phrases in it, where they are at hand.
    """
    found = phrases.SHELF.books_in(sentence) if found is None else found
    asked, stopped = sentence[-1] == "?", sentence[-1] in _FULL_STOPS
    unmarked = not asked and not stopped
    clauses = clauses_of(sentence)
    form = asks_by_its_words(sentence)
    last = asks_by_its_words(clauses[-1]) if len(clauses) > 1 else form
    anywhere = form or last or any(asks_by_its_words(clause) for clause in clauses[:-1] if len(clauses) > 1)
    opening = sentence[:_ANSWER_WORDS]
    declines = phrases.REFUSING in found or sentence[0] in _NO
    reluctant = phrases.REFUSING_A_PROPOSAL in found
    agrees = _NO.isdisjoint(opening) and (sentence[0] in phrases.PLAIN_YES or phrases.AGREEING.any_in(opening))
    willing = phrases.AGREEING_ANYWHERE in found
    promises = phrases.COMMITTING in found
    return (
        asked,
        stopped,
        "?" in sentence,
        form,
        last,
        anywhere,
        is_request(sentence),
        form and asked,
        form and stopped,
        form and unmarked,
        anywhere and stopped,
        anywhere and unmarked,
        len(clauses) < 2,
        sentence.count("?") > 1,
        phrases.THANKING in found,
        phrases.GREETING.any_in(sentence[:_GREETING_WORDS]),
        phrases.CLOSING in found,
        phrases.HANDOFF in found,
        phrases.COMPLAINING in found,
        promises,
        promises and phrases.UNCOMMITTING in found,
        phrases.OBJECTING in found,
        declines,
        declines and prompt.proposes,
        reluctant,
        reluctant and prompt.proposes,
        agrees,
        agrees and prompt.proposes,
        willing,
        prompt.asks,
        prompt.proposes,
        prompt.asks_amount,
        first and not bot,
        bot,
        len(sentence) <= _SHORT or 0.5 * min(1.0, len(sentence) / _LONG),
    )


def clauses_of(sentence: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Divide a sentence after its marks."""
    found: list[tuple[str, ...]] = []
    start = 0
    for at, word in enumerate(sentence):
        if word in CLAUSE_MARKS:
            if at > start:
                found.append(sentence[start : at + 1])
            start = at + 1
    if start < len(sentence):
        found.append(sentence[start:])
    return found
