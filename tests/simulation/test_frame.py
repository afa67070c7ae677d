"""The fictitious sampling frame."""

import re
from typing import Any

import pytest

from tools.simulation.frame import uai


# the last one is a published code, of lycée Louis-le-Grand
@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0000000A"), (23, "0000023A"), (22, "0000022Z"), (750655, "0750655E")],
)
def test_check_letter_is_the_remainder_by_23(number: int, expected: str) -> None:
    assert uai(number) == expected


def test_every_uai_is_fictitious_and_well_formed(kept_2014: Any, kept_2015: Any) -> None:
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    for code in kept_2014.frame.index.union(kept_2015.frame.index):
        assert re.fullmatch(r"990\d{4}[A-Z]", code)
        assert code[7] == letters[int(code[:7]) % 23]


def test_types_sectors_and_bassins_in_2014(kept_2014: Any) -> None:
    frame = kept_2014.frame
    assert len(frame) == 130
    assert frame.type.value_counts().to_dict() == {"CLG": 83, "LGT": 22, "LP": 15, "SEP": 10}
    assert set(frame.secteur) == {"public", "prive"}
    assert set(frame.bassin) == {"nord", "sud", "est", "ouest"}
    assert frame.groupby(["type", "secteur"]).size().min() >= 2


def test_two_schools_open_and_two_merge_into_one(kept_2014: Any, kept_2015: Any) -> None:
    opened = kept_2015.frame[kept_2015.frame.ouverture == "2015"]
    closed = kept_2014.frame[kept_2014.frame.fermeture == "2014"]
    assert (len(kept_2015.frame), len(opened), len(closed)) == (131, 3, 2)
    assert closed.bassin.nunique() == 1
    merged = opened[(opened.type == "CLG") & (opened.bassin == closed.bassin.iloc[0])]
    assert len(merged) >= 1


def test_names_are_different_and_speak_of_their_type(kept_2014: Any, kept_2015: Any) -> None:
    names = kept_2014.frame.nom.combine_first(kept_2015.frame.nom)
    assert len(names) == 133
    assert names.is_unique
    titles = {"CLG": "Collège ", "LGT": "Lycée ", "LP": "Lycée professionnel ", "SEP": "SEP du "}
    for code, name in names.items():
        kind = kept_2014.frame.type.get(code) or kept_2015.frame.type[code]
        assert name.startswith(titles[kind])


def test_a_sep_is_in_the_bassin_of_its_lycee(kept_2014: Any) -> None:
    frame = kept_2014.frame
    hosts = {name: row for name, row in frame.set_index("nom").iterrows() if row.type == "LGT"}
    for _, sep in frame[frame.type == "SEP"].iterrows():
        host = hosts["L" + sep.nom.removeprefix("SEP du l")]
        assert (host.secteur, host.bassin) == (sep.secteur, sep.bassin)
