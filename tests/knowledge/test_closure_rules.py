"""The closure against a naive fix-point, its clashes in words, and the form of its rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KnowledgeError
from kg.knowledge.closure import close, differences_left_out, encode, unread_constructs
from kg.knowledge.sources import Source
from tests.knowledge.small import BASE, ROOT, small

RULES_FILE = ROOT / "rules" / "closure" / "owl_rl.lp"
RULES = Source("rules/closure/owl_rl.lp", RULES_FILE, RULES_FILE.read_bytes())
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}
TYPE, SUB, SUBP = "rdf:type", "rdfs:subClassOf", "rdfs:subPropertyOf"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
Triple = tuple[str, str, str]


def iri(name: str) -> str:
    if name.startswith(("_:", '"')):
        return name
    prefix, colon, rest = name.partition(":")
    return f"<{NAMESPACES[prefix]}{rest}>" if colon else f"<{BASE}/{name}>"


def lines_of(*triples: str) -> list[str]:
    found = []
    for triple in triples:
        one, predicate, other = triple.split(" ", 2)
        found.append(f"{iri(one)} {iri(predicate)} {iri(other)} .")
    return found


def inferred(*triples: str) -> set[str]:
    """Return what follows from statements in short, in short."""
    found = set()
    for line in close(lines_of(*triples), RULES):
        short = line[:-2].replace(f"<{BASE}/", "<")
        for prefix, namespace in NAMESPACES.items():
            short = short.replace(f"<{namespace}", f"<{prefix}:")
        found.add(re.sub(r"[<>]", "", short))
    return found


@pytest.mark.parametrize(
    ("stated", "follows"),
    [
        (["r owl:propertyChainAxiom _:a", "_:a rdf:first p", "_:a rdf:rest _:b", "_:b rdf:first q",
          "_:b rdf:rest _:c", "_:c rdf:first p", "_:c rdf:rest rdf:nil", "w p x", "x q y", "y p z"],
         ["w r z"]),
        (["r owl:propertyChainAxiom _:a", "_:a rdf:first _:i", "_:a rdf:rest rdf:nil",
          "_:i owl:inverseOf p", "x p y"], ["y r x"]),
        (["U owl:unionOf _:a", "_:a rdf:first A", "_:a rdf:rest rdf:nil", "x rdf:type A"],
         ["x rdf:type U", "A rdfs:subClassOf U"]),
        (["A owl:oneOf _:a", "_:a rdf:first x", "_:a rdf:rest rdf:nil"], ["x rdf:type A"]),
        (["A rdfs:subClassOf _:r", "_:r owl:allValuesFrom B", "_:r owl:onProperty p",
          "x rdf:type A", "x p y"], ["y rdf:type B"]),
        (["A owl:equivalentClass _:r", "_:r owl:someValuesFrom owl:Thing", "_:r owl:onProperty p",
          "x p y"], ["x rdf:type A"]),
        (["A owl:equivalentClass _:r", f'_:r owl:hasValue "3"^^<{INTEGER}>', "_:r owl:onProperty p",
          f'x p "3"^^<{INTEGER}>', "y rdf:type A"],
         ["x rdf:type A", f'y p "3"^^{INTEGER}']),
        (["p rdfs:subPropertyOf q", 'x p "two words"@en'], ['x q "two words"@en']),
        (["p rdfs:domain A", 'x p "text"'], ["x rdf:type A"]),
        (["p owl:equivalentProperty q", "x p y", "y q z"],
         ["x q y", "y p z", "p rdfs:subPropertyOf q", "q rdfs:subPropertyOf p"]),
        (["A rdfs:subClassOf _:p", "_:p owl:hasValue v", "_:p owl:onProperty p",
          "B owl:equivalentClass _:q", "_:q owl:hasValue v", "_:q owl:onProperty q",
          "p rdfs:subPropertyOf q"], ["A rdfs:subClassOf B"]),
    ],
)  # fmt: skip
def test_what_follows_exactly(stated: list[str], follows: list[str]) -> None:
    assert inferred(*stated) == set(follows)


def test_what_says_nothing_is_left_out() -> None:
    assert inferred("A rdfs:subClassOf owl:Thing", "x rdf:type A", "p rdfs:range owl:Thing",
                    "x p y", "A owl:equivalentClass A") == set()  # fmt: skip


def test_annotations_have_no_consequences() -> None:
    stated = [
        "note rdf:type owl:AnnotationProperty",
        "note rdfs:domain A",
        'x note "n"',
        "x note y",
    ]
    assert inferred(*stated) == set()


CLASH = [
    (["x rdf:type A", "x rdf:type B", "A owl:disjointWith B"],
     "“x a A” clashes with “x a B”; x cannot be both a A and a B, for these are disjoint"),
    (["x rdf:type A1", "A1 rdfs:subClassOf A", "x rdf:type B", "A owl:disjointWith B"],
     "“x a A” (inferred) clashes with “x a B”"),
    (["C rdfs:subClassOf A", "C rdfs:subClassOf B", "A owl:disjointWith B"],
     "nothing can be a C, for no A is a B"),
    (["A owl:complementOf B", "x rdf:type A", "x rdf:type B"], "“x a A” clashes with “x a B”"),
    (["x rdf:type owl:Nothing"], "x is said to be impossible"),
    (["p rdf:type owl:IrreflexiveProperty", "x p x"], "nothing can p itself"),
    (["p rdf:type owl:AsymmetricProperty", "x p y", "y p x"], "p cannot hold both ways"),
    (["p owl:propertyDisjointWith q", "x p y", "x q y"], "“x p y” clashes with “x q y”"),
    (["p rdf:type owl:FunctionalProperty", "x p y", "x p z"], "y and z would have to be one thing"),
    (["p rdf:type owl:InverseFunctionalProperty", "x p z", "y p z"],
     "x and y would have to be one thing"),
    (["p rdf:type owl:FunctionalProperty", f'x p "1"^^<{INTEGER}>', f'x p "2"^^<{INTEGER}>'],
     "“x p 1” clashes with “x p 2”; x can p one value only"),
    (["x owl:sameAs y", "x owl:differentFrom y"], "x and y are stated to be different"),
    (["A rdfs:subClassOf _:r", "_:r owl:onProperty p", "x rdf:type A", "x p y",
      '_:r owl:maxCardinality "0"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>'],
     "cannot p anything"),
    (["_:d rdf:type owl:AllDisjointClasses", "_:d owl:members _:a", "_:a rdf:first A",
      "_:a rdf:rest _:b", "_:b rdf:first B", "_:b rdf:rest rdf:nil", "x rdf:type A",
      "x rdf:type B"],
     "“x a A” clashes with “x a B”"),
    (["_:d rdf:type owl:AllDifferent", "_:d owl:distinctMembers _:a", "_:a rdf:first y",
      "_:a rdf:rest _:b", "_:b rdf:first z", "_:b rdf:rest rdf:nil",
      "p rdf:type owl:FunctionalProperty", "x p y", "x p z"], "y and z would have to be one thing"),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "says"), CLASH)
def test_a_clash_names_both_statements(stated: list[str], says: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        close(lines_of(*stated), RULES)
    assert says in caught.value.message


def test_every_clash_is_told_and_the_file_is_named(tmp_path: Path) -> None:
    from kg.knowledge import KnowledgeBase

    body = ":A a owl:Class ; owl:disjointWith :B . :x a :A, :B . :y a :A, :B .\n"
    with pytest.raises(KnowledgeError) as caught:
        KnowledgeBase.load(small(tmp_path, body), cache=False)
    told = caught.value.message.splitlines()
    assert len(told) == 2
    assert told[0].startswith("ontology/part.ttl: “x a A” (ontology/part.ttl) clashes with “x a B”")


# --- against a naive fix-point -----------------------------------------------------------------

THINGS = st.sampled_from(["a", "b", "c"])
CLASSES = st.sampled_from(["A", "B", "C"])
PROPERTIES = st.sampled_from(["p", "q", "r"])
STATEMENTS = st.one_of(
    st.tuples(THINGS, st.just(TYPE), CLASSES),
    st.tuples(THINGS, PROPERTIES, THINGS),
    st.tuples(CLASSES, st.just(SUB), CLASSES),
    st.tuples(PROPERTIES, st.just(SUBP), PROPERTIES),
    st.tuples(PROPERTIES, st.just("owl:inverseOf"), PROPERTIES),
    st.tuples(PROPERTIES, st.sampled_from(["rdfs:domain", "rdfs:range"]), CLASSES),
    st.tuples(
        PROPERTIES,
        st.just(TYPE),
        st.sampled_from(["owl:SymmetricProperty", "owl:TransitiveProperty"]),
    ),
)
CHAINS = st.lists(st.tuples(PROPERTIES, st.lists(PROPERTIES, min_size=1, max_size=3)), max_size=2)


def naive(stated: set[Triple], chains: list[tuple[str, list[str]]]) -> set[Triple]:
    """Return everything that follows, by trying every rule until nothing new comes."""
    known = set(stated)
    while new := {one for one in step(known, chains) if one not in known}:
        known |= new
    return known - stated


def step(known: set[Triple], chains: list[tuple[str, list[str]]]) -> Iterator[Triple]:
    for s, p, o in known:
        for t, q, u in known:
            if p == q == TYPE:
                continue
            if p == q and o == t and s != u and p in (SUB, SUBP):
                yield s, p, u
            if q == SUB and p == TYPE and o == t:
                yield s, TYPE, u
            if q == SUBP and p == t:
                yield s, u, o
            if q == "owl:inverseOf" and p == t:
                yield o, u, s
            if q == "owl:inverseOf" and p == u:
                yield o, t, s
            if q == "rdfs:domain" and p == t:
                yield s, TYPE, u
            if q == "rdfs:range" and p == t:
                yield o, TYPE, u
            if p == q and o == t and (p, TYPE, "owl:TransitiveProperty") in known:
                yield s, p, u
        if (p, TYPE, "owl:SymmetricProperty") in known:
            yield o, p, s
    for p, links in chains:
        ends = {(s, o) for s, q, o in known if q == links[0]}
        for link in links[1:]:
            ends = {(s, u) for s, o in ends for t, q, u in known if q == link and o == t}
        yield from ((s, p, o) for s, o in ends)


def chain_lines(chains: list[tuple[str, list[str]]]) -> Iterator[str]:
    for number, (p, links) in enumerate(chains):
        cells = [f"_:c{number}_{place}" for place in range(len(links))]
        yield f"{p} owl:propertyChainAxiom {cells[0]}"
        for place, (cell, link) in enumerate(zip(cells, links, strict=True)):
            yield f"{cell} rdf:first {link}"
            yield f"{cell} rdf:rest {cells[place + 1] if place + 1 < len(cells) else 'rdf:nil'}"


@given(st.sets(STATEMENTS, max_size=14), CHAINS)
def test_the_closure_is_the_naive_fix_point(
    stated: set[Triple], chains: list[tuple[str, list[str]]]
) -> None:
    lines = [*(" ".join(one) for one in stated), *chain_lines(chains)]
    assert inferred(*lines) == {" ".join(one) for one in naive(stated, chains)}


# --- the rules themselves ----------------------------------------------------------------------

TEXT = r'"((?:[^"\\]|\\.)*)"'
ANNOTATION = re.compile(
    rf"%@ id=(?P<id>\w+) (?:label={TEXT} source={TEXT}|source={TEXT} label=(?P<label>{TEXT}))"
)


def rules() -> Iterator[tuple[str, str]]:
    """Yield each rule with its annotation, each as one line."""
    above: list[str] = []
    rule = ""
    for line in RULES.text.splitlines():
        if line.startswith("%@"):
            above.append(line.removeprefix("%@").strip())
        elif line and not line.startswith(("%", "#")):
            rule = f"{rule} {line.strip()}".strip()
            if rule.endswith("."):
                yield f"%@ {' '.join(above)}", rule
                above, rule = [], ""


def test_every_rule_has_an_id_a_label_and_a_source() -> None:
    ids = []
    for above, rule in rules():
        found = ANNOTATION.fullmatch(above)
        assert found, rule
        ids.append(found["id"])
        variables = set(re.findall(r"\b[A-Z]\w*\b", re.sub(r'"[^"]*"', "", rule)))
        assert set(re.findall(r"\{(\w+)\}", above)) <= variables, rule
    assert len(ids) == len(set(ids))
    assert len(ids) > 50


def test_a_conflict_is_named_by_its_rule() -> None:
    for above, rule in rules():
        if rule.startswith("conflict("):
            assert f"id={rule.removeprefix('conflict(').split(',')[0]} " in above


def test_the_rules_name_nothing_of_the_field() -> None:
    names = set(re.findall(r'"(\w*:?\w+)"(?=[,)])', RULES.text))
    assert {name.split(":")[0] for name in names} == {"owl", "rdf", "rdfs"}


def test_a_construct_that_no_rule_reads_is_named() -> None:
    lines = lines_of("A owl:hasKey _:k", "A rdf:type owl:Class", "x owl:disjointWith y")
    assert unread_constructs(lines, RULES.text) == ("owl:hasKey",)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda text: text + "triple(S, P, O) :- asserted(S, P.", "syntax error"),
        (lambda text: text + "triple(S, P, O) :- asserted(S, P, _).", "unsafe"),
        (lambda text: text + "triple(S, S, S) :- asserte(S, S, S).", "asserte"),
    ],
)
def test_faulty_rules_are_refused_with_their_file(edit: Callable[[str], str], says: str) -> None:
    faulty = Source(RULES.name, RULES.path, edit(RULES.text).encode())
    with pytest.raises(KnowledgeError, match=re.escape(says)) as caught:
        close(lines_of("x p y"), faulty)
    assert caught.value.message.startswith("rules/closure/owl_rl.lp:")


def test_names_of_the_rules_are_constants_only_where_that_is_safe() -> None:
    odd = [f"<{BASE}/not> <{BASE}/p> <{BASE}/a.b> .", f"<{BASE}/x> <{BASE}/p> <{BASE}/deep/er> ."]
    facts = encode(odd, RULES.text).facts
    assert facts.splitlines() == [
        'asserted("not",p,"a.b").',
        f'asserted(x,p,"{BASE}/deep/er").',
    ]


def test_lists_of_differents_can_be_left_out_of_a_document() -> None:
    lines = lines_of("_:d rdf:type owl:AllDifferent", "_:d owl:members _:a", "_:a rdf:first x",
                     "_:a rdf:rest rdf:nil", "x p y")  # fmt: skip
    assert differences_left_out(lines) == lines_of("x p y")
