"""The words in which people ask about calls: who is meant, what is only grammar, which words mean nearly the same."""

from collections.abc import Iterable
from typing import Final

from core.answering.kinship import forms_of, synonyms_of
from core.calls import Speaker
from core.text import is_stop_word, stem, tokens


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text that are divided by white space."""
    return frozenset(words.split())


_CUSTOMER: Final = word_set(
    """
    customer customers client clients user users consumer consumers buyer lead prospect patient donor donors guest
    subscriber member callee persuadee caller he she him her his hers their they them theirs i me my you your shopper
    homeowner policyholder borrower debtor respondent applicant tenant cardholder passenger traveller traveler claimant
    purchaser complainant renter person individual
    """
)
_BOT: Final = word_set(
    """
    bot bots agent agents assistant robot voicebot chatbot system ai computer machine representative rep reps operator
    advisor adviser advisors advisers salesperson salesman saleswoman seller persuader dialler dialer telemarketer
    fundraiser receptionist clerk script company business
    """
)
# Words for anybody, which name the customer only where one is taken as known: "the woman", not "a woman".
_ANYBODY: Final = word_set("woman man lady gentleman guy girl human visitor")
_KNOWN: Final = word_set("the this that")

# Words that say what to look for in a call, not what it is about.
_GRAMMAR: Final = word_set(
    """
    call calls conversation conversations transcript dialogue dialog recording chat interaction discussion phone_call
    time times moment point stage minute minutes second seconds first last final finally initially ever actually
    really indeed mention mentions mentioned mentioning say says said saying tell tells told telling talk talks talked
    talking discuss discusses discussed discussing speak speaks spoke spoken speaking bring brings brought bringing
    refer refers referred state stated states explain explains explained inform informed informs describe described
    ask asks asked asking inquire inquired enquire enquired query queried question questions request requested raise
    raised raises come came comes topic subject word words phrase phrases term terms answer answers answered respond
    responded reply replied response agree agrees agreed accept accepts accepted refuse refuses refused decline
    declines declined reject rejects rejected know known want wants wanted need needs needed like liked likes would
    give gives gave given provide provides provided share shared leave left offer offers offered make makes made
    making seem seems seemed become became becomes sound sounded appear appeared feel felt stay stayed remain remained
    throughout entire whole overall general main towards toward regarding concerning reason reasons cause part parts
    please successfully succesfully successful suitable right wrong true false correct happen happened happens end
    ending ended ends start started starts begin began begins spent already exactly according choose chose chosen
    choice decide decided picked pick suggest suggests suggested recommend recommends recommended least propose
    proposes proposed many much long often percent percentage share number count total amount what's anyone ai bot's
    customer's user's agent's new specific particular certain kind kinds type types sort following explicitly clearly
    briefly directly able try tried manage managed attempt attempted help helped consider willing ready interest
    interested
    """
)

# Kin that WordNet lacks (core.answering.kinship has the rest): what belongs together in calls.
_RELATED: Final = tuple(
    frozenset(stem(word) for word in group.split())
    for group in (
        "price cost fee charge rate expensive pricing fare dollars",
        "schedule appointment arrange",
        "child children kid kids son daughter",
        "money cash dollars funds",
        "phone telephone mobile cell",
        "email mail e-mail",
        "donate donation donating give contribute contribution",
        "cancel cancellation terminate",
        "refund reimburse reimbursement money-back",
        "discount rebate deal promotion reduction",
        "buy purchase order",
        "delivery deliver ship shipping shipment",
        "apartment flat",
        "car vehicle",
        "job work employment occupation",
        "bill invoice",
        "contract agreement",
        "problem issue trouble difficulty",
        "human person representative supervisor manager operator",
        "end finish stop",
        "doctor physician dr",
        "photo picture image",
        "mother mom mum",
        "father dad",
        "ride taxi cab uber lyft",
        "insurance policy coverage",
        "website site webpage online",
        "company organization organisation charity firm",
        "address location street",
        "hotel inn accommodation",
        "scam fraud fraudulent",
        "trial demo",
        "allergy allergic",
        "firewood wood",
        "borrow loan",
        "guest attendee people",
        "callback call",
        "lend loan",
        "send sent receive received",  # one event from its two ends
        "rent price cost",
        "admin administration administrative",
        "cheque check",
        "donate pledge",
        "promise pledge commit commitment",
        "swap exchange trade",
        "split divide division share",
        "broken damaged faulty",
        "apology apologize apologise sorry",
        "free complimentary",
        "gift present",
        "happy satisfied pleased",
        "angry annoyed upset",
        "enroll enrol register registration signup",
        "salary income earnings wage",
        "trip journey travel",
        "luggage baggage suitcase",
        "password passcode",
        "postpone reschedule",
        "late delay delayed",
        "dob birthday birthdate",
        "advise advice recommend suggest",
        "urgent hurry rush asap",
        "lost missing",
        "mistake error",
        "quiz trivia",
        "rating score grade",
        "item product",
        "permission consent",
        "steal stolen stole theft rob robbed robbery",
        "visit viewing tour",
        "game play",
        "two 2",
        "three 3",
        "four 4",
        "five 5",
        "six 6",
        "seven 7",
        "eight 8",
        "nine 9",
        "ten 10",
        "twelve 12",
        "fifteen 15",
        "twenty 20",
        "thirty 30",
        "forty 40",
        "fifty 50",
        "hundred 100",
    )
)
_BY_STEM: Final[dict[str, frozenset[str]]] = {
    member: frozenset().union(*(group for group in _RELATED if member in group))
    for member in frozenset().union(*_RELATED)
}


def related(of: str) -> frozenset[str]:
    """Return the stems that mean nearly the same as a stem, itself left out.

    What is known of calls, and what WordNet knows of English: forms of the word ("stolen" of "steal") and synonyms.
    """
    return _BY_STEM.get(of, frozenset()).union(forms_of(of), synonyms_of(of)) - {of}


def side(word: str) -> Speaker | None:
    """Return which side of a call a word names by itself, or None."""
    bare = word.removesuffix("'s").removesuffix("s'")
    if bare in _CUSTOMER:
        return "customer"
    return "bot" if bare in _BOT else None


def sides(words: Iterable[str]) -> tuple[Speaker | None, ...]:
    """Return which side of a call each word of a text names, or None.

    A word for anybody names the customer after "the", where no word before it has named the customer: with "Did the
    customer know the man?" another is meant.

    >>> sides("did the woman know the man".split())
    (None, None, 'customer', None, None, None)
    """
    found: list[Speaker | None] = []
    before = ""
    for word in words:
        named = side(word)
        if named is None and before in _KNOWN and "customer" not in found and word.removesuffix("'s") in _ANYBODY:
            named = "customer"
        found.append(named)
        before = word
    return tuple(found)


def speaker_asked_about(words: str, bot_name: str) -> Speaker | None:
    """Return the side that a question is about: the first one that it names; None where it names neither."""
    own_name = frozenset(word for word in tokens(bot_name) if len(word) > 2 and not is_stop_word(word))
    said = words.split()
    for word, named in zip(said, sides(said), strict=True):
        if named is not None:
            return named
        if word in own_name:
            return "bot"
    return None


def topic_words(words: Iterable[str], besides: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the words that a question is about: without grammar, sides and the given ones."""
    said = tuple(words)
    return tuple(
        word
        for word, named in zip(said, sides(said), strict=True)
        if not is_stop_word(word) and word not in _GRAMMAR and word not in besides and named is None
    )


def stems_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the stems of words, each once, in order."""
    return tuple(dict.fromkeys(stem(word) for word in words))


def subject_of(words: str, topic: tuple[str, ...]) -> str:
    """Return the stretch of a question from its first to its last topic word.

    >>> subject_of("did the customer ask about the monthly fee", ("monthly", "fee"))
    'monthly fee'
    """
    said = words.split()
    places = [place for place, word in enumerate(said) if word in topic]
    return " ".join(said[places[0] : places[-1] + 1]) if places else ""
