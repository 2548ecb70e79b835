"""Every statement of a critique has a proof that the independent checker accepts."""

from __future__ import annotations

import pytest

from kg.explain.consultation import Consultation
from kg.proof.check import faults
from kg.proof.proof import Proof, merge_steps
from tests.rules.plan_examples import critique_of, judge_of, plan_of, plan_path

NAMES = ["good", "stretching_only", "rushed", "contraindicated", "regional", "red_flag_ignored"]


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_of_a_critique_is_proved(name: str) -> None:
    path = plan_path(name)
    told = critique_of(path)
    consultation = Consultation(judge_of(path).judge(plan_of(path)).answered)
    atoms = [one.proof for one in told.items]
    atoms += [one.proof for one in told.violations]
    atoms += [one.proof for one in told.credits]
    atoms += [one.repair.proof for one in told.violations if one.repair]
    found = consultation.proofs_of(map(consultation.atom, atoms)).values()
    steps = merge_steps(found)
    rules = {name: one.rules for name, one in consultation.rulebook.annotations.items()}
    together = Proof(next(iter(steps)), steps)
    assert not faults(together, rules, consultation.truth.atoms, consultation.is_given)
    files = {
        consultation.rulebook.annotations[step.rule].file for step in steps.values() if step.rule
    }
    assert not told.credits or "rules/credits.lp" in files
    assert not told.violations or {"rules/critique.lp", "rules/repairs.lp"} <= files
