"""Where our components' files are, for Streamlit."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Final

__all__ = ["PROJECT", "announce"]

PROJECT: Final = "continuum-corrective-exercise"


def announce(name: str) -> str:
    """Tell Streamlit where our files are, unless it found that out itself; return the full name.

    It reads the manifest beside this package when that is installed as a wheel. It does not look
    into a checkout, so there the same manifest is handed to it.

    Args:
        name: of the component that is to be shown.
    """
    from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
    from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

    whole = f"{PROJECT}.{name}"
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(whole) is None:
        folder = Path(str(resources.files("kg.explorer")))
        manifest = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        components = manifest["tool"]["streamlit"]["component"]["components"]
        parts = [ComponentConfig.from_dict(one) for one in components]
        manager.register_from_manifest(ComponentManifest(PROJECT, "0", parts), folder)
    return whole
