"""``continuum schema``: the published contracts, made from the models."""

from __future__ import annotations

import argparse
import json
from typing import Any, Final

from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import write_document

_EXAMPLES: Final = """
continuum schema case > case.schema.json
continuum schema advice
"""


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "print the JSON Schema of a case or an advice"
    parser = add_command(commands, "schema", summary, run, _EXAMPLES)
    parser.add_argument("contract", choices=("case", "advice"), help="which contract")


def run(arguments: argparse.Namespace) -> int:
    """Print the schema; always the same bytes for the same version."""
    write_document(published(arguments.contract))
    return 0


def published(contract: str) -> str:
    """Return the text of a schema file: indented JSON, ending with a line feed."""
    schema = _case() if contract == "case" else _advice()
    return f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n"


def _case() -> dict[str, Any]:
    from kg.engine.case import case_schema

    return case_schema()


def _advice() -> dict[str, Any]:
    from kg.engine.advice import advice_schema

    return advice_schema()
