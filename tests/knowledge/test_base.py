"""Loading: editing a file just works, and whatever is wrong is one line with file and place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from tests.knowledge.small import BASE, ROOT, small

THINGS = """
:Muscle a owl:Class .
:one a :Muscle ; rdfs:label "One"@en .
:two a :Muscle ; rdfs:label "Two"@en ; :weight 3 ; :name "a \\"quoted\\" name" ; :near :one .
:near a owl:ObjectProperty, owl:SymmetricProperty .
"""
MUSCLE = (
    "# muscle(Muscle)\n# {Muscle} is a muscle.\n"
    f"SELECT ?muscle WHERE {{ ?muscle a <{BASE}/Muscle> }}\n"
)


def load(root: Path) -> KnowledgeBase:
    return KnowledgeBase.load(root, cache=False)


def fault(root: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        load(root)
    assert caught.value.exit_code == 2
    return caught.value.message


def test_facts_come_typed_and_sorted(tmp_path: Path) -> None:
    query = (
        "# weigh(Muscle, Weight, Name)\n# .\nSELECT ?muscle ?weight ?name "
        f"WHERE {{ ?muscle <{BASE}/weight> ?weight ; <{BASE}/name> ?name }}\n"
    )
    near = f"# near(One, Other)\n# .\nSELECT ?one ?other WHERE {{ ?one <{BASE}/near> ?other }}\n"
    knowledge = load(small(tmp_path, THINGS, muscle=MUSCLE, weigh=query, near=near))
    assert knowledge.facts.text.splitlines() == [
        "muscle(one).",
        "muscle(two).",
        "near(one,two).",
        "near(two,one).",
        'weigh(two,3,"a \\"quoted\\" name").',
    ]
    assert knowledge.facts.relations["weigh"] == (("two", 3, 'a "quoted" name'),)
    assert knowledge.facts.source(["muscle"]) == "muscle(one).\nmuscle(two).\n"
    assert knowledge.label("two") == "Two"


def test_editing_a_module_changes_the_answer_and_the_hash(tmp_path: Path) -> None:
    root = small(tmp_path, THINGS, muscle=MUSCLE)
    before = KnowledgeBase.load(root)
    again = KnowledgeBase.load(root)
    assert again.facts.text == before.facts.text
    part = root / "ontology" / "part.ttl"
    part.write_text(part.read_text("utf-8") + ":three a :Muscle .\n", encoding="utf-8")
    after = KnowledgeBase.load(root)
    assert "muscle(three)." in after.facts.text
    assert after.ontology_hash != before.ontology_hash


def test_the_hash_is_of_the_meaning_not_of_the_layout(tmp_path: Path) -> None:
    root = small(tmp_path, THINGS, muscle=MUSCLE)
    before = load(root).ontology_hash
    part = root / "ontology" / "part.ttl"
    part.write_text(part.read_text("utf-8").replace(" ; ", " ;\n    "), encoding="utf-8")
    assert load(root).ontology_hash == before


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    found = fault(small(tmp_path, ":one a :Muscle\n:two a :Muscle .\n"))
    assert found.startswith("ontology/part.ttl:")
    assert len(found.splitlines()) == 1


def test_a_module_that_nothing_imports_is_named(tmp_path: Path) -> None:
    root = small(tmp_path, THINGS)
    (root / "ontology" / "stray.ttl").write_text("", encoding="utf-8")
    assert "stray.ttl" in fault(root)


def test_an_import_without_a_file_is_named(tmp_path: Path) -> None:
    root = small(tmp_path, THINGS)
    (root / "ontology" / "part.ttl").unlink()
    assert "part" in fault(root)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT ?x WHERE { ?x ?p ?o }", "the first line is"),
        ("# other(Muscle)\n# .\nSELECT ?muscle WHERE { ?muscle ?p ?o }", "names other"),
        ("# muscle(Muscle)\n# .\nSELECT ?muscle ?o WHERE { ?muscle ?p ?o }", "selects"),
        ("# muscle(Muscle)\n# .\nSELECT ?muscle WHERE { ?x ?p ?o }", "unbound"),
        ("# muscle(Muscle)\n# .\nSELECT ?muscle WHERE { BIND(1.5 AS ?muscle) }", "fraction"),
        (
            "# muscle(Muscle)\n# .\nSELECT ?muscle WHERE { BIND(99999999999 AS ?muscle) }",
            "numbers lie",
        ),
        (
            "# muscle(Muscle)\n# .\nSELECT ?muscle WHERE { BIND(<http://x.org/a> AS ?muscle) }",
            "only things of this",
        ),
        ("# muscle(Muscle)\n# .\nSELECT ?muscle WHERE {", "not a SPARQL query"),
        ("# muscle(Muscle)\n# .\nASK { ?x ?p ?o }", "not a SELECT"),
        ("# muscle(muscle)\n# .\nSELECT ?muscle WHERE { ?muscle ?p ?o }", "capitalised"),
    ],
)
def test_a_faulty_facts_query_is_named(tmp_path: Path, query: str, says: str) -> None:
    found = fault(small(tmp_path, THINGS, muscle=query))
    assert found.startswith("rules/facts/muscle.rq")
    assert says in found


def test_the_everyday_path_imports_nothing_heavy() -> None:
    code = (
        "import sys; from kg.cli.main import main; "
        "main(['advise', 'examples/knees_in_right.yaml', '--json']); "
        "print([m for m in sys.modules if m in "
        "('rdflib', 'networkx', 'pandas', 'owlready2', 'numpy', 'streamlit', 'clingo.ast')], "
        "file=sys.stderr)"
    )
    KnowledgeBase.load()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    assert done.stderr.decode().strip() == "[]"
