"""``continuum explain``: any entry of the ontology, found by name, with what speaks of it."""

from __future__ import annotations

import json

import pytest

from kg.cli.main import main
from kg.knowledge import KnowledgeBase
from kg.knowledge.entry import Entry, entry_of


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["explain", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_phase_comes_with_its_goal_its_claims_and_what_research_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = asked(capsys, "Inhibit")
    assert code == 0
    text = " ".join(out.split())
    assert "goal of the phase: Lower tone of overactive tissue" in text
    assert "(claim_inhibit_adds): mechanism claim" in text
    assert "speaks against: Inhibit: rolling adds to stretching" in text
    assert "speaks for: Inhibit: more range at once" in text
    assert "source: Konrad et al. 2021" in text
    assert "place: ontology/phases.ttl:" in text
    assert all(len(line) <= 80 or "://" in line for line in out.splitlines())


def test_a_kind_of_thing_comes_with_its_members_and_their_dates(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = asked(capsys, "certification fact")
    assert out.count("as of:") == 10
    assert "Exam 100 multiple-choice questions" in " ".join(out.split())
    _, out, _ = asked(capsys, "programming step")
    assert out.count("order number:") == 6


def test_json_holds_the_same_and_always_the_same_bytes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = asked(capsys, "lengthen", "--json")
    (entry,) = json.loads(out)
    assert entry["id"] == "lengthen"
    assert {part["id"] for part in entry["parts"]} >= {"phaseGoal", "claimedMechanism"}
    assert asked(capsys, "lengthen", "--json")[1] == out


def test_without_a_subject_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = asked(capsys)
    assert "mistake (Mistake): 37" in out
    _, out, _ = asked(capsys, "--json")
    assert {"label": "phase", "id": "Phase", "number": 4} in json.loads(out)


def test_an_unknown_name_is_asked_back(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(capsys, "inhibitt")
    assert (code, out) == (2, "")
    assert "did you mean inhibit" in err


def test_every_entry_can_be_told_and_no_entry_is_told_twice() -> None:
    knowledge = KnowledgeBase.load()

    def ids(entry: Entry) -> list[str]:
        inner = [one for _, told in entry.spoken_of for one in told if isinstance(one, Entry)]
        return [entry.id, *(name for one in inner for name in ids(one))]

    for one in sorted(knowledge.labels)[::40]:
        told = ids(entry_of(knowledge, one))
        assert len(told) == len(set(told))
