"""The body map as a view model: which muscle, on which side, shows which status.

It moves what an advice says to the regions of the drawing and decides nothing. A whole, such as a
group of muscles, has no region of its own: it is drawn by its parts, and these carry the status
that the rules hand down to them, or their own. No UI framework is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, Protocol, get_args

from kg.advice.model import Advice, Muscle
from kg.errors import BadInput, nearest
from kg.knowledge.facts import Facts
from kg.present.figure.shapes import Side, load_body
from kg.present.text_writer import likely

__all__ = ["SIDES", "STATUSES", "BodyMap", "HasAnatomy", "Side", "Spot", "Status", "body_map"]

Status = Literal["overactive", "underactive", "equivocal"]
SIDES: Final[tuple[Side, ...]] = get_args(Side)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
_PAIR: Final[tuple[Side, ...]] = ("right", "left")


class HasAnatomy(Protocol):
    """What the body map asks of a knowledge base."""

    @property
    def facts(self) -> Facts:
        """What the rules are given of the ontology."""

    def label(self, one: str) -> str:
        """Return the label of an id."""


@dataclass(frozen=True)
class Spot:
    """A muscle on a side, as the map shows it.

    Attributes:
        muscle: its id.
        label: its name.
        side: of the person, not of the picture.
        status: what the advice says of it, or ``None``.
        title: name, side and status in one line.
    """

    muscle: str
    label: str
    side: Side
    status: Status | None
    title: str


@dataclass(frozen=True)
class BodyMap:
    """What the map shows.

    Attributes:
        spots: every drawn muscle on each of its sides, in the order of the drawing's table.
        drawn_by: every muscle of the ontology to the drawn muscles that show it: itself, or the
            parts of a whole.
    """

    spots: tuple[Spot, ...]
    drawn_by: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_place(self) -> Mapping[tuple[str, Side], Spot]:
        """Return the spots by muscle and side."""
        return {(spot.muscle, spot.side): spot for spot in self.spots}

    def drawn(self, muscle: str, side: str | None = None) -> tuple[Spot, ...]:
        """Return the spots that show a muscle or a whole.

        Args:
            muscle: an id of the ontology.
            side: ``left``, ``right`` or ``midline``; ``both`` or ``None`` for all there are. What
                lies in the middle is shown whatever the side.

        Raises:
            BadInput: if no such muscle is drawn.
        """
        if muscle not in self.drawn_by:
            raise BadInput(
                f"no muscle {muscle!r} on the body map",
                allowed="an id of a muscle in the ontology",
                suggestions=nearest(muscle, self.drawn_by),
            )
        sides = SIDES if side in {None, "both"} else (side, "midline")
        return tuple(
            self.by_place[one, place]
            for one in self.drawn_by[muscle]
            for place in (*_PAIR, SIDES[-1])
            if place in sides and (one, place) in self.by_place
        )

    def of_status(self, status: Status) -> tuple[Spot, ...]:
        """Return the spots of a status, in the order of the table."""
        return tuple(spot for spot in self.spots if spot.status == status)


def body_map(advice: Advice | None, knowledge: HasAnatomy) -> BodyMap:
    """Return the map of an advice.

    Args:
        advice: whose statuses are shown; ``None`` for a map without any, as a question needs it.
        knowledge: the ontology, for names, sides, and which muscle is part of which.

    Raises:
        KnowledgeError: if the drawing cannot be read.
    """
    found = {} if advice is None else _by_place(advice.muscles)
    places = dict.fromkeys((one.muscle, side) for one in load_body().regions for side in one.sides)
    spots = []
    for muscle, side in places:
        row = found.get((muscle, side))
        label = knowledge.label(muscle)
        title = _title(label, side, row, knowledge)
        spots.append(Spot(muscle, label, side, row.status if row else None, title))
    return BodyMap(tuple(spots), _drawn_by(knowledge))


def _by_place(muscles: Iterable[Muscle]) -> dict[tuple[str, str], Muscle]:
    return {
        (one.id, side): one
        for one in muscles
        for side in (_PAIR if one.side == "both" else (one.side,))
    }


def _title(label: str, side: Side, row: Muscle | None, knowledge: HasAnatomy) -> str:
    """Return the line that is read out and shown when the pointer rests."""
    place = f"{label}, {side}"
    if row is None:
        return place
    wholes = [knowledge.label(one) for one in row.derived_from]
    return f"{place}: {likely(row.status)}" + (
        f", as part of {', '.join(wholes)}" if wholes else ""
    )


def _drawn_by(knowledge: HasAnatomy) -> dict[str, tuple[str, ...]]:
    """Return every muscle with the drawn muscles that show it."""
    drawn = load_body().muscles
    parts: dict[str, set[str]] = {}
    for part, whole in knowledge.facts.relations["part_of"]:
        parts.setdefault(str(whole), set()).add(str(part))
    shown = {}
    for (one,) in knowledge.facts.relations["muscle"]:
        wanted = {str(one), *parts.get(str(one), ())}
        shown[str(one)] = tuple(muscle for muscle in drawn if muscle in wanted)
    return {one: by for one, by in shown.items() if by}
