"""What our Streamlit components have in common: files, words, properties, and what they send back.

A component is declared once, by the name of its folder; ``NAME/assets`` holds ``NAME.js`` and,
where it has a style of its own, ``NAME.css``. Text comes from Python, and nothing is asked of
another host.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from kg.errors import BadInput, ContinuumError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["PROJECT", "Component", "ComponentEvent", "announce", "read_text", "streamlit"]

PROJECT: Final = "continuum-corrective-exercise"

Properties = TypeVar("Properties", bound="DataclassInstance")
Sent = TypeVar("Sent")


@dataclass(frozen=True)
class ComponentEvent(Generic[Sent]):
    """What a component sends back.

    Attributes:
        name: what its script calls it.
        read: returns what was sent, or ``None`` when it cannot be read: a browser sends anything.
        is_kept: whether it stays until the next one; otherwise it is there for one run only.
    """

    name: str
    read: Callable[[object], Sent | None]
    is_kept: bool = False


@dataclass(frozen=True)
class Component(Generic[Properties, Sent]):
    """A component of ours.

    Attributes:
        name: of its folder and files.
        event: what it sends back, if anything.
        words: the words that its script writes, by their names in it.
    """

    name: str
    event: ComponentEvent[Sent] | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    def show(
        self, properties: Properties, *, key: str, on_event: Callable[[], None] | None = None
    ) -> None:
        """Show it.

        Args:
            properties: what its script draws from, each field by its name.
            key: the name of this place on the page.
            on_event: called before the next run when it has sent something; ``sent(key)`` says
                what.

        Raises:
            ContinuumError: if Streamlit is not installed.
        """
        data = {one.name: getattr(properties, one.name) for one in fields(properties)}
        if self.words:
            data["words"] = dict(self.words)
        more: dict[str, Any] = {}
        if self.event is not None:
            more[f"on_{self.event.name}_change"] = on_event or _nothing
            if self.event.is_kept:
                more["default"] = {self.event.name: None}
        mount = streamlit().components.v2.component(announce(self.name), **self._files)
        mount(key=key, data=data, **more)

    def sent(self, key: str) -> Sent | None:
        """Return what a place of the component has just sent; ``None`` if nothing can be read."""
        return self.read(streamlit().session_state.get(key))

    def read(self, state: object) -> Sent | None:
        """Return what the state of a place holds; ``None`` if nothing can be read."""
        if self.event is None or not isinstance(state, Mapping):
            return None
        value = state.get(self.event.name)
        return None if value is None else self.event.read(value)

    @cached_property
    def _files(self) -> Mapping[str, str]:
        """The script and the style, as Streamlit takes them."""
        assets = resources.files("kg.explorer.components") / self.name / "assets"
        kinds = {"js": f"{self.name}.js", "css": f"{self.name}.css"}
        return {kind: name for kind, name in kinds.items() if (assets / name).is_file()}


def read_text(value: object) -> str | None:
    """Return what was sent when it is text."""
    return value if isinstance(value, str) else None


def streamlit() -> ModuleType:
    """Return Streamlit.

    Raises:
        ContinuumError: if it is not installed.
    """
    try:
        import streamlit
    except ImportError as error:
        raise ContinuumError(
            "the explorer needs Streamlit: pip install 'continuum-corrective-exercise[explorer]'",
            BadInput.exit_code,
        ) from error
    return streamlit


def _nothing() -> None:
    """Do nothing: Streamlit wants to be told what follows a change."""


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
