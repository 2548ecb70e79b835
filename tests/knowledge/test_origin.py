"""Every fact of the rules leads back to statements of the ontology, with file, line and sources."""

from __future__ import annotations

import pytest

from kg.knowledge import KnowledgeBase
from kg.knowledge.origin import Origins

KNOWLEDGE = KnowledgeBase.load()
ORIGINS = Origins(KNOWLEDGE)
ROWS = {
    (module.file, line): row
    for module in KNOWLEDGE.graphs.graph.modules
    for row, line in module.rows.items()
}


@pytest.mark.parametrize("predicate", sorted(KNOWLEDGE.facts.relations))
def test_the_facts_of_every_query_have_their_statements(predicate: str) -> None:
    rows = KNOWLEDGE.facts.relations[predicate]
    for row in {*rows[:2], *rows[-2:]}:
        origin = ORIGINS.of(predicate, row)
        assert origin.query == f"rules/facts/{predicate}.rq"
        assert origin.triples
        for triple in origin.triples:
            assert triple.file is not None
            assert triple.line is not None
            text = (KNOWLEDGE.places.ontology.parent / triple.file).read_text(encoding="utf-8")
            line = text.splitlines()[triple.line - 1]
            if triple.file.endswith("exercise_positions.tsv") and not triple.asserted:
                # What is computed from the positions of an exercise stands where they begin.
                assert ROWS[triple.file, triple.line] == f"{row[0]}_position_1"
            elif triple.file.endswith(".tsv"):
                assert ROWS[triple.file, triple.line] in (triple.subject, triple.object)
            else:
                assert line == f":{triple.subject}"


def test_a_row_is_cited_by_the_line_that_makes_its_id() -> None:
    for row in KNOWLEDGE.facts.relations["evidence"]:
        file, line = ORIGINS.place(str(row[0]))
        assert file == "ontology/tables/evidence.tsv"
        text = (KNOWLEDGE.places.ontology.parent / file).read_text(encoding="utf-8")
        finding, direction, edition, _, muscle = text.splitlines()[(line or 0) - 1].split("\t")[:5]
        short = direction.removesuffix("active")
        assert str(row[0]).startswith(f"ev_{finding}_{muscle}_{short}_{edition}")


def test_an_evidence_row_cites_its_documents_and_its_grade() -> None:
    row = next(
        row for row in KNOWLEDGE.facts.relations["evidence"] if str(row[0]).endswith("_main_list")
    )
    origin = ORIGINS.of("evidence", row)
    cited = {
        str(one[1]) for one in KNOWLEDGE.facts.relations["evidence_source"] if one[0] == row[0]
    }
    assert set(origin.sources) == cited
    assert str(row[6]) in origin.grades
    assert {triple.subject for triple in origin.triples} == {row[0]}


def test_what_is_inferred_is_told_from_what_is_stated() -> None:
    (triple,) = ORIGINS.of("part_of", ("iliacus", "iliopsoas")).triples
    assert not triple.asserted
    assert (triple.subject, triple.predicate, triple.object) == ("iliacus", "partOf", "iliopsoas")
    (paired,) = ORIGINS.of("paired", ("iliacus",)).triples
    assert paired.asserted
