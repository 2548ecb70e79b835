"""The pages Compare and Knowledge without a browser: what they say in each state."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

from kg.case.changes import read_change
from kg.errors import TimeLimit
from kg.explorer import start
from kg.explorer.views import PAGES, compare
from kg.explorer.views.knowledge import chain as knowledge_chain
from kg.explorer.views.knowledge import page as page_knowledge
from kg.present.address.case import case_word
from kg.present.address.comparand import Another, pack_place
from kg.present.example_cases import example_path
from tests.explorer.pages_in_test import WORDS, example, opened

COMPARE, KNOWLEDGE = (
    next(one for one in PAGES if one.path == path) for path in ("compare", "knowledge")
)


def said(app: AppTest) -> str:
    """Return everything that a page says."""
    parts: list[Any] = [
        *app.markdown,
        *app.error,
        *app.warning,
        *app.title,
        *app.header,
        *app.subheader,
    ]
    parts += app.get("html")
    return "\n".join(str(getattr(one, "value", None) or one.proto.body) for one in parts)


# --- compare ------------------------------------------------------------------------------------


def test_without_another_case_it_asks_for_one() -> None:
    app = opened(COMPARE)
    assert not app.exception
    assert "Choose what this case is compared with" in said(app)


def test_without_a_case_there_is_nothing_to_compare() -> None:
    app = opened(COMPARE, case="none", against="edition.nasm_cpt7")
    assert not app.exception
    assert "Nothing has been observed yet" in said(app)


def test_an_edition_of_the_address_is_compared_and_can_be_taken() -> None:
    app = opened(COMPARE, against="edition.nasm_cpt7")
    assert not app.exception
    text = said(app)
    assert "Under the edition NASM CPT 7" in text
    assert "edition_default" in text
    assert "rules/muscles.lp:" in text
    app.button[0].click().run()
    assert not app.exception
    assert app.query_params["against"].startswith("case.")
    assert app.session_state["case"].edition == "nasm_cpt7"
    assert "The previous case is now on the right" in said(app)


def test_an_edition_is_chosen_on_the_page_and_stands_in_the_address() -> None:
    app = opened(COMPARE)
    app.selectbox[0].select("nasm_cpt7").run()
    assert app.query_params["against"] == "edition.nasm_cpt7"
    assert "differences" in said(app)
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert "Doses, sessions and everything else" in said(app)


def test_the_same_answer_is_said_to_be_no_difference() -> None:
    case = example("flat_feet")
    app = opened(COMPARE, case=case_word(case), against=Another("case", case=case).word)
    assert not app.exception
    assert "No difference" in said(app)


def test_the_edition_of_the_case_itself_is_no_difference() -> None:
    case = Another("edition", edition="nasm_cpt7").of(example("flat_feet"), WORDS)
    app = opened(COMPARE, case=case_word(case), against="edition.nasm_cpt7")
    assert not app.exception
    assert "No difference" in said(app)


def test_a_case_file_is_compared_and_one_that_is_none_is_said() -> None:
    app = opened(COMPARE)
    app.segmented_control[0].set_value("case").run()
    app.file_uploader[0].upload("case.yaml", example_path("flat_feet").read_bytes()).run()
    assert not app.exception
    assert "The other case" in said(app)
    assert app.query_params["against"].startswith("case.")
    app.file_uploader[0].upload("bad.yaml", b"findings: [{finding: nobody}]").run()
    assert not app.exception
    assert "nobody" in said(app)


def test_a_pack_of_a_visitor_is_read_in_a_contained_process_or_refused() -> None:
    app = opened(COMPARE)
    app.segmented_control[0].set_value("packs").run()
    app.file_uploader[0].upload("mine.zip", zipped("harbour_studio")).run(timeout=120)
    assert not app.exception
    assert "With mine.zip" in said(app)
    assert "--pack mine.zip" in said(app)
    app.file_uploader[0].upload("bad.zip", b"no zip at all").run(timeout=120)
    assert not app.exception
    assert "The other case cannot be answered" in said(app)
    assert "bad.zip" in said(app)


def zipped(name: str) -> bytes:
    """Return an example of a rule pack as a zip file."""
    folder = Path(pack_place(name))
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return content.getvalue()


def test_changes_of_the_address_stand_in_the_list() -> None:
    change = read_change("set", "minutes=10")
    app = opened(COMPARE, against=Another("changes", changes=(change,)).word)
    assert not app.exception
    assert app.multiselect[0].value == ["Minutes: 10"]
    assert "With the changes" in said(app)


def test_a_change_that_does_not_fit_is_said() -> None:
    change = read_change("drop", "conditions")
    app = opened(COMPARE, against=Another("changes", changes=(change,)).word)
    assert not app.exception
    assert "The other case cannot be answered" in said(app)
    assert "conditions" in said(app)


def test_the_time_limit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: str) -> None:
        raise TimeLimit("no program within 5 seconds")

    monkeypatch.setattr(compare, "_beside", late)
    app = opened(COMPARE, against="edition.nasm_cpt7")
    assert not app.exception
    assert "The time limit was reached" in said(app)


def test_what_is_unknown_in_the_address_is_named() -> None:
    app = opened(COMPARE, against="edition.nobody![](http://x)")
    assert not app.exception
    assert "edition.nobody" in said(app)
    assert "![](" not in said(app)
    assert "against" not in app.query_params


# --- knowledge ----------------------------------------------------------------------------------


def test_what_every_visitor_needs_is_looked_up_before_the_first_one() -> None:
    kept = (page_knowledge._atlas, knowledge_chain._names)
    for one in kept:
        one.clear()
    start.warm()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_knowledge, "Atlas", None)
        patch.setattr(knowledge_chain, "sorted", None, raising=False)
        assert not opened(KNOWLEDGE).exception
        assert not opened(KNOWLEDGE, part="chain").exception


@pytest.mark.parametrize(
    "see", ["gluteus_medius", "knees_move_inward", "source_nasm_cpt7", "Muscle", "hasDirection"]
)
def test_any_thing_of_the_address_is_looked_up(see: str) -> None:
    app = opened(KNOWLEDGE, see=see)
    assert not app.exception
    assert app.query_params["see"] == see


def test_a_search_that_finds_nothing_says_so() -> None:
    app = opened(KNOWLEDGE, see="gluteus_medius")
    app.text_input[0].set_value("nothing is called like that").run()
    assert not app.exception
    assert "Nothing is called that" in said(app)


def test_the_chain_tells_what_to_choose_and_draws_paths() -> None:
    app = opened(KNOWLEDGE, part="chain")
    assert not app.exception
    assert "Choose where a path begins" in said(app)
    app.selectbox[0].select("feet_turn_out").run()
    assert "Choose where it ends" in said(app)
    app.selectbox[1].select("upper_trapezius").run()
    assert not app.exception
    assert "Feet turn out to upper trapezius" in said(app)
    assert app.query_params["to"] == "upper_trapezius"


def test_ends_that_no_path_joins_are_said() -> None:
    app = opened(KNOWLEDGE, part="chain", **{"from": "feet_turn_out", "to": "feet_turn_out"})
    assert "Both ends are the same" in said(app)


def test_ends_of_the_address_that_are_unknown_are_named() -> None:
    app = opened(KNOWLEDGE, part="chain", to="nobody", along="inRegion")
    assert not app.exception
    assert "to, found 'nobody'" in said(app)
    assert app.query_params["along"] == "inRegion"


def test_a_competency_question_is_answered() -> None:
    app = opened(KNOWLEDGE, part="sparql")
    app.selectbox[0].select("16_hip_abductors").run()
    assert not app.exception
    assert ":HipAbductor" in str(app.text_area[0].value)
    frame = app.dataframe[0].value
    assert "Gluteus medius" in frame.to_csv()
    app.toggle[0].set_value(False).run()
    assert "gluteus_medius" in app.dataframe[0].value.to_csv()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * WHERE { SERVICE <http://127.0.0.1> { ?a ?b ?c } }", "SERVICE"),
        ("DELETE WHERE { ?a ?b ?c }", "not a SPARQL query"),
        ("nonsense", "not a SPARQL query"),
    ],
)
def test_what_is_not_allowed_is_refused(query: str, told: str) -> None:
    app = opened(KNOWLEDGE, part="sparql")
    app.text_area[0].set_value(query).run()
    app.button[0].click().run()
    assert not app.exception
    assert told in app.error[0].value


def test_an_empty_answer_is_said() -> None:
    app = opened(KNOWLEDGE, part="sparql")
    app.text_area[0].set_value("SELECT ?a WHERE { ?a a :NoSuchThing }").run()
    app.button[0].click().run()
    assert "Nothing in the ontology answers" in said(app)
