"""No value by group from which the answer of fewer than five schools could be told."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from test_followed import indicator

from bilan.by_group import (
    SUPPRESSED,
    Cell,
    group_label,
    groups_of,
    notes_by_group,
    rows_by_group,
)
from bilan.crossed import all_crossed
from bilan.paths import known_waves
from bilan.study import open_study

GROUPS = ["CLG", "LGT", "PRO"]
NBSP = "\u00a0"


def estimates(have, bases, *, name="a", answered=None):
    """The estimates of one indicator, over the whole frame and by group of types."""
    frame = pd.DataFrame(
        {
            "id": name,
            "domain": ["ensemble", *["voie"] * 3],
            "category": ["", *GROUPS],
            "numerator": [float(sum(have)), *map(float, have)],
            "base": [float(sum(bases)), *map(float, bases)],
            "answered": [sum(answered or bases), *(answered or bases)],
        }
    )
    return frame.assign(value=frame["numerator"] / frame["base"])


def rows(indicators, table, **more):
    return rows_by_group(indicators, table, domain="voie", threshold=5, **more)


def hidden(table, **fields):
    (row,) = rows([indicator(**fields)], table)
    return [cell.told == SUPPRESSED for cell in row.groups.values()]


def test_nothing_is_hidden_where_all_cells_hold_five():
    (row,) = rows([indicator()], estimates([36, 10, 12], [79, 22, 24]))
    assert row.whole == Cell(f"46,4{NBSP}%", f"46,4{NBSP}% (58/125)", 58 / 125)
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
    (row,) = rows_by_group([indicator()], table, domain="bassin", threshold=5)
    assert row.groups["nord"].told == SUPPRESSED
    assert sum(cell.told == SUPPRESSED for cell in row.groups.values()) >= 2
    assert "9,4" not in str(row)
    assert "3/32" not in str(row)


def test_names_of_groups():
    assert group_label("voie", "PRO") == "LP et SEP"
    assert group_label("bassin", "nord") == "Nord"


def narrowest(cross, counts, hidden):
    """Least width of a hidden count, to a reader of both tables who knows every school's group.

    `cross` are the schools of each type in each bassin; `counts` and `hidden` those of both
    tables, by axis. The polytope is that of a transport problem: its ends are whole numbers.
    """
    shape = cross.shape
    capacity = [(0, n) for n in cross.to_numpy().ravel()]

    def line(axis, place):
        mask = np.zeros(shape)
        mask[(place, slice(None)) if axis == 0 else (slice(None), place)] = 1
        return mask.ravel()

    known = [(np.ones(cross.size), sum(counts[0]))]
    known += [
        (line(axis, place), counts[axis][place])
        for axis in (0, 1)
        for place in range(shape[axis])
        if not hidden[axis][place]
    ]
    matrix, totals = (np.array(part) for part in zip(*known, strict=True))
    widths = []
    for axis in (0, 1):
        for place in np.flatnonzero(hidden[axis]):
            ends = [
                linprog(sign * line(axis, place), A_eq=matrix, b_eq=totals, bounds=capacity)
                for sign in (1, -1)
            ]
            assert all(end.success for end in ends)
            widths.append(round(-ends[1].fun - ends[0].fun))
    return min(widths, default=None)


def test_the_reader_of_both_tables_is_told_from_one_who_reads_one():
    cross = pd.DataFrame([[5, 5], [5, 5]])
    assert narrowest(cross, ([4, 6], [5, 5]), ([True, True], [False, False])) == 10
    # All that one bassin holds is known: nothing of it is left to guess.
    assert narrowest(cross, ([5, 5], [10, 0]), ([True, True], [False, False])) == 0


@pytest.mark.parametrize("wave", known_waves())
def test_types_and_bassins_together_leave_every_hidden_count_wide(wave):
    study = open_study(wave)
    aimed = [i for i in study.indicators if i.target is not None and i.kind == "share"]
    assert all(i.base == "all" for i in aimed)  # else the schools of the base are to be crossed
    threshold = study.wave.stated.thresholds.disclosure
    schools = study.responses.schools
    domains = ("voie", "bassin")
    groups = [groups_of(domain, study.estimates) for domain in domains]
    cross = pd.crosstab(schools["voie"], schools["bassin"]).loc[groups[0], groups[1]]
    shown = [
        rows_by_group(
            aimed,
            study.estimates,
            domain=domain,
            threshold=threshold,
            others=all_crossed(study) if domain == "voie" else None,
        )
        for domain in domains
    ]
    widths = []
    for rank, one in enumerate(aimed):
        known = study.estimates[study.estimates["id"] == one.id]
        counts = [
            known[known["domain"] == domain].set_index("category")["numerator"].loc[names].tolist()
            for domain, names in zip(domains, groups, strict=True)
        ]
        hidden = [[cell.value is None for cell in rows_[rank].groups.values()] for rows_ in shown]
        widths.append(narrowest(cross, counts, hidden))
    told = [width for width in widths if width is not None]
    assert told
    assert min(told) >= threshold
