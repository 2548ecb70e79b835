"""The drawing of the body: complete, within its frame, on its own side, and nowhere tangled."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.present.figure.curves import Curve, Point
from kg.present.figure.shapes import FRAME, VIEWS, half, load_body, read_body
from tools.body_map import SHAPES, shapes

BODY = load_body()
KNOWLEDGE = KnowledgeBase.load()
MUSCLES = {str(row[0]) for row in KNOWLEDGE.facts.relations["muscle"]}
PAIRED = {str(row[0]) for row in KNOWLEDGE.facts.relations["paired"]}
PARTS: dict[str, set[str]] = {}
for _part, _whole in KNOWLEDGE.facts.relations["part_of"]:
    PARTS.setdefault(str(_whole), set()).add(str(_part))
CURVES = [
    *((f"figure.csv row {row}: {one.kind}", one.curve) for row, one in enumerate(BODY.figure, 2)),
    *(
        (f"regions.csv row {row}: {one.muscle}", one.curve)
        for row, one in enumerate(BODY.regions, 2)
    ),
]
HEADS = ("muscle,view,layer,points\n", "kind,view,points\n")


def depths(value: str) -> set[str]:
    table = KNOWLEDGE.select(f"SELECT ?muscle WHERE {{ ?muscle :hasDepth :{value} }}")
    return {str(row[0]).rsplit("/", 1)[-1] for row in table.rows}


def test_every_muscle_of_the_ontology_is_drawn_and_nothing_else() -> None:
    drawn = set(BODY.muscles)
    assert drawn <= MUSCLES
    assert {one for one in MUSCLES if not ({one, *PARTS.get(one, ())} & drawn)} == set()


def test_only_what_has_no_drawn_parts_of_its_own_is_left_to_its_parts() -> None:
    for one in MUSCLES - set(BODY.muscles):
        assert len(PARTS[one] & set(BODY.muscles)) >= 2, one


def test_a_deep_muscle_is_drawn_deep_and_a_superficial_one_at_the_surface() -> None:
    layers: dict[str, set[str]] = {}
    for region in BODY.regions:
        layers.setdefault(region.muscle, set()).add(region.layer)
    deep, superficial = depths("deep"), depths("superficial")
    assert len(deep) > 40
    for muscle, found in layers.items():
        if muscle in deep:
            assert found <= {"deep", "emerging"}, muscle
        if muscle in superficial:
            assert "surface" in found, muscle
            assert "emerging" not in found, muscle


def test_what_lies_in_the_middle_is_drawn_once_and_all_else_on_both_sides() -> None:
    for region in BODY.regions:
        assert region.middle == (region.muscle not in PAIRED), region.muscle
        assert region.sides == (("midline",) if region.middle else ("right", "left"))


@pytest.mark.parametrize(("name", "curve"), CURVES, ids=[name for name, _ in CURVES])
def test_a_curve_is_not_tangled_and_stays_in_the_frame(name: str, curve: Curve) -> None:
    left, top, width, height = FRAME
    for x, y in curve.polygon:
        assert left <= x <= left + width, name
        assert top <= y <= top + height, name
    assert not list(tangles(curve)), name


def tangles(curve: Curve) -> Iterator[tuple[Point, Point]]:
    """Yield where two lines of a curve that are no neighbours cross."""
    chain = curve.polygon
    ends = (*chain[1:], chain[0]) if curve.closed else chain[1:]
    lines = list(zip(chain, ends, strict=False))
    for (one, first), (two, second) in combinations(enumerate(lines), 2):
        neighbours = two - one == 1 or (curve.closed and (one, two) == (0, len(lines) - 1))
        if not neighbours and crossing(*first, *second):
            yield first[0], second[0]


def crossing(a: Point, b: Point, c: Point, d: Point) -> bool:
    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def test_tangles_are_found() -> None:
    assert list(
        tangles(read_body(f'{HEADS[0]}m,front,deep,"0,0 9,9 9,0 0,9"', HEADS[1]).regions[0].curve)
    )


def test_one_half_of_the_body_is_drawn_and_the_other_is_its_mirror_image() -> None:
    for region in BODY.regions:
        xs = [x for x, _ in region.curve.polygon]
        if region.middle:
            assert min(xs) == pytest.approx(-max(xs)), region.muscle
        else:
            assert min(xs) >= 0, region.muscle
            assert min(x for x, _ in region.curve.mirrored().polygon) == -max(xs)


def test_a_region_lies_within_the_skin_but_for_a_margin_that_is_cut_off() -> None:
    for view in VIEWS:
        skins = [one.curve for one in BODY.figure if one.kind == "skin" and view in one.views]
        for region in BODY.seen(view):
            inside = [any(holds(skin, point) for skin in skins) for point in region.curve.polygon]
            assert sum(inside) > len(inside) / 3, region.muscle


def holds(curve: Curve, point: Point) -> bool:
    """Return whether a closed curve holds a point."""
    x, y = point
    chain = curve.polygon
    inside = False
    for (ax, ay), (bx, by) in zip(chain, (*chain[1:], chain[0]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def test_half_a_body_needs_few_points() -> None:
    counts = sorted(len(one.curve.points) for one in BODY.regions if not one.middle)
    assert counts[-1] <= 16
    assert sum(counts) / len(counts) < 10


def test_left_and_right_are_those_of_the_person() -> None:
    assert (half("front", "left"), half("front", "right")) == (1, -1)
    assert (half("back", "left"), half("back", "right")) == (-1, 1)
    assert half("front", "midline") == half("back", "midline") == 1


def test_the_shapes_of_the_browser_are_those_of_the_tables() -> None:
    assert SHAPES.read_text(encoding="utf-8") == shapes(), "run python tools/body_map.py"


@pytest.mark.parametrize(
    ("regions", "figure", "said"),
    [
        (
            "muscle,view\n",
            HEADS[1],
            "regions.csv:1: the columns are muscle, view; muscle, view,",
        ),
        (f'{HEADS[0]}m,side,deep,"1,1 2,2 3,1"\n', HEADS[1], "regions.csv:2: view: found 'side'"),
        (f'{HEADS[0]}m,front,low,"1,1 2,2 3,1"\n', HEADS[1], "regions.csv:2: layer: found 'low'"),
        (f'{HEADS[0]},front,deep,"1,1 2,2 3,1"\n', HEADS[1], "regions.csv:2: a region has a mus"),
        (f'{HEADS[0]}m,front,deep,"1,1 2"\n', HEADS[1], "regions.csv:2: no point: '2'"),
        (f"{HEADS[0]}m,front\n", HEADS[1], "regions.csv:2:"),
        (HEADS[0], f'{HEADS[1]}hair,back,"1,1 2,2 3,1"\n', "figure.csv:2: kind: found 'hair'"),
    ],
)
def test_a_fault_in_a_table_is_named_with_its_line(regions: str, figure: str, said: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read_body(regions, figure)
    assert caught.value.message.startswith(said)
