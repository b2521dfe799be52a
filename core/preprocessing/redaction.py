"""Redaction: what identifies or pays for a person is replaced before anything else is done with a call.

Numbers are found as they are written and as they are spoken, word by word. What is looked for stands at `redact`. Every
pattern is linear in the characters.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Literal

from core.calls import Call, Turn
from core.preprocessing.number_runs import Group, runs

Kind = Literal["card_number", "phone_number", "email_address", "national_id"]

LABELS: Final[Mapping[Kind, str]] = {
    "card_number": "[card number]",
    "phone_number": "[phone number]",
    "email_address": "[e-mail address]",
    "national_id": "[national id]",
}
_CONTEXT: Final = 80  # characters before a number in which it may be said what it is
_CARD_LENGTHS: Final = (16, 15, 14, 13, 19, 18, 17)
_DOUBLED: Final = str.maketrans("0123456789", "0246813579")  # twice each digit, less nine where that is ten or more
_CURRENCY: Final = frozenset("$€£¥₹")

# A run of name characters is entered at its beginning only, and never given back.
_EMAIL: Final = re.compile(r"(?<![\w.%+'-])[\w.%+'-]++@[\w-]++(?:\.[\w-]++)+")
_SPOKEN_EMAIL: Final = re.compile(
    r"(?<![\w.+-])(?:[^\W_]\s{1,2}){0,30}[\w.+-]++(?:\s{1,2}(?:dot|underscore|dash|hyphen|plus)\s{1,2}[\w.+-]++){0,4}"
    r"\s{1,2}at\s{1,2}(?:[\w-]++\s{1,2}dot\s{1,2}){1,4}"
    r"(?:com|org|net|edu|gov|info|io|co|biz|me|uk|us|ca|au|de|fr|es|it|nl|in|br|mx|eu)\b",
    re.IGNORECASE,
)
_ID_CUE: Final = re.compile(
    r"social security|\bssn\b|social insurance|national insurance|national id|identity (?:card|number|document)"
    r"|passport|tax(?:payer)? (?:id|number)|aadhaar|driver'?s? licen[cs]e|\bdni\b|\bcpf\b|nhs number"
)
_PHONE_CUE: Final = re.compile(
    r"phone|mobile|\bcell\b|whatsapp|\bdial\b|\b(?:my|your|our|his|her|their|the|contact|callback) number"
    r"|(?:call|text|ring|reach|contact|calling|reaching) (?:me|you|us|him|her|them|back)"
)
_OTHER_CUE: Final = re.compile(
    r"\b(?:order|account|reference|confirmation|ticket|invoice|tracking|policy|case|booking|serial|model|customer"
    r"|member(?:ship)?|promo|id|zip|postcode|amount|price|total)\b|\bpoint $"
)
_NORTH_AMERICAN: Final = re.compile(r"1?[2-9][0-9]{2}[2-9][0-9]{6}")
# United Kingdom (national insurance), Italy (codice fiscale), and what a cue has to announce: a passport and such.
_NATIONAL_INSURANCE: Final = re.compile(
    r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?!\w)", re.ASCII
)
_CODICE_FISCALE: Final = re.compile(
    r"(?<!\w)[A-Z]{6}[0-9]{2}[A-EHLMPR-T][0-9]{2}[A-Z][0-9]{3}[A-Z](?!\w)", re.ASCII | re.IGNORECASE
)
_LETTERED: Final = re.compile(r"(?<!\w)[A-Z]{1,2}[0-9]{6,9}(?!\w)", re.ASCII | re.IGNORECASE)
# Spain: the letter is a checksum. X, Y and Z, of foreigners, count as 0, 1 and 2.
_DNI: Final = re.compile(r"(?<!\w)(?:[0-9]{8}|[XYZ]-?[0-9]{7})-?([A-Z])(?!\w)", re.ASCII | re.IGNORECASE)
_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without what was replaced in it, and how many passages of each kind that were."""

    text: str
    counts: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class _Passage:
    start: int
    end: int
    kind: Kind


def redact_call(call: Call) -> Call:
    """Return the call with the texts of its turns and the texts and numbers of its metadata redacted, and the counts.

    A turn may answer what the turn before asked for, so that one is looked at for what a number is. The identities of
    the call and the name of its bot stay as they are.
    """
    counts: Counter[Kind] = Counter()
    turns: list[Turn] = []
    before = ""
    for turn in call.turns:
        redacted = redact(turn.text, before)
        counts.update(redacted.counts)
        turns.append(replace(turn, text=redacted.text) if redacted.counts else turn)
        before = turn.text
    metadata = _redact_value(dict(call.metadata), "", counts)
    return replace(call, turns=tuple(turns), metadata=metadata, redactions=dict(sorted(counts.items())))


def redact(text: str, context: str = "") -> Redacted:
    """Replace what identifies or pays for a person; `context` is what was said just before.

    - card numbers: 13 to 19 digits, in groups or not, that begin with 2 to 6 and pass Luhn's check;
    - phone numbers: written with a plus, in North American groups, with a leading zero, or after words that announce
      one; spoken, at least seven digits that nothing announces as an order number or the like;
    - e-mail addresses, also "john dot smith at example dot com";
    - national ids: US, UK, Spanish, Italian and Brazilian ones by their form, others after words such as passport.

    A number that two turns share between them is not put together.

    >>> redact("It's ann@example.com or 415-555-0123.").text
    "It's [e-mail address] or [phone number]."
    >>> redact("Call me: five five five, oh one two three. Order 1234567 was 1,200 dollars.").text
    'Call me: [phone number]. Order 1234567 was 1,200 dollars.'
    """
    parts: list[str] = []
    counts: Counter[Kind] = Counter()
    at = 0
    for passage in sorted(_passages(text, context), key=lambda each: (each.start, -each.end)):
        if passage.start < at:
            continue
        parts += [text[at : passage.start], LABELS[passage.kind]]
        counts[passage.kind] += 1
        at = passage.end
    return Redacted("".join(parts) + text[at:] if parts else text, dict(counts))


def _passages(text: str, context: str) -> Iterator[_Passage]:
    for pattern in (_EMAIL, _SPOKEN_EMAIL):
        for match in pattern.finditer(text):
            yield _Passage(match.start(), match.end(), "email_address")
    for pattern in (_NATIONAL_INSURANCE, _CODICE_FISCALE, _DNI, _LETTERED):
        for match in pattern.finditer(text):
            announced = pattern is not _LETTERED or _ID_CUE.search(_before(text, match.start(), context))
            if announced and (pattern is not _DNI or _is_dni(match)):
                yield _Passage(match.start(), match.end(), "national_id")
    for run in runs(text):
        yield from _in_run(text, run, context)


def _before(text: str, start: int, context: str) -> str:
    """Return what was said before a place, in lower case."""
    return f"{context[-_CONTEXT:]} {text[max(0, start - _CONTEXT) : start]}"[-_CONTEXT:].lower()


def _in_run(text: str, run: list[Group], context: str) -> Iterator[_Passage]:
    """Find the card numbers in a run of numbers, then the ids and phone numbers in what is left between them."""
    rest: list[Group] = []
    at = 0
    while at < len(run):
        size = _card_at(run, at)
        if size:
            yield from _in_rest(text, rest, context)
            rest = []
            yield _Passage(run[at].start, run[at + size - 1].end, "card_number")
            at += size
        else:
            rest.append(run[at])
            at += 1
    yield from _in_rest(text, rest, context)


def _in_rest(text: str, groups: list[Group], context: str) -> Iterator[_Passage]:
    if not groups:
        return
    before = _before(text, groups[0].start, context)
    digits = sum(len(group.digits) for group in groups)
    if _ID_CUE.search(before) and 5 <= digits <= 18:
        yield _Passage(groups[0].start, groups[-1].end, "national_id")
        return
    phone, other = _last(_PHONE_CUE, before), _last(_OTHER_CUE, before)
    spoken = sum(group.spoken and len(group.digits) == 1 for group in groups) >= 3 and not _is_counting(groups)
    if (spoken and digits >= 7 and other <= phone) or (phone > other and 7 <= digits <= 15):
        yield _Passage(_with_mark(text, groups[0].start), groups[-1].end, "phone_number")
        return
    at = 0
    while at < len(groups):
        size, kind = _formed_at(text, groups, at, bare=other <= phone)
        if size:
            yield _Passage(_with_mark(text, groups[at].start), groups[at + size - 1].end, kind)
        at += size or 1


def _last(cue: re.Pattern[str], said: str) -> int:
    """Return where a cue was given last, -1 where it was not."""
    return max((match.end() for match in cue.finditer(said)), default=-1)


def _with_mark(text: str, start: int) -> int:
    """Return the start of a number with the plus or parenthesis that belongs to it."""
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def _card_at(run: list[Group], at: int) -> int:
    """Return how many groups from here on are a card number; 0 for none."""
    if run[at].digits[0] not in "23456":
        return 0
    sizes = {}
    digits = ""
    for size, group in enumerate(run[at : at + 19], 1):
        digits += group.digits
        if len(digits) > 19:
            break
        if len(digits) >= 13 and _passes_luhn(digits):
            sizes[len(digits)] = size
    return next((sizes[length] for length in _CARD_LENGTHS if length in sizes), 0)


def _formed_at(text: str, groups: list[Group], at: int, *, bare: bool) -> tuple[int, Kind]:
    """Return how many groups from here on have the form of a national id or a phone number, and which; 0 for none.

    `bare`: nothing says that ungrouped digits are something else.
    """
    first = groups[at]
    mark = text[first.start - 1 : first.start]
    if mark in _CURRENCY:
        return 0, "phone_number"
    following = groups[at : at + 15]
    lengths = [len(group.digits) for group in following]
    if lengths[:3] == [3, 2, 4] and _is_social_security(following[:3]):
        return 3, "national_id"
    if lengths[:4] == [3, 3, 3, 2] and _is_cpf("".join(group.digits for group in following[:4])):
        return 4, "national_id"
    best, digits = 0, ""
    for size, group in enumerate(following, 1):
        digits += group.digits
        if len(digits) > (15 if mark == "+" else 11):
            break
        if len(digits) >= 7 and (
            (mark == "+" and len(digits) >= 8)
            or (lengths[:size] == [3, 4] and digits.startswith("555"))
            or (9 <= len(digits) <= 11 and _is_written_phone(following[:size], digits, bare=bare))
        ):
            best = size
    return best, "phone_number"


def _is_written_phone(groups: list[Group], digits: str, *, bare: bool) -> bool:
    """Tell whether nine to eleven digits are a phone number without a plus: with a leading zero, or North American."""
    if not bare and (len(groups) == 1 or any(group.spoken for group in groups)):
        return False
    if digits[0] == "0":
        return digits[:3] != "000"
    return _is_north_american(digits, [len(group.digits) for group in groups])


def _passes_luhn(digits: str) -> bool:
    """Tell whether a number passes the check of ISO/IEC 7812-1, annex B.

    >>> _passes_luhn("4111111111111111"), _passes_luhn("4111111111111112")
    (True, False)
    """
    return (sum(map(int, digits[-1::-2])) + sum(map(int, digits[-2::-2].translate(_DOUBLED)))) % 10 == 0


def _is_social_security(groups: list[Group]) -> bool:
    """Tell whether three groups may be a US social security number (SSA: no area 000, 666 or from 900 on, no zeros)."""
    area, middle, serial = (group.digits for group in groups)
    return area not in ("000", "666") and area < "900" and middle != "00" and serial != "0000"


def _is_counting(groups: list[Group]) -> bool:
    """Tell whether somebody counts: each number is the one before and one."""
    numbers = [int(group.digits) for group in groups]
    return all(after == before + 1 for before, after in pairwise(numbers))


def _is_north_american(digits: str, lengths: list[int]) -> bool:
    """Tell whether groups of digits are a number as it is written in North America, with or without the leading 1."""
    without_one = lengths[1:] if len(digits) == 11 and lengths[0] == 1 else lengths
    if without_one == [3, 3, 4]:
        return digits[-10] in "23456789"
    grouped = without_one in ([10], [11], [3, 7], [3, 3, 2, 2]) or max(lengths) == 1
    return grouped and bool(_NORTH_AMERICAN.fullmatch(digits))


def _is_cpf(digits: str) -> bool:
    """Tell whether eleven digits pass the two checks of a Brazilian CPF.

    >>> _is_cpf("52998224725"), _is_cpf("52998224726")
    (True, False)
    """
    for length in (9, 10):
        weighted = sum(int(digit) * (length + 1 - place) for place, digit in enumerate(digits[:length]))
        if weighted * 10 % 11 % 10 != int(digits[length]):
            return False
    return True


def _is_dni(match: re.Match[str]) -> bool:
    number = match.group().upper().replace("-", "")[:-1].translate(str.maketrans("XYZ", "012"))
    return _DNI_LETTERS[int(number) % 23] == match.group(1).upper()


def _redact_value(value: Any, name: str, counts: Counter[Kind]) -> Any:
    """Redact what partners add to a call; the name of a field tells what its value is."""
    if isinstance(value, dict):
        redacted: dict[str, Any] = {}
        for key, each in value.items():
            redacted[_free(_redact_value(key, "", counts), redacted)] = _redact_value(each, key, counts)
        return redacted
    if isinstance(value, list):
        return [_redact_value(each, name, counts) for each in value]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    found = redact(str(value), name.replace("_", " "))
    counts.update(found.counts)
    return found.text if found.counts else value


def _free(key: str, taken: Mapping[str, Any]) -> str:
    """Return the key, with a number where another was redacted to the same."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key} {number}"
    return free
