"""Every proof of the prover satisfies the checker, which knows nothing of how it was found."""

from __future__ import annotations

from pathlib import Path

import clingo
import pytest
from hypothesis import given, settings

from kg.proof.check import faults
from kg.proof.proof import Proof
from tests.proof.answers import EXAMPLES, consultation, steps_of_answers
from tests.proof.programs import programs, stages


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_proof_of_an_example_is_right(path: Path) -> None:
    found = consultation(path.stem)
    rules = {name: one.rules for name, one in found.rulebook.annotations.items()}
    checked: set[clingo.Symbol] = set()
    for proof in found.proofs().values():
        assert not faults(proof, rules, found.truth.atoms, found.is_given)
        checked.update(proof.steps)
    assert len(checked) > len(found.statements)


@settings(max_examples=300, deadline=None)
@given(programs())
def test_every_proof_of_a_random_program_is_right_and_as_shallow_as_can_be(program: str) -> None:
    for rules, answer, steps in steps_of_answers(program, 3):
        first = stages(program, answer)
        depth: dict[clingo.Symbol, int] = {}
        for atom, step in steps.items():
            depth[atom] = 1 + max((depth[one] for one in step.premises()), default=0)
            if first is not None:
                assert depth[atom] == first[atom], atom
        if first is not None:
            assert steps.keys() == answer
        for root in steps:
            proof = Proof(root, steps)
            assert not faults(proof, rules, answer, lambda _: False), program
            break
