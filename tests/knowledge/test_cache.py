"""The cache saves time and never costs anything else, and errors read alike."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from kg.errors import BadInput, ContinuumError, InternalError, KnowledgeError, NoProgram, TimeLimit
from kg.errors import nearest as nearest_words
from kg.knowledge import KnowledgeBase
from kg.paths import Cache, cache_directory, places, write_atomically
from tests.knowledge.small import small

BODY = ":Muscle a owl:Class . :one a :Muscle .\n"
MUSCLE = (
    "# muscle(Muscle)\n# {Muscle} is a muscle.\nSELECT ?muscle WHERE "
    "{ ?muscle a <https://w3id.org/corrective-exercise/Muscle> }\n"
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONTINUUM_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def entry(cache: Path, kind: str) -> Path:
    (found,) = cache.glob(f"{kind}-*")
    return found


def test_a_second_load_reads_what_the_first_computed(tmp_path: Path, cache: Path) -> None:
    root = small(tmp_path / "root", BODY, muscle=MUSCLE)
    first = KnowledgeBase.load(root)
    kinds = {path.name.split("-")[0] for path in cache.glob("*-*")}
    assert kinds == {"knowledge", "graph", "closure"}
    second = KnowledgeBase.load(root)
    assert "graphs" not in vars(second)
    assert (second.facts.text, second.ontology_hash) == (first.facts.text, first.ontology_hash)
    assert second.texts == first.texts
    assert second.select("SELECT ?x { ?x a :Muscle }").rows == (("one",),)


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"0" * 64 + b"\n{}"])
@pytest.mark.parametrize("kind", ["knowledge", "graph", "closure"])
def test_a_damaged_entry_is_computed_again(
    tmp_path: Path, cache: Path, kind: str, damage: bytes
) -> None:
    root = small(tmp_path / "root", BODY, muscle=MUSCLE)
    whole = KnowledgeBase.load(root)
    entry(cache, kind).write_bytes(damage)
    if kind != "knowledge":
        entry(cache, "knowledge").unlink()
    again = KnowledgeBase.load(root)
    assert again.facts.text == whole.facts.text
    assert again.select("SELECT ?x { ?x a :Muscle }").rows == (("one",),)
    assert entry(cache, kind).read_bytes() != damage


def test_an_entry_that_another_program_made_is_computed_again(tmp_path: Path, cache: Path) -> None:
    root = small(tmp_path / "root", BODY, muscle=MUSCLE)
    whole = KnowledgeBase.load(root)
    file = entry(cache, "knowledge")
    _, _, content = file.read_bytes().partition(b"\n")
    changed = content.replace(b"muscle(one).", b"muscle(two).")
    file.write_bytes(hashlib.sha256(changed).hexdigest().encode() + b"\n" + changed)
    assert KnowledgeBase.load(root).facts.text == whole.facts.text


@pytest.mark.parametrize("content", [b"nonsense", b"[]\n", b'{"facts": ""}\n', b"\xff\n", b""])
def test_an_entry_of_another_form_is_computed_again(
    content: bytes, tmp_path: Path, cache: Path
) -> None:
    root = small(tmp_path / "root", BODY, muscle=MUSCLE)
    whole = KnowledgeBase.load(root)
    assert whole.texts is not None
    for kind in ("knowledge", "texts"):
        Cache().write(entry(cache, kind).name, content)
    again = KnowledgeBase.load(root)
    assert (again.facts.text, again.texts) == (whole.facts.text, whole.texts)


def test_an_entry_under_another_name_is_missing(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.write("graph-1.nq", b"x")
    (tmp_path / "cache" / "graph-1.nq").rename(tmp_path / "cache" / "graph-2.nq")
    assert cache.read("graph-2.nq") is None


@pytest.mark.skipif(os.name != "posix", reason="rights of another kind")
def test_the_cache_is_for_its_user_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    Cache(folder).write("graph-1.nq", b"x")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "graph-1.nq").stat().st_mode & 0o077 == 0
    folder.chmod(0o777)
    assert Cache(folder).read("graph-1.nq") is None
    assert "everybody may write" in capsys.readouterr().err
    folder.chmod(0o700)
    assert Cache(folder).read("graph-1.nq") == b"x"
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert Cache(folder).read("graph-1.nq") is None
    Cache(folder).write("graph-2.nq", b"x")
    assert not (folder / "graph-2.nq").exists()
    assert "belongs to another user" in capsys.readouterr().err


def test_an_unusable_directory_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CONTINUUM_CACHE_DIR", str(tmp_path / "file" / "cache"))
    knowledge = KnowledgeBase.load(small(tmp_path / "root", BODY, muscle=MUSCLE))
    assert knowledge.facts.text == "muscle(one).\n"
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert "cache cannot be used" in told[0]


def test_old_entries_are_forgotten(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number in range(20):
        cache.write(f"graph-{number}.nq", b"x")
    cache.write("closure-1.nt", b"y")
    notes = [tmp_path / f"graph-of-march-{number}.pdf" for number in range(9)]
    for note in notes:  # somebody may name a directory that holds other files
        note.write_bytes(b"")
    old, new = tmp_path / ".0a.part", tmp_path / ".0b.part"
    for part in (old, new):  # of a writer that died, and of one at work
        part.write_bytes(b"x")
    os.utime(old, (0, 0))
    cache.write("graph-20.nq", b"x")
    assert (old.exists(), new.exists()) == (False, True)
    assert all(note.exists() for note in notes)
    assert len(list(tmp_path.glob("graph-*.nq"))) == 8
    assert cache.read("graph-19.nq") == b"x"
    assert cache.read("graph-0.nq") is None
    assert cache.read("closure-1.nt") == b"y"


def test_without_a_cache_nothing_is_kept(tmp_path: Path, cache: Path) -> None:
    KnowledgeBase.load(small(tmp_path / "root", BODY), cache=False)
    assert not cache.exists()


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CONTINUUM_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_directory() == tmp_path / "continuum"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_directory() == tmp_path / "home" / ".cache" / "continuum"


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "file"
    write_atomically(target, b"one")
    write_atomically(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["file"]
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_atomically(tmp_path / "folder", b"three")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "folder"]


def test_a_write_that_fails_leaves_the_older_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"good")
    target.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(target)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(OSError, match="full"):
            write_atomically(target, b"new")
    assert target.read_bytes() == b"good"
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_a_root_without_the_two_rooms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="ontology/"):
        places(tmp_path)


def test_a_message_has_its_parts_in_order() -> None:
    fault = KnowledgeError(
        "finding knee",
        allowed="an id",
        file="a.ttl",
        line=3,
        column=7,
        suggestions=nearest_words("mucsle", ["muscle", "joint"]),
        also=[KnowledgeError("another", file="b.ttl")],
    )
    assert str(fault) == "a.ttl:3:7: finding knee; an id; did you mean muscle?\nb.ttl: another"


def test_exit_codes() -> None:
    codes = [(BadInput, 2), (NoProgram, 3), (TimeLimit, 4), (InternalError, 70)]
    assert [kind("x").exit_code for kind, _ in codes] == [code for _, code in codes]
    assert ContinuumError("x", 5).exit_code == 5
