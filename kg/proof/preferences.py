"""Which of several equally good premises a proof shows: declared by predicate and argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import clingo

__all__ = ["NO_PREFERENCES", "Preferences"]

Signature: TypeAlias = tuple[str, int]


@dataclass(frozen=True)
class Preferences:
    """By which arguments atoms are preferred.

    Attributes:
        arguments: predicate to its arguments that decide, the first one first: the position from 0,
            and what is preferred there: ``lowest``, ``highest``, or the one constant of that name.
    """

    arguments: Mapping[Signature, Sequence[tuple[int, str]]] = field(default_factory=dict)

    def merit(self, premises: Iterable[clingo.Symbol]) -> tuple[tuple[int, object], ...]:
        """Return what premises are compared by: the least is preferred.

        Args:
            premises: atoms of an instance of a rule; compared with those of the same rule.
        """
        if not self.arguments:
            return ()
        return tuple(
            _key(atom.arguments[position], preferred)
            for atom in premises
            for position, preferred in self.arguments.get((atom.name, len(atom.arguments)), ())
        )


def _key(value: clingo.Symbol, preferred: str) -> tuple[int, object]:
    """Return a key that sorts what is preferred first; numbers come before other values."""
    if preferred not in ("lowest", "highest"):
        return int(str(value) != preferred), 0
    if value.type is clingo.SymbolType.Number:
        return 0, value.number if preferred == "lowest" else -value.number
    return 1, value


NO_PREFERENCES: Final = Preferences()
