"""``continuum ontology``: build, check, format and query what is known."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import talk, write, write_document

if TYPE_CHECKING:
    from kg.knowledge import KnowledgeBase, Problem
    from kg.knowledge.query import ResultTable

_GROUP: Final = """
continuum ontology check
continuum ontology build --out release
continuum ontology query 'SELECT ?m WHERE { ?m a :HipAbductor }'
continuum ontology format --check
"""
_BUILD: Final = "continuum ontology build\ncontinuum ontology build --out release"
_CHECK: Final = """
continuum ontology check
continuum ontology check --accept
continuum ontology check --full --update
"""
_FORMAT: Final = "continuum ontology format\ncontinuum ontology format --check"
_QUERY: Final = """
continuum ontology query 'SELECT ?m WHERE { ?m a :HipAbductor } ORDER BY ?m'
continuum ontology query question.rq --json
continuum ontology query - --asserted < question.rq
continuum ontology query question.rq --endpoint http://127.0.0.1:7878/query
"""
_ROWS: Final = 1000
_SECONDS: Final = 30.0
_LARGEST: Final = 1_000_000
Number = TypeVar("Number", int, float)


def add_parser(commands: Subparsers) -> None:
    """Add the group of commands."""
    summary = "build, check, format and query the knowledge"
    parser = add_command(commands, "ontology", summary, _help, _GROUP)
    parser.set_defaults(parser=parser)
    group = parser.add_subparsers(title="commands", metavar="COMMAND")
    build = add_command(group, "build", "write the release files", _build, _BUILD)
    build.add_argument("--out", type=Path, default=Path("build/ontology"), metavar="DIR")
    check = add_command(group, "check", "check everything known", _check, _CHECK)
    check.add_argument("--full", action="store_true", help="ask HermiT although nothing changed")
    check.add_argument("--update", action="store_true", help="write HermiT's verdict down")
    check.add_argument(
        "--accept",
        action="store_true",
        help="write the answers to competency questions down as the expected ones, and list "
        "what changed; read it",
    )
    check.add_argument("--json", action="store_true", help="print the problems as JSON")
    form = add_command(
        group, "format", "bring Turtle and tables into their one form", _format, _FORMAT
    )
    form.add_argument("--check", action="store_true", help="only say which files are not in it")
    query = add_command(group, "query", "answer a SPARQL query, read only", _query, _QUERY)
    query.add_argument(
        "query", metavar="QUERY", help="a file, a query, or - for the standard input"
    )
    graph = query.add_mutually_exclusive_group()
    graph.add_argument(
        "--asserted",
        dest="graph",
        action="store_const",
        const="asserted",
        default="all",
        help="leave out what only follows",
    )
    graph.add_argument(
        "--inferred",
        dest="graph",
        action="store_const",
        const="inferred",
        help="leave out what is stated",
    )
    graph.add_argument("--endpoint", metavar="URL", help="ask this SPARQL server instead")
    query.add_argument(
        "--limit",
        type=_positive(int),
        default=_ROWS,
        metavar="ROWS",
        help=f"the most rows to print (default {_ROWS})",
    )
    query.add_argument(
        "--time-limit",
        type=_positive(float),
        default=_SECONDS,
        metavar="SECONDS",
        help=f"how long the answer may take (default {_SECONDS:g})",
    )
    query.add_argument("--json", action="store_true", help="print the rows as JSON")


def _positive(kind: type[Number]) -> Callable[[str], Number]:
    """Return a reader of numbers above zero."""

    def read(text: str) -> Number:
        try:
            number = kind(text)
        except ValueError:
            number = kind(0)
        if not 0 < number <= _LARGEST:
            message = f"{text!r} is no number above 0 and up to {_LARGEST}"
            raise argparse.ArgumentTypeError(message)
        return number

    return read


def _help(arguments: argparse.Namespace) -> int:
    arguments.parser.print_help(sys.stderr)
    return 2


def _knowledge() -> KnowledgeBase:
    from kg.knowledge import KnowledgeBase

    return KnowledgeBase.load()


def _build(arguments: argparse.Namespace) -> int:
    from kg.knowledge.release import build

    for path in build(_knowledge(), arguments.out):
        write(str(path))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    """Run the checks, the cheap ones first; print the problems of each as soon as it ends."""
    from kg.knowledge.problems import counted

    all_problems: list[Problem] = []
    for stage, run in _stages(arguments).items():
        problems = sorted(set(run()))
        all_problems += problems
        if not arguments.json:
            for problem in problems:
                write(str(problem))
        talk(f"continuum: {stage}: {counted(problems)}")
    if arguments.json:
        rows = [vars(problem) for problem in sorted(all_problems)]
        write_document(json.dumps(rows, indent=2, ensure_ascii=False))
    talk(f"continuum: {counted(all_problems)}")
    return int(any(problem.level == "error" for problem in all_problems))


def _stages(arguments: argparse.Namespace) -> Mapping[str, Callable[[], Iterable[Problem]]]:
    """Return the checks by name, in the order of what they cost."""
    from kg.knowledge import closure
    from kg.progress.comparison import progress_rules
    from kg.quality import competency, lint, mechanics, referee, shapes
    from kg.rulebase.annotations import check_rules
    from kg.rulebase.rule_set import Rules

    knowledge = _knowledge()

    def rules() -> Iterable[Problem]:
        own = Rules.of(knowledge)
        both = Rules(own.files + progress_rules(knowledge.places).files)
        for checked in (own, both):
            check_rules(checked, knowledge.facts.signature)
        return ()

    def answers() -> Iterable[Problem]:
        for accepted in competency.accept(knowledge) if arguments.accept else ():
            (talk if arguments.json else write)(str(accepted))
        return competency.check(knowledge)

    return {
        "closure": lambda: closure.check(knowledge),
        "rules": rules,
        "questions": answers,
        "lint": lambda: lint.check(knowledge),
        "shapes": lambda: shapes.check(knowledge),
        "mechanics": lambda: mechanics.check(knowledge),
        "referee": lambda: referee.check(knowledge, full=arguments.full, update=arguments.update),
    }


def _format(arguments: argparse.Namespace) -> int:
    from kg.knowledge.format import format_file
    from kg.knowledge.sources import table_files
    from kg.knowledge.table_format import format_table_file
    from kg.paths import path_text, places

    folder = places().ontology
    tables = [path for path in table_files(folder) if path.suffix == ".tsv"]
    formats = [(path, format_file) for path in sorted(folder.rglob("*.ttl"))]
    formats += [(path, format_table_file) for path in tables]
    changed = [
        path_text(path, folder.parent)
        for path, bring_into_form in formats
        if bring_into_form(path, path_text(path, folder.parent), write=not arguments.check)
    ]
    for name in changed:
        write(name)
    if arguments.check and changed:
        talk("continuum: not in form; run: continuum ontology format")
    return int(bool(arguments.check and changed))


def _query(arguments: argparse.Namespace) -> int:
    from kg.knowledge.contained_query import Request, ask

    table = ask(
        Request(
            _text(arguments.query),
            graph=arguments.graph,
            limit=arguments.limit,
            seconds=arguments.time_limit,
            endpoint=arguments.endpoint,
        )
    )
    if arguments.json:
        rows = [dict(zip(table.columns, row, strict=True)) for row in table]
        write_document(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        write(_render_table(table))
    if not table.complete:
        talk(f"continuum: only the first {arguments.limit} rows; --limit allows more")
    return 0


def _text(given: str) -> str:
    from kg.errors import BadInput

    if given == "-":
        return sys.stdin.read()
    if "{" in given:
        return given
    try:
        return Path(given).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"no query can be read ({_reason(error)})",
            allowed="a file, a query in quotes, or - for the standard input",
            file=given,
        ) from error


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return str(error.strerror) if isinstance(error, OSError) else "it is not UTF-8"


def _render_table(table: ResultTable) -> str:
    rows = [table.columns, *(["" if one is None else str(one) for one in row] for row in table)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(table.columns))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
