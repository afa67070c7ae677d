"""The sampling frame: every EPLE that a wave asks (`data/base_eple.csv`)."""

import csv
import re
from pathlib import Path

import pandas as pd

from bilan.project.errors import DataError, listed
from bilan.project.paths import shown
from bilan.survey.modalities import MODALITIES, VOIES

COLUMNS = ["uai", "nom", "type", "secteur", "bassin", "ouverture", "fermeture"]
UAI_FORM = re.compile(r"[0-9]{7}[A-Z]")
CHECK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def read_frame(path: Path, wave: str) -> pd.DataFrame:
    """EPLE that the wave asks, one row each, indexed by UAI.

    Columns nom, type, voie, secteur, bassin; `voie` groups the types for publication. A school
    is in the field from the wave `ouverture` to the wave `fermeture`, both included; an empty cell
    sets no limit.

    Raises
    ------
    DataError
        A column is missing, a UAI stands twice, a modality is unknown.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header, rows = reader.fieldnames or [], list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{shown(path)} cannot be read", found=str(error)) from error
    if missing := [column for column in COLUMNS if column not in header]:
        raise DataError(
            f"{shown(path)}: columns are missing",
            expected=", ".join(COLUMNS),
            found=f"without {', '.join(missing)}",
        )
    frame = pd.DataFrame(rows, columns=COLUMNS).fillna("")
    frame = frame[
        ((frame["ouverture"] == "") | (frame["ouverture"] <= wave))
        & ((frame["fermeture"] == "") | (frame["fermeture"] >= wave))
    ]
    problems = [f"UAI {uai} twice" for uai in frame.loc[frame["uai"].duplicated(), "uai"]]
    for column in ("type", "secteur"):
        known = MODALITIES[column]
        unknown = frame.loc[~frame[column].isin(known), ["uai", column]]
        problems += [f"{row.uai}: {column} “{row[column]}”" for _, row in unknown.iterrows()]
    if problems:
        raise DataError(
            f"{shown(path)} is inconsistent",
            expected="one row for each UAI, "
            + ", ".join(f"{k} in {MODALITIES[k]}" for k in ("type", "secteur")),
            found="\n" + listed(problems),
        )
    frame["voie"] = frame["type"].map(VOIES)
    return frame.set_index("uai")[["nom", "type", "voie", "secteur", "bassin"]]


def has_right_letter(uai: str) -> bool:
    """Whether the check letter is the number modulo 23 in the documented alphabet.

    The rule is documented for metropolitan codes; not every overseas code is known to follow
    it, so a wrong letter is worth a warning and no more.
    """
    number, letter = uai[:-1], uai[-1:]
    return number.isdecimal() and letter == CHECK_LETTERS[int(number) % 23]
