"""Two answers side by side: what a page shows of them, as values and as HTML."""

from __future__ import annotations

import base64
import json
import zlib
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.case.changes import read_change
from kg.case.file import read_case
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError, KnowledgeError
from kg.explain.explainer import Against
from kg.packs.contained import Limits
from kg.present.address.comparand import KINDS, Another, example_packs, pack_place, read_another
from kg.present.comparison import Beside, beside
from kg.present.comparison_html import differences_html, programs_html
from kg.present.contained_comparison import with_packs
from kg.present.example_cases import example_path
from tests.proof.answers import KNOWLEDGE, consultation

WORDS = Vocabulary.of(KNOWLEDGE)
KNEES = read_case(example_path("knees_in_right"), WORDS)
LIMITS = Limits(seconds=90.0)


def answer(name: str) -> Against:
    return Against.of(consultation(name))


@pytest.fixture(scope="module")
def found() -> Beside:
    return beside(answer("knees_in_right"), answer("painful_knee"))


class Balanced(HTMLParser):
    """Fails when a tag is closed that is not open, and keeps the names of the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.names.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(html: str) -> Balanced:
    parser = Balanced()
    parser.feed(html)
    assert parser.open == []
    return parser


def test_an_answer_does_not_differ_from_itself() -> None:
    same = beside(answer("flat_feet"), answer("flat_feet"))
    assert same.count == 0
    assert not any(one.alone for stage in same.first.stages for one in stage.items)
    assert same.first.given == same.second.given == ()


def test_groups_stand_in_the_order_a_reader_asks_for_them(found: Beside) -> None:
    titles = [one.title for one in found.groups]
    assert titles[0] == "Referrals and warnings"
    assert titles.index("Program") < titles.index("Left out") < len(titles) - 1
    assert [one.rest for one in found.groups] == [False] * (len(titles) - 1) + [True]
    assert found.count == sum(len(one.rows) for one in found.groups)
    assert any("pain" in one.lower() for one in found.second.referrals)
    assert found.second.given != ()


def test_a_row_tells_the_way_from_the_first_step_to_what_is_stated(found: Beside) -> None:
    ways = [row for group in found.groups for row in group.rows if row.way]
    assert len(ways) > 5
    for row in ways:
        assert (row.after if row.side == "second" else row.before) != ""
        assert all(step.text for step in row.way)
        assert row.way[-1].rule
        assert all(step.source and ".lp:" in step.place for step in row.way if step.rule)
    assert any(len(row.way) > 2 for row in ways)


def test_it_says_the_same_after_json(found: Beside) -> None:
    assert Beside.model_validate_json(found.model_dump_json()) == found


def test_html_escapes_every_text(found: Beside) -> None:
    names = ("<script>alert(1)</script>", 'a "b" & c')
    for html in (programs_html(found, names), differences_html(found.groups, names)):
        assert "script" not in parsed(html).names
        assert "&lt;script&gt;" in html
    told = differences_html(found.groups, names)
    assert told.count('class="row"') == found.count


# --- what it is compared with -------------------------------------------------------------------

CHANGES = (read_change("set", "minutes=10"), read_change("add", "findings=feet_flatten"))


@pytest.mark.parametrize(
    "one",
    [
        Another("edition", edition="nasm_cpt7"),
        Another("example", example="flat_feet"),
        Another("changes", changes=CHANGES),
        Another("packs", packs=("kendall", "overhead")),
        Another("case", case=KNEES),
    ],
    ids=lambda one: one.kind,
)
def test_what_an_address_says_can_be_read_again(one: Another) -> None:
    read, ignored = read_another(one.word, WORDS, example_packs())
    assert ignored == ()
    assert read is not None
    assert read.word == one.word
    assert isinstance(read.of(KNEES, WORDS), Case)
    assert read.name(KNOWLEDGE.label)


@pytest.mark.parametrize(
    "word", ["", "edition.nobody", "example.../../etc", "packs./etc", "changes.%%", "case.x", "x.y"]
)
def test_what_is_unknown_in_an_address_is_named_and_ignored(word: str) -> None:
    read, ignored = read_another(word, WORDS, example_packs())
    assert read is None
    assert len(ignored) == 1


@given(st.sampled_from(KINDS), st.text(max_size=60))
def test_no_address_breaks_it(kind: str, rest: str) -> None:
    for word in (rest, f"{kind}.{rest}"):
        read, ignored = read_another(word, WORDS, example_packs())
        assert read is not None or ignored


@pytest.mark.parametrize(
    "data", [[["set", 5]], {"set": "minutes=5"}, [["run", "minutes=5"]], [[[], "x"]], 7, [["set"]]]
)
def test_changes_that_nobody_wrote_are_ignored(data: object) -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps(data).encode())).decode()
    read, ignored = read_another(f"changes.{packed}", WORDS, ())
    assert read is None
    assert ignored


def test_only_the_edition_changes() -> None:
    other = Another("edition", edition="nasm_cpt7").of(KNEES, WORDS)
    assert other.edition == "nasm_cpt7"
    assert other.findings == KNEES.findings


def test_a_change_that_does_not_fit_is_one_message() -> None:
    gone = Another("changes", changes=(read_change("drop", "conditions"),))
    with pytest.raises(CaseError, match="conditions"):
        gone.of(KNEES, WORDS)


# --- rule packs ---------------------------------------------------------------------------------


def test_packs_are_compared_in_a_process_of_their_own() -> None:
    found = with_packs(KNEES, [pack_place("harbour_studio")], time_limit=10, limits=LIMITS)
    assert found.count > 0
    assert found.first.given == found.second.given == ()
    assert "figure_room_inhibit" in {one.rule for one in found.first.rules}
    assert all("harbour_studio" in one.place for one in found.second.rules)
    assert found.second.rules
    assert "only here had a part" in programs_html(found, ("one", "other"))


def test_a_pack_that_is_not_there_is_one_message() -> None:
    with pytest.raises(KnowledgeError, match="no pack"):
        with_packs(KNEES, ["/nowhere/at/all"], time_limit=10, limits=LIMITS)


def test_what_is_no_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.packs import contained

    monkeypatch.setattr(contained, "run", lambda *_, **__: contained.Finished(0, b"{}", ""))
    with pytest.raises(KnowledgeError, match="cannot be read"):
        with_packs(KNEES, [], time_limit=1, limits=LIMITS)
