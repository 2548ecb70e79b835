"""What the tests of movement share: the library of the tables."""

from __future__ import annotations

import pytest

from kg.knowledge import KnowledgeBase
from kg.knowledge.movements import movement_library
from kg.movement.library import Library
from kg.movement.sequence import settle_movement
from kg.movement.settling import SettledPose


@pytest.fixture(scope="session")
def library() -> Library:
    """Return the library of the tables."""
    return movement_library(KnowledgeBase.load())


@pytest.fixture(scope="session")
def settled(library: Library) -> dict[str, tuple[SettledPose, ...]]:
    """Return the settled positions of every exercise."""
    return {
        exercise: settle_movement(library.skeleton, library.movement(exercise))
        for exercise in library.exercises
    }
