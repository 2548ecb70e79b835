"""`continuum handout` and the other files of a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
CASE = str(EXAMPLES / "knees_in_right.yaml")


def test_pdf_and_page_are_written_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf, page = tmp_path / "one.pdf", tmp_path / "one.html"
    assert main(["handout", CASE, "--pdf", str(pdf), "--html", str(page)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert str(pdf) in err
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_without_a_file_the_page_is_printed(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["handout", CASE]) == 0
    assert capsysbinary.readouterr().out.startswith(b"<!DOCTYPE html>")


def test_json_says_what_stands_on_it(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["handout", CASE, "--json"]) == 0
    found = json.loads(capsysbinary.readouterr().out)
    assert found["parts"][0]["label"] == "Inhibit"


def test_a_folder_that_is_not_there_is_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["handout", CASE, "--html", str(tmp_path / "no" / "one.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "begins"), [("--markdown", b"# "), ("--csv", b"phase,")])
def test_advise_prints_the_program_in_other_forms(
    form: str, begins: bytes, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["advise", CASE, form]) == 0
    assert capsysbinary.readouterr().out.startswith(begins)
