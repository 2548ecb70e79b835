"""Starts the server with our configuration, warm: ``python -m kg.explorer.start --port 8501``."""

from __future__ import annotations

import argparse
import tomllib
from importlib import import_module, resources
from pathlib import Path
from typing import Any, Final

from kg.engine.case_file import read_file
from kg.explorer.pages import PAGES
from kg.view.examples import example_path

_ADDRESS: Final = "127.0.0.1"


def options() -> dict[str, Any]:
    """Return our configuration as Streamlit's options: ``server.headless`` and so on."""
    text = (resources.files("kg.explorer") / "config.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def _flat(value: dict[str, Any], above: str) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for key, one in value.items():
        name = f"{above}.{key}" if above else key
        rows += _flat(one, name) if isinstance(one, dict) else [(name, one)]
    return rows


def warm() -> None:
    """Load the knowledge, the pages and the first answer before anybody asks."""
    from kg.explorer import page_knowledge, session
    from kg.view.address import Look

    for page in PAGES:
        import_module(page.module)
    case = read_file(str(example_path(session.FIRST_EXAMPLE))).case(session.vocabulary())
    against = session.against_of(case.to_json())
    for proof in against.consultation.proofs().values():
        against.teller.tell(proof)
    anybody = session.Session(session.knowledge(), session.vocabulary(), case, Look())
    page_knowledge.warm(anybody)


def main() -> None:
    """Run the server until it is told to stop."""
    from streamlit.web import bootstrap

    parser = argparse.ArgumentParser(prog="python -m kg.explorer.start")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--address", default=_ADDRESS)
    arguments = parser.parse_args()
    chosen = options() | {"server.port": arguments.port, "server.address": arguments.address}
    flags = {name.replace(".", "_"): value for name, value in chosen.items()}
    bootstrap.load_config_options(flags)
    warm()
    script = str(Path(__file__).with_name("app.py"))
    bootstrap.run(script, is_hello=False, args=[], flag_options=flags)


if __name__ == "__main__":
    main()
