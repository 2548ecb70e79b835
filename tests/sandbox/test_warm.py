"""The process that is kept ready: what a request may do in it, and what it may not."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.errors import BadInput, ContinuumError, InternalError, TimeLimit
from kg.sandbox.confine import Confinement, confine
from kg.sandbox.warm import Limits, WarmProcess
from tests.sandbox import handlers

HERE = "tests.sandbox.handlers"
FEW = Limits(seconds=5, memory=2**31, output=2**20)


@pytest.fixture(scope="module")
def process() -> Iterator[WarmProcess]:
    warm = WarmProcess(f"{HERE}:prepare", "loaded", most=1)
    yield warm
    warm.close()


def what_holds() -> tuple[str, ...]:
    """Return what a child of this process can be confined by on this system."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        used = confine(Confinement(5, 2**31, 64, 0, (), ()))
        os.write(sink, " ".join(used).encode())
        os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb") as pipe:
        used = tuple(pipe.read().decode().split())
    os.waitpid(child, 0)
    return used


def test_the_answer_comes_from_what_was_loaded_once(process: WarmProcess) -> None:
    assert process.call(handlers.echo, b"asked", FEW) == b"asked loaded"
    assert process.call(handlers.echo, b"again", FEW) == b"again loaded"
    assert process.starts == 1


def test_a_request_leaves_nothing_for_the_next(process: WarmProcess) -> None:
    first = process.call(handlers.remember, b"secret", FEW)
    assert process.call(handlers.remember, b"other", FEW) == first
    assert b"secret" not in process.call(handlers.echo, b"", FEW)


def test_no_network_and_no_files(process: WarmProcess, tmp_path: Path) -> None:
    held = what_holds() if sys.platform == "linux" else ()
    secret = tmp_path / "secret"
    secret.write_text("known to us alone", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1]).encode()
        connected = process.call(handlers.connect, port, FEW)
    read = process.call(handlers.read_file, str(secret).encode(), FEW)
    written = process.call(handlers.write_file, str(tmp_path / "new").encode(), FEW)
    if "network" in held or "files" in held:
        assert connected != b"connected"
    if "files" in held:
        assert read == b"PermissionError"
        assert written == b"PermissionError"
        assert not (tmp_path / "new").exists()


def test_time_is_counted_by_the_processor_and_the_stage_is_named(process: WarmProcess) -> None:
    with pytest.raises(TimeLimit, match=r"no answer within 1 seconds while counting"):
        process.call(handlers.work_for_ever, b"", Limits(seconds=1))
    # a process that waits longer than it may compute is not late
    assert process.call(handlers.sleep, b"1.5", Limits(seconds=1)) == b"rested"


def test_a_process_that_only_waits_is_stopped_in_the_end(process: WarmProcess) -> None:
    with pytest.raises(TimeLimit):
        process.call(handlers.sleep, b"60", Limits(seconds=0.1))


def test_memory_and_size_are_bounded(process: WarmProcess) -> None:
    with pytest.raises(BadInput, match="of memory"):
        process.call(handlers.fill_memory, b"", FEW)
    with pytest.raises(BadInput, match="larger than 1 megabytes"):
        process.call(handlers.write_much, b"3000000", FEW)


def test_what_is_refused_there_is_refused_here(process: WarmProcess) -> None:
    with pytest.raises(BadInput, match="not this"):
        process.call(handlers.refuse, b"not this", FEW)


def test_a_crash_ends_one_request_alone(process: WarmProcess) -> None:
    with pytest.raises(InternalError, match="SIGABRT"):
        process.call(handlers.crash, b"", FEW)
    assert process.call(handlers.echo, b"still", FEW) == b"still loaded"
    assert process.starts == 1


def test_a_ready_process_that_was_killed_is_replaced() -> None:
    warm = WarmProcess(f"{HERE}:prepare", "loaded", most=1)
    try:
        _, ready = map(int, warm.call(handlers.process_number, b"", FEW).split())
        os.kill(ready, signal.SIGKILL)
        assert warm.call(handlers.echo, b"new", FEW) == b"new loaded"
        assert warm.starts == 2
    finally:
        warm.close()


def test_at_most_so_many_at_a_time() -> None:
    warm = WarmProcess(f"{HERE}:prepare", most=2)
    try:
        with ThreadPoolExecutor(6) as pool:
            done = [pool.submit(warm.call, handlers.sleep, b"0.1", FEW) for _ in range(6)]
        assert [one.result() for one in done] == [b"rested"] * 6
        assert warm.starts <= 2
    finally:
        warm.close()


def test_what_cannot_be_loaded_is_told_as_it_is() -> None:
    warm = WarmProcess(f"{HERE}:fail_to_prepare")
    with pytest.raises(ContinuumError, match="nothing to load"):
        warm.call(handlers.echo, b"", FEW)


def test_no_process_stays_when_it_is_closed() -> None:
    warm = WarmProcess(f"{HERE}:prepare", most=1)
    _, ready = map(int, warm.call(handlers.process_number, b"", FEW).split())
    warm.close()
    with pytest.raises(ProcessLookupError):
        os.kill(ready, 0)
