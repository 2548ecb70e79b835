"""Tables: rows become statements; each kind of fault is named with file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli.main import main
from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.knowledge.origin import Origins
from kg.knowledge.release import build
from kg.knowledge.sources import Source
from kg.knowledge.table_format import format_table, format_table_file
from kg.knowledge.table_specification import read_specification
from tests.knowledge.small import ROOT, small

BODY = """
:Muscle a owl:Class ; rdfs:subClassOf :Tissue . :Tissue a owl:Class . :Claim a owl:Class .
:StrongClaim a owl:Class ; rdfs:subClassOf :Claim . :Paper a owl:Class .
:gluteus_medius a :Muscle ; rdfs:label "Gluteus medius"@en .
:soleus a :Muscle ; rdfs:label "Soleus"@en .
:book a :Paper ; rdfs:label "A book"@en . :film a :Paper .
:about a owl:ObjectProperty . :source a owl:ObjectProperty . :tightFor a owl:ObjectProperty .
:weakFor a owl:ObjectProperty . :rank a owl:DatatypeProperty . :share a owl:DatatypeProperty .
:sure a owl:DatatypeProperty . :reason a owl:AnnotationProperty . :code a owl:DatatypeProperty .
:hasClaim a owl:ObjectProperty .
"""
COLUMNS = """
about = "What is claimed of a muscle."
module = "part"
id = "claim_{muscle}_{state.short}_{rank}"
label = "{muscle.label}: {state} {rank}"

[columns.muscle]
property = "about"
class = "Muscle"

[columns.state]
about = "Tight or weak."
type = "string"
allowed = ["tight", "weak"]
default = "tight"
short = { tight = "t", weak = "w" }

[columns.for]
property = "{state}For"
class = "Tissue"

[columns.rank]
property = "rank"
type = "integer"

[columns.share]
property = "share"
type = "decimal"
required = false

[columns.sure]
property = "sure"
type = "boolean"
required = false

[columns.kind]
property = "a"
type = "class"
class = "Claim"
default = "Claim"

[columns.sources]
property = "source"
class = ["Paper"]
list = true
default = "book"
required = false

[columns.holder]
property = "^hasClaim"
class = "Muscle"
required = false

[columns.reason]
property = "reason"
type = "text"

[columns.address]
property = "rdfs:seeAlso"
type = "iri"
required = false
"""
HEADING = [
    *("muscle", "state", "for", "rank", "share", "sure", "kind", "sources", "holder", "reason"),
    *("address", "id", "label"),
]
FIRST = ["gluteus_medius", "", "soleus", "2", "", "", "", "", "soleus", "It hurts.", "", "", ""]
SECOND = [
    *("soleus", "weak", "soleus", "10", "0.5", "true", "StrongClaim", "film|book", "", "Seen."),
    *("https://example.org/a_b", "claim_of_mine", "Soleus is weak"),
]


def text(*rows: list[str]) -> str:
    """Return rows as a file."""
    return "".join("\t".join(cells) + "\n" for cells in (HEADING, *rows))


def changed(**cells: str) -> list[str]:
    """Return the first row with other cells."""
    return [cells.get(name, cell) for name, cell in zip(HEADING, FIRST, strict=True)]


def written(
    folder: Path, rows: str, columns: str = COLUMNS, body: str = BODY, name: str = "claims"
) -> Path:
    """Write a knowledge root with one table; return it."""
    root = small(folder, body, muscle="# muscle(Muscle)\n# {Muscle} is.\n" + QUERY)
    (root / "ontology" / "tables").mkdir()
    (root / "ontology" / "tables" / f"{name}.tsv").write_bytes(rows.encode())
    (root / "ontology" / "tables" / f"{name}.toml").write_text(columns, encoding="utf-8")
    return root


QUERY = (
    "PREFIX : <https://w3id.org/corrective-exercise/>\nSELECT ?muscle WHERE { ?muscle a :Muscle }\n"
)


def lines(root: Path) -> set[str]:
    """Return the statements of an ontology in short."""
    graph = KnowledgeBase.load(root, cache=False).graphs.lines
    base = "<https://w3id.org/corrective-exercise/"
    return {line.replace(base, "<").removesuffix(" .") for line in graph}


def fault(root: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        KnowledgeBase.load(root, cache=False)
    assert caught.value.exit_code == 2
    return caught.value.message


def test_rows_say_the_same_as_turtle(tmp_path: Path) -> None:
    turtle = """
    :claim_gluteus_medius_t_2 a :Claim ; rdfs:label "Gluteus medius: tight 2"@en ;
        :about :gluteus_medius ; :tightFor :soleus ; :rank 2 ; :source :book ;
        :reason "It hurts."@en .
    :soleus :hasClaim :claim_gluteus_medius_t_2 .
    :claim_of_mine a :StrongClaim ; rdfs:label "Soleus is weak"@en ; :about :soleus ;
        :weakFor :soleus ; :rank 10 ; :share 0.5 ; :sure true ; :source :film, :book ;
        :reason "Seen."@en ; rdfs:seeAlso <https://example.org/a_b> .
    """
    tables = written(tmp_path / "tables", text(FIRST, SECOND))
    plain = small(tmp_path / "plain", BODY + turtle)
    assert lines(tables) == lines(plain)
    one, other = (KnowledgeBase.load(root, cache=False) for root in (tables, plain))
    assert one.ontology_hash == other.ontology_hash


def test_a_dash_says_that_there_is_no_value(tmp_path: Path) -> None:
    said = lines(written(tmp_path, text(changed(sources="-"))))
    assert not [line for line in said if " <source> " in line]


def test_labels_are_made_of_labels_of_other_rows(tmp_path: Path) -> None:
    columns = 'about = "x"\nmodule = "part"\nclass = "Paper"\nid = "note_{claim}"\n'
    columns += 'label = "On {claim.lower}"\n[columns.claim]\nproperty = "about"\nclass = "Claim"\n'
    root = written(tmp_path, text(FIRST))
    folder = root / "ontology" / "tables"
    (folder / "a_notes.toml").write_text(columns, encoding="utf-8")
    row = "claim_gluteus_medius_t_2\t\t\n"
    (folder / "a_notes.tsv").write_text(f"claim\tid\tlabel\n{row}", encoding="utf-8")
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    name = "<note_claim_gluteus_medius_t_2>"
    assert f'{name} {label} "On gluteus medius: tight 2"@en' in lines(root)


ADDS = """
about = "More of muscles."
module = "part"
adds_to = "Tissue"

[columns.reason]
property = "reason"
type = "text"
"""


def test_a_table_may_say_more_of_things_that_are_described_elsewhere(tmp_path: Path) -> None:
    rows = "id\treason\nsoleus\tIt hurts.\n"
    root = written(tmp_path / "tables", rows, ADDS)
    turtle = ':soleus :reason "It hurts."@en .'
    assert lines(root) == lines(small(tmp_path / "plain", BODY + turtle))


@pytest.mark.parametrize(
    ("rows", "columns", "says"),
    [
        (
            "id\treason\nsoleuss\tIt hurts.\n",
            ADDS,
            "claims.tsv:2:1: id: soleuss; the id of a thing of the class Tissue; did you mean sole",
        ),
        ("id\treason\nbook\tSo.\n", ADDS, "id: book; the id of a thing of the class Tissue"),
        ("id\treason\nsoleus\tA.\nsoleus\tB.\n", ADDS, "3:1: id: soleus, the id of line 2"),
        (
            "id\treason\nsoleus\tA.\n",
            ADDS.replace("Tissue", "Tisue"),
            "adds_to: Tisue; a class of the schema; did you mean Tissue?",
        ),
        (
            "id\treason\nsoleus\tA.\n",
            ADDS.replace("adds_to", 'class = "Claim"\nadds_to'),
            "class: an entry; none, as the rows describe no thing of their own",
        ),
    ],
)
def test_a_fault_of_a_table_that_adds_is_named(
    rows: str, columns: str, says: str, tmp_path: Path
) -> None:
    assert says in fault(written(tmp_path, rows, columns))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (text(FIRST).replace("reason", "reasn"), "1:54: an unknown column, reasn; muscle, "),
        (text(FIRST).replace("reason", "reasn"), "did you mean reason"),
        (text(FIRST).replace("reason", "reasn"), "claims.tsv:1: no column reason; muscle, "),
        (text(FIRST).replace("\tfor\t", "\tmuscle\t"), "1:14: the column muscle twice; once"),
        (text(FIRST).replace("muscle\tstate", "state\tmuscle"), "1: the columns state, muscle"),
        (text(FIRST[:-1]), "2: 12 cells; 13 cells: muscle, state"),
        (text(FIRST) + "\n", "3: an empty line; 13 cells"),
        (text(FIRST)[:-1], "2: no line feed at the end; one after every row"),
        (text(changed(rank="two")), "2:24: rank: “two”; a whole number, as in 12"),
        (text(changed(rank="02")), "2:24: rank: “02”; a whole number"),
        (text(changed(share="1,5")), "2:26: share: “1,5”; a decimal number, as in 0.5"),
        (text(changed(sure="yes")), "sure: “yes”; true or false"),
        (text(changed(address="file:///x")), "address: “file:///x”; an address or prefix:name"),
        (text(changed(address="XX:1")), "address: “XX:1”; an address or prefix:name"),
        (
            text(changed(muscle="gluteus_medium")),
            "2:1: muscle: gluteus_medium; the id of a thing of the class Muscle; "
            "did you mean gluteus_medius?",
        ),
        (
            text(changed(sources="boook")),
            "sources: boook; the id of a thing of the class Paper; did",
        ),
        (text(changed(kind="Claims")), "kind: Claims; Claim, or a class below; did you mean Claim"),
        (text(changed(state="tite")), "state: “tite”; tight, weak; did you mean tight?"),
        (text(changed(muscle="")), "2:1: muscle: nothing; a value in every row"),
        (text(changed(reason="")), "reason: nothing; a value in every row"),
        (text(changed(id="Not an id")), "id: “Not an id”; small letters, digits and _"),
        (
            text(changed(id="soleus")),
            "id: soleus, which ontology/part.ttl describes; an id of its own",
        ),
        (text(FIRST, FIRST), "3: the row of line 2 again; each row once"),
        (text(FIRST, changed(reason="Other.")), "claim_gluteus_medius_t_2, the id of line 2"),
        (text(changed(sources="book|")), "sources: the list “book|”; different values with |"),
        (text(changed(sources="book|book")), "sources: the list “book|book”; different values"),
        (text(changed(reason=" It hurts.")), "reason: “ It hurts.”; no spaces around or doubled"),
        (text(changed(reason="It  hurts.")), "reason: “It  hurts.”; no spaces around or doubled"),
        (text(FIRST).replace("\n", "\r\n"), "1:77: a carriage return (U+000D), which nobody sees"),
        ("\ufeff" + text(FIRST), "1:1: U+FEFF (zero width no-break space), which nobody sees"),
        (text(changed(reason="a\u202eb")), "U+202E (right-to-left override), which nobody sees"),
        (text(changed(reason="a\x07b")), "a control character (U+0007), which nobody sees"),
        ("", "no line feed at the end"),
    ],
)
def test_a_fault_of_a_row_is_named(rows: str, says: str, tmp_path: Path) -> None:
    message = fault(written(tmp_path, rows))
    assert says in message
    assert all(line.startswith("ontology/tables/claims.tsv:") for line in message.splitlines())


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    rows = text(changed(muscle="nobody"), changed(sources="nothing", rank="3"))
    assert len(fault(written(tmp_path, rows)).splitlines()) == 2


def test_a_row_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    root = written(tmp_path, text(FIRST))
    (root / "ontology" / "tables" / "claims.tsv").write_bytes(b"muscle\nab\xff\n")
    assert fault(root).startswith("ontology/tables/claims.tsv:2: byte 9 is not UTF-8")


def test_a_property_that_a_template_makes_is_one_of_the_schema(tmp_path: Path) -> None:
    columns = COLUMNS.replace('allowed = ["tight", "weak"]', "")
    message = fault(written(tmp_path, text(changed(state="weak_")), columns))
    assert (
        "claims.tsv:2:22: for: the property weak_For; one of the schema; did you mean weakFor?"
        in (message)
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'module = "part"',
            'module = "parts"',
            "module: parts; a Turtle module; did you mean part?",
        ),
        ('module = "part"', "", "module: nothing; the module that the rows belong to"),
        ('about = "What', 'abut = "What', "abut: an unknown key; about, module, class"),
        (
            'class = "Muscle"',
            'class = "Mussle"',
            "columns.muscle.class: Mussle; a class of the sch",
        ),
        ('"reason"', '"raison"', "columns.reason.property: raison; a property of the schema; did"),
        ('type = "integer"', 'type = "intger"', "columns.rank.type: intger; reference, class, te"),
        ("{muscle.label}", "{mscle.label}", "label: mscle, and no other column is called so; mu"),
        ("{muscle.label}", "{muscle.lable}", "label: lable; label, lower, upper"),
        ("required = false", "required = 0", "columns.share.required: 0; true or false"),
        ("[columns.muscle]", "[columns.id]", "columns.id: there is such a column in every table"),
        ('property = "a"', "", "class: nothing; the class of the rows, or a column of property"),
        ('class = "Muscle"', "", "columns.muscle.class: nothing; the class of a column of type"),
        ("[columns.muscle]", "[columns.muscle", "not TOML: "),
    ],
)
def test_a_fault_of_a_specification_is_named(old: str, new: str, says: str, tmp_path: Path) -> None:
    message = fault(written(tmp_path, text(FIRST), COLUMNS.replace(old, new, 1)))
    assert says in message
    assert message.startswith("ontology/tables/claims.toml: ")


def test_a_half_of_a_table_is_named(tmp_path: Path) -> None:
    root = written(tmp_path, text(FIRST))
    (root / "ontology" / "tables" / "claims.toml").unlink()
    told = "ontology/tables/claims.tsv: there is no claims.toml beside it; a table is two files"
    assert fault(root).startswith(told)


def test_a_table_is_brought_into_its_one_form() -> None:
    specification = read_specification(_source("claims.toml", COLUMNS))
    formed = text(FIRST, SECOND)
    full = changed(state="tight", kind="Claim", sources="book", id="claim_gluteus_medius_t_2")
    columns = [list(reversed(cells)) for cells in (HEADING, SECOND, full)]
    loose = "\n".join("\t".join(cells) for cells in columns).replace("It hurts.", "  It  hurts. ")
    assert format_table(specification, _source("claims.tsv", loose)) == formed
    assert format_table(specification, _source("claims.tsv", formed)) == formed
    with pytest.raises(KnowledgeError, match=r"claims\.tsv:2:1: muscle: nothing"):
        format_table(specification, _source("claims.tsv", text(changed(muscle=""))))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "ontology" / "tables").glob("*.tsv")), ids=lambda path: path.name
)
def test_every_table_is_in_form(path: Path) -> None:
    assert not format_table_file(path, path.name, write=False)


def test_numbers_are_sorted_by_size() -> None:
    specification = read_specification(_source("claims.toml", COLUMNS))
    rows = [changed(rank=rank) for rank in ("2", "10", "100")]
    given = _source("claims.tsv", text(*reversed(rows)))
    assert format_table(specification, given) == text(*rows)


def test_the_command_brings_tables_into_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = written(tmp_path, text(SECOND, FIRST))
    monkeypatch.setattr("kg.paths._default_root", lambda: root)
    name = "ontology/tables/claims.tsv"
    assert main(["ontology", "format", "--check"]) == 1
    assert name in capsys.readouterr().out.splitlines()
    assert (root / name).read_text(encoding="utf-8") == text(SECOND, FIRST)
    assert main(["ontology", "format"]) == 0
    assert (root / name).read_text(encoding="utf-8") == text(FIRST, SECOND)
    assert main(["ontology", "format", "--check"]) == 0
    (root / name).write_text(text(changed(rank="")), encoding="utf-8")
    capsys.readouterr()
    assert main(["ontology", "format"]) == 2
    assert "claims.tsv:2:24: rank: nothing" in capsys.readouterr().err


def test_a_citation_names_the_row(tmp_path: Path) -> None:
    origins = Origins(KnowledgeBase.load(written(tmp_path, text(FIRST, SECOND)), cache=False))
    file = "ontology/tables/claims.tsv"
    assert origins.place("claim_of_mine") == (file, 3)
    assert origins.place_of("claim_of_mine", "about", "soleus") == (file, 3)
    assert origins.place_of("soleus", "hasClaim", "claim_gluteus_medius_t_2") == (file, 2)
    assert origins.place_of("soleus", "a", "Muscle")[0] == "ontology/part.ttl"


def test_an_edit_of_a_table_is_noticed(tmp_path: Path) -> None:
    root = written(tmp_path, text(FIRST))
    before = KnowledgeBase.load(root).ontology_hash
    (root / "ontology" / "tables" / "claims.tsv").write_text(text(FIRST, SECOND), encoding="utf-8")
    assert KnowledgeBase.load(root).ontology_hash != before


def test_the_built_modules_say_the_same_in_turtle_alone(tmp_path: Path) -> None:
    root = written(tmp_path / "tables", text(FIRST, SECOND))
    knowledge = KnowledgeBase.load(root, cache=False)
    build(knowledge, tmp_path / "out")
    plain = small(tmp_path / "plain", "")
    for path in (tmp_path / "out" / "modules").iterdir():
        (plain / "ontology" / path.name).write_bytes(path.read_bytes())
    built = lines(plain)
    assert lines(root) <= built
    more = {line for line in built - lines(root) if "AllDifferent" in line}
    assert len(more) == 2


def _source(name: str, content: str) -> Source:
    return Source(f"ontology/tables/{name}", Path(name), content.encode())


def test_every_exercise_tells_the_client_how_it_is_done() -> None:
    knowledge = KnowledgeBase.load()
    properties = ("setUp", "carryOut", "feelIt", "avoid", "stopIf")
    lacking = [
        (str(exercise), name)
        for (exercise,) in knowledge.facts.relations["exercise"]
        for name in properties
        if len(knowledge.texts[str(exercise)].get(name, ())) != 1
    ]
    assert lacking == []


def test_a_thing_is_where_it_is_described_and_not_where_a_table_says_more_of_it(
    tmp_path: Path,
) -> None:
    root = written(tmp_path, "id\treason\nsoleus\tIt hurts.\n", ADDS)
    file, _ = Origins(KnowledgeBase.load(root, cache=False)).place("soleus")
    assert file == "ontology/part.ttl"
