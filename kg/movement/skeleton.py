"""The skeleton: segments that carry one another, the motions between them, points on them.

Distances are in shares of stature, masses in shares of body mass, angles in degrees. The axes of
the body are x forward, y to the left and z upward.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MIDLINE",
    "SIDES",
    "Array",
    "BodyPoint",
    "Frame",
    "Freedom",
    "GirdleShift",
    "Hinge",
    "PlacedPoint",
    "Segment",
    "Side",
    "Skeleton",
    "opposite_side",
]

Array: TypeAlias = NDArray[np.float64]
Side: TypeAlias = Literal["left", "right", ""]
Joint: TypeAlias = tuple[str, Side]
"""A motion and the side on which it happens; the empty side is the midline."""

MIDLINE: Final[Side] = ""
SIDES: Final[tuple[Side, ...]] = ("left", "right")
_AXES: Final = {"x": 0, "y": 1, "z": 2}


def opposite_side(side: Side) -> Side:
    """Return the other side; of the midline, the midline."""
    mirror: dict[Side, Side] = {"left": "right", "right": "left", "": ""}
    return mirror[side]


@dataclass(frozen=True)
class Segment:
    """A part of the body that moves as a whole, or as a row of equal pieces.

    Attributes:
        id: its id.
        parent: the segment that carries it; the root has none.
        is_paired: whether there is one on each side.
        pieces: how many equal pieces it bends in.
        length: its length upward.
        offset: from the end of the parent to its beginning, on the left.
        mass: its mass, of one side.
        mass_centre: where the centre of mass is, in its last piece.
    """

    id: str
    parent: str
    is_paired: bool
    pieces: int
    length: float
    offset: tuple[float, float, float]
    mass: float
    mass_centre: tuple[float, float, float]


@dataclass(frozen=True)
class Freedom:
    """A motion of a segment about one axis.

    Attributes:
        segment: the segment that turns.
        motion: the motion that counts positive.
        axis: x, y or z; empty when it turns nothing and only drives a shift.
        sign: 1 by the right-hand rule on the left side, else -1.
        is_mirrored: whether the right side turns the other way.
        positive: of the midline, the side that counts positive.
        least: the smallest angle that a flexible body reaches.
        most: the largest.
    """

    segment: str
    motion: str
    axis: str
    sign: int
    is_mirrored: bool
    positive: Side
    least: float
    most: float


@dataclass(frozen=True)
class GirdleShift:
    """How far a segment travels on its parent with a driver.

    Attributes:
        segment: the segment that travels.
        driver: what makes it travel: a word for the direction of the limb, or a motion.
        way: how far, on the left.
    """

    segment: str
    driver: str
    way: tuple[float, float, float]


@dataclass(frozen=True)
class BodyPoint:
    """A place of the body.

    Attributes:
        id: its id.
        segment: the segment that it lies on.
        piece: of a segment of several pieces, which.
        is_paired: whether there is one on each side.
        place: where, in the axes of the segment, on the left.
        radius: how thick the body is there; 0 for a place on the skin.
    """

    id: str
    segment: str
    piece: int
    is_paired: bool
    place: tuple[float, float, float]
    radius: float


@dataclass(frozen=True)
class Frame:
    """One piece of a segment on one side.

    Attributes:
        segment: its segment.
        side: its side.
        piece: its number within the segment.
        parent: the frame that carries it, by number; -1 for the root.
        offset: from the origin of that frame to its own.
    """

    segment: Segment
    side: Side
    piece: int
    parent: int
    offset: tuple[float, float, float]


@dataclass(frozen=True)
class Hinge:
    """A turn of a frame about an axis by a share of an angle.

    Attributes:
        frame: the frame that turns, by number.
        joint: the angle, by number.
        axis: the axis, by number.
        share: degrees of turn for each degree of the angle, with sign.
    """

    frame: int
    joint: int
    axis: int
    share: float


@dataclass(frozen=True)
class PlacedPoint:
    """A point of one side, in its frame.

    Attributes:
        frame: the frame that it lies on, by number.
        place: where in that frame.
        radius: how thick the body is there.
    """

    frame: int
    place: tuple[float, float, float]
    radius: float


class Skeleton:
    """Segments, freedoms, shifts and points, numbered for computing."""

    def __init__(
        self,
        segments: Iterable[Segment],
        freedoms: Iterable[Freedom],
        shifts: Iterable[GirdleShift],
        points: Iterable[BodyPoint],
    ) -> None:
        """Number the parts.

        Args:
            segments: carrying segments first.
            freedoms: of each segment, the outermost turn first.
            shifts: what makes segments travel.
            points: the places of the body.
        """
        self.segments = {segment.id: segment for segment in segments}
        self.freedoms = {freedom.motion: freedom for freedom in freedoms}
        self.shifts = tuple(shifts)
        self.points = {point.id: point for point in points}

    def is_paired(self, motion: str) -> bool:
        """Return whether a motion happens on each side."""
        return self.segments[self.freedoms[motion].segment].is_paired

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """The pieces of the segments on their sides, carrying ones first."""
        frames: list[Frame] = []
        last: dict[tuple[str, Side], int] = {}
        for segment in self.segments.values():
            for side in _sides_of(segment.is_paired):
                parent = self.segments.get(segment.parent)
                number = -1
                offset = mirror_place(segment.offset, side)
                if parent is not None:
                    number = last[parent.id, side if parent.is_paired else MIDLINE]
                    offset = (offset[0], offset[1], offset[2] + parent.length / parent.pieces)
                for piece in range(segment.pieces):
                    frames.append(Frame(segment, side, piece, number, offset))
                    number = len(frames) - 1
                    offset = (0.0, 0.0, segment.length / segment.pieces)
                last[segment.id, side] = number
        return tuple(frames)

    @cached_property
    def frame_numbers(self) -> Mapping[tuple[str, Side, int], int]:
        """Segment, side and piece to the number of their frame."""
        return {
            (frame.segment.id, frame.side, frame.piece): number
            for number, frame in enumerate(self.frames)
        }

    @cached_property
    def joints(self) -> tuple[Joint, ...]:
        """The angles of a pose: motion and side, in the order of the freedoms."""
        return tuple(
            (motion, side) for motion in self.freedoms for side in _sides_of(self.is_paired(motion))
        )

    @cached_property
    def joint_numbers(self) -> Mapping[Joint, int]:
        """Motion and side to the number of the angle."""
        return {joint: number for number, joint in enumerate(self.joints)}

    @cached_property
    def limits(self) -> Array:
        """The least and the largest value of every angle, shape (angles, 2)."""
        rows = [self.freedoms[motion] for motion, _ in self.joints]
        return np.array([(freedom.least, freedom.most) for freedom in rows], float)

    @cached_property
    def hinges(self) -> tuple[Hinge, ...]:
        """Every turn of every frame, outermost first."""
        return tuple(self._hinges())

    def _hinges(self) -> Iterator[Hinge]:
        for number, frame in enumerate(self.frames):
            for freedom in self.freedoms.values():
                if freedom.axis and freedom.segment == frame.segment.id:
                    sign = -1 if freedom.is_mirrored and frame.side == "right" else 1
                    yield Hinge(
                        number,
                        self.joint_numbers[freedom.motion, frame.side],
                        _AXES[freedom.axis],
                        sign * freedom.sign / frame.segment.pieces,
                    )

    @cached_property
    def carried(self) -> NDArray[np.bool_]:
        """Whether a frame (row) carries another or is it (column)."""
        carried = np.eye(len(self.frames), dtype=bool)
        for number, frame in enumerate(self.frames):
            if frame.parent >= 0:
                carried[:, number] |= carried[:, frame.parent]
        return carried

    @cached_property
    def placed_points(self) -> Mapping[tuple[str, Side], PlacedPoint]:
        """Point and side to where the point is."""
        return {
            (point.id, side): self._placed(point, side)
            for point in self.points.values()
            for side in _sides_of(point.is_paired)
        }

    def _placed(self, point: BodyPoint, side: Side) -> PlacedPoint:
        segment = self.segments[point.segment]
        key = point.segment, side if segment.is_paired else MIDLINE, point.piece
        return PlacedPoint(self.frame_numbers[key], mirror_place(point.place, side), point.radius)

    def sides_of_point(self, point: str) -> tuple[Side, ...]:
        """Return the sides on which a point is."""
        return _sides_of(self.points[point].is_paired)

    @cached_property
    def arm_frames(self) -> frozenset[int]:
        """The frames that travelling segments carry: girdles and arms."""
        travelling = {shift.segment for shift in self.shifts}
        return frozenset(
            int(number)
            for root, frame in enumerate(self.frames)
            if frame.segment.id in travelling
            for number in np.flatnonzero(self.carried[root])
        )

    @cached_property
    def arm_joints(self) -> frozenset[int]:
        """The angles of arms and girdles, by number."""
        travelling = {shift.driver for shift in self.shifts}
        named = {n for n, (motion, _) in enumerate(self.joints) if motion in travelling}
        hinged = {hinge.joint for hinge in self.hinges if hinge.frame in self.arm_frames}
        return frozenset(named | hinged)


def _sides_of(is_paired: bool) -> tuple[Side, ...]:
    return SIDES if is_paired else (MIDLINE,)


def mirror_place(place: tuple[float, float, float], side: Side) -> tuple[float, float, float]:
    """Return a place of the left side on a side."""
    return (place[0], -place[1], place[2]) if side == "right" else place
