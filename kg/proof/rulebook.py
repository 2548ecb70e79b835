"""A rule set made ready for proofs: its annotations, and the program that finds supports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kg.engine.annotations import Annotation, read_annotations
from kg.engine.rules import Rules
from kg.engine.syntax import Rule
from kg.proof.compile import Compiled, compile_rules

__all__ = ["Rulebook", "rulebook"]


@dataclass(frozen=True)
class Rulebook:
    """The rules of one rule set, by id.

    Attributes:
        annotations: id to the rule with what its comment says, in the order of the files.
    """

    annotations: Mapping[str, Annotation]

    @cached_property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules as data, each with its ways through its pools, by id."""
        return {name: annotation.rules for name, annotation in self.annotations.items()}

    @cached_property
    def compiled(self) -> Compiled:
        """The program that finds supports."""
        return compile_rules(self.rules)


@lru_cache(maxsize=64)
def rulebook(rules: Rules) -> Rulebook:
    """Return the rule set made ready; the same value for the same rules.

    Raises:
        KnowledgeError: when an annotation cannot be read.
    """
    return Rulebook({one.id: one for one in read_annotations(rules)})
