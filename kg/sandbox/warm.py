"""A process that is ready: it has loaded what every request needs, and answers each in a child.

The ready process forks a child for a request. The child gives up network, files, memory and time
(``kg.sandbox.confine``), answers, and ends; so no request can see another one, and none can spoil
the ready process. Where a system cannot fork, a process answers one request and is replaced.

The pipe between us and the ready process carries frames: a length of four bytes, then JSON.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import IO, Any, Final, TypeVar

from kg.errors import BadInput, ContinuumError, InternalError, TimeLimit
from kg.paths import cache_directory
from kg.sandbox.call import (
    ErrorReport,
    answer_call,
    find_function,
    name_function,
    read_reply,
    write_request,
)
from kg.sandbox.confine import Confinement, confine
from kg.sandbox.stage import send_stages_to

__all__ = ["WALL_FACTOR", "Limits", "WarmProcess", "serve"]

Request = TypeVar("Request")
Answer = TypeVar("Answer")

_ROOT: Final = Path(__file__).resolve().parents[2]
_START: Final = """\
import sys
sys.path.insert(0, sys.argv[1])
from kg.sandbox.warm import serve
raise SystemExit(serve(sys.argv[2], sys.argv[3:]))
"""
#: A busy machine gives a process a part of its time only: so many seconds may pass for each one
#: that the process may count as its own.
WALL_FACTOR: Final = 6.0
_READY: Final = {"ready": True}
#: A request that is to be answered waits at most so many seconds for its turn.
_PATIENCE: Final = 30.0
_STAGE, _ANSWER, _FAULT = b"S", b"A", b"F"
_OPEN_FILES: Final = 64


@dataclass(frozen=True)
class Limits:
    """What the answer to a request may use.

    Attributes:
        seconds: seconds of processor time.
        memory: bytes of address space.
        output: bytes of the answer.
    """

    seconds: float = 10.0
    memory: int = 4 * 2**30
    output: int = 64 * 2**20


class WarmProcess:
    """Answers requests in a closed process that is kept ready; safe to use from many threads.

    Attributes:
        starts: how many times a process was started.
    """

    def __init__(self, prepare: str, *arguments: str, most: int = 2) -> None:
        """Start nothing yet: the first request does.

        Args:
            prepare: a function, as ``module:name``, that loads what every request needs.
            arguments: what it is called with.
            most: how many requests are answered at a time; each needs a ready process.
        """
        self.starts = 0
        self._prepare = prepare
        self._arguments = arguments
        self._turns = BoundedSemaphore(most)
        self._lock = Lock()
        self._idle: list[subprocess.Popen[bytes]] = []
        atexit.register(self.close)

    def call(
        self, function: Callable[[Request], Answer], request: Request, limits: Limits = Limits()
    ) -> Answer:
        """Return the answer of a function of this package to a request.

        Args:
            function: is called in the closed process; ``kg.sandbox.call`` says what it may take.
            request: what it is given.
            limits: what it may use.

        Raises:
            ContinuumError: what the function raised, with all its fields.
            TimeLimit: when it needed more time than it may, or none was free to answer.
            InternalError: when the process failed.
        """
        if not self._turns.acquire(timeout=_PATIENCE):
            message = "other requests are being answered; nothing was computed: try again"
            raise TimeLimit(message)
        try:
            content = write_request(function, request)
            reply = self._ask(name_function(function), content, limits)
        finally:
            self._turns.release()
        try:
            return read_reply(function, _answer(reply, limits))
        except ValueError as error:
            raise InternalError("the closed process gave an answer that cannot be read") from error

    def close(self) -> None:
        """End the processes that wait."""
        with self._lock:
            waiting, self._idle = self._idle, []
        for process in waiting:
            _end(process)

    def _ask(self, handler: str, request: bytes, limits: Limits) -> dict[str, Any]:
        """Send a request to a ready process; one that has died meanwhile is replaced, once."""
        frame = {
            "handler": handler,
            "limits": asdict(limits),
            "request": base64.b64encode(request).decode(),
        }
        waiting = self._take()
        if waiting is not None:
            reply = _exchange(waiting, frame)
            if reply is not None:
                return self._keep(waiting, reply)
            _end(waiting)  # it has died meanwhile
        process = self._start()
        reply = _exchange(process, frame)
        if reply is None:
            _end(process)
            raise InternalError("the closed process ended without an answer")
        return self._keep(process, reply)

    def _keep(self, process: subprocess.Popen[bytes], reply: dict[str, Any]) -> dict[str, Any]:
        """Keep a process for the next request, unless it is spent; return its reply."""
        if reply.get("spent"):
            _end(process)
        else:
            with self._lock:
                self._idle.append(process)
        return reply

    def _take(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        command = [sys.executable, "-I", "-X", "utf8", "-c", _START]
        command += [str(_ROOT), self._prepare, *self._arguments]
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,
        )
        first = _read(process.stdout)
        if first != _READY:
            _end(process)
            if first is not None and "error" in first:
                raise ErrorReport.model_validate(first["error"]).to_error()
            talk = process.stderr.read().decode(errors="replace") if process.stderr else ""
            last = (talk.strip().splitlines() or ["no message"])[-1]
            raise InternalError(f"the closed process did not start: {last}")
        return process


def _environment() -> dict[str, str]:
    """Return what a closed process needs of our environment, and nothing else."""
    names = ("SYSTEMROOT", "CONTINUUM_HOME", "HOME")
    passed = {name: os.environ[name] for name in names if name in os.environ}
    with contextlib.suppress(OSError):
        passed["CONTINUUM_CACHE_DIR"] = str(cache_directory())
    return {**passed, "NO_COLOR": "1"}


def _exchange(process: subprocess.Popen[bytes], frame: dict[str, Any]) -> dict[str, Any] | None:
    """Return the reply to a frame, or ``None`` when the process has ended."""
    try:
        _write(process.stdin, frame)
    except (BrokenPipeError, OSError):
        return None
    return _read(process.stdout)


def _answer(reply: dict[str, Any], limits: Limits) -> bytes:
    """Return what was answered in a reply, or raise which limit was reached."""
    if "answer" in reply:
        return base64.b64decode(reply["answer"])
    stage = f" while {reply['stage']}" if reply.get("stage") else ""
    if reply.get("late"):
        raise TimeLimit(f"no answer within {limits.seconds:g} seconds{stage}; it was stopped")
    if reply.get("full"):
        raise BadInput(f"the answer is larger than {limits.output // 2**20:,} megabytes")
    if reply.get("memory"):
        most = f"{limits.memory // 2**20:,} megabytes"
        raise BadInput(f"it needs more than {most} of memory{stage}")
    if reply.get("ended") == "SIGSEGV":  # each level of a text takes some of the stack
        raise BadInput(f"it is nested too deeply{stage}", allowed="fewer parts within one another")
    raise InternalError(f"the closed process failed{stage} ({reply.get('ended', 'no reason')})")


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _write(pipe: IO[bytes] | None, frame: dict[str, Any]) -> None:
    content = json.dumps(frame).encode()
    if pipe is not None:
        pipe.write(struct.pack(">I", len(content)) + content)
        pipe.flush()


def _read(pipe: IO[bytes] | None) -> dict[str, Any] | None:
    """Return the next frame, or ``None`` at the end of the pipe."""
    if pipe is None:
        return None
    head = pipe.read(4)
    if len(head) < 4:
        return None
    (size,) = struct.unpack(">I", head)
    content = pipe.read(size)
    frame: dict[str, Any] | None = json.loads(content) if len(content) == size else None
    return frame


# --- in the ready process -------------------------------------------------------------------------


def serve(prepare: str, arguments: list[str]) -> int:
    """Load what requests need, then answer the frames on stdin on stdout until it ends.

    Args:
        prepare: the function that loads, as ``module:name``.
        arguments: what it is called with.
    """
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed by accident must not look like a frame
    try:
        find_function(prepare)(*arguments)
    except ContinuumError as error:
        _write(replies, {"error": ErrorReport.of(error).model_dump()})
        return error.exit_code
    _write(replies, _READY)
    while (frame := _read(requests)) is not None:
        limits = Limits(**frame["limits"])
        content = base64.b64decode(frame["request"])
        if not hasattr(os, "fork"):
            _write(replies, {**_in_this_process(frame["handler"], content, limits), "spent": True})
            return 0
        _write(replies, _in_child(frame["handler"], content, limits, requests, replies))
    return 0


def _close_in(limits: Limits) -> None:
    confine(
        Confinement(
            seconds=max(1, round(limits.seconds)),
            memory=limits.memory,
            files=_OPEN_FILES,
            written=0,
            readable=(),
            writable=(),
        )
    )


def _in_child(
    handler: str, content: bytes, limits: Limits, requests: IO[bytes], replies: IO[bytes]
) -> dict[str, Any]:
    """Answer a request in a child, and return what became of it."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(source)
            requests.close()
            os.close(replies.fileno())
            silence = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(silence, number)
            _close_in(limits)
            _send_answer(sink, handler, content)
        finally:
            os._exit(0)
    os.close(sink)
    reply: dict[str, Any] = {}
    with os.fdopen(source, "rb", buffering=0) as pipe:
        for kind, part in _parts(pipe, limits, reply):
            if kind == _STAGE:
                reply["stage"] = part.decode()
            elif kind == _ANSWER:
                reply["answer"] = base64.b64encode(part).decode()
            else:
                reply.update(json.loads(part))
    if reply.get("late") or reply.get("full"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        ended = signal.Signals(os.WTERMSIG(status)).name
        if ended == "SIGXCPU" or (ended == "SIGKILL" and "full" not in reply):
            reply["late"] = True
        reply["ended"] = ended
        reply.pop("answer", None)
    return reply


def _parts(pipe: IO[bytes], limits: Limits, reply: dict[str, Any]) -> Iterator[tuple[bytes, bytes]]:
    """Yield what a child writes, until it ends, is late, or writes too much."""
    deadline = time.monotonic() + limits.seconds * WALL_FACTOR + 1.0
    waiting = b""
    size = 0
    while True:
        ready, _, _ = select.select([pipe], [], [], max(deadline - time.monotonic(), 0.0))
        if not ready:
            reply["late"] = True
            return
        part = os.read(pipe.fileno(), 2**16)
        if not part:
            return
        size += len(part)
        if size > limits.output:
            reply["full"] = True
            return
        waiting += part
        while len(waiting) >= 5:
            (length,) = struct.unpack(">I", waiting[1:5])
            if len(waiting) < 5 + length:
                break
            yield waiting[:1], waiting[5 : 5 + length]
            waiting = waiting[5 + length :]


def _send_answer(sink: int, handler: str, content: bytes) -> None:
    """Answer a request, in the child; what goes wrong is sent as well."""

    def send(kind: bytes, part: bytes) -> None:
        rest = memoryview(kind + struct.pack(">I", len(part)) + part)
        while rest:
            rest = rest[os.write(sink, rest) :]

    send_stages_to(lambda stage: send(_STAGE, stage.encode()))
    try:
        send(_ANSWER, answer_call(handler, content))
    except MemoryError:
        send(_FAULT, b'{"memory": true}')
    except Exception as error:
        send(_FAULT, json.dumps({"ended": type(error).__name__}).encode())


def _in_this_process(handler: str, content: bytes, limits: Limits) -> dict[str, Any]:
    """Answer a request where no child can be made."""
    _close_in(limits)
    try:
        return {"answer": base64.b64encode(answer_call(handler, content)).decode()}
    except MemoryError:
        return {"memory": True}
