"""The form of a case on the page, drawn from ``kg.present.case_form``: safety first.

What is entered becomes part of the case at once. Before anything was observed there is no case yet;
what was entered until then is noted, and becomes part of the case with the first observation.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st
from pydantic import ValidationError

from kg.case.changes import Change, as_data, changed
from kg.case.model import Case
from kg.errors import CaseError
from kg.explorer.escape import as_written
from kg.explorer.session import PLACEHOLDER, Session, opened_count
from kg.present.case_form import FormField, FormGroup, entered, sections
from kg.present.case_rows import group_title
from kg.present.form_errors import fault_lines

__all__ = ["intake", "remove", "unadded_parts", "widget_key"]

_ROUND: Final = "case_round"
#: What stands in the inputs of rows that were not added yet, by group and field: a page that is
#: left loses the state of its inputs, and nobody is to enter it twice.
_ENTRIES: Final = "case_entries"
#: The key of the input whose value did not fit, and what is wrong with it.
_FAULT: Final = "case_fault"
_OPEN: Final = ("pain", "findings", "fms.scores")
#: So many choices are buttons; more are a list to type in.
_FEW: Final = 4
_SPAN: Final = 6
_SIDES: Final = ("left", "right", "both")
_LONGEST: Final = 500
#: The texts of an id that is a question: how it is worded, and its place.
_QUESTION, _NUMBER_OF = "question", "questionNumber"
_EARLIEST: Final = dt.date(1900, 1, 1)
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
#: Which choices another choice leaves: the relation, and where in it the two ids are.
_NARROWED: Final[Mapping[tuple[str, str], tuple[str, str, int, int]]] = {
    ("findings", "finding"): ("assessment", "seen_in", 0, 1),
    ("posture", "sign"): ("view", "sign_view", 0, 1),
    ("modifications", "finding"): ("modification", "modification_reading", 2, 1),
}
#: Which ids are judged side by side, by the field of the vocabulary.
_PER_SIDE: Final = {"fms_test": "fms_per_side", "clearing": "clearing_per_side"}


def intake(session: Session) -> None:
    """Show every input of a case, by section."""
    for section, groups in sections().items():
        st.header(as_written(section))
        _values(session, [group for group in groups if group.kind == "value"])
        for group in groups:
            name = ".".join(group.path)
            if group.kind == "value":
                continue
            with st.expander(
                _heading(session, group),
                expanded=name in _OPEN or bool(_entry(group)),
                key=f"case_part.{name}",
            ):
                if group.description:
                    st.markdown(as_written(f"{_capital(group.description)}."))
                _DRAWN[group.kind](session, group)


def widget_key(group: FormGroup, field: str, item: str = "") -> str:
    """Return the key of an input, for tests and for the state of the page.

    Args:
        group: where it belongs.
        field: its name in the model.
        item: the id that it is about, for answers and sides.
    """
    name = ".".join((*group.path, *([item] if item else []), field))
    number = opened_count() + st.session_state.get(f"{_ROUND}.{'.'.join(group.path)}", 0)
    return f"case.{name}.{number}" if group.kind == "rows" else f"case.{name}"


def unadded_parts() -> list[str]:
    """Return the titles of the parts in which a row was entered and not added yet."""
    return [
        group_title(group.path)
        for groups in sections().values()
        for group in groups
        if group.kind == "rows" and _entry(group)
    ]


def remove(session: Session, change: Change) -> None:
    """Take something away from the case, in a callback."""
    _make(session, change)


# --- one group ------------------------------------------------------------------------------------


def _heading(session: Session, group: FormGroup) -> str:
    title = group_title(group.path)
    stated = _stated(session, group.path)
    count = len(stated) if isinstance(stated, list | dict) else int(stated is not None)
    return f"{as_written(title)} ({count})" if count else as_written(title)


@st.fragment
def _rows(session: Session, group: FormGroup) -> None:
    """Draw the inputs of one more row; after it was added they are empty again."""
    values: dict[str, Any] = {}
    entry = dict(_entry(group))
    narrows = {
        _NARROWED[group.path[0], field.name][0]
        for field in group.fields
        if (group.path[0], field.name) in _NARROWED
    }
    ordered = sorted(group.fields, key=lambda field: field.name not in narrows)
    for field in ordered:
        key = widget_key(group, field.name)
        options = _options(session, group, field, values)
        if key not in st.session_state and field.name in entry:
            st.session_state[key] = entry[field.name]
        value = _input(session, field, key, options)
        if value is not None:
            values[field.name] = value
    _note_entry(group, {name: st.session_state[widget_key(group, name)] for name in values})
    title = as_written(group.path[-1].replace("_", " ").removesuffix("s"))
    # Its key stays, so that the keyboard is still on it when the inputs are empty again.
    if st.button(f"Add {title}", key=f"case.{'.'.join(group.path)}.add", type="primary"):
        missing = [_label(field) for field in group.fields if _is_missing(field, values)]
        if missing:
            st.warning(as_written(f"Still needed: {', '.join(missing).lower()}."))
            return
        row = {field.name: values[field.name] for field in group.fields if field.name in values}
        if _make(session, Change("add", group.path, row)):
            number = f"{_ROUND}.{'.'.join(group.path)}"
            st.session_state[number] = st.session_state.get(number, 0) + 1
            _note_entry(group, {})
            st.rerun()
        # Here, where it was pressed: the top of the page may be out of sight.
        for notice in session.now().notices:
            st.error(as_written(notice))
        session.tell()
    elif values:
        st.markdown(f"Not part of the case until you press **Add {title}**.")


def _entry(group: FormGroup) -> Mapping[str, Any]:
    """Return what stands in the inputs of a row that was not added yet."""
    opened, entries = st.session_state.get(_ENTRIES, (0, {}))
    found: Mapping[str, Any] = entries.get(group.path, {}) if opened == opened_count() else {}
    return found


def _note_entry(group: FormGroup, entry: Mapping[str, Any]) -> None:
    opened, entries = st.session_state.get(_ENTRIES, (0, {}))
    kept = dict(entries) if opened == opened_count() else {}
    st.session_state[_ENTRIES] = (opened_count(), {**kept, group.path: entry})


def _is_missing(field: FormField, values: Mapping[str, Any]) -> bool:
    return field.required and field.name not in values


def _list(session: Session, group: FormGroup) -> None:
    (field,) = group.fields
    key, nothing = widget_key(group, field.name), widget_key(group, "none")
    stated = _stated(session, group.path)
    st.session_state[key] = list(stated or [])
    st.session_state[nothing] = stated == []

    def choose() -> None:
        _enter(session, group.path, st.session_state[key] or None, key)

    def choose_nothing() -> None:
        _enter(session, group.path, [] if st.session_state[nothing] else None, key)

    st.multiselect(
        as_written(_label(field)),
        _options(session, group, field, {}),
        key=key,
        format_func=lambda value: _name(session, value),
        placeholder="Type to find one",
        on_change=choose,
        disabled=stated == [],
    )
    _show_fault(key)
    if group.may_be_empty:
        st.checkbox("None of these", key=nothing, on_change=choose_nothing, disabled=bool(stated))


def _answers(session: Session, group: FormGroup) -> None:
    first, field = group.fields
    texts = session.knowledge.texts

    def number(item: str) -> int:
        return int(next(iter(texts.get(item, {}).get(_NUMBER_OF, ())), 0))

    for item in sorted(_ids(session, first), key=number):
        path = (*group.path, item)
        title = next(iter(texts.get(item, {}).get(_QUESTION, ())), session.label(item))
        _direct(session, field, path, widget_key(group, field.name, item), title)


def _sides(session: Session, group: FormGroup) -> None:
    first, *fields = group.fields
    (vocabulary,) = first.vocabularies
    relation = session.knowledge.facts.relations[_PER_SIDE[vocabulary]]
    sided = {str(item) for (item, *_) in relation}
    for item in _ids(session, first):
        names = _SIDES[:2] if item in sided else _SIDES[2:]
        for column, name in zip(st.columns(len(names)), names, strict=True):
            (field,) = (each for each in fields if each.name == name)
            title = session.label(item) + (f", {name}" if item in sided else "")
            with column:
                _side(session, group, item, field, title)


def _side(session: Session, group: FormGroup, item: str, field: FormField, title: str) -> None:
    path = (*group.path, item)
    key = widget_key(group, field.name, item)
    stated = _stated(session, path) or {}
    value = stated.get(field.name)
    # What was stated for both sides as one holds for each until they are stated apart.
    st.session_state[key] = stated.get("both") if value is None else value

    def choose() -> None:
        stated = _stated(session, path) or {}
        sides = _SIDES[:2] if field.name in _SIDES[:2] else _SIDES[2:]
        kept = {side: stated.get(side, stated.get("both")) for side in sides}
        kept[field.name] = st.session_state[key]
        values = {side: one for side, one in kept.items() if one is not None}
        _enter(session, path, values or None, key)

    _input(session, field, key, _options(session, group, field, {}), title, choose)
    _show_fault(key)


def _values(session: Session, groups: list[FormGroup]) -> None:
    """Draw what is a value by itself, two next to each other."""
    for start in range(0, len(groups), 2):
        for column, group in zip(st.columns(2), groups[start : start + 2], strict=False):
            (field,) = group.fields
            key = widget_key(group, field.name)
            with column:
                _direct(session, field, group.path, key, group_title(group.path))


def _direct(
    session: Session, field: FormField, path: tuple[str, ...], key: str, title: str
) -> None:
    """Draw an input whose value is part of the case as soon as it is changed."""
    value = _stated(session, path)
    if field.kind == "day" and value is not None:
        value = dt.date.fromisoformat(value)
    st.session_state[key] = str(value) if field.kind == "text" and value is not None else value

    def choose() -> None:
        _enter(session, path, _plain(field, st.session_state[key]), key)

    _input(session, field, key, _options(session, None, field, {}), title, choose)
    _show_fault(key)


_DRAWN: Final[Mapping[str, Callable[[Session, FormGroup], None]]] = {
    "rows": _rows,
    "list": _list,
    "answers": _answers,
    "sides": _sides,
}


# --- one input ------------------------------------------------------------------------------------


def _input(
    session: Session,
    field: FormField,
    key: str,
    options: list[Any],
    title: str = "",
    on_change: Callable[[], None] | None = None,
) -> Any:  # noqa: ANN401 - plain data
    """Draw an input that holds nothing until somebody chooses; return its value as plain data."""
    label = as_written(title or _label(field))
    given: dict[str, Any] = {"key": key, "on_change": on_change}
    if field.description and not title:
        given["help"] = as_written(f"{_capital(field.description)}.")
    if field.kind in ("choice", "truth") or (options and field.kind == "number"):
        # What an input looks like does not depend on what another choice leaves.
        every = _ids(session, field) if field.vocabularies else options
        if not field.depends and len(every) <= (_SPAN + 1 if field.kind == "number" else _FEW):
            value = st.segmented_control(
                label,
                options,
                format_func=lambda one: as_written(_word(session, one)),
                **given,
            )
        else:
            value = st.selectbox(
                label,
                options,
                index=None,
                placeholder="Type to find one" if options else "None to choose from",
                format_func=lambda one: _name(session, one),
                disabled=not options,
                **given,
            )
    elif field.kind == "number":
        step = 1 if field.whole else 0.5
        low = None if field.low is None else type(step)(field.low)
        high = None if field.high is None else type(step)(field.high)
        value = st.number_input(label, low, high, None, step, **given)
    elif field.kind == "day":
        value = st.date_input(label, None, _EARLIEST, format="YYYY-MM-DD", **given)
    else:
        value = st.text_input(label, max_chars=_LONGEST, **given)
    return _plain(field, value)


def _plain(field: FormField, value: Any) -> Any:  # noqa: ANN401 - plain data
    """Return what an input holds as plain data; ``None`` when it holds nothing."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        text = value.strip()
        if field.kind == "text_or_number" and _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
        return text or None
    return value


def _options(
    session: Session, group: FormGroup | None, field: FormField, values: Mapping[str, Any]
) -> list[Any]:
    """Return the choices of an input, as far as what was chosen before leaves them."""
    if field.kind == "truth":
        return [True, False]
    if field.kind == "number" and field.low is not None and field.high is not None:
        few = field.high - field.low <= _SPAN
        return list(range(field.low, field.high + 1)) if few else []
    if field.choices:
        return list(field.choices)
    if field.depends:
        first = values.get(group.fields[0].name) if group is not None else None
        theirs = session.vocabulary.ids.get(f"{field.depends}{first}", ())
        return sorted(theirs, key=session.label)
    ids = _ids(session, field)
    narrowed = None if group is None else _NARROWED.get((group.path[0], field.name))
    if narrowed is None:
        return list(ids)
    other, relation, own, their = narrowed
    rows = session.knowledge.facts.relations.get(relation, ())
    if other not in values:
        return list(ids)
    left = {str(row[own]) for row in rows if str(row[their]) == values[other]}
    return [one for one in ids if one in left]


def _ids(session: Session, field: FormField) -> list[str]:
    ids = [item for name in field.vocabularies for item in session.vocabulary.ids.get(name, ())]
    return sorted(ids, key=session.label)


def _word(session: Session, value: Any) -> str:  # noqa: ANN401 - plain data
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return _capital(session.label(value)) if isinstance(value, str) else str(value)


def _name(session: Session, value: Any) -> str:  # noqa: ANN401 - plain data
    """Return a choice with the other names by which it is looked for."""
    word = _word(session, value)
    others = [one for one in session.knowledge.names.get(str(value), ()) if one != word][:2]
    return f"{word} ({', '.join(others)})" if others else word


def _label(field: FormField) -> str:
    return _capital(field.name.replace("_", " "))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- the case -------------------------------------------------------------------------------------


def _data(session: Session) -> dict[str, Any]:
    now = session.now()
    case = now.case or now.draft
    data = {} if case is None else as_data(case)
    if now.case is None:
        data.pop(PLACEHOLDER, None)
    return data


def _stated(session: Session, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - plain data
    inside: Any = _data(session)
    for step in path:
        if not isinstance(inside, dict) or step not in inside:
            return None
        inside = inside[step]
    return inside


def _enter(session: Session, path: tuple[str, ...], value: Any, key: str) -> None:  # noqa: ANN401
    """Put a value in a place of the case, in a callback; what does not fit is kept for its input.

    Args:
        session: the session.
        path: the place.
        value: plain data, or ``None`` for nothing there any more.
        key: the key of the input.
    """
    st.session_state.pop(_FAULT, None)
    if value is None and _stated(session, path) is None:
        return
    if not _make(session, entered(_data(session), path, value)):
        st.session_state[_FAULT] = (key, session.now().notices)
        session.tell()


def _show_fault(key: str) -> None:
    """Show below an input what did not fit: the top of the page may be out of sight."""
    faulty, lines = st.session_state.get(_FAULT, ("", ()))
    if faulty == key:
        for line in lines:
            st.warning(as_written(line))


def _make(session: Session, change: Change) -> bool:
    """Make a change of the case, or of what is noted until there is one; say whether it fitted.

    A case whose last observation goes is noted as well, so that the rest of it is not lost.
    """
    now = session.now()
    if now.case is not None:
        try:
            session.hold(changed(now.case, [change], session.vocabulary))
        except CaseError:
            pass  # What is wrong with it is wrong with the draft too, but for the observation.
        else:
            return True
    drops_placeholder = change.verb == "drop" and change.path[0] == PLACEHOLDER
    try:
        draft = changed(_draft(now), [] if drops_placeholder else [change], session.vocabulary)
    except CaseError as error:
        session.tell(*fault_lines(error))
        return False
    data = as_data(draft)
    if drops_placeholder or change.path[0] != PLACEHOLDER:
        data.pop(PLACEHOLDER)
    try:
        session.hold(Case.read(data, session.vocabulary))
    except ValidationError:
        # Nothing observed yet: the only thing that the draft has and this has not.
        session.hold(None, draft if data else None)
    return True


def _draft(session: Session) -> Case:
    """Return the case, or what is noted until there is one, with a placeholder observation."""
    assessment = min(session.vocabulary.ids["assessment"])
    placeholder = {PLACEHOLDER: [assessment]}
    case = session.case or session.draft
    return Case.read({**(as_data(case) if case else {}), **placeholder}, session.vocabulary)
