"""Compare: the case beside another one, down to the first rule that differs."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import streamlit as st

from kg.case.file import parse
from kg.case.model import Case
from kg.errors import BadInput, CaseError, ContinuumError, TimeLimit
from kg.explorer import alerts
from kg.explorer.answer_cache import cached_answer
from kg.explorer.escape import as_code, as_written
from kg.explorer.session import TIME_LIMIT, Session, consultation_of
from kg.packs.contained import PackLimits
from kg.packs.files import installed_packs
from kg.present.address.comparand import (
    KINDS,
    Another,
    Kind,
    example_packs,
    pack_name,
    pack_place,
    read_another,
)
from kg.present.comparison import AnswerComparison, beside
from kg.present.comparison_html import differences_html, programs_html
from kg.present.contained_comparison import with_packs
from kg.present.example_cases import example_names
from kg.present.possible_changes import offers
from kg.solve.time_limits import report_unfinished

#: The key of the address that says what the case is compared with.
_KEY: Final = "against"
_ZIP, _UPLOADED = "compare_zip", "compare_uploaded"
_ZIP_NAME: Final = "pack.zip"
_LONGEST_NAME: Final = 80
_HELD, _WORD, _KIND = "compare_held", "compare_word", "compare_kind"
_KEPT: Final = 32
_PACKS_SECONDS: Final = 45.0
_NAMES: Final[dict[Kind, str]] = {
    "edition": "Another edition",
    "example": "An example",
    "changes": "Changes",
    "packs": "Rule packs",
    "case": "A case file",
}
_HERE: Final = "This case"


def show(session: Session) -> None:
    """Show the case beside another one, and what differs."""
    st.title("Compare")
    consultation = alerts.answered(session)
    if consultation is None or session.case is None:
        return
    alerts.referrals(consultation.advice)
    another = _held(session)
    another = _chosen(session, another)
    if another is None:
        st.markdown("Choose what this case is compared with. Only what differs is shown.")
        return
    _compared(session, session.case, another)


# --- what it is compared with -------------------------------------------------------------------


def _packs() -> tuple[str, ...]:
    return tuple(sorted({*example_packs(), *installed_packs()}))


def _held(session: Session) -> Another | None:
    """Return what the address says, or else what was held before; and say it in the address."""
    state = st.session_state
    word = st.query_params.get(_KEY)
    if word and word != state.get(_WORD):
        state[_HELD], ignored = read_another(word, session.vocabulary, _packs())
        state[_KIND] = state[_HELD].kind if state[_HELD] else KINDS[0]
        state[_UPLOADED] = None
        for notice in ignored:
            st.warning(as_written(notice))
    another: Another | None = state.get(_HELD)
    state[_WORD] = "" if another is None else another.word
    if another is None:
        st.query_params.pop(_KEY, None)
    elif word != another.word:
        st.query_params[_KEY] = another.word
    return another


def _hold(another: Another | None) -> None:
    """Compare with something else, from a callback."""
    st.session_state[_HELD] = another
    if another is None:
        st.query_params.pop(_KEY, None)
    else:
        st.query_params[_KEY] = another.word
    st.session_state[_WORD] = "" if another is None else another.word


def _chosen(session: Session, another: Another | None) -> Another | None:
    """Offer what the case may be compared with; return what it is."""
    state = st.session_state
    if state.get(_KIND) not in KINDS:
        state[_KIND] = another.kind if another else KINDS[0]
    kind = st.segmented_control(
        "Compare this case with",
        KINDS,
        key=_KIND,
        required=True,
        format_func=lambda one: _NAMES[one],
        on_change=_hold,
        args=(None,),
    )
    _CHOOSERS[kind or KINDS[0]](session, another)
    return another


def _picked(key: str, value: object) -> None:
    """Let a widget show a value, before it stands on the page."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _edition(session: Session, another: Another | None) -> None:
    key = "compare_edition"
    _picked(key, another.edition if another else None)

    def choose() -> None:
        edition = st.session_state[key]
        _hold(Another("edition", edition=edition) if edition else None)

    st.selectbox(
        "The same case under the edition",
        sorted(session.vocabulary.ids.get("edition", ()), key=session.label),
        index=None,
        key=key,
        format_func=session.label,
        placeholder="Choose an edition",
        on_change=choose,
    )


def _example(session: Session, another: Another | None) -> None:
    key = "compare_example"
    _picked(key, another.example if another else None)

    def choose() -> None:
        example = st.session_state[key]
        _hold(Another("example", example=example) if example else None)

    st.selectbox(
        "The example",
        example_names(),
        index=None,
        key=key,
        format_func=lambda name: name.replace("_", " ").capitalize(),
        placeholder="Choose an example",
        on_change=choose,
    )


def _changes(session: Session, another: Another | None) -> None:
    if session.case is None:
        return
    key = "compare_changes"
    offered = offers(session.case, session.vocabulary, session.label)
    names = {(one.verb, str(one)): name for name, one in offered.items()}
    made = another.changes if another else ()
    named = {names.get((one.verb, str(one)), f"{one.verb} {one}"): one for one in made}
    known = {**offered, **named}
    _picked(key, list(named))

    def choose() -> None:
        chosen = tuple(known[name] for name in st.session_state[key] if name in known)
        _hold(Another("changes", changes=chosen) if chosen else None)

    st.multiselect(
        "The same case with these changes",
        list(known),
        key=key,
        placeholder="Less time, less equipment, another edition …",
        on_change=choose,
    )


def _rule_packs(session: Session, another: Another | None) -> None:
    key = "compare_packs"
    _picked(key, list(another.packs) if another else [])

    def choose() -> None:
        file: Any = st.session_state[_ZIP]
        zipped = None if file is None else (Path(file.name).name or _ZIP_NAME, file.getvalue())
        chosen = tuple(sorted(st.session_state[key]))
        st.session_state[_UPLOADED] = zipped
        _hold(Another("packs", packs=chosen) if chosen or zipped else None)

    left, right = st.columns(2)
    left.multiselect(
        "The same case with these rule packs, which are read in a contained process",
        _packs(),
        key=key,
        format_func=_pack_title,
        placeholder="Choose rule packs",
        on_change=choose,
    )
    right.file_uploader(
        "And a pack of yours, zipped; the address cannot hold it",
        type=["zip"],
        key=_ZIP,
        on_change=choose,
    )


def _file(session: Session, another: Another | None) -> None:
    key = "compare_file"

    def take() -> None:
        file: Any = st.session_state[key]
        if file is None:
            return
        try:
            case = parse(file.getvalue(), file.name).case(session.vocabulary)
        except CaseError as error:
            _hold(None)
            session.tell(*error.message.splitlines())
        else:
            _hold(Another("case", case=case))

    st.file_uploader("The case of a file", type=["yaml", "yml", "json"], key=key, on_change=take)


_CHOOSERS: Final[dict[Kind, Callable[[Session, Another | None], None]]] = {
    "edition": _edition,
    "example": _example,
    "changes": _changes,
    "packs": _rule_packs,
    "case": _file,
}


def _pack_title(pack: str) -> str:
    return pack.replace("_", " ").capitalize()


# --- the two beside each other ------------------------------------------------------------------


def _compared(session: Session, case: Case, another: Another) -> None:
    try:
        other = another.of(case, session.vocabulary)
        if another.kind == "packs":
            comparison = _with_packs(case.to_json(), another.packs, _uploaded())
        else:
            comparison = _beside(case.to_json(), other.to_json())
    except TimeLimit as error:
        st.error(
            "The time limit was reached before the other case was answered. "
            f"{as_written(error.message)}"
        )
        return
    except ContinuumError as error:
        st.error("The other case cannot be answered.")
        faults = (error, *error.also) if isinstance(error, BadInput) else (error,)
        lines = [line for one in faults for line in one.message.splitlines()]
        st.markdown("\n".join(f"- {as_written(line)}" for line in dict.fromkeys(lines)))
        return
    names = _HERE, _named(session, another)
    _take(session, case, another, other, names[1])
    st.html(f"<style>{_sheet()}</style>{programs_html(comparison, names)}")
    _differences(comparison, names)


def _named(session: Session, another: Another) -> str:
    if another.kind != "packs":
        return another.name(session.label)
    zipped = _uploaded()
    return f"With {', '.join([*map(_pack_title, another.packs), *([zipped[0]] if zipped else [])])}"


def _uploaded() -> tuple[str, bytes] | None:
    """Return the name and the content of the pack that was uploaded, if one was."""
    upload: tuple[str, bytes] | None = st.session_state.get(_UPLOADED)
    return upload


def _take(session: Session, case: Case, another: Another, other: Case, name: str) -> None:
    if another.kind == "packs":
        zipped = _uploaded()
        names = [*map(pack_name, another.packs), *([zipped[0]] if zipped else [])]
        words = " ".join(f"--pack {one}" for one in names)
        st.markdown(f"To work with these packs: {as_code(f'continuum advise case.json {words}')}")
        return

    def take() -> None:
        keep = session.hold if another.kind in ("edition", "changes") else session.open
        keep(other)
        _hold(Another("case", case=case))
        st.session_state[_KIND] = "case"
        session.tell("Swapped. The previous case is now on the right.")

    _, right = st.columns(2)
    right.button(
        "Take this one", on_click=take, help=f"{as_written(name)}: it becomes the case of all pages"
    )


def _differences(comparison: AnswerComparison, names: tuple[str, str]) -> None:
    if not comparison.count:
        st.header("No difference")
        st.markdown("Both are answered alike, statement by statement.")
        return
    groups = [one for one in comparison.groups if not one.rest]
    rest = [one for one in comparison.groups if one.rest]
    count = sum(len(one.rows) for one in groups)
    st.header("1 difference" if count == 1 else f"{count} differences", divider="gray")
    if groups:
        st.html(differences_html(groups, names))
    else:
        st.markdown("Muscles, priorities, program, referrals and what is left out are alike.")
    for group in rest:
        title = as_written(f"{group.title}: {len(group.rows)} more")
        if st.toggle(title, key="compare_rest"):
            st.html(differences_html([group], names))


@st.cache_resource(show_spinner=False)
def _sheet() -> str:
    return (resources.files("kg.explorer") / "comparison.css").read_text(encoding="utf-8")


@cached_answer(shows="Answering the other case", most=_KEPT)
def _beside(first: str, second: str) -> AnswerComparison:
    return beside(consultation_of(first), consultation_of(second))


def _file_name(name: str) -> str:
    r"""Return the name of an uploaded file as every system takes it; a visitor may name it anyhow.

    Example:
        >>> _file_name("my pack.zip"), _file_name("../x\0.zip")
        ('my_pack.zip', 'x_.zip')
    """
    return re.sub(r"[^\w.-]", "_", Path(name).name, flags=re.ASCII)[-_LONGEST_NAME:]


@cached_answer(shows="Reading the packs in a contained process", most=_KEPT)
def _with_packs(
    case: str, packs: tuple[str, ...], zipped: tuple[str, bytes] | None
) -> AnswerComparison:
    read = Case.model_validate_json(case)
    limits = PackLimits(seconds=_PACKS_SECONDS)
    places = [pack_place(one) for one in packs]
    with TemporaryDirectory() as folder:
        if zipped is not None:
            name, content = zipped
            path = Path(folder, _file_name(name))
            path.write_bytes(content)
            places.append(str(path))
        compared = with_packs(read, places, time_limit=TIME_LIMIT, limits=limits)
    if "best_found" in (compared.first.result, compared.second.result):
        report_unfinished()
    return compared
