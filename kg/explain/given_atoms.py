"""Which atoms are facts: of a case, or of the ontology."""

from __future__ import annotations

from collections.abc import Callable, Container

import clingo

from kg.rulebase.rule_set import CASE_PREFIX

__all__ = ["given_by"]


def given_by(facts: Container[str]) -> Callable[[clingo.Symbol], bool]:
    """Return what tells the facts of a case and of the ontology from other atoms.

    It knows nothing of who asks: who refers to himself holds his engine longer than needed.

    Args:
        facts: the predicates that the ontology fills.
    """

    def is_given(atom: clingo.Symbol) -> bool:
        name = atom.name
        return name in facts or name.startswith(CASE_PREFIX)

    return is_given
