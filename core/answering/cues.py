"""What single turns do to a question: yes or no, done or failed, changing one's mind, and the like.

These are cues in the words, read in addition to the acts that the analysis found. A patient of these lists is speech:
cues are looked for in spelt-out words without regard to punctuation, except that nothing is read across a clause mark.
"""

from collections.abc import Sequence
from typing import Final, Literal

from core.analysis.phrases import CLAUSE_MARKS, PhraseBook, phrase_set, words_only
from core.answering.transcript import Line, Part
from core.answering.vocabulary import related, word_set
from core.text import stem

Polarity = Literal[-1, 0, 1]


def _book(phrases: str) -> PhraseBook[bool]:
    """Make a book of phrases that are divided by semicolons; see PhraseBook for how a phrase is written."""
    return phrase_set(*(phrase for part in phrases.split(";") if (phrase := " ".join(part.split()))))


_YES_HEAD: Final = _book(
    """
    yes; yessir; yep; yup; ya; yea; sure; okay; of course; absolutely; definitely; certainly; correct; exactly; right;
    indeed; sounds good|great|fine|perfect; that sounds good|great|fine|perfect|nice; that is
    right|correct|fine|good|great|perfect|it; that works; that would be good|great|fine|perfect|nice|lovely; perfect;
    great; please do; i would love; i would like; go ahead; why not; no problem; with pleasure; all right; hell yes;
    fine; agreed; deal; let us do; count me in; sign me up; i agree; not a problem; yes please; please; i think so; i
    guess so; gladly; happy to; i would be happy; i am happy to; i am willing
    """
)
# These are a yes only where nothing else is said: "I am.", but not "I am sorry".
_SHORT_YES: Final = _book(
    """
    i|we do|am|have|did|will|would|can|are|could; it|he|she|that is|does|was|did|will; they|you do|are|can|have|will;
    there is|are
    """
)
_SHORTEST: Final = 3  # words of a reply that is only a yes
_NO_HEAD: Final = _book(
    """
    no; nah; nope; no sir|ma'am; not really; never; not at all; not today|now|yet|interested; i do not; i am not; i
    have not; i did not; i will not; i can not; i could not; i would not; i would rather not; i rather not; i am
    afraid; i am sorry; i do not think; no thanks; no thank you; neither; sorry; unfortunately; it is not; it does not;
    they do not; we do not; we are not; there is no; there are no; there is not; i am sorry but; i can not afford; do
    not; none; negative; i am good thanks; i already have; maybe later|another|next; i have never; i doubt
    """
)
_REFUSING: Final = _book(
    """
    not interested; no thanks; no thank you; do not want; do not need; would rather not; rather not; not going to;
    will not; will not be; can not afford; not for me; not today; not right now; not able to; not willing; do not
    think i; do not think so; not comfortable; take me off; stop calling; remove me; i will pass; hard pass; changed
    my mind; do not feel like; not at this time; decline; i refuse; forget it; never mind; no longer; do not like; do
    not wish; not now; not a good time; leave me alone; not wish; cancel; walk away
    """
)
_AGREEING: Final = _book(
    """
    i agree; i|we will agree|accept; sounds good|great|perfect|fair|fine|nice; i would love to; i will do; let us do;
    sign me up; count me in; i am in; i will take; go ahead; please do; yes please; i will
    donate|give|buy|pay|book|take|try|join|come|go; i would be happy to; i am happy to; i would like to; i want to; i
    am willing; you convinced me; deal; book it; that works; i accept; why not; of course; i can do that; fine with me;
    works for me; i think i will; let us go; i am interested; it is a deal; accept deal; i can donate|give; i will
    definitely; happy to; i like to; i can do; i will go; i would go; i would give; i would donate; i will be happy;
    sounds like a deal|plan; you have a deal; put me down; send me; please send; please book; please sign
    """
)
# With these a turn agrees even where it asks besides: "I'll give one. Will that do?"
_COMMITTING: Final = _book("i will donate|give|pay|take|buy|book|sign|agree|accept; i accept; it is a deal")
_FAILED: Final = _book(
    """
    sorry; unfortunately; unable; not able; can not; could not; not available; unavailable; unsuccessful; failed; not
    authorized; not possible; no longer available; there is|are no; not find; did not work; declined; not accommodate;
    too small; fully booked; sold out; no available; was not able; were not able; only able to; am afraid; do not have;
    does not have; is not any; do not understand; not understand; not process; out of stock; not free; error; went
    wrong; invalid; incorrect; denied; rejected; there is not; not match; only search; can only; would have to have;
    need a different
    """
)
_DONE: Final = _book(
    """
    successfully; success; successful; confirmed; is|are now *; has|have been *; all set; done; all done; completed;
    is complete; i have sent|registered|signed|created|placed|processed|made|arranged|noted|changed; i
    sent|changed|placed|made; booked; reserved; scheduled; submitted; unlocked; added; recovered; transferred;
    cancelled; canceled; updated; is ready|set; taken care of; was sent|made; good to go; your confirmation number;
    enrolled; subscribed; signed up
    """
)
_OFFERING: Final = _book(
    """
    should i; shall i; would you like; do you want; can i; may i; could i; want me to; like me to; if you; can you;
    could you; do you; when would; what; which; is that correct; please confirm; will be able; would be happy; how
    many; are you
    """
)
_CHANGE: Final = _book(
    """
    please cancel; changed|change my mind; changed my decision; on second thought|thoughts; actually i; actually no;
    actually can|could|make|let|need|want|remembered|scratch; scratch that; instead; i take it|that back; wait
    i|no|actually; oh wait; no wait; never mind; forget it; i just remembered|realized|realised|thought; i meant; i
    would rather; rather have; you know what; can|could i|we|you change; need|want|like|have to change; switch to; let
    us change; change it|that|the|my *; thinking about it; not anymore; do not * * anymore; i was wrong; my mistake;
    different one; a different; but actually; i decided; i have decided; changed my plans; make that; rethink;
    reconsider; i thought about it; let us try
    """
)
_CONFUSED: Final = _book(
    """
    confused; confusing; do|did|does not understand; what do you mean; what does that mean; not sure
    what|how|why|which; lost me; i am lost; am lost; do not get it; do not know what|how; come again; can|could you
    repeat; repeat that; pardon; say that again; makes no sense; does not make sense; i do not know; can not remember;
    huh; wait what; what is that supposed; can not find; what are you talking; do you mean; not clear; unclear; i do
    not follow; not following; misunderstood; misunderstanding
    """
)
_ANGRY: Final = _book(
    """
    ridiculous; useless; waste of time; wasting my time; stupid; idiot; dumb; dumbass; moron; hurry up; unacceptable;
    what the hell; the hell; wtf; fuck; fucking; shit; bullshit; angry; annoyed; frustrated; frustrating; furious;
    pissed; fed up; sick of this; shut up; already told you; i just told you; like i said; as i said; i already said;
    i said; are you deaf|nuts|kidding|serious|stupid; not helpful; no help at all; unhelpful; incompetent; worthless;
    your manager|supervisor; supervisor; unbelievable; been waiting; about time; jeez; for god sake; you did not help;
    stop calling; leave me alone; taking too long|forever; this is taking; what is wrong with you; listen to me;
    pathetic; liar; for the last time; how many times; thanks for nothing; get lost; come on; are you listening;
    outrageous; rip off
    """
)
_CROSS: Final = _book(
    """
    terrible; horrible; awful; seriously; damn; damnit; dammit; hell; crap; sucks; suck; hate; annoying; mad; worst;
    complain; complaint; geez; ugh; disgusting; disgrace; scam; obviously; whatever; great job; disappointed;
    disappointing; hurry; surprise surprise; no help; not good enough; finally; ! !; what ? !
    """
)


_UNSURE: Final = _book(
    """
    i do not know; i am not sure; no idea; not certain; hard to say; let me check; one moment; hold on; why do you ask;
    i can not say; it depends
    """
)
_HEDGED: Final = _book(
    """
    i might; might be; maybe; perhaps; i will think; think about it; let me think; i will consider; i would consider;
    consider it; i will see; we will see; not sure; i am undecided; have to think; need to think; i could consider
    """
)
_WISHING: Final = _book(
    """
    i|we want; i|we need; i|we would like; looking for; i|we wish; i am after; i am interested in; please give|send|show
    """
)
_BARE_APOLOGY: Final = word_set("sorry unfortunately afraid")


def is_unwilling(words: Sequence[str]) -> bool:
    """Tell whether words say that their speaker cannot or would rather not."""
    return _UNWILLING.any_in(words)


def is_unsure(line: Line) -> bool:
    """Tell whether a reply says that its speaker does not know."""
    return _UNSURE.any_in(line.words)


def asks_for_more(line: Line) -> bool:
    """Tell whether a turn asks if there is anything else: a no to that refuses nothing."""
    words = " ".join(line.words)
    return "anything else" in words or "any more" in words or "something else" in words


def hedges(line: Line) -> bool:
    """Tell whether a turn leaves open what it says: "I might", "let me think about it"."""
    return _HEDGED.any_in(line.words)


def wishes(line: Line) -> bool:
    """Tell whether a turn says what its speaker wants."""
    return _WISHING.any_in(line.words)


def agrees_itself(line: Line) -> bool:
    """Tell whether a turn agrees by its own words, not only as a yes to what was asked."""
    return "commitment" in line.acts or _AGREEING.any_in(line.words)


def only_regrets(line: Line) -> bool:
    """Tell whether a reply's no is but an apology: "I'm sorry but …" may be about something else."""
    head = line.words[:4]
    return not _BARE_APOLOGY.isdisjoint(head) and "no" not in head and "not" not in head


def starts_with_yes(line: Line) -> bool:
    """Tell whether a reply begins with a yes."""
    if starts_with_no(line):
        return False
    found = _YES_HEAD.first_in(line.words[:8])
    if found is not None and found[0] <= 1:
        return True
    said = words_only(line.words)
    return len(said) <= _SHORTEST and _SHORT_YES.any_in(said)


def starts_with_no(line: Line) -> bool:
    """Tell whether a reply begins with a no ("no problem" and "why not" are none)."""
    head = line.words[:8]
    found = _NO_HEAD.first_in(head)
    if found is None or found[0] > 1 or "sure" in head[found[0] + 1 : found[0] + 4]:
        return False  # "I am not sure" is no no
    return head[found[0] : found[0] + 2] != ("no", "problem")


def answers(line: Line) -> Polarity:
    """Read a reply to a yes/no question: 1 yes, -1 no, 0 neither."""
    if starts_with_no(line):
        return -1
    if starts_with_yes(line):
        return 1
    if "refusal" in line.acts:
        return -1
    return 1 if "agreement" in line.acts or "commitment" in line.acts else 0


def stance(line: Line) -> Polarity:
    """Read whether a turn agrees (1) or refuses (-1) of itself; a refusal in the same turn outweighs."""
    if "refusal" in line.acts or _REFUSING.any_in(line.words) or starts_with_no(line):
        return -1
    agrees = "agreement" in line.acts or "commitment" in line.acts or _AGREEING.any_in(line.words)
    return 1 if agrees and (not line.asks or _COMMITTING.any_in(line.words)) else 0


def negates(line: Line, topic: Sequence[str]) -> bool:
    """Tell whether a turn denies a topic: a negation up to five words before one of its words, in the same clause."""
    wanted = frozenset(topic).union(*(related(item) for item in topic))
    since = 99
    for word in line.words:
        if word in CLAUSE_MARKS:
            since = 99
        elif word in _NEGATIONS:
            since = 0
        else:
            since += 1
            if since <= 5 and stem(word) in wanted:
                return True
    return False


_NEGATIONS: Final = word_set("not no never none nothing neither nor without hardly nobody")


def fails(said: Line | Part) -> bool:
    """Tell whether a turn or a sentence says that something could not be done."""
    return _FAILED.any_in(said.words)


def part_fails(words: Sequence[str]) -> bool:
    """Tell whether the words of a sentence say that something could not be done, more than an apology."""
    return _FAILED.any_in(words) and len(words_only(words)) > _SHORTEST


def completes(said: Line | Part) -> bool:
    """Tell whether a turn or a sentence says that something is done, rather than offering or asking to do it."""
    if not _DONE.any_in(said.words) or fails(said):
        return False
    return "?" not in said.words and not _OFFERING.any_in(said.words[:6])


def part_completes(words: Sequence[str]) -> bool:
    """Tell whether the words of a sentence say that something is done."""
    return _DONE.any_in(words) and not _FAILED.any_in(words) and "?" not in words and not _OFFERING.any_in(words[:6])


_ACCUSING: Final = _book(
    """
    bully; bullying; you are rude|pushy|mean|impolite|aggressive; being rude|pushy|mean|impolite|aggressive; so rude;
    how rude; pressuring me; pressure me; guilt trip; guilting me; insulting; disrespectful; harassing; stop
    pressuring
    """
)
_HURRIED: Final = _book(
    """
    hurry; quick ,; quick !; in a rush; quickly; faster; speed up|this|it; asap; as soon as possible; be quick; right
    away; no time; do not have time|much|long; short of|on time; out of time; time is running; running late|out; late
    for; have|need|got to go|run|leave|rush; got to get going; got ta run|go; make it quick; i am busy; am in a
    meeting; am driving
    """
)
_PUSHY: Final = _book(
    """
    are you sure; any more than; all you have; all your money; the maximum|most; reconsider; you must|should; you have
    to give|donate|buy|pay|sign|take; last chance; final offer; act now; today only; before it is too late; walk away;
    come on; at least * more; why not more; can you not; do not you want; not want to donate|give|buy|pay|sign|help;
    just sign|say|do; a little|bit more; how could you; think about the|those|these|all; every penny|cent
    """
)
_SURPRISED: Final = _book(
    """
    odd; strange; weird; wow; oh no; oh my; oh wow; whoa; no way; really ?; seriously ?; what ? !; i can not believe;
    can not believe; had no idea; surprised; surprising; shocked; shocking; amazing; omg; i did not
    know|realize|realise|expect; unbelievable; incredible; oh really; are you serious|kidding; there must be
    """
)
_DOUBTING: Final = _book(
    """
    worried; worry; concerned; concern; afraid of; nervous; anxious; scared; leery; wary; suspicious; hesitant;
    sceptical; skeptical; i doubt; how do i|we know|trust; can i|we trust; not trust; legit; scam; any proof; concrete
    proof; is it safe; not comfortable; uneasy; not convinced; reluctant; not sure; my major concern; want to make sure
    """
)
_GUESSING: Final = _book(
    """
    either * or; i think; i guess; i believe; i suppose; might be; may be; maybe; perhaps; hmm; probably; not sure; no
    idea; do not know; do not remember|recall; can not remember|recall; i forgot|forget; something like; not certain
    """
)
_UNWILLING: Final = _book(
    """
    can not afford|give|pay|donate|do; i wish i had|could; all i can; the most i can; do not have the|any|enough *
    money|time; right now i can not; i can not right now; i prefer; i would prefer; rather give|keep|wait|not; i
    already give|donate|have|pay; not today|now|yet|ready; i have to think|ask|check; do not want; out of work; let me
    organize|think|check; on a budget; too expensive|much; money is tight; not really? allow me
    """
)
_BOOKS: Final[dict[str, PhraseBook[bool]]] = {
    "changed": _CHANGE,
    "confused": _CONFUSED,
    "angry": _ANGRY,
    "cross": _CROSS,
    "accusing": _ACCUSING,
    "hurried": _HURRIED,
    "pushy": _PUSHY,
    "surprised": _SURPRISED,
    "doubting": _DOUBTING,
    "unsure": _GUESSING,
}


def shows(line: Line, state: str) -> bool:
    """Tell whether a turn's words show a state by its name in the books above; cross and unsure are weak signs."""
    return _BOOKS[state].any_in(line.words)
