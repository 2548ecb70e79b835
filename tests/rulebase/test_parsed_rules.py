"""The rules as they are kept: those that the parser reads, and nothing that is no rule."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from pathlib import Path

import pytest

from kg.knowledge import KnowledgeBase
from kg.paths import Cache
from kg.rulebase import parsed_rules
from kg.rulebase.annotations import read_annotations
from kg.rulebase.parsed_rules import kept_annotations
from kg.rulebase.rule_set import RuleFile, Rules

TEXT = (
    "#const most = 3.\n"
    '%! seen(Name, Number): {Name} was seen {Number} times.\n%@ id=tried_seen source="test"\n'
    'seen(N, X) :- case_row(f(N, (_, "a")), X), X <= most, not -case_gone(N), 1 { case_b(Y) : '
    "case_c(Y, #sup) }.\n"
)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def entry_of(rules: Rules) -> str:
    identity = f"{rules.hash}{parsed_rules._code_digest()}"
    return f"parsed-{hashlib.sha256(identity.encode()).hexdigest()}.bin"


def test_kept_rules_are_those_of_the_parser(cache: Cache) -> None:
    for rules in (Rules.of(KnowledgeBase.load()), Rules((RuleFile("tried.lp", TEXT),))):
        first = kept_annotations(rules, cache)
        assert cache.read(entry_of(rules)) is not None
        assert kept_annotations(rules, cache) == first == read_annotations(rules)


class Foreign:
    """What a pickle would run when it is read by anybody but our reader."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("ran",)


def test_other_classes_are_refused_and_the_rules_read_anew(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rules = Rules((RuleFile("tried.lp", TEXT),))
    foreign = pickle.dumps((Foreign(),))
    with pytest.raises(pickle.UnpicklingError, match="is no part of a rule"):
        parsed_rules._RulesReader(io.BytesIO(foreign)).load()
    cache.write(entry_of(rules), foreign)
    assert kept_annotations(rules, cache) == read_annotations(rules)
    assert not (tmp_path / "ran").exists()
    assert cache.read(entry_of(rules)) != foreign


@pytest.mark.parametrize("damaged", [b"", b"no pickle", pickle.dumps((1,))[:-1]])
def test_what_is_no_pickle_is_read_anew(cache: Cache, damaged: bytes) -> None:
    rules = Rules((RuleFile("tried.lp", TEXT),))
    cache.write(entry_of(rules), damaged)
    assert kept_annotations(rules, cache) == read_annotations(rules)
