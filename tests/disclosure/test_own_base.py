"""Shares among the schools that gave a certain answer: by hand, and hidden where few are told."""

from collections.abc import Mapping

import pandas as pd
import pytest
from builders import asked, frame, responses

from bilan.disclosure.own_base import shares_within
from bilan.project.errors import DataError
from bilan.responses.responses import Responses

LETTER, PROJECT = asked("letter"), asked("project")
BODY = asked("body", "L", options=("new", "old", "none"))
Numbers = Mapping[tuple[str | None, str], int]


def taken(numbers: Numbers, question: str = "project", silent: int = 0) -> Responses:
    """So many schools by their letter and another answer; `silent` answered nothing at all."""
    said = [pair for pair, number in numbers.items() for _ in range(number)]
    names = [f"S{n}" for n in range(len(said) + silent)]
    given = {
        name: {"letter": letter, question: other}
        for name, (letter, other) in zip(names, said, strict=False)
    }
    schools = frame(*(f"{name} CLG public nord" for name in names))
    return responses((LETTER, PROJECT, BODY), given, schools)


def within(numbers: Numbers, **more: int) -> pd.DataFrame:
    return shares_within(
        taken(numbers, **more), PROJECT, base={"letter": "Y"}, label="those", threshold=5
    )


def test_the_base_is_who_gave_the_answer() -> None:
    """Of 20 with a letter 12 have a project; two did not say, and three did not answer."""
    table = within(
        {("Y", "Y"): 12, ("Y", "N"): 8, ("N", "Y"): 10, ("N", "N"): 9, (None, "Y"): 2}, silent=3
    )
    assert table["option"].tolist() == ["Y", "N"]
    assert table["label"].tolist() == ["Oui", "Non"]
    assert set(table["domain"]) == {"base"}
    assert set(table["category"]) == {"those"}
    assert set(table["question"]) == {"project"}
    assert table["numerator"].tolist() == [12, 8]
    assert table["base"].tolist() == [20, 20]
    assert table["share"].tolist() == [0.6, 0.4]
    assert table["lower"].tolist() == pytest.approx([12 / 25, 8 / 25])
    assert table["upper"].tolist() == pytest.approx([17 / 25, 13 / 25])
    assert table["suppressed"].tolist() == [False, False]


@pytest.mark.parametrize(
    ("numbers", "hidden"),
    [
        ((12, 8, 5, 5), False),
        ((5, 15, 10, 10), False),
        ((4, 16, 10, 10), True),  # few gave both answers
        ((16, 4, 10, 10), True),
        ((12, 8, 4, 16), True),  # few gave the second alone: the whole less this base
        ((12, 8, 16, 4), True),
        ((12, 8, 0, 0), False),  # all gave the first: nothing but the whole is told
    ],
)
def test_a_share_is_hidden_where_one_of_the_four_counts_is_small(
    numbers: tuple[int, ...], hidden: bool
) -> None:
    pairs = [("Y", "Y"), ("Y", "N"), ("N", "Y"), ("N", "N")]
    table = within(dict(zip(pairs, numbers, strict=True)))
    assert table["suppressed"].tolist() == [hidden, hidden]
    counts = table[["numerator", "share", "lower", "upper"]]
    assert counts.isna().all(axis=None) == hidden
    assert counts.notna().all(axis=None) != hidden
    assert table["base"].tolist() == [20, 20]


def test_each_option_is_hidden_by_itself_and_some_are_counted_as_one() -> None:
    numbers = {
        ("Y", "new"): 9, ("Y", "old"): 2, ("Y", "none"): 9,
        ("N", "new"): 8, ("N", "old"): 8, ("N", "none"): 9,
    }  # fmt: skip
    given = taken(numbers, "body")
    base = {"letter": "Y"}
    alone = shares_within(given, BODY, base=base, label="", threshold=5).set_index("option")
    assert alone["suppressed"].to_dict() == {"new": False, "old": True, "none": False}
    joined = shares_within(
        given, BODY, base=base, label="", threshold=5, together={"One": ["new", "old"]}
    ).set_index("option")
    assert joined["suppressed"].to_dict() == {"new+old": False, "none": False}
    assert joined["numerator"].to_dict() == {"new+old": 11, "none": 9}


def test_a_base_on_the_sampling_frame_is_refused() -> None:
    given = taken({("Y", "Y"): 10, ("N", "N"): 10})
    base = {"letter": "Y", "type": "CLG", "secteur": "public"}
    with pytest.raises(DataError) as raised:
        shares_within(given, PROJECT, base=base, label="", threshold=5)
    assert str(raised.value) == str(
        DataError(
            "base on `secteur`, a column of the sampling frame",
            expected="a base on answers",
            next_step='cross the question with it, `by="secteur"`, and keep a category',
        )
    )
