"""`continuum explore` ends its server with itself."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
START = (
    "import sys; from kg.cli import explore, main; explore._STARTER = 'tests.cli.tiny_server'; "
    "sys.exit(main.main(['explore', '--no-browser']))"
)


def test_told_to_end_it_leaves_no_server_behind() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = urlsplit(process.stdout.readline().strip()).port
        assert port is not None
        with socket.create_connection(("127.0.0.1", port), timeout=10):
            pass
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
    with socket.socket() as one:
        assert one.connect_ex(("127.0.0.1", port)) != 0
