"""What sheets hide so that a school, by its own answer, learns none of the others."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from builders import asked, frame, responses
from scipy.optimize import linprog

from bilan.disclosure.across_domains import withheld
from bilan.disclosure.answer_rows import frame_columns, option_rows, questions_of, values_of
from bilan.disclosure.row_table import Hidden
from bilan.disclosure.sheet_rules import DOMAIN, GROUPS, Sheets, counts_of, gate, hidden_mean
from bilan.responses.responses import Responses

LETTER = asked("letter")
BASSINS = ["est", "nord", "sud"]
TYPES = {"CLG": "CLG", "LGT": "LGT", "PRO": "LP"}
THRESHOLD = 3
UNITS = list(product(GROUPS, BASSINS))
FULL = list(zip(GROUPS, BASSINS, strict=True))  # each group has its bassin, but for a few schools


def académie(seed: int) -> Responses:
    draw = np.random.default_rng(seed)
    sizes = [
        draw.integers(6, 14) if pair in FULL else draw.integers(0, 4) * (draw.random() < 0.5)
        for pair in UNITS
    ]
    names, given = [], {}
    for (group, bassin), size in zip(UNITS, sizes, strict=True):
        for n in range(size):
            names.append(f"{group}{bassin}{n} {TYPES[group]} public {bassin}")
            given[f"{group}{bassin}{n}"] = {"letter": "Y" if draw.random() < 0.45 else "N"}
    return responses((LETTER,), given, frame(*names))


def sheets_of(taken: Responses, domain: str = "bassin") -> tuple[Sheets, Hidden]:
    """Sheets by group, beside a report by bassin or by group."""
    schools, known = taken.schools[frame_columns(["voie", "bassin"])], questions_of(taken)
    groups = {"bassin": BASSINS, "voie": GROUPS}[domain]
    report = {"report": option_rows(LETTER, taken, groups={"Y": {domain: groups}})["Y"]}
    hidden = withheld(report, schools=schools, questions=known, threshold=THRESHOLD)
    rows = option_rows(LETTER, taken, groups={key: {DOMAIN: GROUPS} for key in "YN"})
    values = values_of(LETTER, taken)
    return Sheets(rows, report, hidden, values, schools, known, THRESHOLD), hidden


def too_narrow(taken: Responses, hidden: Hidden, secret: "pd.Series[bool]") -> list[str]:
    """Groups of which a school of theirs learns the answers of few others.

    By linear programming: one answer by two domains is a transport problem, whose ends are whole.
    """
    gave = (taken.answers["letter"] == "Y").to_numpy()
    schools = taken.schools
    unit = [UNITS.index(pair) for pair in zip(schools["voie"], schools["bassin"], strict=True)]
    sizes = np.bincount(unit, minlength=len(UNITS))
    lines = {
        name: np.array([float(name in pair) for pair in UNITS]) for name in [*GROUPS, *BASSINS]
    }
    true = np.bincount(unit, weights=gave, minlength=len(UNITS))
    report = [(np.ones(len(UNITS)), true.sum())]
    report += [(lines[b], lines[b] @ true) for b in BASSINS if not hidden["bassin"]["report"][b]]
    every = report + [(lines[g], lines[g] @ true) for g in GROUPS if not secret[g]]

    def width(known: list, aim: np.ndarray, low: np.ndarray, high: np.ndarray) -> int:
        matrix, sums = (np.array(part) for part in zip(*known, strict=True))
        bounds = list(zip(low, high, strict=True))
        ends = [linprog(s * aim, A_eq=matrix, b_eq=sums, bounds=bounds) for s in (1, -1)]
        assert all(end.success for end in ends)
        return round(-ends[1].fun - ends[0].fun)

    found = []
    for (at, (group, _)), own in product(enumerate(UNITS), (True, False)):
        of = sum(g and u == at for g, u in zip(gave == own, unit, strict=True))
        if not of:
            continue
        low, high = np.zeros(len(UNITS)), sizes.copy()
        low[at], high[at] = (1, high[at]) if own else (0, high[at] - 1)
        number = lines[group] @ true
        others = (number - own, lines[group] @ sizes - number - (not own))
        free = width(report, lines[group], low, high)
        if min(others) < THRESHOLD and width(every, lines[group], low, high) < min(THRESHOLD, free):
            found.append(group)
    return found


def test_no_school_learns_the_answers_of_few_others() -> None:
    alone = 0
    for seed in (0, 13, 16, 18, 20, 32, 36, 38):
        taken = académie(seed)
        sheets, hidden = sheets_of(taken)
        secret = sheets.withheld({})
        assert secret["Y"].equals(secret["N"])
        assert secret["Y"].index.tolist() == GROUPS
        assert too_narrow(taken, hidden, secret["Y"]) == [], seed
        by_itself = sheets.hidden_alone(sheets.rows["Y"])
        alone += bool(too_narrow(taken, hidden, by_itself))
        assert (by_itself <= secret["Y"]).all()
    assert alone == 6


def test_sheets_hide_what_the_report_hides_of_the_same_groups() -> None:
    more = 0
    for seed in range(10):
        sheets, hidden = sheets_of(académie(seed), "voie")
        secret = sheets.withheld({})["Y"]
        assert (hidden["voie"]["report"] <= secret).all(), seed
        more += int(secret.sum() - hidden["voie"]["report"].sum())
    assert more > 0


@pytest.mark.parametrize(
    ("seed", "domain", "hidden"),
    [(4, "bassin", ["LGT", "PRO"]), (11, "bassin", ["CLG", "PRO"]), (49, "bassin", ["CLG", "LGT"]),
     (30, "voie", ["CLG", "PRO"])],
)  # fmt: skip
def test_two_groups_are_hidden_where_two_are_enough(
    seed: int, domain: str, hidden: list[str]
) -> None:
    """Schools of other groups are no readers of a sheet; what a row hides alone counts at once."""
    secret = sheets_of(académie(seed), domain)[0].withheld({})["Y"]
    assert secret.index[secret].tolist() == hidden


def counted(numbers: dict[str, tuple[int, int]]) -> Responses:
    """By group: how many gave the answer, of how many; all of one bassin."""
    given, names = {}, []
    for group, (gave, size) in numbers.items():
        for n in range(size):
            names.append(f"{group}{n} {TYPES[group]} public est")
            given[f"{group}{n}"] = {"letter": "Y" if n < gave else "N"}
    return responses((LETTER,), given, frame(*names))


def test_what_is_hidden_besides_is_hidden_with_its_contrary() -> None:
    taken = counted({"CLG": (20, 40), "LGT": (10, 20), "PRO": (8, 16)})
    sheets, _ = sheets_of(taken)
    assert not sheets.withheld({})["Y"].any()
    more = {"Y": pd.Series({"CLG": False, "LGT": True, "PRO": False})}
    for found in sheets.withheld(more).values():
        assert found.to_dict() == {"CLG": False, "LGT": True, "PRO": False}


def test_as_few_others_as_the_threshold_are_shown() -> None:
    """Four of a group gave the answer: each sees three others; of three, each sees two."""
    for few, hidden in ((4, []), (3, ["LGT", "PRO"])):
        taken = counted({"CLG": (20, 40), "LGT": (few, 20), "PRO": (8, 16)})
        secret = sheets_of(taken)[0].withheld({})["Y"]
        assert secret.index[secret].tolist() == hidden


def test_a_question_that_few_were_led_to_is_hidden() -> None:
    taken = counted({"CLG": (20, 40), "LGT": (3, 20), "PRO": (8, 16)})
    assert gate({"letter": "Y"}, taken, threshold=THRESHOLD).to_dict() == {
        "CLG": False, "LGT": True, "PRO": True,
    }  # fmt: skip
    assert not gate({"letter": "Y"}, taken, threshold=2).any()
    for condition in (None, {}, {"type": ["LP"]}):
        assert gate(condition, taken, threshold=THRESHOLD).to_dict() == dict.fromkeys(GROUPS, False)
    beside = {"type": ["LP"], "letter": "Y"}
    assert gate(beside, taken, threshold=THRESHOLD)["PRO"]


def test_who_did_not_answer_is_not_among_those_who_did_not_meet_it() -> None:
    taken = counted({"CLG": (20, 40), "LGT": (16, 20), "PRO": (8, 16)})
    assert not gate({"letter": "Y"}, taken, threshold=THRESHOLD).any()
    taken.answers.loc[["LGT18", "LGT19"], "letter"] = None
    assert gate({"letter": "Y"}, taken, threshold=THRESHOLD)["LGT"]


def test_each_condition_may_hide() -> None:
    taken = counted({"CLG": (20, 40), "LGT": (3, 20), "PRO": (8, 16)})
    two = responses(
        (LETTER, asked("project")),
        {s: {"letter": row["letter"], "project": "YN"[n % 2]}
         for n, (s, row) in enumerate(taken.answers.iterrows())},
        taken.frame,
    )  # fmt: skip
    for condition in ({"letter": "Y", "project": "Y"}, {"project": "Y", "letter": "Y"}):
        assert gate(condition, two, threshold=THRESHOLD)["LGT"]


def test_a_group_without_schools_hides_nothing() -> None:
    taken = counted({"CLG": (20, 40), "PRO": (8, 16)})
    assert gate({"letter": "Y"}, taken, threshold=THRESHOLD).to_dict() == dict.fromkeys(
        GROUPS, False
    )
    taken = counted({"CLG": (20, 40), "PRO": (2, 16)})
    assert gate({"letter": "Y"}, taken, threshold=THRESHOLD).to_dict() == {
        "CLG": True, "LGT": False, "PRO": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("schools", "hidden"),
    [
        ((5, 20, 30), [True, True, False]),  # each of the five sees four others
        ((5, 6, 6), [True, True, False]),
        ((6, 6, 6), [False, False, False]),
        ((30, 20, 0), [False, False, False]),
    ],
)
def test_means_that_a_school_of_a_group_sees_without_itself(
    schools: tuple[int, ...], hidden: list[bool]
) -> None:
    found = hidden_mean(pd.Series(schools, index=GROUPS), threshold=5)
    assert found.tolist() == hidden


def test_counts_by_group_are_those_of_the_estimates() -> None:
    rows = [("a", "voie", "PRO", 3.0), ("a", "voie", "CLG", 7.0), ("a", "ensemble", "", 10.0),
            ("b", "voie", "LGT", 9.0)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["id", "domain", "category", "answered"])
    assert counts_of(table, "a", "answered").to_dict() == {"CLG": 7, "LGT": 0, "PRO": 3}
    assert counts_of(table, "c", "answered").to_dict() == dict.fromkeys(GROUPS, 0)
