"""The table of estimates, on schools that can be counted by hand."""

import io
import math
import os
from pathlib import Path

import pandas as pd
import pytest
from builders import asked, frame, indicator, responses, same

from bilan.estimation.estimates import COLUMNS, estimate, of, read_estimates, write_estimates
from bilan.project.errors import DataError
from bilan.responses.responses import Responses
from bilan.survey.indicators import Indicator

# Ten schools, of which eight answered; C8 and L4 are silent.
FRAME = frame(
    *(f"C{n} CLG public nord" for n in range(1, 6)),
    "C8 CLG prive nord",
    *(f"L{n} LGT public sud" for n in range(1, 5)),
)
QUESTIONS = (
    asked("pilot", "Y"),
    asked("why", "Y", filter={"pilot": "Y"}, base="shown"),
    asked("pop", "Y", filter={"type": "LGT"}, base="shown"),
    asked("hours", "N", range=(0, 20)),
    asked("trained", "N"),
    asked("teachers", "N"),
)


@pytest.fixture
def given() -> Responses:
    """The pilot: 4 yes, 3 no, L3 without an answer. Why, asked of four: C1 yes, C2 and L1 no."""
    numbers = {"hours": 10, "trained": 3, "teachers": 10}
    return responses(
        QUESTIONS,
        {
            "C1": {"pilot": "Y", "why": "Y", **numbers},
            "C2": {"pilot": "Y", "why": "N", **numbers},
            "C3": {"pilot": "Y", **numbers, "hours": 16},
            "C4": {"pilot": "N", **numbers, "hours": 4},
            "C5": {"pilot": "N", **numbers, "trained": None},
            "L1": {"pilot": "Y", "why": "N", "pop": "Y", **numbers, "trained": 10, "teachers": 40},
            "L2": {"pilot": "N", "pop": "N", **numbers, "hours": None},
            "L3": {"pop": "Y"},
        },
        FRAME,
        hidden={"why": ["C4", "C5", "L2", "L3"], "pop": ["C1", "C2", "C3", "C4", "C5"]},
    )


def rows(given: Responses, *stated: Indicator) -> pd.DataFrame:
    return estimate(given, stated).set_index(["id", "domain", "category"])


def whole(given: Responses, *stated: Indicator) -> pd.DataFrame:
    return rows(given, *stated).loc[(slice(None), "ensemble", ""), :].droplevel([1, 2])


COUNTS = ["asked", "shown", "answered", "numerator", "base"]
BOUNDS = ["value", "lower", "upper"]


def test_a_share_has_its_counts_its_value_and_its_bounds(given: Responses) -> None:
    row = whole(given, indicator("i", {"pilot": "Y"})).loc["i"]
    assert row[COUNTS].tolist() == [10, 8, 7, 4, 7]
    # three are missing of ten: the silent two, and the one that left the question
    assert same(row[BOUNDS], [4 / 7, 4 / 10, 7 / 10])
    assert row["ci_lower"] >= 4 / 10
    assert row["ci_upper"] <= 7 / 10


def test_a_filtered_share_supposes_nothing_of_who_was_asked(given: Responses) -> None:
    row = whole(given).loc["why=Y"]
    assert row[COUNTS].tolist() == [10, 4, 3, 1, 3]
    # missing: the silent two, C3 which did not answer, L3 whose pilot is not known
    assert same(row[BOUNDS], [1 / 3, 1 / 7, 5 / 7])
    assert same(row[["ci_lower", "ci_upper"]], [None, None])


def test_a_share_of_a_part_of_the_frame_knows_its_population(given: Responses) -> None:
    row = whole(given).loc["pop=Y"]
    assert row[COUNTS].tolist() == [10, 3, 3, 2, 3]
    assert same(row[BOUNDS], [2 / 3, 2 / 4, 3 / 4])
    assert same(row[["ci_lower", "ci_upper"]], [2 / 4, 3 / 4])


def test_a_mean(given: Responses) -> None:
    row = whole(given, indicator("i", "hours", kind="mean", unit="number")).loc["i"]
    assert row[COUNTS].tolist() == [10, 8, 6, 60, 6]
    # four are missing, each from 0 to 20
    assert same(row[BOUNDS], [10, 60 / 10, (60 + 80) / 10])
    half = 2.5705818366147395 * math.sqrt((1 - 6 / 10) * 14.4 / 6)  # t of 5; s² = 72 / 5
    assert same(row[["ci_lower", "ci_upper"]], [10 - half, 10 + half])


def test_a_ratio_divides_two_sums_of_the_same_schools(given: Responses) -> None:
    row = whole(given, indicator("i", ["trained"], kind="ratio", base="teachers")).loc["i"]
    assert row[COUNTS].tolist() == [10, 8, 6, 25, 90]
    assert same(row[BOUNDS], [25 / 90, None, None])
    assert row["ci_lower"] < 25 / 90 < row["ci_upper"]


def test_a_response_rate_is_a_census(given: Responses) -> None:
    table = rows(given, indicator("i", {}, base="asked")).loc["i"]
    assert table.loc[("ensemble", ""), COUNTS].tolist() == [10, 10, 10, 8, 10]
    assert same(table.loc[("ensemble", ""), BOUNDS], [0.8, 0.8, 0.8])
    assert table.loc[("type", "CLG"), COUNTS].tolist() == [6, 6, 6, 5, 6]
    assert table.loc[("secteur", "prive"), BOUNDS].tolist() == [0, 0, 0]
    assert table.loc[("type", "SEP"), COUNTS].tolist() == [0, 0, 0, 0, 0]
    assert same(table.loc[("type", "SEP"), BOUNDS], [None, None, None])
    both = whole(given, *(indicator(name, {}, base="asked") for name in "ij"))
    assert both.loc[["i", "j"], "value"].tolist() == [0.8, 0.8]


def test_each_domain_has_its_own_counts_and_bounds(given: Responses) -> None:
    table = rows(given, indicator("i", {"pilot": "Y"})).loc["i"]
    assert table.loc[("type", "CLG"), COUNTS].tolist() == [6, 5, 5, 3, 5]
    assert same(table.loc[("type", "CLG"), BOUNDS], [3 / 5, 3 / 6, 4 / 6])
    assert table.loc[("bassin", "sud"), COUNTS].tolist() == [4, 3, 2, 1, 2]
    assert same(table.loc[("bassin", "sud"), BOUNDS], [1 / 2, 1 / 4, 3 / 4])
    assert table.loc[("secteur", "prive"), COUNTS].tolist() == [1, 0, 0, 0, 0]
    assert same(table.loc[("secteur", "prive"), BOUNDS], [None, None, None])
    # Of the lycées L1 alone says why; L3 might be of the base, and L4.
    alone = rows(given).loc[("why=Y", "bassin", "sud")]
    assert alone[COUNTS].tolist() == [4, 1, 1, 0, 1]
    assert same(alone[BOUNDS], [0, 0, 2 / 3])


def test_domains_part_the_whole(given: Responses) -> None:
    table = estimate(given, (indicator("i", {"pilot": "Y"}),))
    sums = table.groupby(["id", "domain"])[
        ["asked", "shown", "answered", "numerator", "base"]
    ].sum()
    for _, parts in sums.groupby(level="id"):
        for domain in ("type", "voie", "secteur", "bassin"):
            assert parts.xs(domain, level="domain").equals(parts.xs("ensemble", level="domain"))


def test_poststratified_gives_each_stratum_its_weight(given: Responses) -> None:
    # public collèges 3/5 weigh 6 with the private one that is silent; lycées 1/2 weigh 4
    row = whole(given, indicator("i", {"pilot": "Y"})).loc["i"]
    assert row["poststratified"] == pytest.approx((6 * 3 / 5 + 4 * 1 / 2) / 10)


def test_poststratified_knows_who_is_outside_a_base_that_answers_tell(given: Responses) -> None:
    # Known of four collèges for six: C1 yes, C2 no, C4 and C5 outside; C3 is missing. Known of two
    # lycées for four: L1 no, L2 outside; whether L3 is in the base is not known.
    row = whole(given).loc["why=Y"]
    assert row["poststratified"] == pytest.approx((6 / 4 * 1) / (6 / 4 * 2 + 4 / 2 * 1))


def test_poststratified_knows_who_is_outside_a_base_that_the_frame_tells(given: Responses) -> None:
    assert whole(given).loc["pop=Y", "poststratified"] == pytest.approx(2 / 3)


def test_poststratified_ratio_weighs_both_sums(given: Responses) -> None:
    # C1 to C4 stand for six collèges, L1 and L2 for four lycées.
    row = whole(given, indicator("i", ["trained"], kind="ratio", base="teachers")).loc["i"]
    above = 6 / 4 * (3 + 3 + 3 + 3) + 4 / 2 * (10 + 3)
    below = 6 / 4 * (10 + 10 + 10 + 10) + 4 / 2 * (40 + 10)
    assert row["poststratified"] == pytest.approx(above / below)


def test_poststratified_is_of_the_whole_frame_only(given: Responses) -> None:
    table = rows(given, indicator("i", {"pilot": "Y"}))
    assert (
        table.loc[("i", "type", "CLG"), "poststratified"]
        != table.loc[("i", "type", "CLG"), "poststratified"]
    )


def test_a_type_without_any_answer_leaves_the_value_unweighted() -> None:
    few = responses(QUESTIONS[:1], {"C1": {"pilot": "Y"}, "C2": {"pilot": "N"}}, FRAME)
    row = whole(few).loc["pilot=Y"]
    assert row["value"] == 0.5
    assert math.isnan(row["poststratified"])


def test_a_question_that_nobody_answered_has_counts_and_no_value() -> None:
    silent = responses(QUESTIONS, {"C1": {}, "L1": {}}, FRAME)
    row = whole(silent).loc["pilot=Y"]
    assert row[COUNTS].tolist() == [10, 2, 0, 0, 0]
    assert row[[*BOUNDS, "ci_lower", "ci_upper", "poststratified"]].isna().all()


def test_the_table_has_its_columns_and_keys(given: Responses) -> None:
    table = estimate(given, (indicator("i", {"pilot": "Y"}),))
    assert tuple(table.columns) == COLUMNS
    assert not table.duplicated(["id", "domain", "category"]).any()
    assert set(table["wave"]) == {"2014"}
    assert table[table["domain"] == "type"]["category"].unique().tolist() == [
        "CLG",
        "LGT",
        "LP",
        "SEP",
    ]


def test_what_is_written_is_read_back(given: Responses, tmp_path: Path) -> None:
    table = estimate(given, (indicator("i", {"pilot": "Y"}),))
    path = tmp_path / "estimations.csv"
    path.write_text(write_estimates(table), encoding="utf-8")
    pd.testing.assert_frame_equal(read_estimates(path), table, check_dtype=False)


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "wave,id\n2014,x\n", 'a\n"b\n'])
def test_another_table_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "estimations.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_estimates(path)
    assert str(error.value) == (
        "estimations.csv is not a table of estimates\n  next:     build it again"
    )


def test_lines_end_alike_on_every_system(given: Responses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "linesep", "\r\n")
    assert "\r" not in write_estimates(estimate(given, ()))


def test_a_number_with_all_its_digits_comes_back(given: Responses) -> None:
    text = write_estimates(estimate(given, ()))
    again = pd.read_csv(io.StringIO(text)).set_index(["id", "domain"])
    assert again.loc[("pilot=Y", "ensemble"), "value"].item() == 4 / 7


def test_of_gives_the_row_of_the_whole(given: Responses) -> None:
    table = estimate(given, (indicator("i", {"pilot": "Y"}),))
    assert of(table, "i")["numerator"] == 4
    assert of(table, "pilot=N")["numerator"] == 3
    with pytest.raises(DataError) as error:
        of(table, "j")
    assert str(error.value) == (
        "no estimate `j`\n"
        "  expected: an indicator of data/indicateurs.yml, or `question=option`\n"
        "  next:     mend the name"
    )
