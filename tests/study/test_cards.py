"""Cards: stable notes for Anki, equal bytes, a table, and printable sheets."""

from __future__ import annotations

import io
import json
import sqlite3
import tomllib
import zipfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.cli.main import main
from kg.errors import BadInput, KnowledgeError
from kg.study.cards import Card, cards, cards_anki, cards_html, cards_tsv
from kg.study.revision import REVISION, digest, read_revision
from tests.study.common import FACTS, STUDY


@cache
def made(edition: str | None = None) -> tuple[Card, ...]:
    return tuple(cards(STUDY, edition=edition))


def rows(package: bytes, query: str, tmp_path: Path) -> list[Any]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        file = tmp_path / "collection.anki2"
        file.write_bytes(archive.read("collection.anki2"))
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()


def test_a_card_holds_every_right_answer() -> None:
    card = next(
        one for one in made() if one.id == "underactive_muscle(knees_move_inward,main_list)"
    )
    expected = {
        STUDY.knowledge.label(str(row[2]))
        for row in FACTS["evidence"]
        if row[1] == "knees_move_inward" and row[3] == "underactive" and row[5] == "main_list"
    }
    assert set(card.back) == expected
    assert card.edition_label == "Main list"
    assert "topic::knee" in card.tags
    assert "edition::main_list" in card.tags
    assert any(tag.startswith("source::") for tag in card.tags)
    assert not any(" " in tag for one in made() for tag in one.tags)


def test_the_same_knowledge_gives_the_same_package(tmp_path: Path) -> None:
    first = cards_anki(made(), STUDY)
    assert first == cards_anki(made(), STUDY)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        media = json.loads(archive.read("media"))
        assert sorted(archive.namelist()) == sorted(["collection.anki2", "media", *media])
        assert all(archive.read(number).startswith(b"<svg ") for number in media)
    notes = rows(first, "select guid, flds, tags, mid from notes", tmp_path)
    assert len(notes) == len(made())
    assert len({guid for guid, *_ in notes}) == len(notes)
    assert len({model for *_, model in notes}) == 1
    (decks,) = rows(first, "select decks from col", tmp_path)[0]
    assert "Continuum: corrective exercise" in {one["name"] for one in json.loads(decks).values()}


def test_exporting_again_keeps_the_name_of_every_note(tmp_path: Path) -> None:
    def guids(given: tuple[Card, ...]) -> dict[str, str]:
        notes = rows(cards_anki(given, STUDY), "select flds, guid from notes", tmp_path)
        return {fields.split("\x1f")[4]: guid for fields, guid in notes}

    some = made()[:40]
    changed = tuple(Card(**{**vars(one), "back": ("Another answer",)}) for one in some)
    assert guids(changed) == guids(some)
    every = guids(made("all"))
    assert every.items() >= guids(some).items()
    assert len(set(every.values())) == len(every)


def test_the_time_of_change_moves_with_the_kinds(tmp_path: Path) -> None:
    """Anki updates a note only when its time is later: texts must not change without it."""
    folder = STUDY.setting.folder
    says = tomllib.loads((folder / REVISION).read_text(encoding="utf-8"))
    assert says["kinds"] == digest(folder), (
        f"the kinds have changed: write kinds = {digest(folder)!r} and a later time "
        f"into study/{REVISION}"
    )
    package = cards_anki(made()[:1], STUDY)
    ((changed,),) = rows(package, "SELECT mod FROM notes", tmp_path)
    assert changed >= read_revision(folder).timestamp()


def test_a_revision_without_a_time_is_refused(tmp_path: Path) -> None:
    assert read_revision(tmp_path).year == 2000
    for text in ("revised = 3", "revised = 2026-11-24", "revised =", ""):
        (tmp_path / REVISION).write_text(text, encoding="utf-8")
        with pytest.raises(KnowledgeError, match=r"revision\.toml"):
            read_revision(tmp_path)


def test_the_table_has_a_row_a_card() -> None:
    lines = cards_tsv(made()).splitlines()
    assert lines[0].split("\t") == ["id", "front", "back", "edition", "source", "tags"]
    assert len(lines) == len(made()) + 1
    assert {line.count("\t") for line in lines} == {5}


def test_sheets_escape_what_they_show() -> None:
    card = Card("x", "<b>front</b>", ("a & b",), None, "", "source", "kind", ())
    page = cards_html([card], STUDY)
    assert "&lt;b&gt;front&lt;/b&gt;" in page
    assert "a &amp; b" in page


def test_anki_fields_are_markup_and_so_escaped(tmp_path: Path) -> None:
    card = Card("x", "<b>front</b>", ("a & b",), None, "", "source", "kind", ())
    ((fields,),) = rows(cards_anki([card], STUDY), "select flds from notes", tmp_path)
    assert fields.split("\x1f")[:2] == ["&lt;b&gt;front&lt;/b&gt;", "a &amp; b"]


def test_topics_narrow_the_cards() -> None:
    found = cards(STUDY, topics=["knee"])
    assert 0 < len(found) < len(made())
    assert all("knee" in one.topics for one in found)
    with pytest.raises(BadInput, match="no topic"):
        cards(STUDY, topics=["nowhere"])


def test_the_command_writes_the_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    anki, sheets = tmp_path / "c.apkg", tmp_path / "c.html"
    words = ["study", "cards", "--topic", "knee", "--anki", str(anki), "--sheets", str(sheets)]
    assert main(words) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert "cards" in err
    assert zipfile.is_zipfile(anki)
    assert sheets.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert main(["study", "cards", "--topic", "knee"]) == 0
    assert capfd.readouterr().out.startswith("id\tfront\tback")
    assert main(["study", "cards", "--anki", str(tmp_path)]) == 2
    assert "cannot be written" in capfd.readouterr().err
