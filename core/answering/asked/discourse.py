"""Questions about a call as a whole and about the order of what was said in it, whatever kind of answer they want.

Lists, results, summaries, which side, comparisons, and what came before or after something.
"""

import re
from typing import Final

from core.answering.asked import forms
from core.answering.asked.comparing import compared
from core.answering.asked.listed import things_listed
from core.answering.asked.purpose import asks_purpose
from core.answering.asked.sequence import extreme_words, sequence_of
from core.answering.plan import Operator
from core.answering.vocabulary import word_set
from core.answers import QuestionType
from core.text import tokens

_SIDE: Final = (
    r"(?:the )?(?:bot|agent|assistant|customer|client|caller|user|buyer|donor|seller|rep|representative|robot|man"
    r"|woman"
    r"|lady|guest|patient|he|she|him|her|us|we|them|they|our side|their side|his side|your side|theirs|ours|either"
    r"|our agent|our bot)(?:'s)?(?: side)?"
)
_SUMMARY: Final = re.compile(
    r"\b(?:summar\w*|sum (?:it |this |things |the call )?up|recap\w*|overview|gist|tl ?dr|nutshell|in (?:a"
    r"|one) (?:line"
    r"|sentence)|short version|run ?down|boil\w* down|main points|key points|takeaways?|bring me up to speed"
    r"|catch me up|what (?:was|is|were|are|did) (?:this|that|it|they|the (?:call|conversation|chat|whole thing)"
    r"|these two|those two|the two|both"
    r"|the two of them)(?: \w+){0,4}? (?:all )?(?:about|talk\w* about|discuss\w*|speak\w* about))\b"
)
_SUMMARY_WORDS: Final = word_set(
    """
    negotiation negotiations talks discussion exchange
    summary summarize summarise sum recap overview gist tldr tl dr nutshell line sentence sentences short version
    main points key takeaways takeaway run rundown boil boils result results outcome conclusion bring speed catch
    brief whole one two three quick quickly call calls conversation story about happened these those both pls please
    me give who wanted what's call's went went involved including important max maximum bullet words paragraph
    purpose purposes position situation circumstances
    """
)
_PRIORITIES: Final = re.compile(
    r"\b(?:matter\w*|count\w*|weigh\w*|need\w*|want\w*|value[sd]?|cherish\w*) (?:the )?most\b(?! (?:\w+ )?money)"
    r"|\bmost important\b|^(?:what|which|whose)\b.*\bpriorit(?:y"
    r"|ies)\b|\bcare\w* (?:the )?most"
    r" about\b|\bwhat (?:is|was|were) (?:\w+ )?important\b|\btop of (?:\w+ )?list\b"
)
_RESULT: Final = re.compile(
    r"^what (?:did|does|do|will|would) (?:each|both|either)\b.*\b(?:get|keep|take|receive|walk)\b"
    r"|\b(?:outcome|result|conclusion|final(?:ly)? (?:\w+ )?(?:split|deal|division|agreement|decision|result|tally"
    r"|score"
    r"|terms|arrangement|offer|settlement|say|word|verdict)|end(?:ed|s)? up\b|in the end|at the end of (?:it"
    r"|the day|this)"
    r"|shake on it|walks? (?:off|away) with|bottom line|^what (?:deal|agreement)|^how (?:was|were|did|is"
    r"|are) .*\b(?:divided|split|shared|distributed|allocated)\b|c[oa]me of|bec[oa]me of|upshot"
    r"|was (?:it|this|that|everything"
    r"|the"
    r" \w+) (?:all )?(?:settled|sorted|resolved|solved|fixed|done|agreed|dealt with|finali[sz]ed)|work(?:ed)? out"
    r"|fall apart|fell apart|settle[sd]? on|land(?:ed)? on|agreed? (?:on|upon)|(?:a|the|any) deal\b|go through"
    r"|get what (?:he|she|they) (?:want|need|came|asked)\w*|pull(?:ed)? through)"
)
_BECAME: Final = re.compile(r"\b(?:bec[oa]me of|happened (?:to|with) \w+|c[oa]me of|turn\w* out|end(?:ed|s)? up)\b")
_WHO_GOT: Final = re.compile(
    r"^who (?:\w+ )?(?:g[eo]ts?|takes?|took|receive[sd]?|keeps?|kept|has|had|have|wins|won|ends? up|ended up)(?: with)?"
    r" (?:what|how much|how many|which)\b"
)
_WHO_GOT_IT: Final = re.compile(
    r"who (?:finally )?(?:g[eo]ts?|keeps?|kept|receive[sd]?|ends? up with|ended up with)"
    r" (?:(?:all|most|more) (?:of )?)?the \w+(?: in the end)?"
)
_SETTLED: Final = re.compile(
    r"\b(?:settled|sorted(?: out)?|resolved|solved|fixed|finali[sz]ed|shake on it|shook on it|fall apart|fell apart"
    r"|work(?:ed)?"
    r" out|come to (?:a|an|any) (?:deal|agreement)|dealt with|deal)\b"
)
# "What time did they agree on?" is after the time.
_WHICH_TIME: Final = re.compile(r"(?:at |on |for )?(?:what|which) (?:time|hour|day|date)\b")
_ITS_END: Final = re.compile(r"\b(?:settled|finali[sz]ed)\b.*\b(?:end|eventually|finally|call)\b")
_SETTLED_WORDS: Final = word_set(
    """
    settled sorted resolved solved fixed finalized finalised shake shook fall fell apart work worked deal dealt
    everything issue problem matter thing agreement hand hands case all done
    """
)
_WORST: Final = re.compile(
    r"\b(?:main|biggest|primary|key|major|chief|principal|greatest|top|worst|central|core)"
    r" (?:concern|objection|worry|complaint|obstacle|hesitation|pain point|fear|doubt|frustration|grievance"
    r"|reservation)\b"
)
# "What was the sticking point?", "What did they argue about?"
_CONTESTED: Final = re.compile(
    r"\b(?:sticking point|bone of contention|stumbling block|point of contention|deal ?breaker|hang ?up|hold ?up"
    r"|main (?:dispute|conflict|disagreement)|crux)\b"
    r"|^what (?:was|is|were|are) the (?:\w+ )?(?:disput\w*|disagreement|conflict|argument|quarrel|fight|row)\b"
    r"(?: \w+){0,2}$"
    r"|^what (?:did|do|were|are|was) (?:they|(?:the|these|those) (?:two|sides|parties|pair)|both|the two of them)"
    r"(?: \w+)? (?:disagree\w*|argu\w+|quarrel\w*|fight\w*|fought|haggl\w+|clash\w*|disput\w+)(?: (?:about|over|on))?$"
)
# "Which doubts did she voice?"
_WORRIES: Final = re.compile(
    r"(?:which|what)(?: (?:were|are))? (?:(?:the|any|\w+'s|his|her|their) )?(?:\w+ )?(?:doubts?|worr(?:y|ies)"
    r"|reservations? about|hesitations?|fears?|misgivings?|qualms|scruples)\b(?: \w+)*"
)
_WORRYING: Final = re.compile(
    r"what (?:\w+ )?(?:worrie[sd]|bothers?|bothered|concerns|concerned|troubles|troubled|scares|scared|alarmed|put off)"
    r" (?:him|her|them|(?:the|this|our) \w+)\b"
)
_NEXT: Final = re.compile(
    r"\bwhat (?:happens|comes|will happen|is going to happen|is|are) (?:the )?next\b|\bnext steps?\b|\bfollow(?:-"
    r"| )?ups?\b"
    r"|\baction items?\b|\bwhat (?:is|was|are) (?:still )?(?:left|supposed|due|expected) to (?:do|happen|be done)\b"
)
_WHICH_SIDE: Final = re.compile(
    rf"\b{_SIDE},? or (?:was it |is it |did |rather )?{_SIDE}\b|^(?:which|who|what) (?:one )?of (?:them|the two"
    rf"|these two"
    r"|the speakers)\b|^whose (?:idea|suggestion|proposal|turn|wish|choice|decision)\b|^who(?:'s| is"
    r"| was)? (?:the one|it) (?:that|who|to)\b|^who (?:came up with|brought up"
    r"|brought (?:\w+ ){1,3}up|pulled|walked|broke (?:it |things )?off|backed|gave in|gave way|caved|put forward"
    r"|insisted|pushed"
    r"|turned (?:\w+ ){0,3}down|conceded|introduced|initiated|suggested|proposed)\b"
)


def of_discourse(words: str, whole: str, kind: QuestionType, topic: tuple[str, ...]) -> tuple[Operator, str] | None:
    """Return the operator and the aspect of such a question; None for any other.

    `words` is the question in its plain form, `whole` the same of all its sentences.
    """
    comparison = compared(words)
    if comparison and (kind != "numeric" or comparison == "first and last"):
        return "compare", comparison
    if kind == "numeric" or forms.REASON.search(words) or forms.OPEN_REQUESTS.search(words):
        return None
    if kind == "textual" and (extreme := extreme_words(words)):
        return "around", extreme
    if kind == "textual" and sequence_of(words) is not None:
        return "around", ""
    if re.match(r"when\b|how (?!did|does|do|was|were|is|has|have|it|things|the|this|that)", words):
        return None
    if asks_purpose(words):
        return "purpose", ""
    if _SUMMARY.search(whole) and not set(topic) - _SUMMARY_WORDS - forms.SUMMARY_WORDS:
        return "summary", ""
    if _WHO_GOT.match(words) or _WHO_GOT_IT.fullmatch(words):
        return "outcome", "final"
    if _WHICH_SIDE.search(words) and not forms.TALKED_MORE.search(words):
        return "who", ""
    if kind == "textual":
        return _of_textual(words, whole, topic)
    if re.match(r"(?:what|how)\b", words) and _BECAME.search(words):
        return "outcome", "final"
    if kind == "categorical" and _PRIORITIES.search(words):
        return "outcome", "priorities"
    about = set(topic) - _SETTLED_WORDS
    settled = _SETTLED.search(words) is not None and (
        not about or (len(about) == 1 and _ITS_END.search(words) is not None)
    )
    return ("outcome", "settled") if settled else None


def _of_textual(words: str, whole: str, topic: tuple[str, ...]) -> tuple[Operator, str] | None:
    if _PRIORITIES.search(words):
        return "outcome", "priorities"
    if _CONTESTED.search(words):
        return "concern", "contested"
    if (
        _WORRIES.fullmatch(words)
        or _WORRYING.match(words)
        or (_WORST.search(words) and not words.startswith(("who", "when", "where")))
    ):
        return "concern", ""
    if _NEXT.search(words):
        return "outcome", "next"
    if not _lists_acts(words, topic) and (listed := things_listed(words, whole)):
        return "list", listed
    if words.startswith("whose ") or _WHICH_TIME.match(words):
        return None
    return ("outcome", "final") if _RESULT.search(words) else None


def _lists_acts(words: str, topic: tuple[str, ...]) -> bool:
    """Tell whether a list of nothing but acts or values is asked for: "Which questions did he ask?"."""
    found = forms.LIST.match(words)
    return found is not None and not set(topic) - forms.LIST_WORDS - set(tokens(found.group("what")))
