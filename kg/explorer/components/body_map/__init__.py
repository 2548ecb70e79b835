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
from typing import Any, Final, Literal, cast

from kg.errors import BadInput, ContinuumError
from kg.explorer.components.registration import announce
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


def body_map(
    shown: BodyMap,
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
        shown: the view model.
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
    try:
        import streamlit as st
    except ImportError as error:
        raise ContinuumError(
            "the explorer needs Streamlit: pip install 'continuum-corrective-exercise[explorer]'",
            BadInput.exit_code,
        ) from error
    memory = f"{key}.body_map"
    seen, kept = st.session_state.get(memory, (0, ()))
    sent = _sent(st.session_state.get(key), shown)
    if sent is not None and sent[0] > seen:
        seen, kept = sent
    elif selected is not None:
        kept = _spots(shown, selected)
    st.session_state[memory] = (seen, kept)
    name = announce("body_map")
    mount = st.components.v2.component(name, js="body_map.js", css="body_map.css")
    mount(
        key=key,
        data=_data(shown, kept, seen, verdicts or {}, multiple=multiple, layer=layer),
        default={"selection": None},
        on_selection_change=on_change or _nothing,
    )
    return tuple(kept)


def _data(
    shown: BodyMap,
    chosen: Sequence[Chosen],
    seen: int,
    verdicts: Mapping[tuple[str, str], Verdict],
    *,
    multiple: bool,
    layer: str,
) -> dict[str, Any]:
    """Return what the browser draws from, as plain values."""
    return {
        "seq": seen,
        "multiple": multiple,
        "layer": layer,
        "words": dict(_WORDS),
        "labels": {spot.muscle: spot.label for spot in shown.spots},
        "statuses": [
            [spot.muscle, spot.side, spot.status, spot.title]
            for status in STATUSES
            for spot in shown.of_status(status)
        ],
        "selected": [list(one) for one in chosen],
        "verdicts": [
            [muscle, side, verdict]
            for place, verdict in verdicts.items()
            for muscle, side in _spots(shown, [place])
        ],
    }


def _spots(shown: BodyMap, selected: Iterable[tuple[str, str]]) -> tuple[Chosen, ...]:
    """Return the drawn muscles that a selection means, each once."""
    found = [spot for muscle, side in selected for spot in shown.drawn(muscle, side)]
    return tuple(dict.fromkeys((spot.muscle, spot.side) for spot in found))


def _sent(state: object, shown: BodyMap) -> tuple[int, tuple[Chosen, ...]] | None:
    """Return the number of the last choice in the browser and what was chosen, if it can be read.

    The browser may send anything; what is no spot of the map is left out.
    """
    value = state.get("selection") if isinstance(state, Mapping) else None
    if not isinstance(value, Mapping):
        return None
    number, rows = value.get("seq"), value.get("muscles")
    if not isinstance(number, int) or not isinstance(rows, Sequence):
        return None
    pairs = [tuple(map(str, row)) for row in rows if isinstance(row, Sequence)]
    return number, tuple(cast("Chosen", pair) for pair in pairs if pair in shown.by_place)


def _nothing() -> None:
    """Do nothing: Streamlit wants to be told what follows a change."""
