"""Whether ticking an option depends on the type of EPLE."""

import dataclasses
import math

import msgspec
import pytest
from builders import asked, frame, responses

from bilan.estimation.association import COLUMNS, links_with_type

SCHOOLS = [f"C{n}" for n in range(6)] + [f"L{n}" for n in range(6)]
FRAME = frame(*(f"{s} {'CLG' if s[0] == 'C' else 'LGT'} public nord" for s in SCHOOLS))
MEMBERS = asked("members", "M", options=["chef", "cpe", "nobody"])


def ticks(school: str) -> dict[str, float]:
    """The head sits in each collège and in no lycée; half the CPE in both; nobody else."""
    return {
        "members_chef": float(school[0] == "C"),
        "members_cpe": float(int(school[1]) % 2),
        "members_nobody": 0.0,
    }


def test_each_option_has_its_strength_and_its_test() -> None:
    links = links_with_type(
        responses((MEMBERS,), {s: ticks(s) for s in SCHOOLS}, FRAME), "members"
    ).set_index("option")
    assert ("question", "option", *links.columns[1:]) == COLUMNS
    assert links.index.tolist() == ["chef", "cpe", "nobody"]
    assert links["cramers_v"].tolist()[:2] == pytest.approx([1, 0])
    assert math.isnan(links.loc["nobody", "cramers_v"])
    least = 2 / math.comb(12, 6)  # the two tables that part the types wholly
    assert links["p_value"].tolist() == pytest.approx([least, 1, 1])
    assert links["p_adjusted"].tolist() == pytest.approx([3 * least, 1, 1])
    assert set(links["method"]) == {"exact"}


def test_those_who_did_not_answer_do_not_count() -> None:
    answers = {s: ticks(s) for s in SCHOOLS[:11]}
    some = {**answers, "L5": {}}
    one, two = (
        links_with_type(responses((MEMBERS,), given, FRAME), "members") for given in (answers, some)
    )
    assert one.equals(two)


def test_those_to_whom_it_was_not_shown_do_not_count_where_the_base_leaves_them_out() -> None:
    shown = asked("members", "M", options=["chef", "cpe"], filter={"pilot": "Y"}, base="shown")
    answers = {s: ticks(s) for s in SCHOOLS[:10]}
    few = responses((shown,), answers, FRAME)
    hidden = responses(
        (shown,), {**answers, "L4": {}, "L5": {}}, FRAME, hidden={"members": ["L4", "L5"]}
    )
    assert links_with_type(few, "members").equals(links_with_type(hidden, "members"))


def test_an_option_that_exists_in_some_types_only_is_tested_among_those() -> None:
    option = dataclasses.replace(
        MEMBERS,
        options={
            name: msgspec.structs.replace(o, only={"type": ["LGT"]} if name == "chef" else None)
            for name, o in MEMBERS.options.items()
        },
    )
    links = links_with_type(
        responses((option,), {s: ticks(s) for s in SCHOOLS}, FRAME), "members"
    ).set_index("option")
    assert links.loc["chef", "p_value"] == 1  # no lycée ticked it, and no collège counts
    assert math.isnan(links.loc["chef", "cramers_v"])
