"""Nothing that a client or a student reads is said with more certainty than a screen allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.advice.model import Advice
from kg.case.file import read_file
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.present.advice_text import render
from kg.present.handout.html import handout_html
from kg.present.handout.plain import program_csv, sheet_markdown
from kg.present.handout.sheet import sheet
from kg.present.program_cards import program_cards
from kg.rulebase.annotations import read_annotations
from kg.rulebase.rule_set import Rules

ROOT = Path(__file__).parents[1]
KNOWLEDGE = KnowledgeBase.load()
WORDS = Vocabulary.of(KNOWLEDGE)
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
CRITIQUES = sorted((ROOT / "tests" / "golden" / "plans").glob("*.json"))
#: What is never said: a muscle's status as a fact, and an optimum without what it is best by.
FORBIDDEN = (
    r"\b(is|are) (overactive|underactive|equivocal and)\b",
    r"\b(is|are) (short|weak|tight|inhibited) and (overactive|underactive)\b",
    r"\bno better program exists\b",
    r"\bthe best program there is\b",
    r"\bproven (overactive|underactive)\b",
)
#: What a sheet for a client does not say either.
FOR_CLIENTS = (*FORBIDDEN, r"\bstandard choice \d\b", r"^(Overactive|Underactive)$")
#: A sentence of the rules, a label, or a text of a kind of question.
_SENTENCE = re.compile(r'^%[!~] [^:]*: (.*)$|label="([^"]*)"|^\w+ = "(.*)"$', re.MULTILINE)


def certain(text: str, forbidden: tuple[str, ...] = FORBIDDEN) -> list[str]:
    """Return what a text says with too much certainty, each with what is around it."""
    return [
        text[max(0, found.start() - 60) : found.end() + 30]
        for phrase in forbidden
        for found in re.finditer(phrase, text, re.IGNORECASE)
    ]


def answer(path: Path) -> Advice:
    """The exact answer of an example, as the tests of the examples hold it."""
    golden = ROOT / "tests" / "golden" / f"{path.stem}.json"
    return Advice.model_validate_json(golden.read_text(encoding="utf-8"))


def folded(text: str) -> str:
    """Return a text as one line, so that a phrase is found across line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Gluteus medius (right) is underactive.",
        "the muscle is short and overactive.",
        "solved: no better program exists",
    ],
)
def test_a_certainty_is_noticed(text: str) -> None:
    assert certain(text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_outputs_of_an_example_are_hedged(path: Path) -> None:
    advice = answer(path)
    case = read_file(str(path)).case(WORDS)
    assert not certain(folded(render(advice, names=KNOWLEDGE.labels)))
    assert not certain(folded(advice.to_json()))
    assert not certain(folded(str(program_cards(advice, KNOWLEDGE.label))))
    page = sheet(case, advice, KNOWLEDGE)
    for text in (handout_html(page), sheet_markdown(page), program_csv(page)):
        assert not certain(folded(text), FOR_CLIENTS)
    assert not [status.name for status in page.statuses if certain(status.name, FOR_CLIENTS)]


def sentences() -> Iterator[str]:
    for folder in ("rules", "rules/progress"):
        rules = Rules.load(ROOT / folder)
        yield from (one.sentence for one in (*rules.predicates.values(), *rules.absences.values()))
        yield from (one.label for one in read_annotations(rules))
    rest = (("rules/closure", "*.lp"), ("study", "*.lp"), ("study", "*.toml"))
    for folder, pattern in rest:
        for path in sorted((ROOT / folder).rglob(pattern)):
            for found in _SENTENCE.finditer(path.read_text(encoding="utf-8")):
                yield next(filter(None, found.groups()), "")


@pytest.mark.parametrize("path", CRITIQUES, ids=lambda path: path.stem)
def test_a_critique_is_hedged(path: Path) -> None:
    assert not certain(folded(path.read_text(encoding="utf-8")))


def test_the_sentences_of_the_rules_are_hedged() -> None:
    named = re.compile(r"\b(is|are) \{(status|direction|contrary|d)\}", re.IGNORECASE)
    texts = list(sentences())
    assert len(texts) > 1500
    assert [text for text in texts if certain(text) or named.search(text)] == []


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))],
    ids=lambda path: path.stem,
)
def test_the_documents_are_hedged(path: Path) -> None:
    assert not certain(folded(path.read_text(encoding="utf-8")))
