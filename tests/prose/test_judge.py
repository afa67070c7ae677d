"""What holds of a number, a rank, a change: claims and figures made by hand, no build."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from bilan.prose.check_statement import judge_statement
from bilan.prose.check_value import judge_rank
from bilan.prose.claims import (
    Amount,
    Between,
    Degree,
    Multiple,
    Noun,
    OutOf,
    Passage,
    Quantity,
    Rank,
    Shade,
    Shift,
    Trend,
)
from bilan.prose.data import Change, Estimate, Figures
from bilan.prose.judge import MEANINGLESS, Judgement, counts_of, judge_value, nearest_count
from bilan.prose.judge_change import gap_of, judge_change
from bilan.prose.tolerance import within
from bilan.prose.wordings import read_wordings
from bilan.survey.indicators import Statement

WORDINGS = read_wordings()
# 75 of 122 is 61.475… %; the bounds are those of eight missing schools.
SHARE = Estimate(
    "instance=comite",
    "share",
    "percent",
    Fraction(75, 122),
    Fraction(75),
    Fraction(122),
    Fraction(75, 130),
    Fraction(83, 130),
)
MEAN = Estimate("appels", "mean", "per_month", Fraction(31, 10), Fraction(310), Fraction(100))
PERCENT_MEAN = Estimate(
    "temps", "mean", "percent", Fraction(166, 10), Fraction(1660), Fraction(100)
)
COUNT_MEAN = Estimate(
    "champs", "count_mean", "number", Fraction(42, 10), Fraction(420), Fraction(100)
)
RATIO = Estimate("formes", "ratio", "percent", Fraction(340, 1000), Fraction(340), Fraction(1000))
HALF = replace(SHARE, value=Fraction(1, 2), numerator=Fraction(50), base=Fraction(100))
HALF_OF_TEACHERS = replace(RATIO, value=Fraction(1, 2), numerator=Fraction(500))


def judged(claim: Any, estimate: Estimate, counted: str = "") -> Judgement:
    return judge_value(claim, estimate, wordings=WORDINGS, counted=counted)


def percent(number: str, decimals: int = 0, **more: Any) -> Amount:
    return Amount(Fraction(number) / 100, "percent", decimals=decimals, **more)


def shade(below: str | None, above: str | None, *, strict: bool = False, gap: str = "0") -> Shade:
    """Margins as "points part", points as a share: "0.05 0.1"."""
    margins = [
        tuple(Fraction(n) for n in text.split()) if text else None for text in (below, above)
    ]
    return Shade("nuance", *margins, strict, Fraction(gap))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "estimate", "agrees"),
    [
        (percent("61"), SHARE, True),
        (percent("61.5", 1), SHARE, True),
        (percent("61.48", 2), SHARE, True),
        (percent("61.4", 1), SHARE, False),
        (percent("62"), SHARE, False),
        (percent("17"), PERCENT_MEAN, True),
        (percent("16.6", 1), PERCENT_MEAN, True),
        (percent("16"), PERCENT_MEAN, False),
        (percent("34"), RATIO, True),
        (percent("60", shade=shade(None, "0.05 0.1")), SHARE, True),
        (percent("55", shade=shade(None, "0.05 0.1")), SHARE, False),
        (percent("57", shade=shade(None, "0.04 0.1")), SHARE, False),
    ],
)
def test_a_percentage_is_the_share_at_its_written_rounding(
    claim: Amount, estimate: Estimate, agrees: bool
) -> None:
    assert judged(claim, estimate) == Judgement(agrees)


@pytest.mark.parametrize("estimate", [MEAN, COUNT_MEAN])
def test_a_percentage_says_nothing_of_a_mean_in_another_unit(estimate: Estimate) -> None:
    assert judged(percent("3"), estimate) == MEANINGLESS


@pytest.mark.parametrize("claim", [Amount(Fraction(5), "points")])
def test_what_is_no_value_says_nothing_of_an_estimate(claim: object) -> None:
    assert judged(claim, SHARE) == MEANINGLESS == Judgement(False, "valeur", "sans objet")


@pytest.mark.parametrize(
    ("claim", "estimate", "agrees"),
    [
        (OutOf(75, 122), SHARE, True),
        (OutOf(75, 123), SHARE, False),
        (OutOf(74, 122), SHARE, False),
        (OutOf(340, 1000), RATIO, True),
    ],
)
def test_so_many_of_so_many_are_numerator_and_base(
    claim: OutOf, estimate: Estimate, agrees: bool
) -> None:
    assert judged(claim, estimate) == Judgement(agrees, "effectif")


def test_so_many_of_so_many_say_nothing_of_a_mean() -> None:
    assert judged(OutOf(310, 100), MEAN) == MEANINGLESS


def test_two_ends_are_the_bounds() -> None:
    low, high = percent("57.7", 1), percent("63.8", 1)
    assert judged(Between(low, high), SHARE) == Judgement(True)
    assert judged(Between(low, percent("63.9", 1)), SHARE) == Judgement(False)
    assert judged(Between(percent("57.6", 1), high), SHARE) == Judgement(False)
    for missing in ("lower", "upper"):
        assert judged(Between(low, high), replace(SHARE, **{missing: None})) == MEANINGLESS


TWO_SIDES = [  # what the missing answers allow; whether it is surely above a half, or below
    ("0.51", "0.55", True, False),
    ("0.5", "0.55", False, False),
    ("0.48", "0.52", False, False),
    ("0.45", "0.5", False, False),
    ("0.45", "0.49", False, True),
]


@pytest.mark.parametrize(("lower", "upper", "above", "below"), TWO_SIDES)
def test_what_says_a_side_of_a_half_holds_whatever_the_missing_answers(
    lower: str, upper: str, above: bool, below: bool
) -> None:
    ends = {"lower": Fraction(lower), "upper": Fraction(upper)}
    middle = replace(SHARE, value=(ends["lower"] + ends["upper"]) / 2, **ends)
    in_percent = {name: 100 * end for name, end in ends.items()}
    mean = replace(PERCENT_MEAN, value=100 * middle.value, **in_percent)
    every = (Fraction(0), Fraction(1))
    for side, sure in (("au-dessus", above), ("au-dessous", below)):
        expected = Judgement(sure, reason="" if sure else "bornes")
        assert judged(Quantity(*every, side=side), middle) == expected
        shade_of = Shade("nuance", (Fraction(1), Fraction(1)), (Fraction(1), Fraction(1)), True,
                         side=side)  # fmt: skip
        half = Amount(Fraction(1, 2), "fraction", shade=shade_of)
        if middle.value != Fraction(1, 2):
            assert judged(half, middle) == expected
            assert judged(half, mean) == expected
            assert judged(replace(half, form="percent"), middle) == expected
        other = replace(half, number=Fraction(9, 20))
        if middle.value != Fraction(9, 20):
            assert judged(other, middle) == Judgement(True)  # a third, a quarter: no two camps


def test_at_least_a_half_may_be_the_half_itself() -> None:
    least = Shade("au moins", None, (Fraction(1), Fraction(1)), strict=False, side="au-dessus")
    half = Amount(Fraction(1, 2), "fraction", shade=least)
    from_half = replace(HALF, lower=Fraction(1, 2), upper=Fraction(6, 10))
    assert judged(half, from_half) == Judgement(True)
    assert judged(replace(half, shade=replace(least, strict=True)), from_half).agrees is False


def test_without_bounds_no_side_is_sure() -> None:
    majority = Quantity(Fraction(1, 2), Fraction(1), side="au-dessus")
    assert judged(majority, replace(RATIO, value=Fraction(9, 10))) == Judgement(
        False, reason="bornes"
    )


def test_a_quantity_holds_from_end_to_end_but_for_what_it_leaves_out() -> None:
    most = Quantity(Fraction(1, 2), Fraction(95, 100), without=(Fraction(1, 2),))
    shares = {
        Fraction(1, 2): False,
        Fraction(51, 100): True,
        Fraction(95, 100): True,
        Fraction(96, 100): False,
    }
    for value, agrees in shares.items():
        assert judged(most, replace(SHARE, value=value)) == Judgement(agrees)
    assert judged(Quantity(Fraction(1, 2), Fraction(1)), HALF) == Judgement(True)
    assert judged(most, RATIO) == Judgement(False)
    for mean in (MEAN, PERCENT_MEAN, COUNT_MEAN):
        assert judged(most, mean) == MEANINGLESS


@pytest.mark.parametrize(
    ("number", "share", "agrees"),
    [
        # 2.5 points at most, and nearer to it than to another fraction that people say.
        ("1/2", "0.475", True),
        ("1/2", "0.525", True),
        ("1/2", "0.474", False),
        ("1/2", "0.526", False),
        ("2/3", "0.6834", False),  # 3/4 lies nearer from 0.7083 on, 7/10 from 0.68333 on
        ("2/3", "0.6833", True),
        ("1/6", "0.1833", True),
        ("1/6", "0.18334", False),  # as near to a fifth
    ],
)
def test_a_fraction_is_the_nearest_that_people_say(number: str, share: str, agrees: bool) -> None:
    claim = Amount(Fraction(number), "fraction")
    assert judged(claim, replace(SHARE, value=Fraction(share))) == Judgement(agrees)


def test_a_fraction_as_near_to_another_is_neither() -> None:
    between = replace(SHARE, value=(Fraction(1, 6) + Fraction(1, 5)) / 2)
    for number in (Fraction(1, 6), Fraction(1, 5)):
        assert judged(Amount(number, "fraction"), between) == Judgement(False)


@pytest.mark.parametrize(
    ("noun", "estimate", "meant"),
    [
        ("établissements", HALF, True),
        ("enseignants", HALF, False),
        ("champs", HALF, False),
        ("enseignants", HALF_OF_TEACHERS, True),
        ("établissements", HALF_OF_TEACHERS, False),
        ("", HALF_OF_TEACHERS, True),
        ("", replace(PERCENT_MEAN, value=Fraction(50)), True),
        ("", MEAN, False),
        ("établissements", MEAN, False),
    ],
)
def test_a_fraction_counts_what_the_estimate_counts(
    noun: str, estimate: Estimate, meant: bool
) -> None:
    claim = Amount(Fraction(1, 2), "fraction", noun=WORDINGS.nouns.get(noun))
    unfit = Judgement(False, reason="champ") if noun else MEANINGLESS
    assert judged(claim, estimate) == (Judgement(True) if meant else unfit)


def test_a_shade_of_a_fraction_is_in_points_or_in_parts_of_it_whichever_is_less() -> None:
    claim = Amount(Fraction(1, 2), "fraction", shade=shade("0.05 0.5", None))
    for value, agrees in {"0.45": True, "0.449": False, "0.5": True, "0.501": False}.items():
        assert judged(claim, replace(SHARE, value=Fraction(value))) == Judgement(agrees)


@pytest.mark.parametrize(
    ("near", "number", "is_share", "inside", "outside"),
    [
        # Of points and part of the number, the less: 0.05 or a tenth.
        (shade("0.05 0.1", "0.05 0.1"), "0.4", True, ["0.36", "0.44"], ["0.359", "0.441"]),
        (shade("0.05 0.1", "0.05 0.1"), "0.8", True, ["0.75", "0.85"], ["0.749", "0.851"]),
        (shade("0.05 0.1", "0.02 0.1"), "0.4", True, ["0.36", "0.42"], ["0.359", "0.421"]),
        # A number that is no share has a part only.
        (shade("0.05 0.1", None), "4", False, ["3.6", "4"], ["3.59", "4.01"]),
        (shade(None, "0.05 0.1", strict=True), "0.4", True, ["0.401"], ["0.4", "0.399"]),
        (shade(None, "0.5 0.5", strict=True, gap="0.05"), "0.4", True, ["0.451"], ["0.45"]),
        (shade(None, "0.5 0.5", strict=True, gap="0.05"), "4", False, ["4.21"], ["4.2"]),
        (shade("0.5 0.5", None, strict=True, gap="0.05"), "0.4", True, ["0.349"], ["0.35"]),
        (shade(None, "0.5 0.5", gap="0.05"), "0.4", True, ["0.4", "0.41"], ["0.39"]),
    ],
)
def test_within(
    near: Shade, number: str, is_share: bool, inside: list[str], outside: list[str]
) -> None:
    found = [
        within(Fraction(value), Fraction(number), near, is_share=is_share)
        for value in (*inside, *outside)
    ]
    assert found == [True] * len(inside) + [False] * len(outside)


def count(number: str, decimals: int = 0, **more: Any) -> Amount:
    return Amount(Fraction(number), "number", decimals=decimals, **more)


SCHOOLS = {"noun": Noun("établissements", "établissements")}
TEACHERS = {"noun": Noun("enseignants", "enseignants")}
MONTHLY = {"noun": Noun("fois par mois", "valeur", indicators=("appels",))}
FIELDS = {"noun": Noun("champs", "valeur", indicators=("champs",))}


@pytest.mark.parametrize(
    ("claim", "estimate", "expected"),
    [
        (count("3.1", 1), MEAN, Judgement(True)),
        (count("3"), MEAN, Judgement(True)),
        (count("3", **MONTHLY), MEAN, Judgement(True)),
        (count("4", **MONTHLY), MEAN, Judgement(False)),
        (count("4", **MONTHLY), COUNT_MEAN, Judgement(False, reason="champ")),
        (count("4.2", 1, **FIELDS), COUNT_MEAN, Judgement(True)),
        (count("4.1", 1), COUNT_MEAN, Judgement(False)),
        (count("17"), PERCENT_MEAN, MEANINGLESS),
        (count("17", **MONTHLY), PERCENT_MEAN, Judgement(False, reason="champ")),
        # Of a mean, schools are its base.
        (count("100", **SCHOOLS), MEAN, Judgement(False, "base", "base")),
        (count("99", **SCHOOLS), MEAN, Judgement(False, "base")),
        (count("75"), SHARE, Judgement(True, "effectif")),
        (count("122", **SCHOOLS), SHARE, Judgement(False, "base", "base")),
        (count("122", noun=WORDINGS.nouns["répondants"]), SHARE, Judgement(True, "base")),
        (count("76", **SCHOOLS), SHARE, Judgement(False, "effectif")),
        (count("120"), SHARE, Judgement(False, "base")),
        (count("75.0", 1), SHARE, MEANINGLESS),
        (count("75", **TEACHERS), SHARE, Judgement(False, reason="champ")),
        (count("340", **TEACHERS), RATIO, Judgement(True, "effectif")),
        (count("340", **SCHOOLS), RATIO, Judgement(False, reason="champ")),
        (count("4", **FIELDS), SHARE, Judgement(False, reason="champ")),
        (count("70", shade=shade(None, "0.1 0.1", strict=True)), SHARE,
         Judgement(True, "effectif")),
        (count("75", shade=shade(None, "0.1 0.1", strict=True)), SHARE,
         Judgement(False, "effectif")),
        (count("3", shade=shade(None, "0 0.1")), MEAN, Judgement(True)),
        (count("3.2", 1, shade=shade(None, "0 0.1")), MEAN, Judgement(False)),
    ],
)  # fmt: skip
def test_a_number_is_a_count_of_a_share_or_the_value_of_a_mean(
    claim: Amount, estimate: Estimate, expected: Judgement
) -> None:
    assert judged(claim, estimate) == expected


@pytest.mark.parametrize(
    ("counted", "estimate", "expected"),
    [
        ("", SHARE, [("effectif", 75), ("base", 122)]),
        ("effectif", SHARE, [("effectif", 75)]),
        ("base", SHARE, [("base", 122)]),
        ("reste", SHARE, [("reste", 47)]),
        ("", RATIO, [("effectif", 340), ("base", 1000)]),
        ("", MEAN, [("base", 100)]),
        ("effectif", MEAN, []),
        ("base", COUNT_MEAN, [("base", 100)]),
    ],
)
def test_counts_that_a_number_may_be(
    counted: str, estimate: Estimate, expected: list[tuple[str, int]]
) -> None:
    assert counts_of(estimate, counted) == expected
    for name, number in expected:
        assert judged(count(str(number)), estimate, counted or name) == Judgement(True, name)  # type: ignore[arg-type]


def test_without_a_count_that_is_asked_for_numerator_and_base_are_meant() -> None:
    assert counts_of(SHARE) == [("effectif", 75), ("base", 122)]
    found = judge_value(count("75"), SHARE, wordings=WORDINGS)
    assert found == Judgement(True, "effectif")


def test_a_count_that_is_asked_for_is_no_other() -> None:
    assert judged(count("122"), SHARE, "effectif") == Judgement(False, "effectif")
    assert judged(count("75"), SHARE, "reste") == Judgement(False, "reste")
    assert judged(count("310"), MEAN, "effectif") == Judgement(False, "base")


@pytest.mark.parametrize(
    ("number", "counted", "expected"),
    [
        ("76", "", ("effectif", 75, True)),
        ("120", "", ("base", 122, True)),
        # As near: 47 of 75 and 122 alike; a third of the way is not near enough.
        ("90", "", ("effectif", 75, True)),
        ("91", "", ("effectif", 75, False)),
        ("98", "", ("effectif", 75, False)),
        ("99", "", ("base", 122, False)),
        ("98", "base", ("base", 122, True)),
        ("1", "reste", ("reste", 47, True)),
    ],
)
def test_the_count_that_a_wrong_number_meant(
    number: str, counted: str, expected: tuple[str, int, bool]
) -> None:
    assert nearest_count(count(number), SHARE, counted) == expected


def test_a_mean_has_no_numerator_that_a_number_could_mean() -> None:
    assert nearest_count(count("1"), MEAN, "effectif") == ("base", 100, False)


def test_two_counts_as_near_are_not_told_apart() -> None:
    # 15 from one, 30 from the other: not less than half as far.
    even = replace(SHARE, numerator=Fraction(75), base=Fraction(120))
    assert nearest_count(count("90"), even) == ("effectif", 75, False)


def option_share(name: str, value: Fraction) -> Estimate:
    question, _, option = name.partition("=")
    return replace(HALF, id=name, value=value, question=question, option=option)


def figures(**parts: Any) -> Figures:
    """Figures of 2015, of a question with three options and of a yes-no question."""
    shares = {"body=a": "0.5", "body=b": "0.3", "body=c": "0.2", "pilot=Y": "0.9", "pilot=N": "0.1"}
    known = {name: option_share(name, Fraction(value)) for name, value in shares.items()}
    given: dict[str, Any] = {
        name: {} for name in ("by_group", "changes", "links", "days", "indicators")
    }
    return Figures(
        "2015", "2014", **(given | {"estimates": {"2015": known}, "alpha": 0.05} | parts)
    )


@pytest.mark.parametrize(
    ("option", "holding"),
    [("body=a", [1, -3]), ("body=b", [2, -2]), ("body=c", [3, -1])],
)
def test_a_rank_is_counted_from_either_end(option: str, holding: list[int]) -> None:
    known = figures()
    for position in (1, 2, 3, -1, -2, -3):
        estimate = known.estimates["2015"][option]
        found = judge_rank(Rank(position), estimate, figures=known, wave="2015")
        assert found == Judgement(position in holding, "rang")


def test_a_tie_has_no_rank() -> None:
    known = figures()
    tied = {**known.estimates["2015"], "body=b": option_share("body=b", HALF.value)}
    for name in ("body=a", "body=b"):
        found = judge_rank(
            Rank(1), tied[name], figures=figures(estimates={"2015": tied}), wave="2015"
        )
        assert found == Judgement(False, "rang", "égalité")
    last = judge_rank(
        Rank(3), tied["body=c"], figures=figures(estimates={"2015": tied}), wave="2015"
    )
    assert last == Judgement(True, "rang")


def test_yes_or_no_has_no_rank() -> None:
    known = figures()
    estimate = known.estimates["2015"]["pilot=Y"]
    found = judge_rank(Rank(1), estimate, figures=known, wave="2015")
    assert found == Judgement(False, "rang", "sans objet")


ROSE = Change("i", Fraction(60, 100), Fraction(71, 100), 118, 0.12, 0.004, "progresse")
FELL = Change("i", Fraction(60, 100), Fraction(49, 100), 118, -0.12, 0.004, "progresse")
KEPT = Change("i", Fraction(60, 100), Fraction(61, 100), 118, 0.01, 0.8, "stable")
BROKEN = Change("i", Fraction(60, 100), Fraction(61, 100), None, None, None, "non comparable")


def change_of(claim: Trend | Amount, change: Change, *, unit: str = "percent", kind: str = "share"):  # type: ignore[no-untyped-def]
    return judge_change(claim, change, unit=unit, kind=kind, wordings=WORDINGS)


def trend(sense: Any, **more: Any) -> Trend:
    return Trend(sense, False, **more)


@pytest.mark.parametrize(
    ("sense", "change", "reason"),
    [
        ("hausse", ROSE, ""),
        ("hausse", FELL, "sens"),
        ("hausse", KEPT, "stable"),
        ("hausse", BROKEN, "non comparable"),
        ("baisse", ROSE, "sens"),
        ("baisse", FELL, ""),
        ("baisse", KEPT, "stable"),
        ("stable", ROSE, "établie"),
        ("stable", replace(FELL, verdict="recule"), "établie"),
        ("stable", KEPT, ""),
        ("stable", BROKEN, "non comparable"),
        ("non comparable", BROKEN, ""),
        ("non comparable", ROSE, "comparable"),
        ("non comparable", KEPT, "comparable"),
        ("non comparable", replace(ROSE, before=None), ""),
        ("non comparable", replace(ROSE, after=None), ""),
        ("hausse", replace(ROSE, before=None), "non comparable"),
        ("hausse", replace(ROSE, after=None), "non comparable"),
        ("hausse", replace(ROSE, difference=None), "non comparable"),
        # The published values and the paired schools must go the same way.
        ("hausse", replace(ROSE, after=Fraction(60, 100)), "sens"),
        ("hausse", replace(ROSE, after=Fraction(59, 100)), "sens"),
        ("hausse", replace(ROSE, difference=0.0), "sens"),
        ("hausse", replace(ROSE, difference=-0.12), "sens"),
        ("baisse", replace(FELL, difference=0.12), "sens"),
        ("baisse", replace(FELL, after=Fraction(61, 100)), "sens"),
    ],
)
def test_a_verb_of_change(sense: str, change: Change, reason: str) -> None:
    assert change_of(trend(sense), change) == Judgement(not reason, "évolution", reason)


def test_a_verb_may_carry_a_verdict() -> None:
    assert change_of(trend("hausse", verdict="progresse"), ROSE).agrees
    fault = change_of(trend("hausse", verdict="recule"), ROSE)
    assert fault == Judgement(False, "évolution", "jugement")


CLEARLY = Degree("nettement", (0.05, 0.1), (0.2, 0.5))


@pytest.mark.parametrize(
    ("kind", "unit", "change", "holds"),
    [
        ("share", "percent", ROSE, True),
        # Whatever Holm made of the p-value: the verdict has judged it.
        ("share", "percent", replace(ROSE, p_adjusted=0.049), True),
        ("share", "percent", replace(ROSE, difference=0.05), True),
        ("share", "percent", replace(ROSE, difference=0.049), False),
        ("share", "percent", replace(ROSE, difference=0.2), True),
        ("share", "percent", replace(ROSE, difference=0.201), False),
        # Of points they are too many, of the value before (0.6) they would be a half.
        ("share", "number", replace(ROSE, difference=0.3), False),
        ("ratio", "number", replace(ROSE, difference=0.3), False),
        # A mean in percent counts points, another one its part of the mean before.
        ("mean", "percent", replace(ROSE, difference=5.0), True),
        ("mean", "percent", replace(ROSE, difference=4.9), False),
        (
            "mean",
            "number",
            replace(ROSE, before=Fraction(10), after=Fraction(11), difference=1.0),
            True,
        ),
        (
            "mean",
            "number",
            replace(ROSE, before=Fraction(10), after=Fraction(11), difference=0.9),
            False,
        ),
        (
            "mean",
            "number",
            replace(ROSE, before=Fraction(10), after=Fraction(15), difference=5.0),
            True,
        ),
        (
            "mean",
            "number",
            replace(ROSE, before=Fraction(10), after=Fraction(16), difference=5.1),
            False,
        ),
        (
            "mean",
            "number",
            replace(ROSE, before=Fraction(-10), after=Fraction(-9), difference=1.0),
            True,
        ),
        (
            "mean",
            "number",
            replace(ROSE, before=Fraction(0), after=Fraction(1), difference=0.2),
            True,
        ),
        (
            "mean",
            "number",
            replace(ROSE, before=Fraction(0), after=Fraction(1), difference=0.6),
            False,
        ),
        (
            "count_mean",
            "number",
            replace(ROSE, before=Fraction(10), after=Fraction(11), difference=1.0),
            True,
        ),
    ],
)
def test_a_degree_asks_for_a_size_and_a_certainty(
    kind: str, unit: str, change: Change, holds: bool
) -> None:
    found = change_of(trend("hausse", degree=CLEARLY), change, unit=unit, kind=kind)
    assert found == Judgement(holds, "évolution", "" if holds else "degré")


def test_a_fall_has_a_degree_too() -> None:
    assert change_of(trend("baisse", degree=CLEARLY), FELL) == Judgement(True, "évolution")


def shift(
    number: str, decimals: int = 0, *, sign: int = 0, way: str = "", neutral: bool = False
) -> Shift:
    amount = Amount(Fraction(number), "points", decimals=decimals, sign=sign)
    return Shift(amount, trend(way) if way else None, neutral=neutral)


def passage(before: str, after: str) -> Passage:
    return Passage(percent(before), percent(after))


STILL = replace(ROSE, verdict="stable")


def test_schools_that_are_compared_are_said_to_be() -> None:
    for number, said, right in (("118", True, True), ("118", False, False), ("117", True, False)):
        found = judge_change(
            count(number), ROSE, unit="percent", kind="share", wordings=WORDINGS, says_paired=said
        )  # fmt: skip
        assert found.agrees is right


def test_points_that_are_said_not_to_be_established_are_only_a_number() -> None:
    said = shift("11", sign=1)
    found = judge_change(
        said, STILL, unit="percent", kind="share", wordings=WORDINGS, reserved=True
    )
    assert found == Judgement(True, "écart")


@pytest.mark.parametrize(
    ("claim", "kind", "unit", "change", "expected"),
    [
        (shift("11", way="hausse"), "share", "percent", ROSE, Judgement(True, "évolution")),
        (shift("11", way="baisse"), "share", "percent", ROSE, Judgement(False, "écart")),
        (shift("11"), "share", "percent", ROSE, Judgement(False, "écart", "sans sens")),
        (shift("11", sign=1), "share", "percent", ROSE, Judgement(True, "écart")),
        (shift("11", sign=-1), "share", "percent", ROSE, Judgement(False, "écart")),
        (shift("11", sign=-1, way="hausse"), "share", "percent", ROSE,
         Judgement(False, "écart", "sens")),
        (shift("12", sign=1), "share", "percent", ROSE, Judgement(False, "écart")),
        (shift("11", neutral=True), "share", "percent", FELL, Judgement(True, "écart")),
        (shift("11", sign=-1), "share", "percent", FELL, Judgement(True, "écart")),
        (shift("11", sign=1), "share", "percent", FELL, Judgement(False, "écart")),
        (shift("11.0", 1, sign=1), "ratio", "percent", ROSE, Judgement(True, "écart")),
        (shift("1", sign=1), "share", "number", ROSE, Judgement(False, "écart", "sans objet")),
        (Shift(count("1", sign=1)), "share", "percent", ROSE,
         Judgement(False, "écart", "sans objet")),
        (Shift(count("0.11", 2, sign=1)), "mean", "number", ROSE, Judgement(True, "écart")),
        (shift("11", sign=1), "share", "percent", BROKEN,
         Judgement(False, "écart", "non comparable")),
        (shift("11", sign=1), "share", "percent", STILL, Judgement(False, "écart", "stable")),
        (shift("11", way="hausse"), "share", "percent", STILL,
         Judgement(False, "évolution", "stable")),
        (shift("11", neutral=True), "share", "percent", STILL, Judgement(True, "écart")),
        (shift("0.5", 1, neutral=True), "share", "percent",
         replace(ROSE, after=Fraction(605, 1000)), Judgement(True, "écart")),
        (passage("60", "71"), "share", "percent", ROSE, Judgement(True, "évolution")),
        (passage("60", "72"), "share", "percent", ROSE, Judgement(False, "évolution")),
        (passage("61", "71"), "share", "percent", ROSE, Judgement(False, "évolution")),
        (passage("60", "71"), "share", "percent", STILL, Judgement(False, "évolution", "stable")),
        (Multiple(Fraction(11, 10), Fraction(12, 10)), "share", "percent", ROSE,
         Judgement(True, "évolution")),
        (Multiple(Fraction(19, 10), Fraction(21, 10)), "share", "percent", ROSE,
         Judgement(False, "évolution")),
        (Multiple(Fraction(11, 10), Fraction(12, 10)), "share", "percent", STILL,
         Judgement(False, "évolution", "stable")),
    ],
)  # fmt: skip
def test_a_number_of_a_change(
    claim: Amount, kind: str, unit: str, change: Change, expected: Judgement
) -> None:
    assert change_of(claim, change, unit=unit, kind=kind) == expected


def test_the_gap_between_two_waves() -> None:
    assert gap_of(ROSE, "share") == gap_of(ROSE, "ratio") == 11
    assert gap_of(ROSE, "mean") == gap_of(ROSE, "count_mean") == Fraction(11, 100)
    assert gap_of(FELL, "share") == -11
    assert gap_of(BROKEN, "share") is None
    assert gap_of(replace(ROSE, before=None), "share") is None
    assert gap_of(replace(ROSE, after=None), "share") is None


def stated(**parts: Any) -> dict[str, Statement]:
    return {"s": Statement(id="s", **parts)}


@pytest.mark.parametrize(
    ("indicators", "below", "holds"),
    [
        (["body=c"], ["body=a", "body=b"], True),
        (["body=b", "body=c"], ["body=a"], True),
        (["body=a", "body=c"], ["body=b"], False),
        (["body=b"], ["body=a", "body=c"], False),
        (["body=b"], ["body=b"], False),
        (["body=c", "gone"], ["body=a", "gone"], True),
    ],
)
def test_an_order_holds_where_all_lie_below_all(
    indicators: list[str], below: list[str], holds: bool
) -> None:
    known = figures(statements=stated(kind="order", indicators=indicators, below=below))
    for affirmed in (True, False):
        found = judge_statement("s", affirmed=affirmed, figures=known)
        assert found == Judgement(holds == affirmed)


@pytest.mark.parametrize("sides", [(["gone"], ["body=a"]), (["body=a"], ["gone"])])
def test_an_order_of_what_is_not_estimated_says_nothing(sides: tuple[list[str], list[str]]) -> None:
    known = figures(statements=stated(kind="order", indicators=sides[0], below=sides[1]))
    for affirmed in (True, False):
        assert judge_statement("s", affirmed=affirmed, figures=known) == MEANINGLESS


LINKS = {("body", "a"): 0.2, ("body", "b"): 0.03, ("other", "a"): 0.001}


@pytest.mark.parametrize(
    ("question", "alpha", "holds"),
    [("body", 0.05, True), ("body", 0.03, False), ("other", 0.001, False)],
)
def test_a_link_is_that_of_the_question(question: str, alpha: float, holds: bool) -> None:
    known = figures(
        links=LINKS, alpha=alpha, statements=stated(kind="significant", question=question)
    )
    for affirmed in (True, False):
        found = judge_statement("s", affirmed=affirmed, figures=known)
        assert found == Judgement(holds == affirmed)


@pytest.mark.parametrize("question", ["none", "part", "hidden"])
def test_where_a_test_is_not_published_a_text_says_neither(question: str) -> None:
    links = {**LINKS, ("part", "a"): None, ("part", "b"): 0.2, ("hidden", "a"): None}
    known = figures(links=links, statements=stated(kind="significant", question=question))
    for affirmed in (True, False):
        found = judge_statement("s", affirmed=affirmed, figures=known)
        assert found == Judgement(False, reason="secret")


def test_one_published_test_is_enough_for_a_link() -> None:
    links = {("body", "a"): None, ("body", "b"): 0.03}
    known = figures(links=links, statements=stated(kind="significant", question="body"))
    assert judge_statement("s", affirmed=True, figures=known) == Judgement(True)
    assert judge_statement("s", affirmed=False, figures=known) == Judgement(False)


@pytest.mark.parametrize(
    ("shares", "ordered"),
    [
        ({"CLG": "0.6", "LGT": "0.4", "PRO": "0.2"}, True),
        ({"CLG": "0.6", "LGT": "0.6", "LP": "0.2"}, True),
        ({"CLG": "0.4", "LGT": "0.6", "LP": "0.2"}, False),
        ({"CLG": "0.6", "LGT": "0.1", "LP": "0.2"}, False),
        ({"CLG": "0.6", "LP": "0.2"}, True),
        ({"CLG": "0.1", "LP": "0.2"}, False),
        ({}, True),
    ],
)
def test_a_link_also_says_which_types_give_the_answer_most(
    shares: dict[str, str], ordered: bool
) -> None:
    strongest = {"b": ["CLG", "LGT", "LP"], "c": ["LP"]}
    known = figures(
        links=LINKS,
        by_group={("body=b", kind): Fraction(share) for kind, share in shares.items()},
        statements=stated(kind="significant", question="body", strongest=strongest),
    )
    expected = Judgement(True) if ordered else Judgement(False, reason="ordre")
    assert judge_statement("s", affirmed=True, figures=known) == expected
    assert judge_statement("s", affirmed=False, figures=known) == Judgement(False)
