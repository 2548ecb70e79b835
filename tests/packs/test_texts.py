"""One law for every decoded text, and nothing that a terminal would obey reaches it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.packs import read_pack, read_packs
from kg.packs.contained import _visible
from kg.plain_text import find_hidden, strip_controls
from tests.packs.made import folder, manifest, module

ROOT = Path(__file__).parents[2]
#: Written as an escape of each language: what it stands for.
HIDDEN = {
    r"\u001b": "U+001B",
    r"\u0007": "U+0007",
    r"\u0085": "U+0085",
    r"\u202e": "U+202E",
    r"\u2066": "U+2066",
    r"\u200b": "U+200B",
    r"\u200e": "U+200E",
    r"\u00ad": "U+00AD",
    r"\u2028": "U+2028",
    r"\u2029": "U+2029",
    r"\u3164": "U+3164",
    r"\ufeff": "U+FEFF",
    r"\u000a": "U+000A",
    r"\U000E0041": "U+E0041",
}


def refused(place: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        KnowledgeBase.load(packs=read_packs([place]))
    assert find_hidden(caught.value.message, breaks=True) is None
    return caught.value.message


@pytest.mark.parametrize(("written", "told"), HIDDEN.items())
def test_a_turtle_text_holds_nothing_unseen(tmp_path: Path, written: str, told: str) -> None:
    body = f':odd_thing a :Document ; rdfs:label "Nice{written}[31mred"@en .\n'
    said = refused(folder(tmp_path, {"ontology/x.ttl": module("tried", body)}))
    assert f"a text of odd_thing holds a character that nobody sees ({told})" in said


@pytest.mark.parametrize(("written", "told"), HIDDEN.items())
def test_a_toml_text_holds_nothing_unseen(tmp_path: Path, written: str, told: str) -> None:
    place = folder(tmp_path, {"pack.toml": manifest(title=f'"Nice{written}[31mred"')})
    said = refused(place)
    assert "tried/pack.toml: title" in said
    assert told in said


def test_no_other_file_holds_anything_unseen(tmp_path: Path) -> None:
    for name, text in (
        ("rules/a.lp", '%@ id=a label="x\u200b" source="y"\na.'),
        ("rules/b.lp", 'a("x\\ny").'),
        ("facts/c.rq", "# c(X)\n# \u202e{X}.\nSELECT * { ?x ?y ?z }"),
        ("examples/d.yaml", 'client: "a\\u001b[2J"\n'),
        ("examples/e.yaml", 'goals: [{text: "a\\u202eb"}]\n'),
        ("examples/f.toml", 'holds = ["a\\u001b[2J"]\n'),
        ("README.md", "a\u2029b"),
    ):
        with pytest.raises(KnowledgeError) as caught:
            read_pack(folder(tmp_path / name.replace("/", "_"), {name: text}))
        assert caught.value.file == f"tried/{name}"
        assert find_hidden(caught.value.message, breaks=True) is None


def test_what_a_query_makes_holds_nothing_unseen(tmp_path: Path) -> None:
    query = (
        "# odd(Thing, Text)\n# {Thing}: {text}.\nPREFIX : <https://w3id.org/corrective-exercise/>\n"
        'SELECT ?thing ?text WHERE { VALUES ?thing { :soleus } BIND(CONCAT("a", "\\u001b[2J") '
        "AS ?text) }\n"
    )
    said = refused(folder(tmp_path, {"facts/odd.rq": query}))
    assert "?text holds a character that nobody sees (U+001B)" in said


def test_what_a_query_makes_holds_no_markup(tmp_path: Path) -> None:
    query = (
        "# odd(Thing, Text)\n# {Thing}: {text}.\nPREFIX : <https://w3id.org/corrective-exercise/>\n"
        'SELECT ?thing ?text WHERE { VALUES ?thing { :soleus } BIND(CONCAT("<", "script>") '
        "AS ?text) }\n"
    )
    said = refused(folder(tmp_path, {"facts/odd.rq": query}))
    assert said.startswith("tried/facts/odd.rq: row 1")
    assert "?text holds markup" in said


@pytest.mark.parametrize(
    "name", ["x\n! Refer: nobody.lp", "x\x1b[31m.lp", "\u202egpj.lp", "x\u200b.lp", "x\udcff.lp"]
)
def test_no_name_of_a_file_forges_a_line(tmp_path: Path, name: str) -> None:
    try:
        place = folder(tmp_path, {f"rules/{name}": "% nothing"})
    except (OSError, UnicodeError):
        pytest.skip("this system has no such names")
    said = refused(place)
    assert said.startswith("tried: holds a file called “rules/")
    assert "\n" not in said
    said.encode()


def test_a_message_shows_what_nobody_sees_and_stays_on_its_line() -> None:
    error = KnowledgeError("a\u202eb\n! Refer: nobody\x1b[2J", file="x\x07y")
    assert error.message == "x[U+0007]y: a[U+202E]b ! Refer: nobody[U+001B][2J"


def test_our_own_texts_keep_the_law() -> None:
    patterns = ("ontology/*.ttl", "ontology/tables/*", "rules/**/*.lp", "rules/facts/*")
    for path in (path for pattern in patterns for path in ROOT.glob(pattern)):
        assert find_hidden(path.read_text(encoding="utf-8"), breaks=True) is None, path


def test_stdout_carries_nothing_that_a_terminal_obeys() -> None:
    assert (
        _visible(b"a\x1b[31mb\x1b]0;owned\x07\xe2\x80\xaec\r\nd\re\n") == b"a[31mb]0;ownedc\r\nde\n"
    )
    assert _visible(b"\x89PNG\r\n\x1a\n\xff") == b"\x89PNG\r\n\x1a\n\xff"
    assert strip_controls("\x1b[1mbold\x1b[0m\x1b[2J", colours=True) == "\x1b[1mbold\x1b[0m[2J"
