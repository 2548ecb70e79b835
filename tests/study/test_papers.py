"""Papers: the same bytes for the same seed, a key that fits, and files that others can read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from kg.cli.main import main
from kg.study.generator import QuestionWishes
from kg.study.moodle import paper_moodle
from kg.study.paper import Paper, PaperEntry, Proofs, letters, paper, paper_markdown, printed
from kg.study.paper_html import paper_html
from kg.study.questions import Question
from tests.study.common import STUDY

KINDS = ("overactive_muscle", "map_underactive", "order_of_phases", "asymmetry")
#: The shares of a grade that Moodle accepts, in percent.
FRACTIONS = (
    {"100", "0", "50", "-50", "33.33333", "-33.33333", "25", "-25", "20", "-20"}
    | {f"{sign}{one}" for sign in ("", "-") for one in ("16.66667", "14.28571", "12.5", "11.11111")}
    | {"-100"}
)


@cache
def made(title: str = "A paper", proofs: Proofs = "right") -> Paper:
    wanted = QuestionWishes(6, "paper", kinds=KINDS)
    return paper(STUDY, wanted, title=title, proofs=proofs)


def of_form(form: str) -> PaperEntry:
    return next(one for one in made().entries if one.question.form == form)


def test_the_same_seed_gives_the_same_bytes() -> None:
    again = paper(STUDY, QuestionWishes(6, "paper", kinds=KINDS), title="A paper")
    for write in (paper_markdown, paper_html, paper_moodle):
        assert write(again) == write(made())


def test_the_key_names_the_right_letters() -> None:
    text = paper_markdown(made())
    for entry in made().entries:
        right = ", ".join(letters(entry.question))
        assert f"## {entry.number}: {right}\n" in text
        for place, option in enumerate(entry.question.options):
            assert (("abcdefgh"[place]) in letters(entry.question)) is option.right


def test_the_key_can_be_left_out() -> None:
    for write in (paper_markdown, paper_html):
        bare = write(made(), key=False)
        assert "Key" not in bare
        assert not re.search(r"\bright:|\bwrong:", bare)


def test_right_answers_come_with_their_proof_down_to_the_tables() -> None:
    text = paper_markdown(made())
    assert "[ontology/tables/evidence.tsv:" in text
    proofs = [proof for entry in made().entries for _, proof in entry.says]
    rights = sum(len(entry.question.right) for entry in made().entries)
    assert sum(map(bool, proofs)) == rights
    assert not any(p for e in made(proofs="none").entries for _, p in e.says)
    assert all(p for e in made(proofs="all").entries for _, p in e.says)


def test_a_body_map_is_printed_as_a_choice() -> None:
    question = next(
        one for one in STUDY.questions(QuestionWishes(1, "map", kinds=("map_underactive",)))
    )
    shown = printed(question)
    assert question.form == "map"
    assert shown.form == "several"
    assert 0 < len(shown.right) < len(shown.options) <= 8
    assert {one.id for one in shown.right} <= {one.id for one in question.right}
    assert printed(question) == shown


class Outline(HTMLParser):
    """Reads a page and complains of what is not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.met: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


HOSTILE = "<script>alert('x')</script> & ]]> \"quoted\""


def test_html_is_whole_and_without_script() -> None:
    page = Outline()
    page.feed(paper_html(replace(made(), title=HOSTILE)))
    assert page.open == []
    assert not {"script", "link", "img", "iframe"} & set(page.met)
    assert HOSTILE in page.text
    for entry in made().entries:
        assert any(entry.question.text in one for one in page.text)


def child(node: ET.Element, path: str) -> str:
    found = node.find(path)
    assert found is not None, path
    return found.text or ""


def test_moodle_xml_keeps_to_the_format() -> None:
    tree = ET.fromstring(paper_moodle(replace(made(), title=HOSTILE)))
    assert tree.tag == "quiz"
    first, *questions = tree
    assert first.get("type") == "category"
    assert child(first, "category/text").startswith("$course$/top/")
    assert len(questions) == len(made().entries)
    ids = set()
    for node, entry in zip(questions, made().entries, strict=True):
        assert node.get("type") == "multichoice"
        several = [] if entry.question.form == "one" else ["shownumcorrect"]
        assert [one.tag for one in node if one.tag != "answer"] == [
            *("name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden"),
            *("idnumber", "single", "shuffleanswers", "answernumbering"),
            *("showstandardinstruction", *several, "tags"),
        ]
        assert child(node, "showstandardinstruction") == "0"  # the question has its own
        assert entry.question.task in child(node, "questiontext/text")
        ids.add(child(node, "idnumber"))
        text = node.find("questiontext")
        assert text is not None
        assert text.get("format") == "html"
        inner(child(node, "questiontext/text"))
        single = child(node, "single") == "true"
        assert single == (entry.question.form == "one")
        found = node.findall("answer")
        shares = [one.get("fraction") or "" for one in found]
        assert set(shares) <= FRACTIONS
        assert sum(float(one) for one in shares if float(one) > 0) == pytest.approx(100, abs=0.001)
        assert [float(one) > 0 for one in shares] == [o.right for o in entry.question.options]
        if not single:  # ticking everything earns nothing
            assert sum(map(float, shares)) == pytest.approx(0, abs=0.001)
        for one, option in zip(found, entry.question.options, strict=True):
            assert inner(child(one, "text")) == [option.text]
            assert option.because in inner(child(one, "feedback/text"))
        tags = [one.text for one in node.findall("tags/tag/text")]
        assert f"kind:{entry.question.kind}" in tags
        assert all(0 < len(one or "") <= 50 for one in tags)  # Moodle cuts longer ones
    assert len(ids) == len(questions)


@pytest.mark.parametrize("title", ["A paper", "Spring / autumn", "/a//b/", "C&C <1>"])
def test_moodle_puts_the_questions_into_one_category(title: str) -> None:
    path = child(
        ET.fromstring(paper_moodle(replace(made(), title=title))), "question/category/text"
    )
    # So Moodle's importer takes a path apart: two strokes stand for one within a name.
    parts = [one.replace("//", "/") for one in re.split(r"(?<!/)/(?!/)", path)]
    assert parts[:2] == ["$course$", "top"]
    assert parts[2:] == [f"{title} (Main list, seed paper)".strip("/ ")]


def test_moodle_takes_the_lengths_of_names_and_numbers() -> None:
    long = replace(made().entries[0].question, label="A kind of question " * 40)
    entry = replace(made().entries[0], question=long)
    tree = ET.fromstring(paper_moodle(replace(made(), entries=(entry,))))
    assert len(child(tree, "question/name/text")) <= 255
    assert 0 < len(child(tree, "question/idnumber")) <= 100


def inner(markup: str) -> list[str]:
    """Return the texts of some markup, which must be whole."""
    page = Outline()
    page.feed(markup)
    assert page.open == []
    return page.text


def test_the_command_prints_the_paper(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    words = ["study", "paper", "--seed", "paper", "--number", "3", "--kind", "overactive_muscle"]
    assert main(words) == 0
    first = capfdbinary.readouterr().out
    assert main(words) == 0
    assert capfdbinary.readouterr().out == first
    assert first.startswith(b"# Corrective exercise: questions\n")
    assert main([*words, "--json"]) == 0
    assert b'"right": true' in capfdbinary.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--topic", "knne"], "did you mean knee?"),
        (["--kind", "x"], "no kind of question 'x'"),
        (["--edition", "x"], "no edition 'x'"),
        (["--format", "moodle", "--key", "no"], "a quiz holds its key"),
    ],
)
def test_what_does_not_fit_is_one_message(
    more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["study", "paper", "--number", "1", "--kind", "phase_of_goal", *more]) == 2
    assert said in capsys.readouterr().err


def test_a_question_says_which_tables_and_which_others_differ() -> None:
    entry: PaperEntry = next(one for one in made().entries if one.question.edition)
    question: Question = entry.question
    notes = list(made().notes(question))
    assert notes[0] == "Tables: Main list."
    assert notes[-1] == f"Source: {question.source}."
