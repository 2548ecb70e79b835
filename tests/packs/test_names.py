"""A pack gives no name that means something already."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.packs import read_packs
from tests.packs.made import folder, manifest, module

ROOT = Path(__file__).parents[2]
CASE = Case.model_validate({"findings": [{"finding": "knees_move_inward", "side": "right"}]})
ODD = '%! odd: Odd.\n%@ id=tried_odd label="x" source="y"\nwarning(odd) :- served.\n'
#: Predicates that an advice is made of, with other arguments than ours: read by their name alone,
#: they would say what the rules do not.
SPOOFS = ("rank(Problem, Number, Odd)", "referred(Problem, Reason, Odd)", "outcome(Result, Odd)")


def message_of(*places: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        advise(CASE, KnowledgeBase.load(packs=read_packs(places)))
    return caught.value.message


def test_a_predicate_has_a_name_of_its_own(tmp_path: Path) -> None:
    rules = [
        f'%! {one}: {{Odd}}.\n%@ id=tried_{number} label="x" source="y"\n'
        f"{one.split('(')[0]}({'knees_move_inward, ' * one.count(',')}odd).\n"
        for number, one in enumerate(SPOOFS)
    ]
    said = message_of(folder(tmp_path, {"rules/x.lp": ODD + "".join(rules)}))
    assert "tried/rules/x.lp:4: `rank/3` is declared, and that name means `rank/2`" in said
    assert "`referred/3` is declared, and that name means `referred/2`" in said
    assert "`outcome/2` is declared, and that name means `outcome/1`" in said


def test_a_facts_query_fills_no_predicate_of_ours(tmp_path: Path) -> None:
    query = (
        "# rules_out(Population, Number)\n# {Population}: {Number}.\n"
        "PREFIX : <https://w3id.org/corrective-exercise/>\n"
        "SELECT ?population ?number WHERE { VALUES (?population ?number) { (:pregnant 1) } }\n"
    )
    said = message_of(folder(tmp_path, {"facts/rules_out.rq": query, "rules/x.lp": ODD}))
    assert "tried/facts/rules_out.rq:1: fills `rules_out/2`" in said
    assert "means `rules_out/1`" in said


def test_a_thing_has_a_name_of_its_own(tmp_path: Path) -> None:
    """A notice and a clearance keep their words, and a case keeps its meaning."""
    body = """:education_only a :Document ; rdfs:label "This is a diagnosis"@en .
:is_not_cleared a :Document ; rdfs:label "cleared by a doctor"@en .
:numbness_in_the_saddle_area a :RedFlag ; rdfs:label "Nothing"@en .
:tried_bones a :Condition ; rdfs:label "Strong bones"@en ; skos:altLabel "OSTEOPOROSIS"@en .
:odd a :Document ; rdfs:label "All is well"@en .
"""
    prefix = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    said = message_of(
        folder(tmp_path, {"rules/x.lp": ODD}),
        folder(
            tmp_path,
            {"pack.toml": manifest("other"), "ontology/x.ttl": module("other", prefix + body)},
            "other",
        ),
    )
    for line, name, meant in (
        (9, "describes education_only", "a term with a sentence of its own (rules/notes.lp:"),
        (10, "describes is_not_cleared", "a term with a sentence of its own"),
        (11, "calls numbness_in_the_saddle_area “", "saddle_numbness in a case (red_flag)"),
        (12, "calls tried_bones “OSTEOPOROSIS”", "osteoporosis in a case (condition)"),
        (13, "describes odd", "a term with a sentence of its own (tried/rules/x.lp:1)"),
    ):
        (found,) = [one for one in said.splitlines() if name in one]
        assert found.startswith(f"other/ontology/x.ttl:{line}: ")
        assert f"and that name means {meant}" in found


def test_a_changed_thing_is_looked_at_again(tmp_path: Path) -> None:
    """The rules and the manifest stay as they were, so that only the Turtle tells."""
    good = ':tried_thing a :Document ; rdfs:label "All is well"@en .\n'
    place = folder(tmp_path, {"rules/x.lp": ODD, "ontology/x.ttl": module("tried", good)})
    assert advise(CASE, KnowledgeBase.load(packs=read_packs([place]))).result == "solved"
    bad = good.replace("tried_thing", "education_only")
    folder(tmp_path, {"rules/x.lp": ODD, "ontology/x.ttl": module("tried", bad)})
    assert "describes education_only" in message_of(place)


def test_the_packs_of_real_use_keep_the_law() -> None:
    places = sorted((ROOT / "examples" / "packs").iterdir())
    assert advise(CASE, KnowledgeBase.load(packs=read_packs(places))).result == "solved"
