"""How sure an answer is: what is equally good is so by the price of each choice, too."""

from __future__ import annotations

import clingo
import pytest

from kg.explain.certainty import certainty
from kg.explain.consultation import Consultation
from tests.depth import UNHURRIED
from tests.proof.answers import EXAMPLES, consultation


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
def test_it_agrees_with_the_price_of_each_choice(name: str) -> None:
    answer = consultation(name)
    roots = [answer.atom(one.atom) for one in answer.statements]
    found = certainty(answer, roots, seconds=UNHURRIED)
    assert found.complete
    assert sorted([*found.always, *found.sometimes]) == sorted(set(roots))
    ties = {one.arguments[0].number for one in answer.truth.of("tie_break", 1)}
    free = set()
    for one in answer.truth.of("candidate", 2):
        atom = clingo.Function("choose", one.arguments)
        other = answer.contrast(atom, holds=atom not in answer.truth.atoms)
        if other.possible and (other.deciding is None or other.deciding.level in ties):
            free.add(atom)
    assert {one for one in found.sometimes if one.name == "choose"} == free & answer.truth.atoms
    assert set(found.elsewhere) == free - answer.truth.atoms
    assert (found.counted > 1) == bool(free)
    for alternative in found.alternatives:
        assert set(alternative.chosen) <= free
        assert set(alternative.dropped) <= free


def test_it_changes_no_later_question() -> None:
    answer = consultation("upper_crossed_office_worker")
    atom = answer.atom("choose(in_staggered_band_row,integrate)")
    before = answer.contrast(atom, holds=False)
    found = certainty(answer, [atom])
    assert found.sometimes == (atom,)
    fresh = Consultation.of(answer.answered.case, answer.answered.knowledge)
    assert fresh.contrast(atom, holds=False) == before
