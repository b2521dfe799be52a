"""What each side gets by a deal: read from the last proposals before it was closed, whatever their wording."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from core.answering.transcript import Line, Transcript
from core.answering.vocabulary import word_set
from core.calls import Speaker
from core.text import is_stop_word, stem

_OTHER: Final[dict[Speaker, Speaker]] = {"bot": "customer", "customer": "bot"}
_BACK: Final = 12  # turns before a deal in which its terms stand
_NEAR: Final = 3  # turns back to which "you get one" refers
_TOKEN: Final = re.compile(r"\d+|[a-z]+(?:'[a-z]+)?|[.,;:!?]")
_FIRST: Final = word_set("i i'll i'd i'm me my we we'll us myself mine")
_SECOND: Final = word_set("you you'll you'd you're u your yourself yours")
_SUBJECTS: Final = word_set("i i'll i'd i'm we we'll you you'll you'd you're u")
_OBJECTS: Final = word_set("me myself us you yourself u")
_GIVING: Final = word_set(
    "give giving gives gave offer offering spare trade trading sell swap exchange hand leave provide throw supply"
)
_NAMING: Final = word_set("the your my an this that any")  # "your offer" gives nothing
_MODALS: Final = word_set("can could may will would should shall let if i'll i'd you'll you'd we'll")
_TELLING_OWN: Final = word_set("have had am are was were i'm you're being")  # "I have 2 kids" proposes nothing
_DENYING: Final = word_set("not don't can't cannot won't never dont cant without isn't didn't doesn't wouldn't")
_WONDERING: Final = re.compile(
    r"(?:(?:and|but|so|ok|okay|well|by the way) ,? ?)*(?:why|how (?!about)|what (?!if|about)|who|did )"
)
_PART_OF_NAME: Final = 4  # characters of the last part of a name that stands for it
_EACH: Final = 7  # words within which "each" follows what it divides
_NUMBERS: Final = {
    **{
        word: str(number) for number, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven"])
    },
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "a": "1",
    "an": "1",
    "both": "both",
    "all": "all",
    "no": "no",
}
_WRAPPING: Final = word_set(
    """
    of the your my our those these that extra more additional other whole full pack packs package packages packs box
    boxes bottle bottles case cases crate crates bag bags piece pieces unit units item items bundle bundles remaining
    """
)
_NO_THING: Final = word_set("deal time way day days minute minutes kind bit lot thing things person people family")


@dataclass(frozen=True, slots=True)
class Share:
    """What a side gets: how many of which thing, in figures or "all", and the turn that says so."""

    side: Speaker
    number: str
    thing: str
    line: Line


def shares_before(transcript: Transcript, end: Line) -> tuple[Share, ...]:
    """Return what each side gets by the deal that a turn closes; empty where no turn before it says.

    What was said last of a thing replaces all that was said of it before. Linear in the turns before the deal, of which
    the last twelve are looked at.
    """
    goods = _goods(transcript)
    settled: dict[str, list[Share]] = {}
    for position in range(end.position, max(-1, end.position - _BACK), -1):
        told: dict[str, list[Share]] = {}
        for share in _shares_in(transcript, position, goods):
            told.setdefault(share.thing, []).append(share)
        for thing, shares in told.items():
            settled.setdefault(thing, list({share.side: share for share in shares}.values()))
        if settled and len(settled) == len(goods):
            break
    return tuple(share for shares in settled.values() for share in shares)


def _as_said(share: Share) -> str:
    forms = [word for word in share.line.words if stem(word) == stem(share.thing)] or [share.thing]
    if share.number != "1":
        return max(forms, key=len)
    least = min(forms, key=len)
    return least[:-1] if least.endswith("s") and stem(least[:-1]) == stem(least) else least


def proposed(transcript: Transcript) -> tuple[Share, ...]:
    """Return what any turn proposes that a side gets, in order."""
    goods = _goods(transcript)
    return tuple(share for line in transcript.lines for share in _shares_in(transcript, line.position, goods))


def _shares_in(transcript: Transcript, position: int, goods: frozenset[str]) -> list[Share]:
    line, spoken_of = transcript.lines[position], _spoken_of(transcript, position, goods)
    told = [sentence for sentence in _sentences(line, transcript) if not _WONDERING.match(" ".join(sentence))]
    return [Share(*each, line) for sentence in told for each in _read(sentence, line.speaker, goods, spoken_of)]


def told_shares(shares: Iterable[Share]) -> str:
    """Word what each side gets: "the customer gets 3 firewood, 1 food; the bot gets 3 water"."""
    by_side: dict[Speaker, list[str]] = {}
    for share in shares:
        by_side.setdefault(share.side, []).append(f"{share.number} {_as_said(share)}")
    return "; ".join(f"the {side} gets {', '.join(things)}" for side, things in sorted(by_side.items(), reverse=True))


def _goods(transcript: Transcript) -> frozenset[str]:
    """Return the things that are counted in a call: those that a turn counts and another one names."""
    counts: dict[str, list[str]] = {}
    for line in transcript.lines:
        words = [word for sentence in _sentences(line, transcript) for word in sentence]
        own = {
            stem(thing): thing
            for place, word in enumerate(words)
            if _number(word).isdigit() and word not in ("a", "an", "one") and (thing := _thing_at(words, place + 1))
        }
        for item, thing in own.items():
            counts.setdefault(item, []).append(thing)
    often = [min(things, key=len) for item, things in counts.items() if transcript.frequency[item] > 1]
    return frozenset(thing for thing in often if not any(other != thing and other.endswith(thing) for other in often))


def _sentences(line: Line, transcript: Transcript) -> list[list[str]]:
    """Return the words of a turn's sentences, compounds that the call also writes as one word joined: "fire wood"."""
    found: list[list[str]] = [[]]
    for word in _TOKEN.findall(line.turn.text.lower().replace("’", "'")):
        own = found[-1]
        if own and own[-1].isalpha() and word.isalpha() and stem(own[-1] + word) in transcript.frequency:
            own[-1] += word
            continue
        own.append(word)
        if word in ".!?;":
            found.append([])
    return [sentence for sentence in found if sentence]


def _number(word: str) -> str:
    return word if word.isdigit() and len(word) < 3 else _NUMBERS.get(word, "")


def _thing_at(words: Sequence[str], place: int) -> str:
    """Return the noun at a place, behind words like "packages of"; "" for none."""
    while place < len(words) and words[place] in _WRAPPING:
        place += 1
    if place == len(words):
        return ""
    word = words[place]
    held = not word.isalpha() or is_stop_word(word) or word in _NO_THING or word in _NUMBERS or len(word) < 3
    return "" if held else word


def _good(word: str, goods: frozenset[str]) -> str:
    """Return the thing that a word names, "wood" the "firewood" too; "" for none."""
    item = stem(word)
    for thing in sorted(goods):
        if stem(thing) == item or (len(item) >= _PART_OF_NAME and stem(thing).endswith(item)):
            return thing
    return ""


def _spoken_of(transcript: Transcript, position: int, goods: frozenset[str]) -> str:
    """Return the one thing that the latest turns before a place are about; "" for none or several."""
    for line in reversed(transcript.lines[max(0, position - _NEAR) : position]):
        if named := {thing for word in line.words if (thing := _good(word, goods))}:
            return next(iter(named)) if len(named) == 1 else ""
    return ""


def _read(
    sentence: Sequence[str], speaker: Speaker, goods: frozenset[str], spoken_of: str
) -> list[tuple[Speaker, str, str]]:
    """Return who gets how many of what by a sentence of a side."""
    found: list[tuple[Speaker, str, str]] = []
    loose: list[tuple[str, str]] = []  # counted, with nobody named yet: "2 water for you"
    owner: Speaker | None = None
    gives = denied = own_state = False
    named = spoken_of
    for place, word in enumerate(sentence):
        before = sentence[place - 1] if place else ""
        following = sentence[place + 1] if place + 1 < len(sentence) else ""
        if word in _DENYING:
            denied = True
        elif word in _FIRST or word in _SECOND:
            side = speaker if word in _FIRST else _OTHER[speaker]
            if before in ("for", "to") and word in _OBJECTS and loose:
                found += [(side, number, thing) for number, thing in loose]
                loose = []
            elif word in _SUBJECTS or word in _OBJECTS or owner is None:
                owner, gives, denied = side, False, False
                own_state = (following in _TELLING_OWN or word in _TELLING_OWN) and before not in _MODALS
        elif word in _GIVING and before not in _NAMING:
            gives = True
        elif word == "do" or (word in ("for", "return") and (found or loose)):
            owner = None  # "I can do 2 for 3" leaves open who gets which
        elif thing := _good(word, goods):
            named = thing
        if not (number := _number(word)):
            continue
        thing = _good(_thing_at(sentence, place + 1), goods)
        if not thing and _is_bare(before, word, following):
            thing = named
        if not thing or denied:
            continue
        if "each" in sentence[place + 1 : place + _EACH]:
            ahead = [thing, *(_good(other, goods) for other in sentence[place + 1 : place + _EACH])]
            things = list(filter(None, dict.fromkeys(ahead)))
            sides: tuple[Speaker, ...] = (owner,) if owner and len(things) > 1 else ("bot", "customer")
            found += [(side, number, other) for other in things for side in sides]
        elif owner is None:
            loose.append((number, thing))
        elif not own_state:
            found.append((_OTHER[owner] if gives else owner, number, thing))
    return found


def _is_bare(before: str, number: str, following: str) -> bool:
    """Tell whether a number stands alone: "you get 1", "one for me"."""
    if number in ("a", "an", "all", "both", "no") or _number(before):
        return False
    return following in ("", ".", ",", "!", "?", ";", "and", "each", "for", "of") or following in _SUBJECTS
