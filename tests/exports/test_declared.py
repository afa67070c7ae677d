"""What an export declares otherwise than the codebook, in each format that holds labels."""

import dataclasses
from pathlib import Path

import pytest
from builders import asked
from writers import Column, columns_of, write_csv, write_native_sav, write_sps, write_vv

from bilan.exports.content import Variable
from bilan.exports.declared import Difference, differences, same_text
from bilan.exports.declared_text import declared_lines
from bilan.exports.load import describe_export
from bilan.exports.reader_client import Source
from bilan.responses.load import declared, undecided
from bilan.survey.codebook import Option, asked_in
from bilan.survey.wave import read_wave

pytestmark = pytest.mark.slow

PILOT = dataclasses.replace(asked("pilot"), wording="L’établissement a-t-il un pilote ?")
BODY = asked("body", "L", options=["comite", "autre"])
WHO = asked("who", "M", options=["chef", "cpe"])
KNOWN = (PILOT, BODY, WHO)


def exported(*questions: object, folder: Path, format: str) -> tuple[Variable, ...]:
    """Variables of an export of these questions, written by the format."""
    columns = columns_of(questions)
    row = dict.fromkeys((column.name for column in columns), "") | {"id": "1"}
    row |= {"submitdate": "2014-05-12 10:00:00", "PILOT": "Y", "BODY": "A1"}
    data = None
    path = folder / f"e.{format}"
    if format == "sav":
        write_native_sav(path, columns, [row])
    elif format == "sps":
        syntax, cells = write_sps(columns, [row])
        path.write_bytes(syntax)
        data = folder / "e.dat"
        data.write_bytes(cells)
    elif format == "vv":
        path.write_bytes(write_vv(columns, [row]))
    else:
        named = [
            Column(f"{c.name}. {c.label}") if c.type != "technical" else Column(f"{c.name}. x")
            for c in columns
        ]
        cells = {
            f"{c.name}. {c.label if c.type != 'technical' else 'x'}": row[c.name] for c in columns
        }
        path.write_bytes(write_csv(named, [cells]))
    return describe_export(Source(path, format, data=data))


FORMATS = ("sav", "sps", "vv", "csv")


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_as_it_was_is_not_told(tmp_path: Path, format: str) -> None:
    assert differences(exported(*KNOWN, folder=tmp_path, format=format), KNOWN) == ()


@pytest.mark.parametrize("format", FORMATS)
def test_each_thing_is_told_once(tmp_path: Path, format: str) -> None:
    more = {**WHO.options, "parent": Option(label="Parents", code="SQ009")}
    body = {**BODY.options, "aucune": Option(label="Aucune", code="A7")}
    now = (
        dataclasses.replace(PILOT, wording="L’établissement a-t-il un référent ?"),
        dataclasses.replace(BODY, options=body),
        dataclasses.replace(WHO, options=more, wording="Qui donc ?"),
        dataclasses.replace(asked("new"), wording="Et alors ?"),
    )
    found = differences(exported(*now, folder=tmp_path, format=format), (*KNOWN, asked("gone")))
    listed = (
        [] if format in ("vv", "csv") else [Difference("option added", "body", "A7", "", "Aucune")]
    )
    assert list(found) == [
        Difference("reworded", "pilot", "PILOT", PILOT.wording, now[0].wording),
        *listed,  # a text file has no labels of answers
        Difference("reworded", "who", "WHO", WHO.wording, "Qui donc ?"),
        Difference("option added", "who", "SQ009", "", "Parents"),
        Difference("column gone", "gone", "GONE"),
        Difference("column added", "", "NEW", "", "Et alors ?"),
    ]
    assert set(undecided(found)) == {"pilot", "who"} | ({"body"} if listed else set())


def test_options_that_are_gone_or_reworded() -> None:
    variables = [
        Variable("PILOT", PILOT.wording),
        Variable("BODY", BODY.wording, "text", {"A1": "Comité"}),
        Variable("WHO_SQ001", "[Cheffe] who ?"),
    ]
    assert list(differences(variables, KNOWN)) == [
        Difference("option reworded", "body", "A1", "Option comite", "Comité"),
        Difference("option gone", "body", "A2", "Option autre"),
        Difference("option reworded", "who", "SQ001", "Option chef", "Cheffe"),
        Difference("option gone", "who", "SQ002", "Option cpe"),
    ]


def test_a_label_may_be_denied() -> None:
    denied = dataclasses.replace(PILOT, label="Pilote")
    assert differences([Variable("PILOT", "Pilote")], [denied]) == ()
    assert differences([Variable("PILOT", "Pilotes")], [denied])


LONG = "Quelle est la durée ? " * 20


@pytest.mark.parametrize(
    ("found", "stated", "same"),
    [
        ("À qui est-elle confiée\u202f?", "A qui est-elle confiée ?", True),
        ("<p>L&#39;instance&nbsp;: <b>qui</b>?</p>", "L’instance : qui ?", True),
        ("le \"volet\" numérique", "Le « volet » numérique", True),
        ("Part (en %)", "Part (en\u00a0%)", True),
        ("De 5 \u2013 8", "De 5-8", True),
        ("Un PFE", "Deux PFE", False),
        ("Est-elle évaluée ?", "Est-elle évaluee ?", False),
        ("N’est-elle pas évaluée ?", "Est-elle évaluée ?", False),
        (LONG.encode()[:256].decode(errors="ignore"), LONG, True),
        (LONG.encode()[:231].decode(errors="replace"), LONG, True),
        (LONG[:99], LONG, False),
        ("Quelle est la d.. ", LONG, True),
        ("X" + LONG.encode()[1:256].decode(errors="ignore"), LONG, False),
    ],
)  # fmt: skip
def test_typography_html_and_cuts_are_no_change(found: str, stated: str, same: bool) -> None:
    assert same_text(found, stated) is same


@pytest.mark.parametrize("format", ["sav", "sps"])
def test_long_labels_that_the_format_cuts(tmp_path: Path, format: str) -> None:
    long = dataclasses.replace(PILOT, wording=LONG.strip())
    option = Option(label="Élèves et parents " * 12, code="SQ001")
    box = dataclasses.replace(WHO, wording=LONG.strip(), options={"chef": option})
    answers = {"comite": dataclasses.replace(BODY).options["comite"]}
    answers["long"] = Option(label="Une réponse très longue " * 8, code="A2")
    body = dataclasses.replace(BODY, options=answers)
    asked_now = (long, body, box)
    assert differences(exported(*asked_now, folder=tmp_path, format=format), asked_now) == ()


@pytest.mark.parametrize("wave", ["2014", "2015"])
def test_the_shipped_exports_declare_what_the_codebook_says(wave: str) -> None:
    stated = read_wave(wave)
    variables = describe_export(Source(stated.export, stated.stated.export.format))
    assert differences(variables, asked_in(wave)) == ()
    assert declared(stated, {"variables": [dataclasses.asdict(v) for v in variables]}) == ()


def test_what_it_says_to_the_statistician() -> None:
    labels = {"PILOT": "Autre", "WHO_SQ001": "", "WHO_SQ002": "", "WHO_SQ003": "[Parents] who ?"}
    variables = [Variable(*pair) for pair in (labels | {"BYOD": "Apporté ?"}).items()]
    told = list(declared_lines(differences(variables, (PILOT, WHO)), "2016"))
    assert told[:5] == [
        "2016: the export declares 3 things otherwise than data/codebook.yml",
        f"  - pilot: the question is reworded, from “{PILOT.wording}” to “Autre”",
        "  - who: option SQ003 is new, “Parents”",
        "  - column BYOD is new, “Apporté ?”",
        "  no verdict until the codebook decides: pilot, who",
    ]
    assert [line.split(":")[0].strip() for line in told[5:]] == [
        "reworded",
        "options",
        "new columns",
    ]
