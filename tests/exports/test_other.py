"""The answer "other", in every format; the text beside it goes no further."""

from collections.abc import Callable
from pathlib import Path

import pytest
from builders import asked, frame
from builders import wave as built_wave
from listed_questions import listed
from writers import (
    Row,
    columns_of,
    write_csv,
    write_native_sav,
    write_sps,
    write_spss_sav,
    write_vv,
)

from bilan.exports.asked import other_texts
from bilan.exports.load import Source, read_export
from bilan.exports.raw import TECHNICAL, RawExport
from bilan.exports.recode import as_native
from bilan.responses.validate import validate
from bilan.survey.codebook import Asked, Option

pytestmark = pytest.mark.slow

SECRET = "Madame Untel, 06 12 34 56 78"
UAI = asked("uai", "S")
FRAME = frame("S1 CLG public nord", "S2 LGT public sud", "S3 LP prive est", "S4 SEP public ouest")


def several() -> Asked:
    question = asked("membres", "M", options=["chef"])
    options = {**question.options, "autre": Option(label="Autre", code="other")}
    return Asked(**{**vars(question), "options": options})


def rows_of(codes: tuple[str, ...]) -> list[Row]:
    """One of each: an answer of the list, "other" with its text, not answered, "other" again."""

    def row(number: int, answer: str, text: str, ticked: str) -> Row:
        common = dict.fromkeys(
            ("lastpage", "startlanguage", "token", "startdate", "datestamp", "ipaddr", "refurl")
        )
        return {
            **common,
            "id": str(number),
            "submitdate": f"2014-05-{10 + number} 10:00:00",
            "UAI": f"S{number}",
            "LISTE": answer,
            "LISTE_other": text,
            "MEMBRES_SQ001": ticked,
            "MEMBRES_other": text,
        }

    return [
        row(1, codes[0], "", "Y"), row(2, "-oth-", SECRET, ""), row(3, "", "", ""),
        row(4, "-oth-", SECRET, "Y"),
    ]  # fmt: skip


FORMATS: dict[str, Callable[..., None]] = {
    "csv": lambda path, c, r: path.write_bytes(write_csv(c, r)),
    "vv": lambda path, c, r: path.write_bytes(write_vv(c, r)),
    "sav": lambda path, c, r: write_native_sav(path, c, r),
    "sav of SPSS": lambda path, c, r: write_spss_sav(path, c, r),
    "sps": lambda path, c, r: write_pair(path, write_sps(c, r)),
    "sps of LimeSurvey 2": lambda path, c, r: write_pair(path, write_sps(c, r, old=True)),
    "sps, N/A": lambda path, c, r: write_pair(path, write_sps(c, r, not_available="-99")),
}


def write_pair(path: Path, pair: tuple[bytes, bytes]) -> None:
    path.write_bytes(pair[0])
    path.with_suffix(".dat").write_bytes(pair[1])


def read(format: str, codes: tuple[str, ...], folder: Path) -> tuple[RawExport, tuple[Asked, ...]]:
    questions = (listed(*codes, "-oth-"), several())
    kind = format.split(",")[0].split(" ")[0]
    path = folder / f"e.{kind}"
    FORMATS[format](path, columns_of((UAI, *questions)), rows_of(codes))
    data = path.with_suffix(".dat") if kind == "sps" else None
    presence = other_texts(questions)
    wanted = {*TECHNICAL, "UAI", *(n for q in questions for n in q.items)} - presence
    source = Source(path, kind, data=data, missing=("-99",))
    return as_native(read_export(source, wanted, presence=presence), questions), questions


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("codes", [("A1", "A2"), ("1", "2"), ("01", "02")])
def test_other_is_an_answer_and_its_text_is_not(
    format: str, codes: tuple[str, ...], tmp_path: Path
) -> None:
    export, questions = read(format, codes, tmp_path)
    assert SECRET not in export.rows.to_csv()
    assert export.rows["LISTE"].tolist() == [codes[0], "-oth-", "", "-oth-"]
    answers = validate(export, built_wave(), (UAI, *questions), FRAME).responses.answers
    assert answers["liste"].tolist() == [codes[0], "-oth-", None, "-oth-"]
    assert answers["membres_chef"].tolist() == [1.0, 0.0, 0.0, 1.0]
    assert answers["membres_autre"].tolist() == [0.0, 1.0, 0.0, 1.0]
