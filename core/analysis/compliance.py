"""Q010: the moments that rules on calls ask for: who speaks, that the call is recorded, that "no more calls" is heard.

Whether a recording notice is due is not known from a transcript; it is judged where the campaign's script requires one
or the bot gives one. An opt-out that nobody asks for is no opportunity, and so is a notice that is not due.
"""

import re
from typing import Final

from core.analysis.evidence import quote
from core.analysis.not_applicable import not_applicable
from core.analysis.phrases import normal_words
from core.analysis.reading import Reading, Sentence, TurnReading
from core.reports import Detail, Metric

QUESTION_ID: Final = "Q010"
QUESTION: Final = "Were the compliance moments kept?"
IDENTIFICATION, RECORDING, OPT_OUT = "identification", "recording_notice", "opt_out"

_FIRST_TURNS: Final = 3  # of the bot, in which it has to say who is speaking
_LATER_TURNS: Final = 4  # of the bot, in which it has to honour an opt-out
_QUOTES: Final = 3
_SURE, _LIKELY = 0.9, 0.75

# Over normal words, joined by single spaces: speech recognition gives no capitals to know a name by.
_IDENTIFIES: Final = re.compile(
    r"\bmy name is \w+|\b(?:this is|it is|i am) \w+(?: \w+)? (?:calling|speaking)\b"
    r"|\b\w+ (?:here|speaking) from \w+|\bthis is (?!(?:one|an?|the|as|in) )\w+(?: \w+)? (?:from|with|on behalf)\b"
    r"|\b(?:calling|calls?|writing) (?:you )?from \w+"
    r"|\bon behalf of\b|\byou are (?:speaking|talking|chatting) (?:with|to) \w+|\bi (?:represent|work for) \w+"
    r"|\bi am (?:your|the|a|an) (?:\w+ ){0,3}(?:assistant|bot|agent|representative)\b|\bi am called \w+"
    r"|\b(?:thank you|thanks) for (?:calling|contacting|choosing|ringing) \w+|(?<!are )\bwelcome to \w+"
    r"|\byou have reached \w+"
)
# With the capitals of a name where there are some: "This is Ava.", "I'm Ava from Northwind Bank", "Ava here".
_NAMES_ITSELF: Final = re.compile(
    r"\b[Tt]his is (?:[A-Z]\w+ ?)+(?:[.,!]|$)|\bI(?:'|’)?(?:m| am) [A-Z]\w+(?: [A-Z]\w+)? (?:from|with|at|of)\b"
    r"|^\W*(?:(?:Hi|Hello|Hey|Good \w+)\W+)?[A-Z]\w+ (?:here|speaking)\b"
)
# Letters without which a pattern cannot be found: whatever lacks them all need not be searched.
_OF_RECORDING: Final = ("record", "monitor", "taped", "transcribed")
_OF_OPT_OUT: Final = ("call", "text", "email", "contact", "messag", "ring", "phone", "list", "database", "opt", "unsub")
_RECORDED: Final = re.compile(
    r"\b(?:call|line|conversation|chat|calls|conversations) (?:\w+ ){0,3}(?:recorded|monitored|taped|transcribed)\b"
    r"|\b(?:recorded|monitored) line\b"
    r"|\b(?:record|recording|monitor|monitoring) (?:this |the |your |our |all )?(?:call|line|conversation)"
)
_ASKING_OUT: Final = re.compile(
    r"\b(?:stop|quit) (?:calling|texting|emailing|contacting|messaging|ringing)\b"
    r"|\b(?:not|never) (?:ever )?(?:call|contact|text|email|ring|phone)(?: (?:me|us|here|this number|my \w+))*"
    r"(?: (?:again|anymore|any more|ever|back|at|on)\b| [.,!;]| ?$)"
    r"|\b(?:take|remove|get|delete|put) (?:me|us|my|our|this)(?: \w+){0,3} (?:off|from|out of|on)(?: \w+){0,4}"
    r" (?:list|lists|calls|calling|database)\b"
    r"|\bunsubscribe\b|\bopt(?:ing)? (?:me )?out\b|\bdo not call list\b|\bno more (?:calls|texts|emails|messages)\b"
    r"|\bnot want (?:to (?:be called|receive|get) )?(?:any )?(?:more )?(?:of )?(?:your |these |such )?(?:calls|texts)\b"
)
_HONOURING: Final = re.compile(
    r"\b(?:removed|remove|removing|(?:take|taken|taking)(?: you| your \w+)? off|unsubscribed?)\b"
    r"|\b(?:opted out|opt you out|deleted)\b"
    r"|\b(?:will|shall) not (?:be )?(?:call|called|contact|contacted|bother|bothered|ring|text|receive|get|hear)"
    r"|\bnot (?:call|contact|bother) you\b|\bdo not call list\b|\bno (?:more|further) (?:calls|contact)"
    r"|\b(?:noted|updated|added) (?:\w+ ){0,4}(?:list|preference|preferences|request)\b"
)


def compliance(reading: Reading) -> Metric:
    """Answer Q010 with a detail for each moment; Not applicable where the bot says nothing."""
    bot = [turn for turn in reading.turns if turn.utterance.speaker == "bot" and turn.words]
    if not bot:
        return not_applicable(QUESTION_ID, QUESTION, ())
    details = (_identification(bot), _recording(reading, bot), _opt_out(reading))
    missed = any(detail.status == "missed" for detail in details)
    shown = [detail.evidence for detail in details if detail.evidence is not None]
    return Metric(
        question_id=QUESTION_ID,
        question=QUESTION,
        answer="No" if missed else "Yes",
        answer_type="boolean_with_details",
        confidence=_LIKELY if missed else _SURE,
        evidence=tuple(shown[:_QUOTES]),
        status="missed" if missed else "met",
        details=details,
    )


def asks_out(turn: TurnReading) -> Sentence | None:
    """Return the sentence in which a customer asks not to be called again, or to be taken off the list."""
    return _says(turn, _ASKING_OUT, _OF_OPT_OUT) if turn.utterance.speaker == "customer" else None


def _identification(bot: list[TurnReading]) -> Detail:
    for turn in bot[:_FIRST_TURNS]:
        sentence = _says(turn, _IDENTIFIES) or next(
            (item for item in turn.sentences if _NAMES_ITSELF.search(item.text)), None
        )
        if sentence is not None:
            text = f"The bot said in turn {turn.utterance.index} who is speaking, or for whom."
            return Detail(IDENTIFICATION, text, "met", quote(turn, sentence))
    text = "The bot did not say in its first turns who is speaking, or for whom."
    return Detail(IDENTIFICATION, text, "missed", quote(bot[0]))


def _recording(reading: Reading, bot: list[TurnReading]) -> Detail:
    for turn in bot:
        sentence = _says(turn, _RECORDED, _OF_RECORDING)
        if sentence is not None:
            text = f"The bot said in turn {turn.utterance.index} that the call is recorded or monitored."
            return Detail(RECORDING, text, "met", quote(turn, sentence))
    if any(_RECORDED.search(" ".join(normal_words(phrase))) for phrase in reading.campaign.brief.script.required):
        return Detail(RECORDING, "The script requires a recording notice, and the bot gave none.", "missed")
    return Detail(RECORDING, "The bot gave no recording notice, and none was required.", "no_opportunity")


def _opt_out(reading: Reading) -> Detail:
    """Tell whether the bot, after the customer's last wish to be left alone, says that it is done."""
    turns = reading.turns
    for place in range(len(turns) - 1, -1, -1):
        turn = turns[place]
        sentence = asks_out(turn)
        if sentence is None:
            continue
        replies = [later for later in turns[place + 1 :] if later.utterance.speaker == "bot"][:_LATER_TURNS]
        done = next(((later, said) for later in replies if (said := _says(later, _HONOURING)) is not None), None)
        asked = f"The customer asked in turn {turn.utterance.index} not to be called again"
        if done is None:
            return Detail(
                OPT_OUT, f"{asked}, and the bot did not say that it is done.", "missed", quote(turn, sentence)
            )
        return Detail(OPT_OUT, f"{asked}, and the bot agreed in turn {done[0].utterance.index}.", "met", quote(*done))
    return Detail(OPT_OUT, "The customer did not ask not to be called again.", "no_opportunity")


def _says(turn: TurnReading, pattern: re.Pattern[str], letters: tuple[str, ...] = ("",)) -> Sentence | None:
    """Return the first sentence with the pattern, which holds some of the letters."""
    raw = turn.utterance.raw.lower()
    if not any(each in raw for each in letters):
        return None
    return next((item for item in turn.sentences if pattern.search(" ".join(item.words))), None)
