"""A grounded program with one of its answers: what is true in it is proved here, and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

import clingo

from kg.errors import BadInput
from kg.proof.check import faults
from kg.proof.derive import Derivation
from kg.proof.gc_pause import collector_paused
from kg.proof.proof import Needed, Proof, Step
from kg.proof.rulebook import Rulebook
from kg.proof.supports import Instance, Supports
from kg.proof.true_atoms import Truth

__all__ = ["SolvedProgram"]


class SolvedProgram:
    """A grounded program with one of its answers, to be asked why its atoms hold.

    What was once proved is remembered. Several threads may ask at once; they are served one after
    another.

    Attributes:
        control: the grounded program; whoever else uses it does so within ``searching``.
        rulebook: its rules, by id.
        truth: which atoms are true in the answer.
        is_given: whether an atom is a fact, which needs no proof.
        supports: finds the rule instances behind atoms.
    """

    def __init__(
        self,
        control: clingo.Control,
        rulebook: Rulebook,
        truth: Truth,
        is_given: Callable[[clingo.Symbol], bool],
        *,
        questions: int = 0,
    ) -> None:
        """Stand ready for questions; nothing is explained yet.

        Args:
            control: the grounded program.
            rulebook: its rules.
            truth: which atoms are true in the answer.
            is_given: whether an atom is a fact; it must not refer to this program.
            questions: how many questions others have asked of the same control before.
        """
        self.control = control
        self.rulebook = rulebook
        self.truth = truth
        self.is_given = is_given
        self.supports = Supports(control, rulebook.compiled, questions)
        self._derivation = Derivation(rulebook.compiled.codes, is_given)
        self._lock = Lock()

    @contextmanager
    def searching(self) -> Iterator[None]:
        """Keep the program to oneself while it is searched; others wait."""
        with self._lock:
            yield

    def behind(self, atoms: Iterable[clingo.Symbol]) -> list[Instance]:
        """Return every rule instance that holds behind some true atoms."""
        return self.supports.behind(atoms, self.truth)

    def settle(self, atoms: Iterable[clingo.Symbol]) -> list[Instance]:
        """Find the smallest proofs of some true atoms, to be read in ``steps``.

        Returns:
            Every rule instance that holds behind them.
        """
        with self._lock:
            return self._settle(atoms)

    @property
    def steps(self) -> Mapping[clingo.Symbol, Step]:
        """The steps settled so far, each after what it rests on."""
        return self._derivation.steps

    def proofs_of(self, atoms: Iterable[clingo.Symbol]) -> dict[clingo.Symbol, Proof | None]:
        """Return the smallest proofs of some atoms, found together: much faster than one by one.

        Returns:
            Atom to proof, ``None`` for what has none: it does not hold, or nothing settles it.
        """
        roots = tuple(dict.fromkeys(atoms))
        with self._lock:
            steps = self._derivation.steps
            new = [root for root in roots if root not in steps and not self.is_given(root)]
            if new:
                self._settle(new)
            for root in roots:
                if root not in steps and self.is_given(root):
                    steps.give(root)
            return {
                root: Proof(root, Needed(root, steps)) if root in steps else None for root in roots
            }

    def _settle(self, atoms: Iterable[clingo.Symbol]) -> list[Instance]:
        with collector_paused():
            instances = self.behind(atoms)
            self._derivation.settle(instances)
        return instances

    def prove(self, atoms: Iterable[clingo.Symbol]) -> dict[clingo.Symbol, Proof]:
        """Return the smallest proofs of some true atoms, found together.

        Raises:
            BadInput: when an atom has none.
        """
        proofs = {}
        for root, proof in self.proofs_of(atoms).items():
            if proof is None:
                raise BadInput(
                    f"{root} holds, but has no proof: {self._derivation.reason_unproved(root)}",
                    allowed="an atom that follows from others",
                )
            proofs[root] = proof
        return proofs

    def steps_of(self, atoms: Iterable[clingo.Symbol]) -> dict[clingo.Symbol, Step]:
        """Return the steps of the proofs of some true atoms, each once, after what it rests on.

        Raises:
            BadInput: when an atom has no proof.
        """
        steps: dict[clingo.Symbol, Step] = {}
        for proof in self.prove(atoms).values():
            steps.update(proof.steps)
        return steps

    def faults(self, atoms: Iterable[clingo.Symbol]) -> list[str]:
        """Return what the independent checker finds wrong with the proofs of some atoms.

        Returns:
            A sentence for each fault, of an atom that does not hold too; nothing when all is right.
        """
        asked = tuple(dict.fromkeys(atoms))
        wrong = [f"{atom}: it does not hold" for atom in asked if atom not in self.truth.atoms]
        derived = [atom for atom in asked if atom in self.truth.atoms and not self.is_given(atom)]
        if not derived:
            return wrong
        together = Proof(derived[0], self.steps_of(derived))
        return wrong + faults(together, self.rulebook.rules, self.truth.atoms, self.is_given)
