"""What the judge reads off the positions of exercises: how far each asks a limb to go.

Nothing of the product may enter here. Degrees are those of the tables, each position with what it
takes over from the one before.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.safety.catalogue import Catalogue

__all__ = ["Positions"]

LIMBS: Final = ("worked_limb", "other_limb")
_NOTICED: Final = 10

Angles = dict[tuple[str, str], tuple[int, bool]]
"""Motion and limb to degrees, and whether they only follow from what touches what."""


@dataclass(frozen=True)
class Reading:
    """How a demand is read, as its row says."""

    demand: str
    motion: str
    pair: str
    sign: int
    zero: int
    watched: tuple[str, str]
    bounds: tuple[int, int]
    open_counts: bool
    grades: tuple[int, ...]

    def degrees(self, angles: Angles, limb: str) -> int:
        """Return the degrees in a position; 0 when it does not count there."""

        def at(motion: str) -> tuple[int, bool]:
            return angles.get((motion, limb), (0, False))

        def far(motion: str, pair: str, sign: int) -> int:
            first, second = sign * at(motion)[0], at(pair)[0]
            if not pair:
                return first
            down = math.cos(math.radians(max(first, 0))) * math.cos(math.radians(max(second, 0)))
            return round(math.degrees(math.acos(down)))

        if not self.open_counts and (at(self.motion)[1] or at(self.pair)[1]):
            return 0
        if self.watched[0] and not self.bounds[0] <= far(*self.watched, 1) < self.bounds[1]:
            return 0
        return far(self.motion, self.pair, self.sign) - self.zero

    def value(self, degrees: int) -> int:
        """Return what the degrees amount to in the unit of the demand."""
        tens = degrees // 10 * 10
        return len([one for one in self.grades if degrees >= one]) if self.grades else tens


class Positions:
    """The positions of exercises, with how demands are read off them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._readings = list(map(self._reading, catalogue.all_of("DemandReading")))
        self._toward = {
            catalogue.value(row, "ofMotion"): catalogue.value(row, "positiveToward")
            for row in catalogue.all_of("DegreeOfFreedom")
            if catalogue.value(catalogue.value(row, "ofSegment"), "isMirrored") != "true"
        }

    def shown(self, exercise: str) -> dict[tuple[str, str], int]:
        """Return the largest value of each demand, by limb, that the positions show."""
        catalogue = self._catalogue
        largest: dict[tuple[str, str], int] = defaultdict(int)
        judged = {
            catalogue.value(row, "ofDemand")
            for row in catalogue.having("aboutExercise", exercise)
            if "DemandJudgement" in catalogue.values(row, "type")
        }
        for angles in self._angles(exercise):
            for reading in self._readings:
                per_limb = reading.demand in catalogue.per_limb
                for limb in LIMBS if per_limb else LIMBS[:1]:
                    degrees = reading.degrees(angles, limb)
                    if degrees >= _NOTICED and reading.demand not in judged:
                        key = limb, reading.demand
                        largest[key] = max(largest[key], reading.value(degrees))
        return {key: value for key, value in largest.items() if value}

    def _reading(self, row: str) -> Reading:
        value = self._catalogue.value
        return Reading(
            value(row, "ofDemand"),
            value(row, "ofMotion"),
            value(row, "togetherWith"),
            int(value(row, "turnSign")),
            int(value(row, "countsFrom", "0")),
            (value(row, "whileMotion"), value(row, "whileTogetherWith")),
            (int(value(row, "whileFrom", "-999")), int(value(row, "whileBelow", "999"))),
            value(row, "countsWhenSettled") == "true",
            tuple(map(int, self._catalogue.values(row, "gradeFrom"))),
        )

    def _angles(self, exercise: str) -> Iterator[Angles]:
        """Yield the angles of each position, in order."""
        catalogue = self._catalogue
        for movement in catalogue.having("describesMovementOf", exercise):
            drawn = catalogue.value(movement, "drawnSide")
            posture = catalogue.value(movement, "startsFrom")
            angles = {
                place: (value, False)
                for place, (value, _) in self._stated(posture, drawn, {}).items()
            }
            positions = [
                (int(one.rpartition("_")[2]), one)
                for one in catalogue.having("positionOf", exercise)
                if "ExercisePosition" in catalogue.values(one, "type")
            ]
            for _, position in sorted(positions):
                angles |= self._stated(position, drawn, angles)
                yield dict(angles)

    def _stated(self, owner: str, drawn: str, before: Angles) -> Angles:
        """Return what a posture or a position states; what follows from contacts stays open."""
        catalogue = self._catalogue
        angles: Angles = {}
        for row in catalogue.having("inPosture", owner):
            if "PositionAngle" not in catalogue.values(row, "type"):
                continue
            motion, side = catalogue.value(row, "ofMotion"), catalogue.value(row, "onBodySide")
            value = int(catalogue.value(row, "angleValue"))
            is_open = catalogue.value(row, "isSettled") == "true"
            limbs: tuple[str, ...] = LIMBS
            if motion in self._toward:  # in the middle: a turn to the worked side counts onward
                toward = side or self._toward[motion]
                value = value if toward in {"", "worked_limb", drawn} else -value
            elif side in LIMBS:
                limbs = (side,)
            elif side:
                limbs = LIMBS[:1] if side == drawn else LIMBS[1:]
            for limb in limbs:
                stays = before.get((motion, limb)) == (value, True)
                angles[motion, limb] = value, is_open or stays
        return angles
