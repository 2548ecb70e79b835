"""Without a cache nothing is written, whatever is asked of a knowledge base."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.case.file import read_file
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.explain.consultation import Consultation
from kg.explain.explainer import Against
from kg.explain.lookup import goals
from kg.explain.remedies import remedies
from kg.knowledge import KnowledgeBase
from kg.packs.dependency_order import additions
from kg.packs.pack import pack_of
from kg.present.rule_uses import Example, Examples, uses
from kg.progress.comparison import compare
from kg.quality.rule_usage import Usage
from kg.rulebase.rule_set import Rules
from kg.study.generator import Study, Wanted
from tests.packs.made import manifest

EXAMPLES = Path(__file__).parents[2] / "examples"
RULE = (
    '%! tried_note(Level): The level is {Level}.\n%@ id=tried_a label="The level is {N}." '
    'source="test"\ntried_note(N) :- case_level(N).\n'
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def empty_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUUM_CACHE_DIR", str(folder))


def test_nothing_is_written_without_a_cache(folder: Path) -> None:
    knowledge = KnowledgeBase.load(cache=False)
    words = Vocabulary.of(knowledge)

    def case(name: str) -> Case:
        return read_file(str(EXAMPLES / f"{name}.yaml")).case(words)

    before, after = case("knees_in_right"), case("flat_feet")
    advice = advise(before, knowledge)
    first, second = (Consultation.of(one, knowledge) for one in (before, after))
    assert first.advice == advice
    explainer = Against.of(first)
    assert explainer.why(first.why(first.statements[0].atom)).lines
    goal = goals(first, "clamshell")[0]
    assert explainer.story(goal).lines
    remedies(first, goal, seconds=1)
    comparison = compare(first, second)
    assert comparison.changes.program
    assert comparison.story(comparison.changes.program[0].proof).lines
    study = Study.load(knowledge)
    cased = sorted(kind.name for kind in study.setting.kinds.values() if kind.case is not None)
    plain = sorted(kind.name for kind in study.setting.kinds.values() if kind.case is None)
    for kind in (cased[0], plain[0]):
        wanted = Wanted(number=1, seed="1", kinds=(kind,), edition="all")
        question = study.questions(wanted)[0]
        assert question.world.story(question.options[0].claim).lines
    rules = Rules.of(knowledge)
    usage = Usage(knowledge, rules)
    assert uses(first, usage)
    examples = Examples(knowledge, rules)
    examples.every = (Example("Flat feet", EXAMPLES / "flat_feet.yaml"),)
    assert len(list(examples.look(usage))) == 1
    files = {"pack.toml": manifest(), "rules/x.lp": RULE}
    pack = pack_of({name: text.encode() for name, text in files.items()}, "tried")
    packed = knowledge.with_packs(additions([pack]))
    assert advise(before, packed).program == advice.program
    assert not list(folder.iterdir())
