"""What is shown of a link between an answer and the type leaves the hidden counts hidden.

A reader is one who lists every way to spread the answer over the types, by hand: the p-values and
strengths here are worked out from counts of combinations, not by the package.
"""

from itertools import product
from math import comb, isnan, sqrt

import numpy as np
import pytest
from builders import asked, frame, indicator, responses, wave
from crossed_samples import HEAD, KINDS, MEMBERS, NURSE, SIZES, Counts, académie

from bilan.disclosure import crossed_tables
from bilan.disclosure.crossed_tables import links_by_group, published_links, shares_by_group
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study
from bilan.survey.conditions import Condition
from bilan.survey.illustration_specs import Illustration

HIDDEN = np.array([False, True, True])


def ways(sizes: Counts, total: int) -> list[Counts]:
    """Every way to spread an answer over the groups."""
    return [w for w in product(*(range(size + 1) for size in sizes)) if sum(w) == total]


def likelihood(way: Counts, sizes: Counts) -> int:
    """How many choices of schools make this way."""
    number = 1
    for gave, size in zip(way, sizes, strict=True):
        number *= comb(size, gave)
    return number


def p_value(way: Counts, sizes: Counts) -> float:
    """Chance of a way no likelier than this one."""
    all_ways = [likelihood(other, sizes) for other in ways(sizes, sum(way))]
    return sum(n for n in all_ways if n <= likelihood(way, sizes)) / sum(all_ways)


def strength(way: Counts, sizes: Counts) -> float:
    """V de Cramér of given or not, by group."""
    share, squares = sum(way) / sum(sizes), 0.0
    for gave, size in zip(way, sizes, strict=True):
        squares += (gave - share * size) ** 2 / (share * size)
        squares += (gave - share * size) ** 2 / ((1 - share) * size)
    return sqrt(squares / sum(sizes))


def test_the_strength_of_a_link_is_missing_where_a_group_is_hidden() -> None:
    study = académie(head=HEAD, nurse=NURSE)
    shares = shares_by_group("members", study)
    hidden = shares.groupby("label", sort=False)["suppressed"].agg(list).to_dict()
    assert hidden == {"Option head": HIDDEN.tolist(), "Option nurse": [False] * 3}
    head, nurse = links_by_group("members", study)["cramers_v"]
    assert isnan(head)
    assert nurse == pytest.approx(strength(NURSE, SIZES))


def test_the_strength_would_give_back_the_hidden_counts() -> None:
    shown = round(strength(HEAD, SIZES), 4)
    left = [w for w in ways(SIZES, sum(HEAD)) if w[0] == HEAD[0]]
    assert len(left) == 8
    assert [w for w in left if round(strength(w, SIZES), 4) == shown] == [HEAD]


def test_the_class_of_a_link_would_narrow_the_hidden_counts() -> None:
    """Doubled by Holm, its chance is above 0.05: of the eight ways, only 3, 4 and 5 are."""
    left = [w for w in ways(SIZES, sum(HEAD)) if w[0] == HEAD[0]]
    assert {w[1] for w in left if 2 * p_value(w, SIZES) >= 0.05} == {3, 4, 5}


@pytest.mark.parametrize("head", [HEAD, (14, 3, 4), (14, 2, 5), (14, 6, 1)])
def test_a_link_is_shown_without_its_chance_where_a_group_is_hidden(head: Counts) -> None:
    study = académie(head=head, nurse=NURSE)
    shown = links_by_group("members", study)
    assert shown["label"].tolist() == ["Option head", "Option nurse"]
    assert isnan(shown["p_adjusted"][0])
    assert shown["p_adjusted"][1] == pytest.approx(p_value(NURSE, SIZES))


def test_a_text_knows_the_links_that_are_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    crosses = Illustration(
        id="who", notebook="01", kind="association", question=MEMBERS.id, by="voie",
        answer=("a", "ont"), respondents="EPLE", field="EPLE", unit="En %",
    )  # fmt: skip
    monkeypatch.setattr(crossed_tables, "illustrations_of", lambda _: {"who": crosses})
    study = académie(head=HEAD, nurse=NURSE)
    known = published_links(study).set_index("option")["p_adjusted"]
    assert isnan(known["head"])
    assert known["nurse"] == pytest.approx(p_value(NURSE, SIZES))
    monkeypatch.setattr(crossed_tables, "illustrations_of", lambda _: {})
    hidden = published_links(académie(head=HEAD, nurse=NURSE))
    assert hidden[["cramers_v", "p_value", "p_adjusted"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("wanted", "base", "shown"),
    [
        ("Y", "all", True), ("N", "all", True), (["Y", "N"], "all", False),
        ("Y", {"letter": "Y"}, False),
    ],
)  # fmt: skip
def test_the_row_of_an_indicator_backs_what_is_said_of_its_answer(
    wanted: str | list[str], base: str | Condition, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    schools = [f"{kind}{n} {kind} public nord" for kind in KINDS for n in range(40)]
    given = {
        school.split()[0]: {"project": "YN"[n % 2], "letter": "Y"}
        for n, school in enumerate(schools)
    }
    made = responses((asked("project"), asked("letter")), given, frame(*schools))
    followed = indicator("made", {"project": wanted}, base=base, target=90.0)
    monkeypatch.setattr("bilan.estimation.study.indicators_in", lambda _: (followed,))
    study = Study(wave(), made, estimate(made, (followed,)))
    known = published_links(study).set_index("question")["p_adjusted"]
    assert known.notna().to_dict() == {"project": shown, "letter": False}


def test_the_chance_of_a_shown_link_does_not_hang_on_a_hidden_one() -> None:
    """Of two ways of a hidden row, one is far likelier than the other."""
    told = []
    for head in ((14, 4, 3), (18, 2, 1)):
        links = links_by_group("members", académie(head=head, nurse=NURSE)).set_index("label")
        assert isnan(links.loc["Option head", "p_adjusted"])
        told.append(links.loc["Option nurse", "p_adjusted"])
    assert told[0] == told[1] == pytest.approx(min(1.0, 2 * p_value(NURSE, SIZES)))
