"""What is computed from packs of strangers, in a process of its own: if that dies, we go on.

The process starts with an empty environment and Python's isolated mode, gives up what it does not
need (``kg.sandbox.confine``), and is stopped when its time is over. It hands back bytes.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import IO, Final, TypeVar

from pydantic import BaseModel, ConfigDict

from kg.advice.model import Advice
from kg.case.model import Case
from kg.errors import InternalError, KnowledgeError, TimeLimit
from kg.packs.files import is_installed
from kg.paths import cache_directory
from kg.plain_text import strip_controls
from kg.sandbox.call import name_function, read_reply, write_request
from kg.sandbox.confine import Confinement
from kg.sandbox.warm import WALL_FACTOR

__all__ = ["Finished", "Limits", "PackedCase", "Stopped", "advise", "call", "run"]

Answer = TypeVar("Answer")

_ROOT: Final = Path(__file__).resolve().parents[2]
_START: Final = """\
import json, sys
root, entry, limits = sys.argv[1:4]
sys.path.insert(0, root)
from kg.sandbox.call import name_function, read_reply, write_request
from kg.sandbox.confine import Confinement, confine
confine(Confinement(**json.loads(limits)))
from kg.sandbox.stage import send_stages_to
send_stages_to(lambda stage: print(chr(29) + stage, file=sys.stderr, flush=True))
from importlib import import_module
module, name = entry.split(":")
raise SystemExit(getattr(import_module(module), name)(sys.argv[4:]))
"""
#: A line by which the process says how far it has come.
_STAGE = re.compile(r"^\x1d(.*)\n?", re.MULTILINE)
_OUT_OF_MEMORY = re.compile(
    r"MemoryError|bad_alloc|memory allocation of|cannot allocate memory", re.IGNORECASE
)
#: The exit codes of the command line; any other one is a crash.
_CODES: Final = frozenset((0, 1, 2, 3, 4, 70, 130, 141))
_CRASHES: Final = {
    "SIGFPE": "a calculation without a result (SIGFPE)",
    "SIGSEGV": "a text that is too deep for the solver (SIGSEGV)",
    "SIGILL": "a fault of the solver (SIGILL)",
    "SIGBUS": "a fault of the solver (SIGBUS)",
}


@dataclass(frozen=True)
class Limits:
    """What a contained process may use.

    Attributes:
        seconds: seconds of processor time; of real time, several times as many.
        memory: bytes of address space.
        output: bytes that it may write out.
    """

    seconds: float = 60.0
    memory: int = 2_000_000_000
    output: int = 50_000_000


class Stopped(TimeLimit):
    """A contained process that was stopped when its time was over.

    Attributes:
        out: what it had written by then.
    """

    def __init__(self, message: str, out: bytes) -> None:
        """Keep what was written."""
        super().__init__(message)
        self.out = out


@dataclass(frozen=True)
class Finished:
    """What a contained process gave back.

    Attributes:
        code: its exit code.
        out: what it wrote; a text is without what a terminal would obey.
        talk: what it said on stderr, without what a terminal would obey.
    """

    code: int
    out: bytes
    talk: str


class PackedCase(BaseModel):
    """A case to be answered with packs, and the seconds of a search."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: Case
    packs: tuple[str, ...]
    time_limit: float


def advise(
    case: Case, packs: Iterable[str | Path], *, time_limit: float = 10.0, limits: Limits = Limits()
) -> Advice:
    """Return the advice for a case with packs that nobody vouches for.

    Args:
        case: what was seen, and what is possible.
        packs: folders, zip files, names of installed packs.
        time_limit: seconds for the search.
        limits: what the process may use in all.

    Raises:
        ContinuumError: as ``kg.advice.advise`` does; ``KnowledgeError`` when the packs are refused
            or crash the solver, ``TimeLimit`` when they need too long.
    """
    places = tuple(map(str, packs))
    return call(
        advise_packed, PackedCase(case=case, packs=places, time_limit=time_limit), limits=limits
    )


def advise_packed(request: PackedCase) -> Advice:
    """Answer a case with packs, in the contained process."""
    from kg.advice.advise import advise as advise_case  # needed there only
    from kg.knowledge import KnowledgeBase
    from kg.packs.dependency_order import read_packs

    knowledge = KnowledgeBase.load(packs=read_packs(request.packs))
    return advise_case(request.case, knowledge, time_limit=request.time_limit)


def call(
    function: Callable[[PackedCase], Answer], request: PackedCase, *, limits: Limits = Limits()
) -> Answer:
    """Return the answer of a function of this package to a case with packs that nobody vouches for.

    Args:
        function: is called in the contained process.
        request: the case and the packs, which it may read.
        limits: what it may use.

    Raises:
        ContinuumError: what the function raised, with all its fields; further as ``run`` does.
        KnowledgeError: when the answer cannot be read.
    """
    content = write_request(function, request)
    words = [name_function(function)]
    done = run("kg.sandbox.call:main", words, request.packs, limits=limits, stdin=content)
    if done.code:
        last = (done.talk.strip().splitlines() or ["no message"])[-1]
        raise InternalError(f"the contained process ended with code {done.code}: {last}")
    try:
        return read_reply(function, done.out)
    except ValueError as error:
        raise KnowledgeError("the packs' answer cannot be read") from error


def run(
    entry: str,
    words: Sequence[str],
    packs: Iterable[str],
    *,
    readable: Iterable[str] = (),
    limits: Limits = Limits(),
    stdin: bytes | None = None,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> Finished:
    """Run a function of this package in a contained process.

    Args:
        entry: the function, as ``module:name``; it is given the words and returns the exit code.
        words: its arguments.
        packs: the places of the packs that it may read.
        readable: further files and folders that it may read.
        limits: what it may use.
        stdin: what it reads; this process's own stdin when ``None``.
        variables: what its environment holds; nothing else of ours is there.

    Raises:
        KnowledgeError: when it crashed, or needed more memory or wrote more than it may.
        Stopped: when it needed longer than it may, with what it had written.
    """
    confinement = Confinement(
        seconds=max(1, round(limits.seconds)),
        memory=limits.memory,
        files=256,
        written=200_000_000,
        readable=tuple(map(_resolved, (*_places(packs), *readable))),
        writable=(str(_cache()),),
    )
    command = [sys.executable, "-I", "-X", "utf8", "-c", _START]
    command += [str(_ROOT), entry, json.dumps(asdict(confinement)), *words]
    with subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
        command,
        stdin=None if stdin is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**_system(), **variables, "CONTINUUM_CACHE_DIR": str(_cache()), "NO_COLOR": "1"},
        start_new_session=True,
    ) as process:
        try:
            return _finished(process, stdin, limits)
        finally:
            _kill(process)


def _finished(process: subprocess.Popen[bytes], stdin: bytes | None, limits: Limits) -> Finished:
    out, talk = _Reader(process, process.stdout, limits), _Reader(process, process.stderr, limits)
    if stdin is not None and process.stdin is not None:
        try:
            process.stdin.write(stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended before it read; its exit code says why
    late = False
    try:
        process.wait(limits.seconds * WALL_FACTOR)
    except subprocess.TimeoutExpired:
        late = True
        _kill(process)
    content, said, stage = out.content(), *_without_stages(talk.content())
    code = process.returncode if process.returncode is not None else process.wait()
    if late or code == -int(getattr(signal, "SIGXCPU", 0)) < 0:
        needed = f"the packs needed more than {limits.seconds:g} seconds"
        where = f" while {stage}" if stage else ""
        raise Stopped(f"{needed}{where} and were stopped", _shown(content))
    if out.full or talk.full:
        raise KnowledgeError(f"the packs made more than {limits.output:,} bytes of output")
    if code not in _CODES or _OUT_OF_MEMORY.search(said):
        raise KnowledgeError(_crash(code, said, limits))
    return Finished(code, _shown(content), said)


def _crash(code: int, said: str, limits: Limits) -> str:
    if _OUT_OF_MEMORY.search(said):
        return f"the packs needed more than {limits.memory // 1_000_000:,} MB of memory"
    if code > 0:
        return f"the packs stopped the solver (exit code {code})"
    name = signal.Signals(-code).name
    if name == "SIGKILL":
        return "the packs were stopped by the system: too much time or memory"
    return f"the packs stopped the solver by {_CRASHES.get(name, name)}"


def _system() -> dict[str, str]:
    """Return what Python itself cannot start without, which is so on Windows only."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _places(packs: Iterable[str]) -> list[str]:
    """Return the files and folders of packs; those of installed packs lie with Python."""
    return [place for place in packs if not is_installed(place)]


def _resolved(place: str) -> str:
    try:
        return str(Path(place).resolve())
    except (OSError, ValueError):
        return place


def _cache() -> Path:
    """Return the contained processes' own cache, which nobody else reads.

    Where none can be made the process computes everything anew.
    """
    try:
        place = cache_directory() / "contained"
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(os.devnull)
    return place


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and everything that it may have started."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        process.kill()


def _shown(content: bytes) -> bytes:
    """Return a text without what a terminal would obey, and anything else as it is.

    A line break keeps its form: calendars end their lines as they must.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    return "\r\n".join(map(strip_controls, text.split("\r\n"))).encode()


def _without_stages(content: bytes) -> tuple[str, str]:
    """Return what was said, without what a terminal would obey, and the last stage that began."""
    text = content.decode("utf-8", "replace")
    stages = _STAGE.findall(text)
    return strip_controls(_STAGE.sub("", text)), strip_controls(stages[-1]) if stages else ""


class _Reader:
    """Reads a pipe to its end, and ends the process that fills it too far."""

    def __init__(
        self, process: subprocess.Popen[bytes], pipe: IO[bytes] | None, limits: Limits
    ) -> None:
        """Begin to read."""
        self.full = False
        self._parts: list[bytes] = []
        self._thread = Thread(target=self._read, args=(process, pipe, limits.output), daemon=True)
        self._thread.start()

    def _read(self, process: subprocess.Popen[bytes], pipe: IO[bytes] | None, most: int) -> None:
        size = 0
        while pipe is not None and (part := pipe.read(65_536)):
            size += len(part)
            if size > most:
                self.full = True
                _kill(process)
                return
            self._parts.append(part)

    def content(self) -> bytes:
        """Return what was read, when the pipe has ended."""
        self._thread.join()
        return b"".join(self._parts)
