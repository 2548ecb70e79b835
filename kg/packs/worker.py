"""The work of a contained process: a case and packs in, an advice out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from kg.engine import advise
from kg.engine.case import Case
from kg.errors import ContinuumError
from kg.knowledge import KnowledgeBase
from kg.packs.order import read_packs

__all__ = ["main"]


def main(_: Sequence[str]) -> int:
    """Read the question from stdin, write the advice to stdout, and return the exit code."""
    asked = json.load(sys.stdin)
    try:
        knowledge = KnowledgeBase.load(packs=read_packs(asked["packs"]))
        case = Case.model_validate_json(asked["case"])
        advice = advise(case, knowledge, time_limit=asked["time_limit"])
    except ContinuumError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    sys.stdout.write(advice.to_json())
    return 0
