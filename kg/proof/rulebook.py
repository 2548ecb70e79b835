"""A rule set made ready for proofs: its annotations, and the program that finds supports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from kg.paths import Cache
from kg.proof.compile import Compiled, compile_rules
from kg.rulebase.annotations import Annotation
from kg.rulebase.parsed_rules import kept_annotations
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import Rule

__all__ = ["Rulebook", "rulebook"]

#: Keeps nothing.
NO_CACHE: Final = Cache(enabled=False)


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


def rulebook(rules: Rules, cache: Cache = NO_CACHE) -> Rulebook:
    """Return the rule set made ready; the same value for the same rules.

    Args:
        rules: the rule set.
        cache: where what was parsed is kept between runs.

    Raises:
        KnowledgeError: when an annotation cannot be read.
    """
    return _rulebook(_Subject(rules, cache))


@dataclass(frozen=True)
class _Subject:
    """A rule set with a cache, which makes no difference."""

    rules: Rules
    cache: Cache = field(compare=False)


@lru_cache(maxsize=64)
def _rulebook(subject: _Subject) -> Rulebook:
    annotations = kept_annotations(subject.rules, subject.cache)
    return Rulebook({annotation.id: annotation for annotation in annotations})
