"""A paper: the same questions for a whole class from one seed, with the key and the proofs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from kg.present.proof_text import render_story
from kg.study.generator import QuestionWishes, Study
from kg.study.pictures import describe_picture, draw_picture
from kg.study.questions import Question

__all__ = ["Paper", "PaperEntry", "Proofs", "letters", "paper", "paper_markdown", "printed"]

Proofs = Literal["right", "all", "none"]
#: So many right and wrong answers of a question on the body map are printed.
_PRINTED: Final = 4
#: How far down a printed proof goes.
_DEPTH: Final = 4
_WIDTH: Final = 92
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class PaperEntry:
    """A question of a paper.

    Attributes:
        number: its place, from 1.
        question: the question, as it is printed.
        says: for each option why it is right or wrong, with its proof if one is asked for.
        picture: the picture it asks about, as SVG; empty when it asks about none.
        description: what the picture shows, in words.
    """

    number: int
    question: Question
    says: tuple[tuple[str, str], ...]
    picture: str = ""
    description: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper with its key.

    Attributes:
        title: what stands above it.
        seed: names the draw.
        edition: the label of the edition, or that all are used.
        knowledge: the beginning of the ontology's hash.
        entries: the questions.
        labels: the label of every edition that a question names.
    """

    title: str
    seed: str
    edition: str
    knowledge: str
    entries: tuple[PaperEntry, ...]
    labels: dict[str, str]

    def notes(self, question: Question) -> Iterator[str]:
        """Yield what a reader of the key has to know about the editions and the source."""
        if question.edition is not None:
            yield f"Tables: {self.labels[question.edition]}."
        if question.differs:
            named = ", ".join(self.labels[one] for one in question.differs)
            yield f"The answer is not the same by other tables: {named}."
        yield f"Source: {question.source}."


def paper(
    study: Study,
    wishes: QuestionWishes,
    *,
    title: str = "Corrective exercise: questions",
    proofs: Proofs = "right",
    report: Callable[[int], None] | None = None,
) -> Paper:
    """Return a paper. The same seed and wishes give the same paper.

    Args:
        study: what questions are drawn from.
        wishes: which questions.
        title: what stands above it.
        proofs: which answers come with their proof in the key.
        report: is told how many questions were drawn, after each.

    Raises:
        BadInput: when there are not so many questions.
    """
    labels = {one: study.knowledge.label(one) for one in study.knowledge.vocabulary["edition"]}
    entries = []
    for number, question in enumerate(study.questions(wishes, report), 1):
        question_text = printed(question)
        says = []
        for option in question_text.options:
            proof = ""
            if proofs == "all" or (proofs == "right" and option.right):
                proof = render_story(question_text.proof(option), depth=_DEPTH, width=_WIDTH)
            says.append((option.because, proof))
        exercise = question.picture
        picture = draw_picture(study, exercise) if exercise else ""
        description = describe_picture(study, exercise) if exercise else ""
        entries.append(PaperEntry(number, question_text, tuple(says), picture, description))
    edition = study.edition(wishes.edition)
    return Paper(
        title,
        wishes.seed,
        labels.get(edition, "all tables"),
        study.knowledge.ontology_hash[:12],
        tuple(entries),
        labels,
    )


def printed(question: Question) -> Question:
    """Return a question as paper can show it: of a body map some muscles are named instead."""
    if question.form != "map":
        return question
    chance = random.Random(question.id)  # noqa: S311 - the same question is printed the same
    rights = list(question.right)
    wrongs = [one for one in question.options if not one.right]
    # Muscles that are right on the other side are the likeliest mistake, so they come first.
    names = {one.text.rpartition(",")[0] for one in rights}
    near = [one for one in wrongs if one.text.rpartition(",")[0] in names]
    far = [one for one in wrongs if one.text.rpartition(",")[0] not in names]
    chance.shuffle(near)
    chance.shuffle(far)
    half = _PRINTED // 2
    options = chance.sample(rights, min(_PRINTED, len(rights)))
    options += (near[:half] + far)[:_PRINTED]
    chance.shuffle(options)
    return replace(question, form="several", options=tuple(options))


def letters(question: Question) -> list[str]:
    """Return the letters of the right answers."""
    return [_LETTERS[place] for place, one in enumerate(question.options) if one.right]


def paper_markdown(given: Paper, *, key: bool = True) -> str:
    """Return a paper as Markdown.

    Args:
        given: the paper.
        key: whether the answers and their proofs follow.
    """
    lines = [f"# {_plain(given.title)}", "", f"{_about(given)}", ""]
    for entry in given.entries:
        question = entry.question
        lines += [f"## {entry.number}", ""]
        lines += [f"> {_plain(line)}  " for line in question.story]
        lines += [""] if question.story else []
        lines += [f"> {_plain(entry.description)}", ""] if entry.description else []
        lines += [f"{_plain(question.text)} *{question.task}*", ""]
        for letter, option in zip(_LETTERS, question.options, strict=False):
            lines.append(f"- {letter}) {_plain(option.text)}")
        lines.append("")
    if key:
        lines += ["# Key", ""]
        for entry in given.entries:
            lines += [f"## {entry.number}: {', '.join(letters(entry.question))}", ""]
            lines += [*map(_plain, given.notes(entry.question)), ""]
            for letter, option, (because, proof) in zip(
                _LETTERS, entry.question.options, entry.says, strict=False
            ):
                lines.append(
                    f"- {letter}) {'right' if option.right else 'wrong'}: {_plain(because)}"
                )
                if proof:
                    lines += ["", *(f"      {line}" for line in proof.splitlines()), ""]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _about(given: Paper) -> str:
    number = len(given.entries)
    return (
        f"{number} questions · seed {_plain(given.seed)} · tables: {given.edition} · "
        f"knowledge {given.knowledge}"
    )


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in text)
