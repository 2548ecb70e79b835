"""The proof tree as a Streamlit component: sentences that fold, each with where it comes from.

By keyboard as any tree: arrow keys move, fold and unfold; Enter shows the source of a line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from kg.explorer.components.component import Component, ComponentEvent, read_text

__all__ = ["gone_to", "proof_tree"]


@dataclass(frozen=True)
class TreeProperties:
    """What the script draws from.

    Attributes:
        rows: the lines.
        open: how many levels are unfolded at first.
        goes: whether a line can be asked to be explained.
    """

    rows: list[dict[str, Any]]
    open: int
    goes: bool


_TREE: Final[Component[TreeProperties, str]] = Component(
    "proof_tree",
    ComponentEvent("go", read_text),
    words={
        "tree": "Proof",
        "all": "Unfold all",
        "none": "Fold",
        "again": "as told above",
        "source": "Source",
        "rule": "Rule",
        "from": "It comes from",
        "cites": "It cites",
        "states": "Statements of the ontology",
        "go": "Explain this line",
        "hint": "Arrow keys move and unfold, Enter shows where a line comes from.",
    },
)


def proof_tree(
    rows: list[dict[str, Any]],
    *,
    key: str,
    open_levels: int = 2,
    on_go: Callable[[], None] | None = None,
) -> None:
    """Show a tree.

    Args:
        rows: what ``kg.present.proof_tree.proof_tree`` returned.
        key: the name of this place on the page.
        open_levels: how many levels are unfolded at first.
        on_go: called when a visitor wants a line explained; ``gone_to(key)`` says which.
    """
    properties = TreeProperties(rows, open_levels, goes=on_go is not None)
    _TREE.show(properties, key=key, on_event=on_go)


def gone_to(key: str) -> str | None:
    """Return the key of the line that a visitor wants explained, if one was just asked for."""
    return _TREE.sent(key)
