"""What holds in a program that leaves nothing to choice, read from the grounder as it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

import clingo

from kg.solve.search import search

__all__ = ["held_in", "named"]

_SECONDS: Final = 60.0
#: Atoms of the questions behind proofs begin so: they are no part of the program.
_HIDDEN: Final = "_"


class _Held(AbstractSet[clingo.Symbol]):
    """The facts of a grounded program: all that it says, when nothing was left to choice.

    Copying them out takes longer than grounding does, and most are never looked at.
    """

    def __init__(self, control: clingo.Control) -> None:
        self._atoms = control.symbolic_atoms

    def __contains__(self, atom: object) -> bool:
        if not isinstance(atom, clingo.Symbol) or atom.name.startswith(_HIDDEN):
            return False
        found = self._atoms[atom]
        return found is not None and found.is_fact

    def __iter__(self) -> Iterator[clingo.Symbol]:
        for name, arity, positive in self._atoms.signatures:
            if not name.startswith(_HIDDEN):
                for one in self._atoms.by_signature(name, arity, positive):
                    yield one.symbol

    def named(self, name: str, arity: int, positive: bool, /) -> Iterator[clingo.Symbol]:
        """Yield the atoms of a predicate, or of its contrary."""
        for one in self._atoms.by_signature(name, arity, positive):
            yield one.symbol

    def __len__(self) -> int:
        return sum(1 for _ in self)


def held_in(control: clingo.Control) -> AbstractSet[clingo.Symbol]:
    """Return the true atoms of a grounded program.

    Args:
        control: the program, grounded.
    """
    control.solve()
    open_ones = control.statistics["problem"]["generator"]["vars"]
    return _Held(control) if not open_ones else search(control, _SECONDS, whole=True).whole


def named(atoms: AbstractSet[clingo.Symbol], name: str, arity: int) -> Iterator[clingo.Symbol]:
    """Yield those of some atoms that have a predicate, in no order."""
    if isinstance(atoms, _Held):
        yield from atoms.named(name, arity, True)
        return
    yield from (one for one in atoms if one.name == name and len(one.arguments) == arity)
