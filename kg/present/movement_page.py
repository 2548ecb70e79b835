"""The part of an entry that shows movement, as plain blocks, ready to be drawn.

Of an exercise its picture and what it does, of a muscle where it is and what exercises do to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.explain.movement_effects import EFFECTS, ActionRange, MovementEffects
from kg.knowledge import KnowledgeBase
from kg.present.entry_page import Block, link
from kg.present.figure.figure_links import FigureLink
from kg.present.handout.sheet import instructions_of
from kg.present.queries import query

__all__ = ["MovementPages"]

#: What stands before the muscles, or exercises, of each effect.
_EFFECTS: Final = {
    "work_shortening": "Shortens against a load",
    "work_lowering": "Lets a load down slowly",
    "work_holding": "Holds a load",
    "work_steadying": "Steadies",
    "drives": "Moves, without a load to speak of",
    "lengthened": "Is lengthened",
}
_HOW, _MOVES = "How it is done", "What moves"
_WORKS, _EASIER, _HARDER = "What works, and what is lengthened", "Easier", "Harder"
_NOT_FOR, _CARE = "Who must not do it", "Who does it with care, as the condition says"
_PLACES, _ACTIONS = "Where it is", "Does"
#: So many exercises of a group are shown with their pictures.
_PICTURES: Final = 6


@dataclass(frozen=True)
class MovementPages:
    """Makes the blocks.

    Attributes:
        knowledge: the ontology.
        effects: what exercises do.
        picture: gives the picture of an exercise, still or moving; ``None`` where it has none.
    """

    knowledge: KnowledgeBase
    effects: MovementEffects
    picture: Callable[[str, bool], FigureLink | None]

    def blocks(self, identifier: str) -> list[Block]:
        """Return what is shown of a thing; nothing unless it is an exercise or a muscle."""
        if identifier in self.effects.rows:
            return list(self._exercise(identifier))
        return list(self._muscle(identifier))

    # --- an exercise ------------------------------------------------------------------------------

    def _exercise(self, exercise: str) -> Iterator[Block]:
        still, moving = self.picture(exercise, False), self.picture(exercise, True)
        if still is not None and moving is not None:
            yield {
                "kind": "figure",
                "still": still.source,
                "moving": moving.source,
                "alt": still.alt,
            }
        rows: list[Block] = [
            {"name": heading, "text": text}
            for heading, text in instructions_of(exercise, self.knowledge)
        ]
        pairs = self.knowledge.facts.relations.get("progression", ())
        ways = [(str(easier), str(harder)) for easier, harder in pairs]
        for name, others in (
            (_EASIER, [easier for easier, harder in ways if harder == exercise]),
            (_HARDER, [harder for easier, harder in ways if easier == exercise]),
        ):
            rows += self._row(name, others)
        if rows:
            yield {"kind": "facts", "title": _HOW, "rows": rows}
        moves = [
            {**self._link(move.action), "note": _way(move)} for move in self.effects.moves(exercise)
        ]
        if moves:
            yield {"kind": "links", "title": _MOVES, "items": moves}
        works = [
            row
            for effect in EFFECTS
            for row in self._row(
                _EFFECTS[effect],
                self.effects.muscles(exercise, effect),
                self._related("targets", exercise),
            )
        ]
        if works:
            yield {"kind": "facts", "title": _WORKS, "rows": works}
        for title, relation in ((_NOT_FOR, "unsuited"), (_CARE, "cautioned")):
            conditions = self._related(relation, exercise)
            if conditions:
                yield {"kind": "links", "title": title, "items": self._links(conditions)}

    def _related(self, relation: str, exercise: str) -> list[str]:
        rows = self.knowledge.facts.relations.get(relation, ())
        return [str(other) for subject, other in rows if str(subject) == exercise]

    # --- a muscle ---------------------------------------------------------------------------------

    def _muscle(self, muscle: str) -> Iterator[Block]:
        relations = self.knowledge.facts.relations
        performed = [str(action) for one, action in relations["performs"] if str(one) == muscle]
        rows: dict[str, list[str]] = {}
        question = query("attachments").replace("THING", f":{muscle}")
        for kind, words in self.knowledge.select(question, asserted=True):
            rows.setdefault(str(kind), []).append(str(words))
        facts: list[Block] = [
            {"name": kind[:1].upper() + kind[1:], "text": "; ".join(texts)}
            for kind, texts in rows.items()
        ]
        facts += self._row(_ACTIONS, performed)
        if facts:
            yield {"kind": "facts", "title": _PLACES, "rows": facts}
        for effect in EFFECTS:
            yield from self._group(muscle, effect)

    def _group(self, muscle: str, effect: str) -> Iterator[Block]:
        """Yield the exercises with an effect on a muscle, those that are for it with pictures."""
        exercises = self.effects.exercises(muscle, effect)
        if not exercises:
            return
        rows = self.knowledge.facts.relations["targets"]
        meant = {str(exercise) for exercise, target in rows if str(target) == muscle}
        label = self.knowledge.label
        ordered = sorted(exercises, key=lambda one: (one not in meant, label(one).casefold()))
        pictured = [one for one in ordered if one in meant][:_PICTURES] or ordered[:_PICTURES]
        pictures = []
        for exercise in pictured:
            still = self.picture(exercise, False)
            if still is not None:
                pictures.append({**self._link(exercise), "source": still.source, "alt": still.alt})
        yield {
            "kind": "pictures",
            "title": f"{_EFFECTS[effect]} ({len(exercises)})",
            "pictures": pictures,
            "items": self._links(one for one in ordered if one not in pictured),
        }

    # --- both -------------------------------------------------------------------------------------

    def _row(self, name: str, things: Iterable[str], first: Sequence[str] = ()) -> list[Block]:
        """Return a row of facts by name, some first, or none when there is nothing to say."""
        ordered = sorted(set(things), key=lambda one: (one not in first, self.knowledge.label(one)))
        items = self._links(ordered)
        return [{"name": name, "items": items}] if items else []

    def _links(self, things: Iterable[str]) -> list[Block]:
        return [self._link(thing) for thing in things]

    def _link(self, thing: str) -> Block:
        label = self.knowledge.label(thing)
        return link(thing, label[:1].upper() + label[1:])


def _way(move: ActionRange) -> str:
    """Return the degrees of an action, which grow as it happens."""
    sign = 1 if move.end >= move.start else -1
    return f"{_degrees(sign * move.start)} → {_degrees(sign * move.end)}"


def _degrees(value: int) -> str:
    return f"{value}°".replace("-", "−")
