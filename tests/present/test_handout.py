"""The sheet to take home: complete, safe, self-contained, and the same bytes every time."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.advice.advise import advise
from kg.advice.model import Advice
from kg.case.file import read_file
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.present.handout import handout_html, handout_pdf, program_csv, sheet_markdown
from kg.present.handout.sheet import Sheet, sheet
from tests.depth import some_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
KNOWLEDGE = KnowledgeBase.load()
VOID = {"meta", "br", "link", "img"}


@cache
def answered(name: str) -> tuple[Case, Advice]:
    path = Path(__file__).parents[2] / "examples" / f"{name}.yaml"
    case = read_file(str(path)).case(Vocabulary.of(KNOWLEDGE))
    return case, advise(case, KNOWLEDGE)


def made(name: str) -> Sheet:
    return sheet(*answered(name), KNOWLEDGE)


class Reader(HTMLParser):
    """Reads text and checks that every element that opens also closes."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: list[str] = []
        self.names: set[str] = set()
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.said.append(data)


@pytest.mark.parametrize("name", some_of([path.stem for path in EXAMPLES], push=8))
def test_each_file_says_every_exercise_every_referral_and_that_it_is_no_diagnosis(
    name: str,
) -> None:
    _, advice = answered(name)
    one = made(name)
    page = Reader(handout_html(one))
    assert not page.open
    for text in (" ".join(page.said), sheet_markdown(one).replace("\\", "")):
        assert "does not diagnose" in text
        for item in (item for phase in advice.program.phases for item in phase.items):
            assert item.label in text
            assert item.why in text
        for note in (*advice.referrals, *advice.warnings):
            assert note.text in text
        for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", text):
            assert word not in KNOWLEDGE.labels


def test_what_is_referred_comes_before_everything_else_and_has_no_phases() -> None:
    one = made("red_flag")
    assert one.referrals
    assert not one.parts
    for text in (" ".join(Reader(handout_html(one)).said), sheet_markdown(one)):
        assert text.index(one.referrals[0]) < text.index(one.notice) < text.index(one.seen[0])


def test_a_clearance_is_no_referral_and_its_limits_come_first() -> None:
    case = Case.read(
        {
            "findings": [{"finding": "knees_move_inward", "side": "right"}],
            "pain": [
                {
                    "region": "shoulder",
                    "side": "left",
                    "cleared": True,
                    "cleared_on": "2026-02-20",
                    "limits": "nothing overhead",
                }
            ],
            "conditions": [{"condition": "hip_osteoarthritis_or_fai", "limits": "no deep squat."}],
        },
        Vocabulary.of(KNOWLEDGE),
    )
    one = sheet(case, advise(case, KNOWLEDGE), KNOWLEDGE)
    assert one.referrals == ()
    assert one.clearances == (
        "Hip osteoarthritis or impingement (not stated as cleared). Limits: no deep squat.",
        "Pain: Shoulder and upper back, left (cleared on 2026-02-20). Limits: nothing overhead.",
    )
    for text in (" ".join(Reader(handout_html(one)).said), sheet_markdown(one)):
        assert "Refer to a health professional" not in text
        assert text.index(one.clearances[1]) < text.index(one.notice)
    assert handout_pdf(one).startswith(b"%PDF")


def test_readiness_that_was_not_asked_comes_first_of_what_to_mind() -> None:
    assert "ask them before the first session" in made("knees_in_right").warnings[0]
    assert not any("readiness" in text for text in made("posture_and_modified_squat").warnings)


def test_an_exercise_comes_with_how_it_is_done_and_what_it_serves() -> None:
    row = made("knees_in_right").parts[0].rows[0]
    texts = KNOWLEDGE.texts[row.exercise]
    headings = ["Set up", "Carry out", "Feel it here", "Watch out", "Stop if"]
    properties = ("setUp", "carryOut", "feelIt", "avoid", "stopIf")
    assert [heading for heading, _ in row.instructions] == headings
    assert [text for _, text in row.instructions] == [texts[name][0] for name in properties]
    assert row.tools == "foam roller"
    assert row.targets == "Hip adductor complex, right"


def test_a_phase_without_exercises_says_why() -> None:
    with_gaps = [part.empty for part in made("painful_knee").parts if not part.rows]
    assert all(with_gaps)


def test_the_page_asks_nobody_for_anything_and_runs_no_script() -> None:
    document = handout_html(made("knees_in_right"))
    assert not {"script", "link", "img", "iframe"} & Reader(document).names
    assert not re.search(r"(?:src|href)=\"(?!#)", document)
    assert not re.search(r"url\((?!#)", document)


def test_texts_are_not_read_as_markup() -> None:
    loud = replace(made("red_flag"), referrals=("<b>#now</b> & *here*",))
    assert "&lt;b&gt;#now&lt;/b&gt; &amp; *here*" in handout_html(loud)
    assert r"\<b\>\#now\</b\> & \*here\*" in sheet_markdown(loud)
    assert handout_pdf(loud).startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["knees_in_right", "red_flag"])
def test_the_pdf_is_tagged_has_a_title_and_is_the_same_every_time(name: str) -> None:
    document = handout_pdf(made(name))
    assert document == handout_pdf(made(name))
    assert b"/MarkInfo" in document
    assert b"/StructTreeRoot" in document
    assert b"CreationDate" not in document


def test_no_cell_of_the_table_is_a_formula() -> None:
    sheet = made("knees_in_right")
    part = sheet.parts[0]
    row = replace(part.rows[0], label="=HYPERLINK(1)", tools="@SUM(1)")
    table = program_csv(replace(sheet, parts=(replace(part, rows=(row,)),)))
    (read,) = csv.DictReader(io.StringIO(table))
    assert (read["label"], read["equipment"]) == ("'=HYPERLINK(1)", "'@SUM(1)")


def test_the_table_has_one_line_an_exercise() -> None:
    _, advice = answered("knees_in_right")
    rows = list(csv.DictReader(io.StringIO(program_csv(made("knees_in_right")))))
    items = [item for phase in advice.program.phases for item in phase.items]
    assert [row["exercise"] for row in rows] == [item.exercise for item in items]
    assert all(row["tempo"] and row["dose"] and row["why"] for row in rows)
    assert rows[0]["equipment"] == "foam roller"
