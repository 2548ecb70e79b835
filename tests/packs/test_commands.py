"""`continuum rules`: a scaffold that passes, and each fault found at its place."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from kg.advice.advise import TIME_LIMIT
from kg.advice.decode.assemble import OUTPUTS
from kg.cli.main import main
from kg.knowledge import KnowledgeBase
from kg.packs import read_pack
from kg.packs.check import PackCheck, check_pack
from kg.packs.dependency_order import additions
from kg.packs.file_watch import saves
from kg.packs.golden import try_pack
from kg.packs.reference import reference
from kg.packs.scaffold import new_pack
from kg.plan.judge import READ
from kg.rulebase.rule_set import Rules
from tests.packs.made import folder, manifest

ROOT = Path(__file__).parents[2]
QUICK = PackCheck(turtle=False)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A new pack as the scaffold writes it."""
    new_pack(tmp_path / "fresh", "fresh", "Fresh", "A. Coach")
    return tmp_path / "fresh"


def edited(pack: Path, file: str, old: str, new: str) -> Path:
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new), encoding="utf-8")
    return pack


def problems(place: Path, check: PackCheck = QUICK) -> list[str]:
    return [str(one) for one in check_pack(read_pack(place), (), check)]


def test_a_new_pack_passes_its_own_check_and_test(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["rules", "new", "my-pack", "--title", "My pack"]) == 0
    assert main(["rules", "check", "my-pack"]) == 0
    out, err = capfd.readouterr()
    assert err.endswith(
        "continuum: pack my_pack 0.1.0; replaces nothing\ncontinuum: 0 errors, 0 warnings, 1 note\n"
    )
    assert "No position of my_pack_step_and_reach is described" in out
    assert "error" not in out
    assert main(["rules", "test", "my-pack"]) == 0
    out, _ = capfd.readouterr()
    assert out == "passed  first\n1 of 1 golden cases passed.\n1 of 1 rules fired.\n"
    words = ["why", "my-pack/examples/first.yaml", "My pack: step and reach", "--pack", "my-pack"]
    assert main(words) == 0
    out, _ = capfd.readouterr()
    assert "is a choice of teachers to retrain the pattern" in " ".join(out.split())


def test_our_own_rules_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "check"]) == 0
    out, err = capsys.readouterr()
    assert "error" not in out
    assert "continuum: 0 errors" in err


def test_a_new_pack_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    assert main(["rules", "new", str(tmp_path), "--id", "mine"]) == 2
    assert "holds something already" in capsys.readouterr().err
    assert main(["rules", "new", str(tmp_path / "x"), "--id", "Mine!"]) == 2
    assert main(["rules", "new", str(tmp_path / "x"), "--id", "ok", "--author", "<b>"]) == 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("choose(E, integrate)", "choose(E, integrate", "fresh.lp:5:"),
        ("choose(E, integrate)", "chose(E, integrate)", "`chose/2` is not declared"),
        ("choose(E, integrate)", "choose(E)", "`choose/1` is not declared"),
        ("E = fresh_step_and_reach.", "X != E.", "variables that nothing binds"),
        ("%@ id=fresh_slowly ", "%@ ", "an annotation without id"),
        ('label="{E} is chosen, and it is the drill of this pack." ', "", "without label"),
        ('source="Fresh"', "", "without source"),
        ('label="{E} is', 'label="{Q} is', "speaks of Q"),
        ("warning(fresh_slowly(E)) :-", "choose(fresh_slowly(E), activate) :-", "not open to"),
    ],
)
def test_a_fault_in_a_rule_is_told_with_its_place(
    pack: Path, old: str, new: str, told: str
) -> None:
    found = problems(edited(pack, "rules/fresh.lp", old, new))
    assert any(told in one and one.startswith("fresh/rules/fresh.lp:") for one in found), found


def test_unsafe_variables_have_line_and_column(pack: Path) -> None:
    edited(pack, "rules/fresh.lp", "E = fresh_step_and_reach.", "X != E.")
    (found,) = [one for one in problems(pack) if "nothing binds" in one]
    assert found.startswith("fresh/rules/fresh.lp:5:1: error")
    assert "X" in found


def test_a_rule_that_can_never_fire(pack: Path) -> None:
    edited(pack, "rules/fresh.lp", "E = fresh_step_and_reach", "tagged(E, tag_overheard)")
    (found,) = [one for one in problems(pack) if "never_fires" in one]
    assert "nothing gives tagged(E,tag_overheard)" in found


def test_a_predicate_that_nothing_reads(pack: Path) -> None:
    more = '%! idle(Exercise): {Exercise} idles.\n%@ id=fresh_idle label="{E}." source="x"\n'
    edited(pack, "rules/fresh.lp", "% What", f"{more}idle(E) :- choose(E, _).\n% What")
    assert any("It derives idle/1, which nothing reads" in one for one in problems(pack))


def test_faults_of_the_turtle(pack: Path) -> None:
    edited(pack, f"ontology/{pack.name}.ttl", ":difficulty 2 ;", "")
    assert "exercise_difficulty" in "\n".join(problems(pack, PackCheck()))
    edited(pack, f"ontology/{pack.name}.ttl", ":inRegion :lphc ;", ":inRegion :lphcc ;")
    (found,) = problems(pack, PackCheck())
    assert found.startswith("fresh/ontology/fresh.ttl:32: error: fresh_hip_sways: ")
    assert "lphcc, which nothing describes; did you mean lphc?" in found
    edited(pack, f"ontology/{pack.name}.ttl", "a :Finding ;", "a :Finding")
    assert problems(pack)[0].startswith("fresh/ontology/fresh.ttl:2")


def test_without_the_extra_the_shapes_are_left_out_and_it_is_said(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    (found,) = [one for one in problems(pack, PackCheck()) if "warning" in one]
    assert "install the extra “ontology”" in found


def test_two_best_programs_are_told(pack: Path) -> None:
    """A free choice that nothing weighs leaves it to the order of letters."""
    more = (
        "%! coin(Side): The coin shows {side}.\n"
        '%@ id=fresh_coin label="The coin is tossed." source="x"\n'
        "{ coin(left) }.\n"
        '%@ id=fresh_told label="It shows {S}." source="x"\nwarning(coin(S)) :- coin(S).\n'
    )
    edited(pack, "rules/fresh.lp", "% What", f"{more}% What")
    (found,) = [one for one in problems(pack) if "[objective]" in one]
    assert "warning(coin(left))" in found


def test_a_golden_case_that_fails_says_what_holds_instead(pack: Path) -> None:
    edited(pack, "examples/first.toml", "right,underactive", "right,overactive")
    edited(pack, "examples/first.toml", '"solved"', '"referred"')
    read = read_pack(pack)
    tried = try_pack(read, KnowledgeBase.load(packs=additions([read])), time_limit=TIME_LIMIT)
    assert not tried.passed
    assert tried.outcomes[0].faults == (
        "the result is solved, expected is referred",
        "status(gluteus_medius,right,overactive) does not hold; what holds: "
        "status(gluteus_medius,right,underactive)",
    )


def test_rules_that_no_case_tries_are_named(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    more = (
        '%@ id=fresh_idle label="x" source="x"\nwarning(fresh_slowly(E)) :- choose(E, inhibit).\n'
    )
    edited(pack, "rules/fresh.lp", "% What", f"{more}% What")
    assert main(["rules", "test", str(pack), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["rules"], told["idle"]) == (2, ["fresh_idle"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("holds = [1", "not TOML"),
        ("hold = []", "did you mean holds"),
        ("result = 'good'", "one of solved"),
        ("holds = ['a(']", "is no atom"),
        ("holds = 'a'", "is no list"),
        ("holds = ['" + "f(" * 40_000 + "']", "is no atom"),
    ],
)
def test_an_expectation_that_cannot_be_read(
    pack: Path, capfd: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    (pack / "examples" / "first.toml").write_text(text, encoding="utf-8")
    assert main(["rules", "test", str(pack)]) == 2
    assert told in capfd.readouterr().err


def test_a_difference_names_the_rule(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rule = (
        '%@ id=wide_margin label="Rows must differ by at least {N}." source="ours"\n'
        "figure(margin, N) :- N = 6.\n"
    )
    files: dict[str, str | bytes] = {
        "pack.toml": manifest("wide", overrides='rules = ["figure_margin"]'),
        "rules/wide.lp": rule,
        "examples/many.yaml": (ROOT / "examples/many_findings_one_edition.yaml").read_bytes(),
    }
    place = folder(tmp_path, files, "wide")
    cases = place / "examples"
    words = ["rules", "diff", str(place), "--cases", str(cases)]
    assert main([*words, "--json"]) == 1
    (one,) = json.loads(capfd.readouterr().out)
    assert one["case"] == str(cases / "many.yaml")
    status = {row["atom"]: row["rules"] for row in one["new"] + one["old"]}
    assert status["state(gluteus_medius,right,equivocal)"] == ["wide_margin"]
    assert status["state(gluteus_medius,right,underactive)"] == ["figure_margin"]
    assert "wide_margin" in status["choose(ac_clamshell,activate)"]
    same = shutil.copytree(place, tmp_path / "same")
    assert main([*words, "--against", str(same)]) == 0
    assert "No case changes." in capfd.readouterr().out


def test_a_difference_to_a_revision(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
        subprocess.run(["git", *who, *words], cwd=pack, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    edited(pack, "rules/fresh.lp", "slowly at first", "slowly")
    edited(pack, f"ontology/{pack.name}.ttl", ":underactiveFor", ":overactiveFor")
    edited(
        pack, f"ontology/{pack.name}.ttl", ":hasDirection :underactive", ":hasDirection :overactive"
    )
    cases = str(pack / "examples" / "first.yaml")
    words = ["rules", "diff", str(pack), "--cases", cases, "--against", "HEAD"]
    assert main(words) == 2
    assert "--trust-packs" in capfd.readouterr().err
    assert main([*words, "--trust-packs"]) == 1
    out, _ = capfd.readouterr()
    assert "- Gluteus medius (right) is likely underactive" in out
    assert "+ Gluteus medius (right) is likely overactive" in out
    assert main([*words[:-1], "nothing_such", "--trust-packs"]) == 2
    assert main(["rules", "diff", str(pack), "--cases", "nothing.yaml"]) == 2


def test_the_reference_is_current() -> None:
    """`continuum rules docs --out docs/reference` writes it anew."""
    pages = reference(KnowledgeBase.load())
    assert {path.name for path in (ROOT / "docs/reference").iterdir()} == set(pages)
    for name, text in pages.items():
        assert (ROOT / "docs/reference" / name).read_text(encoding="utf-8") == text, name


def test_the_reference_of_a_pack_tells_of_it_alone(
    pack: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["rules", "docs", str(pack)]) == 0
    out, _ = capfd.readouterr()
    assert "| `fresh_slowly` | rule |" in out
    assert "`status_unopposed` | rule" not in out
    there = tmp_path / "pages"
    assert main(["rules", "docs", "--out", str(there)]) == 0
    assert main(["rules", "docs", "--out", str(there), "--check"]) == 0
    (there / "rules.md").write_text("stale", encoding="utf-8")
    assert main(["rules", "docs", "--out", str(there), "--check"]) == 1


def test_watching_sees_a_save(pack: Path) -> None:
    found: Iterator[tuple[str, ...]] = saves(pack, 0.01)
    assert "pack.toml" in next(found)
    Timer(0.2, lambda: edited(pack, "README.md", "Fresh", "Fresher")).start()
    assert next(found) == ("README.md",)


def test_watch_checks_and_tests(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "watch", str(pack), "--rounds", "1"]) == 0
    out, err = capfd.readouterr()
    assert "1 of 1 golden cases passed." in out
    assert "0 errors" in err
    assert main(["rules", "watch", str(pack / "nothing")]) == 2


_READS = re.compile(
    r"""\b(?:rows|pairs|relations|by_signature|proof|truth\.of|_behind)"""
    r"""(?:\.get)?[\[(](?:knowledge,)?\s*["'](\w+)"""
)


def test_python_names_no_predicate_beyond_the_contract() -> None:
    """What the rules call their predicates is the rules' own business."""
    readme = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    told = readme.partition("## What Python reads by name")[2].partition("\n## ")[0]
    allowed = OUTPUTS | READ | set(re.findall(r"`(\w+)/\d`", told))
    read = {
        name: path.name
        for path in sorted((ROOT / "kg").rglob("*.py"))
        if "study" not in path.parts  # reads what the files of study/ declare
        for name in _READS.findall(path.read_text(encoding="utf-8"))
        if not name.startswith(("case_", "progress_"))
    }
    assert {"weighs", "vocabulary", "evidence_source", "conflict"} <= read.keys()
    assert not read.keys() - allowed


def test_packs_and_checks_name_no_predicate_at_all() -> None:
    """The rooms that are to work for every rule set know of no single one."""
    knowledge = KnowledgeBase.load()
    names = {name for name, _ in Rules.of(knowledge).predicates} | set(knowledge.facts.signature)
    for path in [*(ROOT / "kg/packs").glob("*.py"), ROOT / "kg/pack_policy/pack_rules.py"]:
        strings = {
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not (strings & {name for name in names if "_" in name}), path.name
