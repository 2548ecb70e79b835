"""Rules: every rule with its sentence and what uses it, every predicate, and a playground."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import streamlit as st

from kg.errors import ContinuumError
from kg.explorer import explain_link
from kg.explorer.answer_cache import cached_answer
from kg.explorer.components.pick_list import PickEntry, pick_list, picked
from kg.explorer.escape import as_code, as_written, plain_rows
from kg.explorer.session import Session, consultation_of, knowledge, rules
from kg.explorer.views.rules import playground
from kg.present.rule_catalog import (
    KIND_WORDS,
    ORIGIN_WORDS,
    Declared,
    RuleFilter,
    Shelved,
    declared,
    excerpt,
    matching,
    shelf,
)
from kg.present.rule_uses import Examples, Use, uses
from kg.quality.rule_usage import Usage

_VIEW, _RULE, _PREDICATE = "rules_view", "rules_rule", "rules_predicate"
_WORDS, _FILE, _ABOUT, _SOURCE = "rules_words", "rules_file", "rules_about", "rules_source"
_USED, _IDLE, _ROOM = "rules_used", "rules_idle", "rules_room"
_NAME, _ORIGIN = "rules_name", "rules_origin"
#: What an address calls the rule that is looked at.
_PARAMETER: Final = "rule"
_AT_ONCE: Final = 60
_KEPT: Final = 32


def show(session: Session) -> None:
    """Show the rules, the predicates or the playground."""
    explain_link.go_on(session)
    st.title("Rules")
    _read_address()
    next_view = st.session_state.pop(playground.NEXT_VIEW, None)
    if next_view is not None:
        st.session_state[_VIEW] = next_view
    st.session_state.setdefault(_VIEW, "Rules")
    views: dict[str, Callable[[Session], None]] = {
        "Rules": _rules,
        "Predicates": _predicates,
        "Playground": playground.playground,
    }
    name = st.segmented_control(
        "View", list(views), key=_VIEW, required=True, label_visibility="collapsed"
    )
    views[str(name)](session)
    _write_address()


# --- what the page is made of ---------------------------------------------------------------------


@st.cache_resource(show_spinner=False)
def _shelf() -> dict[str, Shelved]:
    return {one.id: one for one in shelf(rules(), knowledge().facts)}


@st.cache_resource(show_spinner=False)
def _declared() -> dict[str, Declared]:
    return {one.key: one for one in declared(rules(), knowledge().facts)}


@st.cache_resource(show_spinner=False)
def _usage() -> Usage:
    return Usage(knowledge(), rules())


@st.cache_resource(show_spinner=False)
def _examples() -> Examples:
    return Examples(knowledge(), rules())


@cached_answer(shows="Looking which rules this case uses", most=_KEPT)
def _uses(case: str) -> Mapping[str, tuple[Use, ...]]:
    return uses(consultation_of(case), _usage())


def _used(session: Session) -> Mapping[str, tuple[Use, ...]] | None:
    """Return what each rule says in this case; ``None`` when there is no answer."""
    if session.case is None or session.consultation is None:
        return None
    return _uses(session.case.to_json())


# --- the address ----------------------------------------------------------------------------------


def _read_address() -> None:
    parameter = st.query_params.get(_PARAMETER)
    if parameter and parameter != st.session_state.get(_RULE):
        if parameter in _shelf():
            st.session_state[_RULE] = parameter
            st.session_state.setdefault(_VIEW, "Rules")
        else:
            st.warning(
                f"Ignored in this address: {_PARAMETER}, found {as_written(repr(parameter[:40]))}."
            )
            del st.query_params[_PARAMETER]


def _write_address() -> None:
    rule = st.session_state.get(_RULE)
    if rule is not None and st.query_params.get(_PARAMETER) != rule:
        st.query_params[_PARAMETER] = rule


def _look(rule: str | None) -> None:
    if rule is not None:
        st.session_state[_RULE] = rule
        st.query_params[_PARAMETER] = rule


# --- rules ----------------------------------------------------------------------------------------


def _rules(session: Session) -> None:
    used = _used(session)
    left, right = st.columns([2, 3], gap="large")
    with left:
        rules = _filtered(used)
        _list(rules, used)
    with right:
        rule = st.session_state.get(_RULE)
        if rule is None:
            st.markdown("Choose a rule to see its text, its source and what uses it.")
        else:
            _detail(_shelf()[rule], used)


def _filtered(used: Mapping[str, tuple[Use, ...]] | None) -> tuple[Shelved, ...]:
    """Show what a visitor may look for; return what matches."""
    every = _shelf().values()
    words = st.text_input(
        "Search", key=_WORDS, placeholder="Words of the sentence, the source, the text"
    )
    narrowed = [st.session_state.get(key) for key in (_FILE, _SOURCE, _ABOUT)]
    more = st.expander("File, source, predicate", expanded=any(narrowed))
    file = more.selectbox(
        "File",
        list(dict.fromkeys(each.file for each in every)),
        index=None,
        key=_FILE,
        placeholder="Any",
    )
    source = more.selectbox(
        "Source",
        sorted({each.source for each in every}),
        index=None,
        key=_SOURCE,
        placeholder="Any",
    )
    about = more.selectbox(
        "Predicate",
        sorted({key for each in every for key in (*each.derives, *each.reads)}),
        index=None,
        key=_ABOUT,
        format_func=lambda key: f"{key}: {_declared()[key].meaning}",
        placeholder="Any that they conclude or ask for",
    )
    ids: set[str] | None = None
    if used is None:
        st.markdown("There is no answer to this case, so which rules it uses is not known.")
    elif st.toggle("Only rules that this case uses", key=_USED):
        ids = set(used)
    if _examples().done and st.toggle("Only rules that no example uses", key=_IDLE):
        ids = (ids if ids is not None else set(_shelf())) - set(_examples().by_rule)
    return matching(every, RuleFilter(words or "", file, about, source, ids))


def _list(listed: tuple[Shelved, ...], used: Mapping[str, tuple[Use, ...]] | None) -> None:
    total = len(_shelf())
    st.markdown(f"**{len(listed)} of {total} rules**")
    if not listed:
        st.markdown("Nothing matches. Take a word or a filter away.")
        return
    query = (len(listed), listed[0].id, listed[-1].id)
    if st.session_state.get(_ROOM, (None, 0))[0] != query:
        st.session_state[_ROOM] = (query, _AT_ONCE)
    room = st.session_state[_ROOM][1]
    chosen = st.session_state.get(_RULE)
    pick_list(
        [
            PickEntry(
                rule.id,
                rule.sentence,
                f"{KIND_WORDS[rule.kind]} · {rule.file}:{rule.line} · {rule.source}",
                f"{len(used[rule.id])} ×" if used and rule.id in used else "",
            )
            for rule in listed[:room]
        ],
        key="rules_list",
        label="Rules",
        chosen=chosen,
        on_pick=lambda: _look(picked("rules_list")),
    )
    if room < len(listed):

        def more() -> None:
            st.session_state[_ROOM] = (query, room + _AT_ONCE)

        st.button(f"Show more ({len(listed) - room:d} left)", key="rules_more", on_click=more)


def _detail(rule: Shelved, used: Mapping[str, tuple[Use, ...]] | None) -> None:
    st.header(as_written(rule.sentence))
    st.markdown(
        f"{KIND_WORDS[rule.kind]} {as_code(rule.id)} · "
        f"{as_written(f'rules/{rule.file}:{rule.line} · From: {rule.source}')}"
    )
    st.code(excerpt(rules(), rule), language="prolog", wrap_lines=True)

    def try_it() -> None:
        playground.open_file(rule.file, rule.line)

    st.button("Try a change in the playground", key="rules_try", on_click=try_it)
    if used is not None:
        _in_this_case(rule, used.get(rule.id, ()))
    _in_examples(rule)
    _speaks_of(rule)


def _in_this_case(rule: Shelved, rows: tuple[Use, ...]) -> None:
    if not rows:
        st.markdown("**Not used in this case.**")
        return
    times = "once" if len(rows) == 1 else f"{len(rows)} times"
    st.markdown(f"**Used in this case: {times}**")
    rows_with_text = [row for row in rows if row.text]
    if not rows_with_text:
        st.markdown("It limits what may be chosen here, and the program keeps it.")
    leads = [row for row in rows_with_text if row.atom]
    if leads:
        room = leads[:_AT_ONCE]
        pick_list(
            [
                PickEntry(row.atom, row.text, "The advice says so" if row.stated else "")
                for row in {row.atom: row for row in room}.values()
            ],
            key="rules_uses",
            label=f"What {rule.id} says in this case; pick one to see its proof",
            on_pick=_explain,
        )
        left = f" {len(leads) - len(room)} more are not shown." if len(leads) > len(room) else ""
        st.markdown(f"Pick one to see its proof under **Explore**.{left}")
    elif rows_with_text:
        st.markdown("\n".join(f"- {as_written(row.text)}" for row in rows_with_text[:_AT_ONCE]))


def _explain() -> None:
    atom = picked("rules_uses")
    if atom is not None:
        explain_link.explain_later(atom)


def _in_examples(rule: Shelved) -> None:
    examples = _examples()
    if not examples.done:
        st.markdown(
            "**Which examples use it** is not looked through yet; it takes some minutes, once."
        )
        if st.button("Look through the examples", key="rules_examples"):
            _look_through(examples)
            st.rerun()
        return
    names = examples.by_rule.get(rule.id, ())
    if not names:
        st.markdown(f"**No example uses it** ({len(examples.every)} were looked through).")
        return
    st.markdown(
        f"**Used by {len(names)} of {len(examples.every)} examples, plans and golden cases**"
    )
    with st.expander("Which ones"):
        st.markdown("\n".join(f"- {as_written(name)}" for name in names))


def _look_through(examples: Examples) -> None:
    """Look through the examples; what is done stays done when a visitor goes away meanwhile."""
    bar = st.progress(0.0, "Looking through the examples")
    try:
        for example in examples.look(_usage()):
            bar.progress(len(examples.rules_used) / len(examples.every), as_written(example.name))
    except ContinuumError as error:
        st.error(as_written(error.message))
        st.stop()


def _speaks_of(rule: Shelved) -> None:
    rows = [
        (word, _declared()[key])
        for word, keys in (("Concludes", rule.derives), ("Asks for", rule.reads))
        for key in keys
    ]
    if not rows:
        return
    st.markdown("**What it speaks of**")
    st.table(
        plain_rows(
            {"Use": word, "Predicate": predicate.written, "Says": predicate.meaning}
            for word, predicate in rows
        ),
        hide_index=True,
    )


# --- predicates -----------------------------------------------------------------------------------


def _predicates(session: Session) -> None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        words = st.text_input("Search", key=_NAME, placeholder="A name, or words of its meaning")
        origin = st.selectbox(
            "Where it comes from",
            list(ORIGIN_WORDS),
            index=None,
            key=_ORIGIN,
            format_func=lambda one: ORIGIN_WORDS[one],
            placeholder="Anywhere",
        )
        every = _declared().values()
        listed = [
            predicate
            for predicate in every
            if origin in (None, predicate.origin)
            and all(
                word in f"{predicate.key} {predicate.meaning}".casefold()
                for word in (words or "").casefold().split()
            )
        ]
        st.markdown(f"**{len(listed)} of {len(every)} predicates**")
        if listed:
            pick_list(
                [
                    PickEntry(
                        entry.key, entry.meaning, f"{entry.written} · {ORIGIN_WORDS[entry.origin]}"
                    )
                    for entry in listed[: 3 * _AT_ONCE]
                ],
                key="rules_predicates",
                label="Predicates",
                chosen=st.session_state.get(_PREDICATE),
                on_pick=_look_at_predicate,
            )
        else:
            st.markdown("Nothing matches. Take a word or the filter away.")
        if len(listed) > 3 * _AT_ONCE:
            st.markdown(f"The first {3 * _AT_ONCE} are shown; more words narrow them down.")
    with right:
        key = st.session_state.get(_PREDICATE)
        if key is None:
            st.markdown("Choose a predicate to see its meaning, and the rules that use it.")
        else:
            _predicate(_declared()[key])


def _look_at_predicate() -> None:
    key = picked("rules_predicates")
    if key is not None:
        st.session_state[_PREDICATE] = key


def _predicate(predicate: Declared) -> None:
    st.header(as_written(predicate.meaning))
    folder = "rules/facts" if predicate.origin == "ontology" else "rules"
    place = (
        f"{folder}/{predicate.file}:{predicate.line}"
        if predicate.line
        else f"{folder}/{predicate.file}"
    )
    advised = " · The advice is read off it" if predicate.advised else ""
    st.markdown(
        f"{as_code(predicate.written)} · {ORIGIN_WORDS[predicate.origin]} · "
        f"{as_written(place)}{advised}"
    )
    if predicate.absent:
        st.markdown(f"Where there is none: {as_written(predicate.absent)}")
    for title, ids, key in (
        ("Rules that conclude it", predicate.derived_by, "rules_derive"),
        ("Rules that ask for it", predicate.read_by, "rules_read"),
    ):
        if ids:
            st.markdown(f"**{as_written(title)}: {len(ids)}**")
            pick_list(
                [
                    PickEntry(name, _shelf()[name].sentence, f"{name} · {_shelf()[name].file}")
                    for name in ids
                ],
                key=key,
                label=title,
                on_pick=partial(_open_rule, key),
            )


def _open_rule(key: str) -> None:
    rule = picked(key)
    if rule is not None:
        _look(rule)
        st.session_state[playground.NEXT_VIEW] = "Rules"
