"""Continuum: an explainable expert system for corrective exercise.

>>> import kg
>>> advice = kg.advise({"findings": [{"finding": "knees_move_inward", "side": "right"}]})
>>> advice.result
'solved'

What is known lives in ``ontology/``, what follows in ``rules/``; the Python here loads, solves and
shows. CONTRIBUTING.md has the map of the rooms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kg.api import Advice, Explanation, advise, compare, critique, load, what_if
    from kg.case.model import Case
    from kg.errors import ContinuumError
    from kg.plan.model import Plan

__all__ = [
    "Advice",
    "Case",
    "ContinuumError",
    "Explanation",
    "Plan",
    "advise",
    "compare",
    "critique",
    "load",
    "what_if",
]
__version__ = "0.1.0"

#: Where each name of the interface is defined; it is imported when it is first used.
_HOMES: Final = {"Case": "kg.case.model", "Plan": "kg.plan.model", "ContinuumError": "kg.errors"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any name of the interface
    """Import a name of the interface when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "kg.api")), name)


def __dir__() -> list[str]:
    """Return the names of the interface."""
    return sorted({*globals(), *__all__})
