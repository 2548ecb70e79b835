"""A case without rule packs and with them, side by side; the packs stay in a process of their own.

Nothing of a pack is parsed here: the contained process reads it, and hands back the comparison.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.case.model import Case
from kg.explain.consultation import Consultation
from kg.explain.explainer import Against
from kg.knowledge import KnowledgeBase
from kg.packs import read_packs
from kg.packs.contained import Limits, PackedCase, call
from kg.present.comparison import Beside, beside

__all__ = ["compare_packed", "with_packs"]


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
    request = PackedCase(case=case, packs=tuple(packs), time_limit=time_limit)
    return call(compare_packed, request, limits=limits)


def compare_packed(request: PackedCase) -> Beside:
    """Compare the answers without packs and with them, in the contained process."""
    packed = KnowledgeBase.load(packs=read_packs(request.packs))
    first, second = (
        Against.of(Consultation.of(request.case, knowledge, time_limit=request.time_limit))
        for knowledge in (KnowledgeBase.load(), packed)
    )
    return beside(first, second)
