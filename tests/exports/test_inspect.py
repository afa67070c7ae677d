"""An unknown export as it is shown: labels and guesses, never an answer."""

from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import pytest
import yaml
from builders import asked
from database import database
from writers import columns_of, write_csv, write_native_sav, write_sps, write_vv

from bilan.exports import inspect as module
from bilan.exports.content import Variable
from bilan.exports.foreign import AGAIN
from bilan.exports.guess import likeness, match_variables, own_variables
from bilan.exports.inspect import draft_mapping, format_of, inspect
from bilan.exports.questionnaire.lss_writing import questionnaire_lss
from bilan.project import paths
from bilan.project.errors import DataError, UsageError
from bilan.survey.codebook import asked_in
from bilan.survey.wave import read_wave

pytestmark = pytest.mark.slow

GROUPS = {name: name for name in ("identification", "pilotage", "accompagnement", "assistance")}
COLUMNS = columns_of(asked_in("2015"))
OTHERWISE = [
    replace(column, question={"cticeservice": "Q77", "formationparents": "parentsformat"}.get(
        column.question, column.question))
    for column in COLUMNS if column.question != "referentappel"
]  # fmt: skip
ROWS = [
    {**row, "Q77": row["cticeservice"], "parentsformat": row["formationparents"]}
    for row in database("2015")
]


def written(folder: Path, suffix: str) -> Path:
    path = folder / f"e.{suffix}"
    if suffix == "sav":
        write_native_sav(path, OTHERWISE, ROWS)
    elif suffix == "sps":
        path.write_bytes(write_sps(OTHERWISE, ROWS)[0])
    else:
        path.write_bytes((write_csv if suffix == "csv" else write_vv)(OTHERWISE, ROWS))
    return path


@pytest.mark.parametrize("suffix", ["sav", "sps", "txt"])
def test_what_is_found_guessed_and_lost_is_told(suffix: str, tmp_path: Path) -> None:
    text = inspect(written(tmp_path, suffix))
    tail = text[text.index("nearest wave") :]
    assert tail == (
        "nearest wave of the codebook: 2015, 28 of 31 questions\n"
        "guessed:\n"
        "- ctice_service: Q77, guessed from its wording\n"
        "- parents_formation: parentsformat, guessed from its wording\n"
        "not found:\n"
        "- referent_appel\n"
    )
    format = "vv" if suffix == "txt" else suffix
    assert text.startswith(f"{tmp_path}/e.{suffix}: format {format}, 85 variables\n")


def test_without_labels_names_are_compared(tmp_path: Path) -> None:
    text = inspect(written(tmp_path, "csv"))
    assert "- parents_formation: parentsformat, guessed from its name\n" in text
    assert "not found:\n- ctice_service\n- referent_appel\n" in text
    assert "not in the codebook:\n- Q77\n" in text


@pytest.mark.parametrize("suffix", ["sav", "sps", "csv", "txt"])
def test_no_answer_is_shown(suffix: str, tmp_path: Path) -> None:
    text = inspect(written(tmp_path, suffix))
    answers = {
        row[name] for row in database("2015") for name in ("commentaire", "token", "uai", "ipaddr")
    }
    assert not [answer for answer in answers if answer and answer in text]


def test_a_structure_is_shown_as_its_export_will_be(tmp_path: Path) -> None:
    path = tmp_path / "q.lss"
    path.write_bytes(questionnaire_lss(read_wave("2014"), groups=GROUPS))
    text = inspect(path)
    assert text.endswith("nearest wave of the codebook: 2014, 31 of 31 questions\n")
    assert "composition_SQ004            unknown  composition=ctice" in text


def test_inner_names_are_translated_by_the_structure(tmp_path: Path) -> None:
    (tmp_path / "q.lss").write_bytes(questionnaire_lss(read_wave("2014"), groups=GROUPS))
    path = tmp_path / "e.csv"
    path.write_bytes(b'"id","Q5_S32","Q2"\r\n"1","Y","A1"\r\n\r\n')
    text = inspect(path, structure=tmp_path / "q.lss")
    assert "composition_SQ001            unknown  composition=chef" in text


BODY = asked("body", "L", options=["comite", "autre"])
HOURS = asked("hours", "N")
MEMBERS = asked("members", "M", options=["chef", "cpe"])


def test_codes_and_types_that_do_not_match_are_told() -> None:
    variables = [
        Variable("BODY", "", "text", {"A1": "Comité", "A3": "Aucune", "-oth-": "Other"}),
        Variable("HOURS", "", "text"),
        Variable("MEMBERS_SQ001", "", "text"),
        Variable("MEMBERS_SQ009", "[Nouveau] members ?", "text"),
    ]
    found = match_variables(variables, (BODY, HOURS, MEMBERS))
    assert found.odd == [
        "hours: HOURS holds text, where numbers are expected",
    ]
    assert [variable.name for variable in found.unknown] == ["MEMBERS_SQ009"]
    assert found.absent == []


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("e.SAV", b"", "sav"),
        ("e.csv", b'"id";"A"\r\n', "csv"),
        ("e.csv", b'"N\xc2\xb0"\tx\n"id"\tsubmitdate\n', "vv"),
        ("e.tsv", b"N\tx\nid\tsubmitdate\n", "vv"),
        ("e.lss", b"", "lss"),
    ],
)
def test_formats_are_known_by_name_and_first_lines(
    name: str, content: bytes, format: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert format_of(tmp_path / name) == format


def test_what_is_no_export_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "e.pdf").touch()
    with pytest.raises(DataError, match=r"e\.pdf is no export that can be read"):
        inspect(tmp_path / "e.pdf")
    with pytest.raises(DataError, match=r"e\.csv is missing"):
        inspect(tmp_path / "e.csv")


@pytest.mark.parametrize(
    ("suffix", "instead"),
    [
        ("dat", "name the .sps file that goes with it"),
        ("lsa", "unpack this archive, and name the .lss file in it"),
        ("lsg", "export the structure of the whole survey, as .lss"),
        ("xlsx", AGAIN),
        ("ods", AGAIN),
        ("pdf", "export the survey again from LimeSurvey, in one of these formats"),
    ],
)
def test_what_else_limesurvey_exports_has_its_next_step(
    suffix: str, instead: str, tmp_path: Path
) -> None:
    (tmp_path / f"e.{suffix}").touch()
    with pytest.raises(DataError) as error:
        format_of(tmp_path / f"e.{suffix}")
    assert str(error.value).endswith(f"\n  next:     {instead}")


@pytest.mark.parametrize("data", ["e.dat", "survey_1_SPSS_data_file.dat", None])
def test_values_declared_missing_are_counted_where_the_data_lie_beside(
    data: str | None, tmp_path: Path
) -> None:
    syntax, cells = write_sps(COLUMNS, database("2015"))
    end = b"RESTORE LOCALE."
    path = tmp_path / (data or "e.dat").replace("data", "syntax").replace(".dat", ".sps")
    path.write_bytes(syntax.replace(end, b"MISSING VALUES cticeservice (20, 90 THRU HI).\n" + end))
    if data:
        (tmp_path / data).write_bytes(cells)
    twenty = sum(float(row["cticeservice"] or 0) == 20 for row in database("2015"))
    assert twenty > 0
    said = f"- cticeservice: 20, 90 to highest ({twenty if data else 0} cells)\n"
    assert inspect(path).endswith("declared to be no answer:\n" + said)


def test_codes_and_texts_of_a_first_line_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    wording = next(q.wording for q in asked_in("2015") if q.id == "ctice_service")
    path.write_text(f'"id. Response ID","Q77. {wording}"\n"1","secret"\n', encoding="utf-8")
    text = inspect(path)
    assert "id                           unknown  (LimeSurvey)                     Response" in text
    assert "- ctice_service: Q77, guessed from its wording\n" in text
    assert "secret" not in text


def test_times_that_limesurvey_measured_are_its_own() -> None:
    names = ["interviewtime", "groupTime12", "BODYTime", "MEMBERSTime", "freeTime", "MEMBERS_SQ001"]
    found = match_variables([Variable(name) for name in ["BODY", *names]], (BODY,))
    assert [v.name for v in found.unknown] == ["freeTime", "MEMBERS_SQ001"]
    found = match_variables([Variable(name) for name in ["BODY", *names[1:]]], (BODY,))
    assert "groupTime12" in [v.name for v in found.unknown]


def test_the_seed_is_limesurveys_under_both_of_its_names() -> None:
    assert own_variables([Variable("q_"), Variable("seed"), Variable("q")]) == {"q_", "seed"}


@pytest.mark.parametrize("other", ["heures par mois", "heures par semaine", "", "tout autre"])
def test_a_bound_changes_no_likeness(other: str) -> None:
    ratio = SequenceMatcher(None, "heures par mois ?", other).ratio() if other else 0.0
    expected = ratio if ratio >= 0.6 else 0.0
    assert likeness("heures par mois ?", other, least=0.6) == expected


def test_a_draft_of_the_mapping_is_to_be_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DATA", tmp_path)
    path = draft_mapping(written(tmp_path, "sav"), "2015")
    assert path == tmp_path / "2015" / "correspondance.yml"
    text = path.read_text("utf-8")
    assert "  ctice_service: Q77  # to check: guessed from its wording\n" in text
    assert "  referent_appel: null  # not found: referentappel\n" in text
    columns = yaml.safe_load(text)["columns"]
    assert list(columns) == [question.id for question in asked_in("2015")]
    assert columns["composition"] == "composition"


def test_a_draft_is_of_a_wave_of_the_codebook(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^data/codebook\.yml does not know wave 1999"):
        draft_mapping(written(tmp_path, "csv"), "1999")
    assert not (paths.DATA / "1999").exists()
