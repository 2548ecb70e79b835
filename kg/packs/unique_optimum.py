"""Whether the objective decides: are there two different answers that no level tells apart?"""

from __future__ import annotations

from typing import Final

from kg.advice.advise import ground_case
from kg.case.model import Case
from kg.errors import TimeLimit
from kg.knowledge import KnowledgeBase
from kg.rulebase.rule_set import Rules
from kg.solve.search import is_ready
from kg.solve.time_limits import Deadline

__all__ = ["equally_good"]

_SHOWN: Final = 4


def equally_good(
    case: Case, knowledge: KnowledgeBase, rules: Rules, time_limit: float, most: int = 2
) -> tuple[str, ...]:
    """Return how two best answers differ: atoms of the first, then of the second; empty if none do.

    Args:
        case: the case.
        knowledge: the knowledge.
        rules: the rules.
        time_limit: seconds for the search.
        most: how many different best answers to look for.

    Raises:
        TimeLimit: when the search did not end in time.
    """
    control = ground_case(case, knowledge, rules)
    deadline = Deadline(time_limit)
    found: list[frozenset[str]] = []
    with control.solve(yield_=True, async_=True) as handle:
        while len(found) < most:
            handle.resume()
            if not is_ready(handle, deadline):
                handle.cancel()
                raise TimeLimit(f"no proven answer within {time_limit:g} seconds")
            model = handle.model()
            if model is None:
                break
            if model.optimality_proven or not model.cost:
                answer = frozenset(str(atom) for atom in model.symbols(shown=True))
                if answer not in found:
                    found.append(answer)
    if len(found) < 2:
        return ()
    one, other = found[0] - found[1], found[1] - found[0]
    return (*sorted(one)[:_SHOWN], *sorted(other)[:_SHOWN])
