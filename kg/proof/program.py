"""Proofs of any clingo program: the way in for those who have no case and no ontology."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import clingo

from kg.proof.check import faults
from kg.proof.compile import compile_rules
from kg.proof.derive import derive
from kg.proof.proof import Needed, Proof, Step
from kg.proof.supports import Supports
from kg.proof.true_atoms import Truth
from kg.rulebase.parsing import ParsedComment, ParsedConstant, ParsedRule, parse
from kg.rulebase.syntax import Rule, with_constants

__all__ = ["JustifiedAnswer", "justify"]

_ID = re.compile(r"%@.*?\bid=(\w+)")


@dataclass(frozen=True)
class JustifiedAnswer:
    """An answer set of a program with the proofs of its atoms.

    Attributes:
        rules: the rules by id: that of ``%@ id=name`` above a rule, else ``rule_`` and its line.
        atoms: every true atom.
        steps: the atoms that have a proof, each with its step, after those it rests on.
    """

    rules: Mapping[str, tuple[Rule, ...]]
    atoms: frozenset[clingo.Symbol]
    steps: Mapping[clingo.Symbol, Step]

    def why(self, atom: str) -> Proof:
        """Return the shallowest proof of an atom.

        Raises:
            KeyError: when it does not hold or has no proof.
        """
        root = clingo.parse_term(atom)
        return Proof(root, Needed(root, self.steps))

    def faults(self, proof: Proof) -> list[str]:
        """Return what the independent checker finds wrong with a proof."""
        return faults(proof, self.rules, self.atoms, lambda _: False)


def justify(program: str) -> JustifiedAnswer:
    """Return a best answer set of a program, ready to be asked why.

    Args:
        program: rules as clingo reads them; nothing of this project need be in them.

    Raises:
        RuntimeError: when clingo does not accept the program.
        Unsupported: for scripts, theory atoms and externals.
        ValueError: when the program has no answer set.

    >>> answer = justify("bird(tweety).  flies(X) :- bird(X), not penguin(X).")
    >>> [str(atom) for atom in answer.why("flies(tweety)").steps]
    ['bird(tweety)', 'flies(tweety)']
    """
    parsed = list(parse(program))
    constants = {one.name: one.value for one in parsed if isinstance(one, ParsedConstant)}
    rules: dict[str, tuple[Rule, ...]] = {}
    name = ""
    for statement in parsed:
        if isinstance(statement, ParsedComment):
            match = _ID.match(statement.text)
            name = match[1] if match else name
        elif isinstance(statement, ParsedRule):
            name = name or f"rule_{statement.line}"
            variants = tuple(with_constants(rule, constants) for rule in statement.rules)
            rules[name if name not in rules else f"{name}_{len(rules)}"] = variants
            name = ""
    control = clingo.Control(["--warn=none"])
    control.add("base", [], program)
    control.ground([("base", [])])
    found: list[frozenset[clingo.Symbol]] = []
    control.solve(on_model=lambda model: found.append(frozenset(model.symbols(atoms=True))))
    if not found:
        raise ValueError("the program has no answer set")
    compiled = compile_rules(rules)
    instances = Supports(control, compiled).behind(sorted(found[-1]), Truth(found[-1]))
    return JustifiedAnswer(rules, found[-1], derive(instances, compiled.codes, lambda _: False))
