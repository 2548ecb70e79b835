"""``continuum explore``: start the explorer and say where it is."""

from __future__ import annotations

import argparse
import importlib.util
import signal
import socket
import subprocess
import sys
import time
from typing import Final, NoReturn

from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import talk, write
from kg.errors import BadInput, ContinuumError

_EXAMPLES: Final = """
continuum explore
continuum explore examples/flat_feet.yaml
continuum explore --port 8501 --no-browser
"""
_HOST: Final = "127.0.0.1"
_STARTER: Final = "kg.explorer.start"
#: Seconds for the server to start and to be warm.
_PATIENCE: Final = 120.0
_PORTS: Final = (1024, 65535)
#: What the exit code of a process is that a signal ended: this and its number.
_ENDED_BY: Final = 128


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "start the explorer in a browser"
    parser = add_command(commands, "explore", summary, run, _EXAMPLES)
    parser.add_argument(
        "case", metavar="CASE", nargs="?", help="a YAML or JSON file to begin with, or -"
    )
    parser.add_argument("--port", type=_port, help="the port (default: any that is free)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def run(arguments: argparse.Namespace) -> int:
    """Start the server, wait until it is warm, print its address, stay until it ends."""
    if importlib.util.find_spec("streamlit") is None:
        raise ContinuumError(
            "the explorer needs Streamlit: pip install 'continuum-corrective-exercise[explorer]'",
            BadInput.exit_code,
        )
    words = _words(arguments.case)
    port = _free_port(arguments.port)
    talk("continuum: starting the explorer (Ctrl+C ends it)")
    signal.signal(signal.SIGTERM, _end)
    process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module, a checked number
        [sys.executable, "-m", _STARTER, "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        _wait(process, port)
        address = f"http://{_HOST}:{port}/{words}"
        write(address)
        sys.stdout.flush()
        if not arguments.no_browser:
            import webbrowser

            webbrowser.open(address)
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _end(number: int, _: object) -> NoReturn:
    """End the server too when this process is told to end."""
    raise SystemExit(_ENDED_BY + number)


def _words(case: str | None) -> str:
    """Return what the address says of a case file."""
    if case is None:
        return ""
    from kg.engine.case_file import read_case
    from kg.engine.vocabulary import Vocabulary
    from kg.knowledge import KnowledgeBase
    from kg.view.address import case_word

    return f"?case={case_word(read_case(case, Vocabulary.of(KnowledgeBase.load())))}"


def _port(text: str) -> int:
    low, high = _PORTS
    if not text.isdecimal() or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from {low} to {high}")
    return int(text)


def _free_port(wanted: int | None) -> int:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((_HOST, wanted or 0))
        except OSError:
            raise BadInput(
                f"port {wanted} is in use", allowed="another one, or none for any that is free"
            ) from None
        return int(one.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers.

    Raises:
        ContinuumError: when it ends, or does not answer in time.
    """
    from http.client import HTTPConnection

    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection(_HOST, port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise ContinuumError("the explorer did not start; what it said stands above")
