"""The program as cards in a Streamlit component: phases in order, each card with its buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from kg.explorer.components.component import Component, ComponentEvent
from kg.present.figure.figure_links import FigureLink

__all__ = ["pressed", "program_cards"]


@dataclass(frozen=True)
class CardsProperties:
    """What the script draws from."""

    phases: list[dict[str, Any]]
    chosen: str | None


def _read_press(value: object) -> tuple[str, str] | None:
    match value:
        case [("why" | "swap" | "drop") as button, str() as atom]:
            return button, atom
    return None


_CARDS: Final[Component[CardsProperties, tuple[str, str]]] = Component(
    "program_cards",
    ComponentEvent("press", _read_press),
    words={
        "why": "Why",
        "swap": "Swap",
        "drop": "Remove",
        "care": "Care",
        "nothing": "Nothing is asked for.",
        "lacking": "Nothing fits: see what is left out.",
    },
)


def program_cards(
    phases: list[dict[str, Any]],
    *,
    key: str,
    chosen: str | None = None,
    on_press: Callable[[], None],
    figure: Callable[[str, str], FigureLink | None] = lambda _exercise, _side: None,
) -> None:
    """Show the cards.

    Args:
        phases: what ``kg.present.program_cards.program_cards`` returned.
        key: the name of this place on the page.
        chosen: the atom of the card that is looked at.
        on_press: called when a button of a card is pressed; ``pressed(key)`` says which.
        figure: gives the picture of an exercise on a side.
    """
    pictured = [
        {**phase, "cards": [_pictured(card, figure) for card in phase["cards"]]} for phase in phases
    ]
    _CARDS.show(CardsProperties(pictured, chosen), key=key, on_event=on_press)


def _pictured(
    card: dict[str, Any], figure: Callable[[str, str], FigureLink | None]
) -> dict[str, Any]:
    link = figure(card["exercise"], card["body_side"])
    return card if link is None else {**card, "figure": asdict(link)}


def pressed(key: str) -> tuple[str, str] | None:
    """Return what was just pressed, ``why``, ``swap`` or ``drop``, and the atom of its card."""
    return _CARDS.sent(key)
