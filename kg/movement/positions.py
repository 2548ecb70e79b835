"""Positions of exercises as they are stated: angles, contacts, supports, resistances, views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from kg.movement.skeleton import Joint, Side

__all__ = [
    "FLOOR",
    "Angle",
    "Arrow",
    "BodyPlace",
    "Contact",
    "ExerciseMovement",
    "Place",
    "Position",
    "Resistance",
    "Root",
    "Support",
    "SupportKind",
    "View",
]

Vector: TypeAlias = tuple[float, float, float]
FLOOR = "floor"
"""What a contact is on that is on no support and no other part of the body."""

MarkedSides = Literal["worked", "other", "both"]


@dataclass(frozen=True)
class BodyPlace:
    """A point of the body on a side."""

    point: str
    side: Side


@dataclass(frozen=True)
class Place:
    """A place: a point of the body, or one measured from the middle of the floor.

    Attributes:
        body: the point of the body, if it is one.
        offset: from that point, or from the middle of the floor.
    """

    body: BodyPlace | None
    offset: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Angle:
    """The value of a joint.

    Attributes:
        value: degrees, or millimetres of the shoulder blade.
        is_settled: whether it follows from the contacts.
        reason: why it is beyond the usual range.
    """

    value: float
    is_settled: bool = False
    reason: str = ""


@dataclass(frozen=True)
class SupportKind:
    """A kind of support with its usual size, in shares of stature.

    Attributes:
        id: its id.
        shape: the form in which it is drawn.
        radius: of what is round or long.
        height: of the face that carries.
        depth: from front to back.
        width: from side to side.
        colour: the name of its colour.
    """

    id: str
    shape: str
    radius: float = 0.0
    height: float = 0.0
    depth: float = 0.0
    width: float = 0.0
    colour: str = ""


@dataclass(frozen=True)
class Support:
    """A thing of an exercise.

    Attributes:
        kind: its kind.
        number: which of its kind, from 1.
        placed: how its places say where it is.
        places: the points or places.
        shift: from there.
        scale: its size compared with the usual one.
        sizes: what differs from its kind, and what only some have: ``height``, ``depth``,
            ``width``, ``length``, ``radius``, ``top``, ``centre``.
        axis: how it lies.
        has_back_rest: whether a seat has a back.
        is_fixed: whether its first end is fixed.
        is_passable: of a wall, whether the body may reach past it.
    """

    kind: SupportKind
    number: int
    placed: str
    places: tuple[Place, ...] = ()
    shift: Vector = (0.0, 0.0, 0.0)
    scale: float = 1.0
    sizes: Mapping[str, float] = field(default_factory=dict)
    axis: str = ""
    has_back_rest: bool = True
    is_fixed: bool = False
    is_passable: bool = False

    def size(self, name: str, usual: float = 0.0) -> float:
        """Return a size in shares of stature: its own, that of its kind, or a usual one."""
        own = self.sizes.get(name)
        return float(own if own is not None else getattr(self.kind, name, 0.0) or usual)

    @property
    def radius(self) -> float:
        """Its radius with its scale."""
        return self.size("radius") * self.scale


@dataclass(frozen=True)
class Contact:
    """What a point of the body touches.

    Attributes:
        at: the point.
        on: ``floor``, the kind of the support, or empty when it is another part of the body.
        on_number: which support of that kind.
        on_body: the other part of the body.
        offset: from the other point in its own axes; none when only the distance counts.
        height: above the floor.
        gap: from a wall.
        across: to the side on a wall.
        is_exact: whether anywhere on a round support.
    """

    at: BodyPlace
    on: str = FLOOR
    on_number: int = 1
    on_body: BodyPlace | None = None
    offset: Vector | None = None
    height: float | None = None
    gap: float = 0.0
    across: float | None = None
    is_exact: bool = False


@dataclass(frozen=True)
class Root:
    """How the pelvis is held.

    Attributes:
        orientation: how it is turned first.
        turn: yaw, pitch and roll in the room, in degrees.
        keeps: the turns that settling does not change.
        is_balanced: whether the centre of mass stays above the feet.
        balance: how far from the middle of the feet, forward and to the left.
        place: where it settled.
    """

    orientation: str
    turn: Vector = (0.0, 0.0, 0.0)
    keeps: frozenset[str] = frozenset()
    is_balanced: bool = False
    balance: tuple[float, float] = (0.0, 0.0)
    place: Vector | None = None


@dataclass(frozen=True)
class Position:
    """A position with everything that it takes over put in.

    Attributes:
        number: its number within the exercise, from 1.
        kind: its kind.
        root: how the pelvis is held.
        angles: every angle that is not zero or is settled.
        contacts: what touches what.
    """

    number: int
    kind: str
    root: Root
    angles: Mapping[Joint, Angle]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class Resistance:
    """What resists or moves the body.

    Attributes:
        kind: its kind.
        at: where it acts.
        toward: where it comes from: a band pulls ``at`` toward it.
        direction: the direction of its push.
        share: its force, in shares of body weight.
    """

    kind: str
    at: BodyPlace | None
    toward: Place | None
    direction: Vector | None
    share: float


@dataclass(frozen=True)
class Arrow:
    """An arrow of the picture.

    Attributes:
        at: the point that it follows or starts from.
        support: the kind and number of a support that it starts from instead.
        offset: from there.
        push: of a straight arrow, its way.
        has_two_heads: whether it points both ways.
        turn: of a round arrow, its degrees, axis, radius, segment and the direction it starts in.
        curve: of a free arrow, its places from there.
        is_detail: whether it is drawn in the enlarged part only.
    """

    at: BodyPlace | None
    support: tuple[str, int] | None
    offset: Vector
    push: Vector | None
    has_two_heads: bool
    turn: tuple[float, str, float, str, Vector] | None = None
    curve: tuple[Vector, ...] = ()
    is_detail: bool = False


@dataclass(frozen=True)
class View:
    """From where an exercise is seen.

    Attributes:
        side: front, back, left or right.
        turn: degrees to the left of that.
        elevation: degrees of looking down.
    """

    side: str = "right"
    turn: float = 0.0
    elevation: float = 9.0


@dataclass(frozen=True)
class ExerciseMovement:
    """How an exercise is done.

    Attributes:
        exercise: its id.
        posture: the id of its base posture.
        is_two_sided: whether both sides work alike.
        drawn_side: the side that works in the rows.
        marked: on which sides muscles are marked.
        work: what it mainly consists of.
        positions: in their order.
        supports: what stands, lies or is held.
        resistances: what resists.
        pressures: the points that are pressed, with the kind of what presses them.
        arrows: the arrows of its picture.
        view: from where it is seen.
        anchor: the point that stays where it is.
        breath: how to breathe, where it matters.
        detail: the point around which it is shown enlarged too, and how far around.
        is_barefoot: whether it is drawn without shoes.
    """

    exercise: str
    posture: str
    is_two_sided: bool
    drawn_side: Side
    marked: MarkedSides
    work: str
    positions: tuple[Position, ...]
    supports: tuple[Support, ...]
    resistances: tuple[Resistance, ...]
    pressures: tuple[tuple[BodyPlace, str], ...]
    arrows: tuple[Arrow, ...]
    view: View
    anchor: BodyPlace | None
    breath: str = ""
    detail: tuple[BodyPlace, float] | None = None
    is_barefoot: bool = False

    def support(self, kind: str, number: int) -> Support | None:
        """Return a support by its kind and number among those of the kind."""
        of_kind = [support for support in self.supports if support.kind.id == kind]
        return of_kind[number - 1] if 0 < number <= len(of_kind) else None
