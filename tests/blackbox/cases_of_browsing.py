"""What an enemy asks of lists, searches, figures, pages, exports and reviews, as data like in `cases.py`."""

import json
from collections.abc import Iterator

from tests.api.partner import BASE
from tests.blackbox.cases import Case
from tests.blackbox.conftest import CAMPAIGN

CAMPAIGN_PATH = f"{BASE}/campaigns/{CAMPAIGN}"
REVIEWS = f"{BASE}/conversations/none/reviews"
MOMENTS = ("", "yesterday", "2024-03-01", "2024-02-30T09:30:00Z", "%00", "1709285400", "2024-03-01T09:30:00", "'--")
TEXTS = ("", "%00", "a%00b", "x" * 201)
PLACES = ("x", "%00", "AAAA", "a" * 201, "=" * 10, "1+or+1=1")

# By address: what may stand in a query, and what must not.
QUERIES = {
    f"{BASE}/conversations": {
        "campaign_id": (*TEXTS, "nobody's", "x'+or+'1'='1"),
        "bot_name": TEXTS,
        "status": ("", "done", "Completed", "%00", "completed'--"),
        "sentiment": ("angry", "Positive", ""),
        "from": MOMENTS,
        "to": MOMENTS,
        "min_score": ("", "-1", "10.1", "nan", "inf", "1e1", "five", "0x1", "1_0", "%D9%A3", "9" * 400),
        "max_score": ("-0.1", "11", "NaN", "-inf"),
        "q": (*TEXTS, "speaker:agent+no", "speaker:", "speaker:bot+speaker:customer", "no&q=yes"),
        "sort": ("", "rank", "+started_at", "started_at+desc", "--started_at", "1;select+1", "call_id"),
        "cursor": PLACES,
        "limit": ("0", "-1", "1001", "1e2", "true"),
    },
    f"{BASE}/search?q=fibre": {
        "campaign_id": (*TEXTS, "nobody's"),
        "bot_name": TEXTS,
        "from": MOMENTS,
        "to": MOMENTS,
        "cursor": PLACES,
        "limit": ("0", "1001"),
    },
    f"{BASE}/search": {"q": (*TEXTS, "speaker:agent+no", "speaker:", "speaker:bot+speaker:customer")},
    f"{CAMPAIGN_PATH}/analytics": {"from": MOMENTS, "to": MOMENTS, "group_by": ("", "tenant_id", "day,week", "%00")},
    f"{CAMPAIGN_PATH}/comparison?candidate=Ava": {"baseline": TEXTS, "from": MOMENTS},
    f"{CAMPAIGN_PATH}/comparison?baseline=Ava": {"candidate": (*TEXTS, "Ava"), "to": MOMENTS},
    f"{CAMPAIGN_PATH}/report": {"baseline": (*TEXTS, "Ava"), "candidate": (*TEXTS, "Ava"), "from": MOMENTS},
    f"{CAMPAIGN_PATH}/export": {"format": ("", "xlsx", "CSV", "../etc", "%00"), "from": MOMENTS, "to": MOMENTS},
    f"{CAMPAIGN_PATH}/review-plan": {
        "margin": ("", "0", "0.009", "0.51", "1", "-0.1", "nan", "inf", "1e-1"),
        "uncertain": ("-1", "501", "1.5", "all", ""),
        "seed": ("-1", "2147483648", "9" * 30, "x", ""),
    },
}
REVIEWED = (
    b"",
    b"{}",
    b"[]",
    b'{"answers":[]}',
    b'{"answers":null}',
    b'{"answers":[{"question_id":"Q001"}]}',
    b'{"answers":[{"question_id":"Q1","answer":"Yes"}]}',
    b'{"answers":[{"question_id":"Q001\\u0000","answer":"Yes"}]}',
    b'{"answers":[{"question_id":"Q001","answer":"\\ud800"}]}',
    b'{"answers":[{"question_id":"Q001","answer":""}]}',
    b'{"answers":[{"question_id":"Q001","answer":"Yes","machine_answer":"No"}]}',
    b'{"answers":[{"question_id":"Q001","answer":"Yes"}],"reviewer":"somebody else"}',
    json.dumps({"answers": [{"question_id": "Q001", "answer": "Yes"}] * 51}).encode(),
    json.dumps({"answers": [{"question_id": "Q001", "answer": "x" * 201}]}).encode(),
    json.dumps({"answers": [{"question_id": "Q001", "answer": "Yes"}], "comment": "x" * 5001}).encode(),
)


def browsing_cases() -> Iterator[Case]:
    for path, parameters in QUERIES.items():
        for name, values in parameters.items():
            for value in values:
                asked = f"{path}{'&' if '?' in path else '?'}{name}={value}"
                yield Case(f"GET {asked.removeprefix(BASE)[:80]}", (400,), "GET", asked)
    yield Case("a search for nothing", (400,), "GET", f"{BASE}/search", paths=("q",))
    yield Case("a comparison of nobody", (400,), "GET", f"{CAMPAIGN_PATH}/comparison", paths=("baseline", "candidate"))
    for bot in ("x'+or+'1'='1", "..%2f", "%25s", "nobody"):
        asked = f"{CAMPAIGN_PATH}/comparison?baseline={bot}&candidate=no+bot"
        yield Case(f"a comparison with {bot}", (404,), "GET", asked)
    for number, body in enumerate(REVIEWED):
        yield Case(f"review {number}", (400,), path=REVIEWS, body=body)
    review = b'{"answers":[{"question_id":"Q001","answer":"Yes"}]}'
    yield Case("a review of no call", (404,), path=REVIEWS, body=review)
    for share in ("not-a-uuid", "%00", "..%2f", "x" * 5000):
        yield Case(f"share {share[:20]}", (400, 404), "DELETE", f"{BASE}/conversations/none/share/{share}")
    for place in ("analytics", "comparison?baseline=a&candidate=b", "agreement", "review-plan", "report", "export"):
        for ref in ("%00", "%ff", "..%2f", "x" * 5000, "nobody's"):
            yield Case(f"{place} of {ref[:20]}", (400, 404), "GET", f"{BASE}/campaigns/{ref}/{place}")
    for accept in ("application/xml", "text/html;q=0", "text/plain;q=1, image/png", "x/y;q=2", ";;;", "a" * 5000):
        asked = f"{BASE}/conversations/none/report"
        yield Case(f"a report as {accept[:20]}", (400, 404, 406), "GET", asked, headers={"Accept": accept})
