"""The body map as a Streamlit component: front and back, to look at, to point at and to choose.

For the pages of the explorer::

    from kg.explorer.components.body_map import body_map
    from kg.present.figure.body_map import body_map as map_of

    chosen = body_map(map_of(advice, knowledge), key="body", selected=chosen)

**What goes in.** ``shown`` is the view model; ``map_of(None, knowledge)`` is a map without
statuses, for a question. ``selected`` are the muscles that the page holds as chosen, as
``(id, side)`` with the side ``left``, ``right``, ``midline`` or ``both``. A whole, such as a group,
may be named: its parts are shown as chosen. ``multiple=True`` lets several be chosen, as a question
asks; otherwise a second choice replaces the first. ``layer`` is what is shown at first: ``all``,
``surface`` or ``deep``. ``verdicts`` put a sign on muscles, as after an answer: ``correct``,
``wrong`` or ``missed``.

**What comes out.** The muscles chosen now, as a tuple of ``(id, side)`` in the order of choosing,
always ids that have a region. Choosing a chosen muscle frees it. Compare with an answer that may
name wholes through ``shown.drawn(id, side)``.

**Who keeps the choice.** The page, as with any value it holds: give back what you got, or something
else to change it from outside (a row of a table, the address). What is tapped while a run is under
way is not lost. Without ``selected`` the component keeps the choice under its key.

**Rules kept here.** A key, always. The browser draws from the data of every run, sends values from
event handlers only, and asks no other host for anything. Text comes from Python. On a phone, front
and back take turns; a target is at least 24 CSS pixels wide. By keyboard: Tab enters a view, arrow
keys move, letters find a name, Enter or Space chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from kg.explorer.components.component import Component, ComponentEvent, streamlit
from kg.present.figure.body_map import STATUSES, BodyMap, Side

__all__ = ["Chosen", "Layers", "Verdict", "body_map"]

Chosen = tuple[str, Side]
Layers = Literal["all", "surface", "deep"]
Verdict = Literal["correct", "wrong", "missed"]

#: The words around the drawing; those of the field come with the view model.
_WORDS: Final[Mapping[str, str]] = {
    "layers": "Layers",
    "all": "All",
    "surface": "Surface",
    "deep": "Deep",
    "views": "View",
    "front": "Front",
    "back": "Back",
    "sizes": "Size",
    "1": "1×",
    "2": "2×",
    "3": "3×",
    "left": "left",
    "right": "right",
    "midline": "midline",
    "key_overactive": "Likely overactive",
    "key_underactive": "Likely underactive",
    "key_equivocal": "Equivocal",
    "key_deep": "Deep muscle",
    "key_selected": "Selected",
    "key_correct": "Correct",
    "key_wrong": "Wrong",
    "key_missed": "Missed",
    "legend": "Legend",
    "nothing": "Left and right are those of the person.",
    "hint": "Arrow keys move, letters find a name, Enter or Space selects.",
}


Choice: TypeAlias = tuple[int, tuple[tuple[str, ...], ...]]
"""The number of a choice in the browser, and the rows that were sent with it."""


@dataclass(frozen=True)
class MapProperties:
    """What the script draws from.

    Attributes:
        seq: the number of the last choice that Python knows.
        multiple: whether several muscles may be chosen.
        layer: which layers are shown at first.
        labels: muscle to its label.
        statuses: rows of muscle, side, status and title.
        selected: rows of muscle and side.
        verdicts: rows of muscle, side and verdict.
    """

    seq: int
    multiple: bool
    layer: str
    labels: Mapping[str, str]
    statuses: list[list[str | None]]
    selected: list[list[str]]
    verdicts: list[list[str]]


def _read_choice(value: object) -> Choice | None:
    if not isinstance(value, Mapping):
        return None
    number, rows = value.get("seq"), value.get("muscles")
    if not isinstance(number, int) or not isinstance(rows, Sequence):
        return None
    return number, tuple(tuple(map(str, row)) for row in rows if isinstance(row, Sequence))


_MAP: Final[Component[MapProperties, Choice]] = Component(
    "body_map", ComponentEvent("selection", _read_choice, is_kept=True), _WORDS
)


def body_map(
    body_map_model: BodyMap,
    *,
    key: str,
    selected: Iterable[tuple[str, str]] | None = None,
    multiple: bool = False,
    layer: Layers = "all",
    verdicts: Mapping[tuple[str, str], Verdict] | None = None,
    on_change: Callable[[], None] | None = None,
) -> tuple[Chosen, ...]:
    """Show the body map and return what is chosen.

    Args:
        body_map_model: the view model.
        key: the name of this place on the page; one for each map.
        selected: what the page holds as chosen; ``None`` to let the component keep it.
        multiple: whether several may be chosen.
        layer: which layers are shown at first.
        verdicts: a sign for muscles, by id and side; those of a whole stand on its parts.
        on_change: called before the next run when the choice was changed in the map.

    Returns:
        The chosen muscles with their sides, in the order of choosing.

    Raises:
        BadInput: if a muscle selected or judged is not in the ontology, with the nearest ids.
        ContinuumError: if Streamlit is not installed.
    """
    state = streamlit().session_state
    memory = f"{key}.body_map"
    seen, selection = state.get(memory, (0, ()))
    sent = _sent(state.get(key), body_map_model)
    if sent is not None and sent[0] > seen:
        seen, selection = sent
    elif selected is not None:
        selection = _spots(body_map_model, selected)
    state[memory] = (seen, selection)
    properties = _properties(
        body_map_model, selection, seen, verdicts or {}, multiple=multiple, layer=layer
    )
    _MAP.show(properties, key=key, on_event=on_change)
    return tuple(selection)


def _properties(
    figure: BodyMap,
    chosen: Sequence[Chosen],
    seen: int,
    verdicts: Mapping[tuple[str, str], Verdict],
    *,
    multiple: bool,
    layer: str,
) -> MapProperties:
    return MapProperties(
        seq=seen,
        multiple=multiple,
        layer=layer,
        labels={spot.muscle: spot.label for spot in figure.spots},
        statuses=[
            [spot.muscle, spot.side, spot.status, spot.title]
            for status in STATUSES
            for spot in figure.of_status(status)
        ],
        selected=[list(place) for place in chosen],
        verdicts=[
            [muscle, side, verdict]
            for place, verdict in verdicts.items()
            for muscle, side in _spots(figure, [place])
        ],
    )


def _spots(body_map_model: BodyMap, selected: Iterable[tuple[str, str]]) -> tuple[Chosen, ...]:
    """Return the drawn muscles that a selection means, each once."""
    spots = [spot for muscle, side in selected for spot in body_map_model.drawn(muscle, side)]
    return tuple(dict.fromkeys((spot.muscle, spot.side) for spot in spots))


def _sent(state: object, body_map_model: BodyMap) -> tuple[int, tuple[Chosen, ...]] | None:
    """Return the number of the last choice in the browser and what was chosen, if it can be read.

    The browser may send anything; what is no spot of the map is left out.
    """
    choice = _MAP.read(state)
    if choice is None:
        return None
    number, places = choice
    return number, tuple(
        cast("Chosen", place) for place in places if place in body_map_model.by_place
    )
