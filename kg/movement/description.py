"""The text alternative of a picture: the described positions in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from kg.movement.library import Library
from kg.movement.positions import Angle, ExerciseMovement, Position
from kg.movement.skeleton import Joint, Side

__all__ = ["describe_movement"]

#: Degrees from which an angle is said, and from which a change is.
_LEAST_ANGLE: Final = 10
_LEAST_CHANGE: Final = 5
_MOST_ANGLES: Final = 8
#: Motions of the shoulder blade are in millimetres, which nobody reads off a picture.
_MILLIMETRES: Final = frozenset(("scapulothoracic_elevation", "scapulothoracic_protraction"))


def describe_movement(
    library: Library, movement: ExerciseMovement, label: Callable[[str], str]
) -> str:
    """Return what a picture shows: the posture, its angles, and what changes.

    Args:
        library: the library of the movement.
        movement: what is described.
        label: the label of a motion, posture, kind of position or side.
    """
    sentences: list[str] = []
    before: Position | None = None
    for position in movement.positions:
        if before is None:
            parts = list(_angles(library, position.angles, label))
            start = _lower(label(movement.posture))
            text = f"{label(position.kind)}: {start}"
        else:
            parts = list(_changes(library, before.angles, position.angles, label))
            text = label(position.kind)
        if parts:
            text += f": {', '.join(parts)}" if before is not None else f"; {', '.join(parts)}"
        sentences.append(f"{text}.")
        before = position
    return " ".join(sentences)


def _angles(
    library: Library, angles: Mapping[Joint, Angle], label: Callable[[str], str]
) -> Iterator[str]:
    """Yield the largest angles of a position, in the order of the skeleton."""
    values = {joint: angle.value for joint, angle in angles.items()}
    telling = [row for row in _grouped(library, values) if abs(row[2]) >= _LEAST_ANGLE]
    largest = sorted(telling, key=lambda row: -abs(row[2]))[:_MOST_ANGLES]
    for motion, side, value in telling:
        if (motion, side, value) in largest:
            yield f"{_motion(library, motion, side, value, label)} {abs(value):.0f}°"


def _changes(
    library: Library,
    before: Mapping[Joint, Angle],
    after: Mapping[Joint, Angle],
    label: Callable[[str], str],
) -> Iterator[str]:
    """Yield what changes from one position to the next."""
    joints = [*dict.fromkeys([*before, *after])]
    starts = {joint: before[joint].value if joint in before else 0.0 for joint in joints}
    ends = {joint: after[joint].value if joint in after else 0.0 for joint in joints}
    pairs = {joint: (starts[joint], ends[joint]) for joint in joints}
    for (motion, side), (start, end) in _merged(library, pairs):
        if abs(end - start) >= _LEAST_CHANGE and motion not in _MILLIMETRES:
            larger = end if abs(end) >= abs(start) else start
            sign = 1 if larger >= 0 else -1
            text = _motion(library, motion, side, larger, label)
            yield f"{text} {_degrees(sign * start)} → {_degrees(sign * end)}"


def _grouped(library: Library, values: Mapping[Joint, float]) -> Iterator[tuple[str, Side, float]]:
    pairs = {joint: (value, value) for joint, value in values.items()}
    for (motion, side), (value, _) in _merged(library, pairs):
        if motion not in _MILLIMETRES:
            yield motion, side, value


def _merged(
    library: Library, pairs: Mapping[Joint, tuple[float, float]]
) -> Iterator[tuple[Joint, tuple[float, float]]]:
    """Yield joints in the order of the skeleton; both sides as one when they are alike."""
    for motion in library.skeleton.freedoms:
        left, right = pairs.get((motion, "left")), pairs.get((motion, "right"))
        middle = pairs.get((motion, ""))
        if middle is not None:
            yield (motion, ""), middle
        elif left is not None and left == right:
            yield (motion, ""), left
        else:
            for side, pair in (("left", left), ("right", right)):
                if pair is not None:
                    yield (motion, "left" if side == "left" else "right"), pair


def _motion(
    library: Library, motion: str, side: Side, value: float, label: Callable[[str], str]
) -> str:
    """Return a motion in words, with its side; a negative one by its opposite."""
    freedom = library.skeleton.freedoms[motion]
    if not library.skeleton.is_paired(motion):
        if freedom.positive:
            positive = value >= 0
            side = freedom.positive if positive else _other(freedom.positive)
            return f"{_lower(label(motion))} to the {side}"
        return _lower(label(motion if value >= 0 else library.opposites.get(motion, motion)))
    name = motion if value >= 0 else library.opposites.get(motion, motion)
    return f"{side} {_lower(label(name))}" if side else _lower(label(name))


def _other(side: Side) -> Side:
    return "right" if side == "left" else "left"


def _degrees(value: float) -> str:
    return f"{round(value)}°".replace("-", "−")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
