"""SVG as text, scales and axes."""

import doctest
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.drawing import course, scales, svg
from api.drawing.scales import Scale, ticks, time_ticks
from api.drawing.svg import as_file, fitted, picture, tag, text, text_width


@pytest.mark.parametrize("module", [course, scales, svg])
def test_the_examples_of_the_documentation_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@given(st.text())
def test_a_picture_of_any_words_is_well_formed_and_has_no_element_of_theirs(words: str) -> None:
    drawn = picture(10, 10, text(1, 2, words), tag("g", data_x=words), name="p", title=words, description=words)
    found = ElementTree.fromstring(as_file(drawn))
    assert [each.tag.rpartition("}")[2] for each in found.iter()] == ["svg", "title", "desc", "text", "g"]


def test_words_are_kept_as_they_are_but_for_what_xml_cannot_hold() -> None:
    drawn = ElementTree.fromstring(str(text(0, 0, "a<b>&\"'\x08\u202e\ud7ff")))
    assert drawn.text == "a<b>&\"'\ufffd\u202e\ud7ff"


@given(st.text(min_size=1), st.floats(0, 300))
def test_what_is_fitted_fits_and_begins_as_the_words_do(words: str, width: float) -> None:
    shown = fitted(words, width, 12)
    assert text_width(shown, 12) <= width
    assert words.startswith(shown.removesuffix("…"))


@given(st.floats(-1e6, 1e6), st.floats(1e-2, 1e6), st.integers(2, 12))
def test_ticks_are_few_lie_within_and_are_evenly_apart(low: float, length: float, most: int) -> None:
    found = ticks(low, low + length, most)
    slack = 1e-9 * (abs(low) + length)
    assert len(found) <= most
    assert all(low - slack <= each <= low + length + slack for each in found)
    steps = {round((after - before) / length, 4) for before, after in pairwise(found)}
    assert len(steps) <= 1


@given(st.floats(0, 604_800))
def test_ticks_of_a_call_begin_with_it_and_end_within_it(length_s: float) -> None:
    found = time_ticks(length_s)
    assert found[0] == 0.0
    assert 1 <= len(found) <= 9
    assert found[-1] <= length_s * (1 + 1e-9)


def test_a_scale_keeps_within_its_ends_and_stands_still_without_a_length() -> None:
    assert [Scale(0, 10, 100, 200)(value) for value in (-5, 0, 5, 10, 99)] == [100, 100, 150, 200, 200]
    assert Scale(3, 3, 100, 200)(3) == 100
