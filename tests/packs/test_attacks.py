"""A pack is data: what would be more is refused or contained, and the caller goes on."""

from __future__ import annotations

import io
import os
import re
import resource
import socket
import stat
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import clingo
import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.cli.main import main
from kg.errors import ContinuumError, KnowledgeError, TimeLimit
from kg.knowledge import KnowledgeBase
from kg.pack_policy.pack_rules import guard_of
from kg.packs import read_pack, read_packs
from kg.packs.contained import PackLimits, Stopped, run
from kg.packs.contained import advise as contained_advise
from kg.rulebase.lexing import statements
from kg.rulebase.rule_set import Rules
from tests.packs.made import folder, manifest, module, zipped

ROOT = Path(__file__).parents[2]
CASE = Case.model_validate({"findings": [{"finding": "knees_move_inward", "side": "right"}]})
HEAD = '%! bomb(N): {N}.\n%@ id=tried_bomb label="x" source="y"\n'
Files = Mapping[str, str | bytes]


def at_the_gate(tmp_path: Path, files: Files) -> str:
    with pytest.raises((KnowledgeError, ContinuumError)) as caught:
        read_pack(folder(tmp_path, files))
    assert caught.value.exit_code == 2
    return caught.value.message


# --- rules: refused before the parser ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#script(python) def main(c): pass #end.", "`#script`"),
        ("#script (lua) os.exit() #end.", "`#script`"),
        ('#include "/etc/passwd".', "`#include`"),
        ("#include <incmode>.", "`#include`"),
        ("#const left = right.", "`#const`"),
        ("#show.", "`#show`"),
        ("#program other.", "`#program`"),
        ("#external a.", "`#external`"),
        ("#heuristic a. [1, true]", "`#heuristic`"),
        ("#theory t {}.", "`#theory`"),
        ("#minimize { 1@99 : a }.", "`#minimize`"),
        ("a :- &sum { x } > 1.", "`&sum`"),
        ("a(@run(1)).", "`@run`"),
        ("a(X) :- X = @__class__.", "`@__class__`"),
        (":~ a(X). [1@X, t]", "`@X`"),
        ("a(" + "f(" * 200_000, "bytes"),
        ("a(" + "f(" * 60, "brackets inside one another"),
        ("a(" + "(" * 60, "brackets inside one another"),
        ("a(" + "-" * 60 + "1).", "signs in a row"),
        ("a(" + "~" * 60 + "1).", "signs in a row"),
        ("a(" + "1+" * 6_000 + "1).", "without an end"),
        ("a(1..100000000).", "a range of 99999999"),
        ("a((-2147483648)/(-1)).", "the number 2147483648"),
        ("a(10000000000).", "the number 10000000000"),
        ("a(0xFFFFFFFFFF).", "the number 0xFFFFFFFFFF"),
        ("a(" + "9" * 5_000 + ").", "the number 9999"),
        ('a("open', "does not end on its line"),
        ('a("x\\\n").\n#include "y".', "does not end on its line"),
        ("%* open", "a comment that does not end"),
        ("a.\u202e", "nobody sees (U+202E)"),
        ("a.\x00", "nobody sees (U+0000)"),
        ('%@ id=a label="<script>alert(1)</script>" source="x"\na.', "markup"),
        ('%! a: <b>bold</b>.\n%@ id=a label="x" source="x"\na.', "markup"),
        ('a("<img src=x>").', "markup"),
    ],
)
def test_a_rule_file_is_refused_before_it_is_parsed(tmp_path: Path, text: str, told: str) -> None:
    said = at_the_gate(tmp_path, {"rules/x.lp": text})
    assert told in said
    assert "tried/rules/x.lp" in said


def test_a_query_that_only_looks_changing_passes(tmp_path: Path) -> None:
    text = '# NOW()\nSELECT ?now { ?now a <x:RAND> ; :uuid "RAND() \\u0041" ; rand:x :x-now }'
    read_pack(folder(tmp_path, {"facts/x.rq": text}))


def test_what_only_looks_like_an_attack_passes(tmp_path: Path) -> None:
    text = (
        "% #script and #include <x> in words are words, and 5 < 6 & more\n"
        '%! seen_here(N): fewer than {N}, if 1 < 2.\n%@ id=tried_a label="a < b" source="@home"\n'
        'warning(seen_here(N)) :- served, N = #sum { 1,X : X = 1..3 }, "#include" != "@f(1)".\n'
    )
    read_pack(folder(tmp_path, {"rules/x.lp": text}))


def test_the_rules_of_this_project_would_pass(tmp_path: Path) -> None:
    ours = re.compile(rb"^#const .*$|(?<=@)level_\w+", re.MULTILINE)  # a pack writes the numbers
    files: dict[str, bytes] = {
        f"rules/{path.name}": ours.sub(lambda name: b"1" * (name[0][:1] != b"#"), path.read_bytes())
        for path in (ROOT / "rules").glob("*.lp")
    }
    files |= {f"facts/{path.name}": path.read_bytes() for path in (ROOT / "rules/facts").glob("*")}
    files |= {
        f"ontology/{path.name}": path.read_bytes() for path in (ROOT / "ontology").glob("*.ttl")
    }
    read_pack(folder(tmp_path, files))


def test_scripts_stay_refused_by_the_solver_itself() -> None:
    code = (
        "import sys, kg.packs.contained, kg.explain.consultation, clingo\n"
        "assert 'clingraph' not in sys.modules\n"
        "control = clingo.Control(logger=lambda *_: None)\n"
        "try:\n    control.add('base', [], '#script (python) x = 1 #end.')\n"
        "except RuntimeError:\n    print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == "refused\n"


# --- the other files --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("facts/x.rq", "SELECT * { SERVICE <http://a.b/c> { ?s ?p ?o } }", "SERVICE"),
        ("facts/x.rq", "SELECT * " + "{" * 60, "brackets inside"),
        ("facts/x.rq", "SELECT * { ?s ?p ?o }\nORDER BY rand ()", "x.rq:2:10: `rand`; functions"),
        ("facts/x.rq", "SELECT * { BIND(YEAR(NOW()) AS ?x) }", "`NOW`"),
        ("facts/x.rq", "SELECT * { BIND(STRUUID() AS ?x) }", "`STRUUID`"),
        ("facts/x.rq", "SELECT * { BIND(\\u0052AND() AS ?x) }", r"`\u0052`"),
        ("facts/x.rq", "#" * 100_001, "bytes"),
        ("facts/x.rq", "SELECT * { FILTER(" + "!" * 100 + "?x) }", "signs in a row"),
        ("ontology/x.ttl", "<< << <a:a> <b:b> <c:c> >>", "statements about statements"),
        ("pack.toml", manifest(requires=f'["a >= 1{" " * 90_000}x"]'), "requires"),
        ("ontology/x.ttl", "<a> <b> " + "(" * 60, "brackets inside"),
        ("ontology/x.ttl", ':a rdfs:label "<b>x</b>" .', "markup"),
        ("examples/x.yaml", "a: &x [1]\nb: *x\n", "anchor or alias"),
        ("examples/x.yaml", "a: !!python/object:os.system x\n", "a tag"),
        ("examples/x.yaml", "a: " + "[" * 60, "too deep"),
        ("questions/x.yaml", "a: &x [1]\nb: [*x, *x]\n", "anchor or alias"),
        ("examples/x.toml", "a = " + "[" * 60, "brackets inside"),
        ("pack.toml", "a = " + "[" * 100_000, "bytes"),
        ("pack.toml", "id = 1\n", "no id"),
        ("pack.toml", manifest(title='"<script>x</script>"'), "markup"),
        ("pack.toml", manifest(title="'<script>x</script>'"), "markup"),
        ("pack.toml", manifest(title=r'"\u003cscript>x"'), "without HTML"),
        ("pack.toml", manifest("rules"), "id: “rules”; another name than"),
        ("pack.toml", manifest(version='"\u0661.\u0660"'), "version: “"),
        ("pack.toml", manifest(authors=r'["\u003cscript>x"]'), "authors: “<script>x”"),
        ("pack.toml", manifest(authors='[" "]'), "authors: “ ”"),
        ("pack.toml", manifest(conflicts='["../../etc"]'), "conflicts: “../../etc”"),
        ("run.py", "print(1)", "no place in a pack"),
        ("ontology/x.owl", "<!DOCTYPE a [<!ENTITY b 'b'>]>", "no place in a pack"),
        ("ontology/x.xml", "<a/>", "no place in a pack"),
        ("rules/x.so", "", "no place in a pack"),
        ("questions/x.html", "<p>", "no place in a pack"),
        ("ontology/deep/x.rq", "", "no place in a pack"),
    ],
)
def test_a_file_is_refused_at_the_gate(tmp_path: Path, path: str, text: str, told: str) -> None:
    assert told in at_the_gate(tmp_path, {path: text})


@pytest.mark.parametrize(
    "name", ["stop_red_flag", "refer_pain", "barred_condition", "notice", "free"]
)
def test_what_keeps_a_client_safe_is_not_replaced(tmp_path: Path, name: str) -> None:
    place = folder(tmp_path, {"pack.toml": manifest(overrides=f'rules = ["{name}"]')})
    with pytest.raises(KnowledgeError, match=f"{name} is not to be replaced"):
        advise(CASE, KnowledgeBase.load(packs=read_packs([place])))
    place = folder(tmp_path, {"pack.toml": manifest(overrides='facts = ["red_flag"]')})
    with pytest.raises(KnowledgeError, match="red_flag is not to be replaced"):
        advise(CASE, KnowledgeBase.load(packs=read_packs([place])))


def test_everything_that_stops_protects_or_refers_is_closed() -> None:
    rules = Rules.of(KnowledgeBase.load())
    closed = guard_of(rules).closed
    ids = {one.id for file in rules.files for one in statements(file.text)}
    kinds = ("stop_", "protected_", "refer_", "barred_", "present_")
    assert {name for name in ids if name.startswith(kinds)} <= closed.keys()


def test_a_yaml_bomb_is_refused(tmp_path: Path) -> None:
    lines = ['a0: &a0 ["lol"]']
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert "anchor or alias" in at_the_gate(tmp_path, {"examples/x.yaml": "\n".join(lines)})


def test_markup_behind_an_escape_is_refused(tmp_path: Path) -> None:
    body = ':odd_thing a :Document ; rdfs:label "\\u003cscript\\u003e"@en .\n'
    place = folder(tmp_path, {"ontology/x.ttl": module("tried", body)})
    with pytest.raises(KnowledgeError, match="a text of odd_thing holds markup"):
        KnowledgeBase.load(packs=read_packs([place]))


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:b> <c:d> <e:f> }",
        "LOAD <file:///etc/passwd>",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT ?x WHERE { ?x ?p ?o } ; DROP ALL",
    ],
)
def test_updates_are_no_facts_queries(tmp_path: Path, query: str) -> None:
    place = folder(tmp_path, {"facts/mine.rq": f"# mine(X)\n# {{X}}.\n{query}\n"})
    with pytest.raises(KnowledgeError, match="not a SPARQL query"):
        KnowledgeBase.load(packs=read_packs([place]))


# --- files that lead out of the pack ----------------------------------------------------------


def test_a_link_is_refused(tmp_path: Path) -> None:
    place = folder(tmp_path, {"rules/a.lp": "% nothing"})
    (place / "rules" / "b.lp").symlink_to("/etc/passwd")
    with pytest.raises(KnowledgeError, match=r"tried/rules/b\.lp: is a link"):
        read_pack(place)
    (place / "rules" / "b.lp").unlink()
    (place / "facts").symlink_to("/etc")
    with pytest.raises(KnowledgeError, match="facts: is a link"):
        read_pack(place)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    place = folder(tmp_path, {"rules/a.lp": "% nothing"})
    os.mkfifo(place / "rules" / "b.lp")
    with pytest.raises(KnowledgeError, match="is no regular file"):
        read_pack(place)
    os.mkfifo(tmp_path / "pack.zip")
    with pytest.raises(KnowledgeError, match="no pack"):
        read_pack(tmp_path / "pack.zip")


@pytest.mark.parametrize("name", ["../x.lp", "/etc/x.lp", "rules\\..\\..\\x.lp", "C:/x.lp"])
def test_a_zip_file_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    place = tmp_path / "slip.zip"
    place.write_bytes(zipped({"pack.toml": manifest(), name: "a."}))
    with pytest.raises(KnowledgeError, match="leads out of the pack"):
        read_pack(place)
    assert not list(tmp_path.parent.glob("x.lp"))


def test_a_link_in_a_zip_file_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "link.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("pack.toml", manifest())
        link = zipfile.ZipInfo("rules/a.lp")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(KnowledgeError, match="a link or a device"):
        read_pack(place)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"rules/a.lp": b"%" * 6_000_000}, "more than 5,000,000 bytes"),
        ({f"ontology/{n}.ttl": b" " * 4_900_000 for n in range(6)}, "20,000,000 bytes in all"),
        ({f"rules/{n}.lp": b"" for n in range(600)}, "more than 500 files"),
    ],
)
def test_a_zip_bomb_is_refused(tmp_path: Path, files: Files, told: str) -> None:
    place = tmp_path / "bomb.zip"
    place.write_bytes(zipped({"pack.toml": manifest(), **files}))
    assert place.stat().st_size < 100_000
    with pytest.raises(KnowledgeError, match=told):
        read_pack(place)


def test_a_zip_file_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"pack.toml": manifest(), "rules/a.lp": b"%" * 6_000_000}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    place = tmp_path / "liar.zip"
    place.write_bytes(bytes(content))
    with pytest.raises(KnowledgeError):
        read_pack(place)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", zipped({"x.zip": b""})])
def test_what_is_no_pack_is_refused(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "odd.zip"
    place.write_bytes(content)
    with pytest.raises(KnowledgeError):
        read_pack(place)


def test_a_file_twice_in_a_zip_file_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("pack.toml", "rules/a.lp", "rules/A.lp"):
            archive.writestr(name, manifest())
    (tmp_path / "twice.zip").write_bytes(buffer.getvalue())
    with pytest.raises(KnowledgeError, match="is there twice"):
        read_pack(tmp_path / "twice.zip")


# --- contained: what no gate can see ----------------------------------------------------------

CRASH = HEAD + "bomb(X/Y) :- X = -2147483647-1, Y = -1.\n"
ENDLESS = HEAD + 'bomb(0).\n%@ id=tried_more label="x" source="y"\nbomb(N+1) :- bomb(N).\n'
WIDE = HEAD + "bomb((A,B,C,D)) :- A = 1..9999, B = 1..9999, C = 1..9999, D = 1..9999.\n"
DEEP = HEAD + 'bomb(0).\n%@ id=tried_more label="x" source="y"\nbomb((N,N)) :- bomb(N).\n'
WITHOUT_END = {"endless": ENDLESS, "wide": WIDE, "deep": DEEP}
HARD = (
    "%! hole(Pigeon, Hole): {Pigeon} sits in {Hole}.\n"
    '%@ id=tried_sit label="x" source="y"\n'
    "{ hole(P, H) : H = 1..13 } :- P = 1..14.\n"
    '%@ id=tried_all label="x" source="y"\n:- P = 1..14, not hole(P, _).\n'
    '%@ id=tried_one label="x" source="y"\n:- hole(P, H), hole(Q, H), P < Q.\n'
)


def contained(place: Path, limits: PackLimits, time_limit: float = 1.0) -> str:
    with pytest.raises(ContinuumError) as caught:
        contained_advise(CASE, [place], time_limit=time_limit, limits=limits)
    assert caught.value.exit_code in (2, 4)
    return caught.value.message


def test_a_division_that_crashes_the_solver(tmp_path: Path) -> None:
    said = contained(folder(tmp_path, {"rules/x.lp": CRASH}), PackLimits())
    assert said == "the packs stopped the solver by a calculation without a result (SIGFPE)"
    assert advise(CASE).result == "solved"


@pytest.mark.parametrize("kind", WITHOUT_END)
def test_a_grounding_without_end(tmp_path: Path, kind: str) -> None:
    place = folder(tmp_path, {"rules/x.lp": WITHOUT_END[kind]})
    said = contained(place, PackLimits(seconds=8, memory=600_000_000))
    assert "were stopped" in said or "of memory" in said


def test_a_search_without_end_keeps_the_time_limit(tmp_path: Path) -> None:
    place = folder(tmp_path, {"rules/x.lp": HARD})
    with pytest.raises(TimeLimit):
        contained_advise(CASE, [place], time_limit=0.5, limits=PackLimits(seconds=30))


def test_a_pack_without_any_answer_is_told_by_its_rule(tmp_path: Path) -> None:
    rule = '%@ id=tried_never label="Never." source="y"\n:- notice(_).\n'
    place = folder(tmp_path, {"rules/x.lp": rule})
    advice = contained_advise(CASE, [place], time_limit=5)
    assert advice.result == "infeasible"
    assert [(one.rule, one.text) for one in advice.violated] == [("tried_never", "Never.")]


def test_an_answer_that_is_no_advice_says_so(tmp_path: Path) -> None:
    rule = '%@ id=tried_odd label="x" source="y"\nweighs(soleus, left, odd, odd, odd, 5).\n'
    rule += "%! odd: Odd.\n"
    assert contained(folder(tmp_path, {"rules/x.lp": rule}), PackLimits()).startswith(
        "with tried: "
    )


def test_a_query_without_end(tmp_path: Path) -> None:
    triples = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(8))
    query = f"# mine(X)\n# {{X}}.\nSELECT DISTINCT ?x WHERE {{ {triples} BIND(1 AS ?x) }}\n"
    rule = '%! seen: It is.\n%@ id=tried_seen label="x" source="y"\nwarning(seen) :- mine(_).\n'
    place = folder(tmp_path, {"facts/mine.rq": query, "rules/x.lp": rule})
    said = contained(place, PackLimits(seconds=15, memory=1_500_000_000))
    assert "were stopped" in said or "of memory" in said


def test_the_contained_answer_is_the_answer(tmp_path: Path) -> None:
    place = folder(
        tmp_path, {"rules/x.lp": '%@ id=tried_w label="x" source="y"\n:~ served. [1@4, tried_w]\n'}
    )
    here = advise(CASE, KnowledgeBase.load(packs=read_packs([place])))
    assert contained_advise(CASE, [place]).to_json() == here.to_json()


def test_a_cache_that_cannot_be_made_costs_time_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("CONTINUUM_CACHE_DIR", str(tmp_path / "file" / "below"))
    place = folder(tmp_path, {"rules/x.lp": "% nothing"})
    assert contained_advise(CASE, [place]).result == "solved"


def test_the_command_goes_on_after_a_crash(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    example = str(ROOT / "examples/knees_in_right.yaml")
    place = str(folder(tmp_path, {"rules/x.lp": CRASH}))
    assert main(["advise", example, "--pack", place]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err == (
        "continuum: the packs stopped the solver by a calculation without a result (SIGFPE)\n"
    )
    assert main(["advise", example]) == 0


# --- what a contained process may not do, even if it were code -----------------------------------


def spied(code: str, tmp_path: Path, **more: int) -> str:
    """Run some code as a contained process would, and return what it prints."""
    module_file = tmp_path / "spying.py"
    module_file.write_text(
        f"import sys\n\ndef main(words):\n    {code}\n    return 0\n", encoding="utf-8"
    )
    outside = f"import sys; sys.path.insert(0, {str(tmp_path)!r})"
    import kg.packs.contained as room

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_START", f"{outside}\n{room._START}")
        done = run("spying:main", [], [], readable=[str(tmp_path)], limits=PackLimits(**more))
    return done.out.decode() + done.talk


def test_its_environment_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_MINE", "42")
    said = spied("import os; print(sorted(os.environ), sys.flags.isolated)", tmp_path)
    assert "SECRET" not in said
    assert "CONTINUUM_CACHE_DIR" in said
    assert said.strip().endswith("1")


def test_what_was_written_before_the_time_was_over_is_kept(tmp_path: Path) -> None:
    code = "print('first', flush=True)\n    while True: pass"
    with pytest.raises(Stopped) as caught:
        spied(code, tmp_path, seconds=2)
    assert caught.value.out == b"first\n"


def _lock_works() -> bool:
    import ctypes

    return sys.platform == "linux" and int(ctypes.CDLL(None).syscall(444, None, 0, 1)) >= 1


@pytest.mark.skipif(not _lock_works(), reason="this kernel has no Landlock")
def test_it_reads_and_writes_no_file_of_others(tmp_path: Path) -> None:
    secret = tmp_path.parent / f"{tmp_path.name}-secret.txt"
    secret.write_text("secret", encoding="utf-8")
    assert "PermissionError" in _failure(f"open({str(secret)!r})", tmp_path)
    assert "PermissionError" in _failure(f"open({str(secret)!r}, 'w')", tmp_path)
    assert "PermissionError" in _failure(f"open({str(tmp_path / 'new')!r}, 'w')", tmp_path)
    assert secret.read_text(encoding="utf-8") == "secret"


def _failure(code: str, tmp_path: Path) -> str:
    done = f"import os, socket, subprocess\n    try:\n        {code}\n    except Exception as e:\n"
    return spied(f"{done}        print(type(e).__name__, e)", tmp_path)


def test_it_reaches_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"socket.create_connection(('127.0.0.1', {port}), 2)"
        assert "Error" in _failure(code, tmp_path)


def test_it_has_limits(tmp_path: Path) -> None:
    code = (
        "import resource as r; print([r.getrlimit(x)[0] for x in (r.RLIMIT_AS, r.RLIMIT_CPU, "
        "r.RLIMIT_NOFILE, r.RLIMIT_FSIZE, r.RLIMIT_CORE)], r.getrlimit(r.RLIMIT_NPROC)[1] > 0)"
    )
    said = spied(code, tmp_path, memory=700_000_000, seconds=9)
    assert "[700000000, 9, 256, 200000000, 0] True" in said


def test_it_is_stopped_when_it_takes_all_memory(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="more than 400 MB of memory"):
        spied("x = bytearray(900_000_000)", tmp_path, memory=400_000_000)


def test_it_is_stopped_when_it_never_ends(tmp_path: Path) -> None:
    with pytest.raises(TimeLimit, match="more than 1 seconds"):
        spied("import time; time.sleep(60)", tmp_path, seconds=1)


def test_it_is_stopped_when_it_talks_without_end(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="bytes of output"):
        spied("\n    while True: print('x' * 9999)", tmp_path, output=100_000)


def test_codes_of_terminals_do_not_get_through(tmp_path: Path) -> None:
    assert "\x1b" not in spied("print('\\x1b[31mred', file=sys.stderr)", tmp_path)


def test_the_solver_still_crashes_on_what_is_contained() -> None:
    """If clingo learns to refuse this division, the containment may be thought over again."""
    code = "import clingo; c = clingo.Control(); c.add('base', [], 'a((-2147483647-1)/(-1)).')"
    done = subprocess.run([sys.executable, "-c", f"{code}; c.ground([('base', [])])"], check=False)
    assert done.returncode < 0 or clingo.__version__ > "5.8"
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
