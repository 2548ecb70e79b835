"""``continuum study practise`` and ``progress``: questions at the terminal, how topics stand."""

from __future__ import annotations

import argparse
import re
import string
import sys
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli.cases import add_pack_options, knowledge_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.study_options import add_edition, add_topics, count
from kg.cli.terminal import talk, width, write, write_document

if TYPE_CHECKING:
    from kg.study.practice import Practice
    from kg.study.questions import Question

_PRACTISE: Final = """
continuum study practise
continuum study practise topic --topic knee
continuum study practise exam --number 30 --edition nasm_ces1
continuum study practise weak
"""
_PROGRESS: Final = "continuum study progress\ncontinuum study progress --json"
#: The modes, with the usual number of questions.
_MODES: Final = {"quick": 10, "topic": 10, "exam": 20, "weak": 10}
_DEPTH: Final = 4
_QUIT: Final = "q"
#: What stands before the first word of a line: room, the letter of an answer, right or wrong.
_BEGIN: Final = re.compile(r" +(?:[a-z]\) (?:[-+] )?)?")


def add_practice_commands(group: Subparsers) -> None:
    """Add the commands of a learner."""
    summary = "answer questions; what was wrong comes again in time"
    practise = add_command(group, "practise", summary, _practise, _PRACTISE)
    practise.add_argument(
        "mode", nargs="?", choices=tuple(_MODES), default="quick", help="default: quick"
    )
    practise.add_argument("--number", type=count, metavar="NUMBER", help="how many questions")
    add_topics(practise)
    add_edition(practise)
    progress = add_command(group, "progress", "show how topics stand", _progress, _PROGRESS)
    for one in (practise, progress):
        one.add_argument("--file", type=Path, metavar="FILE", help="where the progress is kept")
        one.add_argument("--json", action="store_true", help="print the result as JSON")
        add_pack_options(one)
        one.set_defaults(reaches_out="the command opens the progress of a learner")


def _now() -> datetime:
    return datetime.now(UTC)


def _practise(arguments: argparse.Namespace) -> int:
    from kg.present.proof_files import to_json
    from kg.study.generator import Study
    from kg.study.learner import Learner
    from kg.study.practice import Practice

    practice = Practice(
        Study.load(knowledge_of(arguments)),
        Learner(arguments.file),
        arguments.mode,
        arguments.number or _MODES[arguments.mode],
        tuple(arguments.topic),
        arguments.edition,
        _now,
    )
    _say("Answer with letters, such as a or a c; q ends.")
    for number, question in enumerate(practice.questions(), 1):
        if not _ask(practice, question, number):
            break
    session = practice.end()
    if arguments.mode == "exam":
        for number, (question, right) in enumerate(practice.answers, 1):
            _say(f"\n{number}. {'Right' if right else 'Not right'}: {question.text}")
            _say_answers(question)
    minutes, seconds = divmod(session.seconds, 60)
    _say(f"\n{session.right} of {session.asked} right, in {minutes} min {seconds} s.")
    if arguments.json:
        write_document(to_json(session.model_dump(mode="json")))
    return 0


def _ask(practice: Practice, question: Question, number: int) -> bool:
    """Ask a question; return false when the learner ends."""
    from kg.study.paper import printed

    shown = printed(question)
    _say(f"\n{number} of {practice.number}")
    for line in shown.story:
        _say(f"  {line}")
    _say(f"{shown.text} {shown.task}")
    for letter, option in zip(string.ascii_lowercase, shown.options, strict=False):
        _say(f"  {letter}) {option.text}")
    chosen = _chosen(shown)
    if chosen is None:
        return False
    right = practice.answer(shown, chosen)
    if practice.mode == "exam":
        return True
    _say("Right." if right else "Not right.")
    _say_answers(shown)
    return _explain(shown)


def _say_answers(question: Question) -> None:
    """Say of every answer why it is right or wrong, and what editions say."""
    for letter, option in zip(string.ascii_lowercase, question.options, strict=False):
        _say(f"  {letter}) {'+' if option.right else '-'} {option.because}")
    if question.differs:
        label = question.world.knowledge.label
        _say(f"  Other tables answer otherwise: {', '.join(map(label, question.differs))}.")


def _chosen(question: Question) -> list[int] | None:
    """Return the places of the chosen answers, or ``None`` when the learner ends."""
    allowed = string.ascii_lowercase[: len(question.options)]
    while True:
        line = _line("> ")
        if line is None or line == _QUIT:
            return None
        letters = [letter for letter in line if letter not in " ,;"]
        single = question.form == "one" and len(letters) > 1
        if letters and not single and all(letter in allowed for letter in letters):
            return sorted({allowed.index(letter) for letter in letters})
        talk(f"  {'one letter' if question.form == 'one' else 'letters'} from a to {allowed[-1]}")


def _explain(question: Question) -> bool:
    """Show proofs as long as they are asked for; return false when the learner ends."""
    from kg.present.proof_text import render_story

    allowed = string.ascii_lowercase[: len(question.options)]
    while True:
        line = _line("Enter goes on, a letter shows the proof of that answer: ")
        if line is None or line == _QUIT:
            return False
        if not line:
            return True
        if len(line) == 1 and line in allowed:
            story = question.proof(question.options[allowed.index(line)])
            talk(render_story(story, depth=_DEPTH, width=width()))
        else:
            talk(f"  Enter, a letter from a to {allowed[-1]}, or q")


def _line(prompt: str) -> str | None:
    """Return the next line in small letters, or ``None`` at the end of the input."""
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    return line.strip().casefold() if line else None


def _say(text: str) -> None:
    """Say something of the sitting: talk, so that stdout holds the result only.

    A long line goes on below its first word, and below that of an answer.
    """
    for line in text.split("\n"):
        begin = _BEGIN.match(line)
        below = " " * (begin.end() if begin else 0)
        talk("\n".join(textwrap.wrap(line, width(), subsequent_indent=below)) or line)


def _progress(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from kg.present.proof_files import to_json
    from kg.study.generator import Study
    from kg.study.learner import Learner

    learner = Learner(arguments.file)
    topics = Study.load(knowledge_of(arguments)).topics
    found = learner.mastery(topics, _now())
    if arguments.json:
        rows = [{**asdict(one), "label": topics.labels.get(one.topic, one.topic)} for one in found]
        sessions = [one.model_dump(mode="json") for one in learner.sessions]
        write_document(to_json({"topics": rows, "sessions": sessions}))
        return 0
    if not found:
        write("Nothing was asked yet: continuum study practise")
        return 0
    shown = [
        (
            topics.labels.get(one.topic, one.topic),
            f"{one.right} of {one.asked}",
            f"{one.remembered:.0%}",
            str(one.due),
        )
        for one in found
    ]
    _table(("topic", "right", "remembered", "due"), shown)
    return 0


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    for row in (head, *rows):
        cells = (cell.ljust(size) for cell, size in zip(row, widths, strict=True))
        write("  ".join(cells).rstrip())
