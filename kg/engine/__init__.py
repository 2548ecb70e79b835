"""From a case to an advice: facts, rules, one solve, and the answer in words."""

from kg.engine.advice import Advice
from kg.engine.advise import TIME_LIMIT, advise
from kg.engine.case import Case
from kg.engine.rules import Rules

__all__ = ["TIME_LIMIT", "Advice", "Case", "Rules", "advise"]
