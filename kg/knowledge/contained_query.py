"""SPARQL asked from outside: answered in a closed process, which a time limit can end.

A query engine cannot be interrupted from within, so the waiting is done here and the work there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from kg.errors import BadInput
from kg.knowledge.query import Table, answer_table, parse_query, run_query
from kg.sandbox.stage import report_stage
from kg.sandbox.warm import Limits, WarmProcess

if TYPE_CHECKING:
    from kg.knowledge.graphs import Graphs

__all__ = ["GRAPHS", "Request", "answer", "answer_request", "ask", "prepare"]

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
        seconds: processor seconds that the answer may take; of real time, several times as many.
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

    A query of the ontology is answered in a closed process that is kept ready: it has no network
    and no files, and its time is counted as processor time. What can be refused by reading the
    query is refused here.

    Raises:
        BadInput: if the text is no query, would change the graph or would call another server.
        TimeLimit: if there is no answer in time.
    """
    parse_query(request.query)
    if request.endpoint is not None:
        return _from_server(request)
    limits = Limits(seconds=request.seconds, memory=_MEMORY, output=_LARGEST_ANSWER)
    return _process(request.root).call(answer_request, request, limits)


@lru_cache(maxsize=4)
def _process(root: str | None) -> WarmProcess:
    """Return the closed process that has the knowledge of a root loaded."""
    return WarmProcess(f"{__name__}:prepare", *([] if root is None else [root]))


def answer(request: Request) -> Table:
    """Answer a query of the ontology in this process, however long it takes.

    Raises:
        BadInput: if the text is no query.
    """
    graphs = _graphs(request.root)
    if request.graph == "asserted":
        return run_query(graphs.asserted, request.query, request.limit)
    if request.graph == "inferred":
        return run_query(graphs.only_inferred, request.query, request.limit)
    return run_query(graphs.full, request.query, request.limit)


# --- in the closed process ------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _graphs(root: str | None) -> Graphs:
    from kg.knowledge.base import KnowledgeBase

    return KnowledgeBase.load(root).graphs


def prepare(root: str | None = None) -> None:
    """Load what every query needs.

    Args:
        root: where the knowledge is, or ``None`` for the one that comes with the package.
    """
    graphs = _graphs(root)
    for store in (graphs.full, graphs.asserted, graphs.only_inferred):
        next(iter(store), None)


def answer_request(request: Request) -> Table:
    """Answer a request, and report that this begins."""
    report_stage("answering the query")
    return answer(request)


# --- another server -------------------------------------------------------------------------------


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
