"""What a pack may say of things that are not its own, and what a check says of its Turtle."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.packs import read_pack, read_packs
from kg.packs.check import Check, check_pack
from tests.packs.made import folder, manifest, module

#: What a pack says of a thing of ours that its manifest lists, and what is said of that.
REFUSED = [
    ("saddle_numbness", 'rdfs:label "Nothing to worry about"@en', "says rdfs:label of"),
    ("saddle_numbness", 'rdfs:comment "No matter."@en', "says rdfs:comment of"),
    ("saddle_numbness", ":hasEffect :refer_only", "says hasEffect of"),
    ("saddle_numbness", "a :Document", "says rdf:type of"),
    ("saddle_numbness", "owl:deprecated true", "says owl:deprecated of"),
    ("glaucoma_or_retinal_disease", ":concernsPopulation :pregnant", "says concernsPopulation of"),
    ("glaucoma_or_retinal_disease", ":hasScope :affected_region", "says hasScope of"),
    ("glaucoma_or_retinal_disease", "owl:sameAs :osteoporosis", "uses owl:sameAs"),
    ("soleus", "dcterms:source :source_cdc", "says dcterms:source of"),
    ("RedFlag", "rdfs:subClassOf :Document", "[overrides] things: RedFlag belongs to the schema"),
    ("hasTag", "a owl:FunctionalProperty", "things: hasTag belongs to the schema"),
]


def message_of(tmp_path: Path, body: str, **more: str) -> str:
    files = {"pack.toml": manifest(**more), "ontology/x.ttl": module("tried", body)}
    with pytest.raises(KnowledgeError) as caught:
        KnowledgeBase.load(packs=read_packs([folder(tmp_path, files)]))
    return caught.value.message


@pytest.mark.parametrize(("thing", "said", "told"), REFUSED)
def test_a_thing_of_ours_keeps_what_it_is(tmp_path: Path, thing: str, said: str, told: str) -> None:
    message = message_of(tmp_path, f":{thing} {said} .\n", overrides=f'things = ["{thing}"]')
    assert told in message


@pytest.mark.parametrize("thing", ["RedFlag", "hasTag"])
def test_the_schema_is_not_offered(tmp_path: Path, thing: str) -> None:
    message = message_of(tmp_path, f":{thing} rdfs:subClassOf :Document .\n")
    assert f"tried/ontology/x.ttl:8: says more of {thing}, which belongs to the schema" in message
    assert "things = [" not in message


@pytest.mark.parametrize(
    "body",
    [
        ":mine owl:sameAs :osteoporosis .",
        ":mine a owl:ObjectProperty ; rdfs:subPropertyOf :concernsPopulation .",
        ":mine a owl:FunctionalProperty .",
        ":mine a owl:ObjectProperty ; owl:inverseOf :excludesTag .",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :osteoporosis .",
        ":Mine a owl:Class ; owl:equivalentClass :RedFlag .",
    ],
)
def test_a_pack_ties_nothing_of_its_own_to_ours(tmp_path: Path, body: str) -> None:
    assert "uses " in message_of(tmp_path, f"{body}\n")


def test_a_bar_more_is_open(tmp_path: Path) -> None:
    body = ":glaucoma_or_retinal_disease :excludesTag :tag_overhead .\n"
    files = {
        "pack.toml": manifest(overrides='things = ["glaucoma_or_retinal_disease"]'),
        "ontology/x.ttl": module("tried", body),
    }
    knowledge = KnowledgeBase.load(packs=read_packs([folder(tmp_path, files)]))
    more = set(knowledge.facts.relations["unsuited"])
    assert more > set(KnowledgeBase.load().facts.relations["unsuited"])


def test_a_check_names_what_nothing_describes_with_its_line(tmp_path: Path) -> None:
    body = ':mine a :Document ;\n    rdfs:label "Mine"@en ;\n    :hasReadingState :reading_reed .\n'
    pack = read_pack(folder(tmp_path, {"ontology/x.ttl": module("tried", body)}))
    (problem,) = [one for one in check_pack(pack, check=Check()) if one.level == "error"]
    assert problem.file == "tried/ontology/x.ttl:10"
    assert "refers to reading_reed, which nothing describes; did you mean reading_read" in str(
        problem
    )


#: A thing of a pack says something of one of ours, and no manifest would have to name it.
ROWS = [
    ":mine a :PopulationDose ; :forPopulation :older_adult ; :integerValue 600 .",
    ":mine a :TechniqueDose ; :ofTechnique :static_stretch ; :integerValue 600 .",
    ":mine a :ConditionStage ; :stageOf :osteoporosis .",
]


@pytest.mark.parametrize("body", ROWS)
def test_a_row_of_a_pack_changes_no_dose_or_stage_of_ours(tmp_path: Path, body: str) -> None:
    message = message_of(tmp_path, f"{body}\n")
    assert message.startswith("tried/ontology/x.ttl:8: mine says ")
    assert "things of the pack's own; this is " in message


XSD = "http://www.w3.org/2001/XMLSchema#"
#: An id, a number or a name that nobody could read, and what is said of it.
VALUES = [
    (':not a :Document ; rdfs:label "Not"@en .', "describes “not”"),
    (':a.b-c a :Document ; rdfs:label "Dots"@en .', "describes “a.b-c”"),
    (f':mine :difficulty "five"^^<{XSD}integer> .', "difficulty of mine is “five”"),
    (f":mine :difficulty {'9' * 5000} .", "difficulty of mine is “999"),
    (f':mine :difficulty "\uff11"^^<{XSD}integer> .', "a whole number in plain digits"),
    (f':mine :rank "1_0"^^<{XSD}integer> .', "rank of mine is “1_0”"),
    (r':mine rdfs:label "\u00a0 "@en .', "rdfs:label of mine is empty"),
    (f':mine rdfs:label "{"x" * 201}"@en .', "rdfs:label of mine is a name of 201 letters"),
    (f':mine :cue "{"x" * 4001}"@en .', "cue of mine is a text of 4,001 letters"),
]


@pytest.mark.parametrize(("body", "told"), VALUES)
def test_ids_numbers_and_names_can_be_read(tmp_path: Path, body: str, told: str) -> None:
    message = message_of(tmp_path, f"{body}\n")
    assert message.startswith("tried/ontology/x.ttl:8: ")
    assert told in message
    assert len(message) < 200


def test_an_exercise_that_names_no_region_is_left_out_with_a_painful_one(tmp_path: Path) -> None:
    """So is one without recorded demands, for a population that has loads to avoid."""
    body = """:mine a :Exercise ; rdfs:label "Mine"@en ; :cue "Do it."@en ; :difficulty 1 ;
    :hasEquipmentSet :mine_set ; :hasPosition :standing ; :inPlane :frontal_plane ;
    :isUnilateral false ; :targets :gluteus_medius ; :trainsDivision :lower_body ;
    :usesTechnique :isolated_strengthening .
:mine_set a :EquipmentSet ; rdfs:label "Mine: nothing"@en ; :setNumber 1 .
:mine_choice a :StandardChoice ; rdfs:label "Mine"@en ; :aboutMuscle :gluteus_medius ;
    :choosesExercise :mine ; :hasChoiceGrade :grade_own ; :rank 1 ; :reason "So."@en .
"""
    rule = (
        '%@ id=tried_mine label="It is to be chosen." source="y"\n'
        ":~ not choose(mine, activate). [90000@4, tried_mine]\n"
    )
    files = {"ontology/x.ttl": module("tried", body), "rules/x.lp": rule}
    knowledge = KnowledgeBase.load(packs=read_packs([folder(tmp_path, files)]))
    found = {"findings": [{"finding": "knees_move_inward", "side": "right"}]}

    def is_given(**more: object) -> bool:
        advice = advise(Case.model_validate({**found, **more}), knowledge)
        return '"exercise":"mine"' in advice.to_json().replace(" ", "")

    assert is_given()
    assert not is_given(pain=[{"region": "shoulder", "side": "left"}])
    assert not is_given(population=["older_adult"])
