"""Everything that a person can see has a proof, and the checker finds each proof right.

Of random cases, those not counted that the rules refuse, thirty on a push and a thousand in a deep
run; ``CONTINUUM_RANDOM_CASES=5000`` says how many. Of the golden cases, every one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume

from kg.case.file import read_file
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.proof.check import faults
from kg.proof.proof import Proof, merge_steps
from tests.depth import UNHURRIED, check_share, shares, tries
from tests.proof.answers import EXAMPLES, KNOWLEDGE, ROOT
from tests.rules.test_random_cases import CASES, as_case

GOLDEN = [*EXAMPLES, *sorted((ROOT / "tests" / "golden" / "cases").glob("*.yaml"))]
#: What the rules refuse, so that there is no advice.
REFUSED = (
    "refused_findings",
    "refused_flag_cleared",
    "refused_measures",
    "refused_modified_twice",
    "refused_modified_unseen",
    "refused_posture_side",
    "refused_posture_twice",
    "refused_posture_view",
    "refused_screen",
    "refused_stage_cleared",
)
COUNT = tries("CONTINUUM_RANDOM_CASES", push=30, deep=1000)


def prove_everything(case: Case, knowledge: KnowledgeBase = KNOWLEDGE) -> int:
    """Prove every atom that an advice is made of, check the proofs, and return their number."""
    try:
        found = Consultation.of(case, knowledge, time_limit=UNHURRIED)
    except CaseError:
        return 0  # the rules named what cannot be right: there is no advice
    told = (found.atom(one.atom) for one in found.statements)
    seen = {one for one in (*found.answered.solution.atoms, *told) if not found.is_given(one)}
    proofs = found.proofs_of(sorted(seen))
    assert proofs.keys() == seen
    steps = merge_steps(proofs.values())
    rules = {name: one.rules for name, one in found.rulebook.annotations.items()}
    together = Proof(next(iter(steps)), steps)
    assert not faults(together, rules, found.truth.atoms, found.is_given)
    return len(seen)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_everything_in_a_golden_case_has_a_right_proof(path: Path) -> None:
    case = read_file(str(path)).case(Vocabulary.of(KNOWLEDGE))
    assert (prove_everything(case) == 0) is (path.stem in REFUSED)


@pytest.mark.parametrize("share", shares(COUNT))
def test_everything_in_a_random_case_has_a_right_proof(share: int) -> None:
    def check(data: dict[str, Any]) -> None:
        assume(prove_everything(as_case(data)))

    check_share(CASES, share, check)
