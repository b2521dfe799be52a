"""The pictures of a campaign's page."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from api.drawing.differences import Adjusted, Compared, differences
from api.drawing.shares import histogram, share_bar
from api.drawing.trend import Point, trend

DAY = date(2024, 3, 1)


def points(count: int, **changes: float | None) -> list[Point]:
    given = {"low": 6.0, "high": 8.0, **changes}
    return [Point(DAY + timedelta(days=at), 1 + at % 5, 7.0, given["low"], given["high"]) for at in range(count)]


def drawn(shown: list[Point], width: int = 1000) -> ElementTree.Element:
    return ElementTree.fromstring(trend(shown, width, name="trend", title="Quality", class_="wide"))


def words(picture: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in picture.iter("text")]


@pytest.mark.parametrize("width", [340, 1000])
@pytest.mark.parametrize("count", [1, 2, 3, 90, 1000])
def test_a_trend_of_any_length_stays_within_its_picture(count: int, width: int) -> None:
    picture = drawn(points(count), width)
    (course,) = picture.iter("polyline")
    places = [tuple(map(float, place.split(","))) for place in course.attrib["points"].split()]
    height = float(picture.attrib["height"])
    assert len(places) == count
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places)
    days = [each for each in words(picture) if "Mar" in each]
    assert days[0] == "1 Mar 2024"
    assert len(words(picture)) < 25


def test_the_interval_is_a_band_where_it_is_known() -> None:
    (band,) = drawn(points(5)).iter("polygon")
    assert len(band.attrib["points"].split()) == 10
    assert not list(drawn(points(5, low=None, high=None)).iter("polygon"))


def test_every_point_tells_its_figures() -> None:
    told = {each.text for each in drawn(points(2)).iter("title")}
    assert {"2024-03-01: 7.0 (6.0 to 8.0), 1 call", "2024-03-02: 7.0 (6.0 to 8.0), 2 calls"} <= told


def test_a_histogram_has_a_bar_for_each_point_of_the_score_and_says_them_in_words() -> None:
    picture = ElementTree.fromstring(histogram([0, 0, 0, 0, 0, 1, 2, 4, 0, 1], 7.2, name="h", title="Quality"))
    heights = [float(bar.attrib["height"]) for bar in picture.iter("rect")]
    assert [height / max(heights) for height in heights] == pytest.approx(
        [0, 0, 0, 0, 0, 0.25, 0.5, 1, 0, 0.25], abs=0.01
    )
    assert picture.findtext("desc") == "Calls by score: 5 to 6: 1, 6 to 7: 2, 7 to 8: 4, 9 to 10: 1."
    assert "mean 7.2" in words(picture)


def test_a_bar_of_a_share_is_as_long_as_it_and_hidden_from_screen_readers() -> None:
    bar = ElementTree.fromstring(share_bar(0.5, 0.4, 0.6, width=202))
    _, filled = bar.iter("rect")
    assert float(filled.attrib["width"]) == pytest.approx(101)
    assert bar.attrib["aria-hidden"] == "true"


@pytest.mark.parametrize("width", [340, 1000])
def test_better_is_to_the_right_of_the_line_worse_to_the_left(width: int) -> None:
    rows = [
        Compared("Quality", "improved", 1.0, 0.5, 1.5, "+1.00", Adjusted(0.9, 0.4, 1.4)),
        Compared("Mood", "regressed", -1.0, -1.5, -0.5, "−1.00"),
        Compared("Interest", "inconclusive", 0.1, -0.2, 0.4, "+0.10"),
    ]
    picture = ElementTree.fromstring(
        differences(rows, width, name="d", title="Differences", unit="points", class_="wide")
    )
    up, diamond, down = (
        [tuple(map(float, corner.split(","))) for corner in each.attrib["points"].split()]
        for each in picture.iter("polygon")
    )
    (ring,) = picture.iter("circle")
    (zero,) = {float(each.attrib["x"]) for each in picture.iter("text") if each.text == "0"}
    assert down[0][0] < zero < float(ring.attrib["cx"]) < diamond[0][0] < up[0][0]
    assert up[0][1] < up[1][1], "an improvement points up"
    assert down[0][1] > down[1][1], "a regression points down"
    assert picture.findtext("desc") == (
        "Quality: +1.00, improved. Mood: −1.00, regressed. Interest: +0.10, inconclusive."
    )


def test_bots_that_do_not_differ_at_all_are_drawn_too() -> None:
    row = Compared("Quality", "inconclusive", 0.0, 0.0, 0.0, "+0.00")
    assert "nan" not in differences([row], 1000, name="d", title="Differences", unit="points", class_="wide")
