"""What a text may hold: nothing that nobody sees, and nothing that drives a terminal."""

from __future__ import annotations

import ast
import sys
import unicodedata
from pathlib import Path

import pytest

from kg.plain_text import find_forbidden_character, guarded_cell, shortened

ROOT = Path(__file__).parents[1]
#: Writing in place: what is written so may be lost with the old file.
IN_PLACE = {"write_text", "write_bytes"}
#: Where a file may be written in place: a new file that nobody else sees.
ALLOWED = {
    "kg/quality/hermit.py",
    "kg/explorer/views/compare.py",
    "kg/paths.py",
    "kg/study/cards.py",  # pictures in a folder of its own that is deleted
}


def test_every_control_and_format_character_is_forbidden() -> None:
    every = (chr(number) for number in range(sys.maxunicode + 1))
    allowed = set("\t\n\r")
    wrong = [
        f"{ord(letter):04X}"
        for letter in every
        if (unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"})
        and letter not in allowed
        and find_forbidden_character(letter) is None
    ]
    assert wrong == []


@pytest.mark.parametrize("text", ["", "a\tb\r\nc", "Ünïcode – 骨盤 \U0001f9b6 ⚠\ufe0f", "ﺏ עברית"])
def test_what_is_seen_is_allowed(text: str) -> None:
    assert find_forbidden_character(text) is None


def test_a_forbidden_character_has_its_place_and_name() -> None:
    found = find_forbidden_character("ab\u202ec")
    assert found is not None
    assert (found.position, found.name) == (2, "U+202E (right-to-left override)")
    control = find_forbidden_character("\x1b")
    assert control is not None
    assert control.name == "a control character (U+001B)"


def test_a_long_text_keeps_its_ends() -> None:
    assert shortened("a" * 200) == "a" * 200
    text = shortened("a" * 5000 + "b" * 60)
    assert len(text) == 121
    assert text.endswith("b" * 60)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert guarded_cell(text) == f"'{text}"


def test_no_file_of_a_user_is_written_in_place() -> None:
    places = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in sorted((ROOT / "kg").rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in ALLOWED
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in IN_PLACE
    ]
    assert places == []
