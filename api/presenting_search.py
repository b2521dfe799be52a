"""What a search found, in the contract's words."""

from dataclasses import asdict

from api.dates import stamp
from api.figures import rounded
from api.presenting import Json, present
from core.searching import Quote, SearchPage, SearchResult


def search_page(page: SearchPage, next_cursor: str | None) -> Json:
    """Present one page of results."""
    return present(results=[_result(each) for each in page.results], next_cursor=next_cursor)


def _result(shown: SearchResult) -> Json:
    return {
        "call_id": shown.call.call_id,
        "campaign_id": shown.call.campaign_ref,
        "timestamp": stamp(shown.call.started_at),
        "bot_name": shown.call.bot_name,
        "rank": rounded(shown.call.rank),
        "quotes": [_quote(each) for each in shown.quotes],
    }


def _quote(shown: Quote) -> Json:
    return {
        "turn": shown.turn,
        "timestamp": shown.timestamp_s,
        "speaker": shown.speaker,
        "quote": shown.text,
        "highlights": [asdict(each) for each in shown.highlights],
    }
