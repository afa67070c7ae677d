"""No value by group from which the answer of fewer than five schools could be told."""

import pandas as pd
import pytest
from group_samples import GROUPS, estimates
from progress_samples import indicator

from bilan.disclosure.crossed_tables import group_label, groups_of
from bilan.disclosure.group_table import (
    SUPPRESSED,
    Cell,
    notes_by_group,
    rows_by_group,
)

NBSP = "\u00a0"


def rows(indicators, table, secret=None, domain="voie"):
    return rows_by_group(indicators, table, domain=domain, threshold=5, secret=secret)


def hidden(table, **fields):
    (row,) = rows([indicator(**fields)], table)
    return [cell.told == SUPPRESSED for cell in row.groups.values()]


def test_nothing_is_hidden_where_all_cells_hold_five():
    (row,) = rows([indicator()], estimates([36, 10, 12], [79, 22, 24]))
    assert row.whole == Cell(f"46,4{NBSP}%", f"46,4{NBSP}% (58/125)", 58 / 125, 58, 125)
    assert [cell.counted for cell in row.groups.values()] == [
        f"45,6{NBSP}% (36/79)",
        f"45,5{NBSP}% (10/22)",
        f"50,0{NBSP}% (12/24)",
    ]
    assert [cell.value for cell in row.groups.values()] == [36 / 79, 10 / 22, 0.5]


@pytest.mark.parametrize("few", [1, 4, 23, 24], ids=["one", "four", "all but one", "all"])
def test_few_schools_on_either_side_are_hidden_with_another_group(few):
    flags = hidden(estimates([36, 10, few], [79, 22, 24]))
    assert flags[2]
    assert sum(flags) >= 2
    assert not flags[0]


def test_a_hidden_cell_shows_neither_value_nor_count():
    (row,) = rows([indicator()], estimates([36, 10, 1], [79, 22, 24]))
    assert row.groups["PRO"] == Cell("s", "s", None)
    assert "4,2" not in str(row)
    assert "1/24" not in str(row)


def test_an_answer_and_its_contrary_hide_the_same_groups():
    bases = [77, 21, 24]
    have = [16, 6, 4]
    contrary = [base - n for base, n in zip(bases, have, strict=True)]
    assert hidden(estimates(have, bases)) == hidden(estimates(contrary, bases))


def test_a_ratio_is_judged_on_its_schools_not_on_its_sums():
    ratio = {"kind": "ratio", "numerator": ["n"], "base": "total"}
    table = estimates([400, 100, 40], [900, 300, 90], answered=[79, 22, 4])
    assert hidden(table, **ratio) == [False, True, True]
    assert hidden(estimates([400, 100, 40], [900, 300, 90]), **ratio) == [False] * 3


def test_nobody_in_the_base_reads_as_a_dash():
    table = estimates([36, 10, 0], [79, 22, 0])
    (row,) = rows([indicator()], table)
    assert row.groups["PRO"] == Cell("–", "–", None)


def test_an_indicator_without_estimate_is_left_out():
    table = estimates([36, 10, 12], [79, 22, 24])
    assert len(rows([indicator("other"), indicator()], table)) == 1


def test_notes_give_the_threshold_that_was_applied():
    assert "Moins de 7 EPLE du type" in " ".join(notes_by_group("voie", 7))
    assert "Moins de 7 EPLE du bassin" in " ".join(notes_by_group("bassin", 7))
    assert "LGT" not in " ".join(notes_by_group("bassin", 7))


def by_bassin(have, bases):
    names = ["est", "nord", "ouest", "sud"]
    table = pd.DataFrame(
        {
            "id": "a",
            "domain": ["ensemble", *["bassin"] * 4],
            "category": ["", *names],
            "numerator": [float(sum(have)), *map(float, have)],
            "base": [float(sum(bases)), *map(float, bases)],
            "answered": [sum(bases), *bases],
        }
    )
    return table.assign(value=table["numerator"] / table["base"])


def test_bassins_are_the_estimates_own_and_follow_the_same_rule():
    table = by_bassin([6, 3, 9, 14], [22, 32, 39, 32])
    assert groups_of("bassin", table) == ["est", "nord", "ouest", "sud"]
    (row,) = rows([indicator()], table, domain="bassin")
    assert row.groups["nord"].told == SUPPRESSED
    assert sum(cell.told == SUPPRESSED for cell in row.groups.values()) >= 2
    assert "9,4" not in str(row)
    assert "3/32" not in str(row)


def test_what_was_decided_over_more_tables_is_what_is_hidden():
    table = estimates([36, 10, 12], [79, 22, 24])
    flags = pd.Series([False, True, True], index=GROUPS)
    (row,) = rows([indicator()], table, secret={"a": flags})
    assert [cell.told == SUPPRESSED for cell in row.groups.values()] == [False, True, True]


def test_a_share_on_which_nothing_was_decided_is_not_shown():
    with pytest.raises(KeyError):
        rows([indicator()], estimates([36, 10, 12], [79, 22, 24]), secret={})


def test_names_of_groups():
    assert group_label("voie", "PRO") == "LP et SEP"
    assert group_label("bassin", "nord") == "Nord"
