from typing import Any

import orjson
import pytest
from cattrs.errors import CattrsError

from core.campaigns import Script
from db.codec import (
    dump_analysis,
    dump_evidence,
    dump_report,
    dump_script,
    dump_turns,
    load_analysis,
    load_evidence,
    load_report,
    load_script,
    load_turns,
)
from tests.builders import a_call, customer
from tests.db.builders import a_report, an_analysis


def through_json(document: Any) -> Any:
    return orjson.loads(orjson.dumps(document))


def test_a_report_survives_the_way_through_json_exactly() -> None:
    report = a_report(a_call())
    again = load_report(through_json(dump_report(report)))
    assert again == report
    assert repr(again) == repr(report)


@pytest.mark.parametrize("seconds", [9, 9.0, 9.5])
def test_times_keep_their_spelling(seconds: float) -> None:
    call = a_call(turns=[customer("No, thanks.", at=seconds)])
    again = load_report(through_json(dump_report(a_report(call))))
    assert repr(again.analysis.metrics[0].evidence[0].timestamp_s) == repr(seconds)


def test_a_word_is_no_number() -> None:
    document = through_json(dump_analysis(an_analysis(a_call())))
    with pytest.raises((CattrsError, TypeError)):
        load_analysis({**document, "duration_s": "60"})


def test_an_analysis_becomes_plain_json() -> None:
    document = dump_analysis(an_analysis(a_call()))
    assert through_json(document) == document


def test_keys_of_a_newer_version_are_ignored() -> None:
    analysis = an_analysis(a_call())
    document = through_json(dump_analysis(analysis))
    document["from_the_future"] = {"a": [1]}
    document["turns"][0]["from_the_future"] = 1
    document["metrics"][0]["evidence"][0]["from_the_future"] = None
    assert load_analysis(document) == analysis


def test_optional_fields_that_an_older_version_did_not_know_take_their_defaults() -> None:
    analysis = an_analysis(a_call())
    document = through_json(dump_analysis(analysis))
    del document["status_reason"]
    for name in ("interest_level", "new_requests", "unresolved_count", "status", "details"):
        del document["metrics"][0][name]
    del document["score_parts"][0]["turns"]
    again = load_analysis(document)
    assert again.metrics == analysis.metrics
    assert again.status_reason is None
    assert again.score_parts[0].turns == ()


@pytest.mark.parametrize("break_", [{"turns": None}, {"sentiment_trend": "sideways"}, {"duration_s": "long"}])
def test_what_is_no_analysis_is_refused(break_: dict[str, Any]) -> None:
    document = {**dump_analysis(an_analysis(a_call())), **break_}
    with pytest.raises((KeyError, TypeError, ValueError, CattrsError)):
        load_analysis(document)


def test_evidence_scripts_and_turns_come_back() -> None:
    analysis = an_analysis(a_call())
    evidence = analysis.metrics[0].evidence
    assert load_evidence(through_json(dump_evidence(evidence))) == evidence
    script = Script(required=("é",), forbidden=("a", "b"))
    assert load_script(through_json(dump_script(script))) == script
    turns = a_call([customer("Late.", at=9), customer("Early.", at=1.0)]).turns
    assert load_turns(through_json(dump_turns(turns))) == turns
