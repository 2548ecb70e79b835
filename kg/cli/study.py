"""``continuum study``: papers, cards and practice, from questions that the rules answer."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.cli.cases import add_pack_options, knowledge_of, may_take_long
from kg.cli.commands import Subparsers, add_command
from kg.cli.saving import save_file
from kg.cli.study_options import add_edition, add_topics, count
from kg.cli.study_practice import add_practice_commands
from kg.cli.study_walk import add_walk
from kg.cli.terminal import talk, width, write, write_document
from kg.errors import BadInput

if TYPE_CHECKING:
    from kg.study.paper import Paper
    from kg.study.questions import Question

_GROUP: Final = """
continuum study practise
continuum study paper --seed 1 --number 20 > paper.md
continuum study cards --anki continuum.apkg
continuum study progress
continuum study walk examples/knees_in_right.yaml
"""
_PAPER: Final = """
continuum study paper --seed 1 --number 20 > paper.md
continuum study paper --seed 1 --number 20 --format html --key no > paper.html
continuum study paper --seed 1 --number 20 --format moodle > paper.xml
continuum study paper --seed 1 --topic lower_body --edition nasm_ces1
continuum study paper --seed 1 --pack my_pack > paper.md
"""
_CARDS: Final = """
continuum study cards --anki continuum.apkg
continuum study cards --topic knee > knee.tsv
continuum study cards --edition all --sheets sheets.html
"""
_KINDS: Final = "continuum study kinds\ncontinuum study kinds --json"
_TOPICS: Final = "continuum study topics\ncontinuum study topics --json"
_NUMBER: Final = 20


def add_parser(commands: Subparsers) -> None:
    """Add the group of commands."""
    summary = "practise, print papers and make cards"
    parser = add_command(commands, "study", summary, _help, _GROUP)
    parser.set_defaults(parser=parser)
    group = parser.add_subparsers(title="commands", metavar="COMMAND")
    paper = add_command(group, "paper", "print a paper with its key and proofs", _paper, _PAPER)
    paper.add_argument("--seed", default="1", metavar="SEED", help="names the draw (default 1)")
    paper.add_argument(
        "--number", type=count, default=_NUMBER, metavar="NUMBER", help="how many questions (20)"
    )
    add_topics(paper)
    paper.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help="only this kind; may be repeated",
    )
    add_edition(paper)
    paper.add_argument(
        "--title", default="Corrective exercise: questions", help="what stands above"
    )
    paper.add_argument(
        "--format", choices=("markdown", "html", "moodle"), default="markdown", help="the form"
    )
    paper.add_argument(
        "--proofs", choices=("right", "all", "none"), default="right", help="proofs in the key"
    )
    paper.add_argument("--key", choices=("yes", "no"), default="yes", help="print the key too")
    paper.add_argument("--json", action="store_true", help="print the questions as JSON")
    cards = add_command(group, "cards", "make cards to learn by heart", _cards, _CARDS)
    add_topics(cards)
    add_edition(cards)
    cards.add_argument("--anki", type=Path, metavar="FILE", help="write an Anki package here")
    cards.add_argument("--sheets", type=Path, metavar="FILE", help="write printable sheets here")
    cards.add_argument("--json", action="store_true", help="print the cards as JSON")
    kinds = add_command(group, "kinds", "list the kinds of questions", _kinds, _KINDS)
    topics = add_command(group, "topics", "list the topics in their order", _topics, _TOPICS)
    for command in (kinds, topics):
        command.add_argument("--json", action="store_true", help="print JSON")
    for command in (paper, cards, kinds, topics):
        add_pack_options(command)
    for command in (paper, cards):
        may_take_long(command)
    add_practice_commands(group)
    add_walk(group)


def _help(arguments: argparse.Namespace) -> int:
    arguments.parser.print_help(sys.stderr)
    return 2


def _paper(arguments: argparse.Namespace) -> int:
    from kg.study.generator import QuestionWishes, Study
    from kg.study.moodle import paper_moodle
    from kg.study.paper import paper, paper_markdown
    from kg.study.paper_html import paper_html

    wishes = QuestionWishes(
        arguments.number,
        arguments.seed,
        topics=tuple(arguments.topic),
        kinds=tuple(arguments.kind),
        edition=arguments.edition,
    )
    made = paper(
        Study.load(knowledge_of(arguments)), wishes, title=arguments.title, proofs=arguments.proofs
    )
    key = arguments.key == "yes"
    if arguments.json:
        _document(_paper_values(made))
    elif arguments.format == "html":
        write_document(paper_html(made, key=key))
    elif arguments.format == "moodle":
        if not key:
            raise BadInput("--key no with --format moodle", allowed="a quiz holds its key")
        write_document(paper_moodle(made))
    else:
        write_document(paper_markdown(made, key=key))
    return 0


def _cards(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from kg.study.cards import cards, cards_anki, cards_html, cards_tsv
    from kg.study.generator import Study

    study = Study.load(knowledge_of(arguments))
    made = cards(study, topics=arguments.topic, edition=arguments.edition)
    written = []
    if arguments.anki is not None:
        written.append((arguments.anki, cards_anki(made, study)))
    if arguments.sheets is not None:
        written.append((arguments.sheets, cards_html(made, study).encode()))
    for path, content in written:
        _save(path, content)
        talk(f"{path}: {len(made)} cards")
    if arguments.json:
        _document([{**asdict(one), "tags": one.tags} for one in made])
    elif not written:
        write_document(cards_tsv(made))
    return 0


def _kinds(arguments: argparse.Namespace) -> int:
    from kg.study.generator import Study

    kinds = Study.load(knowledge_of(arguments)).setting.kinds.values()
    if arguments.json:
        _document([one.model_dump() for one in kinds])
        return 0
    room = max(len(one.name) for one in kinds)
    for kind in kinds:
        about = f" (case: {kind.case})" if kind.case else ""
        write(f"{kind.name:<{room}}  {kind.label}{about}")
    return 0


def _topics(arguments: argparse.Namespace) -> int:
    from kg.study.generator import Study

    topics = Study.load(knowledge_of(arguments)).topics
    if arguments.json:
        rows = [
            {"topic": identifier, "label": topics.labels[identifier], "above": above}
            for identifier, above in topics.above.items()
        ]
        _document(rows)
        return 0
    room = min(max(map(len, topics.above)), width() // 2)
    for topic, above in topics.above.items():
        write(
            f"{topic:<{room}}  {topics.labels[topic]}" + (f" < {', '.join(above)}" if above else "")
        )
    return 0


def _paper_values(made: Paper) -> dict[str, Any]:
    return {
        "title": made.title,
        "seed": made.seed,
        "edition": made.edition,
        "knowledge": made.knowledge,
        "questions": [
            {"number": entry.number, **question_values(entry.question)} for entry in made.entries
        ],
    }


def question_values(question: Question) -> dict[str, Any]:
    """Return a question as plain values."""
    return {
        "id": question.id,
        "kind": question.kind,
        "form": question.form,
        "story": question.story,
        "picture": question.picture,
        "text": question.text,
        "options": [
            {"id": option.id, "text": option.text, "right": option.right, "because": option.because}
            for option in question.options
        ],
        "topics": question.topics,
        "edition": question.edition,
        "differs": question.differs,
        "source": question.source,
    }


def _save(path: Path, content: bytes) -> None:
    save_file(path, content, "a folder that may be written; with packs, --trust-packs")


def _document(value: object) -> None:
    from kg.present.proof_files import to_json

    write_document(to_json(value))
