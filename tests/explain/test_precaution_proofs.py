"""What clearance and precautions rule out has proofs that the checker finds right."""

from __future__ import annotations

from kg.case.file import read_file
from kg.case.vocabulary import Vocabulary
from kg.explain.consultation import Consultation
from kg.proof.check import faults
from kg.proof.proof import Proof, merge_steps
from kg.rulebase.rule_set import Rules
from kg.rulebase.sentences import Sentences
from tests.depth import UNHURRIED
from tests.proof.answers import KNOWLEDGE, ROOT

CASE = ROOT / "tests" / "golden" / "cases" / "hip_replaced_right.yaml"
REASONS = ("for_precaution", "for_other_limb")


def test_a_limit_in_degrees_is_proved_with_both_numbers() -> None:
    case = read_file(str(CASE)).case(Vocabulary.of(KNOWLEDGE))
    found = Consultation.of(case, KNOWLEDGE, time_limit=UNHURRIED)
    rules = {name: one.rules for name, one in found.rulebook.annotations.items()}
    barred = [
        atom
        for atom in found.truth.atoms
        if atom.name in ("barred", "barred_side") and atom.arguments[-1].name in REASONS
    ]
    assert {atom.arguments[-1].name for atom in barred} == set(REASONS)
    proofs = found.proofs_of(barred)
    steps = merge_steps(proofs.values())
    assert set(barred) <= steps.keys()
    assert not faults(Proof(barred[0], steps), rules, found.truth.atoms, found.is_given)
    say = Sentences(Rules.of(KNOWLEDGE), KNOWLEDGE)
    measured: set[str] = set()
    for atom in barred:
        measure = atom.arguments[-1].arguments[1]
        if measure.name == "and_with":
            assert all(str(part.arguments[1]) in say.say(atom) for part in measure.arguments)
            continue
        while measure.name == "under":
            measure = measure.arguments[1]
        _, value, unit, limit = measure.arguments
        if unit.name == "unit_degrees":
            text = say.say(atom)
            assert str(value) in text
            assert str(limit) in text
            measured.add(atom.arguments[-1].name)
    assert measured == set(REASONS)
