"""The snippets of CONTRIBUTING.md work as they stand, in a copy of the knowledge and the rules."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.model import Case
from kg.knowledge import KnowledgeBase
from kg.present.advice_text import render
from kg.quality import lint, shapes
from kg.rulebase.annotations import check_rules
from kg.rulebase.rule_set import Rules

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Snippet:
    """One block of code: the file that the text before it names last, and what stands in it."""

    file: str
    code: str


def snippets() -> Iterator[Snippet]:
    """Yield what is to be added to the ontology, to the rules and to the bridge."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    parts = re.split(r"^```(\w*)\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    for before, language, code in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
        if language == "turtle":
            yield Snippet(re.findall(r"`(ontology/\w+\.ttl)`", before)[-1], code)
        elif language == "tsv":
            yield Snippet(re.findall(r"`(ontology/tables/\w+\.tsv)`", before)[-1], code)
        elif language == "sparql":
            predicate = re.match(r"# (\w+)\(", code)
            assert predicate
            yield Snippet(f"rules/facts/{predicate[1]}.rq", code)
        elif "%@ id=" in code:
            yield Snippet("rules/safety.lp", code)


SNIPPETS = list(snippets())


def added(before: str, snippet: Snippet) -> str:
    """Return the text of a file with a snippet in it."""
    if snippet.file.endswith(".rq"):
        return snippet.code
    if snippet.file.endswith(".tsv"):
        heading, _, rows = snippet.code.partition("\n")
        assert before.startswith(f"{heading}\n")
        return before + rows
    return f"{before}\n{snippet.code}"


def copied(root: Path, some: Iterable[Snippet]) -> Path:
    """Return a directory with the ontology and the rules, and some snippets in them."""
    for room in ("ontology", "rules"):
        shutil.copytree(ROOT / room, root / room)
    for snippet in some:
        path = root / snippet.file
        path.write_text(added(path.read_text(encoding="utf-8"), snippet), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("copy"), SNIPPETS)


@pytest.fixture(scope="module")
def knowledge(root: Path) -> KnowledgeBase:
    return KnowledgeBase.load(root, cache=False)


@pytest.fixture(scope="module")
def rules(root: Path) -> Rules:
    return Rules.load(root / "rules")


def advice(knowledge: KnowledgeBase, rules: Rules, **data: object) -> Advice:
    return advise(Case.model_validate(data), knowledge, rules=rules)


def chosen(one: Advice) -> set[str]:
    return {item.exercise for phase in one.program.phases for item in phase.items}


def test_every_kind_of_snippet_is_there() -> None:
    files = [snippet.file for snippet in SNIPPETS]
    assert {file.rpartition(".")[2] for file in files} == {"ttl", "tsv", "lp", "rq"}
    assert len(files) >= 9


def test_the_rule_and_the_query_pass_the_check(knowledge: KnowledgeBase, rules: Rules) -> None:
    check_rules(rules, knowledge.facts.signature)
    assert "overhead_barred" in {name for name, _ in rules.predicates}
    before = KnowledgeBase.load().facts.relations["position_of"]
    assert set(before) < set(knowledge.facts.relations["position_of"])


def test_the_entries_are_complete_and_in_order(knowledge: KnowledgeBase) -> None:
    new = knowledge.labels.keys() - KnowledgeBase.load().labels.keys()
    assert "ev_foot_rolls_outward_tibialis_posterior_over_main_list" in new
    new -= {"source_my_textbook"}  # an example that nothing cites, which the lint says
    problems = [*lint.check(knowledge), *shapes.check(knowledge)]
    found = [str(one) for one in problems if one.level == "error" or one.subject in new]
    assert found == []


def test_the_new_muscle_gets_its_groups_and_antagonists(knowledge: KnowledgeBase) -> None:
    wholes = {
        row[1] for row in knowledge.facts.relations["part_of"] if row[0] == "gemellus_superior"
    }
    assert "deep_hip_external_rotators" in wholes
    assert any(row[0] == "gemellus_superior" for row in knowledge.facts.relations["antagonist"])


def test_the_new_exercise_is_chosen_when_the_others_are_out(
    knowledge: KnowledgeBase, rules: Rules
) -> None:
    others = {
        str(row[0])
        for row in knowledge.facts.relations["targets"]
        if row[1] == "gluteus_medius" and str(row[0]) != "ac_clamshell_wall"
    }
    case = {
        "findings": [{"finding": "sls_hip_drop", "side": "right"}],
        "equipment": ["wall"],
        "refuses": sorted(others),
    }
    one = advice(knowledge, rules, **case)
    (item,) = [
        i for phase in one.program.phases for i in phase.items if i.exercise == "ac_clamshell_wall"
    ]
    assert item.side == "right"
    assert "choice 6 of teachers" in item.why


def test_the_new_finding_gives_a_program(knowledge: KnowledgeBase, rules: Rules) -> None:
    seen = {"finding": "foot_rolls_outward", "assessment": "overhead_squat", "side": "left"}
    one = advice(knowledge, rules, findings=[seen])
    assert [(m.id, m.side, m.status) for m in one.muscles] == [
        ("tibialis_posterior", "left", "overactive")
    ]
    assert (
        one.muscles[0].evidence[0].row == "ev_foot_rolls_outward_tibialis_posterior_over_main_list"
    )
    assert "in_single_leg_balance" in chosen(one)


def test_a_finding_that_nothing_retrains_says_so(tmp_path: Path) -> None:
    some = [one for one in SNIPPETS if "integration_choices" not in one.file]
    knowledge = KnowledgeBase.load(copied(tmp_path, some), cache=False)
    rules = Rules.load(tmp_path / "rules")
    one = advice(knowledge, rules, findings=[{"finding": "foot_rolls_outward"}])
    gaps = [(gap.phase, gap.reason) for gap in one.gaps]
    assert gaps == [("integrate", "No integration is known for it.")]
    text = render(one)
    assert "4 Integrate\n    nothing: see what is left out" in text
    assert "3 Activate\n    nothing is asked for" in text
