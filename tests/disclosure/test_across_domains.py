"""No small count is told by all that is published of the same schools."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from builders import asked
from scipy.optimize import linprog

from bilan.disclosure import integer_programme
from bilan.disclosure.across_domains import Component, withheld
from bilan.disclosure.answer_patterns import Questions, answer_of
from bilan.disclosure.answer_rows import questions_of
from bilan.disclosure.crossed_tables import PUBLISHED, hidden_groups, published_rows
from bilan.disclosure.row_table import Hidden, Row, Table
from bilan.disclosure.table_suppression import hidden_shares
from bilan.estimation.study import open_study
from bilan.project.paths import known_waves
from bilan.report.dashboard import DOMAINS
from bilan.survey.conditions import Condition

pytestmark = pytest.mark.slow

QUESTIONS = (
    asked("letter"), asked("project"), asked("why", filter={"letter": "Y"}, base="shown"),
    asked("body", "L", options=("new", "old", "none")),
)  # fmt: skip
KNOWN = Questions({q.id: q for q in QUESTIONS}, frozenset(q.id for q in QUESTIONS))
THRESHOLD = 5
Made = dict[str, Row]
Flags = "pd.Series[bool]"


def schools(*units: tuple[str, str, int]) -> pd.DataFrame:
    """So many respondents of each type and bassin."""
    rows = [(kind, bassin) for kind, bassin, number in units for _ in range(number)]
    return pd.DataFrame(rows, columns=["voie", "bassin"])


def row(
    frame: pd.DataFrame, condition: Condition, gave: "pd.Series[bool]",
    within: Condition | str = "all", base: "pd.Series[bool] | None" = None,
    domains: tuple[str, ...] = ("voie", "bassin"),
) -> Row:  # fmt: skip
    """A row that is published in some domains, from who gave the answer."""
    inside = np.ones(len(frame), dtype=bool) if base is None else base.to_numpy()
    groups = {domain: sorted(frame[domain].unique()) for domain in domains}
    return Row(answer_of(condition, within), gave.to_numpy() & inside, inside, groups)


def together(made: Made, frame: pd.DataFrame, **more) -> Hidden:
    return withheld(made, schools=frame, questions=KNOWN, threshold=THRESHOLD, **more)


def alone(made: Made, frame: pd.DataFrame) -> Hidden:
    found: Hidden = {}
    for name, one in made.items():
        for domain, groups in one.groups.items():
            counts = [pd.Series(flags).groupby(frame[domain]).sum().reindex(groups)
                      for flags in (one.gave, one.base)]  # fmt: skip
            found.setdefault(domain, {})[name] = hidden_shares(*counts, threshold=THRESHOLD)
    return found


def number(hidden: Hidden) -> int:
    return sum(int(flags.sum()) for rows in hidden.values() for flags in rows.values())


def lacking(made: Made, hidden: Hidden, frame: pd.DataFrame, name: str) -> list[tuple[str, str]]:
    """Small cells that a reader of both tables narrows down too far, by linear programming.

    One answer by two domains is a transport problem: its ends are whole numbers.
    """
    cross = pd.crosstab(frame["voie"], frame["bassin"])
    capacity = [(0, n) for n in cross.to_numpy().ravel()]

    def line(domain: str, group: str) -> "np.ndarray":
        mask = pd.DataFrame(0, index=cross.index, columns=cross.columns)
        if domain == "voie":
            mask.loc[group] = 1
        else:
            mask[group] = 1
        return mask.to_numpy().ravel()

    def width(known: list[tuple["np.ndarray", int]], aim: "np.ndarray") -> int:
        matrix, totals = (np.array(part) for part in zip(*known, strict=True))
        ends = [linprog(s * aim, A_eq=matrix, b_eq=totals, bounds=capacity) for s in (1, -1)]
        assert all(end.success for end in ends)
        return round(-ends[1].fun - ends[0].fun)

    gave = pd.Series(made[name].gave, index=frame.index)
    total = [(np.ones(cross.size), int(gave.sum()))]
    shown, small = list(total), []
    for domain in ("voie", "bassin"):
        for group, flags in gave.groupby(frame[domain]):
            if group in made[name].groups.get(domain, ()) and not hidden[domain][name][group]:
                shown.append((line(domain, group), int(flags.sum())))
            if min(flags.sum(), (~flags).sum()) < THRESHOLD:
                small.append((domain, group))
    return [
        cell
        for cell in small
        if width(shown, line(*cell)) < min(THRESHOLD, width(total, line(*cell)))
    ]


def drawn(seed: int) -> pd.DataFrame:
    """A small académie in which each type has its bassin, but for a few schools."""
    draw = np.random.default_rng(seed)
    sizes = draw.integers(0, 4, size=(3, 3)) * (draw.random((3, 3)) < 0.5)
    sizes += np.diag([24, 16, 9])
    places = product(enumerate(("CLG", "LGT", "PRO")), enumerate(("est", "nord", "sud")))
    return schools(*((kind, bassin, sizes[i, j]) for (i, kind), (j, bassin) in places))


def gives(frame: pd.DataFrame, seed: int) -> "pd.Series[bool]":
    return pd.Series(np.random.default_rng(seed).random(len(frame)) < 0.4)


def test_each_table_alone_is_safe_and_both_together_are_not() -> None:
    found = 0
    for seed in range(40):
        frame = drawn(seed)
        made = {"letter": row(frame, {"letter": "Y"}, gives(frame, seed))}
        found += bool(lacking(made, alone(made, frame), frame, "letter"))
        assert lacking(made, together(made, frame), frame, "letter") == [], seed
    assert found >= 9


def test_a_table_by_type_alone_tells_of_bassins() -> None:
    """All twenty LGT are in the north: the five that gave the answer are shown, and two besides."""
    frame = schools(("CLG", "est", 40), ("LGT", "nord", 20), ("CLG", "nord", 2), ("PRO", "est", 20))
    gave = pd.Series([n % 2 == 0 for n in range(40)] + [n < 16 for n in range(20)] + [True] * 2
                     + [n < 8 for n in range(20)])  # fmt: skip
    made = {"letter": row(frame, {"letter": "Y"}, gave, domains=("voie",))}
    assert not alone(made, frame)["voie"]["letter"]["CLG"]
    known = {"letter": row(frame, {"letter": "Y"}, gave)}
    shown = {d: {"letter": r["letter"] & False} for d, r in alone(known, frame).items()}
    assert ("bassin", "nord") in lacking(made, {"voie": shown["voie"]}, frame, "letter")
    assert lacking(made, together(made, frame), frame, "letter") == []


def test_one_answer_is_hidden_in_both_rows_that_give_it() -> None:
    for seed in range(20):
        frame = drawn(seed)
        given = gives(frame, seed)
        made = {
            "letter": row(frame, {"letter": "Y"}, given),
            "none": row(frame, {"letter": "N"}, ~given),
        }
        for rows in together(made, frame).values():
            assert rows["letter"].equals(rows["none"])


def test_nested_answers_are_decided_on_together() -> None:
    """The letters without a project are few, in one table as in two."""
    frame = schools(("CLG", "est", 28), ("LGT", "nord", 30), ("PRO", "sud", 26))
    letter = pd.Series([n % 2 == 0 for n in range(len(frame))])
    both = letter & pd.Series([n % 16 != 0 for n in range(len(frame))])
    for domains in (("voie",), ("voie", "bassin")):
        made = {
            "letter": row(frame, {"letter": "Y"}, letter, domains=domains),
            "both": row(frame, {"letter": "Y", "project": "Y"}, both, domains=domains),
        }
        assert number(alone(made, frame)) == 0
        hidden = together(made, frame)
        for domain in domains:
            shown = ~(hidden[domain]["letter"] | hidden[domain]["both"])
            assert not shown.any()
        assert number(together({"letter": made["letter"]}, frame)) == 0


def test_three_rows_tell_what_two_of_them_do_not() -> None:
    """Options of a list: the two that are shown leave the third, in one domain."""
    frame = schools(("CLG", "est", 40), ("LGT", "est", 30), ("PRO", "est", 30))
    said = pd.Series((["new"] * 20 + ["old"] * 12 + ["none"] * 8)
                     + (["new"] * 14 + ["old"] * 13 + ["none"] * 3)
                     + (["new"] * 12 + ["old"] * 9 + ["none"] * 9))  # fmt: skip
    made = {o: row(frame, {"body": o}, said == o, domains=("voie",)) for o in ("new", "old")}
    assert number(alone(made, frame)) == 0
    silent = row(frame, {"body": "none"}, said == "none", domains=())
    assert number(together(made, frame)) == 0
    hidden = together(made, frame, silent=[silent])
    assert list(hidden["voie"]) == ["new", "old"]
    assert number(hidden) > 0
    assert hidden["voie"]["new"]["LGT"] or hidden["voie"]["old"]["LGT"]


def test_a_filter_that_is_shown_tells_of_the_answers_behind_it() -> None:
    """Five LGT have a letter; of fifty asked why, 47 said so, so that two LGT did or more."""
    frame = schools(("CLG", "est", 60), ("LGT", "est", 30), ("PRO", "est", 30))
    letter = pd.Series([n < 30 for n in range(60)] + [n < 5 for n in range(30)]
                       + [n < 15 for n in range(30)])  # fmt: skip
    why = letter.copy()
    why[60:63] = False
    made = {"letter": row(frame, {"letter": "Y"}, letter, domains=("voie",))}
    assert number(together(made, frame)) == 0
    silent = row(frame, {"why": "Y"}, why, {"letter": "Y"}, letter, domains=())
    assert together(made, frame, silent=[silent])["voie"]["letter"]["LGT"]


def test_a_base_that_gives_away_an_answer_hides_the_row() -> None:
    """Ten of the nineteen with a letter: two of the 21 have none."""
    sizes = {"CLG": (77, 60, 30), "LGT": (21, 19, 10), "PRO": (24, 18, 9)}
    frame = schools(*((kind, "est", size) for kind, (size, *_) in sizes.items()))
    base = pd.Series([n < of for size, of, _ in sizes.values() for n in range(size)])
    gave = pd.Series([n < told for size, _, told in sizes.values() for n in range(size)])
    made = {"why": row(frame, {"why": "Y"}, gave, {"letter": "Y"}, base, ("voie",))}
    assert number(alone(made, frame)) == 0
    hidden = together(made, frame)["voie"]["why"]
    assert hidden["LGT"]
    assert hidden.sum() == 2


def test_no_more_is_hidden_than_makes_the_tables_safe() -> None:
    """Any cell that is shown again leaves a small count too narrow."""
    looked = 0
    for seed in range(12):
        frame = drawn(seed)
        made = {"letter": row(frame, {"letter": "Y"}, gives(frame, seed))}
        first, hidden = alone(made, frame), together(made, frame)
        for domain, rows in hidden.items():
            for group in rows["letter"].index[rows["letter"] & ~first[domain]["letter"]]:
                shown = {d: {"letter": r["letter"].copy()} for d, r in hidden.items()}
                shown[domain]["letter"][group] = False
                assert lacking(made, shown, frame, "letter"), (seed, domain, group)
                looked += 1
    assert looked > 3


def test_of_the_cells_that_may_be_hidden_the_last_domain_goes_first() -> None:
    for seed in range(40):
        frame = drawn(seed)
        made = {"letter": row(frame, {"letter": "Y"}, gives(frame, seed))}
        first, hidden = alone(made, frame), together(made, frame)
        none = {"letter": pd.Series(True, index=first["bassin"]["letter"].index)}
        if not lacking(made, {"voie": first["voie"], "bassin": none}, frame, "letter"):
            assert hidden["voie"]["letter"].equals(first["voie"]["letter"]), seed


def test_rows_that_speak_of_nothing_common_are_hidden_each_by_itself() -> None:
    frame = drawn(1)
    made = {
        "letter": row(frame, {"letter": "Y"}, gives(frame, 1), domains=("voie",)),
        "project": row(frame, {"project": "Y"}, gives(frame, 2), domains=("voie",)),
    }
    for name in made:
        one = together({name: made[name]}, frame)["voie"][name]
        assert together(made, frame)["voie"][name].equals(one)


def test_a_row_without_schools_in_a_group_hides_nothing_there() -> None:
    frame = schools(("CLG", "est", 30), ("LGT", "est", 20))
    one = row(frame, {"letter": "Y"}, pd.Series([n % 2 == 0 for n in range(50)]))
    more = Row(one.answer, one.gave, one.base, {"voie": ["CLG", "LGT", "PRO"]})
    assert together({"letter": more}, frame)["voie"]["letter"].to_dict() == {
        "CLG": False, "LGT": False, "PRO": False,
    }  # fmt: skip


def test_of_two_cells_either_of_which_will_do_the_more_useful_one_stays_shown() -> None:
    """The LGT and the PRO are hidden, and all LGT are in the north: another bassin must be, too.

    Of the schools of the east nine have a letter, of those of the south five.
    """
    frame = schools(
        ("CLG", "est", 25), ("CLG", "sud", 3), ("LGT", "nord", 16), ("PRO", "nord", 3),
        ("PRO", "sud", 9),
    )  # fmt: skip
    have = pd.Series([n < number for size, number in ((25, 9), (3, 1), (16, 5), (3, 0), (9, 4))
                      for n in range(size)])  # fmt: skip
    hidden = together({"letter": row(frame, {"letter": "Y"}, have)}, frame)
    assert list(hidden["voie"]["letter"]) == [False, True, True]
    assert hidden["bassin"]["letter"].to_dict() == {"est": False, "nord": True, "sud": True}


@pytest.mark.parametrize("seed", [1, 5, 6])
def test_no_small_count_of_nested_answers_is_told(seed: int) -> None:
    frame = drawn(seed)
    letter, project = gives(frame, seed), gives(frame, seed + 1000)
    made = {
        "letter": row(frame, {"letter": "Y"}, letter),
        "both": row(frame, {"letter": "Y", "project": "Y"}, letter & project),
    }
    hidden = together(made, frame)
    table = Table.of(made, frame, KNOWN)
    component = Component(table, tuple(table.rows), THRESHOLD)
    cells = {
        (one.answer, (domain, group))
        for domain, rows in hidden.items()
        for name, one in made.items()
        for group, secret in rows[name].items()
        if secret
    }
    known = component.known(cells)
    for small in component.small():
        needed = min(THRESHOLD, component.totals.width(small.weights))
        assert known.width(small.weights) >= needed, (small.answers, small.group)


def test_what_is_hidden_for_a_silent_row_comes_to_what_other_rows_hide() -> None:
    """Who wrote a letter hides by itself; why one was written tells nothing of the project."""
    frame = schools(("CLG", "est", 30), ("LGT", "est", 20), ("PRO", "est", 20))
    project = pd.Series([n % 30 < 10 for n in range(67)] + [True] * 3)
    few = pd.Series([n < 20 or 30 <= n < 33 or n >= 60 for n in range(70)])
    made = {
        "project": row(frame, {"project": "Y"}, few, domains=("voie",)),
        "letter": row(frame, {"letter": "Y"}, project, domains=("voie",)),
    }
    silent = row(frame, {"why": "Y"}, project, {"letter": "Y"}, project, domains=())
    assert list(together(made, frame)["voie"]["project"]) == [False, True, True]
    assert list(together(made, frame, silent=[silent])["voie"]["project"]) == [False, True, True]


@pytest.mark.parametrize("wave", known_waves())
def test_a_wave_is_decided_on_once_by_few_programmes(
    wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, solved = replace(open_study(wave), is_built=False), []
    solve = integer_programme.milp
    monkeypatch.setattr(
        integer_programme, "milp", lambda *a, **k: [solve(*a, **k), solved.append(1)][0]
    )
    hidden_groups(study)
    assert 10 < len(solved) < 500
    first = len(solved)
    assert hidden_groups(study) is hidden_groups(study, "composition")
    assert len(solved) == first


@pytest.mark.parametrize("wave", known_waves())
def test_every_wave_is_safe_by_another_solver(wave: str) -> None:
    study = replace(open_study(wave), is_built=False)
    hidden, made = hidden_groups(study), published_rows(study)
    assert list(hidden) == list(PUBLISHED) == list(DOMAINS)
    frame = study.responses.schools[list(PUBLISHED)]
    attacked = 0
    for name, one in made.items():
        if one.answer.within == () and len(one.groups["voie"]) == 3:
            attacked += sum(bool(hidden[domain][name].any()) for domain in one.groups)
            assert lacking(made, hidden, frame, name) == [], name
    assert attacked > 5


@pytest.mark.parametrize("wave", known_waves())
def test_the_rows_of_a_wave_count_what_is_published(wave: str) -> None:
    study = open_study(wave)
    table = study.estimates.set_index(["id", "domain", "category"])
    known = {i.id for i in study.indicators}
    for name, one in published_rows(study).items():
        question, _, label = name.partition(": ")
        options = study.question(question).options if name not in known else {}
        option = next((o for o, v in options.items() if v.label == label), "")
        id = name if name in known else f"{question}={option}"
        for domain, groups in one.groups.items():
            of = study.responses.schools[domain]
            for group in groups:
                inside = (of == group).to_numpy()
                known_cell = table.loc[(id, domain, group)]
                assert int((one.gave & inside).sum()) == known_cell["numerator"], (id, group)
                assert int((one.base & inside).sum()) == known_cell["base"], (id, group)


def test_all_answered_who_were_asked_in_a_whole_wave() -> None:
    known = questions_of(open_study("2014").responses)
    assert "pfe_types" in known.complete
    assert known.untied == frozenset()
