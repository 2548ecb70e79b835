"""From a case file to an entry of the history: read, checked by the rules, kept as it was given."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from kg.advice.advise import TIME_LIMIT, consult
from kg.case.field_types import Client
from kg.case.file import parse
from kg.case.problems import faults
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError
from kg.knowledge import KnowledgeBase
from kg.progress.store import Entry

__all__ = ["entry_of"]


def entry_of(
    content: bytes,
    name: str,
    knowledge: KnowledgeBase,
    *,
    client: str | None = None,
    day: dt.date | None = None,
    time_limit: float = TIME_LIMIT,
) -> Entry:
    """Return what is kept of a case.

    Args:
        content: the case file.
        name: what messages call it.
        knowledge: the ontology that reads it.
        client: the pseudonym, when the file has none.
        day: the day of the assessment, when the file has none.
        time_limit: seconds for the rules.

    Raises:
        CaseError: when the file or the rules refuse the case, or client and day are missing or
            contradict the file.
        TimeLimit: when the rules found no answer in time.
    """
    file = parse(content, name)
    if client is not None:
        _refuse_no_pseudonym(client)
    given = {"client": client, "date": day.isoformat() if day is not None else None}
    for field, value in given.items():
        stated = file.data.get(field)
        if value is not None and stated is not None and str(stated) != value:
            raise CaseError(
                f"{field}: found {stated}, but {value} was asked for",
                allowed="one of the two",
                file=name,
                line=file.line((field,)),
            )
    more = {field: value for field, value in given.items() if value is not None}
    file = replace(file, data={**file.data, **more})
    case = file.case(Vocabulary.of(knowledge))
    if case.client is None or case.date is None:
        field = "client" if case.client is None else "date"
        raise CaseError(
            f"the case has no {field}", allowed=f"`{field}:` in the file, or --{field}", file=name
        )
    try:
        answered = consult(case, knowledge, time_limit=time_limit)
    except CaseError as error:
        raise file.placed(error) from None
    return Entry(
        client=case.client,
        day=case.date,
        file_text=content.decode("utf-8"),
        case_json=case.to_json(),
        ontology_hash=knowledge.ontology_hash,
        rules_hash=answered.rules.hash,
    )


def _refuse_no_pseudonym(client: str) -> None:
    """Raise if a client who was named beside the file is named by no pseudonym."""
    try:
        TypeAdapter[str](Client).validate_python(client)
    except ValidationError as error:
        for fault in faults(error):
            found = f"--client: found {fault.found}"
            raise CaseError(found, allowed=f"allowed: {fault.allowed}") from error
