"""Verbs in which people ask what was said, asked, agreed or done, as alternatives for patterns."""

from typing import Final

MOOD: Final = (
    r"(?:sentiments?|moods?|feelings?|emotions?|emotional|tone|attitude|disposition|state of mind|satisfaction|temper)"
)
SAYING: Final = (
    r"(?:mention\w*|sa(?:y|ys|id|ying)|t(?:ell|ells|old)|talk\w*|discuss\w*|speak|spoke|spoken|br(?:ing"
    r"|ings|ought) up|refer\w*"
    r"|state[sd]?|explain\w*|inform\w*|describe\w*|warn\w*|remind\w*|touch(?:ed)? on|cover(?:ed|s)?"
    r"|c[oa]mes? up|name[sd]?"
    r"|use[sd]? the words?|utter\w*|note[sd]?|pitch\w*|quote[sd]?|disclos\w*|reveal\w*|addressed|introduce[sd]?"
    r"|there (?:any |a )?(?:mention|talk|discussion|reference))"
)
ASKING: Final = (
    r"(?:ask(?:s|ed|ing)? (?!for a (?:human|manager|supervisor))|in?quir\w*|enquir\w*|request(?:s|ed"
    r"|ing)? |want(?:s|ed)? to know"
    r"|quer(?:y|ied) |wonder\w* |(?:questions?|queries|query) (?:about|on|regarding|concerning))"
)
STANCE: Final = (
    r"(?:reach\w* (?:a|an|any) (?:deal|agreement|decision|conclusion)|com\w+ to (?:a|an) (?:agreement"
    r"|deal)|agree\w*|accept\w*|consent\w*|commit\w*|promise\w*|approve\w*|willing|want(?:s|ed)?|wish\w*"
    r"|intend\w*|plan(?:s|ned)? to"
    r"|cho(?:ose|se|sen)|buy|bought|purchase\w*|donate\w*|pay|paid|sign(?:ed)? up|subscribe\w*|sa(?:y"
    r"|id) yes|convinced|persuaded"
    r"|open to|take (?:up )?the|took|in favou?r|ready to|go ahead|opt\w*|join\w*|enrol\w*|like[sd]?"
    r"|prefer\w*|keen|eager)"
)
REFUSAL: Final = (
    r"(?:refus\w+|declin\w+|reject\w*|den(?:y|ied)|sa(?:y|id) no\b|turn(?:ed)? (?:\w+ ){0,3}?down|oppos\w+"
    r"|disagree\w*|object(?:ed)? to"
    r"|against|unwilling|reluctant|dismiss\w*|opt(?:ed)? out)"
)
DEED: Final = (
    r"(?:book|reserv|schedul|submit|send|sent|file|report|find|found|recommend|suggest|search|chang|updat"
    r"|modif|cancel|answer|solv|resolv|fix"
    r"|recover|transfer|unlock|open|confirm|register|enroll?|subscrib|run|play|authenticat|verif|process"
    r"|complet|arrang|order|place|set up"
    r"|make|made|give|gave|tell|told|inform|provid|offer|help|check|deliver|refund|activat|deactivat|renew"
    r"|pay|paid|creat|add|remov|identif"
    r"|connect|forward|escalat|fulfil|fulfill|buy|bought|issu|creat|hand|show|assist|secur|finish"
    r"|close|achiev|start|let)"
)
