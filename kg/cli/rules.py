"""``continuum rules``: what the rule set does, what nothing tries; and rule packs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli.cases import (
    add_pack_options,
    add_time_limit,
    knowledge_of,
    may_take_long,
    packs_of,
)
from kg.cli.commands import Subparsers, add_command
from kg.cli.rule_packs import add_pack_commands
from kg.cli.terminal import talk, write, write_document

if TYPE_CHECKING:
    from kg.quality.rule_coverage import Coverage, WordFault

_GROUP: Final = """
continuum rules coverage
continuum rules new my_pack
continuum rules check my_pack
continuum rules test my_pack
continuum rules diff my_pack
"""
_COVERAGE: Final = """
continuum rules coverage
continuum rules coverage my_cases case.yaml
continuum rules coverage --json
continuum rules coverage --pack my_pack
"""
_CASES: Final = (".yaml", ".yml", ".json")


def add_parser(commands: Subparsers) -> None:
    """Add the group of commands."""
    summary = "look into the rules; make, check and compare rule packs"
    parser = add_command(commands, "rules", summary, _help, _GROUP)
    parser.set_defaults(parser=parser)
    group = parser.add_subparsers(title="commands", metavar="COMMAND")
    add_pack_commands(group)
    coverage = add_command(
        group,
        "coverage",
        "report rules that no case uses, and words that fail",
        _coverage,
        _COVERAGE,
    )
    coverage.add_argument(
        "cases",
        nargs="*",
        metavar="CASE",
        help="case files, or folders of them; by default the examples and the packs' golden cases",
    )
    coverage.add_argument("--json", action="store_true", help="print the report as JSON")
    add_time_limit(coverage)
    add_pack_options(coverage)
    may_take_long(coverage)


def _help(arguments: argparse.Namespace) -> int:
    arguments.parser.print_help(sys.stderr)
    return 2


def _coverage(arguments: argparse.Namespace) -> int:
    """Look at every case and report what they leave."""
    from kg.case.file import parse, read_file
    from kg.case.vocabulary import Vocabulary
    from kg.quality.rule_coverage import Survey
    from kg.rulebase.rule_set import Rules

    knowledge = knowledge_of(arguments)
    words = Vocabulary.of(knowledge)
    survey = Survey(knowledge, Rules.of(knowledge))
    for path in _files(arguments.cases or [str(knowledge.places.rules.parent / "examples")]):
        talk(f"continuum: {path}")
        survey.look(path, read_file(path).case(words), time_limit=arguments.time_limit)
    for name, content in () if arguments.cases else _golden(arguments):
        talk(f"continuum: {name}")
        survey.look(name, parse(content, name).case(words), time_limit=arguments.time_limit)
    coverage = survey.coverage()
    if arguments.json:
        write_document(json.dumps(_to_dict(coverage), indent=2, ensure_ascii=False))
    else:
        write(_told(coverage))
    return 0 if coverage.complete else 1


def _golden(arguments: argparse.Namespace) -> Iterator[tuple[str, bytes]]:
    """Yield the golden cases of the packs: name and content."""
    from kg.packs import read_pack
    from kg.packs.golden import golden_cases

    for place in packs_of(arguments):
        yield from ((one.file, one.content) for one in golden_cases(read_pack(place)))


def _files(given: list[str]) -> list[str]:
    """Return the case files that some paths name; a folder names those inside it.

    Raises:
        BadInput: when a folder holds none.
    """
    from kg.errors import BadInput

    files = []
    for path in given:
        inside = [str(one) for one in sorted(Path(path).glob("*")) if one.suffix in _CASES]
        if Path(path).is_dir() and not inside:
            raise BadInput("no case files", allowed="files named *.yaml or *.json", file=path)
        files += inside if Path(path).is_dir() else [path]
    return files


def _told(coverage: Coverage) -> str:
    """Return the report as text."""
    used = coverage.rules - len(coverage.idle)
    lines = [f"Rules used: {used} of {coverage.rules} (cases: {len(coverage.cases)})"]
    if coverage.idle:
        lines.append("Used by none")
        lines += [f"  {one.file}:{one.line}: {one.id}" for one in coverage.idle]
    if coverage.wordless:
        lines.append("Without a label or a sentence")
        lines += map(_fault, coverage.wordless)
    if coverage.unfinished:
        lines.append("Sentences with an open place or a raw id")
        lines += map(_fault, coverage.unfinished)
    return "\n".join(lines)


def _fault(fault: WordFault) -> str:
    place = f"{fault.case}, {fault.where}" if fault.where else fault.case
    return f"  {fault.what} ({place})"


def _to_dict(coverage: Coverage) -> dict[str, object]:
    """Return the report as JSON data."""
    return {
        "cases": list(coverage.cases),
        "rules": coverage.rules,
        "idle": [{"id": one.id, "file": one.file, "line": one.line} for one in coverage.idle],
        "wordless": [vars(one) for one in coverage.wordless],
        "unfinished": [vars(one) for one in coverage.unfinished],
    }
