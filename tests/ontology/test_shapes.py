"""Every shape finds its own fault, in its own words, and nothing else; the ontology conforms."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import SH

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase, Problem
from kg.knowledge.terms import compact
from kg.paths import places
from kg.quality import shapes
from kg.quality.lint import paths_in_not_exists

FIXTURES = Path(__file__).parent / "fixtures" / "shapes"
COMPLETE = FIXTURES / "complete.ttl"
FAULTY = tuple(path for path in sorted(FIXTURES.glob("*.ttl")) if path != COMPLETE)


def read(path: Path) -> list[ox.Quad]:
    """Return the statements of a Turtle file."""
    return list(ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))


def subjects(path: Path) -> set[str]:
    """Return the entries that a fixture describes, in short."""
    return {
        compact(one.subject.value) for one in read(path) if isinstance(one.subject, ox.NamedNode)
    }


def filled(*files: Path) -> ox.Store:
    """Return a store with the schema, the complete world and some faulty entries."""
    store = ox.Store()
    for path in (places().ontology / "schema.ttl", COMPLETE, *files):
        store.bulk_extend(read(path))
    return store


@pytest.fixture(scope="module")
def all_shapes() -> rdflib.Graph:
    return shapes.read_shapes(places().ontology / "shapes")


@pytest.fixture(scope="module")
def messages(all_shapes: rdflib.Graph) -> dict[str, str]:
    """Return the message of each shape that has one; a query's message stands at the query."""
    found = {}
    for node, message in all_shapes.subject_objects(SH.message):
        owner = all_shapes.value(None, SH.sparql, node) or node
        found[str(owner).removeprefix(shapes.SHAPE)] = str(message)
    return found


@pytest.fixture(scope="module")
def problems(all_shapes: rdflib.Graph) -> dict[str, list[Problem]]:
    """Check all faulty entries in one go and return the problems by the file of their subject."""
    owner = {one: path.stem for path in FAULTY for one in subjects(path)}
    found: dict[str, list[Problem]] = defaultdict(list)
    for one in shapes.violations(filled(*FAULTY), all_shapes):
        found[owner.get(one.subject, one.subject)].append(one)
    return found


def test_the_complete_world_is_complete(all_shapes: rdflib.Graph) -> None:
    assert shapes.violations(filled(), all_shapes) == []


def test_every_shape_has_a_fixture_and_every_fixture_a_shape(messages: dict[str, str]) -> None:
    assert {path.stem for path in FAULTY} == set(messages)


def test_every_result_belongs_to_a_fixture(problems: dict[str, list[Problem]]) -> None:
    assert set(problems) == {path.stem for path in FAULTY}


def test_no_entry_is_described_by_two_fixtures() -> None:
    described = [one for path in (COMPLETE, *FAULTY) for one in subjects(path)]
    assert len(described) == len(set(described))


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_fault_is_found_by_exactly_its_shape(
    path: Path, problems: dict[str, list[Problem]], messages: dict[str, str]
) -> None:
    found = problems[path.stem]
    assert {one.rule for one in found} == {path.stem}
    plain = messages[path.stem].split("{")[0]
    assert all(one.message.startswith(plain) and "{" not in one.message for one in found)


def test_a_message_is_one_english_sentence(messages: dict[str, str]) -> None:
    for name, message in messages.items():
        assert message.endswith("."), name
        assert message[0].isupper() or message[0] in "“{", name


def test_no_shape_holds_a_slow_query(all_shapes: rdflib.Graph) -> None:
    queries = list(all_shapes.objects(None, SH.select))
    assert queries
    assert [str(one) for one in queries if paths_in_not_exists(str(one))] == []


def test_the_ontology_conforms() -> None:
    knowledge = KnowledgeBase.load()
    size = len(knowledge.asserted)
    assert shapes.check(knowledge) == []
    assert len(knowledge.asserted) == size, "a check changes nothing"


def test_a_problem_names_shape_and_subject(all_shapes: rdflib.Graph) -> None:
    store = filled(FIXTURES / "exercise_purpose.ttl")
    assert shapes.violations(store, all_shapes) == [
        Problem(
            "error",
            "exercise_purpose",
            "exercise_purpose",
            "An exercise needs at least one target muscle, or a motion that it is a choice for.",
        )
    ]


def test_a_warning_stays_a_warning(problems: dict[str, list[Problem]]) -> None:
    assert {one.level for one in problems["condition_effect"]} == {"warning"}
    assert {one.level for one in problems["condition_scope"]} == {"error"}


def test_a_shapes_file_that_is_not_turtle_is_named(tmp_path: Path) -> None:
    directory = tmp_path / "ontology" / "shapes"
    directory.mkdir(parents=True)
    (directory / "broken.ttl").write_text("shape:x a .\n")
    with pytest.raises(KnowledgeError, match=r"ontology/shapes/broken\.ttl: not Turtle"):
        shapes.read_shapes(directory)


def test_a_malformed_shape_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "[] a sh:NodeShape ; sh:targetNode [] ; sh:property [ sh:minCount 1 ] .\n"
    )
    with pytest.raises(KnowledgeError, match="a shape cannot be used"):
        shapes.violations(filled(), shapes.read_shapes(tmp_path))
