"""A pack brings rows of our tables: the same columns, the same law, the same messages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.knowledge.origin import Origins
from kg.packs import read_packs
from tests.packs.made import folder, module

ROOT = Path(__file__).parents[2]
FINDING = """:tried_foot_rolls
    a :Finding ;
    rdfs:label "Foot rolls outward (tried)"@en ;
    :canBeOneSided true ;
    :hasFindingKind :movement ;
    :hasView :view_posterior ;
    :inRegion :foot_ankle ;
    :seenIn :overhead_squat ;
    dcterms:source :source_kinesiology_texts .
"""
ROW = {
    "finding": "tried_foot_rolls",
    "direction": "overactive",
    "edition": "main_list",
    "position": "1",
    "muscle": "tibialis_posterior",
    "agreement": "own_knowledge",
    "teachings": "-",
    "sources": "source_kinesiology_texts",
}
BOOK = {
    "id": "tried_book",
    "title": "Feet",
    "author": "A. Author",
    "kind": "book",
    "reading": "reading_read_in_part",
}
FILE = "ontology/tables/evidence.tsv"
ID = "ev_tried_foot_rolls_tibialis_posterior_over_main_list"


def heading(table: str) -> list[str]:
    path = ROOT / "ontology" / "tables" / f"{table}.tsv"
    return path.read_text(encoding="utf-8").partition("\n")[0].split("\t")


def rows(table: str, *given: Mapping[str, str]) -> str:
    names = heading(table)
    lines = [names, *([row.get(name, "") for name in names] for row in given)]
    return "".join("\t".join(line) + "\n" for line in lines)


def pack(root: Path, **changed: str) -> Path:
    table = rows("evidence", {**ROW, **changed})
    return folder(root, {"ontology/x.ttl": module("tried", FINDING), FILE: table})


def message_of(place: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        KnowledgeBase.load(packs=read_packs([place])).facts  # noqa: B018 - it is read then
    return caught.value.message


def test_a_row_of_a_pack_is_read_and_cited_like_ours(tmp_path: Path) -> None:
    knowledge = KnowledgeBase.load(packs=read_packs([pack(tmp_path)]))
    case = Case.model_validate({"findings": [{"finding": "tried_foot_rolls", "side": "left"}]})
    advice = advise(case, knowledge)
    assert [(muscle.id, muscle.status) for muscle in advice.muscles] == [
        ("tibialis_posterior", "overactive")
    ]
    assert advice.muscles[0].evidence[0].row == ID
    assert Origins(knowledge).place(ID) == ("tried/ontology/tables/evidence.tsv", 2)


def test_a_wrong_cell_is_named_with_file_row_column_and_nearest_value(tmp_path: Path) -> None:
    said = message_of(pack(tmp_path, muscle="tibialis_posteror"))
    assert said.startswith("tried/ontology/tables/evidence.tsv:2:")
    assert "muscle: tibialis_posteror" in said
    assert "did you mean tibialis_posterior" in said


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"ontology/tables/evidense.tsv": "id\n"},
            "tried/ontology/tables/evidense.tsv: there is no table evidense; rows of a "
            "table of ontology/tables, in its columns; did you mean evidence?",
        ),
        (
            {
                "ontology/tables/documents.tsv": rows(
                    "documents", {**BOOK, "id": "source_kinesiology_texts"}
                )
            },
            "id: source_kinesiology_texts, which ontology/tables/documents.tsv describes",
        ),
        ({"ontology/tables/own.toml": 'class = "Evidence"\n'}, "has no place in a pack"),
        ({"ontology/own.tsv": "id\n"}, "has no place in a pack"),
        (
            {"ontology/tables/documents.tsv": rows("documents", {**BOOK, "title": "<b>Bold</b>"})},
            "holds markup",
        ),
    ],
)
def test_what_a_table_of_a_pack_may_not_hold(
    tmp_path: Path, files: Mapping[str, str], message: str
) -> None:
    assert message in message_of(folder(tmp_path, files))


def test_a_row_says_of_ours_what_turtle_may_say_and_no_more(tmp_path: Path) -> None:
    """A dose of one of our populations is a row of ours, whichever file it is written in."""
    columns = heading("population_doses")
    assert "population" in columns
    first = (ROOT / "ontology" / "tables" / "population_doses.tsv").read_text().splitlines()[1]
    row = {**dict(zip(columns, first.split("\t"), strict=True)), "id": "tried_dose"}
    said = message_of(
        folder(tmp_path, {"ontology/tables/population_doses.tsv": rows("population_doses", row)})
    )
    assert said.startswith("tried/ontology/tables/population_doses.tsv:2: tried_dose says ")


def test_an_edited_row_is_read_again(tmp_path: Path) -> None:
    assert ID in KnowledgeBase.load(packs=read_packs([pack(tmp_path)])).labels
    knowledge = KnowledgeBase.load(packs=read_packs([pack(tmp_path, muscle="soleus")]))
    assert ID not in knowledge.labels
