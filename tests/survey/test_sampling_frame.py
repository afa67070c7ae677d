"""The sampling frame: who is asked in a wave."""

from pathlib import Path

import pytest

from bilan.project.errors import DataError
from bilan.survey.sampling_frame import has_right_letter, read_frame

HEADER = "uai,nom,type,secteur,bassin,ouverture,fermeture\n"


def write(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "base.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_a_frame_is_indexed_by_uai(tmp_path: Path) -> None:
    path = write(tmp_path, '1A,"Collège, dit « é »",CLG,public,nord,,')
    frame = read_frame(path, "2014")
    assert list(frame) == ["nom", "type", "voie", "secteur", "bassin"]
    assert list(frame.loc["1A"]) == ["Collège, dit « é »", "CLG", "CLG", "public", "nord"]
    assert frame.index.name == "uai"


def test_lp_and_sep_are_published_together(tmp_path: Path) -> None:
    rows = [f"{kind},n,{kind},public,nord,," for kind in ("CLG", "LGT", "LP", "SEP")]
    frame = read_frame(write(tmp_path, *rows), "2014")
    assert frame["voie"].to_dict() == {"CLG": "CLG", "LGT": "LGT", "LP": "PRO", "SEP": "PRO"}


@pytest.mark.parametrize(
    ("wave", "asked"),
    [
        ("2013", ["always", "until 2014", "until 2013"]),
        ("2014", ["always", "until 2014", "from 2014", "only 2014"]),
        ("2015", ["always", "from 2014", "from 2015"]),
    ],
)
def test_a_school_is_asked_from_its_opening_to_its_closing(
    tmp_path: Path, wave: str, asked: list[str]
) -> None:
    path = write(
        tmp_path,
        "always,n,CLG,public,nord,,",
        "until 2014,n,LGT,prive,sud,,2014",
        "until 2013,n,LGT,prive,sud,,2013",
        "from 2014,n,LP,public,est,2014,",
        "from 2015,n,LP,public,est,2015,",
        "only 2014,n,SEP,public,ouest,2014,2014",
    )
    assert list(read_frame(path, wave).index) == asked


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "base.csv"
    rows = HEADER + "1A,Collège,CLG,public,nord,,\n"
    path.write_bytes(b"\xef\xbb\xbf" + rows.replace("\n", "\r\n").encode())
    assert list(read_frame(path, "2014")["nom"]) == ["Collège"]


def test_all_problems_are_told_together(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "1A,n,CLG,public,nord,,",
        "1A,n,CLG,public,nord,,",
        "2B,n,COL,public,nord,,",
        "3C,n,LP,privé,nord,,",
        "4D,n",
    )
    with pytest.raises(DataError) as error:
        read_frame(path, "2014")
    assert str(error.value) == (
        f"{path} is inconsistent\n"
        "  expected: one row for each UAI, type in ['CLG', 'LGT', 'LP', 'SEP'], "
        "secteur in ['public', 'prive']\n"
        "  found:    \n"
        "- UAI 1A twice\n- 2B: type “COL”\n- 4D: type “”\n- 3C: secteur “privé”\n- 4D: secteur “”"
    )


def test_a_school_that_stands_twice_in_other_waves_is_no_problem(tmp_path: Path) -> None:
    path = write(tmp_path, "1A,n,CLG,public,nord,,2013", "1A,n,LGT,public,nord,2014,")
    assert list(read_frame(path, "2014")["type"]) == ["LGT"]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "1A,CLG", header="uai,type\n")
    with pytest.raises(DataError) as error:
        read_frame(path, "2014")
    assert str(error.value) == (
        f"{path}: columns are missing\n"
        "  expected: uai, nom, type, secteur, bassin, ouverture, fermeture\n"
        "  found:    without nom, secteur, bassin, ouverture, fermeture"
    )


@pytest.mark.parametrize("content", [b"", b"uai\xff", None])
def test_what_is_no_frame_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "base.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError):
        read_frame(path, "2014")


@pytest.mark.parametrize(
    ("uai", "right"),
    [
        ("9900006B", True),  # 9900006 = 23 × 430435 + 1 → B
        ("0750001A", False),
        ("9900006C", False),
        ("9900006b", False),
        ("", False),
        ("A", False),
        ("²A", False),
    ],
)
def test_check_letter(uai: str, right: bool) -> None:
    assert has_right_letter(uai) is right
