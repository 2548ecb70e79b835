"""Starts the server with our configuration, warm: ``python -m kg.explorer.start --port 8501``."""

from __future__ import annotations

import argparse
import tomllib
from importlib import import_module, resources
from typing import Any, Final

from kg.case.file import read_file
from kg.explorer.server_settings import LOOPBACK, Serving, begin_serving
from kg.explorer.views import PAGES
from kg.present.example_cases import example_path

#: How a line of the output begins that says how far the start is.
STAGE: Final = "stage: "


def options() -> dict[str, Any]:
    """Return our configuration as Streamlit's options: ``server.headless`` and so on."""
    text = (resources.files("kg.explorer") / "config.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def _flat(value: dict[str, Any], above: str) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for key, item in value.items():
        name = f"{above}.{key}" if above else key
        rows += _flat(item, name) if isinstance(item, dict) else [(name, item)]
    return rows


def warm() -> None:
    """Load the knowledge, the pages and the first answer before anybody asks."""
    from kg.explorer import figures, session
    from kg.explorer.views.knowledge import page as page_knowledge
    from kg.present.address.case import Look

    _tell("reading the knowledge")
    session.vocabulary()
    figures.exercise_figures().index  # noqa: B018 - read once, before anybody asks
    _tell("reading the pages")
    for page in PAGES:
        import_module(page.module)
    _tell("answering the first case")
    case = read_file(str(example_path(session.FIRST_EXAMPLE))).case(session.vocabulary())
    consultation = session.consultation_of(case.to_json())
    for proof in consultation.proofs().values():
        consultation.explainer.narrate(proof)
    anybody = session.Session(session.knowledge(), session.vocabulary(), case, Look())
    page_knowledge.warm(anybody)


def _tell(stage: str) -> None:
    """Say how far the start is, for `continuum explore` to show; one line a stage."""
    print(f"{STAGE}{stage}", flush=True)


def main() -> None:
    """Run the server until it is ended."""
    import uvicorn.config
    from streamlit.web import bootstrap

    parser = argparse.ArgumentParser(prog="python -m kg.explorer.start")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--address", default=LOOPBACK)
    parser.add_argument("--name", action="append", default=[])
    parser.add_argument("--behind-proxy", action="store_true")
    arguments = parser.parse_args()
    begin_serving(Serving(arguments.address, tuple(arguments.name), arguments.behind_proxy))
    chosen = options() | {"server.port": arguments.port, "server.address": arguments.address}
    flags = {name.replace(".", "_"): value for name, value in chosen.items()}
    bootstrap.load_config_options(flags)
    # That the server begins and ends is no news; what goes wrong is.
    uvicorn.config.LOGGING_CONFIG["loggers"]["uvicorn.error"]["level"] = "WARNING"
    warm()
    from kg.explorer import server

    server.require_loopback()
    _tell("opening the pages")
    bootstrap.run_asgi_app(server.SCRIPT, f"{server.__name__}:app", [], flags)


if __name__ == "__main__":
    main()
