"""Every proof of the prover satisfies the checker, which knows nothing of how it was found."""

from __future__ import annotations

import clingo
from hypothesis import Phase, given, settings

from kg.proof.check import faults
from kg.proof.proof import Needed, Proof
from tests.depth import tries
from tests.proof.answers import steps_of_answers
from tests.proof.founded import founded
from tests.proof.programs import programs, stages

#: Of so many atoms, the last to be settled, the proof alone is checked too: it may use other ways.
_LAST = 3


@settings(
    max_examples=tries("CONTINUUM_SMALL_PROGRAMS", push=200, deep=200),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(programs())
def test_every_proof_of_a_random_program_is_right_and_as_shallow_as_can_be(program: str) -> None:
    for rules, answer, steps in steps_of_answers(program, 3):
        assert steps.keys() == answer or steps.keys() == founded(rules, answer).keys()
        if steps:
            whole = Proof(next(iter(steps)), steps)
            assert not faults(whole, rules, answer, lambda _: False)
        for atom in list(steps)[-_LAST:]:
            proof = Proof(atom, Needed(atom, steps))
            assert not faults(proof, rules, answer, lambda _: False)
        first = stages(program, answer)
        depth: dict[clingo.Symbol, int] = {}
        for atom, step in steps.items():
            depth[atom] = 1 + max((depth[one] for one in step.premises()), default=0)
        assert first is None or depth == first
