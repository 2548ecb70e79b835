"""Tables of facts among the rules: what they say as rules, and what is wrong with a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KnowledgeError
from kg.paths import places
from kg.rulebase.annotations import check_rules, read_annotations
from kg.rulebase.rule_set import Rules
from kg.rulebase.rule_tables import render_table

HEADER = "Name\tValue\tmeans\tid\tlabel\tsource"
ROW = "margin\t4\tthe lead that settles\tfigure_margin\tRows must differ by {Value}.\tours"
DECLARED = """\
%! figure(Name, Value): {name} is {Value}.
%! wide(Name): {Name} is wide.
%@ id=wide label="{N} is wide." source="ours"
wide(N) :- figure(N, V), V > 3.
%@ id=heavy label="Wide: this costs 1." source="ours"
:~ wide(N). [1@1, heavy, N]
"""


def rule_set(folder: Path, table: str) -> Rules:
    (folder / "tables").mkdir()
    (folder / "a.lp").write_text(DECLARED)
    (folder / "tables" / "figure.tsv").write_text(table, encoding="utf-8")
    return Rules.load(folder)


def test_a_row_is_a_rule_with_its_annotation_and_its_line(tmp_path: Path) -> None:
    rules = rule_set(tmp_path, f"{HEADER}\n\n{ROW}\n")
    check_rules(rules, {})
    annotation = next(row for row in read_annotations(rules) if row.id == "figure_margin")
    assert annotation.text == "figure(margin,4)."
    assert annotation.label == "Rows must differ by 4."
    assert (annotation.file, annotation.line) == ("rules/tables/figure.tsv", 3)
    term = rules.predicates["margin", 0]
    assert (term.sentence, term.line) == ("the lead that settles", 3)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("Name\tid\tlabel\n", "figure.tsv:1: no column `source`"),
        ("id\tlabel\tsource\n", "figure.tsv:1: no column of an argument"),
        ("Name\tid\tid\tlabel\tsource\n", "figure.tsv:1: the column `id` again"),
        ("Name\tlable\tid\tlabel\tsource\n", "the column `lable`; the arguments of the predicate"),
        ("Name\tlable\tid\tlabel\tsource\n", "did you mean label?"),
        (f"{HEADER}\na\t1\n", "figure.tsv:2: 2 cells; 6: Name, Value, means, id, label, source"),
        (f"{HEADER}\nBig one\t1\t\tx\ty\tz\n", "figure.tsv:2: Name: `Big one`; a whole number or"),
        (f"{HEADER}\na\t1.5\t\tx\ty\tz\n", "figure.tsv:2: Value: `1.5`; a whole number or a name"),
        (f"{HEADER}\na\t1\t\tX y\ty\tz\n", "figure.tsv:2: id: `X y`; small letters"),
        (f"{HEADER}\na\t1\t\tx\t\tz\n", "figure.tsv:2: label: ``; a text"),
        (f'{HEADER}\na\t1\t\tx\tsay "y"\tz\n', 'label: `say "y"`; a text on one line without'),
        (f"{HEADER}\na\t1\t\tx\ty\tz\nb\tB\t\tv\ty\tz\n", "figure.tsv:3: Value: `B`"),
    ],
)
def test_a_fault_is_named_by_row_and_column(table: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        render_table("rules/tables/figure.tsv", table)
    assert message in caught.value.message


def test_every_fault_of_a_table_is_named_at_once() -> None:
    with pytest.raises(KnowledgeError) as caught:
        render_table("rules/tables/figure.tsv", f"{HEADER}\nA\t1.5\t\tX\t\tz\nb\n")
    assert [error.line for error in (caught.value, *caught.value.also)] == [2, 2, 2, 2, 3]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("Value\tName\tid\tlabel\tsource\n1\ta\tx\ty\tz\n", "figure.tsv:1: the columns Value"),
        ("Name\tid\tlabel\tsource\na\tx\ty\tz\n", "figure.tsv:2: `figure/1` is not declared"),
        (f"{HEADER}\n{ROW}\n{ROW}\n", "tables/figure.tsv:3: the id `figure_margin` again"),
        (
            "Name\tValue\tid\tlabel\tsource\na\t1\tx\ty\tz\nb\t1\tx\ty\tz\n",
            "figure.tsv:3: the id `x` again; one rule an id; it is that of rules/tables/figure",
        ),
        (
            "Name\tValue\tid\tlabel\tsource\na\t1\tx\t{Other} is it.\tz\n",
            "tables/figure.tsv:2: the label of `x` speaks of Other",
        ),
    ],
)
def test_a_table_has_to_fit_the_rules(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        check_rules(rule_set(tmp_path, table), {})
    assert message in caught.value.message


def test_lines_of_rules_have_at_most_100_characters() -> None:
    folder = places().rules
    for path in sorted(folder.rglob("*.lp")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert len(line) <= 100, f"{path.name}:{number}"
