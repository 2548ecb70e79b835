"""Puts the figures that were drawn before into the wheel, if there are any.

``continuum figure --all build/figures`` draws them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FigureHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds what is whole in ``build/figures`` to the data of the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files when they are there."""
        folder = Path(self.root) / "build" / "figures"
        for file in sorted((*folder.glob("figure*.gz"), *folder.glob("index.json"))):
            build_data["force_include"][str(file)] = f"kg/_data/figures/{file.name}"
