"""SPARQL asked from outside: answered in a process of its own, which a time limit can end.

A query engine cannot be interrupted from within, so the waiting is done here and the work there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from kg.errors import BadInput, ContinuumError, InternalError, TimeLimit
from kg.knowledge.query import Table, answer_table, refuse_outside, run_query

__all__ = ["GRAPHS", "Request", "answer", "ask"]

Graph = Literal["all", "asserted", "inferred"]
GRAPHS: Final[tuple[Graph, ...]] = ("all", "asserted", "inferred")
_JSON_RESULTS: Final = "application/sparql-results+json"
_MEGABYTE: Final = 2**20
_MEMORY: Final = 4096 * _MEGABYTE
_LARGEST_ANSWER: Final = 64 * _MEGABYTE


@dataclass(frozen=True)
class Request:
    """A query and what it may take.

    Attributes:
        query: a read-only SPARQL query.
        graph: whether to read what is stated, what only follows, or both.
        limit: the most rows to return.
        seconds: how long the answer may take.
        endpoint: a SPARQL server to ask instead of the ontology, or ``None``.
        root: where the knowledge is, or ``None`` for the one that comes with the package.
    """

    query: str
    graph: Graph = "all"
    limit: int = 1000
    seconds: float = 30.0
    endpoint: str | None = None
    root: str | None = None


def ask(request: Request) -> Table:
    """Answer a query within its limits.

    Raises:
        BadInput: if the text is no query, would change the graph or would call another server.
        TimeLimit: if there is no answer in time.
    """
    refuse_outside(request.query)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kg.knowledge.asking"],
            input=json.dumps(asdict(request)).encode(),
            capture_output=True,
            check=False,
            timeout=request.seconds,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as error:
        told = f"no answer within {request.seconds:g} seconds; the query was stopped"
        raise TimeLimit(told) from error
    if done.returncode:
        raise _failure(done.stderr.decode(errors="replace"))
    found = json.loads(done.stdout)
    rows = tuple(tuple(row) for row in found["rows"])
    return Table(tuple(found["columns"]), rows, found["complete"])


def _environment() -> dict[str, str]:
    """Return the environment, with this package where the other process finds it."""
    package = str(Path(__file__).parents[2])
    others = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([package, *([others] if others else [])])}


def _failure(said: str) -> ContinuumError:
    """Return the error that the other process reported on its last line."""
    last = said.strip().splitlines()[-1:] or ["it says nothing"]
    try:
        found = json.loads(last[0])
        message, code = found["message"], found["exit_code"]
    except (ValueError, TypeError, KeyError):
        return InternalError(f"the query was not answered: {last[0]}")
    return BadInput(message) if code == BadInput.exit_code else ContinuumError(message, code)


def answer(request: Request) -> Table:
    """Answer a query in this process, however long it takes.

    Raises:
        BadInput: if the text is no query, or the server does not answer it.
    """
    refuse_outside(request.query)
    if request.endpoint is not None:
        return _from_server(request)
    from kg.knowledge.base import KnowledgeBase

    graphs = KnowledgeBase.load(request.root).graphs
    if request.graph == "asserted":
        return run_query(graphs.asserted, request.query, request.limit)
    if request.graph == "inferred":
        return run_query(graphs.only_inferred, request.query, request.limit)
    return run_query(graphs.full, request.query, request.limit)


def _from_server(request: Request) -> Table:
    """Ask a server by the SPARQL protocol."""
    import pyoxigraph as ox

    from kg.knowledge.terms import PREFIXES

    body = _post(request, "".join(f"PREFIX {one}: <{PREFIXES[one]}>\n" for one in PREFIXES))
    try:
        found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise BadInput(
            f"{request.endpoint} answers with something else than SPARQL results",
            allowed="SELECT and ASK queries of a SPARQL server",
        ) from error
    return answer_table(found, request.limit)


def _post(request: Request, prefixes: str) -> bytes:
    """Send a query to a server and return its answer."""
    from urllib.error import URLError
    from urllib.request import Request as HttpRequest
    from urllib.request import urlopen

    url = request.endpoint or ""
    if not url.startswith(("http://", "https://")):
        raise BadInput(f"{url!r} is no server", allowed="an address that begins with http or https")
    headers = {"Content-Type": "application/sparql-query", "Accept": _JSON_RESULTS}
    sent = HttpRequest(url, f"{prefixes}{request.query}".encode(), headers)  # noqa: S310  (checked)
    try:
        with urlopen(sent, timeout=request.seconds) as reply:  # noqa: S310  (checked above)
            body: bytes = reply.read(_LARGEST_ANSWER + 1)
    except (URLError, OSError) as error:
        raise BadInput(f"{url} does not answer the query ({error})") from error
    if len(body) > _LARGEST_ANSWER:
        told = f"{url} answers with more than {_LARGEST_ANSWER // _MEGABYTE} megabytes"
        raise BadInput(told, allowed="a query with a LIMIT")
    return body


def _limit_memory() -> None:
    """Let the system refuse this process more memory than a query should need."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def main() -> int:
    """Answer the request on stdin with JSON on stdout."""
    _limit_memory()
    try:
        table = answer(Request(**json.loads(sys.stdin.buffer.read())))
    except ContinuumError as error:
        told = {"message": error.message, "exit_code": error.exit_code}
        print(json.dumps(told), file=sys.stderr)
        return error.exit_code
    sys.stdout.write(json.dumps(asdict(table)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
