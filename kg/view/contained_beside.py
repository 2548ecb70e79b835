"""A case without rule packs and with them, side by side; the packs stay in a process of their own.

Nothing of a pack is parsed here: the contained process reads it, compares, and hands back JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from kg.engine.case import Case
from kg.errors import CaseError, ContinuumError, KnowledgeError, TimeLimit
from kg.knowledge import KnowledgeBase
from kg.packs import read_packs
from kg.packs.contained import Limits, run
from kg.proof.against import Against
from kg.proof.consultation import Consultation
from kg.view.beside import Beside, beside

__all__ = ["main", "with_packs"]

_ENTRY: Final = "kg.view.contained_beside:main"


def with_packs(case: Case, packs: Sequence[str], *, time_limit: float, limits: Limits) -> Beside:
    """Return a case without packs and with them, side by side.

    Args:
        case: the case.
        packs: folders, zip files, names of installed packs.
        time_limit: seconds for the search of each program.
        limits: what the process may use in all.

    Raises:
        CaseError: when the case cannot be right with the packs.
        KnowledgeError: when a pack is refused, two clash, or they crash the solver.
        TimeLimit: when they need too long.
    """
    asked = {"packs": list(packs), "time_limit": time_limit, "case": case.to_json()}
    done = run(_ENTRY, [], packs, limits=limits, stdin=json.dumps(asked).encode())
    if done.code:
        raise _same_error(done.talk.strip(), done.code)
    try:
        return Beside.model_validate_json(done.out)
    except ValidationError as error:
        raise KnowledgeError("the packs' answer cannot be read") from error


def _same_error(told: str, code: int) -> ContinuumError:
    kinds: dict[int, type[ContinuumError]] = {
        CaseError.exit_code: CaseError,
        TimeLimit.exit_code: TimeLimit,
    }
    kind = kinds.get(code)
    message = told or f"the contained process ended with code {code}"
    return ContinuumError(message, code) if kind is None else kind(message)


def main(_: Sequence[str]) -> int:
    """Read the question from stdin, write the comparison to stdout, and return the exit code."""
    asked = json.load(sys.stdin)
    try:
        plain = KnowledgeBase.load()
        packed = KnowledgeBase.load(packs=read_packs(asked["packs"]))
        case = Case.model_validate_json(asked["case"])
        first, second = (_against(case, one, asked["time_limit"]) for one in (plain, packed))
        found = beside(first, second)
    except ContinuumError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    sys.stdout.write(found.model_dump_json())
    return 0


def _against(case: Case, knowledge: KnowledgeBase, time_limit: float) -> Against:
    return Against.of(Consultation.of(case, knowledge, time_limit=time_limit))
