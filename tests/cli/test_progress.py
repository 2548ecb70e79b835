"""``continuum progress``: every command, its JSON, and one clear message for each fault."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kg.case.file import read_file
from kg.cli.main import main
from kg.progress import database
from tests.progress.stores import rewrite

EXAMPLES = Path(__file__).parents[2] / "examples" / "progress"
Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Give a way to run a command on a history of its own."""
    monkeypatch.setenv("CONTINUUM_STORE", str(tmp_path / "history.sqlite"))

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["progress", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def two(ask: Ask) -> Ask:
    """Give a history of two cases."""
    for name in ("march", "april"):
        assert ask("add", str(EXAMPLES / f"{name}.yaml"))[0] == 0
    return ask


def data(answer: tuple[int, str, str]) -> Any:
    code, out, err = answer
    assert (code, err) == (0, "")
    return json.loads(out)


def refused(answer: tuple[int, str, str], code: int = 2) -> str:
    assert (answer[0], answer[1]) == (code, "")
    assert len(answer[2].splitlines()) == 1
    return answer[2]


def test_a_case_is_kept_as_it_was_given(two: Ask) -> None:
    first, second = data(two("export", "client-07"))["assessments"]
    assert first["case_file"] == (EXAMPLES / "march.yaml").read_text(encoding="utf-8")
    assert first["case"]["findings"] == read_file(EXAMPLES / "march.yaml").data["findings"]
    assert len(first["knowledge"]["ontology"]) == len(first["knowledge"]["rules"]) == 64
    assert [first["day"], second["day"]] == ["2026-03-02", "2026-04-13"]


def test_client_and_day_may_be_given_beside_the_file(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text("findings: [{finding: heel_rises}]\n")
    assert "has no client; `client:` in the file, or --client" in refused(ask("add", str(file)))
    assert "has no date" in refused(ask("add", str(file), "--client", "a"))
    words = ("add", str(file), "--client", "a", "--date", "2026-03-02", "--json")
    assert data(ask(*words)) == {"client": "a", "assessment": 1, "day": "2026-03-02", "photos": 0}
    assert "--client: found 'Jane Doe'; allowed: a pseudonym" in refused(
        ask("add", str(file), "--client", "Jane Doe")
    )
    march = str(EXAMPLES / "march.yaml")
    assert "march.yaml:2: client: found client-07, but b was asked for" in refused(
        ask("add", march, "--client", "b")
    )


def test_a_case_that_cannot_be_right_is_not_kept(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    rows = "- {finding: knees_move_inward, assessment: pushing, side: left}"
    file.write_text(f"client: a\ndate: 2026-03-02\nfindings:\n{rows}\n")
    assert "case.yaml:4: findings[0].assessment" in refused(ask("add", str(file)))
    assert data(ask("list", "--json")) == []


def test_what_changed_is_shown(two: Ask) -> None:
    code, out, _ = two("show", "client-07")
    assert code == 0
    assert "Heel of the foot rises, both sides: no longer seen" in out
    assert "as before: Hurdle step" in out
    assert "Hurdle step: 2 both times." not in out
    assert "Hurdle step: 2 both times." in two("show", "client-07", "--all")[1]
    assert all(len(line) <= 80 for line in out.splitlines())


def test_what_changed_as_json_says_the_same(two: Ask) -> None:
    found = data(two("show", "client-07", "--json"))
    assert (found["earlier"], found["later"]) == (1, 2)
    assert [one["total"] for one in found["assessments"]] == [13, 15]
    changes = found["changes"]
    kinds = {(one["about"], one["side"]): one["kind"] for one in changes["findings"]}
    assert kinds == {
        ("heel_rises", "both"): "resolved",
        ("knees_move_inward", "right"): "improved",
        ("forward_head", "both"): "not_assessed_again",
    }
    assert changes["total"]["kind"] == "within_error"
    assert changes["detectable_change"] == 2.5
    assert found["notes"] == []
    for one in (changes["findings"][0], changes["program"][0]):
        (story,) = data(two("show", "client-07", "--why", one["proof"], "--json"))
        assert story["statement"] == one["proof"]


@pytest.mark.parametrize("words", ["heel_rises", "Heel of the foot rises", "heels riss"])
def test_a_change_is_proved_by_name(words: str, two: Ask) -> None:
    code, out, err = two("show", "client-07", "--why", words)
    if words == "heels riss":
        assert (code, out) == (2, "")
        assert "did you mean" in err
    else:
        assert code == 0
        assert out.startswith("Heel of the foot rises")
        assert "[finding_resolved]" in out


def test_an_exercise_is_proved_by_its_reasons(two: Ask) -> None:
    out = two("show", "client-07", "--why", "foam roll calf")[1]
    assert "[reason_resolved]" in out
    assert "do not speak of" in refused(two("show", "client-07", "--why", "soleus"))


def test_assessments_are_chosen_by_number(two: Ask) -> None:
    two("add", str(EXAMPLES / "june.yaml"))
    found = data(two("show", "client-07", "--json"))
    assert (found["earlier"], found["later"]) == (2, 3)
    found = data(two("show", "client-07", "--from", "1", "--to", "3", "--json"))
    assert (found["earlier"], found["later"]) == (1, 3)
    assert found["since_first"]["kind"] == "total_rose"
    assert "not before the second" in refused(two("show", "client-07", "--from", "3"))
    assert "no assessment number 9; 1, 2, 3" in refused(two("show", "client-07", "--to", "9"))


def test_a_case_of_other_knowledge_is_marked(two: Ask, tmp_path: Path) -> None:
    change = "UPDATE assessments SET rules_hash = 'older' WHERE number = 1"
    rewrite(tmp_path / "history.sqlite", change)
    (note,) = data(two("show", "client-07", "--json"))["notes"]
    assert note.startswith("Assessment 1 was added under other knowledge")


def test_an_id_that_was_renamed_is_read_from_the_file_as_it_was_given(
    two: Ask, tmp_path: Path
) -> None:
    change = "UPDATE assessments SET case_json = replace(case_json, 'heel_rises', 'was')"
    rewrite(tmp_path / "history.sqlite", change)
    found = data(two("show", "client-07", "--json"))
    assert "heel_rises" in {one["about"] for one in found["changes"]["findings"]}


def test_a_case_that_can_no_longer_be_read_is_left_out_or_named(two: Ask, tmp_path: Path) -> None:
    two("add", str(EXAMPLES / "june.yaml"))
    rewrite(
        tmp_path / "history.sqlite",
        *(
            f"UPDATE assessments SET {column} = replace({column}, 'heel_rises', 'gone_by')"
            for column in ("case_json", "file_text")
        ),
    )
    found = data(two("show", "client-07", "--json"))
    assert [one["assessment"] for one in found["assessments"]] == [2, 3]
    assert found["notes"][0].startswith("Assessment 1 is left out: assessment 1:")
    assert "assessment 1:6: findings[0].finding: found 'gone_by'" in refused(
        two("show", "client-07", "--from", "1")
    )


def test_one_assessment_shows_no_change(ask: Ask) -> None:
    ask("add", str(EXAMPLES / "march.yaml"))
    assert "only one assessment" in refused(ask("show", "client-07"))
    assert "did you mean client-07" in refused(ask("show", "client-7"))


def test_cases_are_removed_one_or_all(two: Ask) -> None:
    assert [
        one["assessment"] for one in data(two("remove", "client-07", "--number", "1", "--json"))
    ] == [1]
    assert two("remove", "client-07", "--all")[1] == (
        "client-07: removed assessment 2, 2026-04-13\n"
    )
    assert two("list")[1] == "The history is empty.\n"
    assert data(two("export"))["assessments"] == []


@pytest.mark.parametrize("words", [["remove", "a"], ["remove", "a", "--all", "--number", "1"]])
def test_what_is_removed_has_to_be_said(words: list[str], ask: Ask) -> None:
    with pytest.raises(SystemExit) as ended:
        ask(*words)
    assert ended.value.code == 2


def test_photos_come_and_go(two: Ask, tmp_path: Path) -> None:
    picture = tmp_path / "front.png"
    Image.new("RGB", (30, 60), "green").save(picture)
    words = ("photo", "add", "client-07", str(picture), "--view", "Lateral", "--side", "left")
    (added,) = data(two(*words, "--number", "1", "--json"))
    assert (added["view"], added["side"], added["assessment"]) == ("view_lateral", "left", 1)
    assert (
        "photo 1 of assessment 1, 2026-03-02; from the side; left side; 30 x 60"
        in two("photo", "list", "client-07")[1]
    )
    (written,) = data(two("photo", "export", "client-07", "--out", str(tmp_path / "o"), "--json"))
    with Image.open(written) as image:
        assert (image.format, image.size) == ("JPEG", (30, 60))
    assert data(two("export"))["assessments"][0]["photos"] == [added]
    assert two("photo", "remove", "client-07", "1")[0] == 0
    assert two("photo", "list", "client-07")[1] == "client-07 has no photos.\n"
    assert not (tmp_path / "history.sqlite.photos").exists()


def test_a_view_is_named_by_the_ontology(two: Ask, tmp_path: Path) -> None:
    Image.new("RGB", (3, 6)).save(tmp_path / "p.png")
    words = ("photo", "add", "client-07", str(tmp_path / "p.png"), "--view")
    for view in ("anterior", "view_lateral", "From behind"):
        assert two(*words, view)[0] == 0
    message = refused(two(*words, "posteriro"))
    assert "allowed: From the front / anterior / front or" in message
    assert "did you mean" in message


def test_what_is_wrong_with_a_photo_is_said(two: Ask, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_text("no picture")
    words = ("photo", "add", "client-07", str(tmp_path / "p.png"), "--view", "anterior")
    assert "p.png: found no picture that can be read; a picture in JPEG" in refused(two(*words))
    assert "no photo number 7; none is there" in refused(two("photo", "remove", "client-07", "7"))


def test_a_store_is_named_by_an_option_too(two: Ask, tmp_path: Path) -> None:
    other = str(tmp_path / "other.sqlite")
    assert data(two("list", "--json", "--store", other)) == []
    assert len(data(two("list", "--json"))) == 2


def test_a_locked_store_is_no_bad_input(
    two: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 10)
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        assert "in use by another program" in refused(two("remove", "client-07", "--all"), 70)
        assert len(data(two("list", "--json"))) == 2  # who only reads does not wait
        other.execute("ROLLBACK")


def test_without_the_optional_part_one_line_says_what_to_install(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.startswith("kg.progress")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    assert "pip install 'continuum-corrective-exercise[progress]'" in refused(ask("list"))
