"""Bad input: whatever a file holds, one clear message with its place, and only CaseError."""

from __future__ import annotations

import errno
import io
import json
import os
import threading
import time
import tracemalloc
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import pipes
from kg.case.file import DEEPEST, LARGEST, MOST_ENTRIES, parse, read_case, read_file
from kg.case.model import Case
from kg.errors import CaseError
from tests.case.case_faults import FAULTS, SEEN
from tests.case.case_words import FULL, WORDS


def complaint(text: str | bytes) -> str:
    """Return what is said about a file that must be refused."""
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(CaseError) as raised:
        parse(content, "case.yaml").case(WORDS)
    assert raised.value.exit_code == 2
    return raised.value.message


# --- one fault, one line: the place, what was found, what is allowed, the nearest word


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_message(name: str) -> None:
    text, message = FAULTS[name]
    assert complaint(text) == message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("findings:\n\t- finding: heel_rises\n", 2),
        ("findings: [\n{finding: heel_rises\n", 3),
        ('findings: "heel\n', 2),
        ("minutes: 5\n  level: 2\n", 2),
        ("key: @home\n", 1),
        ("%YAML 9.9\n---\na: 1\n", 1),
        ('{"text": "\\ud800"}', 1),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str, line: int) -> None:
    assert complaint(text).startswith(f"case.yaml:{line}: not readable as YAML: ")


def test_a_tab_is_named() -> None:
    assert "spaces, not tabs" in complaint("findings:\n\t- finding: heel_rises\n")


def test_every_fault_of_a_file_is_named_in_the_order_of_lines() -> None:
    said = complaint("findings:\n- finding: heel\n  side: up\nminutes: 0\nlevel:\nfoo: 1\n")
    assert [line.split(":")[1] for line in said.splitlines()] == ["2", "3", "4", "5", "6"]


def test_at_most_ten_faults_are_named_and_the_rest_counted() -> None:
    said = complaint("refuses:\n" + "".join(f"- unknown_{row}\n" for row in range(30)))
    assert len(said.splitlines()) == 11
    assert said.splitlines()[-1] == "case.yaml: and 20 more faults"


# --- files that are too big, too deep, or no text


def test_ten_megabytes_are_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    with big.open("wb") as file:
        file.truncate(10_000_000)
    tracemalloc.start()
    with pytest.raises(CaseError, match="more than 1,000,000 bytes"):
        read_case(big, WORDS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * LARGEST


def test_a_file_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert size > 0, "would never end"
            return b"#" * size

    class Standard:
        buffer = Endless()

    monkeypatch.setattr("sys.stdin", Standard())
    with pytest.raises(CaseError, match="more than 1,000,000 bytes"):
        read_case("-", WORDS)


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "[a, ", "[{a: "])
def test_deep_nesting_is_refused(opening: str) -> None:
    text = f"deep: {opening * 100_000}" if opening[0] in "[{" else f"deep:\n  {opening * 100_000}"
    assert f"at most {DEEPEST} levels" in complaint(text)


def test_the_deepest_allowed_is_read() -> None:
    deep = DEEPEST - 1
    assert parse(f"a: {'[' * deep}{']' * deep}".encode(), "x").data
    assert "too deep" in complaint(f"a: {'[' * DEEPEST}{']' * DEEPEST}")


def test_an_alias_bomb_is_refused() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    bomb += "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghi"))
    assert "an anchor or alias" in complaint(bomb)


def test_too_many_entries_are_refused() -> None:
    assert f"at most {MOST_ENTRIES:,}" in complaint(f"refuses: [{'a,' * (MOST_ENTRIES + 1)}]")


def test_too_many_rows_are_refused() -> None:
    said = complaint(f"refuses: [{'plank,' * 201}]")
    assert said == "case.yaml:1: refuses: found 201 rows; allowed: at most 200 rows"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"findings:\n- \xff", "case.yaml:2: found no UTF-8 at byte 13 (0xff)"),
        ("client: é".encode("latin-1"), "case.yaml:1: found no UTF-8 at byte 9 (0xe9)"),
        (b"\xef\xbb\xbfa: \xc3(", "case.yaml:1: found no UTF-8 at byte 7 (0xc3)"),
        (SEEN.encode("utf-16"), "case.yaml:1: found no UTF-8 at byte 1 (0xff)"),
    ],
)
def test_what_is_not_utf8_is_refused_with_its_place(content: bytes, message: str) -> None:
    assert complaint(content) == f"{message}; allowed: text saved as UTF-8"


def test_a_slow_file_is_still_answered_quickly() -> None:
    worst = "refuses:\n" + "".join(f"- {'zyxw' * 24}{row:03}\n" for row in range(200))
    worst += "".join(f"unknown_key_{row}: 1\n" for row in range(9000))
    begin = time.monotonic()
    assert "more faults" in complaint(worst)
    assert time.monotonic() - begin < 5


# --- where a case comes from


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"none\.yaml: no such file"):
        read_case(tmp_path / "none.yaml", WORDS)


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="this is a directory"):
        read_case(tmp_path, WORDS)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_name_that_no_file_has(name: str) -> None:
    with pytest.raises(CaseError, match=r"cannot be read|no such file"):
        read_case(name, WORDS)


def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CaseError, match=r"^secret\.yaml: cannot be read \(Permission denied\)$"):
        read_case("secret.yaml", WORDS)


def test_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(FULL.encode()))
    monkeypatch.setattr("sys.stdin", stream)
    assert read_case("-", WORDS).minutes == 20


def test_the_standard_input_is_named_in_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"minutes: 0")))
    with pytest.raises(CaseError, match=r"^<stdin>:1: minutes"):
        read_case("-", WORDS)


# --- what is read is what was written


def test_yaml_and_json_give_the_same_case() -> None:
    plain = yaml.load(FULL, Loader=yaml.BaseLoader)
    assert plain["minutes"] == "20"
    case = parse(FULL.encode(), "a.yaml").case(WORDS)
    for indent in (None, 2, "\t"):
        text = json.dumps(json.loads(case.to_json()), indent=indent)
        assert parse(text.encode(), "a.json").case(WORDS) == case


def test_json_escapes_are_understood() -> None:
    text = r'{"pain": [{"region": "knee"}], "goals": [{"text": "\ud83d\ude00 \u00e9 \/ \\ud83d"}]}'
    assert parse(text.encode(), "a.json").case(WORDS).goals[0].text == "😀 é / \\ud83d"


def test_a_byte_order_mark_and_windows_lines_are_no_fault() -> None:
    content = b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode()
    assert parse(content, "a.yaml").case(WORDS) == parse(FULL.encode(), "a.yaml").case(WORDS)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1", 1),
        ("-0", 0),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("010", "010"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("yes", "yes"),
        ("'1'", "1"),
        ('"null"', "null"),
        ("null", None),
        ("~", None),
        ("true", True),
        ("2026-03-02", "2026-03-02"),
        ("12:30:00", "12:30:00"),
        ("<<", "<<"),
        ("|\n  a\n  b", "a\nb\n"),
    ],
)
def test_plain_values_by_the_core_rules(written: str, read: Any) -> None:
    value = parse(f"a: {written}\n".encode(), "x").data["a"]
    assert value == read
    assert type(value) is type(read)


def test_places_can_be_asked_for_later() -> None:
    file = parse(FULL.encode(), "case.yaml")
    assert file.line(("findings", 1)) == 6
    assert file.line(("findings", 0, "side")) == 5
    assert file.line(("fms", "scores", "hurdle_step", "left")) == 17
    assert file.line(("pain", 99, "region")) == 25
    assert file.line(("nothing",)) == 1


def test_the_pure_python_reader_serves_where_libyaml_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kg.case.file._LOADER", yaml.SafeLoader)
    assert parse(FULL.encode(), "a.yaml").case(WORDS).minutes == 20
    assert complaint("a: [1\n").startswith("case.yaml:2: not readable as YAML: ")
    assert "at most 20 levels" in complaint(f"a: {'[' * 30}")


# --- anything at all


def reading_only_raises_case_errors(content: bytes) -> None:
    try:
        case = parse(content, "case.yaml").case(WORDS)
    except CaseError as error:
        assert error.message.startswith("case.yaml")
        assert error.message.isprintable() or "\n" in error.message
        assert all(line.isprintable() for line in error.message.splitlines())
    else:
        assert isinstance(case, Case)


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    reading_only_raises_case_errors(content)


@given(
    st.text(
        alphabet=st.sampled_from("ab01-?:,[]{}#&*!|>'\"%@` \n\t\\x.~\u00e9\u2028\x85"), max_size=80
    )
)
@settings(max_examples=400)
def test_any_yaml_like_text(text: str) -> None:
    reading_only_raises_case_errors(text.encode())


_WORDS_OF_A_CASE = st.sampled_from(
    [
        *Case.model_fields,
        *("finding", "side", "region", "flag", "condition", "text", "by", "scores", "clearing"),
        *("heel_rises", "left", "right", "both", "knee", "deep_squat", "positive", "plank"),
    ]
)
_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | _WORDS_OF_A_CASE,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(_WORDS_OF_A_CASE | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(st.dictionaries(_WORDS_OF_A_CASE, _ANYTHING, max_size=6))
@settings(max_examples=400)
def test_any_shape_made_of_the_words_of_a_case(data: dict[str, Any]) -> None:
    reading_only_raises_case_errors(yaml.safe_dump(data, allow_unicode=True).encode())


@given(st.integers(0, len(FULL) - 1), st.integers(0, 12), st.text(max_size=3))
@settings(max_examples=400)
def test_any_slip_in_a_good_file(at: int, cut: int, typed: str) -> None:
    text = FULL[:at] + typed + FULL[at + cut :]
    reading_only_raises_case_errors(text.encode("utf-8", "surrogatepass"))


def test_reading_a_file_leaves_it_closed(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(FULL, encoding="utf-8")
    assert read_file(file).case(WORDS) == read_case(str(file), WORDS)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_waits_for_its_writer_and_for_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "case.yaml"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(SEEN,))
    writer.start()
    assert read_file(pipe).data["findings"]
    writer.join()
    monkeypatch.setattr(pipes, "_WRITER_WAIT", 1)
    with pytest.raises(CaseError, match="nobody writes to this pipe"):
        read_file(pipe)


def test_a_file_without_a_name_is_refused() -> None:
    with pytest.raises(CaseError, match="no file is named; allowed: a file, or -"):
        read_file("")


def test_the_name_of_a_file_is_shortened_in_messages() -> None:
    with pytest.raises(CaseError) as raised:
        read_file("x" * 5000)
    assert len(raised.value.message) < 250
