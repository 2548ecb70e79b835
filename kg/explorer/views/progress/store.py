"""Which history is shown, that of the user or an example; and how a case goes into it."""

from __future__ import annotations

import atexit
import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.case.model import Case
from kg.errors import BadInput, ContinuumError
from kg.explorer.escape import as_written
from kg.explorer.server_settings import serving
from kg.explorer.session import TIME_LIMIT, Session, knowledge
from kg.paths import places

if TYPE_CHECKING:
    from kg.progress.store import History

__all__ = ["Store", "add_case", "chosen", "installed"]

_KIND, _PLACE, _CLIENT, _DAY, _SURE = (
    "progress_kind",
    "progress_place",
    "progress_new_client",
    "progress_new_day",
    "progress_sure",
)
_OWN, _EXAMPLE = "Your history", "Example"
_PARTS: Final = ("PIL", "alembic", "sqlalchemy")


@dataclass(frozen=True)
class Store:
    """A history that may be opened.

    Attributes:
        place: its file or URL.
        name: what messages call it.
        example: whether it is the example, which is only looked at.
        there: whether it is there already; another is made with the first case.
    """

    place: str
    name: str
    example: bool
    there: bool

    @contextmanager
    def opened(self) -> Iterator[History]:
        """Open it.

        Raises:
            BadInput, InternalError: when it cannot be used.
        """
        from kg.progress.store import History

        with History.open(self.place) as history:
            yield history


def installed() -> bool:
    """Return whether the history can be used; where not, say what is missing."""
    from importlib.util import find_spec

    missing = [name for name in _PARTS if find_spec(name) is None]
    if missing:
        st.error(
            f"The history needs {', '.join(missing)}: "
            "pip install 'continuum-corrective-exercise[progress]'"
        )
    return not missing


def chosen() -> Store | None:
    """Let the visitor choose a history; ``None`` when what was chosen cannot be used."""
    if st.session_state.get(_KIND) is None:
        own = _own("")
        st.session_state[_KIND] = _OWN if own is not None and own.there else _EXAMPLE
    if not serving().has_own_store:
        st.session_state[_KIND] = _EXAMPLE
        st.info(
            "Only the example is shown: a history is chosen when the explorer starts, with "
            "`continuum explore --store`."
        )
        return _example_store()
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    kind = left.segmented_control("History", (_OWN, _EXAMPLE), key=_KIND, required=True)
    if kind == _EXAMPLE:
        st.info("This is an example: three assessments of a client who does not exist.")
        return _example_store()
    if serving().is_store_fixed:
        # What was chosen at the start holds: a visitor names no file or database of this machine.
        return _own("", tell=True)
    usual = _own("")
    typed = right.text_input(
        "Where it is: a file, or a URL of a database",
        key=_PLACE,
        placeholder=usual.name if usual is not None else "",
    )
    return _own((typed or "").strip(), tell=True)


def _example_store() -> Store:
    return Store(str(_example() / "history.sqlite"), "the example", example=True, there=True)


def _own(typed: str, *, tell: bool = False) -> Store | None:
    from kg.progress.location import place_of

    try:
        place = place_of(typed or None)
    except ContinuumError as error:
        if tell:
            st.error(as_written(error.message))
        return None
    there = place.file is None or place.file.exists()
    return Store(typed or place.url.render_as_string(hide_password=False), place.name, False, there)


@st.cache_resource(show_spinner="Preparing the example")
def _example() -> Path:
    """Return a folder with a history of the cases that come as an example; nobody else's."""
    from kg.progress.case_intake import entry_of
    from kg.progress.store import History

    folder = Path(tempfile.mkdtemp(prefix="continuum-example-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    given = places().ontology.parent / "examples" / "progress"
    entries = [
        entry_of(path.read_bytes(), path.name, knowledge()) for path in sorted(given.glob("*.yaml"))
    ]
    with History.open(str(folder / "history.sqlite")) as history:
        for entry in sorted(entries, key=lambda one: one.day):
            history.add(entry)
    return folder


# --- the present case -----------------------------------------------------------------------------


def add_case(session: Session, store: Store) -> None:
    """Offer to keep the present case; nothing is kept before the visitor confirms it."""
    case = session.case
    if store.example:
        st.markdown("The example is only looked at. Under **Your history** a case can be kept.")
        return
    if case is None or session.consultation is None:
        st.markdown("There is no case with an answer to keep: see the **Case** page.")
        return
    with st.form("progress_add", border=True):
        st.markdown("**Keep the present case as an assessment**")
        client = st.text_input(
            "Client, by a pseudonym and never by a name",
            value=case.client or "",
            placeholder="client-07",
            key=_CLIENT,
        )
        day = st.date_input("Day of the assessment", value=case.date, key=_DAY)
        sure = st.checkbox(f"Keep it on this computer, in {as_written(store.name)}", key=_SURE)
        if st.form_submit_button("Keep the case"):
            _keep(case, store, client or "", day, sure=bool(sure))


def _keep(case: Case, store: Store, client: str, day: dt.date | None, *, sure: bool) -> None:
    from kg.progress.case_intake import entry_of

    if not client.strip() or day is None:
        st.error("A pseudonym and a day are needed.")
        return
    if not sure:
        st.error("Confirm with the tick that the case is to be kept.")
        return
    stated = case.model_dump(mode="json", exclude_defaults=True)
    stated |= {"client": client.strip(), "date": day.isoformat()}
    content = json.dumps(stated, ensure_ascii=False, indent=2).encode()
    try:
        entry = entry_of(content, "the present case", knowledge(), time_limit=TIME_LIMIT)
        with store.opened() as history:
            assessment = history.add(entry)
    except (BadInput, ContinuumError) as error:
        st.error(as_written(error.message))
        return
    st.session_state["progress_client"] = assessment.client
    st.session_state["progress_told"] = (
        f"Kept as assessment {assessment.number} of {assessment.client}, {assessment.day}."
    )
    st.rerun()
