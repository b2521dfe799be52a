"""Which kind of value a question asks for: an amount, a time, a telephone number, a name and the like."""

import re
from typing import Final

_VALUE_KINDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("email", re.compile(r"\be ?mails?(?: address(?:es)?)?\b|\bmail address(?:es)?\b")),
    ("phone", re.compile(r"\b(?:phone|telephone|mobile|cell|contact|callback|call back|whatsapp"
        r"|fax)(?: phone)? (?:numbers?\b|no$)|(?<!\bon the )(?<!\bover the )(?<!\bby )\b(?:phone|mobile|telephone)$")),
    ("phone", re.compile(r"\b(?:what|which) numbers?\b.*\b(?:reach\w*|call(?:ed)?|contact\w*|ring|text\w*|phone)\b")),
    ("year", re.compile(r"\b(?:what|which|by (?:its|the|his|her)|of|model) year\b|\byear (?:is|was|did|does|of)\b")),
    ("code", re.compile(
        r"\b(?:account|reference|order|booking|card|policy|tracking|room|flight|case|ticket|confirmation"
        r"|customer|serial|passport|license|licence|pin|id|access|zip|claim|invoice|routing|contract|registration"
        r"|receipt|employee|student|vehicle|security|transaction"
        r"|postal|clearance|code|member\w*)(?: \w+)? ?(?:number\b|code\b|id\b|no$)"
        r"|\b(?:what|which) number (?:did|does|has)\b"
        r"|\b(?:what|which) (?:is|was) (?:the|his|her|their) (?:\w+ ){1,2}number\b(?! of)|\bdigits of\b"
        r"|\b(?:pin|id|code|zip)\b")),
    ("address", re.compile(r"^(?:the|his|her|their) address\b"
        r"|\b(?:what|which|give|where|full|street|postal|home|delivery|mailing|shipping)\b.*"
        r"(?<!web )(?<!ip )\baddress\b|^address\b"
        r"|^(?:to )?where\b.*\b(?:deliver\w*|ship(?:ped|ping)?|mailed|sent to|send it)\b|^where (?:is|was|are|were)"
        r" (?:the |his |her |their )?(?:food|order|meal|package|parcel|delivery|shipment|goods) going\b")),
    ("url", re.compile(r"\b(?:website|web site|url|link|web page|webpage)\b")),
    ("percentage", re.compile(r"\b(?:what|which|how (?:much|big|large|high)) .*\b(?:chance|chances|probability"
        r"|likelihood"
        r"|discount|percentage|percent"
        r"|interest rate|rate|reduction)\b|\b(?:what|which) (?:share|proportion|fraction) of\b")),
    ("name", re.compile(r"\b(?:what|which|whose|tell|give)\b(?:(?!\b(?:did|does|do)\b).)*\bnames?\b"
        r"(?! of (?!the (?:customer|client|caller"
        r"|user|bot|agent|assistant)))|\bnames? of (?:the )?(?:customer|client|caller|user|bot|agent"
        r"|assistant)\b|^who (?:is|was) (?:the )?(?:customer|client|caller|user|bot|agent|assistant)$"
        r"|\bwhat (?:is|was) (?:he|she|(?:the |his |her |their )(?:\w+ ){1,2})called\b")),
    ("age", re.compile(r"\bhow old\b|\b(?:what|which) (?:is|was) (?:the |his |her |their )?(?:\w+'s )?age\b"
        r"|\bage of\b")),
    ("when", re.compile(r"\b(?:day|date) and (?:\w+ )?(?:time|hour)\b|\b(?:time|hour) and (?:\w+ )?(?:day|date)\b")),
    ("time", re.compile(r"\b(?:what|which|at what|for what|by what) (?:time|hour)\b|\bwhat is the time\b|\btime (?:was"
        r"|is|did|does|of)\b")),
    ("date", re.compile(r"\b(?:what|which|on what|on which|for what|by what) (?:day|date|dates|days|month|weekday)\b"
        r"|\b(?:date|day) (?:was|is|did|of)\b|\bdate of birth\b")),
    ("time", re.compile(r"\bwhat (?:is|was|were) the (?:\w+ ){1,2}time\b")),
    ("when", re.compile(r"^(?:by |until |since |from |for )?when\b|^how soon\b|\b(?:travel|delivery|time|pick ?up)"
        r" window\b")),
    ("amount", re.compile(r"\bhow many (?:dollars|euros|pounds|bucks|cents|credits|francs)\b"
        r"|\b(?:what|which) (?:is|was) the (?:\w+ )?(?:least|most|minimum|maximum|lowest|highest|cheapest|smallest"
        r"|largest)\b.*\b(?:pay|donat\w*|price|cost|fee|amount|give|spend|contribut\w*)\b")),
    ("duration", re.compile(r"\b(?:how long|how many (?:days|nights|weeks|months|years|hours|minutes))\b")),
    ("amount", re.compile(r"\bhow (?:big|large|high)\b.*\b(?:bonus|fee|payment|loan|sum|amount|bill|deposit|donation"
        r"|salary|budget|fine|refund)\b")),
    # "How much water …?" counts; "How much money …?", "How much is …?" ask for an amount.
    ("number", re.compile(
        r"\bhow much (?:data|water|food|wood|firewood|luggage|baggage|memory|storage|space|milk|sugar|bread|rice|fuel"
        r"|gas)\b")),
    ("amount", re.compile(
        r"\bhow much\b|\b(?:what|which|the|at what|for what|give)\b.*\b(?:price|cost|fee|amount|sum|fare"
        r"|total|budget|charge|donation|payment|salary|balance|rent|deposit)\b"
        r"|\bwhat .*\b(?:c[ao]mes?|adds? up|added up|amount(?:s|ed)) to(?: in (?:dollars|euros|pounds|total|all))?$"
        r"|^what (?:did|does|do|will|would) .*\b(?:cost|earn|pay|spend|owe|charge)"
        r"(?: (?:him|her|them|(?:a|per) (?:day|week|month|year|hour|night)))?$"
        r"|^(?:price|cost|fee|amount|fare|total|rent|balance|budget|deposit)\b|\bhow (?:expensive|cheap)\b")),
    ("number", re.compile(r"\bhow (?:many|far|big|tall|large|high|heavy)\b|\b(?:the )?(?:number|amount|quantity"
        r"|size"
        r"|temperature|rating) of\b|\bhow (?:well|highly)\b.*\brated\b|\b(?:average|star|overall) rating\b"
        r"|\bwhat (?:is|was) the (?:\w+ )?(?:rating|temperature|size|number)\b")),
)  # fmt: skip
_PURPOSE: Final = re.compile(
    r"what (?:the|his|her|their|did|does|do|was|is|were|are)\b.*\bfor$"
)  # "what was the fee for"
_OCCASION: Final = re.compile(
    r"^(?:what|which|when) (?:is|was) the (?:very )?(?:first|last) time\b.*"
    r"\b(?:mention\w*|said|says?|ask\w*|br(?:ing|ought)\w*|talk\w*|spoke|rais\w+|came up|discuss\w*|refer\w*)\b"
)
_GIVING: Final = re.compile(
    r"\b(?:give|gave|given|provide[sd]?|share[sd]?|leave|left|state[sd]?|mention(?:ed)?|disclose[sd]?|tell"
    r"|told|say|said|reveal\w*|offer\w*)\b"
)
_GIVEN_OVER: Final = ("email", "phone", "code", "name", "url", "address")

_COUNTED_VALUES: Final = (
    ("url", r"(?:web ?)?(?:links?|urls?|websites?|addresses of web ?sites)"),
    ("email", r"e ?mail addresses"),
    ("phone", r"(?:tele)?phone numbers|contact numbers"),
    ("amount", r"(?:prices|amounts|sums|fees|fares)"),
    ("percentage", r"(?:percentages|discounts)"),
    ("date", r"(?:dates)"),
    ("time", r"(?:times of day|time slots|appointment times)"),
    ("name", r"(?:names)"),
    ("address", r"(?:addresses)"),
)


def asks_for_occasion(words: str) -> bool:
    """Tell whether a question is after the time in the call of something said: "the last time that he mentioned it"."""
    return _OCCASION.search(words) is not None


def asks_for_purpose(words: str) -> bool:
    """Tell whether a question is after what something was for, not after the thing: "what was the fee for"."""
    return _PURPOSE.match(words) is not None


def value_kind(words: str) -> str:
    """Return the kind of value that a question asks for; "" for none."""
    if asks_for_purpose(words):
        return ""
    return next((name for name, pattern in _VALUE_KINDS if pattern.search(words)), "")


def value_given(words: str) -> str:
    """Return the kind of value of a question whether one was given over; "" for none."""
    kind = value_kind(words)
    return kind if kind in _GIVEN_OVER and _GIVING.search(words) else ""


def counted_kind(words: str) -> str:
    """Return the kind of value of which a question asks how many were stated; "" for none."""
    return next(
        (
            name
            for name, nouns in _COUNTED_VALUES
            if re.search(rf"\bhow many (?:different |distinct |other )?{nouns}\b", words)
        ),
        "",
    )
