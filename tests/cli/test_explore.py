"""`continuum explore` lets nobody in, waits for its server, and ends it with itself."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kg.cli import explore
from kg.cli.main import main
from kg.errors import ContinuumError

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


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--host", "0.0.0.0"], "no sign-in of its own"),
        (["--host", "continuum.example.org"], "--behind-proxy"),
        (["--host", "127.0.0.1", "--host", "192.0.2.7"], "--host 192.0.2.7"),
        (["--host", "bad name"], "is no host name"),
        (["--host", "192.0.2.7", "--host", "192.0.2.8", "--behind-proxy"], "more than one address"),
        (["--store", "mongodb://x/y"], "--store mongodb"),
    ],
)
def test_what_would_let_others_in_is_refused(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["explore", "--no-browser", *words])
    except SystemExit as ended:
        code = int(str(ended.code))
    told = capsys.readouterr()
    assert code == 2
    assert message in told.err
    assert not told.out


def test_names_and_addresses_of_the_start() -> None:
    local = explore._served(["localhost", "127.0.0.1"], behind_proxy=False)
    assert local == ("127.0.0.1", ())
    named = explore._served(["Example.org".lower()], behind_proxy=True)
    assert named == ("127.0.0.1", ("example.org",))
    everywhere = explore._served(["0.0.0.0", "example.org:8443"], behind_proxy=True)
    assert everywhere == ("0.0.0.0", ("example.org:8443",))


def test_a_server_that_ends_before_it_answers_is_one_message() -> None:
    with (
        subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]) as process,
        pytest.raises(ContinuumError, match="did not start"),
    ):
        explore._wait(process, "127.0.0.1", 9)


class Clock:
    """A clock on which an hour goes by between two looks at it."""

    hour = 0

    def monotonic(self) -> float:
        self.hour += 1
        return self.hour * 3600.0

    def sleep(self, _: float) -> None:
        """Wait no longer."""


class Slow:
    """A server that ends only after twenty looks at it."""

    looks = 0

    def poll(self) -> int | None:
        self.looks += 1
        return 1 if self.looks > 20 else None


def test_a_slow_start_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock ends the wait: it goes on while the server is still starting."""
    monkeypatch.setattr(explore, "time", Clock())
    words: list[str] = []
    monkeypatch.setattr(explore, "talk", words.append)
    with pytest.raises(ContinuumError, match="did not start"):
        explore._wait(Slow(), "127.0.0.1", 9)  # type: ignore[arg-type]
    assert sum("still starting" in word for word in words) == 20
