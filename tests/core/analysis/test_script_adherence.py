import pytest

from core.analysis.script_adherence import script_adherence
from core.campaigns import Script
from core.reports import Metric
from tests.builders import SMALL_TALK, bot, customer
from tests.core.analysis.reading_builders import a_reading


def kept(said: str, *, required: tuple[str, ...] = (), forbidden: tuple[str, ...] = ()) -> Metric:
    lines = (bot("Hello, this is Ava from Brightline."), customer("Hi."), bot(said), customer("Fine."))
    return script_adherence(a_reading(*lines, script=Script(required=required, forbidden=forbidden)))


@pytest.mark.parametrize(
    ("said", "phrase", "status"),
    [
        ("This call is recorded for quality.", "this call is recorded", "met"),
        ("please note. this call, is recorded", "note this call is recorded", "met"),
        ("We are recording this call.", "this call is recorded", "met"),
        ("Can I assist you with anything more?", "is there anything else I can help you with", "met"),
        ("This call is not recorded.", "this call is recorded", "missed"),
        ("Our plans are the best in town.", "this call is recorded", "missed"),
    ],
)
def test_a_required_phrase_is_met_by_its_words_or_its_meaning(said: str, phrase: str, status: str) -> None:
    metric = kept(said, required=(phrase,))
    assert metric.status == status
    assert metric.details is not None
    assert [(detail.what, detail.status) for detail in metric.details] == [("required_phrase", status)]


def test_a_near_miss_is_quoted_and_does_not_count() -> None:
    metric = kept("This call is not recorded.", required=("this call is recorded",))
    assert metric.details is not None
    assert metric.details[0].evidence is not None
    assert metric.details[0].evidence.quote == "This call is not recorded."
    assert "nearest" in metric.details[0].text


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Approval is guaranteed.", "missed"),
        ("Approval is not guaranteed, I am afraid.", "met"),
        ("We will look at your papers.", "met"),
    ],
)
def test_a_forbidden_phrase_is_broken_where_it_is_said_without_denial(said: str, status: str) -> None:
    assert kept(said, forbidden=("guaranteed",)).status == status


def test_without_a_script_there_is_no_opportunity() -> None:
    metric = script_adherence(a_reading(*SMALL_TALK))
    assert (metric.answer, metric.answer_type, metric.status) == ("Not applicable", "categorical", "no_opportunity")
