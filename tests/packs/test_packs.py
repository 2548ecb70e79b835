"""A pack adds, makes exceptions, weighs anew and replaces, and never silently."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.advice.advise import advise
from kg.advice.model import Advice, advice_schema
from kg.case.model import Case
from kg.cli.main import main
from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.knowledge.sources import read_sources
from kg.packs import Pack, read_pack, read_packs
from kg.packs.dependency_order import in_order
from kg.packs.pack import pack_of
from kg.paths import places
from kg.present.advice_text import render
from kg.rulebase.lexing import statements, without_rules
from kg.rulebase.rule_set import Rules
from tests.packs.made import folder, manifest, module, zipped

ROOT = Path(__file__).parents[2]
CASE = Case.model_validate({"findings": [{"finding": "knees_move_inward", "side": "right"}]})
HELLO = """
%! hello: The pack is here.
%@ id=tried_hello label="The pack says hello." source="the pack"
warning(hello) :- served.
"""
MARGIN = """
%@ id=tried_margin label="Rows that point both ways must differ by at least {N}." source="ours"
figure(margin, N) :- N = 6.
"""


def answered(*places: Path, case: Case = CASE) -> Advice:
    return advise(case, KnowledgeBase.load(packs=read_packs(places)))


def refused(*places: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        answered(*places)
    return caught.value.message


def test_without_packs_the_answer_has_no_word_of_them() -> None:
    advice = advise(CASE, KnowledgeBase.load(packs=()))
    assert advice.to_json() == advise(CASE).to_json()
    assert "packs" not in json.loads(advice.to_json())["knowledge"]


def test_a_rule_of_a_pack_speaks_and_is_hashed(tmp_path: Path) -> None:
    advice = answered(folder(tmp_path, {"rules/hello.lp": HELLO}))
    assert "The pack is here." in [note.text for note in advice.warnings]
    plain = advise(CASE)
    assert advice.knowledge.rules != plain.knowledge.rules
    assert advice.knowledge.ontology == plain.knowledge.ontology
    (one,) = advice.knowledge.packs
    assert (one.id, one.version) == ("tried", "1.0")
    (other,) = read_packs([folder(tmp_path, {"rules/hello.lp": f"{HELLO}% more"})])
    assert other.digest != one.digest


def test_a_pack_of_rules_computes_no_fact_anew(tmp_path: Path) -> None:
    plain = KnowledgeBase.load().sources
    query = (
        "# tag_of(Tag)\n# {Tag} is a tag.\nSELECT DISTINCT ?tag WHERE { ?exercise :hasTag ?tag }"
    )
    body = module("tried", ':mine a :Document ; rdfs:label "Mine"@en .\n')
    for files, facts, graph in (
        ({"rules/hello.lp": HELLO}, False, False),
        ({"facts/tag_of.rq": query}, True, False),
        ({"ontology/x.ttl": body}, True, True),
        ({"pack.toml": manifest(overrides='things = ["ac_glute_bridge"]')}, True, True),
    ):
        place = folder(tmp_path / str(len(list(tmp_path.iterdir()))), files)
        with_pack = read_sources(places(), read_packs([place]))
        assert (with_pack.key != plain.key) is facts, files
        assert (with_pack.graph_key != plain.graph_key) is graph, files


def test_a_replaced_figure_is_listed(tmp_path: Path) -> None:
    place = folder(
        tmp_path,
        {
            "pack.toml": manifest(overrides='rules = ["figure_margin"]'),
            "rules/margin.lp": MARGIN,
        },
    )
    knowledge = KnowledgeBase.load(packs=read_packs([place]))
    advice = advise(CASE, knowledge)
    assert advice.knowledge.packs[0].replaces_rules == ("figure_margin",)
    assert "tried 1.0: replaces the rules figure_margin" in render(advice)
    jsonschema.validate(json.loads(advice.to_json()), advice_schema())
    text = Rules.of(knowledge).text
    assert "id=figure_margin " not in text
    assert "id=tried_margin " in text


def test_a_replaced_rule_keeps_the_numbers_of_lines(tmp_path: Path) -> None:
    text = (ROOT / "rules" / "muscles.lp").read_text(encoding="utf-8")
    left, gone = without_rules(text, {"status_outweighs"})
    assert gone == {"status_outweighs"}
    assert left.count("\n") == text.count("\n")
    rules = {one.id for one in statements(text)} - {one.id for one in statements(left)}
    assert rules == {"status_outweighs"}


def test_statements_are_those_the_parser_sees() -> None:
    text = """
%@ id=a label="x" source="y"
a(1..3) :- b("."; "%"). c.
%* a. *%
%@ id=w label="x" source="y"
:~ a(X). [X@1, w, X]
"""
    assert [one.id for one in statements(text)] == ["a", "", "w"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("status(soleus, left, overactive) :- served.", "not open to packs"),
        ("figure(margin, 9).", "not open to packs"),
        ("figure(cost_exercise, 1) :- served.", "not open to packs"),
        ("case_minutes(5).", "not open to packs"),
        ("targets(ac_glute_bridge, soleus).", "comes as facts"),
        ("-warning(hello) :- served.", "not open to packs"),
        ("warning(hello) | refer(hello) :- served.", "a disjunction"),
        (":~ served. [1@9, tried]", "a cost at level 9"),
        (":~ served. [2000000@4, tried]", "a cost of 2000000"),
        ("warning(hello) :- unheard_of.", "not declared"),
        ("warning(hello, more) :- served.", "not declared"),
    ],
)
def test_what_a_rule_of_a_pack_may_not_do(tmp_path: Path, rule: str, told: str) -> None:
    declared = "%! hello: The pack is here.\n" if "hello" in rule else "%\n"
    written = f'{declared}%@ id=tried label="x" source="y"\n{rule}\n'
    said = refused(folder(tmp_path, {"rules/bad.lp": written}))
    assert told in said
    assert said.startswith("tried/rules/bad.lp:3: ")


def test_what_replaces_a_rule_speaks_of_the_same_matter(tmp_path: Path) -> None:
    other = MARGIN.replace("margin, N", "cost_exercise, N")
    place = folder(
        tmp_path,
        {"pack.toml": manifest(overrides='rules = ["figure_margin"]'), "rules/margin.lp": other},
    )
    assert "not open to packs" in refused(place)


def test_names_that_nobody_knows_are_told_with_the_nearest(tmp_path: Path) -> None:
    place = folder(tmp_path, {"pack.toml": manifest(overrides='rules = ["figure_margn"]')})
    assert "did you mean figure_margin" in refused(place)
    place = folder(tmp_path, {"pack.toml": manifest("bb", overrides='things = ["soleu"]')}, "b")
    assert "did you mean soleus" in refused(place)
    place = folder(tmp_path, {"pack.toml": manifest("cc", overrides='facts = ["edtion"]')}, "c")
    assert "did you mean edition" in refused(place)
    place = folder(tmp_path, {"pack.toml": manifest("dd", title2='"x"')}, "d")
    assert "did you mean title" in refused(place)


def test_saying_more_of_others_has_to_be_listed(tmp_path: Path) -> None:
    body = module("tried", ":ac_glute_bridge :hasTag :tag_overhead .\n")
    said = refused(folder(tmp_path, {"ontology/more.ttl": body}))
    assert "says more of ac_glute_bridge, which ontology/exercises.ttl describes" in said
    files = {
        "pack.toml": manifest(overrides='things = ["ac_glute_bridge"]'),
        "ontology/more.ttl": body,
    }
    advice = answered(folder(tmp_path, files))
    assert advice.knowledge.packs[0].says_more_of == ("ac_glute_bridge",)
    assert advice.knowledge.ontology != advise(CASE).knowledge.ontology


def test_a_pack_changes_no_vocabulary(tmp_path: Path) -> None:
    body = module("tried", "owl:Thing rdfs:subClassOf :Muscle .\n")
    assert "says something of owl:Thing" in refused(folder(tmp_path, {"ontology/x.ttl": body}))


def test_a_facts_query_fills_a_predicate_of_its_own(tmp_path: Path) -> None:
    query = (
        "# tag_of(Tag)\n# {Tag} is a tag.\nPREFIX : <https://w3id.org/corrective-exercise/>\n"
        "SELECT DISTINCT ?tag WHERE { ?exercise :hasTag ?tag . } ORDER BY ?tag\n"
    )
    rule = (
        "%! tags(Number): There are {Number} tags.\n"
        '%@ id=tried_tags label="{N} tags are known." source="the pack"\n'
        "warning(tags(N)) :- N = #count{T : tag_of(T)}.\n"
    )
    place = folder(tmp_path, {"facts/tag_of.rq": query, "rules/tags.lp": rule})
    assert any(note.text.startswith("There are") for note in answered(place).warnings)
    taken = folder(tmp_path, {"facts/edition.rq": query.replace("tag_of", "edition")}, "taken")
    assert "edition is filled by rules/facts/edition.rq already" in refused(taken)


def test_order_does_not_matter_and_needs_are_met(tmp_path: Path) -> None:
    first = folder(tmp_path, {"rules/a.lp": HELLO}, "tried")
    needy = manifest("later", requires='["tried >= 1.0, < 2"]')
    rule = '%@ id=later_one label="x" source="y"\nrefer(hello) :- hello_said.\n'
    rule += "%! hello_said: It was said.\n"
    rule += '%@ id=later_said label="x" source="y"\nhello_said :- warning(hello).\n'
    second = folder(tmp_path, {"pack.toml": needy, "rules/b.lp": rule}, "later")
    assert answered(first, second).to_json() == answered(second, first).to_json()
    assert "later requires tried >= 1.0, < 2, which is not among the packs" in refused(second)
    newer = folder(tmp_path / "new", {"pack.toml": manifest("tried", version='"2.1"')})
    assert "and tried is there as 2.1" in refused(newer, second)


def test_packs_that_require_one_another(tmp_path: Path) -> None:
    one = folder(tmp_path, {"pack.toml": manifest("one", requires='["two"]')}, "one")
    two = folder(tmp_path, {"pack.toml": manifest("two", requires='["one"]')}, "two")
    assert "packs that require one another: one → two → one" in refused(one, two)


def test_two_packs_that_clash_are_told_why(tmp_path: Path) -> None:
    def margin(name: str) -> Path:
        files = {
            "pack.toml": manifest(name, overrides='rules = ["figure_margin"]'),
            "rules/margin.lp": MARGIN.replace("tried_", f"{name}_"),
        }
        return folder(tmp_path, files, name)

    assert "one and two clash: both replace the rule figure_margin" in refused(
        margin("one"), margin("two")
    )
    rude = folder(tmp_path, {"pack.toml": manifest("rude", conflicts='["one"]')}, "rude")
    assert "one and rude clash: one of them says so" in refused(margin("one"), rude)
    body = ':new_thing a :Document ; rdfs:label "New"@en .\n'
    both = [folder(tmp_path, {"ontology/x.ttl": module(name, body)}, name) for name in ("pa", "pb")]
    assert "says more of new_thing, which pa/ontology/x.ttl describes" in refused(*both)
    hello = [
        folder(tmp_path, {"rules/a.lp": HELLO.replace("tried_", f"{name}_")}, name)
        for name in ("ha", "hb")
    ]
    assert "`hello/0` is declared twice; one `%!` a predicate; ha/rules/a.lp:2" in refused(*hello)


def test_the_same_pack_twice_is_one(tmp_path: Path) -> None:
    place = folder(tmp_path, {"rules/a.lp": HELLO})
    assert len(read_packs([place, place])) == 1


def test_a_zip_file_is_the_same_pack(tmp_path: Path) -> None:
    files = {"pack.toml": manifest(), "rules/a.lp": HELLO}
    plain, deeper = tmp_path / "plain.zip", tmp_path / "deeper.zip"
    plain.write_bytes(zipped(files))
    deeper.write_bytes(zipped({f"tried-1.0/{name}": text for name, text in files.items()}))
    whole = folder(tmp_path, files)
    assert read_pack(plain).hash == read_pack(deeper).hash == read_pack(whole).hash
    assert answered(plain).to_json() == answered(whole).to_json()


def test_an_installed_pack_is_found_without_running_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "some_package"
    folder(package, {"rules/a.lp": HELLO}, "data")
    (package / "__init__.py").write_text("raise SystemExit('run')", encoding="utf-8")
    (package / "data" / "pack.toml").write_text(manifest(), encoding="utf-8")
    info = tmp_path / "some_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: some-package\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[continuum.packs]\nnice = some_package:data\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert read_pack("nice").id == "tried"
    assert main(["advise", str(ROOT / "examples/knees_in_right.yaml"), "--pack", "nice"]) == 0


def test_the_command_says_what_is_replaced(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "pack.toml": manifest(overrides='rules = ["figure_margin"]'),
        "rules/margin.lp": MARGIN + HELLO,
    }
    place = str(folder(tmp_path, files))
    example = str(ROOT / "examples/knees_in_right.yaml")
    told = "continuum: pack tried 1.0; replaces the rules figure_margin"
    for words in (["--pack", place], ["--pack", place, "--trust-packs"]):
        assert main(["advise", example, *words]) == 0
        out, err = capfd.readouterr()
        assert "The pack is here." in out
        assert told in err
    monkeypatch.setenv("CONTINUUM_PACKS", place)
    assert main(["why", example, "warning(hello)"]) == 0
    out, err = capfd.readouterr()
    assert "The pack says hello. [tried_hello]" in out
    assert told in err


def test_no_pack_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    example = str(ROOT / "examples/knees_in_right.yaml")
    assert main(["advise", example, "--pack", str(tmp_path / "nothing")]) == 2
    assert "no pack" in capfd.readouterr().err


def test_a_pack_replaces_the_conflict_policy(tmp_path: Path) -> None:
    """Any contradiction is equivocal, however much one side outweighs the other."""
    rule = (
        '%@ id=strict_equivocal label="{M} ({S}): rows point both ways." source="ours"\n'
        "status(M, S, equivocal) :- counts(M, S, overactive, _), counts(M, S, underactive, _).\n"
    )
    files = {
        "pack.toml": manifest(
            "strict", overrides='rules = ["status_equivocal", "status_outweighs"]'
        ),
        "rules/strict.lp": rule,
    }
    case = Case.model_validate(
        {
            "findings": [
                {
                    "finding": "low_back_arches",
                    "assessment": "overhead_squat",
                    "severity": "severe",
                },
                {"finding": "low_back_rounds", "assessment": "gait", "severity": "mild"},
            ]
        }
    )

    def equivocal(advice: Advice) -> set[str]:
        return {one.id for one in advice.muscles if one.status == "equivocal"}

    strict = answered(folder(tmp_path, files, "strict"), case=case)
    assert equivocal(advise(case)) < equivocal(strict)


def test_a_pack_replaces_the_order_of_the_screen(tmp_path: Path) -> None:
    """The order of correction is facts, so a facts query turns it round."""
    query = (ROOT / "rules/facts/fms_order.rq").read_text(encoding="utf-8")
    turned = query.replace("?pattern ?number\nWHERE", "?pattern (100 - ?place AS ?number)\nWHERE")
    turned = turned.replace(":orderNumber ?number", ":orderNumber ?place")
    assert turned != query
    files = {
        "pack.toml": manifest("turned", overrides='facts = ["fms_order"]'),
        "facts/fms_order.rq": turned,
    }
    scores = {"active_straight_leg_raise": {"left": 1, "right": 1}, "deep_squat": 1}
    case = Case.model_validate({"fms": {"scores": scores}})

    def first(advice: Advice) -> str:
        assert advice.fms is not None
        assert advice.fms.first_target is not None
        return advice.fms.first_target.test

    assert first(advise(case)) == "active_straight_leg_raise"
    advice = answered(folder(tmp_path, files, "turned"), case=case)
    assert first(advice) == "deep_squat"
    assert advice.knowledge.packs[0].replaces_facts == ("fms_order",)


NAMES = ("aa", "bb", "cc", "dd", "ee")


@given(
    needs=st.lists(st.sets(st.sampled_from(range(5)), max_size=3), min_size=5, max_size=5),
    order=st.permutations(range(5)),
)
def test_any_order_of_packs_is_the_same_order(needs: list[set[int]], order: list[int]) -> None:
    def pack(number: int) -> Pack:
        wanted = ", ".join(f'"{NAMES[one]}"' for one in sorted(needs[number]) if one < number)
        text = manifest(NAMES[number], requires=f"[{wanted}]")
        return pack_of({"pack.toml": text.encode()}, NAMES[number])

    packs = [pack(number) for number in range(5)]
    found = [one.id for one in in_order(packs)]
    assert [one.id for one in in_order(packs[number] for number in order)] == found
    for number in range(5):
        for one in needs[number]:
            if one < number:
                assert found.index(NAMES[one]) < found.index(NAMES[number])


@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*.lp")), ids=lambda one: one.name)
def test_every_rule_can_be_taken_out_alone(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ids = [one.id for one in statements(text)]
    assert without_rules(text, ()) == (text, frozenset())
    for name in ids:
        left, gone = without_rules(text, {name})
        assert gone == {name}
        assert [one.id for one in statements(left)] == [one for one in ids if one != name]
