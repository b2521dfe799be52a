from hypothesis import given
from hypothesis import strategies as st

from core.wording import clock, clock_breakdown, listing, percent, whole_parts


@given(st.dictionaries(st.text(max_size=3), st.floats(min_value=0, max_value=604_800), min_size=1, max_size=5))
def test_rounded_parts_sum_to_the_rounded_whole(parts: dict[str, float]) -> None:
    rounded = whole_parts(parts)
    assert list(rounded) == list(parts)
    assert abs(sum(rounded.values()) - sum(parts.values())) <= 0.5 + 1e-6
    assert all(abs(rounded[name] - parts[name]) < 1 + 1e-6 for name in parts)


def test_a_printed_breakdown_sums_to_its_printed_total() -> None:
    breakdown = {"main_offer": 59.4, "additional_queries": 60.4, "closing": 0.4, "total": 120.2}
    assert clock_breakdown(breakdown) == {
        "main_offer": "1m 0s",
        "additional_queries": "1m 0s",
        "closing": "0s",
        "total": "2m 0s",
    }


def test_numbers_are_rendered_for_people() -> None:
    assert (clock(0), clock(59.6), clock(422)) == ("0s", "1m 0s", "7m 2s")
    assert (percent(0), percent(0.996), percent(1)) == ("0%", "100%", "100%")
    assert (listing([]), listing(["a", "b"])) == ("", "a and b")
