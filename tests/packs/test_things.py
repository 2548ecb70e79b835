"""What a pack may say of things that are not its own, and what a check says of its Turtle."""

from __future__ import annotations

from pathlib import Path

import pytest

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
