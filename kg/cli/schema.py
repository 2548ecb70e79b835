"""``continuum schema``: the published contracts, made from the models."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any, Final

from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import write_document

_EXAMPLES: Final = """
continuum schema case > case.schema.json
continuum schema advice
continuum schema plan
"""


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "print the JSON Schema of a contract"
    parser = add_command(commands, "schema", summary, run, _EXAMPLES)
    parser.add_argument("contract", choices=tuple(_CONTRACTS), help="which contract")


def run(arguments: argparse.Namespace) -> int:
    """Print the schema; always the same bytes for the same version."""
    write_document(published(arguments.contract))
    return 0


def published(contract: str) -> str:
    """Return the text of a schema file: indented JSON, ending with a line feed."""
    return f"{json.dumps(_CONTRACTS[contract](), indent=2, ensure_ascii=False)}\n"


def _case() -> dict[str, Any]:
    from kg.case.model import case_schema

    return case_schema()


def _advice() -> dict[str, Any]:
    from kg.advice.model import advice_schema

    return advice_schema()


def _plan() -> dict[str, Any]:
    from kg.plan.model import plan_schema

    return plan_schema()


def _critique() -> dict[str, Any]:
    from kg.plan.critique import critique_schema

    return critique_schema()


_CONTRACTS: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "case": _case,
    "advice": _advice,
    "plan": _plan,
    "critique": _critique,
}
