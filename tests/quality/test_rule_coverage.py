"""No rule that no golden case uses, and nothing that a person reads without its words.

A golden case is an example, an example plan with its case, a case of ``docs/routine.md``, or a case
in ``tests/golden/cases`` made to use what no example does.
Some rules wait for content that the tables do not hold today, such as evidence about a muscle in
the middle of the body: ``tests/golden/further`` has such content, and the cases that use it.

The whole survey belongs to the deep runs. On a push every rule alone holds for the facts of its row
and says so in words (``tests/rules/test_rule_rows.py``), and what counts as used is tried here.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from kg.case.file import read_file
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.quality.rule_coverage import Coverage, Survey
from kg.rulebase.rule_set import RuleFile, Rules
from tests.depth import UNHURRIED
from tests.proof.answers import EXAMPLES, KNOWLEDGE, ROOT
from tests.rules.plan_examples import PLANS, case_of, plan_of
from tests.rules.routine_tables import cases

GOLDEN = ROOT / "tests" / "golden"
CASES = [*EXAMPLES, *sorted((GOLDEN / "cases").glob("*.yaml"))]
FURTHER = sorted((GOLDEN / "further" / "cases").glob("*.yaml"))
#: Of the weeks that the page works out for each number of days, those of four are enough.
WORKED = {name: case for name, case in cases().items() if not re.search(r", [1-35-7] days$", name)}
RULES = Rules.load(KNOWLEDGE.places.rules)


def coverage(
    paths: Iterable[Path],
    more: str = "",
    knowledge: KnowledgeBase = KNOWLEDGE,
    worked: Mapping[str, Case] | None = None,
    plans: Iterable[Path] = (),
) -> Coverage:
    """Return what some cases leave, with further rules if there are any."""
    survey = Survey(knowledge, Rules((*RULES.files, RuleFile("more.lp", more))) if more else RULES)
    for path in paths:
        case = read_file(str(path)).case(Vocabulary.of(knowledge))
        survey.look(path.relative_to(ROOT).as_posix(), case, time_limit=UNHURRIED)
    for name, case in (worked or {}).items():
        survey.glance(name, case, time_limit=UNHURRIED)
    for path in plans:
        case = case_of(path)
        facts = plan_of(path).to_facts(case.date)
        survey.glance(path.relative_to(ROOT).as_posix(), case, extra=facts, time_limit=UNHURRIED)
    return survey.coverage()


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> tuple[Coverage, Coverage]:
    """Return what the golden cases leave, and those of the further content."""
    root = tmp_path_factory.mktemp("further")
    for room in ("ontology", "rules"):
        shutil.copytree(ROOT / room, root / room)
    with (root / "ontology" / "evidence.ttl").open("a", encoding="utf-8") as file:
        file.write((GOLDEN / "further" / "breath.ttl").read_text(encoding="utf-8"))
    return (
        coverage(CASES, worked=WORKED, plans=PLANS),
        coverage(FURTHER, knowledge=KnowledgeBase.load(root)),
    )


@pytest.mark.deep
def test_every_rule_is_used_by_a_golden_case(golden: tuple[Coverage, Coverage]) -> None:
    first, further = golden
    left = {one.id for one in further.idle}
    idle = [f"{one.file}:{one.line}: {one.id}" for one in first.idle if one.id in left]
    assert not idle, "no golden case uses these rules:\n" + "\n".join(idle)


@pytest.mark.deep
def test_everything_a_person_reads_has_words(golden: tuple[Coverage, Coverage]) -> None:
    wordless = [f"{one.what} ({one.case})" for each in golden for one in each.wordless]
    assert not wordless, "without a label or a sentence:\n" + "\n".join(wordless)


@pytest.mark.deep
def test_no_sentence_has_an_open_place_or_a_raw_id(golden: tuple[Coverage, Coverage]) -> None:
    found = [one for each in golden for one in each.unfinished]
    told = [f"{one.what} ({one.case}, {one.where})" for one in found]
    assert not told, "not fit to be read:\n" + "\n".join(told)


KNEES = ROOT / "examples" / "knees_in_right.yaml"
PLANTED = """
%! planted(Exercise, Word): {Exercise} is planted: {word}.
%@ id=planted label="{E} is planted: {Word}." source="a test"
planted(E, Word) :- choose(E, integrate), Word = some_word.
%@ id=planted_never label="{E} is never planted." source="a test"
planted(E, some_word) :- choose(E, _), not choose(E, _).
%@ id=planted_possible label="{E} may not be chosen on the {S}." source="a test"
:- choose(E, P), side_of(E, S), not unilateral(E), S = nowhere.
%@ id=planted_chance label="{E} may not be chosen to {P}." source="a test"
:- choose(E, P), seconds(E, T), T > 60, not focus(_, _).
%@ id=planted_cost label="{E} costs." source="a test"
:~ choose(E, P), not unilateral(E). [1@1, planted_cost, E, P]
"""


@lru_cache(maxsize=1)
def planted() -> Coverage:
    return coverage([KNEES], PLANTED)


@pytest.mark.parametrize(
    ("rule", "idle"),
    [
        ("planted", False),
        ("planted_never", True),
        ("planted_possible", True),
        ("planted_chance", True),
        ("planted_cost", False),
        ("room_kept", False),
        ("minutes_kept", True),
    ],
)
def test_what_counts_as_used(rule: str, idle: bool) -> None:
    assert (rule in {one.id for one in planted().idle}) is idle


def test_words_that_are_missing_are_named_with_their_case() -> None:
    (fault,) = planted().wordless
    assert fault.what == "some_word"
    assert fault.case == "examples/knees_in_right.yaml"
    assert not planted().complete
