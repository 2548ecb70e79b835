"""The command line as a whole: help, exit codes, and how it speaks."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from kg import __version__
from kg.cli import terminal
from kg.cli.main import COMMANDS, main, parser
from kg.errors import BadInput, CaseError, ContinuumError, NoProgram, TimeLimit

ROOT = Path(__file__).parents[2]


def continuum(
    *words: str, stdin: bytes | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a program of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *words],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"continuum {__version__}\n"


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)
    assert "examples:" in shown
    assert "exit codes:" in shown
    assert "does not diagnose" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_with_examples(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert f"continuum {name}" in shown.partition("examples:")[2]
    assert max(len(line) for line in shown.splitlines()) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_command_says(name: str) -> None:
    assert f"{name} " in parser(None).format_help()
    module = import_module(COMMANDS[name].module)
    assert callable(module.add_parser)
    assert COMMANDS[name].summary in parser(name).format_help()


def test_a_mistyped_command_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["advice", "case.yaml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("continuum: no command 'advice'; ")
    assert err.endswith("did you mean advise?\n")


def test_a_mistyped_option_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["schema", "--jsn"])
    assert left.value.code == 2
    assert "usage: continuum schema" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CaseError("found x", file="a.yaml", line=3), 2, "a.yaml:3: found x\n"),
        (BadInput("found x"), 2, "continuum: found x\n"),
        (NoProgram("nothing fits"), 3, "continuum: nothing fits\n"),
        (TimeLimit("too slow"), 4, "continuum: too slow\n"),
        (ContinuumError("broken"), 70, "continuum: broken\n"),
        (KeyboardInterrupt(), 130, "continuum: stopped\n"),
        (
            ZeroDivisionError("a\nb"),
            70,
            "continuum: internal error: ZeroDivisionError: a b (CONTINUUM_DEBUG=1 shows where)\n",
        ),
        (
            RecursionError(),
            70,
            "continuum: internal error: RecursionError (CONTINUUM_DEBUG=1 shows where)\n",
        ),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_: object) -> int:
        raise error

    monkeypatch.delenv("CONTINUUM_DEBUG", raising=False)
    monkeypatch.setattr("kg.cli.schema.run", fail)
    assert main(["schema", "case"]) == code
    assert capsys.readouterr() == ("", said)


def test_debugging_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setenv("CONTINUUM_DEBUG", "1")
    monkeypatch.setattr("kg.cli.schema.run", fail)
    with pytest.raises(ZeroDivisionError):
        main(["schema", "case"])


def test_a_reader_that_went_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "kg", "schema", "case"],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    os.close(writing)
    assert done.returncode == 141
    assert done.stderr == b""


def test_documents_are_utf8_whatever_the_terminal_is() -> None:
    plain = continuum("schema", "case")
    narrow = continuum("schema", "case", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert plain.returncode == narrow.returncode == 0
    assert plain.stdout == narrow.stdout


def test_texts_are_shown_as_far_as_the_terminal_can(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\n")
    monkeypatch.setattr("sys.stdout", stream)
    terminal.write("2–3 × 10")
    stream.flush()
    assert stream.buffer.getvalue() == b"2?3 ? 10\n"


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Screen(), {}, True),
        (Screen(), {"NO_COLOR": ""}, True),
        (Screen(), {"NO_COLOR": "1"}, False),
        (Screen(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colour_is_for_people_who_want_it(
    stream: io.StringIO,
    environment: dict[str, str],
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert terminal.in_colour(stream) is expected


def test_what_is_piped_is_80_columns_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert terminal.width() == 80


@pytest.mark.parametrize(("columns", "expected"), [("200", 80), ("60", 60), ("5", 40)])
def test_a_text_fits_the_terminal(
    columns: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("sys.stdout", Screen())
    assert terminal.width() == expected
