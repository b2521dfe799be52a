"""Each sample of a platform becomes exactly the call that it tells of."""

import pytest

from api.contract import CONTRACT
from api.converters import FORMATS, convert
from tests.converters.samples import NAMES, document, expected, given_with


def test_every_format_has_an_ordinary_sample_and_an_odd_one() -> None:
    kinds = {(name.partition("/")[0], "/odd-" in name) for name in NAMES}
    assert kinds == {(written_as, odd) for written_as in FORMATS for odd in (False, True)}


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_becomes_the_call_that_it_tells_of(name: str) -> None:
    call, faults = convert(name.partition("/")[0], document(name), given_with(name))
    assert faults == {}
    assert call == {"campaign_id": "FIBRE", **expected(name)}
    assert CONTRACT.faults("Transcription", call) == {}


@pytest.mark.parametrize("name", NAMES)
def test_neither_telephone_numbers_nor_names_of_customers_are_copied(name: str) -> None:
    call, _ = convert(name.partition("/")[0], document(name), given_with(name))
    assert "+1555" not in str(call)
    assert "Whitfield" not in str(call)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("vapi/fibre-upgrade.json", "+15550100142"),
        ("retell/solar-refusal.json", "+15550100260"),
        ("twilio/gym-membership.json", "+15550100388"),
        ("deepgram/mobile-plan.json", None),
    ],
)
def test_the_customers_number_is_kept_where_that_is_asked_for(name: str, number: str | None) -> None:
    call, _ = convert(name.partition("/")[0], document(name), given_with(name, with_numbers=True))
    assert call is not None
    assert call["metadata"].get("customer_number") == number
