"""Which words are forms of others, mean nearly the same, or name kinds of others: from WordNet, by stem.

WordNet 3.0, Copyright 2006 by Princeton University (Miller, "WordNet: A Lexical Database for English", 1995); how its
words were chosen is in training/kinship.py and the card of the data file.
"""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from core.text import stem

PATH: Final = Path(__file__).parents[1] / "models" / "kinship.json"

# What calls name and WordNet does not know or has under another class.
_MORE_KINDS: Final = {
    "drink": "coke pepsi sprite cola soda juice water coffee tea beer wine lemonade milkshake smoothie",
    "cuisine": "italian indian chinese thai mexican japanese french greek korean vietnamese spanish american turkish"
    " lebanese mediterranean vegetarian vegan asian european african",
    "pet": "dog cat puppy kitten hamster rabbit bird fish parrot goldfish turtle guinea",
    "topping": "pepperoni cheese mushroom olive onion ham bacon sausage pineapple anchovy jalapeno pepper",
    "food": "burger taco burrito noodle fries",
    "dish": "pizza burger taco noodle pasta sushi curry salad soup sandwich burrito steak",
    "symptom": "cough fever headache pain nausea rash dizziness vomiting fatigue chill sneeze sore itch swelling cramp"
    " diarrhea ache bleeding numbness",
    "illness": "flu cold fever infection cancer diabetes asthma allergy migraine covid pneumonia",
    "document": "passport licence license visa certificate contract invoice receipt statement form id letter report"
    " policy lease agreement ticket",
    "device": "phone laptop computer tablet router modem printer camera tv smartphone mobile pc mac iphone ipad",
    "payment": "cash card cheque check deposit refund transfer paypal installment instalment",
    "colour": "red blue green yellow black white brown grey gray pink purple orange silver gold beige",
    "color": "red blue green yellow black white brown grey gray pink purple orange silver gold beige",
    "relative": "wife husband son daughter mother father mom mum dad brother sister aunt uncle cousin niece nephew"
    " grandma grandpa grandmother grandfather grandson granddaughter child",
    "day": "monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday weekday weekend",
}


@cache
def _tables() -> dict[str, dict[str, str]]:
    """Return the data file: of each stem, by table, the stems of its kin with a space between them."""
    tables: dict[str, dict[str, str]] = json.loads(PATH.read_text(encoding="ascii"))
    return tables


@cache
def _more_kinds() -> dict[str, frozenset[str]]:
    return {stem(word): frozenset(stem(kind) for kind in kinds.split()) for word, kinds in _MORE_KINDS.items()}


def _listed(table: Literal["forms", "synonyms", "kinds"], of: str) -> frozenset[str]:
    return frozenset(_tables()[table].get(of, "").split())


@lru_cache(maxsize=1 << 14)
def forms_of(of: str) -> frozenset[str]:
    """Return the other stems of the same word: irregular forms and what is derived from it, doers left out.

    >>> sorted(forms_of("steal"))
    ['stole', 'stolen']
    """
    direct = _listed("forms", of)
    return direct.union(*(_listed("forms", form) for form in direct)) - {of}


@lru_cache(maxsize=1 << 14)
def synonyms_of(of: str) -> frozenset[str]:
    """Return the stems of what means nearly the same as a word or a form of it, with their forms.

    Weaker kin than `forms_of`: of a synonym a caller can be certain only where the rest of a sentence fits.
    """
    own = {of, *_listed("forms", of)}
    near = frozenset().union(*(_listed("synonyms", form) for form in own))
    return near.union(*(_listed("forms", other) for other in near)) - own


@lru_cache(maxsize=1 << 14)
def kinds_of(of: str) -> frozenset[str]:
    """Return the stems of the words that name kinds of what a class word's stem names; none where it is no class.

    Kin in one direction only: who orders a coke orders a drink, who orders a drink may order none.

    >>> {"coke", "tea"} <= kinds_of("drink"), "drink" in kinds_of("coke")
    (True, False)
    """
    return _listed("kinds", of) | _more_kinds().get(of, frozenset())
