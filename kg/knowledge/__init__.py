"""What is known: the ontology loaded, closed, checked, and turned into facts for the rules."""

from kg.knowledge.base import KnowledgeBase
from kg.knowledge.problems import Problem

__all__ = ["KnowledgeBase", "Problem"]
