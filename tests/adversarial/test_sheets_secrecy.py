"""Each rule of the sheets taken out is found, by itself or with what covers for it.

The académies are worked out by hand; the package writes their sheets, which the attack reads.
"""

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from builders import indicator
from sheet_samples import (
    HOURS,
    LETTER,
    MEAN,
    OF_LETTER,
    PROJECT,
    TARGET,
    WANTED,
    WHO,
    attacked,
    study_of,
)

from bilan.disclosure import own_base, sheet_rules, sheet_suppression
from bilan.estimation.study import Study

from .secrecy.sheets import read_sheets
from .secrecy.world import World
from .without_rules import without

pytestmark = pytest.mark.slow

Taken = tuple[ModuleType, str, str]
LESS_ONE = (
    sheet_rules, "in [(numerators, bases), *_less_one(numerators, bases)]:",
    "in [(numerators, bases)]:",
)  # fmt: skip
MEAN_LESS_ONE = (sheet_rules, "for group in schools.index[schools > 0]:", "for group in ():")
INSIDE = (
    sheet_rules, "hidden |= component.hidden_for(self.inside(component), start, granted=report)",
    "hidden |= start",
)  # fmt: skip
OUTSIDE = (
    sheet_rules,
    "start = component.hidden_for(component.small(), start, granted=component.totals)",
    "pass",
)
REPORT = (sheet_rules, "hidden, shown = secret | alone,", "hidden, shown = alone,")
GATE = (
    sheet_suppression, "secret = sheets.withheld(gates)", "secret = sheets.withheld({})",
)  # fmt: skip
LED_THERE = (
    sheet_suppression, "questions[question.id] |= questions[key].loc[option]", "pass",
)  # fmt: skip
OF_PROJECT = indicator("project", {"project": "Y"}, **TARGET)


def letters(*indicators: Any) -> Study:
    """Of twenty LGT, the only schools of bassin est have four letters, two elsewhere two."""
    parts = [("CLG", "nord", 20, "Y"), ("CLG", "nord", 20, "N"), ("LGT", "nord", 2, "Y"),
             ("LGT", "est", 4, "Y"), ("LGT", "est", 14, "N"), ("PRO", "sud", 10, "Y"),
             ("PRO", "sud", 10, "N")]  # fmt: skip
    each = [(v, b, letter) for v, b, number, letter in parts for _ in range(number)]
    schools = [(v, b, {"letter": letter, "project": "YN"[n % 2]})
               for n, (v, b, letter) in enumerate(each)]  # fmt: skip
    return study_of(schools, [LETTER, PROJECT], [OF_PROJECT, *indicators])


def five_letters() -> Study:
    """Five LP have a letter: each of them knows of four others."""
    given = {"CLG": (40, 40), "LGT": (10, 10), "PRO": (5, 15)}
    return study_of(
        [(v, "est", {"letter": "YN"[at]}) for v, numbers in given.items()
         for at, number in enumerate(numbers) for _ in range(number)],
        [LETTER],
    )  # fmt: skip


def wishes() -> Study:
    """Of 19 LP, 15 have no letter, of which 8 wish for one: 53 %, as of 17 or 19 schools."""
    given = {"CLG": (20, 15, 15), "LGT": (15, 6, 6), "PRO": (4, 8, 7)}
    said = ({"letter": "Y"}, {"letter": "N", "wanted": "Y"}, {"letter": "N", "wanted": "N"})
    return study_of(
        [(v, "est", answers) for v, numbers in given.items()
         for answers, number in zip(said, numbers, strict=True) for _ in range(number)],
        [LETTER, WANTED],
    )  # fmt: skip


def who_answers(heads: int) -> Study:
    """Heads, deputies and CPE: together all who answered, so that two tell the third."""
    given = {"CLG": (30, 20, 30), "LGT": (10, 12, 10), "PRO": (heads, 10, 10)}
    return study_of(
        [(v, "est", {"who": option}) for v, numbers in given.items()
         for option, number in zip(WHO.options, numbers, strict=True) for _ in range(number)],
        [WHO],
    )  # fmt: skip


def five_means() -> Study:
    """Hours of 30 CLG, 20 LGT and 5 LP."""
    return study_of(
        [(v, "est", {"hours": float(60 + 11 * n % 170)})
         for v, size in {"CLG": 30, "LGT": 20, "PRO": 5}.items() for n in range(size)],
        [HOURS], [MEAN],
    )  # fmt: skip


# What is taken out; then what covers for it, so that both are taken out together.
RULES: Mapping[str, tuple[Callable[[], Study], Sequence[Taken], Sequence[Taken]]] = {
    "a table less one's own answer, or what all rows tell a school": (
        five_letters, [LESS_ONE], [INSIDE],
    ),
    "what all rows tell a school": (lambda: who_answers(5), [INSIDE], []),
    "what all rows tell anyone": (letters, [OUTSIDE], []),
    "what the report hides, or what all rows tell anyone": (
        lambda: letters(OF_LETTER), [REPORT], [OUTSIDE],
    ),
    "the filter's hidden answer, before or after all rows, or what they tell anyone": (
        wishes, [OUTSIDE, GATE], [LED_THERE],
    ),
    "a mean less one's own value": (five_means, [MEAN_LESS_ONE], []),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_of_the_sheets_taken_out_is_found(
    monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    make, taken, covers = RULES[rule]
    assert attacked(make()).found == []
    for alone in (taken, covers):
        if covers:
            with monkeypatch.context() as one:
                take_out(one, alone)
                assert attacked(make()).found == []
    take_out(monkeypatch, [*taken, *covers])
    assert attacked(make()).found


def take_out(monkeypatch: pytest.MonkeyPatch, taken: Sequence[Taken]) -> None:
    """Take passages out of modules, those that others use first."""
    for module in dict.fromkeys(module for module, *_ in taken):
        without(monkeypatch, module, *[(old, new) for of, old, new in taken if of is module])


def both(table: pd.DataFrame) -> list[int]:
    """How many of 63 schools may have a project and no letter, to who reads the table.

    A reader knows that 40 have a letter and 25 a project.
    """
    (shown,) = table.loc[table["option"] == "Y", "numerator"]
    return [25 - n for n in range(25 + 1) if np.isnan(shown) or n == shown]


def test_a_share_within_an_answer_taken_from_its_rule_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = [("Y", "Y", 22), ("Y", "N", 18), ("N", "Y", 3), ("N", "N", 20)]
    study = study_of(
        [("CLG", "est", {"letter": letter, "project": project})
         for letter, project, number in parts for _ in range(number)],
        [LETTER, PROJECT],
    )  # fmt: skip

    def table() -> pd.DataFrame:
        return own_base.shares_within(
            study.responses, PROJECT, base={"letter": "Y"}, label="x", threshold=5
        )

    assert np.ptp(both(table())) >= 5
    without(
        monkeypatch,
        own_base,
        ("bool(hidden_shares(gave, of, threshold=threshold)[0])", "False"),
    )
    assert both(table()) == [3]


def sheet(line: str, answer: str) -> str:
    return (
        "<p><strong>Votre groupe</strong> : LGT (20 répondants), le vôtre compris.</p>"
        f'<table><tr><th scope="row">Libellé letter</th><td class="oui">oui ✓</td><td>{line}'
        f"<svg><rect/></svg></td><td>50 %</td></tr></table>"
        f"<dt>project ?</dt><dd><strong>oui\u00a0({answer})</strong></dd>"
    )


@pytest.mark.parametrize(
    ("line", "answer", "told", "faults"),
    [
        ("30,0\u00a0%", "50\u00a0%", {("letter", 0.2995), ("project", 0.495)}, 0),
        ("s", "s", set(), 0),
        ("31,0\u00a0%", "s", set(), 1),  # not true: 6 of 20
        ("env. 30\u00a0%", "s", set(), 1),  # a form that the reader does not know
    ],
)
def test_what_a_sheet_says_of_its_group_is_read(
    line: str, answer: str, told: set[tuple[str, float]], faults: int
) -> None:
    study = letters(OF_LETTER)
    world = World(study.responses, study.indicators)
    read, wrong = read_sheets([sheet(line, answer)], world)
    assert {(next(iter(t.answer.condition)), round(t.low, 6)) for t in read} == told
    assert {t.group for t in read} <= {"LGT"}
    assert len(wrong) == faults
