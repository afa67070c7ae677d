"""What changed between two waves, on the schools that answered both."""

import dataclasses
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builders import asked, frame, indicator, responses, same

from bilan.estimation.wave_change import COLUMNS, compare, read_changes, why_broken
from bilan.responses.responses import Responses
from bilan.survey.codebook import Asked
from bilan.survey.indicators import Indicator

SCHOOLS = [f"S{n:02}" for n in range(1, 13)]
FRAME = frame(*(f"{school} CLG public nord" for school in SCHOOLS))
QUESTIONS = (
    asked("pilot"),
    asked("letter"),
    asked("asked_otherwise", comparable=False),
    asked("undeclared"),
    asked("why", filter={"pilot": "Y"}, base="shown"),
    asked("hours", "N"),
    asked("trained", "N"),
    asked("teachers", "N"),
)


def wave(name: str, schools: list[str], **answers: list[Any]) -> Responses:
    """A wave from one list of answers a question; a question that is not given was not asked."""
    questions = tuple(question for question in QUESTIONS if question.id in answers)
    table = {s: {q: answers[q][n] for q in answers} for n, s in enumerate(schools)}
    return responses(questions, table, FRAME, name=name)


def yes(count: int, total: int = 10) -> list[str]:
    return ["Y"] * count + ["N"] * (total - count)


@pytest.fixture(autouse=True)
def codebook(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_before: str, _after: str) -> dict[str, tuple[Asked, ...]]:
        return {question.id: (question,) for question in QUESTIONS if not question.comparable}

    monkeypatch.setattr("bilan.estimation.wave_change.breaks", breaks)
    monkeypatch.setattr("bilan.estimation.wave_change.undeclared", lambda *_: {"undeclared"})


def compared(before: Responses, after: Responses, *stated: Indicator) -> pd.DataFrame:
    table = compare(before, after, {"2014": stated, "2015": stated}, alpha=0.05, disclosure=5)
    assert tuple(table.columns) == COLUMNS
    return table.set_index("id")


def test_a_share_is_paired_on_schools_that_answered_both() -> None:
    before = wave("2014", SCHOOLS[:10], pilot=yes(1))
    after = wave("2015", SCHOOLS[1:11], pilot=yes(9))  # S02 to S10 say yes, S11 says no
    row = compared(before, after, indicator("i", {"pilot": "Y"}, progress="up")).loc["i"]
    assert row["paired"] == 9
    assert same(row[["before", "after"]], [0.1, 0.9])
    assert same(row[["paired_before", "paired_after", "difference"]], [0, 1, 1])
    assert row["p_value"] == pytest.approx(2 / 2**9)  # nine changed, all in one direction
    assert row["verdict"] == "progresse"


@pytest.mark.parametrize(
    ("progress", "verdict"), [("up", "recule"), ("down", "progresse"), ("none", "recule")]
)
def test_what_is_progress_is_stated(progress: str, verdict: str) -> None:
    before, after = (wave(w, SCHOOLS[:10], pilot=yes(n)) for w, n in (("2014", 10), ("2015", 0)))
    table = compared(before, after, indicator("i", {"pilot": "Y"}, progress=progress))
    assert table.loc["i", "verdict"] == verdict
    assert table.loc["i", "difference"] == -1


def test_a_small_change_is_stable() -> None:
    before, after = (wave(w, SCHOOLS[:10], pilot=yes(n)) for w, n in (("2014", 4), ("2015", 6)))
    row = compared(before, after, indicator("i", {"pilot": "Y"}, progress="up")).loc["i"]
    assert row["p_value"] == pytest.approx(0.5)
    assert row["verdict"] == "stable"


def test_p_values_are_adjusted_within_the_chapter_over_what_is_comparable() -> None:
    before = wave("2014", SCHOOLS[:10], pilot=yes(0), letter=yes(0), asked_otherwise=yes(0))
    after = wave("2015", SCHOOLS[:10], pilot=yes(6), letter=yes(8), asked_otherwise=yes(10))
    one, two = 2 / 2**6, 2 / 2**8
    table = compared(
        before,
        after,
        indicator("pilot", {"pilot": "Y"}, progress="up"),
        indicator("letter", {"letter": "Y"}, progress="up"),
        indicator("broken", {"asked_otherwise": "Y"}, progress="up"),
        indicator("alone", {"pilot": "Y"}, progress="up", chapter="1.2"),
    )
    assert table["p_value"].tolist()[:2] == pytest.approx([one, two])
    assert table["p_adjusted"].tolist()[:2] == pytest.approx([one, 2 * two])
    assert table.loc["alone", "p_adjusted"] == pytest.approx(one)
    assert table["verdict"].tolist() == ["progresse", "progresse", "non comparable", "progresse"]


def test_a_broken_series_has_its_values_and_no_test() -> None:
    before = wave("2014", SCHOOLS[:10], asked_otherwise=yes(2))
    after = wave("2015", SCHOOLS[:10], asked_otherwise=yes(9))
    row = compared(before, after, indicator("i", {"asked_otherwise": "Y"})).loc["i"]
    assert same(row[["before", "after"]], [0.2, 0.9])
    assert row[["paired", "difference", "p_value", "p_adjusted"]].isna().all()
    assert row["verdict"] == "non comparable"
    assert row["reason"] == "la série est rompue"


@pytest.mark.parametrize(
    ("stated", "comparable"),
    [
        (indicator("i", {"pilot": "Y"}), True),
        (indicator("i", {"pilot": "Y", "type": "CLG"}, base={"secteur": "public"}), True),
        (indicator("i", {"pilot": "Y", "asked_otherwise": "Y"}), False),
        (indicator("i", {"pilot": "Y"}, base={"asked_otherwise": "Y"}), False),
        (indicator("i", ["trained", "asked_otherwise"], kind="ratio", base="teachers"), False),
    ],
)
def test_one_broken_question_breaks_the_indicator(stated: Indicator, comparable: bool) -> None:
    before, after = (wave(name, SCHOOLS[:2], pilot=yes(1, 2)) for name in ("2014", "2015"))
    assert (why_broken(stated, before, after) == "") is comparable


def test_a_change_that_is_not_declared_breaks_the_series() -> None:
    before, after = (wave(w, SCHOOLS[:10], undeclared=yes(5)) for w in ("2014", "2015"))
    row = compared(before, after, indicator("i", {"undeclared": "Y"})).loc["i"]
    assert row["verdict"] == "non comparable"
    assert row["reason"].endswith("sans que le dictionnaire des questions le déclare")


@pytest.mark.parametrize("which", ["2014", "2015"])
def test_a_label_that_is_not_decided_on_gives_no_verdict(which: str) -> None:
    waves = {w: wave(w, SCHOOLS[:10], pilot=yes(n)) for w, n in (("2014", 0), ("2015", 10))}
    stated = indicator("i", {"pilot": "Y"}, progress="up")
    assert compared(*waves.values(), stated).loc["i", "verdict"] == "progresse"
    waves[which] = dataclasses.replace(waves[which], undecided={"pilot": "libellé à trancher"})
    row = compared(*waves.values(), stated).loc["i"]
    assert (row["verdict"], row["reason"]) == ("non comparable", "libellé à trancher")
    assert pd.isna(row["p_value"])


def test_another_base_breaks_the_series() -> None:
    before, after = (wave(w, SCHOOLS[:10], pilot=yes(5), letter=yes(9)) for w in ("2014", "2015"))
    old = indicator("i", {"pilot": "Y"})
    new = indicator("i", {"pilot": "Y"}, base={"letter": "Y"})
    table = compare(
        before, after, {"2014": (old,), "2015": (new,)}, alpha=0.05, disclosure=5
    ).set_index("id")
    assert table.loc["i", "verdict"] == "non comparable"
    assert table.loc["i", "reason"] == "le champ ou le calcul a changé"
    assert same(table.loc["i", ["before", "after"]], [5 / 10, 5 / 9])


def test_another_numerator_breaks_the_series() -> None:
    before, after = (wave(w, SCHOOLS[:10], pilot=yes(5), letter=yes(9)) for w in ("2014", "2015"))
    old, new = indicator("i", {"pilot": "Y"}), indicator("i", {"letter": "Y"})
    table = compare(before, after, {"2014": (old,), "2015": (new,)}, alpha=0.05, disclosure=5)
    assert table["verdict"].tolist() == ["non comparable"]


def test_a_new_question_has_no_before() -> None:
    before = wave("2014", SCHOOLS[:10], pilot=yes(5))
    after = wave("2015", SCHOOLS[:10], letter=yes(5))
    table = compared(
        before, after, indicator("new", {"letter": "Y"}), indicator("old", {"pilot": "Y"})
    )
    assert table.index.tolist() == ["new"]
    assert same(table.loc["new", ["before", "after", "difference"]], [None, 0.5, None])
    assert table.loc["new", "verdict"] == "non comparable"


def test_a_filtered_share_is_paired_on_those_in_both_bases() -> None:
    before = wave("2014", SCHOOLS[:4], pilot=["Y", "Y", "N", "Y"], why=["Y", "N", None, None])
    after = wave("2015", SCHOOLS[:4], pilot=["Y", "Y", "Y", "Y"], why=["N", "Y", "Y", "Y"])
    row = compared(before, after, indicator("i", {"why": "Y"}, base={"pilot": "Y"})).loc["i"]
    assert math.isnan(row["paired"])  # two: it would tell how many changed their pilot
    assert same(row[["before", "after"]], [1 / 2, 3 / 4])
    assert same(row[["paired_before", "paired_after"]], [1 / 2, 1 / 2])


def test_nobody_in_both_waves_is_not_comparable() -> None:
    before = wave("2014", SCHOOLS[:3], pilot=yes(1, 3))
    after = wave("2015", SCHOOLS[3:6], pilot=yes(2, 3))
    row = compared(before, after, indicator("i", {"pilot": "Y"})).loc["i"]
    assert (row["paired"], row["verdict"]) == (0, "non comparable")


def test_a_mean_is_permuted_within_schools() -> None:
    before = wave("2014", SCHOOLS, hours=[1.0] * 12)
    after = wave("2015", SCHOOLS, hours=[3.0] * 11 + [None])
    row = compared(before, after, indicator("i", "hours", kind="mean", progress="up")).loc["i"]
    assert row["paired"] == 11
    assert same(row[["before", "after", "difference"]], [1, 3, 2])
    assert row["p_value"] == pytest.approx(2 / 2**11)  # exact: all eleven differences one way
    assert row["verdict"] == "progresse"


def test_a_ratio_is_compared_on_the_sums_of_paired_schools() -> None:
    common = {"teachers": [10.0, 30.0]}
    before = wave("2014", SCHOOLS[:2], trained=[1.0, 3.0], **common)
    after = wave("2015", SCHOOLS[:2], trained=[4.0, 4.0], **common)
    row = compared(before, after, indicator("i", ["trained"], kind="ratio", base="teachers")).loc[
        "i"
    ]
    assert same(row[["before", "after", "difference"]], [4 / 40, 8 / 40, 4 / 40])
    assert row["verdict"] == "stable"


def test_the_order_of_indicators_changes_nothing() -> None:
    hours = [float(n % 5) for n in range(12)]
    before = wave("2014", SCHOOLS, hours=hours, pilot=yes(3, 12))
    after = wave("2015", SCHOOLS, hours=[h + n % 3 for n, h in enumerate(hours)], pilot=yes(8, 12))
    stated = [indicator("a", "hours", kind="mean"), indicator("b", {"pilot": "Y"})]
    one, two = (compared(before, after, *order) for order in (stated, stated[::-1]))
    pd.testing.assert_frame_equal(one, two.loc[["a", "b"]])


def test_a_chapter_read_back_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "evolution.csv"
    path.write_text("id,chapter,before,verdict,reason\na,1.1,0.5,stable,\n", encoding="utf-8")
    row = read_changes(path).iloc[0]
    assert (row["chapter"], row["before"], row["reason"]) == ("1.1", 0.5, "")


def test_an_indicator_and_its_complement_count_once() -> None:
    before = wave("2014", SCHOOLS[:10], pilot=yes(0), letter=yes(0))
    after = wave("2015", SCHOOLS[:10], pilot=yes(6), letter=yes(8))
    has, lacks = indicator("has", {"pilot": "Y"}), indicator("lacks", {"pilot": "N"})
    letter = indicator("letter", {"letter": "Y"})
    for order in ((has, lacks, letter), (letter, lacks, has)):
        table = compared(before, after, *order)
        assert table.loc[["has", "lacks", "letter"], "p_adjusted"].tolist() == pytest.approx(
            [2 / 2**6, 2 / 2**6, 2 * 2 / 2**8]
        )


def test_alpha_decides_and_is_itself_not_significant() -> None:
    before, after = (wave(w, SCHOOLS[:10], pilot=yes(n)) for w, n in (("2014", 0), ("2015", 6)))
    stated = {"2014": (indicator("i", {"pilot": "Y"}),), "2015": (indicator("i", {"pilot": "Y"}),)}
    p = 2 / 2**6
    for alpha, verdict in ((p, "stable"), (p * 1.001, "progresse"), (p / 2, "stable")):
        table = compare(before, after, stated, alpha=alpha, disclosure=5)
        assert table["verdict"].tolist() == [verdict]
        assert table["smallest"].isna().tolist() == [verdict == "progresse"]


def test_what_could_have_been_seen_is_seen() -> None:
    """As many net moves as the smallest change says, among those that moved, change the verdict."""
    schools = [f"T{n:03}" for n in range(100)]
    panel = frame(*(f"{school} CLG public nord" for school in schools))

    def answers(name: str, given: list[str]) -> Responses:
        table = {s: {"pilot": g} for s, g in zip(schools, given, strict=True)}
        return responses((QUESTIONS[0],), table, panel, name=name)

    before = answers("2014", ["N"] * 50 + ["Y"] * 50)
    stated = indicator("i", {"pilot": "Y"})

    def moved(lost: int, gained: int) -> pd.Series:
        now = ["Y"] * gained + ["N"] * (50 - gained) + ["N"] * lost + ["Y"] * (50 - lost)
        return compared(before, answers("2015", now), stated).loc["i"]

    row = moved(12, 12)  # 24 schools changed: what is published as it is
    assert row["verdict"] == "stable"
    moves = round(row["smallest"] * 100)
    assert moves == 12  # 18 to 6: p = 0.023; 17 to 7 gives 0.064
    assert moved(6, 18)["verdict"] == "progresse"
    assert moved(7, 17)["verdict"] == "stable"
    assert moved(18, 6)["verdict"] == "recule"
