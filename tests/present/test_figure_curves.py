"""Curves of the body map: read as written, smooth, the same on both sides."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.present.figure.curves import Curve, length_of, read_curve

NUMBERS = st.integers(-200, 200).map(float)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=14, unique=True)


def distance(curve: Curve, x: float, y: float) -> float:
    return min(math.dist((x, y), point) for point in curve.polygon)


@given(POINTS)
def test_a_curve_passes_through_its_points(points: list[tuple[float, float]]) -> None:
    curve = Curve(tuple(points))
    assert all(distance(curve, *point) < 1e-9 for point in points)


@given(POINTS)
def test_the_mirror_image_has_the_same_size_and_comes_back(
    points: list[tuple[float, float]],
) -> None:
    curve = Curve(tuple(points))
    other = curve.mirrored()
    assert other.mirrored() == curve
    assert other.area == pytest.approx(curve.area)
    left, top, right, bottom = curve.box
    assert other.box == pytest.approx((-right, top, -left, bottom))


@given(POINTS)
def test_the_path_is_closed_and_rounded(points: list[tuple[float, float]]) -> None:
    path = Curve(tuple(points)).path
    assert re.fullmatch(r"M[\d.,-]+(C[\d.,-]+ [\d.,-]+ [\d.,-]+)+Z", path)
    assert "-0," not in path
    assert not path.endswith("-0Z")
    assert not re.search(r"\.\d\d", path)


def test_a_circle_has_about_its_area_and_a_strip_its_width() -> None:
    turns = [math.tau * step / 12 for step in range(12)]
    circle = Curve(tuple((50 * math.cos(a), 50 * math.sin(a)) for a in turns))
    assert circle.area == pytest.approx(math.pi * 50**2, rel=0.01)
    strip = read_curve("0,0! 0,100! 10,100! 10,0!")
    assert strip.thickness == pytest.approx(10)


def test_corners_are_sharp_and_other_points_are_not() -> None:
    sharp = read_curve("0,0! 10,0! 10,10! 0,10!")
    assert sharp.area == pytest.approx(100)
    assert read_curve("0,0 10,0 10,10 0,10").area > 110


def test_fibres_run_from_start_to_end_between_the_borders() -> None:
    curve = read_curve("0,0! 0,50 0,100! | 30,100! 30,50 30,0!")
    fibres = curve.fibres(2)
    assert [round(fibre.points[0][0]) for fibre in fibres] == [10, 20]
    for fibre in fibres:
        assert not fibre.closed
        assert not fibre.path.endswith("Z")
        assert 0 < fibre.points[0][1] < fibre.points[-1][1] < 100
        assert length_of(fibre.polygon) > 70
    assert read_curve("0,0 10,0 10,10").fibres(3) == ()


def test_a_shape_across_the_middle_is_its_own_mirror_image() -> None:
    whole = read_curve("0,0 10,5! 0,20").across()
    assert len(whole.points) == 4
    assert whole.corners == {1, 3}
    assert whole.area == pytest.approx(whole.mirrored().area)
    with pytest.raises(ValueError, match="x = 0"):
        read_curve("1,0 10,5 0,20").across()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,2 3", "no point: '3'"),
        ("1,2 3,x 4,4", "no point: '3,x'"),
        ("1,2 3,4", "too few points"),
        ("1,2 1,2 3,4", "repeated"),
        ("1,2 3,4 | 5,6 | 7,8", "2 bars"),
        ("1,2 | 5,6 7,8", "first border"),
    ],
)
def test_what_is_no_curve_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read_curve(text)
