"""``continuum explore``: start the explorer and say where it is."""

from __future__ import annotations

import argparse
import errno
import importlib.util
import ipaddress
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import IO, Final, NoReturn

from kg.cli.commands import Subparsers, add_command
from kg.cli.terminal import talk, write
from kg.errors import BadInput, ContinuumError

_EXAMPLES: Final = """
continuum explore
continuum explore examples/flat_feet.yaml
continuum explore --port 8501 --no-browser
continuum explore --store clinic.sqlite
continuum explore --host example.org --behind-proxy --store clinic.sqlite
"""
_LOOPBACK: Final = "127.0.0.1"
_STARTER: Final = "kg.explorer.start"
#: How the server begins a line that says how far its start is, as ``kg.explorer.start`` writes it.
_STAGE: Final = "stage: "
#: Seconds between two words about a start that takes long.
_REMINDER: Final = 30.0
#: The kinds of databases that hold a history, as URLs begin.
_DATABASES: Final = ("sqlite", "postgresql")
_KINDS: Final = " or ".join(f"a URL with {kind}://" for kind in _DATABASES)
_PORTS: Final = (1024, 65535)
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?", re.ASCII)
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
    parser.add_argument(
        "--store",
        metavar="PLACE",
        help="the file or database of the history that is shown, as for `progress`",
    )
    parser.add_argument(
        "--host",
        metavar="NAME",
        action="append",
        default=[],
        type=_host,
        help="a host name that is answered besides 127.0.0.1 and localhost, or an IP address to "
        "listen on; may be given again; beyond this machine only with --behind-proxy",
    )
    parser.add_argument(
        "--behind-proxy",
        action="store_true",
        help="a proxy in front of the explorer signs visitors in; it has no sign-in of its own",
    )


def run(arguments: argparse.Namespace) -> int:
    """Start the server, wait until it is warm, print its address, stay until it ends."""
    if importlib.util.find_spec("streamlit") is None:
        raise ContinuumError(
            "the explorer needs Streamlit: pip install 'continuum-corrective-exercise[explorer]'",
            BadInput.exit_code,
        )
    words = _words(arguments.case)
    address, names = _served(arguments.host, behind_proxy=arguments.behind_proxy)
    environment = _environment(arguments.store)
    port = _free_port(arguments.port, address)
    talk("continuum: starting the explorer (Ctrl+C ends it)")
    signal.signal(signal.SIGTERM, _end)
    options = ["--port", str(port), "--address", address]
    options += [word for name in names for word in ("--name", name)]
    options += ["--behind-proxy"] if arguments.behind_proxy else []
    process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module, checked words
        [sys.executable, "-m", _STARTER, *options],
        stdout=subprocess.PIPE,
        env=environment,
    )
    try:
        if process.stdout is not None:
            threading.Thread(target=_show_stages, args=(process.stdout,), daemon=True).start()
        _wait(process, _reached(address), port)
        place = f"http://{_written(_reached(address))}:{port}/{words}"
        write(place)
        sys.stdout.flush()
        if not arguments.no_browser:
            import webbrowser

            webbrowser.open(place)
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
    from kg.case.file import read_case
    from kg.case.vocabulary import Vocabulary
    from kg.knowledge import KnowledgeBase
    from kg.present.address.case import case_word

    return f"?case={case_word(read_case(case, Vocabulary.of(KnowledgeBase.load())))}"


def _port(text: str) -> int:
    low, high = _PORTS
    if not text.isdecimal() or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from {low} to {high}")
    return int(text)


# --- who may reach it -----------------------------------------------------------------------------


def _host(text: str) -> str:
    name = text.strip().lower()
    if _address(name) is None and _NAME.fullmatch(name) is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no host name; allowed: a name or an IP address, such as "
            "continuum.example.org"
        )
    return name


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None


def _served(hosts: list[str], *, behind_proxy: bool) -> tuple[str, tuple[str, ...]]:
    """Return where the server listens, and the host names it answers besides those of this machine.

    Raises:
        BadInput: when others could reach it and nothing says that they are signed in, or when it
            should listen on two addresses.
    """
    addresses, names = [], []
    for host in hosts:
        address = _address(host)
        if host.partition(":")[0] == "localhost" or (address is not None and address.is_loopback):
            continue
        if address is not None:
            addresses.append(str(address))
        if address is None or not address.is_unspecified:
            names.append(host if address is None else _written(str(address)))
    if (addresses or names) and not behind_proxy:
        raise BadInput(
            f"--host {(addresses + names)[0]}: others could reach the explorer, and it has no "
            "sign-in of its own: whoever reaches it sees the history of the clients",
            allowed="127.0.0.1 or localhost, or with --behind-proxy when a proxy in front of it "
            "signs visitors in",
        )
    if len(addresses) > 1:
        raise BadInput(
            f"--host {', '.join(addresses)}: more than one address to listen on",
            allowed="one IP address, and any number of names",
        )
    return (addresses[0] if addresses else _LOOPBACK), tuple(names)


def _environment(store: str | None) -> dict[str, str]:
    """Return the environment of the server, which names the history that was chosen.

    Raises:
        BadInput: when the history cannot be there.
    """
    if store is None:
        return dict(os.environ)
    if importlib.util.find_spec("sqlalchemy") is None:
        raise ContinuumError(
            "--store needs the history: pip install 'continuum-corrective-exercise[progress]'",
            BadInput.exit_code,
        )
    from kg.progress.location import STORE_VARIABLE, place_of

    kind = place_of(store).url.get_backend_name()
    if kind not in _DATABASES:
        raise BadInput(f"--store {kind}: no database of a history", allowed="a file, " + _KINDS)
    return {**os.environ, STORE_VARIABLE: store}


def _reached(address: str) -> str:
    """Return the address at which this machine reaches the server."""
    if address == "::":
        return "::1"
    return _LOOPBACK if address == "0.0.0.0" else address  # noqa: S104 - compared, not bound


def _written(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _free_port(wanted: int | None, address: str) -> int:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, wanted or 0))
        except OSError as error:
            if wanted is None or error.errno == errno.EADDRNOTAVAIL:
                raise BadInput(
                    f"--host {address}: this machine has no such address",
                    allowed="an address of this machine",
                ) from None
            raise BadInput(
                f"port {wanted} is in use", allowed="another one, or none for any that is free"
            ) from None
        return int(listener.getsockname()[1])


# --- the start ------------------------------------------------------------------------------------


def _show_stages(output: IO[bytes]) -> None:
    """Show how far the start is, and take in whatever else the server writes."""
    for line in output:
        text = line.decode(errors="replace").strip()
        if text.startswith(_STAGE):
            talk(f"continuum: {text.removeprefix(_STAGE)} …")


def _wait(process: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Return when the server answers, however long that takes on a slow machine.

    Raises:
        ContinuumError: when the server ends before it answers.
    """
    from http.client import HTTPConnection, HTTPException

    begun = reminded = time.monotonic()
    while process.poll() is None:
        connection = HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
        now = time.monotonic()
        if now - reminded >= _REMINDER:
            reminded = now
            talk(f"continuum: still starting, {now - begun:.0f} seconds so far (Ctrl+C ends it)")
    raise ContinuumError("the explorer did not start; its messages are above")
