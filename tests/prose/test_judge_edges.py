"""Where a claim begins and ceases to hold: one case on either side of each edge."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from builders import indicator

from bilan.prose.claims import (
    Amount,
    Between,
    Changed,
    Counted,
    Multiple,
    Noun,
    OutOf,
    Passage,
    Shade,
    Shift,
    Trend,
)
from bilan.prose.data import Change, Estimate
from bilan.prose.judge import MEANINGLESS, Judgement, judge_value, noun_fits
from bilan.prose.judge_change import judge_change
from bilan.prose.wordings import read_wordings
from bilan.survey.indicators import Indicator

WORDINGS = read_wordings()
SHARE = Estimate("letter", "share", "percent", Fraction(2, 5), Fraction(40), Fraction(100))
RATE = Indicator(
    id="letter", label="", chapter="1.1", kind="share", unit="percent", numerator={}, base="asked",
    base_label="EPLE",
)  # fmt: skip


def percent(number: str, decimals: int = 0, **more: Any) -> Amount:
    return Amount(Fraction(number) / 100, "percent", decimals=decimals, **more)


def count(number: str, decimals: int = 0, **more: Any) -> Amount:
    return Amount(Fraction(number), "number", decimals=decimals, **more)


def judged(claim: Any, estimate: Estimate = SHARE, **more: Any) -> Judgement:
    return judge_value(claim, estimate, wordings=WORDINGS, **more)


@pytest.mark.parametrize(
    ("low", "high", "agrees"),
    [
        (percent("35"), percent("45"), True),
        (percent("40"), percent("45"), True),  # an end belongs to what lies between
        (percent("35"), percent("40"), True),
        (percent("41"), percent("45"), False),
        (percent("35"), percent("39"), False),
        (percent("34"), percent("45"), False),  # eleven points are too far apart
        (percent("35.0", 1), percent("45"), False),
        (percent("35"), percent("45.0", 1), False),
    ],
)
def test_a_value_lies_between_two_round_numbers(low: Amount, high: Amount, agrees: bool) -> None:
    bounded = replace(SHARE, lower=Fraction(39, 100), upper=Fraction(42, 100))
    assert judged(Between(low, high), bounded) == Judgement(agrees)


def test_without_bounds_no_tenth_of_a_percent_is_a_bound() -> None:
    assert judged(Between(percent("35"), percent("45"))) == Judgement(True)
    assert judged(Between(percent("35.0", 1), percent("45.0", 1))) == MEANINGLESS
    assert judged(Between(count("35"), count("45"))) == MEANINGLESS


@pytest.mark.parametrize(
    ("number", "counted", "expected"),
    [
        ("40", "", Judgement(True, "effectif")),
        ("60", "reste", Judgement(False, "reste", "peu")),
        ("100", "base", Judgement(False, "base", "peu")),  # all of them are not few
    ],
)
def test_only_what_is_few_is_said_to_be(number: str, counted: str, expected: Judgement) -> None:
    assert judged(count(number, few=True), counted=counted) == expected


@pytest.mark.parametrize(("value", "few"), [("0.5", True), ("0.51", False)])
def test_half_is_the_most_that_is_few(value: str, few: bool) -> None:
    of = Fraction(value)
    estimate = replace(SHARE, value=of, numerator=100 * of)
    expected = Judgement(few, "effectif", "" if few else "peu")
    assert judged(count(str(100 * of), few=True), estimate) == expected
    rest = replace(SHARE, value=1 - of, numerator=100 - 100 * of)
    expected = Judgement(few, "reste", "" if few else "peu")
    assert judged(count(str(100 * of), few=True), rest, counted="reste") == expected


@pytest.mark.parametrize(
    ("noun", "indicator", "holding"),
    [
        ("base", None, {"100": "base"}),
        ("réponses", None, {"100": "base"}),
        ("base", RATE, {"40": "effectif"}),
        ("réponses", RATE, {"40": "effectif"}),
        ("reste", RATE, {"60": "reste"}),
        ("établissements", RATE, {"40": "effectif", "100": "base"}),
    ],
)
def test_a_noun_says_which_count_is_meant(
    noun: Counted, indicator: Indicator | None, holding: dict[str, str]
) -> None:
    for number in ("40", "60", "100"):
        claim = count(number, noun=Noun("mot", noun))
        found = judged(claim, indicator=indicator, says_base=True)
        assert found.agrees == (number in holding), number
        if found.agrees:
            assert found.matched == holding[number]


def test_those_who_did_not_answer_are_the_rest_of_a_rate_alone() -> None:
    claim = count("60", noun=Noun("mot", "reste"))
    other = Indicator(
        id="letter", label="", chapter="1.1", kind="share", unit="percent", base="all",
        numerator={"letter": "Y"}, base_label="EPLE",
    )  # fmt: skip
    for counting in (None, other):
        assert judged(claim, indicator=counting) == Judgement(False, reason="champ")
    share = percent("40", noun=Noun("mot", "reste"))
    assert judged(share, indicator=RATE) == Judgement(False, reason="champ")


ROSE = Change("x", Fraction(24, 10), Fraction(32, 10), 100, 0.8, 0.01, "progresse")
UP, DOWN = "évolution", Trend("baisse", False)


def changed(claim: Changed, change: Change, *, unit: str, kind: str) -> Judgement:
    return judge_change(claim, change, unit=unit, kind=kind, wordings=WORDINGS)


@pytest.mark.parametrize(
    ("before", "after", "agrees"),
    [
        (count("2.4", 1), count("3.2", 1), True),
        (count("2"), count("3"), True),
        (count("2.3", 1), count("3.2", 1), False),
        (count("2.4", 1), count("3.3", 1), False),
        (count("2.40", 2), count("3.21", 2), False),
    ],
)
def test_both_ends_of_a_change_of_a_mean_are_right(
    before: Amount, after: Amount, agrees: bool
) -> None:
    found = changed(Passage(before, after), ROSE, unit="number", kind="mean")
    assert found == Judgement(agrees, UP)


def test_a_mean_in_percent_is_read_in_hundredths() -> None:
    claim = Passage(percent("24"), percent("32"))
    mean = replace(ROSE, before=Fraction(24), after=Fraction(32), difference=8.0)
    assert changed(claim, mean, unit="percent", kind="mean") == Judgement(True, UP)
    share = replace(ROSE, before=Fraction(24, 100), after=Fraction(32, 100), difference=0.08)
    assert changed(claim, share, unit="percent", kind="share") == Judgement(True, UP)
    assert changed(claim, share, unit="percent", kind="mean") == Judgement(False, UP)
    wide = replace(ROSE, before=Fraction(2525, 100), after=Fraction(9595, 100), difference=70.0)
    tenths = Passage(percent("25.2", 1), percent("95.9", 1))
    exact = replace(wide, before=Fraction(252, 10), after=Fraction(959, 10))
    assert changed(tenths, exact, unit="percent", kind="mean") == Judgement(True, UP)


def test_a_passage_is_read_in_the_unit_of_the_indicator() -> None:
    meaningless = Judgement(False, UP, "sans objet")
    numbers = Passage(count("2.4", 1), count("3.2", 1))
    for claim in (numbers, replace(numbers, before=percent("240"))):
        assert changed(claim, ROSE, unit="percent", kind="mean") == meaningless
    percents = Passage(percent("240"), percent("320"))
    for claim in (percents, replace(percents, before=count("2.4", 1))):
        assert changed(claim, ROSE, unit="number", kind="mean") == meaningless


@pytest.mark.parametrize(
    "broken", [{"before": None}, {"after": None}, {"verdict": "non comparable"}]
)
def test_a_passage_between_waves_that_are_not_compared(broken: dict[str, Any]) -> None:
    claim = Passage(count("2.4", 1), count("3.2", 1))
    found = changed(claim, replace(ROSE, **broken), unit="number", kind="mean")
    assert found == Judgement(False, UP, "non comparable")


def test_a_passage_goes_the_way_that_its_ends_or_its_verb_say() -> None:
    claim = Passage(count("3.2", 1), count("2.4", 1))
    fell = replace(ROSE, before=ROSE.after, after=ROSE.before, difference=-0.8, verdict="recule")
    assert changed(claim, fell, unit="number", kind="mean") == Judgement(True, UP)
    said = replace(claim, trend=DOWN)
    assert changed(said, fell, unit="number", kind="mean") == Judgement(True, UP)
    rising = replace(claim, trend=Trend("hausse", False))
    assert not changed(rising, fell, unit="number", kind="mean").agrees


def of(base: Any) -> Indicator:
    return indicator("letter", {"letter": "Y"}, base=base)


def noun(counted: Counted, types: tuple[str, ...] = (), indicators: tuple[str, ...] = ()) -> Noun:
    return Noun("mot", counted, types, indicators)


SCHOOLS = noun("établissements")
COLLEGES = noun("établissements", ("CLG",))
LYCEES = noun("établissements", ("LGT", "LP"))
MEAN = replace(SHARE, kind="mean", unit="number", value=Fraction(3))
COUNT_MEAN, RATIO = replace(MEAN, kind="count_mean"), replace(SHARE, kind="ratio")
ALL, METICE = of("all"), of({"subject": "metice"})


@pytest.mark.parametrize(
    ("counted", "estimate", "counting", "fits"),
    [
        # a noun of some types counts an indicator of these types, or of some of them
        (COLLEGES, SHARE, of({"type": "CLG"}), True),
        (COLLEGES, SHARE, of({"type": ["CLG", "LGT"]}), False),
        (COLLEGES, SHARE, ALL, False),
        (COLLEGES, SHARE, None, False),
        (LYCEES, SHARE, of({"type": "LP"}), True),
        (LYCEES, SHARE, of({"type": ["LGT", "LP"]}), True),
        (LYCEES, SHARE, of({"type": "CLG"}), False),
        # schools, without more, are all of them
        (SCHOOLS, SHARE, ALL, True),
        (SCHOOLS, SHARE, None, True),
        (SCHOOLS, SHARE, METICE, False),
        (SCHOOLS, SHARE, of({"type": "CLG"}), False),
        (COLLEGES, SHARE, of({"type": "CLG", "subject": "metice"}), False),
        # a noun of these indicators alone says of which schools they are
        (noun("établissements", (), ("letter",)), SHARE, of({"type": "CLG"}), True),
        (noun("établissements", (), ("letter",)), SHARE, METICE, False),
        (noun("établissements", (), ("other",)), SHARE, ALL, False),
        # a share of schools is none of a mean or of teachers
        (SCHOOLS, MEAN, ALL, False),
        (SCHOOLS, RATIO, ALL, False),
        (noun("enseignants"), RATIO, ALL, True),
        (noun("enseignants"), SHARE, ALL, False),
        # « 83 % des cas »: of whatever the sentence speaks
        (noun("cas"), SHARE, METICE, True),
        (noun("cas"), RATIO, ALL, False),
        (noun("valeur"), MEAN, ALL, False),
    ],
)
def test_what_a_share_is_said_to_be_of(
    counted: Noun, estimate: Estimate, counting: Indicator | None, fits: bool
) -> None:
    claim = percent("40", noun=counted)
    assert noun_fits(counted, claim, estimate, counting) is fits
    said = judged(claim, estimate, indicator=counting)
    assert (said.reason != "champ") is fits
    if counted.counted == "établissements" and not counted.indicators and not counted.types:
        assert noun_fits(counted, claim, SHARE, counting, says_field=True)
        assert judged(claim, indicator=counting, says_field=True) == Judgement(True)


@pytest.mark.parametrize(
    ("counted", "estimate", "fits"),
    [
        (noun("valeur"), MEAN, True),
        (noun("valeur"), COUNT_MEAN, True),
        (noun("valeur"), SHARE, False),
        (SCHOOLS, SHARE, True),
        (SCHOOLS, RATIO, False),
        (noun("enseignants"), RATIO, True),
    ],
)
def test_what_a_number_counts(counted: Noun, estimate: Estimate, fits: bool) -> None:
    assert noun_fits(counted, count("3", noun=counted), estimate, METICE) is fits
    if counted.counted == "établissements":
        assert noun_fits(counted, OutOf(40, 100, counted), estimate, METICE) is fits


@pytest.mark.parametrize(("averaged", "reason"), [(True, "moyenne"), (False, "")])
def test_a_share_of_schools_is_no_mean(averaged: bool, reason: str) -> None:
    expected = Judgement(not averaged, reason=reason)
    assert judged(percent("40", averaged=averaged)) == expected
    assert judged(count("3", averaged=averaged), MEAN) == Judgement(True)


def test_a_number_of_schools_is_none_of_a_ratio_of_teachers() -> None:
    teachers = judged(count("40", noun=noun("enseignants")), RATIO)
    assert teachers == Judgement(True, "effectif")
    assert judged(count("40"), RATIO) == Judgement(True, "effectif")
    assert judged(count("40", noun=noun("base")), RATIO, indicator=ALL).reason == "champ"


def points(number: str, decimals: int = 0, **more: Any) -> Amount:
    return Amount(Fraction(number), "points", decimals=decimals, **more)


PAIRED = "appariés"
GREW = Change("x", Fraction(60, 100), Fraction(71, 100), 118, 0.12, 0.004, "progresse")
FELL = Change("x", Fraction(60, 100), Fraction(49, 100), 118, -0.12, 0.004, "recule")
UNSURE = replace(GREW, verdict="stable")


@pytest.mark.parametrize(
    ("claim", "said", "expected"),
    [
        (count("118"), True, Judgement(True, PAIRED)),
        (count("118"), False, Judgement(False, PAIRED, PAIRED)),
        (count("117"), True, Judgement(False, PAIRED)),
        (count("117"), False, Judgement(False, PAIRED)),
        (count("118", noun=SCHOOLS), True, Judgement(True, PAIRED)),
        # of some types or indicators, they are not all that were compared
        (count("118", noun=COLLEGES), True, Judgement(False, PAIRED)),
        (count("118", noun=noun("établissements", (), ("x",))), True, Judgement(False, PAIRED)),
    ],
)
def test_how_many_schools_are_compared(claim: Amount, said: bool, expected: Judgement) -> None:
    known: Any = {"unit": "percent", "kind": "share", "wordings": WORDINGS}
    assert judge_change(claim, GREW, **known, says_paired=said) == expected
    if not said:
        assert judge_change(claim, GREW, **known) == expected


@pytest.mark.parametrize(
    ("low", "high", "change", "agrees"),
    [
        (Fraction(11, 10), Fraction(12, 10), GREW, True),
        (Fraction(71, 60), Fraction(2), GREW, True),  # the ends belong to it
        (Fraction(11, 10), Fraction(71, 60), GREW, True),
        (Fraction(12, 10), Fraction(13, 10), GREW, False),
        (Fraction(8, 10), Fraction(9, 10), FELL, True),  # below one, it falls
        (Fraction(4, 10), Fraction(6, 10), FELL, False),
    ],
)
def test_a_multiple_of_the_value_before(
    low: Fraction, high: Fraction, change: Change, agrees: bool
) -> None:
    found = changed(Multiple(low, high), change, unit="percent", kind="share")
    assert found == Judgement(agrees, UP)


TENTH = (Fraction(5, 100), Fraction(1, 10))
ABOUT, NEARLY = Shade("environ", TENTH, TENTH, False), Shade("près de", TENTH, None, False)
RISING = Trend("hausse")


@pytest.mark.parametrize(
    ("claim", "change", "expected"),
    [
        (Shift(points("10", shade=ABOUT), RISING), GREW, Judgement(True, UP)),
        (Shift(points("13", shade=ABOUT), RISING), GREW, Judgement(False, "écart")),
        (Shift(points("12", shade=NEARLY), RISING), GREW, Judgement(True, UP)),
        (Shift(points("10", shade=NEARLY), RISING), GREW, Judgement(False, "écart")),
        (Shift(points("10", shade=ABOUT), DOWN), GREW, Judgement(False, "écart")),
        (Shift(points("10", shade=ABOUT), DOWN), FELL, Judgement(True, UP)),
        (Shift(points("10", shade=ABOUT, sign=-1)), FELL, Judgement(True, "écart")),
        (Shift(points("10", shade=ABOUT, sign=1)), FELL, Judgement(False, "écart")),
        (Shift(points("10", shade=ABOUT, sign=-1)), GREW, Judgement(False, "écart")),
        # « un écart d'environ 10 points » goes neither way
        (Shift(points("10", shade=ABOUT), neutral=True), FELL, Judgement(True, "écart")),
        (Shift(points("10", shade=ABOUT), neutral=True), GREW, Judgement(True, "écart")),
        (Shift(points("11"), neutral=True), FELL, Judgement(True, "écart")),
        (Shift(points("11", sign=-1), DOWN), FELL, Judgement(True, UP)),
        (Shift(points("11", sign=1), DOWN), FELL, Judgement(False, "écart", "sens")),
        (Shift(points("0", shade=ABOUT), neutral=True), replace(GREW, after=GREW.before),
         Judgement(True, "écart")),
        (Shift(points("0.6", 1, shade=ABOUT, sign=1)), replace(GREW, after=Fraction(606, 1000)),
         Judgement(True, "écart")),
    ],
)  # fmt: skip
def test_points_with_a_shade_go_the_way_that_is_said(
    claim: Shift, change: Change, expected: Judgement
) -> None:
    assert changed(claim, change, unit="percent", kind="share") == expected


@pytest.mark.parametrize(
    "claim", [Passage(percent("60"), percent("71")), Passage(count("1"), count("9"))]
)
def test_what_is_not_compared_is_said_before_what_is_wrong(claim: Passage) -> None:
    broken = replace(GREW, verdict="non comparable", paired=None, difference=None)
    expected = Judgement(False, UP, "non comparable")
    assert changed(claim, broken, unit="number", kind="mean") == expected
