"""No cell that is hidden in one domain is told by the tables of two."""

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from builders import asked
from scipy.optimize import linprog

from bilan.disclosure.across_domains import DomainTable, withheld_together
from bilan.disclosure.crossed_tables import PUBLISHED, hidden_groups
from bilan.disclosure.integer_programme import Small, least_sum
from bilan.disclosure.nested_shares import Shares, withheld
from bilan.estimation.study import open_study
from bilan.project.paths import known_waves
from bilan.report.dashboard import DOMAINS

pytestmark = pytest.mark.slow

QUESTIONS = (asked("letter"), asked("project"), asked("topics", "M", options=("a", "b")))
THRESHOLD = 5


def schools(*units: tuple[str, str, int]) -> pd.DataFrame:
    """So many respondents of each type and bassin."""
    rows = [(kind, bassin) for kind, bassin, number in units for _ in range(number)]
    return pd.DataFrame(rows, columns=["voie", "bassin"])


def tables(frame: pd.DataFrame, **given: "pd.Series[bool]") -> dict[str, dict[str, Shares]]:
    """Shares of each answer by type and by bassin, from who gave it."""
    return {
        domain: {
            name: Shares(
                {name: "Y"},
                flags.groupby(frame[domain]).sum().astype(int),
                flags.groupby(frame[domain]).size(),
            )
            for name, flags in given.items()
        }
        for domain in frame
    }


def together(made: dict[str, dict[str, Shares]], frame: pd.DataFrame, **more):
    return withheld_together(made, schools=frame, questions=QUESTIONS, threshold=THRESHOLD, **more)


def apart(made: dict[str, dict[str, Shares]]):
    return {d: withheld(rows, threshold=THRESHOLD) for d, rows in made.items()}


def lacking(made, hidden, frame: pd.DataFrame, name: str = "letter") -> list[tuple[str, str]]:
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

    total = [(np.ones(cross.size), int(made["voie"][name].numerators.sum()))]
    shown, small = list(total), []
    for domain, rows in made.items():
        for group, count in rows[name].numerators.items():
            if not hidden[domain][name][group]:
                shown.append((line(domain, group), count))
            if min(count, rows[name].bases[group] - count) < THRESHOLD:
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
        made = tables(frame, letter=gives(frame, seed))
        found += bool(lacking(made, apart(made), frame))
        assert lacking(made, together(made, frame), frame) == [], seed
    assert found == 9


def test_one_answer_is_hidden_in_both_rows_that_give_it() -> None:
    for seed in range(40):
        frame = drawn(seed)
        given = gives(frame, seed)
        made = tables(frame, letter=given)
        for domain, rows in made.items():
            contrary = rows["letter"].bases - rows["letter"].numerators
            made[domain]["none"] = Shares({"letter": "N"}, contrary, rows["letter"].bases)
        for rows in together(made, frame).values():
            assert rows["letter"].equals(rows["none"])


def test_nested_answers_are_decided_on_with_both_domains() -> None:
    """The letters without a project: three tables of two domains, solved for together."""
    frame = schools(
        ("CLG", "est", 14), ("CLG", "nord", 14), ("LGT", "est", 14), ("LGT", "nord", 2)
    )  # fmt: skip
    letter = pd.Series([n % 2 == 0 for n in range(len(frame))])
    both = letter & pd.Series([n % 16 != 0 for n in range(len(frame))])
    made = tables(frame, letter=letter)
    for domain, rows in made.items():
        counts = both.groupby(frame[domain]).sum().astype(int)
        rows["complete"] = Shares({"letter": "Y", "project": "Y"}, counts, rows["letter"].bases)
    hidden = together(made, frame)
    assert hidden["voie"]["letter"].any()
    assert hidden["voie"]["complete"].any()


def test_a_table_that_stands_alone_is_hidden_as_before() -> None:
    frame = drawn(1)
    made = tables(frame, letter=gives(frame, 1), project=gives(frame, 2))
    del made["bassin"]["letter"]
    hidden, alone = together(made, frame), apart(made)
    assert hidden["voie"]["letter"].equals(alone["voie"]["letter"])


def test_a_base_that_is_an_answer_is_shown_by_the_first_domain_alone() -> None:
    frame = schools(("CLG", "est", 20), ("LGT", "est", 3), ("CLG", "nord", 4), ("LGT", "nord", 20))
    made = tables(frame, letter=gives(frame, 3))
    for rows in made.values():
        rows["letter"] = Shares(
            {"letter": "Y"}, rows["letter"].numerators.clip(upper=3), rows["letter"].bases - 1,
            within={"project": "Y"},
        )  # fmt: skip
    assert together(made, frame)["bassin"]["letter"].all()
    for rows in made.values():
        rows["letter"] = Shares(
            {"letter": "Y"}, rows["letter"].bases // 2, rows["letter"].bases, {"project": "Y"}
        )
    assert not together(made, frame)["bassin"]["letter"].any()


def test_a_row_of_a_part_that_hides_a_type_is_shown_by_no_bassin() -> None:
    """Four of the twelve LGT: with bassins of almost one type each, these would tell it."""
    frame = schools(
        ("CLG", "est", 28), ("CLG", "nord", 2), ("LGT", "nord", 20), ("PRO", "sud", 24)
    )  # fmt: skip
    types, bassins = pd.Index(["CLG", "LGT", "PRO"]), pd.Index(["est", "nord", "sud"])
    within = {"project": "Y"}
    by_type = Shares({"letter": "Y"}, pd.Series([9, 4, 5], types), pd.Series([18, 12, 13], types),
                     within=within)  # fmt: skip
    by_bassin = Shares({"letter": "Y"}, pd.Series([8, 5, 5], bassins),
                       pd.Series([16, 14, 13], bassins), within=within)  # fmt: skip
    both = {"voie": {"letter": by_type}, "bassin": {"letter": by_bassin}}
    assert not apart(both)["bassin"]["letter"].any()
    hidden = together(both, frame)
    assert hidden["voie"]["letter"].tolist() == [False, True, True]
    assert hidden["bassin"]["letter"].all()
    # A row that no other domain shows tells of nothing but itself.
    alone = {"voie": {}, "bassin": {"letter": by_bassin}}
    assert not together(alone, frame)["bassin"]["letter"].any()


def test_a_base_that_gives_away_an_answer_hides_the_row() -> None:
    """Ten of the nineteen with a project: two of the 21 have none, which is nobody's business."""
    groups = pd.Index(["CLG", "LGT", "PRO"])
    sizes = pd.Series([77, 21, 24], groups)
    frame = schools(*((kind, "est", number) for kind, number in sizes.items()))
    row = Shares(
        {"letter": "Y"}, pd.Series([30, 10, 9], groups), pd.Series([60, 19, 18], groups),
        within={"project": "Y"},
    )  # fmt: skip
    assert not together({"voie": {"x": row}}, frame)["voie"]["x"].any()
    told = together({"voie": {"x": replace(row, schools=sizes)}}, frame)["voie"]
    assert list(told) == ["x"]
    assert told["x"]["LGT"]


@pytest.mark.parametrize("wave", known_waves())
def test_a_wave_is_decided_on_once_by_few_programmes(wave: str) -> None:
    study = open_study(wave)
    least_sum.cache_clear()
    hidden_groups(study)
    solved = least_sum.cache_info().misses
    assert 10 < solved < 500
    hidden_groups(study)
    assert least_sum.cache_info().misses == solved


@pytest.mark.parametrize("wave", known_waves())
def test_every_wave_is_safe_by_another_solver(wave: str) -> None:
    study = open_study(wave)
    hidden = hidden_groups(study)
    assert list(hidden) == list(PUBLISHED) == list(DOMAINS)
    followed = [i for i in study.indicators if i.target is not None and i.kind == "share"]
    frame = study.responses.schools[list(PUBLISHED)]
    attacked = 0
    for one in followed:
        made = {domain: {one.id: _of(study.estimates, one.id, domain)} for domain in PUBLISHED}
        attacked += sum(bool(hidden[domain][one.id].any()) for domain in PUBLISHED)
        assert lacking(made, hidden, frame, one.id) == []
    assert attacked > 5


def _of(estimates: pd.DataFrame, name: str, domain: str) -> Shares:
    rows = estimates[(estimates["id"] == name) & (estimates["domain"] == domain)]
    counts = rows.set_index("category")[["numerator", "base"]].astype(int)
    return Shares({"letter": "Y"}, counts["numerator"], counts["base"])


def still_shown(made, hidden: "dict[str, pd.Series[bool]]", domain: str) -> list[tuple[int, str]]:
    """Counts and groups that a domain still shows, smallest first."""
    counts = made[domain]["letter"].numerators
    return sorted((int(n), str(g)) for g, n in counts.items() if not hidden["letter"][g])


def test_the_smallest_cells_of_the_last_domain_are_hidden_first() -> None:
    more = 0
    for seed in range(40):
        frame = drawn(seed)
        made = tables(frame, letter=gives(frame, seed))
        alone, both = apart(made), together(made, frame)
        if lacking(made, alone, frame):
            before = still_shown(made, alone["bassin"], "bassin")
            after = still_shown(made, both["bassin"], "bassin")
            assert after == before[len(before) - len(after) :], seed
            if after:
                assert both["voie"]["letter"].equals(alone["voie"]["letter"]), seed
            more += len(after) < len(before)
    assert more == 9


def test_the_caller_keeps_his_tables() -> None:
    frame = drawn(3)
    made = tables(frame, letter=gives(frame, 3))
    before = {domain: dict(rows) for domain, rows in made.items()}
    together(made, frame)
    assert {domain: dict(rows) for domain, rows in made.items()} == before


def test_no_cell_more_is_hidden_than_makes_the_tables_safe() -> None:
    """Shown again, the cell that was hidden last gives another away."""
    tried = 0
    for seed in range(40):
        frame = drawn(seed)
        made = tables(frame, letter=gives(frame, seed))
        alone, both = apart(made), together(made, frame)
        before, after = (still_shown(made, h["bassin"], "bassin") for h in (alone, both))
        if after and len(after) < len(before):
            last = before[len(before) - len(after) - 1][1]
            both["bassin"]["letter"][last] = False
            assert lacking(made, both, frame), seed
            tried += 1
    assert tried > 1


def table_of_two(frame: pd.DataFrame) -> DomainTable:
    """Two answers by types and by bassins, of which nothing is hidden."""
    made = {
        "voie": {
            "a": Shares({"letter": "Y"}, series(CLG=4, LGT=3), series(CLG=9, LGT=8)),
            "b": Shares({"project": "Y"}, series(CLG=6), series(CLG=9)),
        },
        "bassin": {
            "a": Shares({"letter": "Y"}, series(est=2, nord=5), series(est=9, nord=8)),
            "b": Shares({"project": "Y"}, series(est=6, nord=7), series(est=9, nord=8)),
            "same": Shares({"project": "N"}, series(est=3, nord=1), series(est=9, nord=8)),
        },
    }
    hidden = {
        domain: {name: row.bases.map(lambda _: False).astype(bool) for name, row in rows.items()}
        for domain, rows in made.items()
    }
    units = Counter(frozenset(f"{d} {g}" for d, g in row.items())
                    for row in frame.to_dict("records"))  # fmt: skip
    return DomainTable(made, hidden, units, {q.id: q for q in QUESTIONS})


def series(**counts: int) -> "pd.Series[int]":
    return pd.Series(counts)


def test_the_rows_that_tell_are_hidden_first_and_with_their_contrary() -> None:
    frame = schools(("CLG", "est", 9), ("LGT", "nord", 8))
    table = table_of_two(frame)
    weak = Small("b", "voie CLG", np.zeros(1), 1, ("b",))
    table.hide_one_more(["a", "b"], weak)
    seen = [
        (domain, name, group)
        for domain, rows in table.hidden.items()
        for name, flags in rows.items()
        for group, hidden in flags.items()
        if hidden
    ]
    # `a` has a smaller cell, and so have the types; `same` is the contrary of `b`.
    assert seen == [("bassin", "b", "est"), ("bassin", "same", "est")]


def test_a_reader_knows_which_groups_cannot_give_an_answer() -> None:
    table = table_of_two(schools(("CLG", "est", 9), ("LGT", "nord", 8)))
    whole, part = table.facts(["a", "b"])
    assert (whole.absent, part.absent) == (frozenset(), frozenset({"voie LGT"}))
    assert (whole.total, part.total) == (7, 6)
    assert part.cells == {"voie CLG": 6, "bassin est": 6, "bassin nord": 7}


def test_a_group_without_a_school_leaves_a_row_whole() -> None:
    frame = drawn(1)
    made = tables(frame, letter=gives(frame, 1))
    for rows in made.values():
        row = rows["letter"]
        rows["letter"] = Shares(
            row.condition, *(pd.concat([n, series(SEP=0)]) for n in (row.numerators, row.bases))
        )
    assert together(made, frame)["bassin"]["letter"].any()
    assert not together(made, frame)["bassin"]["letter"].all()
